"""What reading gives: an article, a curated table with its claims, or a failure that says why and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import AppError
from app.model import Article, Claim


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """An input, or one part of it (`line 2`, `entry 3`), that cannot be read; the others go on."""

    name: str
    reason: str
    hint: str
    where: str | None = None

    @property
    def label(self) -> str:
        return self.name if self.where is None else f"{self.name}, {self.where}"

    def __str__(self) -> str:
        return f"{self.label}: {self.reason} {self.hint}"


@dataclass(frozen=True, slots=True)
class CuratedTable:
    """A table of events: the article (its text is the CSV) and the claims of its rows."""

    article: Article
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One article of an input that holds several: where in it (`line 2`), and the bytes that are its own."""

    article: Article
    where: str
    raw: bytes


ReadItem = Article | Part | ReadFailure | CuratedTable


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
