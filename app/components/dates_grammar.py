"""Text -> expressions of time: a table of regular expressions.

Longer matches win; what overlaps a longer one is dropped, so that "Sunday (July 16)" is one expression. Month and weekday names are
case-sensitive ("may", "march" are verbs); what a form alone cannot tell (the modal "May", a person "Theresa May") is told by the parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from app.components import dates_expressions as expressions
from app.components import dates_expressions_told as told
from app.components.dates_expression import Expression, Match
from app.components.dates_words import TimeWords, time_words

__all__ = ["Expression", "find_expressions"]


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


# ---- the table ----------------------------------------------------------------------------------------------------------


@cache
def _table() -> tuple[tuple[re.Pattern[str], Callable[[Match], Iterator[Expression]]], ...]:
    weekday_before = r"(?:(?P<weekday>{W}|{w})(?:,\s*|\s+the\s+|\s*\(\s*|\s+))?"
    weekday_after = r"(?:\s*\(\s*(?P<weekday_after>{W}|{w})\s*\)|,\s+(?P<weekday_after2>{W})(?=[\s,.]))?"
    year = r"(?:(?:(?:,?\s+(?:of\s+)?|\s+in\s+)(?P<year>{Y}))|{of_year})?"
    i = re.IGNORECASE
    rows: tuple[tuple[str, Callable[[Match], Iterator[Expression]], int], ...] = (
        # full dates -------------------------------------------------------------------------------------------------
        (weekday_before + r"\b(?P<month>{M}){_}(?:the\s+)?(?P<day>{D}|{O}\b)" + year + weekday_after, expressions.read_date, 0),
        (weekday_before + r"\b(?P<day>{D}|{O}\b){_}(?:of\s+)?(?P<month>{M})" + year + weekday_after, expressions.read_date, 0),
        (r"\b(?P<month>{M}){_}(?P<day>{D}){to}(?P<day2>{D})" + year, expressions.read_range, 0),
        (r"\b(?P<month>{M}){_}(?P<day>{D})(?:,?\s+(?P<year1>{Y}))?{to}(?P<month2>{M}){_}(?P<day2>{D})" + year, expressions.read_range, 0),
        (r"\b(?P<day>{D}){to}(?P<day2>{D}){_}(?:of\s+)?(?P<month>{M})" + year, expressions.read_range, 0),
        (r"\b(?P<day>{D}){_}(?P<month>{M})(?:\s+(?P<year1>{Y}))?{to}(?P<day2>{D}){_}(?P<month2>{M})" + year, expressions.read_range, 0),
        (r"\b[Bb]etween{_}(?P<month>{M}){_}(?P<day>{D}){_}and{_}(?:(?P<month2>{M}){_})?(?P<day2>{D})" + year, expressions.read_between, 0),
        (
            r"\b[Bb]etween{_}(?P<day>{D})(?:{_}(?P<month1>{M}))?{_}and{_}(?P<day2>{D}){_}(?P<month>{M})" + year,
            expressions.read_between_british,
            0,
        ),
        (r"\b(?P<month>{M}){_}(?P<days>{D}(?:\s*,\s*{D})*,?\s+and\s+{D})" + year, expressions.read_listed, 0),
        (r"\b(?P<days>{D}(?:\s*,\s*{D})*,?\s+and\s+{D}){_}(?:of\s+)?(?P<month>{M})" + year, expressions.read_listed, 0),
        (
            r"(?<![\d-])(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])[-/](?P<day>0[1-9]|[12]\d|3[01])(?![\d-])",
            expressions.read_numeric,
            0,
        ),
        (
            r"(?<![\d./])(?P<a>\d{1,2})(?P<separator>[./])(?P<b>\d{1,2})(?P=separator)(?P<year>(?:19|20)\d\d)(?![\d])",
            expressions.read_slashed,
            0,
        ),
        # months ---------------------------------------------------------------------------------------------------------
        (r"\b(?:" + _EDGE + r")?(?P<month>{M})(?:(?:,?\s+(?:of\s+)?(?P<year>{Y}))|{of_year})?", expressions.read_month, 0),
        (
            r"\bthe\s+(?P<half>first|second|other)\s+half\s+of\s+(?P<month>{M})(?:(?:,?\s+(?:of\s+)?(?P<year>{Y}))|{of_year})?",
            expressions.read_month,
            0,
        ),
        (
            r"\b(?P<month_which>[Ll]ast|[Nn]ext|[Tt]his(?:\s+(?:past|coming))?|[Tt]he\s+(?:same|following|previous)|"
            r"[Tt]hat){_}(?P<month>{M})(?!{_}\d)",
            expressions.read_month,
            0,
        ),
        (
            r"\b(?P<month>{M})(?:\s+(?P<year1>{Y}))?(?:{to}|\s+and\s+)(?P<month2>{M})(?!\s+\d{1,2}\b)" + year,
            expressions.read_month_range,
            0,
        ),
        (
            r"\b[Bb]etween{_}(?P<month>{M})(?:\s+(?P<year1>{Y}))?{_}and{_}(?P<month2>{M})(?!\s+\d{1,2}\b)" + year,
            expressions.read_month_between,
            0,
        ),
        # years and parts ------------------------------------------------------------------------------------------------
        (r"\b(?:" + _EDGE + r")?(?P<year>{Y})(?!s\b)", expressions.read_only_year, i),
        (
            r"(?<![\d.,/$€£¥-])(?P<year>(?:19|20)\d\d)\s*(?:[-\u2013]|\s+to\s+|\s+through\s+|"
            r"\s+until\s+)\s*(?P<year2>(?:(?:19|20)\d\d|\d\d)(?![\d-]))",
            expressions.read_year_range,
            0,
        ),
        (r"\b[Bb]etween{_}(?P<year>{Y}){_}and{_}(?P<year2>(?:19|20)\d\d)\b", expressions.read_year_range, 0),
        (r"\b(?:the\s+)?(?:(?P<edge>early|mid|late)(?:-|\s+))?(?P<decade>(?:19|20)\d0)'?s\b", expressions.read_decade, i),
        (r"\bthe\s+(?:(?P<edge>early|mid|late)(?:-|\s+))?(?P<century>\d\d?)(?:st|nd|rd|th)[-\s]century\b", expressions.read_century, i),
        (
            r"\b(?:the\s+)?(?P<nth>first|second|third|fourth|last|final)(?P<many>{_}{N})?[-\s](?P<unit>quarter|half|"
            r"months?)(?:{_}of{_}(?:the{_}year{_})?(?:(?P<year>{Y})|(?P<which>" + _WHICH_YEAR + r"|the\s+year)))?",
            expressions.read_part,
            i,
        ),
        (r"\bQ(?P<q>[1-4])(?:\s+(?:of\s+)?(?P<year>{Y}))?\b", expressions.read_quarter, 0),
        # seasons --------------------------------------------------------------------------------------------------------
        (
            r"\b(?:" + _EDGE + r")?(?P<season>{S})(?:(?:,?\s+(?:of\s+)?"
            r"(?P<year>{Y})(?:\s*[-/\u2013]\s*(?P<year2>\d\d(?:\d\d)?))?)|{of_year})",
            expressions.read_season,
            i,
        ),
        (
            r"\b(?:(?P<season_which>last|this(?:\s+past)?|next|that|the\s+(?:same|following|previous|coming))|(?:in|during|"
            r"over|since|by|until|before)\s+(?:the\s+)?(?:early\s+|late\s+)?|(?:early|"
            r"late)\s+)\s*(?P<season>{S})(?!\s+(?:Games|Olympics|Olympic|Palace))",
            expressions.read_season,
            i,
        ),
        # weekdays -------------------------------------------------------------------------------------------------------
        (
            r"(?<!Black )(?<!Good )(?<!Bloody )(?<!\ba )(?<!every )(?<!each )(?<!Every )\b(?:(?P<which>[Ll]ast|[Nn]ext|"
            r"[Tt]his(?:\s+(?:past|coming))?|(?:[Tt]he|[Oo]n\s+the)\s+(?:same|following|next|previous)|[Tt]hat)\s+)?"
            r"(?P<weekday>{W})(?:(?:,\s*|\s+)(?:of\s+)?(?P<week>last|this|next|that)\s+week)?",
            told.read_weekday,
            0,
        ),
        (
            r"\b(?P<weekday>{W})(?P<joint>{to}|\s+and\s+(?:on\s+)?)(?P<weekday2>{W})(?:\s+(?:of\s+)?(?P<week>last|this|next|"
            r"that)\s+week)?",
            told.read_weekday_range,
            0,
        ),
        (r"\b(?P<week>[Ll]ast|[Tt]his|[Nn]ext)\s+week\s+on\s+(?P<weekday>{W})", told.read_weekday, 0),
        # words for days and units ---------------------------------------------------------------------------------------
        (
            r"\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|tomorrow|tonight|"
            r"last\s+night|(?:earlier|later)\s+(?:today|in\s+the\s+day)|this\s+(?:morning|afternoon|evening))\b",
            told.read_day_word,
            i,
        ),
        (
            r"\b(?:" + _EDGE + r")?(?P<which>last|this(?:\s+past|\s+coming)?|next|past|(?:the\s+)?(?:current|"
            r"coming))\s+(?P<unit>week(?:end)?|month|year|decade)\b(?!-)",
            told.read_unit,
            i,
        ),
        (r"\b(?P<edge>later|earlier|early|late)\s+in\s+(?P<which>the)\s+(?P<unit>week|month|year)\b", told.read_unit, i),
        (
            r"\b(?P<which>the)\s+(?P<edge_of>end|beginning|start|middle|close)\s+of\s+the\s+(?P<unit>week|month|year)\b",
            told.read_unit,
            i,
        ),
        (r"\b(?:over|at|during)\s+(?P<which>the)\s+(?P<unit>weekend)\b", told.read_unit, i),
        (
            r"\b(?:" + _EDGE + r")?(?P<which>the\s+(?:same|following|next|previous|preceding|subsequent|ensuing)|"
            r"that(?:\s+same)?)\s+(?P<unit>day|week(?:end)?|month|year|afternoon|evening|morning|night)\b",
            told.read_told_unit,
            i,
        ),
        (r"\bthe\s+(?P<unit>day|week|month|year)\s+(?P<way>before|after|earlier)\b", told.read_neighbour, i),
        (
            r"\b(?P<day>{O})\s+(?:day\s+)?of\s+(?P<which>that|the\s+same|this|last|next|the\s+following|"
            r"the\s+previous)\s+month\b",
            told.read_nth,
            i,
        ),
        (
            r"\bon\s+the\s+(?P<day>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))\b(?=\s*(?:[.,;:)]|$|\s+(?:and|to|in|at|with|by|"
            r"that|the|he|she|it|they|both|his|her|their)\b|\s+(?-i:[A-Z])))",
            told.read_nth,
            i,
        ),
        (
            r"\b(?P<first>(?:the\s+(?P<nth>first|second|third|fourth|fifth|last|final|opening|closing)\s+day))\b(?!\s+of\b)"
            r"(?:[^.;:]{0,80}?\bon\s+the\s+(?P<nth2>second|third|last)\b(?:\s+day\b)?(?=\s*[.,;]))?",
            told.read_nth_day,
            i,
        ),
        (
            r"\bthe\s+(?P<nth>first|second|third|last)\s+of\s+(?:the|those|these)\s+(?:two|three|four|five)\s+days\b",
            told.read_nth_day,
            i,
        ),
        (
            r"\b(?:(?:(?:an?|{N}|{V})\s+)?(?:hour|minute)s?\s+(?:earlier|later|before(?=[,.;])|after(?=[,.;])|afterwards?)|"
            r"in\s+the\s+(?:morning|afternoon|evening)(?=[,.;]|\s+(?:he|she|they|it|the)\b|\s+[A-Z]))",
            told.read_same_day,
            i,
        ),
        (
            r"\bbefore\s+the\s+(?P<unit>week|month|year)\s+(?:was|is|were)\s+(?:out|over|up)\b",
            told.read_running_unit,
            i,
        ),
        # so much before or after ----------------------------------------------------------------------------------------
        (r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+ago\b", told.read_ago, i),
        (
            r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+(?P<way>earlier|later|before\s+(?:that|then)|after\s+(?:that|then)|"
            r"previously|afterwards?)\b",
            told.read_shift,
            i,
        ),
        (
            r"\b(?P<amount>{N}|{V})\s+(?P<unit>{U})\s+(?P<way>before|after|ahead\s+of)\b(?!\s+(?:that|then)\b)",
            told.read_event_shift,
            i,
        ),
        (
            r"\b(?:over|in|during|for|within|throughout)\s+(?:the\s+)?(?P<way>past|last|previous|coming|next|recent|"
            r"following)\s+(?:(?P<amount>{N}|{V})\s+)?(?P<unit>(?:day|week|month|year|decade)s)\b",
            told.read_window,
            i,
        ),
        (
            r"\b(?:the\s+)?(?P<way>past|last|coming|next)\s+(?P<amount>{N}|{V})\s+(?P<unit>(?:day|week|month|year|decade)s)\b",
            told.read_window,
            i,
        ),
        (r"\b(?P<way>recent|coming)\s+(?P<unit>(?:day|week|month|year|decade)s)\b", told.read_window, i),
        (r"\b(?:(?:since|until|till|by|before)\s+)(?P<then>then)\b", told.read_then, i),
    )  # fmt: skip
    return tuple((_compile(pattern, flags), build) for pattern, build, flags in rows)
