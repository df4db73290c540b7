"""What a match of the grammar says of the calendar: dates, months, years, seasons; one `Expression`, or several ("May 16 and 20").

Each builder belongs to a row of `dates_grammar`'s table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from app.components.dates_expression import Expression, Match, edge_of, span_of, which_of, year_in
from app.components.dates_words import month_number, number_of, ordinal_day, time_words, weekday_number


def read_date(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    day, month = ordinal_day(groups["day"]), month_number(groups["month"])
    weekday = groups.get("weekday") or groups.get("weekday_after") or groups.get("weekday_after2")
    start, end = span_of(match)
    if groups.get("weekday") and "(" in match.group(0)[: match.start("month") - start] and match.string[end : end + 1] == ")":
        end += 1
    if day and month:
        yield Expression(
            start,
            end,
            "date",
            year=year_in(match),
            year_which=which_of(groups.get("which")),
            month=month,
            day=day,
            weekday=weekday_number(weekday) if weekday else None,
        )


def read_range(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    day, day2, month = ordinal_day(groups["day"]), ordinal_day(groups["day2"]), month_number(groups["month"])
    month2 = month_number(groups["month2"]) if groups.get("month2") else month
    last = year_in(match)
    first = year_in(match, "year1") or last
    if day and day2 and month and month2 and (month2 != month or day2 > day):
        yield Expression(
            *span_of(match),
            "date",
            year=first,
            year2=last,
            year_which=which_of(groups.get("which")),
            month=month,
            month2=month2,
            day=day,
            day2=day2,
            throughout=True,
        )


def read_between(match: Match) -> Iterator[Expression]:
    yield from (replace(item, throughout=False) for item in read_range(match))


def read_between_british(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    day, day2, month2 = ordinal_day(groups["day"]), ordinal_day(groups["day2"]), month_number(groups["month"])
    month = month_number(groups["month1"]) if groups.get("month1") else month2
    if day and day2 and month and month2:
        yield Expression(
            *span_of(match),
            "date",
            year=year_in(match),
            year2=year_in(match),
            year_which=which_of(groups.get("which")),
            month=month,
            month2=month2,
            day=day,
            day2=day2,
        )


def read_listed(match: Match) -> Iterator[Expression]:
    """For "May 16 and 17" is one interval, "May 16 and 20" two days."""
    groups = match.groupdict()
    month = month_number(groups["month"])
    listed = [(item.group(), item.start() + match.start("days")) for item in re.finditer(r"\d{1,2}(?:st|nd|rd|th)?", groups["days"])]
    numbers = [ordinal_day(words) or 0 for words, _ in listed]
    year, which = year_in(match), which_of(groups.get("which"))
    if not month:
        return
    if all(later == earlier + 1 for earlier, later in pairwise(numbers)):
        yield Expression(
            *span_of(match),
            "date",
            year=year,
            year2=year,
            year_which=which,
            month=month,
            month2=month,
            day=numbers[0],
            day2=numbers[-1],
            throughout=True,
        )
        return
    for index, (words, position) in enumerate(listed):
        # the first and the last reach to the ends of the match, so that together they outlast the shorter patterns within it
        start = match.start() if index == 0 else position
        end = match.end() if index == len(listed) - 1 else position + len(words)
        yield Expression(start, end, "date", year=year, year_which=which, month=month, day=numbers[index])


def read_numeric(match: Match) -> Iterator[Expression]:
    yield Expression(*span_of(match), "date", year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))


def read_slashed(match: Match) -> Iterator[Expression]:
    """16.07.2023 is day first; with a stroke the order is known only where one number is over 12 or both are equal."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["separator"] == "." or a > 12 or a == b:
        a, b = b, a
    elif b <= 12:
        yield Expression(*span_of(match), "date", year=year, month=min(a, b), month2=max(a, b), ambiguous=True)
        return
    if 1 <= a <= 12 and 1 <= b <= 31:
        yield Expression(*span_of(match), "date", year=year, month=a, day=b)


