"""The process that parses HTML, so that a page that hangs the parser can be killed. Run as a script; reads frames from stdin.

A frame is a 4-byte big-endian length and that many bytes of UTF-8 JSON: in {"html": …, "url": …}, out {"paragraphs":
[[text, is heading], …], "title": …, "author": …, "published": …, "url": …, "publisher": …, "language": …} or {"error": …}.
It ends with its parent, when stdin closes. It imports nothing of Amur, so that it starts fast.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from typing import Any

MEMORY_BYTES = 2_000_000_000
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
            answer = extract_page(request["html"], request["url"])
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
    from lxml.html import fromstring  # type: ignore[import-untyped]

    root = fromstring(html.encode("utf-8", "replace")) if html.strip() else None
    return root.get("lang") or None if root is not None else None


if __name__ == "__main__":
    main()
