"""Plain text: the article's text is the decoded file, unchanged, title included."""

from __future__ import annotations

from collections.abc import Mapping

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_text
from app.readers.items import Document, ReadItem


def read_text(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One article. Raises Unreadable."""
    return (assemble_article(Document(decode_text(data), "text/plain"), meta, name, gazetteer),)
