"""JSON lines: one object a line, `text` and the keys of `--meta`. A broken line is a failure of its own."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from pathlib import PurePath

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_text, refuse_binary
from app.readers.items import Document, Part, ReadFailure, ReadItem, Unreadable

_TEXT_KEYS = ("text", "body", "content")


def read_jsonl(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One item a line that is not blank. An article without url and id is known by file stem and line number. Raises Unreadable."""
    refuse_binary(data)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = decode_text(data).encode("utf-8", "surrogatepass")
    items: list[ReadItem] = []
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            stem = f"{PurePath(name).stem}-{number}"
            items.append(Part(assemble_article(_document(line), meta, stem, gazetteer), f"line {number}", line))
        except Unreadable as error:
            items.append(ReadFailure(name, error.detail, error.hint or "", f"line {number}"))
    return tuple(items)


def _document(line: bytes) -> Document:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The line is not UTF-8: {error.reason} at byte {error.start}.", "Convert it to UTF-8 (iconv -t UTF-8)."
        ) from error
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        raise Unreadable(f"The line is no JSON: {reason}.", "Write one complete JSON object a line.") from error
    if not isinstance(record, dict):
        raise Unreadable("The line is no JSON object.", 'Write for example {"text": "…", "published": "2023-07-17"}.')
    text = next((record[key] for key in _TEXT_KEYS if record.get(key)), None)
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("The object has no text.", f"Give the article's text as one of {', '.join(_TEXT_KEYS)}.")
    if "\x00" in text:
        raise Unreadable("The text holds NUL characters.", "Remove them.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable(
            "The text holds half of a surrogate pair.", "Write characters beyond U+FFFF as a full pair or as UTF-8."
        ) from error
    return Document(text, "application/json", {key: value for key, value in record.items() if key not in _TEXT_KEYS})
