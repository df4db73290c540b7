"""How much and how many: measured amounts of a block, each with a decimal value and a unit.

Money, percentages (fractions too), physical measures, and counted things of the kinds in `data/words/units.yaml`. No amounts: times,
lengths of time, ordinals, pairs already told ("the two countries"), a conversion in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from app.components.dates_words import number_of, time_words
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


def find_quantities(doc: Doc) -> list[dict[str, Any]]:
    """The amounts of the block in order, as plain dicts.

    Keys: start, end, head (token indexes, end excluded), start_char, end_char, kind (money, percent, measure, count), value, unit, what,
    words.
    """
    taken = [(entry["start_char"], entry["end_char"]) for entry in doc._.amur_dates or ()]
    found: list[Quantity] = []
    counted = list(_counted(doc))
    for quantity in [*_measured(doc.text), *_fractions(doc.text), *_votes(doc.text), *counted, *_gapped(doc, counted)]:
        overlaps = any(quantity.start < end and start < quantity.end for start, end in taken)
        overlaps = overlaps or any(quantity.start < other.end and other.start < quantity.end for other in found)
        if not overlaps and not _is_conversion(doc.text, quantity):
            found.append(quantity)
    found += [
        quantity
        for quantity in _without_unit(doc.text, found)
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
        "words": doc.text[quantity.start : quantity.end],
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
    shared = _conjoined(doc, span.start, noun)
    if shared is not None:
        own = [token for token in own if token.i < shared] + [token for token in own if token.i > shared and not _is_side_word(token)]
    words = [token.text for token in own if token.i <= noun.i]
    return " ".join(words) if words else noun.text


def _is_side_word(token: Token) -> bool:
    return token.ent_type_ in ("NORP", "GPE") or (token.text[:1].isupper() and token.pos_ in ("ADJ", "PROPN"))


def _conjoined(doc: Doc, start: int, noun: Token) -> int | None:
    """The "and" between this number and a second one before the same noun."""
    for index in range(start + 1, noun.i):
        if doc[index].lower_ in ("and", "or") and index + 1 < noun.i and (doc[index + 1].like_num or doc[index + 1].tag_ == "CD"):
            return index
    return None


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


# ---- counted things -----------------------------------------------------------------------------------------------------------


@cache
def _unit_by_noun() -> dict[str, str]:
    return {noun: unit for unit, nouns in unit_words().counted.items() for noun in nouns}


def _counted(doc: Doc) -> Iterator[Quantity]:
    for token in doc:
        if token.tag_ != "CD" and not token.like_num:
            continue
        value = _count_value(doc, token)
        if value is None or _is_definite(doc, token) or token.ent_type_ in ("DATE", "TIME", "ORDINAL"):
            continue
        noun = _counted_noun(doc, token) or _goods_noun(doc, token, Decimal(value))
        if noun is None:
            continue
        unit = _unit_by_noun().get(noun.lemma_.lower()) or noun.lower_
        if unit == "states" and (Decimal(value) < 3 or (noun.lemma_.lower() == "member" and not _in_group(noun))):
            continue
        end = noun.idx + len(noun.text) if _conjoined(doc, token.i, noun) is None else token.idx + len(token.text)
        yield Quantity(token.idx, end, "count", value, unit, noun.i)


def _gapped(doc: Doc, counted: list[Quantity]) -> Iterator[Quantity]:
    """For "China provided 8,000 troops and Russia about 2,000": the second number counts the first one's noun."""
    for quantity in counted:
        noun = doc[quantity.noun or 0]
        sentence = doc.text[quantity.end : noun.sent.end_char]
        match = re.search(
            r"\band\s+(?P<who>[A-Z]\w+)\s+(?:about|around|some|nearly|almost|over|more than|roughly)?\s*"
            r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?=\s*[.,;]?\s*$)",
            sentence,
        )
        if match:
            value = parse_value(match["number"], None)
            if value is not None:
                yield Quantity(
                    quantity.end + match.start("number"), quantity.end + match.end("number"), "count", value, quantity.unit, quantity.noun
                )


def _in_group(noun: Token) -> bool:
    return any(child.pos_ == "PROPN" for child in noun.children)


