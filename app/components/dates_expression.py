"""One expression of time: what its words say, before anything is resolved; and what the builders of expressions share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.components.dates_words import number_of

Kind = Literal["date", "year", "part", "season", "weekday", "day_word", "unit", "ago", "shift", "window", "nth", "nth_day", "then", "other"]
Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of time. `which` is the word that places it (last, this, next, same, following, previous, past, coming)."""

    start: int
    end: int
    kind: Kind
    year: int | None = None
    year2: int | None = None
    year_which: str | None = None  # "of last year"
    month: int | None = None
    month2: int | None = None
    day: int | None = None
    day2: int | None = None
    weekday: int | None = None
    weekday2: int | None = None  # "Thursday to Saturday"
    which: str | None = None
    unit: str | None = None
    amount: int | None = None  # None of a vague number
    direction: int = 0  # -1 into the past, 1 into the future
    edge: str | None = None  # early, mid, late
    anchor: str = "reference"  # or "told", "event", "recent" (told a sentence ago at most, else the reference)
    throughout: bool = False
    ambiguous: bool = False  # 07/08/2023


def which_of(words: str | None) -> str | None:
    if not words:
        return None
    folded = re.sub(r"^(?:of\s+|the\s+)+", "", words.casefold())
    first = folded.split()[0]
    return {
        "that": "same",
        "current": "this",
        "prior": "previous",
        "preceding": "previous",
        "subsequent": "following",
        "ensuing": "following",
        "past": "last",
        "coming": "next",
    }.get(first, first)


_EDGES: Final = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "late",
    "close": "late",
    "later": "later",
    "earlier": "earlier",
}


def edge_of(match: Match) -> str | None:
    words = match.groupdict().get("edge") or match.groupdict().get("edge_of")
    return _EDGES[words.casefold()] if words else None


def year_in(match: Match, name: str = "year") -> int | None:
    words = match.groupdict().get(name)
    return int(words) if words else None


def span_of(match: Match) -> tuple[int, int]:
    return match.start(), match.end()


def amount_of(match: Match) -> int | None:
    return number_of(match["amount"])
