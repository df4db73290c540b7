"""Counts in a sentence: the word that gives the number, and the event noun or verb it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from spacy.tokens import Doc, Token

from app.components.dates_words import number_of, time_words
from app.components.quantities_units import unit_words
from app.model import ClaimType

VERBAL: Final = frozenset({"VERB", "AUX"})
MILITARY: Final = frozenset({"MilitaryExercise", "JointPatrol"})
_POINTING: Final = frozenset({"the", "these", "those", "both"})
_DIGIT_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th)")
_KIND_CUES: Final = ("of its kind", "of this kind", "such", "since", "of their", "in a row", "this year", "last year", "so far")


@dataclass(frozen=True, slots=True)
class Count:
    """A count found: the word that gives it, the noun or verb that is counted (None: the one counted last)."""

    word: Token
    number: int
    ordinal: bool
    kind: ClaimType | None
    trigger: Token | None
    rule: str


@cache
def _kind_by_noun() -> dict[str, ClaimType]:
    return {noun: kind for kind, nouns in unit_words().event_kinds.items() for noun in nouns}  # type: ignore[misc]


@cache
def _kind_by_verb() -> dict[str, ClaimType]:
    return {verb: kind for kind, verbs in unit_words().event_verbs.items() for verb in verbs}  # type: ignore[misc]


def find_counts(doc: Doc) -> Iterator[Count]:
    """The counts of a block in order."""
    dated = {index for entry in doc._.amur_dates or () for index in range(entry["start"], entry["end"])}
    for token in doc:
        if token.i in dated:
            continue
        ordinal = _ordinal(token)
        if ordinal is not None:
            yield from _ordinal_count(doc, token, ordinal)
            continue
        yield from _times(doc, token)
        number = number_of(token.text) if token.tag_ == "CD" or token.like_num else None
        if number is not None and number >= 2:
            yield from _cardinal_count(doc, token, number)


def _ordinal(token: Token) -> int | None:
    digits = _DIGIT_ORDINAL.fullmatch(token.lower_)
    if digits:
        return int(digits[1])
    text = token.lower_
    if token.i + 2 < len(token.doc) and token.doc[token.i + 1].text == "-":
        return None
    if token.i >= 2 and token.doc[token.i - 1].text == "-":
        text = token.doc[token.i - 2].lower_ + "-" + text
    ordinals = time_words().ordinals
    if text in ordinals:
        return ordinals.index(text) + 1
    tens = {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
    return tens.get(text)


def _ordinal_count(doc: Doc, token: Token, number: int) -> Iterator[Count]:
    if number < 2:
        return
    noun = _noun_after(doc, token)
    if noun is not None and noun.lemma_.lower() == "time":
        following = doc[noun.i + 1 : noun.sent.end]
        verb = next((t for t in following if t.pos_ == "VERB" and t.lemma_.lower() in _kind_by_verb()), None) or verb_of(noun)
        if verb is not None and verb.lemma_.lower() in _kind_by_verb():
            yield Count(token, number, True, _kind_by_verb()[verb.lemma_.lower()], verb, "ordinal-time")
        return
    if noun is not None:
        kind = _kind_of_noun(doc, noun)
        if kind is not None and not _is_edition(doc, token, noun):
            yield Count(token, number, True, kind, noun, "ordinal-noun")
        return
    first = token.i - 2 if token.i >= 2 and doc[token.i - 1].text == "-" else token.i
    before = doc[first - 1] if first else None
    if before is None or before.lower_ not in ("the", "a", "their", "its"):
        return
    of = doc[token.i + 1] if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of" else None
    if of is not None:
        inner = next((t for t in doc[of.i + 1 : min(of.i + 6, len(doc))] if t.lemma_.lower() in _kind_by_noun() and t.pos_ == "NOUN"), None)
        if inner is not None and (inner.tag_ == "NNS" or inner.lemma_ == "talk"):
            yield Count(token, number, True, _kind_of_noun(doc, inner), inner, "ordinal-of")
            return
    subject = _predicated(token)
    if subject is not None:
        kind = _kind_of_noun(doc, subject)
        if kind is not None:
            yield Count(token, number, True, kind, subject, "ordinal-predicate")
            return
        if not _has_cue(doc, token):
            return
    if token.dep_ in ("nsubj", "nsubjpass") or _has_cue(doc, token):
        near = next((t for t in reversed(doc[token.sent.start : token.i]) if t.pos_ == "NOUN" and _kind_of_noun(doc, t)), None)
        yield Count(token, number, True, _kind_of_noun(doc, near) if near is not None else None, near, "ordinal-alone")


def _has_cue(doc: Doc, token: Token) -> bool:
    tail = doc.text[token.idx : token.idx + 60].casefold()
    return any(cue in tail for cue in _KIND_CUES)


def _noun_after(doc: Doc, token: Token) -> Token | None:
    """The noun that a number word stands before, past what modifies it."""
    for index in range(token.i + 1, min(token.i + 8, len(doc))):
        current = doc[index]
        if current.pos_ == "NOUN" and not (index + 1 < len(doc) and doc[index + 1].pos_ == "NOUN" and current.dep_ == "compound"):
            return current
        allowed = (
            current.pos_ in ("ADJ", "PROPN", "NOUN")
            or current.text in ("-", "/")
            or current.lower_ in ("such", "and", "joint")
            or current.tag_ in ("VBN", "VBG")
        )
        if not allowed:
            return None
    return None


def _predicated(token: Token) -> Token | None:
    """For "the patrol was the sixth", "a patrol, the fourth, …": the noun that the number is said of."""
    if token.dep_ == "appos":
        return token.head
    if token.dep_ in ("attr", "acomp") and token.head.pos_ in VERBAL:
        subject = next((child for child in token.head.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        return subject if subject is not None and subject.pos_ == "NOUN" else None
    return None


def _kind_of_noun(doc: Doc, noun: Token) -> ClaimType | None:
    lemma = noun.lemma_.lower()
    if lemma in unit_words().uncounted and lemma != "round":
        return None
    return _kind_by_noun().get(lemma)


def _is_edition(doc: Doc, token: Token, noun: Token) -> bool:
    """For "16th BRICS summit", "third SCO foreign ministers' meeting": an organisation's own series."""
    between = range(token.i + 1, noun.i)
    return any(m["type"] in ("InternationalOrganization", "Organization") and m["head"] in between for m in doc._.amur_mentions or ())