def read_month(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("month_which")
    told = which_of(which) if which else None
    if len(groups["month"]) == 3 and groups["month"] != "May" and not groups.get("year"):
        return  # a short form by itself is a name (Dong Jun) unless a full stop, a day or a year stands by it
    if which and which.casefold().endswith(("past", "coming")):
        told = "last" if which.casefold().endswith("past") else "next"
    yield Expression(
        *span_of(match),
        "date",
        year=year_in(match),
        year_which=which_of(groups.get("which")),
        month=month_number(groups["month"]),
        which=told,
        edge=edge_of(match),
    )


def read_month_range(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    last = year_in(match)
    first = year_in(match, "year1") or last
    yield Expression(
        *span_of(match),
        "date",
        year=first,
        year2=last,
        year_which=which_of(groups.get("which")),
        month=month_number(groups["month"]),
        month2=month_number(groups["month2"]),
        throughout=True,
    )


def read_month_between(match: Match) -> Iterator[Expression]:
    yield from (replace(item, throughout=False) for item in read_month_range(match))


def read_only_year(match: Match) -> Iterator[Expression]:
    yield Expression(*span_of(match), "year", year=int(match["year"]), edge=edge_of(match))


def read_year_range(match: Match) -> Iterator[Expression]:
    first, words = int(match["year"]), match["year2"]
    last = int(words) if len(words) == 4 else first // 100 * 100 + int(words)
    if first < last < first + 100:
        yield Expression(*span_of(match), "year", year=first, year2=last, throughout=not match.group(0).casefold().startswith("between"))


def read_decade(match: Match) -> Iterator[Expression]:
    decade = int(match["decade"])
    yield Expression(*span_of(match), "year", year=decade, year2=decade + 9, edge=edge_of(match))


def read_century(match: Match) -> Iterator[Expression]:
    number = int(match["century"])
    yield Expression(*span_of(match), "year", year=number * 100 - 99, year2=number * 100, edge=edge_of(match))


def read_part(match: Match) -> Iterator[Expression]:
    """Quarters, halves and "the first seven months of" a year; "in the last three months" without a year is a window, not a part."""
    groups = match.groupdict()
    unit = groups["unit"].casefold().rstrip("s")
    order = groups["nth"].casefold()
    count = number_of(groups["many"]) if groups.get("many") else None
    stated = groups.get("year") or groups.get("which")
    if unit == "month" and (not stated or (not count and match["unit"].casefold() == "months")):
        return
    length = {"quarter": 3, "half": 6, "month": count or 1}[unit]
    parts = 12 // length if unit != "month" else 12
    index = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(order, parts - 1 if unit != "month" else 12 - length)
    start = index * length if unit != "month" or order in ("last", "final") else index
    if unit == "month" and order in ("last", "final"):
        start = 12 - length
    if (unit != "month" and count) or start + length > 12 or (not stated and (unit == "half" or order in ("last", "final"))):
        return
    which = which_of(groups.get("which"))
    yield Expression(
        *span_of(match),
        "part",
        year=year_in(match),
        year_which="this" if which == "year" else which,
        month=start + 1,
        month2=start + length,
    )


def read_quarter(match: Match) -> Iterator[Expression]:
    first = int(match["q"]) * 3 - 2
    yield Expression(*span_of(match), "part", year=year_in(match), month=first, month2=first + 2)


def read_season(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("season_which")
    told = ("last" if which.casefold().endswith("past") else which_of(which)) if which else None
    words = groups.get("year2")
    start = match.start("season_which") if which else match.start("season")
    if groups.get("edge"):
        start = match.start()
    yield Expression(
        start,
        match.end(),
        "season",
        year=year_in(match),
        year2=int(words[-2:]) if words else None,
        year_which=which_of(groups.get("which")),
        month=time_words().seasons[groups["season"].casefold()],
        which=told,
    )
