"""Exchange persons, months or places in a gold text and its annotation alike: what is read by rule is read as well afterwards."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.gazetteer import Gazetteer
from app.registry_files import read_registry_rows

from .conftest import GoldDocument

# Pairs of one side who held one office; their offices are exchanged with them, so that "the president" of a day is the other.
PERSONS = (
    ("xi-jinping", "hu-jintao"),
    ("vladimir-putin", "dmitry-medvedev"),
    ("wang-yi", "yang-jiechi"),
    ("li-keqiang", "wen-jiabao"),
    ("sergei-shoigu", "andrei-belousov"),
    ("li-shangfu", "chang-wanquan"),
)
PLACES = (
    ("shanghai", "hangzhou"),
    ("qingdao", "xiamen"),
    ("tianjin", "dalian"),
    ("harbin", "zhoushan"),
    ("vladivostok", "kazan"),
    ("sochi", "ufa"),
    ("saint-petersburg", "novosibirsk"),
)
MONTHS = calendar.month_name[1:]
SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"Sept": 9}
_NOT_MOVED = re.compile(r"\b(?:spring|summer|autumn|winter|quarter|half|season|New Year|Christmas|early this year|late last year)\b")
_MONTH = re.compile(
    rf"\b(?P<long>{'|'.join(m for m in MONTHS if m != 'May')})\b|\b(?P<short>{'|'.join(m for m in SHORT if m != 'May')})\.(?!\w)"
    r"|(?P<may>(?<=\bin )May\b|(?<=\bof )May\b|(?<=\bsince )May\b|(?<=\bast )May\b|(?<=\d )May\b|\bMay(?= \d))"
)
_DAY = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b")
Replace = Callable[[str], Iterable[tuple[int, int, str]]]


def exchange(document: GoldDocument, cuts_of: Replace, replace_date: Callable[[str], str] = str) -> GoldDocument:
    """The document with all replacements made in text, metadata, names and places; spans move along."""
    cuts = sorted(cuts_of(document.text))
    text = _replaced(document.text, cuts)

    def moved(offset: int) -> int:
        shift = 0
        for start, end, new in cuts:
            if offset >= end:
                shift += len(new) - (end - start)
            elif offset > start:
                return start + shift + min(offset - start, len(new))
        return offset + shift

    def turned(key: str, value: Any) -> Any:
        if key in ("evidence", "quote"):
            return [turned(key, v) for v in value] if value and isinstance(value[0], list) else [moved(v) for v in value]
        if key in ("date", "period", "published") and isinstance(value, str):
            return replace_date(value)
        if isinstance(value, dict):
            return {k: turned(k, v) for k, v in value.items() if k != "wikidata"}
        if isinstance(value, list):
            return [turned(key, v) for v in value]
        if key in ("name", "place", "speaker", "reported_by", "source", "title", "author", "participants") and isinstance(value, str):
            return _replaced(value, sorted(cuts_of(value)))
        return value

    return GoldDocument(document.section, document.key, text, turned("", dict(document.about)), turned("", dict(document.gold)))


def _replaced(text: str, cuts: Iterable[tuple[int, int, str]]) -> str:
    parts, last = [], 0
    for start, end, new in cuts:
        parts += [text[last:start], new]
        last = end
    return "".join((*parts, text[last:]))


def names_exchanged(names: Mapping[str, str], protected: Iterable[str]) -> Replace:
    """Replaces each name by its counterpart, but not inside the protected longer names."""
    table = {**{name: name for name in protected}, **names}
    alternatives = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w)")
    return lambda text: [(m.start(), m.end(), table[m.group()]) for m in pattern.finditer(text) if table[m.group()] != m.group()]


def persons_exchanged(gazetteer: Gazetteer) -> Replace:
    table: dict[str, str] = {}
    for pair in PERSONS:
        for one, other in (pair, pair[::-1]):
            person, counterpart = gazetteer.actors[one], gazetteer.actors[other]
            for name in filter(str.isascii, person.names):
                table[name] = counterpart.label
            for surname in filter(str.isascii, person.surnames):
                table[surname] = next(filter(str.isascii, counterpart.surnames))
    others = [name for actor in gazetteer.actors.values() for name in actor.names if actor.id not in {p for pair in PERSONS for p in pair}]
    return names_exchanged(table, (name for name in others if " " in name))


def exchanged_offices() -> Gazetteer:
    """The registry in which the persons of each pair have held each other's offices."""
    other = {a: b for pair in PERSONS for a, b in (pair, pair[::-1])}
    rows = read_registry_rows()
    holdings = rows.tables["holdings"]
    for key, row in holdings.items():
        holdings[key] = replace(row, cells={**row.cells, "holder": other.get(row.get("holder"), row.get("holder"))})
    return Gazetteer(rows)


def places_exchanged(gazetteer: Gazetteer) -> Replace:
    table: dict[str, str] = {}
    for pair in PLACES:
        for one, other in (pair, pair[::-1]):
            table |= dict.fromkeys(filter(str.isascii, gazetteer.places[one].names), gazetteer.places[other].label)
    longer = [name for actor in gazetteer.actors.values() for name in actor.names if any(f in name for f in table) and name not in table]
    longer += [name for place in gazetteer.places.values() for name in place.names if any(f in name for f in table) and name not in table]
    return names_exchanged(table, longer)


def months_exchanged(document: GoldDocument) -> GoldDocument | None:
    """All months of a text moved by the same number within the year, so that earlier stays earlier; None where they fill the year."""
    used = {_number(m) for m in _MONTH.finditer(document.text)}
    used |= {int(m["month"]) for m in _DAY.finditer(str(document.gold) + str(document.about))}
    if not used or _NOT_MOVED.search(document.text):
        return None
    room = sorted(range(1 - min(used), 13 - max(used)), key=lambda n: -abs(n))
    steps = next((n for n in room if n and _keeps_days(document, n)), None)
    if steps is None:
        return None
    return exchange(document, lambda text: [_moved_month(m, steps) for m in _MONTH.finditer(text)], lambda d: _moved_date(d, steps))


def _number(match: re.Match[str]) -> int:
    if match["may"]:
        return 5
    return MONTHS.index(match["long"]) + 1 if match["long"] else SHORT[match["short"]]


def _moved_month(match: re.Match[str], steps: int) -> tuple[int, int, str]:
    return match.start(), match.end(), MONTHS[_number(match) + steps - 1]


def _moved_date(edtf: str, steps: int) -> str:
    return _DAY.sub(lambda m: f"{m['year']}-{int(m['month']) + steps:02}" + (f"-{m['day']}" if m["day"] else ""), edtf)


def _keeps_days(document: GoldDocument, steps: int) -> bool:
    """Days exist afterwards too, and fall on the same weekdays where the text names weekdays."""
    named = re.search(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", document.text) is not None
    for m in _DAY.finditer(str(document.gold) + str(document.about)):
        year, month, day = int(m["year"]), int(m["month"]), int(m["day"] or 1)
        if day > calendar.monthrange(year, month + steps)[1]:
            return False
        if named and m["day"] and date(year, month, day).weekday() != date(year, month + steps, day).weekday():
            return False
    return not re.search(r"\b(?:29|30|31)\b", document.text)
