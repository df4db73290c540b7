"""Days, weeks, months and EDTF: pure arithmetic, no words.

EDTF is the Extended Date/Time Format of the Library of Congress (ISO 8601-2:2019), level 1. A week runs from Monday to Sunday.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

import edtf

from app.model import Precision

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days with the EDTF text that says it, no more and no less precise than the words."""

    edtf: str
    first: date
    last: date
    precision: Precision


def day(value: date) -> Stretch:
    return Stretch(value.isoformat(), value, value, "day")


def days(first: date, last: date) -> Stretch:
    """The days from first to last, both within; precision is range even if it is one day only (a week cut after its Monday)."""
    return Stretch(f"{first.isoformat()}/{last.isoformat()}", first, last, "range")


def month(year: int, number: int) -> Stretch:
    return Stretch(f"{year:04d}-{number:02d}", date(year, number, 1), month_end(year, number), "month")


def months(year: int, number: int, last_year: int, last_number: int) -> Stretch:
    if (year, number) == (last_year, last_number):
        return month(year, number)
    words = f"{year:04d}-{number:02d}/{last_year:04d}-{last_number:02d}"
    return Stretch(words, date(year, number, 1), month_end(last_year, last_number), "range")


def season(year: int, first_month: int) -> Stretch:
    """The three months from `first_month` on, as an EDTF season: 21 spring to 24 winter, which ends in the next year."""
    last_year, last_month = shift_month(year, first_month, 2)
    return Stretch(f"{year:04d}-{20 + first_month // 3}", date(year, first_month, 1), month_end(last_year, last_month), "season")


def year(number: int) -> Stretch:
    return Stretch(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "year")


def years(first: int, last: int) -> Stretch:
    if first == last:
        return year(first)
    return Stretch(f"{first:04d}/{last:04d}", date(first, 1, 1), date(last, 12, 31), "range")


def week(within: date) -> Stretch:
    monday = within - timedelta(days=within.weekday())
    return days(monday, monday + timedelta(days=6))


def weekend(within: date) -> Stretch:
    saturday = within - timedelta(days=within.weekday()) + timedelta(days=5)
    return days(saturday, saturday + timedelta(days=1))


def month_end(year_number: int, number: int) -> date:
    return date(year_number, number, calendar.monthrange(year_number, number)[1])


def shift_month(year_number: int, number: int, by: int) -> tuple[int, int]:
    """The (year, month) that lies `by` months later."""
    index = year_number * 12 + number - 1 + by
    return index // 12, index % 12 + 1


def safe_date(year_number: int, number: int, day_number: int) -> date | None:
    """The day, or None where the calendar has none (June 31)."""
    try:
        return date(year_number, number, day_number)
    except ValueError:
        return None


def cut(stretch: Stretch, last: date) -> Stretch:
    """The stretch of days up to `last`; unchanged where it ends before, or begins after. Only a range of days gets another EDTF text."""
    if stretch.last <= last or stretch.first > last:
        return stretch
    words = f"{stretch.first.isoformat()}/{last.isoformat()}" if len(stretch.edtf) == 21 else stretch.edtf
    return Stretch(words, stretch.first, last, stretch.precision)


def edtf_bounds(text: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF text; None at an open end (`2019/..`, `../2022-02-23`).

    Seasons are the northern three months from March, June, September, December. Raises ValueError for what is not EDTF level 0 or 1.
    The edtf library reads all but open intervals, on whose open end it fails.
    """
    head, slash, tail = text.partition("/")
    if slash:
        first = None if head in ("", "..") else edtf_bounds(head)[0]
        last = None if tail in ("", "..") else edtf_bounds(tail)[1]
        if first and last and first > last:
            raise ValueError(f"{text!r} ends before it begins")
        return first, last
    match = _PLAIN.fullmatch(text)
    if match and 21 <= int(match[2] or 1) <= 24 and not match[3]:
        stretch = season(int(match[1]), (int(match[2]) - 20) * 3)
        return stretch.first, stretch.last
    if match and int(match[2] or 1) <= 12:
        number, day_number = int(match[2] or 0), int(match[3] or 0)
        if day_number:
            only = date(int(match[1]), number, day_number)
            return only, only
        if number:
            return date(int(match[1]), number, 1), month_end(int(match[1]), number)
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    try:
        parsed = edtf.parse_edtf(text)
        return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    except (edtf.EDTFParseException, TypeError, ValueError, AttributeError) as problem:
        raise ValueError(f"{text!r} is not EDTF") from problem


def is_edtf(text: str) -> bool:
    """Whether the text is EDTF, level 0 or 1, with a real day and an end not before its beginning."""
    try:
        edtf_bounds(text)
    except ValueError:
        return False
    return text not in ("", "/", "../..")
