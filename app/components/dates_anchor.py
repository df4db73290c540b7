"""What an expression of time is read against, and what comes out: shared by the resolvers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.components import dates_calendar as cal
from app.components.dates_calendar import Stretch
from app.model import Basis, Precision, Reading

Tense = Literal["past", "future", "would", "present"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is read against.

    `reference`: the day of the entry, dateline or publication, None if unknown. `told`: the time told last. `year`: a year that the same
    sentence names before a month without one.
    """

    reference: date | None = None
    told: Stretch | None = None
    tense: Tense = "past"
    year: int | None = None
    is_recent: bool = False  # told in this sentence or the one before
    is_span: bool = False  # what was told lasted from its first to its last day


@dataclass(frozen=True, slots=True)
class Resolved:
    """The outcome; `conflict` names a contradiction within the words (a weekday that the date does not have)."""

    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: Precision
    basis: Basis
    reading: Reading = "sometime-within"
    conflict: str | None = None


UNKNOWN: Final = Resolved(None, None, None, "none", "none")


def made(stretch: Stretch | None, basis: Basis, *, throughout: bool = False, conflict: str | None = None) -> Resolved:
    """A stretch as an outcome; None is `UNKNOWN`."""
    if stretch is None:
        return UNKNOWN
    reading: Reading = "throughout" if throughout else "sometime-within"
    return Resolved(stretch.edtf, stretch.first, stretch.last, stretch.precision, basis, reading, conflict)


def made_relative(stretch: Stretch, anchor: Anchor, *, throughout: bool = False) -> Resolved:
    """A relative stretch; of the past it ends with the reference day at the latest, of the future it begins there."""
    reference = anchor.reference
    if reference and anchor.tense == "past":
        stretch = cal.cut(stretch, reference)
    elif reference and anchor.tense == "future" and stretch.first < reference <= stretch.last:
        words = f"{reference.isoformat()}/{stretch.last.isoformat()}" if len(stretch.edtf) == 21 else stretch.edtf
        stretch = Stretch(words, reference, stretch.last, stretch.precision)
    return made(stretch, "relative", throughout=throughout)


def length_of(stretch: Stretch) -> int:
    """How many days it has."""
    return (stretch.last - stretch.first).days + 1


def distance(stretch: Stretch, reference: date) -> int:
    """How many days lie between; 0 within."""
    if stretch.first <= reference <= stretch.last:
        return 0
    return min(abs((stretch.first - reference).days), abs((stretch.last - reference).days))


def choose_year(make: Callable[[int], Stretch | None], anchor: Anchor) -> Stretch | None:
    """Of the stretches that a month, day or season gives in the years around the reference, the one the tense asks for."""
    if anchor.reference is None:
        return None
    reference = anchor.reference
    candidates = [stretch for number in range(reference.year - 4, reference.year + 5) if (stretch := make(number))]
    past = [stretch for stretch in candidates if stretch.first <= reference]
    future = [stretch for stretch in candidates if stretch.last >= reference]
    if anchor.tense == "past":
        return past[-1] if past else None
    if anchor.tense == "future":
        return future[0] if future else None
    return min(candidates, key=lambda stretch: (distance(stretch, reference), stretch.first)) if candidates else None


def year_of(which: str | None, anchor: Anchor) -> int | None:
    """The year that "last year", "that year", "the following year" name."""
    if which in ("last", "this", "next"):
        return anchor.reference.year + {"last": -1, "this": 0, "next": 1}[which] if anchor.reference else None
    if which in ("same", "following", "previous"):
        return anchor.told.first.year + {"same": 0, "following": 1, "previous": -1}[which] if anchor.told else None
    return None
