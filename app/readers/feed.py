"""RSS and Atom feeds, from files: one article an entry that holds its text (content, else summary).

The feed is read by feedparser in a process that may be killed; the markup of each entry is turned into text by itself, so that one
bad entry costs no other. A feed with a DOCTYPE or entities of its own is refused: both are how XML bombs are made.
"""

from __future__ import annotations

import base64
import codecs
import json
import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any, Final

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_text, refuse_binary
from app.readers.html import is_prose
from app.readers.items import Document, Part, ReadFailure, ReadItem, Unreadable
from app.readers.markup import shared_worker

_FORBIDDEN: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ONE_EACH: Final = ("id", "url", "title", "author")  # told of a feed, they would be the same for all its entries


def read_feed(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One item an entry. Raises Unreadable for what is no feed."""
    refuse_binary(data)
    if _FORBIDDEN.search(_as_ascii(data)):
        raise Unreadable("It declares a DOCTYPE or entities, which XML from outside may not.", "Remove the declaration.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = re.sub(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""", r"\1", decode_text(data), count=1).encode()
    feed = shared_worker().ask("feed", "XML", data=base64.b64encode(data).decode())
    entries: list[dict[str, Any]] = feed["entries"]
    if not feed["version"] and not entries:
        reason = f" ({feed['broken']})" if feed["broken"] else ""
        raise Unreadable(f"It is no RSS or Atom feed{reason}.", "Save the articles' pages as .html, or their texts as .txt.")
    given = {key: value for key, value in (meta or {}).items() if key not in _ONE_EACH}
    items: list[ReadItem] = []
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number}"
        try:
            article = assemble_article(_document(entry, feed), given, f"{name}-{number}", gazetteer)
            items.append(Part(article, where, json.dumps(entry, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")))
        except Unreadable as error:
            items.append(ReadFailure(name, error.detail, error.hint or "", where))
    if feed["broken"] and entries:
        told = f"The feed is broken after {len(entries)} entries: {feed['broken']}."
        items.append(ReadFailure(name, told, "What was read is taken; get the rest again.", f"after entry {len(entries)}"))
    return tuple(items)


def _document(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Document:
    title = f" ({' '.join(entry['title'].split())[:60]})" if entry["title"] else ""
    if not entry["content"]:
        raise Unreadable(f"The entry has no text{title}.", "Save the page that it links to.")
    paragraphs: list[str] = shared_worker().ask("fragment", "HTML", html=_without_nul(entry["content"]))["paragraphs"]
    if not is_prose(paragraphs):
        raise Unreadable(f"The entry holds no sentence{title}.", "Save the page that it links to.")
    found = {
        "title": entry["title"],
        "url": entry["url"] if re.match(r"https?://", entry["url"] or "") else None,
        "id": entry["id"],
        "author": entry["author"],
        "published": _read_day(entry["published"], entry["parsed"]),
        "language": entry["language"] or feed["language"],
        "publisher": entry["publisher"] or feed["title"],
        "licence": entry["licence"],
    }
    return Document("\n\n".join(paragraphs), "text/html", found)


def _read_day(text: str | None, parsed: list[int]) -> date | None:
    """The day as written, whatever the zone; else what feedparser made of it (UTC); None for a date that is none."""
    if text and re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    try:
        return parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError, IndexError):
        return date(*parsed[:3]) if len(parsed) == 3 else None


def _as_ascii(data: bytes) -> str:
    """For looking for declarations, in whatever encoding: their letters without the zero bytes of UTF-16 and UTF-32."""
    return data.replace(b"\x00", b"").decode("latin-1")


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")
