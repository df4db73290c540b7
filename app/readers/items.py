"""What reading gives: an article, a curated table with its claims, or a failure that says why and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import AppError
from app.model import Article, Claim


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """An input, or one line of it, that cannot be read; the other inputs go on."""

    name: str
    reason: str
    hint: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.name if self.line is None else f"{self.name}, line {self.line}"
        return f"{where}: {self.reason} {self.hint}"


@dataclass(frozen=True, slots=True)
class CuratedTable:
    """A table of events: the article (its text is the CSV) and the claims of its rows."""

    article: Article
    claims: tuple[Claim, ...]


ReadItem = Article | ReadFailure | CuratedTable


@dataclass(frozen=True, slots=True)
class Document:
    """One document as its format gives it, before publisher, date and language are settled.

    `found` is what the document says of itself, in the keys of `--meta`; `start` is where its prose begins in `text`.
    """

    text: str
    media_type: str
    found: Mapping[str, object] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()  # paragraphs that the format marks as headings
    is_markdown: bool = False


class Unreadable(AppError):
    """Raised inside the readers, turned into a ReadFailure at their border."""

    status, code, title, exit_code = 400, "unreadable", "The input cannot be read", 1
