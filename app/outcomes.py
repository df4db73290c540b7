"""What goes into the pipeline and what is told of it: sources and outcomes, without the machinery in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Source:
    """One input as it arrived: its name (for messages and for the article's key), its bytes, and what is told about it."""

    name: str
    data: bytes
    meta: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article, or of one unreadable input."""

    name: str
    status: Literal["added", "updated", "unchanged", "failed"]
    article: str | None = None
    claims: int = 0
    refused: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str | None = None
    hint: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Outcome:
        return TypeAdapter(cls).validate_python(value)
