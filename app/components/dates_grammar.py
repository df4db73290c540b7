"""Text -> expressions of time, as the words say them and before anything is resolved: a table of regular expressions.

Longer matches win; what overlaps a longer one is dropped, so that "Sunday (July 16)" is one expression. Month and weekday names are
case-sensitive ("may", "march" are verbs); what a form alone cannot tell (the modal "May", a person "Theresa May") is told by the parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from app.components.dates_words import TimeWords, month_number, number_of, ordinal_day, time_words, weekday_number

Kind = Literal["date", "year", "part", "season", "weekday", "day_word", "unit", "ago", "shift", "window", "nth", "then", "other"]
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


def find_expressions(text: str) -> list[Expression]:
    """The expressions of the text in order, without overlap."""
    found = [expression for pattern, build in _table() for match in pattern.finditer(text) for expression in build(match)]
    found.sort(key=lambda item: (-(item.end - item.start), item.start))
    kept: list[Expression] = []
    for item in found:
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


# ---- building blocks ----------------------------------------------------------------------------------------------------


def _month_words(words: TimeWords) -> str:
    names = [name.capitalize() for name in words.months]
    short = [form + r"\b\.?" for forms in words.months.values() for form in forms]
    return "(?:" + "|".join([*(rf"{name}\b" for name in names), *short]) + ")"


def _weekday_words(words: TimeWords) -> str:
    return "(?:" + "|".join(name.capitalize() for name in words.weekdays) + r")\b"


def _weekday_short(words: TimeWords) -> str:
    return "(?:" + "|".join(form + r"\b\.?" for forms in words.weekdays.values() for form in forms) + ")"


_DASH: Final = r"[-\u2013\u2014/]"
_YEAR: Final = r"(?<![\d.,/$€£¥-])(?:19|20)\d\d(?![\d%]|[.,]\d|-\d{3})"
_WHICH_YEAR: Final = r"(?:last|this|next|that|the\s+same|the\s+following|the\s+previous|the\s+current)\s+year"
_UNIT: Final = r"(?:day|week|month|year|decade)s?"
_EDGE: Final = (
    r"(?:(?:the\s+)?(?:(?P<edge>early|mid|late|later|earlier)(?:-|\s+(?:in\s+)?)"
    r"|(?P<edge_of>middle|end|beginning|start|close)\s+of\s+)(?:the\s+(?=month|year|week|day|summer|spring|autumn|winter|fall))?)"
)


@cache
def _pieces() -> dict[str, str]:
    words = time_words()
    counted = "|".join(words.counted_nouns)
    guard = rf"(?!\d|[.,:]\d|\s*%|-?\s*(?:{counted})\b|\s*[-\u2013]\s*(?:member|day|year|nation|point))"
    ordinals = "|".join(sorted(words.ordinals, key=len, reverse=True))
    number = r"(?:\d{1,3}|(?:a\s+|one\s+)?hundred|" + "|".join(sorted(words.numbers, key=len, reverse=True)) + ")"
    return {
        "M": _month_words(words),
        "W": _weekday_words(words),
        "w": _weekday_short(words),
        "D": rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?{guard})",
        "O": rf"(?:(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)|{ordinals})",
        "Y": _YEAR,
        "N": rf"(?:{number}(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine)\b)?)",
        "V": "(?:" + "|".join(word.replace(" ", r"\s+") for word in words.vague_numbers if word != "the") + ")",
        "S": "(?:" + "|".join(words.seasons) + r")\b",
        "U": _UNIT,
    }


def _compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`{M}` and the like become the pieces; `{_}` is white space."""
    text = pattern
    for name, piece in _pieces().items():
        text = text.replace("{" + name + "}", piece)
    text = text.replace("{to}", rf"(?:\s*{_DASH}\s*|\s+(?:to|through|until|till|thru)\s+)").replace(
        "{of_year}", rf"(?:,?\s+(?:of\s+|in\s+)?(?P<which>{_WHICH_YEAR}))"
    )
    return re.compile(text.replace("{_}", r"\s+"), flags)


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


# ---- the table ----------------------------------------------------------------------------------------------------------


