"""Counted things: a number and the plural noun that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from spacy.tokens import Doc, Token

from app.components.dates_words import number_of, time_words
from app.components.extensions import text_of
from app.components.quantities_units import Quantity, parse_value, unit_words


def conjoined(doc: Doc, start: int, noun: Token) -> int | None:
    """The "and" between this number and a second one before the same noun."""
    for index in range(start + 1, noun.i):
        if doc[index].lower_ in ("and", "or") and index + 1 < noun.i and (doc[index + 1].like_num or doc[index + 1].tag_ == "CD"):
            return index
    return None


@cache
def _unit_by_noun() -> dict[str, str]:
    return {noun: unit for unit, nouns in unit_words().counted.items() for noun in nouns}


def find_counted(doc: Doc) -> Iterator[Quantity]:
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
        end = noun.idx + len(noun.text) if conjoined(doc, token.i, noun) is None else token.idx + len(token.text)
        yield Quantity(token.idx, end, "count", value, unit, noun.i)


def find_gapped(doc: Doc, counted: list[Quantity]) -> Iterator[Quantity]:
    """For "China provided 8,000 troops and Russia about 2,000": the second number counts the first one's noun."""
    for quantity in counted:
        noun = doc[quantity.noun or 0]
        sentence = text_of(doc)[quantity.end : noun.sent.end_char]
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
