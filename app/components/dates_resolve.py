"""Expressions of time -> stretches of days, by the calendar and a reference day; words and parse are settled before.

No day is ever invented: what the words leave open stays a week, month, year, or unknown (`edtf` None, perhaps with a bound).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from app.components import dates_calendar as cal
from app.components.dates_calendar import Stretch
from app.components.dates_expressions import Expression, Kind
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


def resolve_expression(expression: Expression, anchor: Anchor) -> Resolved:
    """Stretch, precision and basis of one expression; `UNKNOWN` where it needs a day that is not known."""
    resolver = _RESOLVERS.get(expression.kind)
    return resolver(expression, anchor) if resolver else UNKNOWN


# ---- helpers over stretches -----------------------------------------------------------------------------------------------


def _made(stretch: Stretch | None, basis: Basis, *, throughout: bool = False, conflict: str | None = None) -> Resolved:
    if stretch is None:
        return UNKNOWN
    reading: Reading = "throughout" if throughout else "sometime-within"
    return Resolved(stretch.edtf, stretch.first, stretch.last, stretch.precision, basis, reading, conflict)


def _relative(stretch: Stretch, anchor: Anchor, *, throughout: bool = False) -> Resolved:
    """A relative stretch; of the past it ends with the reference day at the latest, of the future it begins there."""
    reference = anchor.reference
    if reference and anchor.tense == "past":
        stretch = cal.cut(stretch, reference)
    elif reference and anchor.tense == "future" and stretch.first < reference <= stretch.last:
        words = f"{reference.isoformat()}/{stretch.last.isoformat()}" if len(stretch.edtf) == 21 else stretch.edtf
        stretch = Stretch(words, reference, stretch.last, stretch.precision)
    return _made(stretch, "relative", throughout=throughout)


def _days(stretch: Stretch) -> int:
    return (stretch.last - stretch.first).days + 1


def _distance(stretch: Stretch, reference: date) -> int:
    if stretch.first <= reference <= stretch.last:
        return 0
    return min(abs((stretch.first - reference).days), abs((stretch.last - reference).days))


def _choose_year(make: Callable[[int], Stretch | None], anchor: Anchor) -> Stretch | None:
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
    return min(candidates, key=lambda stretch: (_distance(stretch, reference), stretch.first)) if candidates else None


def _year_of(which: str | None, anchor: Anchor) -> int | None:
    """The year that "last year", "that year", "the following year" name."""
    if which in ("last", "this", "next"):
        return anchor.reference.year + {"last": -1, "this": 0, "next": 1}[which] if anchor.reference else None
    if which in ("same", "following", "previous"):
        return anchor.told.first.year + {"same": 0, "following": 1, "previous": -1}[which] if anchor.told else None
    return None


# ---- one resolver a kind ----------------------------------------------------------------------------------------------------


def _resolve_date(item: Expression, anchor: Anchor) -> Resolved:
    """Days and months, single or from-to, with or without a year."""
    month = item.month or 1
    if item.which:
        return _resolve_month_which(item, anchor)

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
        number = _year_of(item.year_which, anchor)
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
        stretch = _by_weekday(item, make, anchor) or _choose_year(make, anchor)
    if stretch is None:
        return UNKNOWN
    wrong = item.weekday is not None and item.day2 is None and stretch.first.weekday() != item.weekday
    return _made(stretch, basis, throughout=item.throughout, conflict="weekday" if wrong else None)


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
    preferred = _choose_year(make, anchor)
    return preferred if preferred in fitting else min(fitting, key=lambda stretch: _distance(stretch, reference), default=None)


def _resolve_month_which(item: Expression, anchor: Anchor) -> Resolved:
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
    return _made(cal.month(year, month), "event-anchored" if basis == "event-anchored" else "relative")


def _resolve_year(item: Expression, anchor: Anchor) -> Resolved:
    return _made(cal.years(item.year or 1, item.year2 or item.year or 1), "stated", throughout=item.throughout)


def _resolve_part(item: Expression, anchor: Anchor) -> Resolved:
    first, last = item.month or 1, item.month2 or 12
    number = item.year if item.year is not None else _year_of(item.year_which, anchor) if item.year_which else anchor.year
    if number is not None:
        return _made(cal.months(number, first, number, last), "stated", throughout=item.throughout)
    return _made(_choose_year(lambda year: cal.months(year, first, year, last), anchor), "stated", throughout=item.throughout)


def _resolve_season(item: Expression, anchor: Anchor) -> Resolved:
    month = item.month or 3
    if item.year is not None:
        return _made(cal.season(item.year, month), "stated")
    if item.year_which:
        number = _year_of(item.year_which, anchor)
        return UNKNOWN if number is None else _made(cal.season(number, month), "stated")
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
        return _made(fitting[0] if fitting else None, "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    if item.which in ("last", "next"):
        seasons = [cal.season(anchor.reference.year + by, month) for by in (-2, -1, 0, 1, 2)]
        if item.which == "last":
            return _made([season for season in seasons if season.last < anchor.reference][-1], "relative")
        return _made(next(season for season in seasons if season.first > anchor.reference), "relative")
    if anchor.year is not None:
        return _made(cal.season(anchor.year, month), "stated")
    if item.which == "this":
        return _made(_choose_year(lambda year: cal.season(year, month), replace(anchor, tense="present")), "relative")
    return _made(_choose_year(lambda year: cal.season(year, month), anchor), "relative")


def _resolve_weekday(item: Expression, anchor: Anchor) -> Resolved:
    """For "on Monday": the nearest such day up to the reference, or from it on if it lies ahead."""
    weekday = item.weekday or 0
    if item.which in ("same", "following", "previous"):
        if anchor.told is None:
            return UNKNOWN
        told = anchor.told
        if item.which == "same":
            fitting = [day for by in range(_days(told)) if (day := told.first + timedelta(days=by)).weekday() == weekday]
            if told.precision == "day" or len(fitting) == 1:
                near = fitting[0] if fitting else told.first - timedelta(days=told.first.weekday() - weekday)
                return _made(cal.day(near), "event-anchored")
            return UNKNOWN
        if not _counts_from("day", told, anchor):
            return UNKNOWN
        if item.which == "following":
            return _made(cal.day(_next_weekday(told.last + timedelta(days=1), weekday)), "event-anchored")
        return _made(cal.day(_last_weekday(told.first - timedelta(days=1), weekday)), "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    reference = anchor.reference
    if item.weekday2 is not None:
        return _resolve_weekday_range(weekday, item.weekday2, item, anchor)
    monday = reference - timedelta(days=reference.weekday())
    if item.unit:
        by = {"last": -7, "this": 0, "next": 7, "same": 0}.get(item.unit, 0)
        base = monday if item.unit != "same" or anchor.told is None else anchor.told.first - timedelta(days=anchor.told.first.weekday())
        return _made(cal.day(base + timedelta(days=by + weekday)), "relative")
    if item.which == "last":
        return _made(cal.day(_last_weekday(reference - timedelta(days=1), weekday)), "relative")
    if item.which == "next":
        return _made(cal.day(monday + timedelta(days=7 + weekday)), "relative")
    if item.which == "coming":
        return _made(cal.day(_next_weekday(reference + timedelta(days=1), weekday)), "relative")
    if item.which == "this" and anchor.tense != "past":
        return _made(cal.day(monday + timedelta(days=weekday)), "relative")
    if anchor.tense == "future":
        return _made(cal.day(_next_weekday(reference, weekday)), "relative")
    return _made(cal.day(_last_weekday(reference, weekday)), "relative")


def _resolve_weekday_range(weekday: int, weekday2: int, item: Expression, anchor: Anchor) -> Resolved:
    length = timedelta(days=(weekday2 - weekday) % 7)
    first = _resolve_weekday(replace(item, weekday2=None), anchor).earliest
    if first is None:
        return UNKNOWN
    if anchor.tense == "past" and not item.unit and anchor.reference and first + length > anchor.reference:
        first -= timedelta(days=7)
    return _made(cal.days(first, first + length), "relative", throughout=True)


def _next_weekday(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _last_weekday(end: date, weekday: int) -> date:
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def _resolve_day_word(item: Expression, anchor: Anchor) -> Resolved:
    if item.anchor == "told":
        return _made(anchor.told if anchor.told and anchor.told.precision == "day" else None, "event-anchored")
    return _made(cal.day(anchor.reference + timedelta(days=item.amount or 0)), "relative") if anchor.reference else UNKNOWN


def _resolve_unit(item: Expression, anchor: Anchor) -> Resolved:
    """For "last week", "this month", "the same day", "the following year"."""
    if item.anchor == "told" or (item.anchor == "recent" and anchor.is_recent and anchor.told and _days(anchor.told) <= 31):
        return _resolve_told_unit(item, anchor)
    if anchor.reference is None:
        return UNKNOWN
    reference, unit = anchor.reference, item.unit or "day"
    if unit == "weekend":
        return _relative(_weekend(item.which or "this", anchor, reference), anchor)
    by = {"last": -1, "this": 0, "next": 1}.get(item.which or "this", 0)
    stretch = _unit_at(unit, reference, by)
    if by == 0 and item.edge == "earlier":
        return _relative(stretch, replace(anchor, tense="past"))
    return _relative(stretch, anchor)


def _weekend(which: str, anchor: Anchor, reference: date) -> Stretch:
    current = cal.weekend(reference)
    week = timedelta(days=7)
    before = cal.weekend(reference - week)
    if which == "last":
        return before
    if which == "next":
        return cal.weekend(reference + week)
    if anchor.tense == "past" or (anchor.tense == "present" and reference.weekday() < 3):
        return current if current.first <= reference else before
    return current


def _unit_at(unit: str, base: date, by: int) -> Stretch:
    """The week, month, year… that lies `by` units from the one that holds `base`."""
    if unit == "day":
        return cal.day(base + timedelta(days=by))
    if unit == "week":
        return cal.week(base + timedelta(days=7 * by))
    if unit == "weekend":
        return cal.weekend(base + timedelta(days=7 * by))
    if unit == "month":
        return cal.month(*cal.shift_month(base.year, base.month, by))
    if unit == "decade":
        decade = base.year // 10 * 10 + 10 * by
        return cal.years(decade, decade + 9)
    return cal.year(base.year + by)


_SIZE: Final = {"day": 1, "week": 7, "weekend": 2, "month": 31, "year": 366, "decade": 3660}


def _resolve_told_unit(item: Expression, anchor: Anchor) -> Resolved:
    """Anaphora: the told time must be at least as precise as the unit; else only its own stretch is known."""
    told = anchor.told
    if told is None:
        return UNKNOWN
    unit = item.unit or "day"
    length = _days(told)
    if item.which in ("same", "this"):
        if unit == "day":
            return _made(told, "event-anchored")
        return _made(_unit_at(unit, told.first, 0) if length <= _SIZE[unit] else told, "event-anchored")
    direction = -1 if item.which == "previous" else 1
    if not _counts_from(unit, told, anchor):
        return UNKNOWN
    base = told.first if direction < 0 else told.last
    return _made(_unit_at(unit, base, direction), "event-anchored")


def _counts_from(unit: str, told: Stretch, anchor: Anchor) -> bool:
    """Whether so many units before or after the told time are known: days only from a day, or from the ends of what lasted."""
    if told.precision == "day" or (anchor.is_span and len(told.edtf) == 21):
        return True
    if unit in ("week", "weekend"):
        return told.precision == "range" and _days(told) <= 7
    if unit == "month":
        return told.precision == "month" or (told.precision == "range" and told.first.month == told.last.month)
    return unit != "day"


def _resolve_ago(item: Expression, anchor: Anchor) -> Resolved:
    if anchor.reference is None:
        return UNKNOWN
    if item.amount is None:
        return Resolved(None, None, anchor.reference, "none", "relative")
    return _made(cal.cut(_unit_at(item.unit or "day", anchor.reference, -item.amount), anchor.reference), "relative")


def _resolve_shift(item: Expression, anchor: Anchor) -> Resolved:
    """For "two days later" counts from the time told last; "ten days after the talks" waits for the event it names."""
    told = anchor.told
    if told is None or item.anchor == "event":
        return UNKNOWN
    unit, later = item.unit or "day", item.direction > 0
    if item.amount is not None and _counts_from(unit, told, anchor):
        return _made(_unit_at(unit, told.last if later else told.first, (item.amount or 0) * item.direction), "event-anchored")
    bound = replace(UNKNOWN, basis="event-anchored")
    return replace(bound, earliest=told.first) if later else replace(bound, latest=told.last)


def _resolve_window(item: Expression, anchor: Anchor) -> Resolved:
    """For "in the past three years" is an interval up to the reference, "in recent months" only a bound."""
    if anchor.reference is None:
        return UNKNOWN
    reference, unit, back = anchor.reference, item.unit or "day", item.direction < 0
    if item.amount is None:
        return Resolved(None, None if back else reference, reference if back else None, "none", "relative")
    amount = item.amount * (10 if unit == "decade" else 1)
    if unit in ("year", "decade"):
        pair = (reference.year - amount, reference.year) if back else (reference.year, reference.year + amount)
        stretch = cal.years(*pair)
    elif unit == "month":
        other = cal.shift_month(reference.year, reference.month, -amount if back else amount)
        here = (reference.year, reference.month)
        stretch = cal.months(*other, *here) if back else cal.months(*here, *other)
    else:
        length = timedelta(days=amount * (7 if unit == "week" else 1))
        stretch = cal.days(reference - length, reference) if back else cal.days(reference, reference + length)
    return _relative(stretch, replace(anchor, tense="past" if back else "future"))


def _resolve_nth(item: Expression, anchor: Anchor) -> Resolved:
    """For "the 21st of that month", "on the 16th"."""
    number = item.day or 1
    if item.which:
        by = {"last": -1, "next": 1, "following": 1, "previous": -1}.get(item.which, 0)
        base = anchor.told.first if item.anchor == "told" and anchor.told else anchor.reference if item.anchor != "told" else None
        if base is None or (item.anchor == "told" and anchor.told and (anchor.told.last - anchor.told.first).days > 31):
            return UNKNOWN
        value = cal.safe_date(*cal.shift_month(base.year, base.month, by), number)
        return _made(cal.day(value) if value else None, "event-anchored" if item.anchor == "told" else "relative")
    told = anchor.told
    if anchor.is_recent and told is not None and _days(told) <= 31 and told.first.month == told.last.month:
        value = cal.safe_date(told.first.year, told.first.month, number)
        return _made(cal.day(value) if value else None, "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    near = [
        value for by in (-1, 0, 1) if (value := cal.safe_date(*cal.shift_month(anchor.reference.year, anchor.reference.month, by), number))
    ]
    before, after = [value for value in near if value <= anchor.reference], [value for value in near if value >= anchor.reference]
    chosen: Sequence[date] = after[:1] if anchor.tense == "future" else before[-1:]
    return _made(cal.day(chosen[0]) if chosen else None, "relative")


def _resolve_then(item: Expression, anchor: Anchor) -> Resolved:
    return _made(anchor.told, "event-anchored")


_RESOLVERS: Final[dict[Kind, Callable[[Expression, Anchor], Resolved]]] = {
    "date": _resolve_date,
    "year": _resolve_year,
    "part": _resolve_part,
    "season": _resolve_season,
    "weekday": _resolve_weekday,
    "day_word": _resolve_day_word,
    "unit": _resolve_unit,
    "ago": _resolve_ago,
    "shift": _resolve_shift,
    "window": _resolve_window,
    "nth": _resolve_nth,
    "then": _resolve_then,
}
