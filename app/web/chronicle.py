"""The timeline: months as columns of a drawing, years as sections of a list, and what no article covers told apart from what is calm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from app.answers.chronology import Month
from app.consolidate.periods import Bounds

WIDTH: Final = 960
ABOVE: Final = 84  # room for events
BELOW: Final = 34  # room for articles
FOOT: Final = 20
NARROWEST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Column:
    """A month: a bar of events up, a bar of articles down; heights of 0 where there are none."""

    month: Month
    x: float
    events_height: float
    articles_height: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row that no article was published in."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole span; `step` is the width of a month, `ticks` are the years' first months. `axis` is where events stand on."""

    width: float
    height: float
    axis: float
    step: float
    columns: tuple[Column, ...]
    unread: tuple[Stretch, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Months in a row without a known event: `articles` is how many were read from that time, 0 for none."""

    first: str
    last: str
    articles: int


@dataclass(slots=True)
class Year:
    """What is known of a year: events in order (those of no single month last), and its gaps."""

    name: str
    events: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def entries(self) -> list[dict[str, Any] | Gap]:
        """Events and gaps together, as they follow each other."""
        dated = [((event["time"]["earliest"], 1), event) for event in self.events] + [((gap.first, 0), gap) for gap in self.gaps]
        return [entry for _, entry in sorted(dated, key=lambda one: one[0])]


def draw_months(months: Sequence[Month]) -> Drawing | None:
    if not months:
        return None
    step = max(NARROWEST, min(24.0, WIDTH / len(months)))
    most_events = max(1, *(one.events for one in months))
    most_articles = max(1, *(one.articles for one in months))
    columns = tuple(
        Column(one, round(index * step, 2), _height(one.events, most_events, ABOVE), _height(one.articles, most_articles, BELOW))
        for index, one in enumerate(months)
    )
    unread, index = [], 0
    for is_unread, run in groupby(months, lambda one: one.articles == 0):
        length = len(list(run))
        if is_unread:
            unread.append(Stretch(round(index * step, 2), round(length * step, 2)))
        index += length
    every = next(gap for gap in (1, 2, 5, 10, 20, 50, 100) if gap * 12 * step >= 34)
    ticks = tuple(
        (columns[index].x, one.period[:4])
        for index, one in enumerate(months)
        if one.period.endswith("-01") and int(one.period[:4]) % every == 0
    )
    return Drawing(round(len(months) * step, 1), ABOVE + BELOW + FOOT, ABOVE, step, columns, tuple(unread), ticks)


def list_years(
    months: Sequence[Month], items: Sequence[Mapping[str, Any]], *, newest_first: bool = False
) -> tuple[list[Year], list[dict[str, Any]]]:
    """(years, undated events). A year that has neither event nor gap has no section."""
    years: dict[str, Year] = {}
    undated: list[dict[str, Any]] = []
    for item in items:
        first, last = _bounds(item)
        if first is None or last is None or first.year != last.year:
            name = f"{first.year if first else '…'}–{last.year if last else '…'}" if first or last else ""
            (years.setdefault(name, Year(name)).events if name and first and last else undated).append(dict(item))
        else:
            years.setdefault(str(first.year), Year(str(first.year))).events.append(dict(item))
    for name, of_year in groupby(months, lambda one: one.period[:4]):
        gaps = _gaps(list(of_year))
        if gaps and (name in years or len(months) <= 36):
            years.setdefault(name, Year(name)).gaps.extend(gaps)
    ordered = sorted(years.values(), key=lambda year: year.name)
    return ordered, undated


def _gaps(months: Sequence[Month]) -> list[Gap]:
    found = []
    for (is_calm, is_read), run in groupby(months, lambda one: (one.events == 0, one.articles > 0)):
        inside = list(run)
        if is_calm:
            found.append(Gap(inside[0].period, inside[-1].period, sum(one.articles for one in inside) if is_read else 0))
    return found


def _bounds(item: Mapping[str, Any]) -> Bounds:
    time = item.get("time") or {}
    first, last = (date.fromisoformat(time[name]) if time.get(name) else None for name in ("earliest", "latest"))
    return first, last


def _height(count: int, most: int, room: int) -> float:
    return round(max(3.0, count / most * (room - 4)), 1) if count else 0.0
