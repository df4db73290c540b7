"""The words of time: `data/words/time.yaml`, read once."""

from __future__ import annotations

from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from app.resources import find_resource


class TimeWords(BaseModel):
    """The rows of `time.yaml`; a missing or misspelt key is an error at the first use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: dict[str, tuple[str, ...]]
    weekdays: dict[str, tuple[str, ...]]
    seasons: dict[str, int]
    units: tuple[str, ...]
    numbers: dict[str, int]
    vague_numbers: tuple[str, ...]
    ordinals: tuple[str, ...]
    relations: dict[str, str]
    counted_nouns: tuple[str, ...]
    planning: frozenset[str]
    upcoming: frozenset[str]
    opening: frozenset[str]
    timetabled: frozenset[str]
    carrying: frozenset[str]
    utterance: frozenset[str]
    event_nouns: frozenset[str]


@cache
def time_words() -> TimeWords:
    """The parsed word file. Raises FileNotFoundError or pydantic's ValidationError."""
    path = find_resource("data", "words", "time.yaml")
    return TimeWords.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name or short form, with or without its full stop."""
    folded = word.rstrip(".").casefold()
    for number, (name, short) in enumerate(time_words().months.items(), start=1):
        if folded == name or folded in {form.casefold() for form in short}:
            return number
    return None


def weekday_number(word: str) -> int | None:
    """0 (Monday) to 6 for a weekday's name or short form."""
    folded = word.rstrip(".").casefold()
    for number, (name, short) in enumerate(time_words().weekdays.items()):
        if folded == name or folded in {form.casefold() for form in short}:
            return number
    return None


def number_of(words: str) -> int | None:
    """The value of digits or number words ("14", "fourteen", "twenty-one", "a hundred"); None for a vague number."""
    folded = words.strip().casefold().replace(",", "")
    if folded.isdigit():
        return int(folded)
    table = time_words().numbers
    total, known = 0, False
    for part in folded.replace("-", " ").split():
        if part == "and":
            continue
        value = table.get(part)
        if value is None:
            return None
        total, known = (max(total, 1) * value if value == 100 else total + value), True
    return total if known else None


def ordinal_day(words: str) -> int | None:
    """The day of "16th", "16" or "sixteenth"."""
    digits = "".join(ch for ch in words if ch.isdigit())
    if digits:
        return int(digits) if 1 <= int(digits) <= 31 else None
    ordinals = time_words().ordinals
    folded = words.strip().casefold()
    return ordinals.index(folded) + 1 if folded in ordinals else None
