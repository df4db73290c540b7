"""Days, months and EDTF expressions as pairs of bounds (both inclusive)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

Bounds = tuple[date | None, date | None]

_PART = re.compile(r"^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?[?~%]?$")
_SEASON_MONTHS = {  # EDTF level 1 and 2: seasons of the northern hemisphere, quarters, halves
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2), 25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 2),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def bounds_of_edtf(text: str | None) -> Bounds:
    """The first and last day an EDTF expression allows; None where it is open, unknown or not understood.

    Source: EDTF (ISO 8601-2:2019 annex A), level 1 and the seasons of level 2; a qualifier (?, ~, %) does not move the bounds.
    """
    if not text:
        return None, None
    if "/" in text:
        start, _, end = text.partition("/")
        return _bounds_of_part(start)[0], _bounds_of_part(end)[1]
    return _bounds_of_part(text)


def _bounds_of_part(text: str) -> Bounds:
    match = _PART.match(text.strip())
    if match is None:
        return None, None
    year_text, month_text, day_text = match.groups()
    if "X" in year_text:
        return date(int(year_text.replace("X", "0")), 1, 1), date(int(year_text.replace("X", "9")), 12, 31)
    year = int(year_text)
    if not 1 <= year <= 9998:
        return None, None
    if month_text is None or month_text == "XX":
        return date(year, 1, 1), date(year, 12, 31)
    month = int(month_text)
    if month in _SEASON_MONTHS:
        first, last = _SEASON_MONTHS[month]
        return date(year, first, 1), last_day(year + (last < first), last)
    if not 1 <= month <= 12:
        return None, None
    if day_text is None or day_text == "XX":
        return date(year, month, 1), last_day(year, month)
    try:
        day = date(year, month, int(day_text))
    except ValueError:
        return None, None
    return day, day


def overlap(first: Bounds, second: Bounds) -> bool:
    """Whether two spans can share a day; an open bound allows everything on its side."""
    return not (
        (first[1] is not None and second[0] is not None and first[1] < second[0])
        or (second[1] is not None and first[0] is not None and second[1] < first[0])
    )


def intersect(first: Bounds, second: Bounds) -> Bounds:
    starts = [day for day in (first[0], second[0]) if day is not None]
    ends = [day for day in (first[1], second[1]) if day is not None]
    return (max(starts) if starts else None), (min(ends) if ends else None)


def is_inside(inner: Bounds, outer: Bounds) -> bool:
    """Whether every day of `inner` lies in `outer` (which may be open)."""
    after_start = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    before_end = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return after_start and before_end


def months_between(earliest: date, latest: date) -> Iterator[str]:
    """`2023-07`, `2023-08` … of every month touched."""
    year, month = earliest.year, earliest.month
    while (year, month) <= (latest.year, latest.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def shift(day: date, days: int) -> date:
    """A day so many days later (earlier when negative), kept inside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
