"""The process that parses HTML and feeds, so that what hangs the parser can be killed. Run as a script; reads frames from stdin.

A frame is a 4-byte big-endian length and that many bytes of UTF-8 JSON. In goes the `work` and what it needs, out comes its answer,
or {"error": …}:

page      {"html": …, "url": …} -> {"paragraphs": [[text, is heading], …], "title": …, "author": …, "published": …, "url": …,
          "publisher": …, "language": …}
feed      {"data": base64} -> {"version": …, "title": …, "language": …, "entries": [{"title": …, "url": …, "id": …, "author": …,
          "published": …, "language": …, "publisher": …, "licence": …, "content": …}, …], "broken": …}
fragment  {"html": …} -> {"paragraphs": [text, …]}

It ends with its parent, when stdin closes. It imports nothing of Amur, so that it starts fast.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any

MEMORY_BYTES = 2_000_000_000
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "section", "article", "table", "tr", "pre", "hr")
_PARAGRAPHS = ("p", "head", "quote", "item", "row", "code", "ab")


def main() -> None:
    """Serve frames until stdin closes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between the frames
    while len(head := source.read(4)) == 4:
        request = json.loads(source.read(struct.unpack(">I", head)[0]))
        try:
            answer = WORK[request.pop("work")](**request)
        except (ValueError, TypeError, AttributeError, RecursionError, MemoryError, LookupError, AssertionError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        data = json.dumps(answer).encode()
        target.write(struct.pack(">I", len(data)) + data)
        target.flush()


def extract_page(html: str, url: str | None) -> dict[str, Any]:
    """Paragraphs and metadata of the page's article; no paragraphs when it has none."""
    from trafilatura import bare_extraction

    # only what the page says of its date, never the newest date found somewhere on it
    dates = {"original_date": True, "extensive_search": False}
    page: Any = bare_extraction(html, url=url, with_metadata=True, include_comments=False, date_extraction_params=dates)
    if page is None or page.body is None:
        return {"paragraphs": []}
    return {
        "paragraphs": _paragraphs(page.body),
        "title": page.title,
        "author": page.author,
        "published": page.date,
        "url": page.url,
        "publisher": page.sitename,
        "language": _language(html),
    }


def _paragraphs(body: Any) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for element in body.iter(*_PARAGRAPHS):
        if any(ancestor.tag in _PARAGRAPHS for ancestor in element.iterancestors()):
            continue
        words = " ".join("".join(element.itertext()).split()) if element.tag != "row" else " ".join(" ".join(element.itertext()).split())
        if words:
            found.append((words, element.tag == "head"))
    return found


def _language(html: str) -> str | None:
    from lxml.html import fromstring

    root = fromstring(html.encode("utf-8", "replace")) if html.strip() else None
    return root.get("lang") or None if root is not None else None


def read_feed(data: str) -> dict[str, Any]:
    """The entries of an RSS or Atom feed; the markup in them is left as it is."""
    import feedparser  # type: ignore[import-untyped]

    feed: Any = feedparser.parse(io.BytesIO(base64.b64decode(data)), sanitize_html=False, resolve_relative_uris=False)
    about = feed.feed
    return {
        "version": feed.version,
        "title": about.get("title"),
        "language": about.get("language"),
        "broken": str(feed.bozo_exception)
        if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride)
        else None,
        "entries": [_entry(entry, about) for entry in feed.entries],
    }


def _entry(entry: Any, feed: Any) -> dict[str, Any]:
    contents = [one.get("value") for one in entry.get("content", ()) if one.get("value")]
    source = entry.get("source") or {}
    return {
        "title": entry.get("title"),
        "url": entry.get("link"),
        "id": entry.get("id"),
        "author": entry.get("author"),
        "published": entry.get("published") or entry.get("updated"),
        "parsed": list((entry.get("published_parsed") or entry.get("updated_parsed") or ())[:3]),
        "language": next((one.get("language") for one in entry.get("content", ()) if one.get("language")), None),
        "publisher": source.get("title"),
        "licence": entry.get("license") or feed.get("license"),
        "content": max(contents, key=len, default=None) or entry.get("summary"),
    }


def read_fragment(html: str) -> dict[str, Any]:
    """The paragraphs of a piece of HTML, all of it: for text that is known to be an article."""
    from lxml.html import fragment_fromstring

    root = fragment_fromstring(html, create_parent="div")
    for element in list(root.iter("script", "style", "template", "noscript")):
        element.drop_tree()
    for element in root.iter(*_BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    for element in root.iter("br"):
        element.tail = f"\n{element.tail or ''}"
    paragraphs = (" ".join(part.split()) for part in root.text_content().split("\n\n"))
    return {"paragraphs": [words for words in paragraphs if words]}


WORK: dict[str, Callable[..., dict[str, Any]]] = {"page": extract_page, "feed": read_feed, "fragment": read_fragment}

if __name__ == "__main__":
    main()
