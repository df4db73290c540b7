"""Amounts of sentences of our own, and numbers that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from app.components.quantities_units import parse_value

Read = Callable[..., Doc]

AMOUNTS = [
    ("Trade reached $20.5 billion.", [("money", "20500000000", "USD")]),
    ("Trade reached 20.5 billion dollars.", [("money", "20500000000", "USD")]),
    ("A US$3 million grant was paid.", [("money", "3000000", "USD")]),
    ("The bank lent 1.5 trillion rubles.", [("money", "1500000000000", "RUB")]),
    ("The bank lent 40 billion yuan (about $5.6 billion).", [("money", "40000000000", "CNY")]),
    ("The plant cost €2-3 million.", [("money", "3000000", "EUR")]),
    ("Trade was 9 billion dollars, or 9.4 billion.", [("money", "9000000000", "USD"), ("money", "9400000000", "USD")]),
    ("Imports fell by 12.5% in May.", [("percent", "12.5", "percent")]),
    ("Forty-two percent of the crew stayed.", [("percent", "42", "percent")]),
    ("Prices rose 20 to 30 percent.", [("percent", "30", "percent")]),
    ("Two-thirds of the coal went east.", [("percent", "66.7", "percent")]),
    ("Over half of the coal went east.", [("percent", "50", "percent")]),
    ("The pipe carries 38 billion cubic metres a year.", [("measure", "38000000000", "cubic metres")]),
    ("The pipe carries 10 bcm of gas.", [("measure", "10000000000", "cubic metres")]),
    ("A 2,600-kilometre border divides them.", [("measure", "2600", "km")]),
    ("They shipped 9.1 million tonnes of coal.", [("measure", "9100000", "tonnes")]),
    ("China sent 1,200 soldiers and six ships.", [("count", "1200", "troops"), ("count", "6", "ships")]),
    ("Three Chinese and eleven Russian warplanes took off.", [("count", "3", "aircraft"), ("count", "11", "aircraft")]),
    ("China sent 7,000 troops and Russia about 900.", [("count", "7000", "troops"), ("count", "900", "troops")]),
    ("Over 300 companies and entities were listed.", [("count", "300", "entities")]),
    ("The council voted 12-1 for it.", [("count", "12", "votes")]),
    ("It passed with 35 abstentions.", [("count", "35", "votes")]),
    ("The firm sold 500 reactors.", [("count", "500", "reactors")]),
    ("All 28 member states of the alliance agreed.", [("count", "28", "states")]),
    ("They made available USD 50 billion.", [("money", "50000000000", "USD")]),
    ("Exports to Norway rose by a third.", [("percent", "33.3", "percent")]),
    ("The vote was 141 in favour, five against.", [("count", "141", "votes"), ("count", "5", "votes")]),
]  # fmt: skip

NO_AMOUNTS = [
    "The five-day drill began on July 9.",
    "He served for twelve years.",
    "The two countries signed it.",
    "The two ships returned.",
    "It was the third meeting.",
    "They met five leaders.",
    "A 12-nation forum met in 2019.",
    "No two submarines had done so.",
    "The first half of the year was calm.",
    "The Su-35 and the S-400 were shown.",
    "He named three areas and four goals.",
    "He walked by a third gate.",
    "They voted against it at five.",
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
def test_amounts_of_a_sentence(dated: Read, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(q["kind"], q["value"], q["unit"]) for q in dated(text, "2023-07-17")._.amur_quantities] == expected


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount(dated: Read, text: str) -> None:
    assert [q["words"] for q in dated(text, "2023-07-17")._.amur_quantities] == []


def test_counted_things_are_named_with_their_side(dated: Read) -> None:
    quantities = dated("Three Chinese and eleven Russian warplanes took off.")._.amur_quantities
    assert [q["what"] for q in quantities] == ["Chinese warplanes", "Russian warplanes"]


@pytest.mark.parametrize(
    ("number", "scale", "value"),
    [
        ("20.83", "billion", "20830000000"),
        ("1,500", None, "1500"),
        ("0.50", None, "0.5"),
        ("a", "million", "1000000"),
        ("twenty-one", None, "21"),
        ("many", None, None),
    ],
)
def test_values_are_plain_decimals(number: str, scale: str | None, value: str | None) -> None:
    assert parse_value(number, scale) == value
