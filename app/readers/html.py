"""HTML: the article's text is what trafilatura takes for the article, paragraph by paragraph, parted by blank lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_html
from app.readers.items import Document, ReadItem, Unreadable
from app.readers.markup import shared_worker

LIMIT_BYTES: Final = 5_000_000
_LEAST_WORDS: Final = 5  # in the longest paragraph of anything that deserves the name of article


def read_html(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One article. Raises Unreadable for a page that is too large, takes too long, or holds no article."""
    return (assemble_article(parse_page(data, meta), meta, name, gazetteer),)


def parse_page(data: bytes, meta: Mapping[str, object] | None) -> Document:
    """Text and metadata of a page. Raises Unreadable."""
    if len(data) > LIMIT_BYTES:
        raise Unreadable(
            f"The page has {len(data) / 1e6:.1f} MB, more than {LIMIT_BYTES / 1e6:g}.", "Save the article's text as .txt instead."
        )
    url = (meta or {}).get("url")
    page = shared_worker().ask("page", "HTML", html=decode_html(data), url=url if isinstance(url, str) else None)
    paragraphs: list[tuple[str, bool]] = page["paragraphs"]
    if not is_prose(words for words, _ in paragraphs):
        raise Unreadable("The page holds no article.", "Save the page of one article, not a list or a search, or its text as .txt.")
    found = {key: page.get(key) for key in ("title", "author", "published", "url", "publisher", "language")}
    text = "\n\n".join(words for words, _ in paragraphs)
    return Document(text, "text/html", found, frozenset(words for words, is_heading in paragraphs if is_heading))


def is_prose(paragraphs: Iterable[str]) -> bool:
    """True if one of the paragraphs is long enough for a sentence; a Chinese character counts for half a word."""
    return max((len(words.split()) + _count_ideographs(words) // 2 for words in paragraphs), default=0) >= _LEAST_WORDS


def _count_ideographs(words: str) -> int:
    return sum(1 for char in words if "\u3400" <= char <= "\u9fff")
