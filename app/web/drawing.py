"""Small drawings as numbers for inline SVG: the bounds of a date, and a histogram by year. Nothing here depends on the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from babel.dates import format_date

WIDTH: Final = 480
MARGIN: Final = 8


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A date on its axis: a dot for a day, a bar between the bounds, `open` when only one bound is known (the bar fades out)."""

    start: float
    end: float
    is_day: bool
    open: str  # "", "left" or "right"
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    year: int
    x: float
    width: float
    articles: int
    meetings: int
    articles_height: float
    meetings_height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    width: int
    height: int
    bars: tuple[Bar, ...]


def draw_bounds(time: Mapping[str, Any] | None, language: str = "en") -> Bounds | None:
    """The bounds on an axis of the whole months (or years) around them; None when nothing is known."""
    earliest, latest = (_day((time or {}).get(name)) for name in ("earliest", "latest"))
    if earliest is None and latest is None:
        return None
    opened = "left" if earliest is None else "right" if latest is None else ""
    first = earliest or _months_from(latest or date.min, -6)
    last = latest or _months_from(first, 6)
    days = (last - first).days
    around = 0 if days == 0 or days >= 150 else 1  # a month on both sides, so that a bar that fills its month shows as such
    axis_start = _months_from(first, -around) if days < 400 else date(first.year, 1, 1)
    axis_end = _months_from(last, 1 + around) if days < 400 else date(last.year + 1, 1, 1)
    length = max(1, (axis_end - axis_start).days)

    def place(day: date) -> float:
        return round(MARGIN + (day - axis_start).days / length * (WIDTH - 2 * MARGIN), 1)

    return Bounds(
        place(first), place(last + timedelta(days=1)), first == last, opened, tuple(_ticks(axis_start, axis_end, place, language))
    )


def _ticks(start: date, end: date, place: Any, language: str) -> list[Tick]:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months <= 1:
        days = [start + timedelta(days=count) for count in range(0, 28, 7)]
        return [
            *(Tick(place(day), _month(day, language, "d MMM y") if day == start else str(day.day)) for day in days),
            Tick(place(end), ""),
        ]
    step = 1 if months <= 7 else 3 if months <= 18 else 12
    found = []
    for count in range(0, months + 1, step):
        day = _months_from(start, count)
        pattern = "y" if step == 12 else "LLL y" if day.month == 1 or count == 0 else "LLL"
        found.append(Tick(place(day), _month(day, language, pattern) if day < end else ""))
    return found


def _month(day: date, language: str, pattern: str) -> str:
    """With the names of months of the language; Chinese puts the year before."""
    if language == "zh":
        pattern = {"d MMM y": "y年M月d日", "LLL y": "y年M月", "LLL": "M月", "y": "y年"}[pattern]
    return format_date(day, pattern, locale=language)


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when on a common axis, as hundredths of it."""

    start: float
    width: float


def draw_terms(holdings: Sequence[Mapping[str, Any]], last: str | None) -> list[Term | None]:
    """One bar a holding, on the axis from the first known day to `last` (or the last day among them); None without a first day."""
    days = sorted(one[name] for one in holdings for name in ("since", "until") if one[name])
    if not days:
        return [None for _ in holdings]
    start, end = date.fromisoformat(days[0]), date.fromisoformat(max(days[-1], last or ""))
    length = max(1, (end - start).days)
    found: list[Term | None] = []
    for one in holdings:
        since, until = _day(one["since"]), _day(one["until"]) or end
        share = round((since - start).days / length * 100, 1) if since else 0.0
        found.append(Term(share, max(1.0, round((until - since).days / length * 100, 1))) if since else None)
    return found


def draw_histogram(articles: Mapping[int, int], meetings: Mapping[int, int], *, height: int = 120) -> Histogram | None:
    """Two bars a year, articles beside meetings, each scaled to its own largest; every year between the first and the last has a place."""
    years = [year for year, count in (*articles.items(), *meetings.items()) if count]
    if not years:
        return None
    span = range(min(years), max(years) + 1)
    step = min(90.0, max(28.0, 880 / len(span)))
    most_articles, most_meetings = max(articles.values(), default=1) or 1, max(meetings.values(), default=1) or 1
    room = height - 26
    bars = tuple(
        Bar(
            year, round(index * step, 1), round(step, 1), articles.get(year, 0), meetings.get(year, 0),
            _height(articles.get(year, 0), most_articles, room), _height(meetings.get(year, 0), most_meetings, room),
        )
        for index, year in enumerate(span)
    )  # fmt: skip
    return Histogram(round(step * len(span)), height, bars)


def _height(count: int, most: int, room: int) -> float:
    return round(max(2.0, count / most * room), 1) if count else 0.0


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _months_from(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
