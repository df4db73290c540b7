"""What our own table lacks: dateparser on single expressions that the model marks as dates, cut to the precision it reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from dateparser.date import DateDataParser

from app.components import dates_calendar as cal
from app.components.dates_resolve import UNKNOWN, Resolved, Tense

# A bare length ("three days") or a two-figure year would come back as a day: only these shapes are asked for.
_WORTH_TRYING: Final = re.compile(
    r"\b(?:ago|hence|from now)$|^\d{1,2}[-. ][A-Z][a-z]{2,8}[-. ](?:19|20)\d\d$|^(?:19|20)\d\d[-. ][A-Z][a-z]{2,8}(?:[-. ]\d{1,2})?$"
)
_ANY_DAY: Final = date(2001, 1, 1)


@cache
def _parser(reference: date, prefer: str) -> Any:
    settings = {"RELATIVE_BASE": datetime.combine(reference, time(12)), "PREFER_DATES_FROM": prefer, "RETURN_AS_TIMEZONE_AWARE": False}
    parser: Any = DateDataParser
    return parser(languages=["en"], settings=settings)


def is_worth_trying(words: str) -> bool:
    """Whether the words have a shape that dateparser reads without guessing; does not depend on any reference day."""
    return bool(_WORTH_TRYING.search(words)) and _parser(_ANY_DAY, "past").get_date_data(words).date_obj is not None


def read_with_dateparser(words: str, reference: date | None, tense: Tense) -> Resolved:
    """One expression, or `UNKNOWN`. A period of day, month or year is kept as such, a week as its seven days, anything else dropped."""
    if reference is None or not is_worth_trying(words):
        return UNKNOWN
    data: Any = _parser(reference, "future" if tense == "future" else "past").get_date_data(words)
    if data.date_obj is None:
        return UNKNOWN
    value = data.date_obj.date()
    makers: dict[str, Callable[[date], Any]] = {
        "day": cal.day,
        "week": cal.week,
        "month": lambda day: cal.month(day.year, day.month),
        "year": lambda day: cal.year(day.year),
    }
    make = makers.get(data.period)
    if make is None:
        return UNKNOWN
    stretch = make(value)
    return Resolved(stretch.edtf, stretch.first, stretch.last, stretch.precision, "relative")
