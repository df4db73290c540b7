"""What a match of the grammar says from where it is told: weekdays, "last week", "two days later", "the same day".

Each builder belongs to a row of `dates_grammar`'s table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.components.dates_expression import Expression, Match, amount_of, edge_of, span_of, which_of
from app.components.dates_words import ordinal_day, weekday_number

_ENDINGS: Final = {"past": "last", "coming": "next", "current": "this"}


def read_weekday(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("which")
    told = None
    if which:
        folded = which.casefold()
        told = "last" if folded.endswith("past") else "coming" if folded.endswith("coming") else which_of(re.sub(r"^on\s+", "", folded))
        if told == "next" and "the" in folded.split():
            told = "following"
    yield Expression(*span_of(match), "weekday", weekday=weekday_number(match["weekday"]), which=told, unit=which_of(groups.get("week")))


def read_weekday_range(match: Match) -> Iterator[Expression]:
    """For "from Thursday to Saturday"; "Monday and Tuesday" is one interval too, "Monday and Friday" two days."""
    first, last = weekday_number(match["weekday"]), weekday_number(match["weekday2"])
    week = which_of(match["week"])
    if first is None or last is None or first == last:
        return
    if "and" in match["joint"] and (last - first) % 7 != 1:
        yield Expression(match.start(), match.start("joint"), "weekday", weekday=first, unit=week)
        yield Expression(match.start("weekday2"), match.end(), "weekday", weekday=last, unit=week)
        return
    yield Expression(*span_of(match), "weekday", weekday=first, weekday2=last, unit=week, throughout=True)


def read_day_word(match: Match) -> Iterator[Expression]:
    words = " ".join(match.group(0).casefold().split())
    offset = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}.get(words, 0)
    yield Expression(*span_of(match), "day_word", amount=offset, anchor="told" if words.endswith("in the day") else "reference")


def read_unit(match: Match) -> Iterator[Expression]:
    which = match["which"].casefold()
    placed = next((word for ending, word in _ENDINGS.items() if which.endswith(ending)), None)
    told = placed or which_of(which)
    if told in (None, "the", "weekend") or which == "the":
        told = "weekend" if match["unit"].casefold() == "weekend" else "this"
    start = match.start("which") if match["unit"].casefold() == "weekend" and which == "the" else match.start()
    anchor = "recent" if which == "the" and told == "this" else "reference"
    yield Expression(start, match.end(), "unit", which=told, unit=match["unit"].casefold(), edge=edge_of(match), anchor=anchor)


def read_told_unit(match: Match) -> Iterator[Expression]:
    unit = match["unit"].casefold()
    part_of_day = unit in ("afternoon", "evening", "morning", "night")
    which = which_of(match["which"])
    yield Expression(
        *span_of(match),
        "unit",
        which="following" if which == "next" else which,
        unit="day" if part_of_day else unit,
        edge=edge_of(match),
        anchor="told",
    )


def read_neighbour(match: Match) -> Iterator[Expression]:
    which = "following" if match["way"].casefold() == "after" else "previous"
    yield Expression(*span_of(match), "unit", which=which, unit=match["unit"].casefold(), anchor="told")


def read_nth(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = which_of(groups.get("which"))
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
    yield Expression(*span_of(match), "ago", amount=amount_of(match), unit=match["unit"].casefold().rstrip("s"), direction=-1)


def read_shift(match: Match) -> Iterator[Expression]:
    way = match["way"].casefold()
    direction = -1 if way.startswith(("earlier", "before", "previously")) else 1
    yield Expression(
        *span_of(match), "shift", amount=amount_of(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="told"
    )


def read_event_shift(match: Match) -> Iterator[Expression]:
    direction = 1 if match["way"].casefold() == "after" else -1
    yield Expression(
        *span_of(match), "shift", amount=amount_of(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="event"
    )


def read_window(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    way = groups["way"].casefold()
    start = match.start("way")
    direction = 1 if way in ("coming", "next", "following") else -1
    amount = amount_of(match) if groups.get("amount") else None
    yield Expression(start, match.end(), "window", amount=amount, unit=groups["unit"].casefold().rstrip("s"), direction=direction)


def read_then(match: Match) -> Iterator[Expression]:
    yield Expression(match.start("then"), match.end("then"), "then", anchor="told")
