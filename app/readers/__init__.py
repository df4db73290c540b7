"""Bytes -> articles. One reader a format, chosen by the name's suffix, else by how the text begins.

A document that cannot be read is a ReadFailure and never stops the others.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from app.gazetteer import Gazetteer
from app.readers.curated import read_curated
from app.readers.feed import read_feed
from app.readers.html import read_html
from app.readers.items import CuratedTable, Part, ReadFailure, ReadItem, Unreadable
from app.readers.jsonl import read_jsonl
from app.readers.markdown import read_markdown
from app.readers.paths import expand_paths
from app.readers.text import read_text
from app.readers.warc import read_warc

__all__ = ["READERS", "CuratedTable", "Part", "ReadFailure", "ReadItem", "expand_paths", "read_bytes"]

Reader = Callable[[bytes, str, Mapping[str, object] | None, Gazetteer], tuple[ReadItem, ...]]

# format -> reader and suffixes; a new format is one module and one line here
READERS: Final[Mapping[str, tuple[Reader, tuple[str, ...]]]] = {
    "text": (read_text, (".txt", ".text")),
    "markdown": (read_markdown, (".md", ".markdown")),
    "html": (read_html, (".html", ".htm", ".xhtml")),
    "jsonl": (read_jsonl, (".jsonl", ".ndjson")),
    "feed": (read_feed, (".rss", ".atom", ".rdf", ".xml")),
    "warc": (read_warc, (".warc", ".warc.gz")),
    "curated": (read_curated, (".csv",)),
}


def read_bytes(
    data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer, *, limit_mb: int = 20
) -> tuple[ReadItem, ...]:
    """What one input holds. `meta` is what the user tells of it and beats what it says of itself; None values do not count.

    Nothing is raised for a bad document: its failure is the answer.
    """
    try:
        if len(data) > limit_mb * 1_000_000:
            raise Unreadable(f"It has {len(data) / 1e6:.1f} MB, more than {limit_mb}.", "Split it, or raise AMUR_INPUT_LIMIT_MB.")
        reader, _ = READERS[detect_format(data, name)]
        return reader(data, name, meta, gazetteer) or (ReadFailure(name, "It holds no article.", "Check that it is the right file."),)
    except Unreadable as error:
        return (ReadFailure(name, error.detail, error.hint or "Check the file."),)


def format_of_name(name: str) -> str | None:
    """The format that a name's suffix tells; None for an unknown one or none."""
    lower = PurePath(name).name.lower()
    return next((format_name for format_name, (_, suffixes) in READERS.items() if lower.endswith(suffixes)), None)


def _unpack_head(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[:4096], 16)
    except zlib.error:
        return b""


def detect_format(data: bytes, name: str) -> str:
    """The format by suffix; of an unknown suffix or none, by the first characters."""
    if (known := format_of_name(name)) is not None:
        return known
    if data.startswith((b"WARC/", b"\x1f\x8b")):
        return "warc" if data.startswith(b"WARC/") or _unpack_head(data).startswith(b"WARC/") else "text"
    head = data[:2000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if re.match(r"<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype html|html)", head):
        return "html"
    if re.match(r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:rss|feed|rdf:rdf)\b", head, re.DOTALL):
        return "feed"
    if re.match(r"---[ \t]*[\r\n]", head):
        return "markdown"
    return "jsonl" if re.match(r'\{\s*"', head) else "text"
