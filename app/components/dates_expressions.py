"""What a match of the grammar says: one `Expression`, or several ("May 16 and 20").

An expression is what the words say, before anything is resolved. Each builder belongs to a row of `dates_grammar`'s table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from app.components.dates_words import month_number, number_of, ordinal_day, time_words, weekday_number

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


def _which(words: str | None) -> str | None:
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


def _edge(match: Match) -> str | None:
    words = match.groupdict().get("edge") or match.groupdict().get("edge_of")
    return _EDGES[words.casefold()] if words else None


def _year(match: Match, name: str = "year") -> int | None:
    words = match.groupdict().get(name)
    return int(words) if words else None


def _span(match: Match) -> tuple[int, int]:
    return match.start(), match.end()


def read_date(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    day, month = ordinal_day(groups["day"]), month_number(groups["month"])
    weekday = groups.get("weekday") or groups.get("weekday_after") or groups.get("weekday_after2")
    start, end = _span(match)
    if groups.get("weekday") and "(" in match.group(0)[: match.start("month") - start] and match.string[end : end + 1] == ")":
        end += 1
    if day and month:
        yield Expression(
            start,
            end,
            "date",
            year=_year(match),
            year_which=_which(groups.get("which")),
            month=month,
            day=day,
            weekday=weekday_number(weekday) if weekday else None,
        )


def read_range(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    day, day2, month = ordinal_day(groups["day"]), ordinal_day(groups["day2"]), month_number(groups["month"])
    month2 = month_number(groups["month2"]) if groups.get("month2") else month
    last = _year(match)
    first = _year(match, "year1") or last
    if day and day2 and month and month2 and (month2 != month or day2 > day):
        yield Expression(
            *_span(match),
            "date",
            year=first,
            year2=last,
            year_which=_which(groups.get("which")),
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
            *_span(match),
            "date",
            year=_year(match),
            year2=_year(match),
            year_which=_which(groups.get("which")),
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
    year, which = _year(match), _which(groups.get("which"))
    if not month:
        return
    if all(later == earlier + 1 for earlier, later in pairwise(numbers)):
        yield Expression(
            *_span(match),
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
    yield Expression(*_span(match), "date", year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))


def read_slashed(match: Match) -> Iterator[Expression]:
    """16.07.2023 is day first; with a stroke the order is known only where one number is over 12 or both are equal."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["separator"] == "." or a > 12 or a == b:
        a, b = b, a
    elif b <= 12:
        yield Expression(*_span(match), "date", year=year, month=min(a, b), month2=max(a, b), ambiguous=True)
        return
    if 1 <= a <= 12 and 1 <= b <= 31:
        yield Expression(*_span(match), "date", year=year, month=a, day=b)


