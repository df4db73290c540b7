"""How much and how many: measured amounts of a block, each with a decimal value and a unit.

Money, percentages (fractions too), physical measures, and counted things of the kinds in `data/words/units.yaml`. No amounts: times,
lengths of time, ordinals, pairs already told ("the two countries"), a conversion in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from app.components.dates_words import time_words
from app.components.extensions import text_of
from app.components.quantities_counted import conjoined, find_counted, find_gapped
from app.components.quantities_units import Quantity, parse_value, plain, unit_words


def find_quantities(doc: Doc) -> list[dict[str, Any]]:
    """The amounts of the block in order, as plain dicts.

    Keys: start, end, head (token indexes, end excluded), start_char, end_char, kind (money, percent, measure, count), value, unit, what,
    words.
    """
    taken = [(entry["start_char"], entry["end_char"]) for entry in doc._.amur_dates or ()]
    found: list[Quantity] = []
    counted = list(find_counted(doc))
    for quantity in [*_measured(text_of(doc)), *_fractions(text_of(doc)), *_votes(text_of(doc)), *counted, *find_gapped(doc, counted)]:
        overlaps = any(quantity.start < end and start < quantity.end for start, end in taken)
        overlaps = overlaps or any(quantity.start < other.end and other.start < quantity.end for other in found)
        if not overlaps and not _is_conversion(text_of(doc), quantity):
            found.append(quantity)
    found += [
        quantity
        for quantity in _without_unit(text_of(doc), found)
        if not any(quantity.start < end and start < quantity.end for start, end in taken)
    ]
    entries = []
    for quantity in sorted(found, key=lambda item: item.start):
        span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
        if span is not None:
            entries.append(_entry(doc, span, quantity))
    return entries


def _entry(doc: Doc, span: Span, quantity: Quantity) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "head": span.root.i if quantity.noun is None else quantity.noun,
        "start_char": quantity.start,
        "end_char": quantity.end,
        "kind": quantity.kind,
        "value": quantity.value,
        "unit": quantity.unit,
        "what": _counted_what(doc, span, quantity) if quantity.noun is not None else "votes" if quantity.kind == "count" else "",
        "words": text_of(doc)[quantity.start : quantity.end],
    }


def _counted_what(doc: Doc, span: Span, quantity: Quantity) -> str:
    """For "two Chinese and nine Russian naval vessels": Chinese naval vessels, Russian naval vessels."""
    if quantity.noun is None:
        return ""
    noun = doc[quantity.noun]
    if span.start > noun.i:
        return noun.text
    own = [
        token for token in doc[span.start : noun.i + 1] if token.pos_ in ("ADJ", "PROPN", "NOUN", "VERB", "CCONJ") and not token.like_num
    ]
    shared = conjoined(doc, span.start, noun)
    if shared is not None:
        own = [token for token in own if token.i < shared] + [token for token in own if token.i > shared and not _is_side_word(token)]
    words = [token.text for token in own if token.i <= noun.i]
    return " ".join(words) if words else noun.text


def _is_side_word(token: Token) -> bool:
    return token.ent_type_ in ("NORP", "GPE") or (token.text[:1].isupper() and token.pos_ in ("ADJ", "PROPN"))


# ---- numbers with a unit -----------------------------------------------------------------------------------------------------

_DIGITS: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"


@cache
def _number_words() -> str:
    words = [word for word in time_words().numbers if word not in ("a", "an")]
    return (
        r"(?:(?:"
        + "|".join(sorted(words, key=len, reverse=True))
        + r")(?:[-\s](?:and\s+)?(?:"
        + "|".join(sorted(words, key=len, reverse=True))
        + r"))*)"
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = unit_words()
    signs = [form for forms in words.currencies.values() for form in forms if not form[-1].isalnum()]
    names = [form for forms in words.currencies.values() for form in forms if form[-1].isalnum()]
    codes = "|".join(words.currencies)
    measures = [form for forms in words.measures.values() for form in forms]
    scale = r"(?:\s*-?\s*(?P<scale>" + "|".join(sorted(words.scales, key=len, reverse=True)) + r")\b)?"
    number = rf"(?P<number>{_DIGITS}|\b{_number_words()}\b|\b[Aa]n?(?=\s+(?:{'|'.join(words.scales)})\b))"
    low = rf"(?:{_DIGITS}\s*(?:[-\u2013]|\s+to\s+|\s+or\s+)\s*)?"
    sign = "(?:" + "|".join(re.escape(form) for form in sorted(signs, key=len, reverse=True)) + ")"
    name = r"(?:" + "|".join(re.escape(form) for form in sorted(names, key=len, reverse=True)) + r")\b"
    measure = (
        r"(?:" + "|".join(re.escape(form) + (r"\b" if form[-1].isalnum() else "") for form in sorted(measures, key=len, reverse=True)) + ")"
    )
    flags = re.IGNORECASE
    return (
        (
            "money",
            re.compile(
                rf"(?:US\s?)?(?P<unit>{sign})\s?(?:{_DIGITS}(?:\s*(?:million|billion|trillion))?\s*(?:[-\u2013]|to)\s*{sign}?\s?)?{number}{scale}(?!\d)",
                flags,
            ),
        ),
        ("money", re.compile(rf"(?<![\d.,]){low}{number}{scale}[-\s]+(?P<unit>{name})", flags)),
        ("money", re.compile(rf"(?<![\d.,])\b(?P<unit>{codes})\s?{number}{scale}(?!\d)")),
        ("measure", re.compile(rf"(?<![\d.,]){low}{number}{scale}(?:\s*-?\s*)(?P<unit>{measure})", flags)),
    )


@cache
def _unit_by_form() -> dict[str, str]:
    words = unit_words()
    return {form.casefold(): unit for table in (words.currencies, words.measures) for unit, forms in table.items() for form in forms}


def _measured(text: str) -> Iterator[Quantity]:
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            value = parse_value(match["number"], match["scale"])
            unit = _unit_by_form()[" ".join(match["unit"].casefold().split())]
            if value is None:
                continue
            if match["unit"].casefold() == "bcm":
                value = plain(Decimal(value) * 10**9)
            yield Quantity(match.start(), match.end(), "percent" if unit == "percent" else kind, value, unit)


def _fractions(text: str) -> Iterator[Quantity]:
    """For "over half of its imports" is 50 percent."""
    table = unit_words().fractions
    forms = "|".join(re.escape(form) for form in sorted(table, key=len, reverse=True))
    for match in re.finditer(rf"(?<![-\w])(?P<form>{forms})\s+(?:of\b|the\s+(?=world|country|global|total))", text, re.IGNORECASE):
        before = text[max(0, match.start() - 12) : match.start()].casefold()
        after = text[match.end() : match.end() + 30]
        if before.endswith(("first ", "second ", "latter ", "other ")) or re.match(
            r"\s*(?:the\s+)?(?:January|February|March|April|May|June|July|August|Sept|Octo|Nov|Dec|(?:19|20)\d\d|year|century|month)", after
        ):
            continue
        yield Quantity(match.start(), match.end("form"), "percent", plain(Decimal(str(table[match["form"].casefold()]))), "percent")
    for match in re.finditer(
        rf"\bby\s+(?:about|almost|nearly|over|roughly|more\s+than)?\s*(?P<form>{forms})(?=\s*[.,;]|\s+(?:in|to|last|from|over|since)\b)",
        text,
    ):
        yield Quantity(match.start("form"), match.end("form"), "percent", plain(Decimal(str(table[match["form"].casefold()]))), "percent")


def _without_unit(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """For "107.06 billion" after an amount of money in the same or the sentence before: the same currency."""
    money = sorted((quantity for quantity in found if quantity.kind == "money"), key=lambda item: item.start)
    if not money:
        return
    for match in re.finditer(
        rf"(?<![\d.,$€£]){_DIGITS}\s+(?:million|billion|trillion)\b(?!\s+(?:cubic|people|tonnes|tons|barrels|square|metric))",
        text,
        re.IGNORECASE,
    ):
        if any(match.start() < quantity.end and quantity.start < match.end() for quantity in found):
            continue
        before = [quantity for quantity in money if quantity.end <= match.start()]
        nearest = before[-1] if before else money[0]
        if before and len(re.findall(r"[.!?]\s", text[nearest.end : match.start()])) <= 1:
            number, scale = match.group(0).split()
            value = parse_value(number, scale)
            if value is not None:
                yield Quantity(match.start(), match.end(), "money", value, nearest.unit)


def _is_conversion(text: str, quantity: Quantity) -> bool:
    """For "15 billion yuan ($2.1 billion)": the amount in brackets repeats the one before."""
    return quantity.kind in ("money", "measure") and bool(
        re.search(
            r"(?:\d|\w)\s*\(\s*(?:about|around|approximately|some|roughly|or|nearly|~)?\s*$",
            text[max(0, quantity.start - 25) : quantity.start],
            re.IGNORECASE,
        )
    )


_SIDES: Final = r"(?:against|opposed|abstaining|in\s+favou?r)"


def _votes(text: str) -> Iterator[Quantity]:
    """For "voted 13-0", "by a vote of 141 to 5": the larger side of the vote; each side of "141 in favour, five against"."""
    for match in re.finditer(
        r"\bvot(?:e|es|ed|ing)\b[^.;]{0,25}?\b(?P<number>\d{1,3})(?:\s*[-\u2013]\s*|\s+to\s+)\d{1,3}\b", text, re.IGNORECASE
    ):
        yield Quantity(match.start("number"), match.end(), "count", match["number"], "votes")
    for sentence in re.finditer(r"[^.;]*\bvot(?:e|es|ed|ing)\b[^.;]*", text, re.IGNORECASE):
        for match in re.finditer(rf"\b(?P<number>\d{{1,3}}|{_number_words()})\s+{_SIDES}\b", sentence.group(), re.IGNORECASE):
            value = parse_value(match["number"], None)
            if value is not None:
                start = sentence.start() + match.start("number")
                yield Quantity(start, sentence.start() + match.end("number"), "count", value, "votes")


@Language.factory("amur_quantities")
def create_quantities(nlp: Language, name: str) -> QuantityFinder:
    """The component; it runs after `amur_dates`, whose numbers are no amounts."""
    return QuantityFinder()


class QuantityFinder:
    """Fills `doc._.amur_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.amur_quantities = find_quantities(doc)
        return doc
