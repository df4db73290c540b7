"""Expressions of time -> stretches of days, by the calendar and a reference day; words and parse are settled before.

No day is ever invented: what the words leave open stays a week, month, year, or unknown (`edtf` None, perhaps with a bound).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.components import dates_calendar as cal
from app.components import dates_relative as relative
from app.components.dates_anchor import UNKNOWN, Anchor, Resolved, Tense, choose_year, distance, made, year_of
from app.components.dates_calendar import Stretch
from app.components.dates_expression import Expression, Kind
from app.model import Basis

__all__ = ["UNKNOWN", "Anchor", "Resolved", "Tense", "resolve_expression"]


def resolve_expression(expression: Expression, anchor: Anchor) -> Resolved:
    """Stretch, precision and basis of one expression; `UNKNOWN` where it needs a day that is not known."""
    resolver = _RESOLVERS.get(expression.kind)
    return resolver(expression, anchor) if resolver else UNKNOWN


def resolve_date(item: Expression, anchor: Anchor) -> Resolved:
    """Days and months, single or from-to, with or without a year."""
    month = item.month or 1
    if item.which:
        return resolve_month_which(item, anchor)

    def make(number: int) -> Stretch | None:
        last_year = item.year2 if item.year2 and item.year else number
        month2 = item.month2 or month
        if last_year == number and month2 < month:
            last_year += 1
        if item.day is None:
            return cal.month(number, month) if item.month2 is None else cal.months(number, month, last_year, month2)
        first = cal.safe_date(number, month, item.day)
        if first is None or item.day2 is None:
            return cal.day(first) if first else None
        last = cal.safe_date(last_year, month2, item.day2)
        return cal.days(first, last) if last and last > first else None

    basis: Basis = "stated"
    if item.year_which:
        number = year_of(item.year_which, anchor)
        if number is None:
            return UNKNOWN
        stretch = make(number)
        basis = "event-anchored" if item.year_which in ("same", "following", "previous") else "stated"
    elif item.year is not None:
        first_year = item.year - 1 if item.month2 and item.month2 < month and item.year2 == item.year else item.year
        stretch = make(first_year)
    elif anchor.year is not None:
        stretch = make(anchor.year)
    else:
        stretch = _by_weekday(item, make, anchor) or choose_year(make, anchor)
    if stretch is None:
        return UNKNOWN
    wrong = item.weekday is not None and item.day2 is None and stretch.first.weekday() != item.weekday
    return made(stretch, basis, throughout=item.throughout, conflict="weekday" if wrong else None)


def _by_weekday(item: Expression, make: Callable[[int], Stretch | None], anchor: Anchor) -> Stretch | None:
    """For "Sunday, July 16" without a year: the year next to the reference in which that day is a Sunday, if the nearest two have one."""
    if item.weekday is None or anchor.reference is None:
        return None
    reference = anchor.reference
    fitting = [
        stretch
        for number in range(reference.year - 1, reference.year + 2)
        if (stretch := make(number)) and stretch.first.weekday() == item.weekday
    ]
    preferred = choose_year(make, anchor)
    return preferred if preferred in fitting else min(fitting, key=lambda stretch: distance(stretch, reference), default=None)


def resolve_month_which(item: Expression, anchor: Anchor) -> Resolved:
    """For "last December", "this June", "next March", "the following May"."""
    month = item.month or 1
    if item.which in ("same", "following", "previous"):
        if anchor.told is None:
            return UNKNOWN
        base, direction, basis = anchor.told.last, {"same": 0, "following": 1, "previous": -1}[item.which], "event-anchored"
    else:
        if anchor.reference is None:
            return UNKNOWN
        base, direction, basis = anchor.reference, {"last": -1, "this": 0, "next": 1}.get(item.which or "this", 0), "relative"
    year = base.year
    if direction < 0 and month >= base.month:
        year -= 1
    if direction > 0 and month <= base.month:
        year += 1
    return made(cal.month(year, month), "event-anchored" if basis == "event-anchored" else "relative")


def resolve_year(item: Expression, anchor: Anchor) -> Resolved:
    return made(cal.years(item.year or 1, item.year2 or item.year or 1), "stated", throughout=item.throughout)


def resolve_part(item: Expression, anchor: Anchor) -> Resolved:
    first, last = item.month or 1, item.month2 or 12
    number = item.year if item.year is not None else year_of(item.year_which, anchor) if item.year_which else anchor.year
    if number is not None:
        return made(cal.months(number, first, number, last), "stated", throughout=item.throughout)
    return made(choose_year(lambda year: cal.months(year, first, year, last), anchor), "stated", throughout=item.throughout)


def resolve_season(item: Expression, anchor: Anchor) -> Resolved:
    month = item.month or 3
    if item.year is not None:
        return made(cal.season(item.year, month), "stated")
    if item.year_which:
        number = year_of(item.year_which, anchor)
        return UNKNOWN if number is None else made(cal.season(number, month), "stated")
    if item.which in ("same", "following", "previous"):
        if anchor.told is None:
            return UNKNOWN
        told = anchor.told
        offsets = [cal.season(told.first.year + by, month) for by in (-1, 0, 1, 2)]
        fitting = {
            "same": [season for season in offsets if season.first <= told.last and told.first <= season.last] or [offsets[1]],
            "following": [season for season in offsets if season.first > told.last],
            "previous": [season for season in reversed(offsets) if season.last < told.first],
        }[item.which]
        return made(fitting[0] if fitting else None, "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    if item.which in ("last", "next"):
        seasons = [cal.season(anchor.reference.year + by, month) for by in (-2, -1, 0, 1, 2)]
        if item.which == "last":
            return made([season for season in seasons if season.last < anchor.reference][-1], "relative")
        return made(next(season for season in seasons if season.first > anchor.reference), "relative")
    if anchor.year is not None:
        return made(cal.season(anchor.year, month), "stated")
    if item.which == "this":
        return made(choose_year(lambda year: cal.season(year, month), replace(anchor, tense="present")), "relative")
    return made(choose_year(lambda year: cal.season(year, month), anchor), "relative")


_RESOLVERS: Final[dict[Kind, Callable[[Expression, Anchor], Resolved]]] = {
    "date": resolve_date,
    "year": resolve_year,
    "part": resolve_part,
    "season": resolve_season,
    "weekday": relative.resolve_weekday,
    "day_word": relative.resolve_day_word,
    "unit": relative.resolve_unit,
    "ago": relative.resolve_ago,
    "shift": relative.resolve_shift,
    "window": relative.resolve_window,
    "nth": relative.resolve_nth,
    "nth_day": relative.resolve_nth_day,
    "then": relative.resolve_then,
}
