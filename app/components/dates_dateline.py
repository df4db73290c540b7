"""Datelines ("BEIJING, July 16 --") and the headings of digests that are a date and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.components.dates_calendar import Stretch
from app.components.dates_grammar import find_expressions
from app.components.dates_resolve import Anchor, resolve_expression

_DATELINE: Final = re.compile(
    r"^\s*(?P<place>[A-Z][A-Z'.\u2019-]+(?:[ /][A-Z][A-Z'.\u2019-]+)*(?:,\s+[A-Z][A-Za-z.]+(?:\s+[A-Z][a-z]+)?)?)"
    r"(?:\s*\([A-Za-z /.]+\))?\s*,?\s*"
    r"(?P<date>(?:[A-Z][A-Za-z]{2,8}\.?\s+\d{1,2}(?:,\s+\d{4})?)|(?:\d{1,2}\s+[A-Z][A-Za-z]{2,8}\.?(?:\s+\d{4})?))?"
    r"\s*(?:\([A-Za-z /.]+\))?\s*(?:--+|[\u2013\u2014]|\s-(?:\s|$))\s*"
)
_PLACE_AT_FRONT: Final = re.compile(
    r"^\s*(?P<place>(?:[A-Z][A-Za-z'\u2019-]+|St\.|ST\.)(?:[ /](?:[A-Z][A-Za-z'\u2019-]+))*(?:,\s+[A-Z][A-Za-z.]+(?:\s+[A-Z][a-z]+)?)?)"
    r"(?=\s*(?:[,.(/\u2013\u2014-]|$))"
)
_DAY: Final = r"(?:[A-Z][A-Za-z]{2,8}\.?\s+\d{1,2}(?:,?\s+\d{4})?|\d{1,2}\s+[A-Z][A-Za-z]{2,8}\.?(?:\s+\d{4})?)"
_AGENCY: Final = r"(?:\([A-Z][A-Za-z /.-]+\)|/[A-Z][A-Za-z -]+/)"
# A paragraph's head cut off by the reader: "Moscow (AP) -", "MOSCOW. July 5 (Interfax) -", "MOSCOW, July 5. /TASS/."
_SHORT_DATELINE: Final = re.compile(
    r"\s*(?P<place>[A-Z][A-Za-z.'\u2019-]+(?:[ /][A-Z][A-Za-z.'\u2019-]+)*?(?:,\s+(?!" + _DAY + r")[A-Z][A-Za-z.]+(?:\s+[A-Z][a-z]+)?)?)"
    rf"(?:\s*{_AGENCY})?[,.]?(?:\s*(?P<date>{_DAY}))?[,.]?(?:\s*{_AGENCY})?\s*(?:--+|[\u2013\u2014]|-|\.)\s*"
)
_MARK: Final = re.compile(r"\s*[-*\u2022\u2013]\s+")
_MONTHS_NOT_PLACES: Final = re.compile(r"^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


@dataclass(frozen=True, slots=True)
class Dateline:
    """`place` as written (None for a heading), `day` if words and publication give one; the dateline is text[:end].

    `stretch` is what the heading of an entry that tells no day has: several days, a month or a year ("July 8-10, 2015", "October 2021").
    """

    place: str | None
    day: date | None
    end: int
    words: tuple[int, int] | None  # where the date stands
    stretch: Stretch | None = None

    @property
    def is_heading(self) -> bool:
        return self.place is None


def parse_dateline(text: str, published: date | None) -> Dateline | None:
    """The dateline at the beginning of a block, or a block that is only a date; None for anything else."""
    heading = _parse_heading(text, published)
    if heading:
        return heading
    match = _DATELINE.match(text) or _SHORT_DATELINE.fullmatch(text)
    if not match or _MONTHS_NOT_PLACES.match(match["place"]) or (match["date"] is None and len(match["place"]) < 4):
        return None
    if match["date"] is None:
        return Dateline(match["place"].rstrip("."), None, match.end(), None)
    return Dateline(match["place"].rstrip("."), _day_of(match["date"], published), match.end(), match.span("date"))


def read_dateline_block(text: str, published: date | None) -> Dateline | None:
    """What the reader has set apart as dateline or heading: in it a place and a day are read in whatever form they stand.

    "MOSCOW, July 5. /TASS/.", "Beijing (Agency) –", "MOSCOW. July 5 (Interfax) -", "May 8:".
    """
    lead = _MARK.match(text)
    if lead is not None:
        return _moved(read_dateline_block(text[lead.end() :], published), lead.end())
    bare = text.strip().rstrip("-\u2013\u2014 ")
    known = parse_dateline(text, published) or _parse_heading(bare, published)
    if known is not None:
        return known
    dated = next((e for e in find_expressions(_capitalised(text)) if e.kind == "date" and e.day is not None), None)
    match = _PLACE_AT_FRONT.match(text[: dated.start] if dated is not None else bare)
    if match is None or _MONTHS_NOT_PLACES.match(match["place"]):
        return None
    if dated is None:
        return Dateline(match["place"], None, len(text), None)
    words = text[dated.start : dated.end]
    return Dateline(match["place"], _day_of(words, published), len(text), (dated.start, dated.end))


def _moved(line: Dateline | None, by: int) -> Dateline | None:
    if line is None:
        return None
    return replace(line, end=line.end + by, words=(line.words[0] + by, line.words[1] + by) if line.words else None)


def _capitalised(words: str) -> str:
    """JULY -> July, at the same offsets."""
    return re.sub(r"[A-Z]{3,}", lambda match: match[0].capitalize(), words)


def _parse_heading(text: str, published: date | None) -> Dateline | None:
    bare = text.strip().rstrip(":.")
    if not bare or len(bare) > 40:
        return None
    expressions = find_expressions(bare)
    if len(expressions) != 1:
        return None
    only = expressions[0]
    offset = len(text) - len(text.lstrip())
    words = (offset, offset + len(bare))
    if (only.start, only.end) != (0, len(bare)):
        return None
    if only.kind == "date" and only.day is not None and only.day2 is None:
        return Dateline(None, _day_of(bare, published), len(text), words)
    is_wide = (only.kind == "date" and (only.day2 is not None or only.year is not None)) or (only.kind == "year" and only.edge is None)
    if not is_wide or only.which or only.edge:
        return None
    found = resolve_expression(only, Anchor(reference=published, tense="past"))
    if found.edtf is None or found.earliest is None or found.latest is None:
        return None
    return Dateline(None, None, len(text), words, Stretch(found.edtf, found.earliest, found.latest, found.precision))


def _day_of(words: str, published: date | None) -> date | None:
    plain = _capitalised(words if not words.isupper() else words.title())
    for expression in find_expressions(plain):
        if expression.kind == "date" and expression.day is not None:
            found = resolve_expression(expression, Anchor(reference=published, tense="past"))
            return found.earliest if found.precision == "day" else None
    return None
