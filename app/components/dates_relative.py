"""Relative expressions: weekdays, "last week", "the same day", "three days ago", "in the past two years"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from app.components import dates_calendar as cal
from app.components.dates_anchor import UNKNOWN, Anchor, Resolved, length_of, made, made_relative
from app.components.dates_calendar import Stretch
from app.components.dates_expression import Expression


def resolve_weekday(item: Expression, anchor: Anchor) -> Resolved:
    """For "on Monday": the nearest such day up to the reference, or from it on if it lies ahead."""
    weekday = item.weekday or 0
    if item.which in ("same", "following", "previous"):
        if anchor.told is None:
            return UNKNOWN
        told = anchor.told
        if item.which == "same":
            fitting = [day for by in range(length_of(told)) if (day := told.first + timedelta(days=by)).weekday() == weekday]
            if told.precision == "day" or len(fitting) == 1:
                near = fitting[0] if fitting else told.first - timedelta(days=told.first.weekday() - weekday)
                return made(cal.day(near), "event-anchored")
            return UNKNOWN
        if not _counts_from("day", told, anchor):
            return UNKNOWN
        if item.which == "following":
            return made(cal.day(_next_weekday(told.last + timedelta(days=1), weekday)), "event-anchored")
        return made(cal.day(_last_weekday(told.first - timedelta(days=1), weekday)), "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    reference = anchor.reference
    if item.weekday2 is not None:
        return resolve_weekday_range(weekday, item.weekday2, item, anchor)
    monday = reference - timedelta(days=reference.weekday())
    if item.unit:
        by = {"last": -7, "this": 0, "next": 7, "same": 0}.get(item.unit, 0)
        base = monday if item.unit != "same" or anchor.told is None else anchor.told.first - timedelta(days=anchor.told.first.weekday())
        return made(cal.day(base + timedelta(days=by + weekday)), "relative")
    if item.which == "last":
        return made(cal.day(_last_weekday(reference - timedelta(days=1), weekday)), "relative")
    if item.which == "next":
        return made(cal.day(monday + timedelta(days=7 + weekday)), "relative")
    if item.which == "coming":
        return made(cal.day(_next_weekday(reference + timedelta(days=1), weekday)), "relative")
    if item.which == "this" and anchor.tense != "past":
        return made(cal.day(monday + timedelta(days=weekday)), "relative")
    if anchor.tense == "future":
        return made(cal.day(_next_weekday(reference, weekday)), "relative")
    return made(cal.day(_last_weekday(reference, weekday)), "relative")


def resolve_weekday_range(weekday: int, weekday2: int, item: Expression, anchor: Anchor) -> Resolved:
    length = timedelta(days=(weekday2 - weekday) % 7)
    first = resolve_weekday(replace(item, weekday2=None), anchor).earliest
    if first is None:
        return UNKNOWN
    if anchor.tense == "past" and not item.unit and anchor.reference and first + length > anchor.reference:
        first -= timedelta(days=7)
    return made(cal.days(first, first + length), "relative", throughout=True)


def _next_weekday(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _last_weekday(end: date, weekday: int) -> date:
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def resolve_day_word(item: Expression, anchor: Anchor) -> Resolved:
    if item.anchor == "told":
        return made(anchor.told if anchor.told and anchor.told.precision == "day" else None, "event-anchored")
    return made(cal.day(anchor.reference + timedelta(days=item.amount or 0)), "relative") if anchor.reference else UNKNOWN


def resolve_unit(item: Expression, anchor: Anchor) -> Resolved:
    """For "last week", "this month", "the same day", "the following year"."""
    within = anchor.told is not None and length_of(anchor.told) <= 31
    looks_back = item.edge in ("early", "mid", "late") and anchor.tense == "past"  # "at the start of the month" of what was told
    if item.anchor == "told" or (item.anchor == "recent" and within and (anchor.is_recent or looks_back)):
        return resolve_told_unit(item, anchor)
    if anchor.reference is None:
        return UNKNOWN
    reference, unit = anchor.reference, item.unit or "day"
    if unit == "weekend":
        return made_relative(_weekend(item.which or "this", anchor, reference), anchor)
    by = {"last": -1, "this": 0, "next": 1}.get(item.which or "this", 0)
    stretch = _unit_at(unit, reference, by)
    if by == 0 and item.edge == "earlier":
        return made_relative(stretch, replace(anchor, tense="past"))
    return made_relative(stretch, anchor)


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


def resolve_told_unit(item: Expression, anchor: Anchor) -> Resolved:
    """Anaphora: the told time must be at least as precise as the unit; else only its own stretch is known."""
    told = anchor.told
    if told is None:
        return UNKNOWN
    unit = item.unit or "day"
    length = length_of(told)
    if item.which in ("same", "this"):
        if unit == "day":
            return made(told, "event-anchored")
        return made(_unit_at(unit, told.first, 0) if length <= _SIZE[unit] else told, "event-anchored")
    direction = -1 if item.which == "previous" else 1
    if not _counts_from(unit, told, anchor):
        return UNKNOWN
    base = told.first if direction < 0 else told.last
    return made(_unit_at(unit, base, direction), "event-anchored")


def _counts_from(unit: str, told: Stretch, anchor: Anchor) -> bool:
    """Whether so many units before or after the told time are known: days only from a day, or from the ends of what lasted."""
    if told.precision == "day" or (anchor.is_span and len(told.edtf) == 21):
        return True
    if unit in ("week", "weekend"):
        return told.precision == "range" and length_of(told) <= 7
    if unit == "month":
        return told.precision == "month" or (told.precision == "range" and told.first.month == told.last.month)
    return unit != "day"


def resolve_ago(item: Expression, anchor: Anchor) -> Resolved:
    if anchor.reference is None:
        return UNKNOWN
    if item.amount is None:
        return Resolved(None, None, anchor.reference, "none", "relative")
    return made(cal.cut(_unit_at(item.unit or "day", anchor.reference, -item.amount), anchor.reference), "relative")


def resolve_shift(item: Expression, anchor: Anchor) -> Resolved:
    """For "two days later" counts from the time told last; "ten days after the talks" waits for the event it names."""
    told = anchor.told
    if told is None or item.anchor == "event":
        return UNKNOWN
    unit, later = item.unit or "day", item.direction > 0
    if item.amount is not None and _counts_from(unit, told, anchor):
        return made(_unit_at(unit, told.last if later else told.first, (item.amount or 0) * item.direction), "event-anchored")
    bound = replace(UNKNOWN, basis="event-anchored")
    return replace(bound, earliest=told.first) if later else replace(bound, latest=told.last)


def resolve_window(item: Expression, anchor: Anchor) -> Resolved:
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
    return made_relative(stretch, replace(anchor, tense="past" if back else "future"))


def resolve_nth(item: Expression, anchor: Anchor) -> Resolved:
    """For "the 21st of that month", "on the 16th"."""
    number = item.day or 1
    if item.which:
        by = {"last": -1, "next": 1, "following": 1, "previous": -1}.get(item.which, 0)
        base = anchor.told.first if item.anchor == "told" and anchor.told else anchor.reference if item.anchor != "told" else None
        if base is None or (item.anchor == "told" and anchor.told and (anchor.told.last - anchor.told.first).days > 31):
            return UNKNOWN
        value = cal.safe_date(*cal.shift_month(base.year, base.month, by), number)
        return made(cal.day(value) if value else None, "event-anchored" if item.anchor == "told" else "relative")
    told = anchor.told
    if anchor.is_recent and told is not None and length_of(told) <= 31 and told.first.month == told.last.month:
        value = cal.safe_date(told.first.year, told.first.month, number)
        return made(cal.day(value) if value else None, "event-anchored")
    if anchor.reference is None:
        return UNKNOWN
    near = [
        value for by in (-1, 0, 1) if (value := cal.safe_date(*cal.shift_month(anchor.reference.year, anchor.reference.month, by), number))
    ]
    before, after = [value for value in near if value <= anchor.reference], [value for value in near if value >= anchor.reference]
    chosen: Sequence[date] = after[:1] if anchor.tense == "future" else before[-1:]
    return made(cal.day(chosen[0]) if chosen else None, "relative")


def resolve_nth_day(item: Expression, anchor: Anchor) -> Resolved:
    """The n-th day of a stretch of days that was told as such; -1 is the last."""
    told = anchor.told
    if told is None or item.amount is None or len(told.edtf) != 21 or length_of(told) < 2 or abs(item.amount) > length_of(told):
        return UNKNOWN
    value = told.last if item.amount < 0 else told.first + timedelta(days=item.amount - 1)
    return made(cal.day(value), "event-anchored")


def resolve_then(item: Expression, anchor: Anchor) -> Resolved:
    return made(anchor.told, "event-anchored")