def read_month(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("month_which")
    told = _which(which) if which else None
    if len(groups["month"]) == 3 and groups["month"] != "May" and not groups.get("year"):
        return  # a short form by itself is a name (Dong Jun) unless a full stop, a day or a year stands by it
    if which and which.casefold().endswith(("past", "coming")):
        told = "last" if which.casefold().endswith("past") else "next"
    yield Expression(
        *_span(match),
        "date",
        year=_year(match),
        year_which=_which(groups.get("which")),
        month=month_number(groups["month"]),
        which=told,
        edge=_edge(match),
    )


def read_month_range(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    last = _year(match)
    first = _year(match, "year1") or last
    yield Expression(
        *_span(match),
        "date",
        year=first,
        year2=last,
        year_which=_which(groups.get("which")),
        month=month_number(groups["month"]),
        month2=month_number(groups["month2"]),
        throughout=True,
    )


def read_month_between(match: Match) -> Iterator[Expression]:
    yield from (replace(item, throughout=False) for item in read_month_range(match))


def read_only_year(match: Match) -> Iterator[Expression]:
    yield Expression(*_span(match), "year", year=int(match["year"]), edge=_edge(match))


def read_year_range(match: Match) -> Iterator[Expression]:
    first, words = int(match["year"]), match["year2"]
    last = int(words) if len(words) == 4 else first // 100 * 100 + int(words)
    if first < last < first + 100:
        yield Expression(*_span(match), "year", year=first, year2=last, throughout=not match.group(0).casefold().startswith("between"))


def read_decade(match: Match) -> Iterator[Expression]:
    decade = int(match["decade"])
    yield Expression(*_span(match), "year", year=decade, year2=decade + 9, edge=_edge(match))


def read_century(match: Match) -> Iterator[Expression]:
    number = int(match["century"])
    yield Expression(*_span(match), "year", year=number * 100 - 99, year2=number * 100, edge=_edge(match))


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
    which = _which(groups.get("which"))
    yield Expression(
        *_span(match),
        "part",
        year=_year(match),
        year_which="this" if which == "year" else which,
        month=start + 1,
        month2=start + length,
    )


def read_quarter(match: Match) -> Iterator[Expression]:
    first = int(match["q"]) * 3 - 2
    yield Expression(*_span(match), "part", year=_year(match), month=first, month2=first + 2)


def read_season(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("season_which")
    told = ("last" if which.casefold().endswith("past") else _which(which)) if which else None
    words = groups.get("year2")
    start = match.start("season_which") if which else match.start("season")
    if groups.get("edge"):
        start = match.start()
    yield Expression(
        start,
        match.end(),
        "season",
        year=_year(match),
        year2=int(words[-2:]) if words else None,
        year_which=_which(groups.get("which")),
        month=time_words().seasons[groups["season"].casefold()],
        which=told,
    )


def read_weekday(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("which")
    told = None
    if which:
        folded = which.casefold()
        told = "last" if folded.endswith("past") else "coming" if folded.endswith("coming") else _which(re.sub(r"^on\s+", "", folded))
        if told == "next" and "the" in folded.split():
            told = "following"
    yield Expression(*_span(match), "weekday", weekday=weekday_number(match["weekday"]), which=told, unit=_which(groups.get("week")))


def read_weekday_range(match: Match) -> Iterator[Expression]:
    """For "from Thursday to Saturday"; "Monday and Tuesday" is one interval too, "Monday and Friday" two days."""
    first, last = weekday_number(match["weekday"]), weekday_number(match["weekday2"])
    week = _which(match["week"])
    if first is None or last is None or first == last:
        return
    if "and" in match["joint"] and (last - first) % 7 != 1:
        yield Expression(match.start(), match.start("joint"), "weekday", weekday=first, unit=week)
        yield Expression(match.start("weekday2"), match.end(), "weekday", weekday=last, unit=week)
        return
    yield Expression(*_span(match), "weekday", weekday=first, weekday2=last, unit=week, throughout=True)


def read_day_word(match: Match) -> Iterator[Expression]:
    words = " ".join(match.group(0).casefold().split())
    offset = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}.get(words, 0)
    yield Expression(*_span(match), "day_word", amount=offset, anchor="told" if words.endswith("in the day") else "reference")


def read_unit(match: Match) -> Iterator[Expression]:
    which = match["which"].casefold()
    told = (
        "last" if which.endswith("past") else "next" if which.endswith("coming") else "this" if which.endswith("current") else _which(which)
    )
    if told in (None, "the", "weekend") or which == "the":
        told = "weekend" if match["unit"].casefold() == "weekend" else "this"
    start = match.start("which") if match["unit"].casefold() == "weekend" and which == "the" else match.start()
    anchor = "recent" if which == "the" and told == "this" else "reference"
    yield Expression(start, match.end(), "unit", which=told, unit=match["unit"].casefold(), edge=_edge(match), anchor=anchor)


def read_told_unit(match: Match) -> Iterator[Expression]:
    unit = match["unit"].casefold()
    part_of_day = unit in ("afternoon", "evening", "morning", "night")
    which = _which(match["which"])
    yield Expression(
        *_span(match),
        "unit",
        which="following" if which == "next" else which,
        unit="day" if part_of_day else unit,
        edge=_edge(match),
        anchor="told",
    )


def read_neighbour(match: Match) -> Iterator[Expression]:
    which = "following" if match["way"].casefold() == "after" else "previous"
    yield Expression(*_span(match), "unit", which=which, unit=match["unit"].casefold(), anchor="told")


def read_nth(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = _which(groups.get("which"))
    start = match.start("day")
    anchor = "told" if which in ("same", "following", "previous") else "reference" if which else "recent"
    yield Expression(start, match.end(), "nth", day=ordinal_day(groups["day"]), which=which, anchor=anchor)


_DAY_ORDER: Final = {"opening": 1, "closing": -1, "last": -1, "final": -1, "second and last": -1}


def read_nth_day(match: Match) -> Iterator[Expression]:
    """For "on the first day", "on the first of the two days", "… on the second": days of the stretch told last."""
    groups = match.groupdict()
    for name in ("nth", "nth2"):
        words = groups.get(name)
        if not words:
            continue
        folded = words.casefold()
        start = match.start(name) if name == "nth2" else match.start()
        end = match.end("first") if groups.get("nth2") and name == "nth" else match.end()
        yield Expression(start, end, "nth_day", amount=_DAY_ORDER.get(folded) or ordinal_day(folded), anchor="told")


def read_same_day(match: Match) -> Iterator[Expression]:
    """For "hours later", "in the evening", "shortly afterwards": the day told last."""
    yield Expression(match.start(), match.end(), "unit", which="same", unit="day", anchor="told")


def read_running_unit(match: Match) -> Iterator[Expression]:
    """For "before the month was out"."""
    yield Expression(match.start(), match.end(), "unit", which="this", unit=match["unit"].casefold(), anchor="recent")


def read_ago(match: Match) -> Iterator[Expression]:
    yield Expression(*_span(match), "ago", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=-1)


def read_shift(match: Match) -> Iterator[Expression]:
    way = match["way"].casefold()
    direction = -1 if way.startswith(("earlier", "before", "previously")) else 1
    yield Expression(
        *_span(match), "shift", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="told"
    )


def read_event_shift(match: Match) -> Iterator[Expression]:
    direction = 1 if match["way"].casefold() == "after" else -1
    yield Expression(
        *_span(match), "shift", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="event"
    )


def read_window(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    way = groups["way"].casefold()
    start = match.start("way")
    direction = 1 if way in ("coming", "next", "following") else -1
    amount = _amount(match) if groups.get("amount") else None
    yield Expression(start, match.end(), "window", amount=amount, unit=groups["unit"].casefold().rstrip("s"), direction=direction)


def read_then(match: Match) -> Iterator[Expression]:
    yield Expression(match.start("then"), match.end("then"), "then", anchor="told")


def _amount(match: Match) -> int | None:
    return number_of(match["amount"])
