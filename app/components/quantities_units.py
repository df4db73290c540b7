"""Units of amounts and their words (`data/words/units.yaml`), and the value of a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from app.components.dates_words import number_of
from app.resources import find_resource


class UnitWords(BaseModel):
    """The rows of `units.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currencies: dict[str, tuple[str, ...]]
    scales: dict[str, int]
    measures: dict[str, tuple[str, ...]]
    counted: dict[str, tuple[str, ...]]
    open_from: int
    not_goods: frozenset[str]
    fractions: dict[str, float]
    growth: frozenset[str]
    decline: frozenset[str]
    trade: frozenset[str]
    event_kinds: dict[str, tuple[str, ...]]
    event_verbs: dict[str, tuple[str, ...]]
    uncounted: frozenset[str]


@cache
def unit_words() -> UnitWords:
    """The parsed word file. Raises FileNotFoundError or pydantic's ValidationError."""
    path = find_resource("data", "words", "units.yaml")
    return UnitWords.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount at text[start:end]; `kind` is money, percent, measure or count; `value` a plain decimal number."""

    start: int
    end: int
    kind: str
    value: str
    unit: str
    noun: int | None = None  # token index of the counted noun


def parse_value(number: str, scale: str | None) -> str | None:
    """For "20.83", "billion" -> "20830000000"; number words too; None for what is no number."""
    words = number.strip()
    try:
        base = Decimal(words.replace(",", "")) if words[0].isdigit() else None
    except InvalidOperation:
        return None
    if base is None:
        parsed = number_of(words)
        if parsed is None:
            return None
        base = Decimal(parsed)
    return plain(base.scaleb(unit_words().scales[scale.casefold()]) if scale else base)


def plain(value: Decimal) -> str:
    """A decimal number without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