def _count_value(doc: Doc, token: Token) -> str | None:
    if token.i > 0 and (
        doc[token.i - 1].like_num or doc[token.i - 1].text in ("$", "€", "£", "-", "No.", "no.") or doc[token.i - 1].tag_ == "CD"
    ):
        return None
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    scale = after.lower_ if after is not None and after.lower_ in ("thousand", "million", "billion") else None
    text = token.text if re.fullmatch(r"[\d,.]+", token.text) or number_of(token.text) is not None else ""
    if (
        not text
        or token.lower_ in ("a", "an")
        or ((after is not None and after.text in ("-", "%")) or re.search(r"[A-Za-z]\d|\d[A-Za-z]", token.text))
    ):
        return None
    value = parse_value(text.rstrip(".,"), scale)
    return value if value is not None and "." not in value and Decimal(value) > 1 else None


def _is_definite(doc: Doc, token: Token) -> bool:
    """For "the two ships", "both", "these four": told before, or all there are."""
    before = doc[token.i - 1].lower_ if token.i else ""
    return before in ("no", "the", "these", "those", "both", "its", "their", "his", "her", "other", "last", "next", "past", "first") or (
        before == "all" and token.lower_ in ("two", "three")
    )


def _counted_noun(doc: Doc, token: Token) -> Token | None:
    """The counted noun after the number, past adjectives, names and a joined second number; a plural noun of a known kind."""
    head: Token | None = None
    for index in range(token.i + 1, min(token.i + 8, len(doc))):
        current = doc[index]
        if current.lower_ in ("thousand", "million", "billion") and index == token.i + 1:
            continue
        if (
            current.pos_ in ("ADJ", "PROPN")
            or current.text in ("-", ",")
            or (current.lower_ in ("and", "or", "more", "of", "guided", "other") and head is None)
        ):
            if current.lower_ == "of" and doc[index - 1].lower_ not in ("dozen", "hundred", "thousand", "million"):
                return None
            if current.text == "," and not (index + 1 < len(doc) and doc[index + 1].pos_ == "ADJ"):
                return head
            continue
        if current.tag_ == "CD" or current.like_num or (current.pos_ == "VERB" and current.tag_ in ("VBN", "VBG") and head is None):
            continue
        if current.pos_ == "NOUN" and current.dep_ == "compound" and current.lemma_.lower() not in _unit_by_noun():
            continue
        if current.pos_ == "NOUN":
            if current.lemma_.lower() in _unit_by_noun() and (
                current.tag_ == "NNS" or current.lemma_.lower() in ("aircraft", "personnel", "people")
            ):
                following = doc[index + 1] if index + 1 < len(doc) else None
                if following is not None and following.pos_ == "NOUN" and following.lemma_.lower() in _unit_by_noun():
                    continue
                if head is None:
                    head = current
                if (
                    following is not None
                    and following.lower_ == "and"
                    and index + 2 < len(doc)
                    and doc[index + 2].lemma_.lower() in _unit_by_noun()
                    and doc[index + 2].tag_ == "NNS"
                ):
                    return doc[index + 2]
                return head
            continue
        return head
    return head


def _goods_noun(doc: Doc, token: Token, value: Decimal) -> Token | None:
    """A plural common noun of no listed kind that a larger number counts ("500 reactors"); no event, office or abstraction."""
    words = unit_words()
    noun = token.head if token.dep_ == "nummod" else token.head.head if token.head.dep_ == "nummod" else None
    if noun is None or noun.tag_ != "NNS" or not token.i < noun.i <= token.i + 6 or value < words.open_from:
        return None
    lemma = noun.lemma_.lower()
    known = lemma in words.not_goods or lemma in time_words().event_nouns or lemma in words.uncounted or lemma in time_words().units
    return None if known or any(doc[index].is_punct for index in range(token.i + 1, noun.i)) else noun


def _votes(text: str) -> Iterator[Quantity]:
    """For "voted 13-0", "by a vote of 141 to 5": the larger side of the vote."""
    for match in re.finditer(
        r"\bvot(?:e|es|ed|ing)\b[^.;]{0,25}?\b(?P<number>\d{1,3})(?:\s*[-\u2013]\s*|\s+to\s+)\d{1,3}\b", text, re.IGNORECASE
    ):
        yield Quantity(match.start("number"), match.end(), "count", match["number"], "votes")


@Language.factory("amur_quantities")
def create_quantities(nlp: Language, name: str) -> QuantityFinder:
    """The component; it runs after `amur_dates`, whose numbers are no amounts."""
    return QuantityFinder()


class QuantityFinder:
    """Fills `doc._.amur_quantities`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.amur_quantities = find_quantities(doc)
        return doc