def _times(doc: Doc, token: Token) -> Iterator[Count]:
    """For "met twice", "sat down at least three times", "on four occasions"."""
    number: int | None = None
    if token.lower_ in ("twice", "thrice"):
        number = 2 if token.lower_ == "twice" else 3
    elif token.lower_ in ("times", "occasions") and token.i:
        number = number_of(doc[token.i - 1].text)
        following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
        if following in ("a", "more", "as", "higher", "larger", "the"):
            number = None
    if number is None or number < 2:
        return
    verb = verb_of(token)
    if verb is None or (token.lower_ == "twice" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ in ("as", "the", "a")):
        return
    lemma = verb.lemma_.lower()
    kind = _kind_by_verb().get(lemma)
    if kind is None:
        noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in _kind_by_noun()), None)
        kind = _kind_by_noun().get(noun.lemma_.lower()) if noun is not None and lemma in time_words().carrying else None
    if lemma == "sit" and not any(child.lower_ in ("down", "opposite", "together") for child in verb.subtree):
        kind = None
    if kind is not None:
        yield Count(token, number, False, kind, verb, "times")


def _cardinal_count(doc: Doc, token: Token, number: int) -> Iterator[Count]:
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    before = doc[token.i - 1] if token.i else None
    if after is None or after.text == "-" or (before is not None and before.lower_ in _POINTING):
        return
    if before is not None and before.lower_ in ("number", "no."):
        subject = _predicated(token) or (_predicated(token.head) if token.head != token else None)
        yield Count(token, number, True, _kind_of_noun(doc, subject) if subject is not None else None, subject, "number")
        return
    if after.lower_ == "of" and token.i + 2 < len(doc) and doc[token.i + 2].lower_ in ("them", "these", "those", "which"):
        yield Count(token, number, False, None, verb_of(token), "of-them")
        return
    noun = _noun_after(doc, token)
    if noun is None or noun.tag_ != "NNS" or noun.lemma_.lower() in ("talk", "call", "agreement", "strike", "attack"):
        return
    kind = _kind_of_noun(doc, noun)
    if kind is not None and kind in ("Meeting", "PhoneCall", "Visit", *MILITARY) and noun.lemma_.lower() != "round":
        yield Count(token, number, False, kind, noun, "cardinal-noun")


def verb_of(token: Token) -> Token | None:
    """The nearest verb above a token."""
    current = token
    while current.head != current:
        current = current.head
        if current.pos_ in VERBAL:
            return current
    return None
