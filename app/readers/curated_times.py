"""The `time` column of curated tables: EDTF level 1 -> UncertainTime."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from app.model import Precision, UncertainTime

APPROXIMATE_DAYS: Final = 3  # how far a day marked `~` may be off: it was inferred, or is that of the report

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%])?")


def read_time(text: str, start: int) -> UncertainTime:
    """The time that a cell gives; `start` is where the cell stands in the article. Raises ValueError with a reason."""
    if not text:
        return UncertainTime()
    sides = text.split("/")
    if len(sides) > 2 or not any(re.match(r"\d", side) for side in sides):
        raise ValueError(f"the time {text!r} is no EDTF date or interval")
    first, last = _bounds(sides[0]), _bounds(sides[-1])
    is_exact = all(len(side) == 10 for side in sides)
    precision: Precision = "range" if len(sides) == 2 else {4: "year", 7: "month", 10: "day"}[len(sides[0].rstrip("?~%"))]  # type: ignore[assignment]
    if first[0] and last[1] and last[1] < first[0]:
        raise ValueError(f"the time {text!r} ends before it begins")
    return UncertainTime(
        edtf=text,
        earliest=first[0],
        latest=last[1],
        precision=precision,
        basis="stated",
        reading="throughout" if precision == "range" and is_exact else "sometime-within",
        words=((text, start, start + len(text)),),
    )


def _bounds(side: str) -> tuple[date | None, date | None]:
    if side in {"", ".."}:
        return None, None
    match = _DATE.fullmatch(side)
    if match is None:
        raise ValueError(f"{side!r} is no EDTF date")
    year, month, day, qualifier = match.groups()
    try:
        if day:
            slack = timedelta(days=APPROXIMATE_DAYS if qualifier in {"~", "%"} else 0)
            exact = date(int(year), int(month), int(day))
            return exact - slack, exact + slack
        if month:
            first = date(int(year), int(month), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except ValueError as error:
        raise ValueError(f"{side!r} is not in the calendar") from error