@cache
def _table() -> tuple[tuple[re.Pattern[str], Callable[[Match], Iterator[Expression]]], ...]:
    weekday_before = r"(?:(?P<weekday>{W}|{w})(?:,\s*|\s+the\s+|\s*\(\s*|\s+))?"
    weekday_after = r"(?:\s*\(\s*(?P<weekday_after>{W}|{w})\s*\)|,\s+(?P<weekday_after2>{W})(?=[\s,.]))?"
    year = r"(?:(?:(?:,?\s+(?:of\s+)?|\s+in\s+)(?P<year>{Y}))|{of_year})?"
    i = re.IGNORECASE
    rows: tuple[tuple[str, Callable[[Match], Iterator[Expression]], int], ...] = (
        # full dates -------------------------------------------------------------------------------------------------
        (weekday_before + r"\b(?P<month>{M}){_}(?:the\s+)?(?P<day>{D}|{O}\b)" + year + weekday_after, _date, 0),
        (weekday_before + r"\b(?P<day>{D}|{O}\b){_}(?:of\s+)?(?P<month>{M})" + year + weekday_after, _date, 0),
        (r"\b(?P<month>{M}){_}(?P<day>{D}){to}(?P<day2>{D})" + year, _range, 0),
        (r"\b(?P<month>{M}){_}(?P<day>{D})(?:,?\s+(?P<year1>{Y}))?{to}(?P<month2>{M}){_}(?P<day2>{D})" + year, _range, 0),
        (r"\b(?P<day>{D}){to}(?P<day2>{D}){_}(?:of\s+)?(?P<month>{M})" + year, _range, 0),
        (r"\b(?P<day>{D}){_}(?P<month>{M})(?:\s+(?P<year1>{Y}))?{to}(?P<day2>{D}){_}(?P<month2>{M})" + year, _range, 0),
        (r"\b[Bb]etween{_}(?P<month>{M}){_}(?P<day>{D}){_}and{_}(?:(?P<month2>{M}){_})?(?P<day2>{D})" + year, _between, 0),
        (r"\b[Bb]etween{_}(?P<day>{D})(?:{_}(?P<month1>{M}))?{_}and{_}(?P<day2>{D}){_}(?P<month>{M})" + year, _between_british, 0),
        (r"\b(?P<month>{M}){_}(?P<days>{D}(?:\s*,\s*{D})*,?\s+and\s+{D})" + year, _listed, 0),
        (r"\b(?P<days>{D}(?:\s*,\s*{D})*,?\s+and\s+{D}){_}(?:of\s+)?(?P<month>{M})" + year, _listed, 0),
        (r"(?<![\d-])(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])[-/](?P<day>0[1-9]|[12]\d|3[01])(?![\d-])", _numeric, 0),
        (r"(?<![\d./])(?P<a>\d{1,2})(?P<separator>[./])(?P<b>\d{1,2})(?P=separator)(?P<year>(?:19|20)\d\d)(?![\d])", _slashed, 0),
        # months ---------------------------------------------------------------------------------------------------------
        (r"\b(?:" + _EDGE + r")?(?P<month>{M})(?:(?:,?\s+(?:of\s+)?(?P<year>{Y}))|{of_year})?", _month, 0),
        (r"\bthe\s+(?P<half>first|second|other)\s+half\s+of\s+(?P<month>{M})(?:(?:,?\s+(?:of\s+)?(?P<year>{Y}))|{of_year})?", _month, 0),
        (r"\b(?P<month_which>[Ll]ast|[Nn]ext|[Tt]his(?:\s+(?:past|coming))?|[Tt]he\s+(?:same|following|previous)|[Tt]hat){_}(?P<month>{M})(?!{_}\d)", _month, 0),
        (r"\b(?P<month>{M})(?:\s+(?P<year1>{Y}))?(?:{to}|\s+and\s+)(?P<month2>{M})(?!\s+\d{1,2}\b)" + year, _month_range, 0),
        (r"\b[Bb]etween{_}(?P<month>{M})(?:\s+(?P<year1>{Y}))?{_}and{_}(?P<month2>{M})(?!\s+\d{1,2}\b)" + year, _month_between, 0),
        # years and parts ------------------------------------------------------------------------------------------------
        (r"\b(?:" + _EDGE + r")?(?P<year>{Y})(?!s\b)", _only_year, i),
        (r"(?<![\d.,/$€£¥-])(?P<year>(?:19|20)\d\d)\s*(?:[-\u2013]|\s+to\s+|\s+through\s+|\s+until\s+)\s*(?P<year2>(?:(?:19|20)\d\d|\d\d)(?![\d-]))", _year_range, 0),
        (r"\b[Bb]etween{_}(?P<year>{Y}){_}and{_}(?P<year2>(?:19|20)\d\d)\b", _year_range, 0),
        (r"\b(?:the\s+)?(?:(?P<edge>early|mid|late)(?:-|\s+))?(?P<decade>(?:19|20)\d0)'?s\b", _decade, i),
        (r"\bthe\s+(?:(?P<edge>early|mid|late)(?:-|\s+))?(?P<century>\d\d?)(?:st|nd|rd|th)[-\s]century\b", _century, i),
        (r"\b(?:the\s+)?(?P<nth>first|second|third|fourth|last|final)(?P<many>{_}{N})?[-\s](?P<unit>quarter|half|months?)(?:{_}of{_}(?:the{_}year{_})?(?:(?P<year>{Y})|(?P<which>" + _WHICH_YEAR + r"|the\s+year)))?", _part, i),
        (r"\bQ(?P<q>[1-4])(?:\s+(?:of\s+)?(?P<year>{Y}))?\b", _quarter, 0),
        # seasons --------------------------------------------------------------------------------------------------------
        (r"\b(?:" + _EDGE + r")?(?P<season>{S})(?:(?:,?\s+(?:of\s+)?(?P<year>{Y})(?:\s*[-/\u2013]\s*(?P<year2>\d\d(?:\d\d)?))?)|{of_year})", _season, i),
        (r"\b(?:(?P<season_which>last|this(?:\s+past)?|next|that|the\s+(?:same|following|previous|coming))|(?:in|during|over|since|by|until|before)\s+(?:the\s+)?(?:early\s+|late\s+)?|(?:early|late)\s+)\s*(?P<season>{S})(?!\s+(?:Games|Olympics|Olympic|Palace))", _season, i),
        # weekdays -------------------------------------------------------------------------------------------------------
        (r"(?<!Black )(?<!Good )(?<!Bloody )(?<!\ba )(?<!every )(?<!each )(?<!Every )\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:\s+(?:past|coming))?|(?:[Tt]he|[Oo]n\s+the)\s+(?:same|following|next|previous)|[Tt]hat)\s+)?(?P<weekday>{W})(?:(?:,\s*|\s+)(?:of\s+)?(?P<week>last|this|next|that)\s+week)?", _weekday, 0),
        (r"\b(?P<weekday>{W})(?P<joint>{to}|\s+and\s+(?:on\s+)?)(?P<weekday2>{W})(?:\s+(?:of\s+)?(?P<week>last|this|next|that)\s+week)?", _weekday_range, 0),
        (r"\b(?P<week>[Ll]ast|[Tt]his|[Nn]ext)\s+week\s+on\s+(?P<weekday>{W})", _weekday, 0),
        # words for days and units ---------------------------------------------------------------------------------------
        (r"\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|tomorrow|tonight|last\s+night|(?:earlier|later)\s+(?:today|in\s+the\s+day)|this\s+(?:morning|afternoon|evening))\b", _day_word, i),
        (r"\b(?:" + _EDGE + r")?(?P<which>last|this(?:\s+past|\s+coming)?|next|past|(?:the\s+)?(?:current|coming))\s+(?P<unit>week(?:end)?|month|year|decade)\b(?!-)", _unit, i),
        (r"\b(?P<edge>later|earlier|early|late)\s+in\s+(?P<which>the)\s+(?P<unit>week|month|year)\b", _unit, i),
        (r"\b(?:over|at|during)\s+(?P<which>the)\s+(?P<unit>weekend)\b", _unit, i),
        (r"\b(?:" + _EDGE + r")?(?P<which>the\s+(?:same|following|next|previous|preceding|subsequent|ensuing)|that(?:\s+same)?)\s+(?P<unit>day|week(?:end)?|month|year|afternoon|evening|morning|night)\b", _told_unit, i),
        (r"\bthe\s+(?P<unit>day|week|month|year)\s+(?P<way>before|after|earlier)\b", _neighbour, i),
        (r"\b(?P<day>{O})\s+(?:day\s+)?of\s+(?P<which>that|the\s+same|this|last|next|the\s+following|the\s+previous)\s+month\b", _nth, i),
        (r"\bon\s+the\s+(?P<day>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))\b(?=\s*(?:[.,;:)]|$|\s+(?:and|to|in|at|with|by|that|the)\b))", _nth, i),
        # so much before or after ----------------------------------------------------------------------------------------
        (r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+ago\b", _ago, i),
        (r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+(?P<way>earlier|later|before\s+(?:that|then)|after\s+(?:that|then)|previously|afterwards?)\b", _shift, i),
        (r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+(?P<way>before|after)\b(?!\s+(?:that|then)\b)", _event_shift, i),
        (r"\b(?:over|in|during|for|within|throughout)\s+(?:the\s+)?(?P<way>past|last|previous|coming|next|recent|following)\s+(?:(?P<amount>{N}|{V})\s+)?(?P<unit>(?:day|week|month|year|decade)s)\b", _window, i),
        (r"\b(?:the\s+)?(?P<way>past|last|coming|next)\s+(?P<amount>{N}|{V})\s+(?P<unit>(?:day|week|month|year|decade)s)\b", _window, i),
        (r"\b(?P<way>recent|coming)\s+(?P<unit>(?:day|week|month|year|decade)s)\b", _window, i),
        (r"\b(?:(?:since|until|till|by|before)\s+)(?P<then>then)\b", _then, i),
    )  # fmt: skip
    return tuple((_compile(pattern, flags), build) for pattern, build, flags in rows)


# ---- builders: a match becomes expressions --------------------------------------------------------------------------------


def _span(match: Match) -> tuple[int, int]:
    return match.start(), match.end()


def _date(match: Match) -> Iterator[Expression]:
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


def _range(match: Match) -> Iterator[Expression]:
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


def _between(match: Match) -> Iterator[Expression]:
    yield from (replace(item, throughout=False) for item in _range(match))


def _between_british(match: Match) -> Iterator[Expression]:
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


def _listed(match: Match) -> Iterator[Expression]:
    """For "May 16 and 17" is one interval, "May 16 and 20" two days."""
    groups = match.groupdict()
    month = month_number(groups["month"])
    listed = [(item.group(), item.start() + match.start("days")) for item in re.finditer(r"\d{1,2}(?:st|nd|rd|th)?", groups["days"])]
    numbers = [ordinal_day(words) or 0 for words, _ in listed]
    year, which = _year(match), _which(groups.get("which"))
    if not month:
        return
    if all(later == earlier + 1 for earlier, later in zip(numbers, numbers[1:], strict=False)):
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


def _numeric(match: Match) -> Iterator[Expression]:
    yield Expression(*_span(match), "date", year=int(match["year"]), month=int(match["month"]), day=int(match["day"]))


def _slashed(match: Match) -> Iterator[Expression]:
    """16.07.2023 is day first; with a stroke the order is known only where one number is over 12 or both are equal."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["separator"] == "." or a > 12 or a == b:
        a, b = b, a
    elif b <= 12:
        yield Expression(*_span(match), "date", year=year, month=min(a, b), month2=max(a, b), ambiguous=True)
        return
    if 1 <= a <= 12 and 1 <= b <= 31:
        yield Expression(*_span(match), "date", year=year, month=a, day=b)


def _month(match: Match) -> Iterator[Expression]:
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


def _month_range(match: Match) -> Iterator[Expression]:
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


def _month_between(match: Match) -> Iterator[Expression]:
    yield from (replace(item, throughout=False) for item in _month_range(match))


def _only_year(match: Match) -> Iterator[Expression]:
    yield Expression(*_span(match), "year", year=int(match["year"]), edge=_edge(match))


def _year_range(match: Match) -> Iterator[Expression]:
    first, words = int(match["year"]), match["year2"]
    last = int(words) if len(words) == 4 else first // 100 * 100 + int(words)
    if first < last < first + 100:
        yield Expression(*_span(match), "year", year=first, year2=last, throughout=not match.group(0).casefold().startswith("between"))


def _decade(match: Match) -> Iterator[Expression]:
    decade = int(match["decade"])
    yield Expression(*_span(match), "year", year=decade, year2=decade + 9, edge=_edge(match))


def _century(match: Match) -> Iterator[Expression]:
    number = int(match["century"])
    yield Expression(*_span(match), "year", year=number * 100 - 99, year2=number * 100, edge=_edge(match))


def _part(match: Match) -> Iterator[Expression]:
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


def _quarter(match: Match) -> Iterator[Expression]:
    first = int(match["q"]) * 3 - 2
    yield Expression(*_span(match), "part", year=_year(match), month=first, month2=first + 2)


def _season(match: Match) -> Iterator[Expression]:
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


def _weekday(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = groups.get("which")
    told = None
    if which:
        folded = which.casefold()
        told = "last" if folded.endswith("past") else "coming" if folded.endswith("coming") else _which(re.sub(r"^on\s+", "", folded))
        if told == "next" and "the" in folded.split():
            told = "following"
    yield Expression(*_span(match), "weekday", weekday=weekday_number(match["weekday"]), which=told, unit=_which(groups.get("week")))


def _weekday_range(match: Match) -> Iterator[Expression]:
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


def _day_word(match: Match) -> Iterator[Expression]:
    words = " ".join(match.group(0).casefold().split())
    offset = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "the day after tomorrow": 2}.get(words, 0)
    yield Expression(*_span(match), "day_word", amount=offset, anchor="told" if words.endswith("in the day") else "reference")


def _unit(match: Match) -> Iterator[Expression]:
    which = match["which"].casefold()
    told = (
        "last" if which.endswith("past") else "next" if which.endswith("coming") else "this" if which.endswith("current") else _which(which)
    )
    if told in (None, "the", "weekend") or which == "the":
        told = "weekend" if match["unit"].casefold() == "weekend" else "this"
    start = match.start("which") if match["unit"].casefold() == "weekend" and which == "the" else match.start()
    anchor = "recent" if which == "the" and told == "this" else "reference"
    yield Expression(start, match.end(), "unit", which=told, unit=match["unit"].casefold(), edge=_edge(match), anchor=anchor)


def _told_unit(match: Match) -> Iterator[Expression]:
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


def _neighbour(match: Match) -> Iterator[Expression]:
    which = "following" if match["way"].casefold() == "after" else "previous"
    yield Expression(*_span(match), "unit", which=which, unit=match["unit"].casefold(), anchor="told")


def _nth(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    which = _which(groups.get("which"))
    start = match.start("day")
    anchor = "told" if which in ("same", "following", "previous") else "reference" if which else "recent"
    yield Expression(start, match.end(), "nth", day=ordinal_day(groups["day"]), which=which, anchor=anchor)


def _ago(match: Match) -> Iterator[Expression]:
    yield Expression(*_span(match), "ago", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=-1)


def _shift(match: Match) -> Iterator[Expression]:
    way = match["way"].casefold()
    direction = -1 if way.startswith(("earlier", "before", "previously")) else 1
    yield Expression(
        *_span(match), "shift", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="told"
    )


def _event_shift(match: Match) -> Iterator[Expression]:
    direction = -1 if match["way"].casefold() == "before" else 1
    yield Expression(
        *_span(match), "shift", amount=_amount(match), unit=match["unit"].casefold().rstrip("s"), direction=direction, anchor="event"
    )


def _window(match: Match) -> Iterator[Expression]:
    groups = match.groupdict()
    way = groups["way"].casefold()
    start = match.start("way")
    direction = 1 if way in ("coming", "next", "following") else -1
    amount = _amount(match) if groups.get("amount") else None
    yield Expression(start, match.end(), "window", amount=amount, unit=groups["unit"].casefold().rstrip("s"), direction=direction)


def _then(match: Match) -> Iterator[Expression]:
    yield Expression(match.start("then"), match.end("then"), "then", anchor="told")


def _amount(match: Match) -> int | None:
    return number_of(match["amount"])
