"""Time expressions in their clause: does the parse bear them out, how do they relate, does their verb look back or ahead."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from spacy.tokens import Doc, Span, Token

from app.components.dates_grammar import Expression
from app.components.dates_resolve import Tense
from app.components.dates_words import time_words
from app.components.extensions import text_of

_VERBAL: Final = frozenset({"VERB", "AUX"})
_AHEAD: Final = frozenset({"will", "'ll", "shall", "wo", "ll"})
_OPEN: Final = frozenset({"would", "could", "may", "might", "should", "must", "can", "'d"})
_BEFORE_A_YEAR: Final = frozenset(
    [
        "in",
        "of",
        "for",
        "since",
        "by",
        "before",
        "after",
        "until",
        "till",
        "from",
        "to",
        "between",
        "during",
        "through",
        "throughout",
        "than",
        "and",
        "or",
        "the",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "early",
        "late",
        "mid",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "year",
        "years",
        "dated",
        "around",
        "circa",
        "about",
        "over",
        "back",
        "as",
        "end",
        "beginning",
        "on",
        "(",
        "[",
        ",",
        "-",
    ]
)
_COMPARED: Final = re.compile(
    r"\b(?:than|above|below|compared (?:with|to)|against|versus|over|up from|down from|from)\s+"
    r"(?:in\s+|the\s+)?(?:same\s+period\s+(?:in|of)\s+)?$",
    re.IGNORECASE,
)


# ---- is it a time at all ------------------------------------------------------------------------------------------------


def is_time(doc: Doc, span: Span, expression: Expression) -> bool:
    """False for the modal "May", a person called June, a number that is no year, and the year in a name (Joint Sea 2022)."""
    first = span[0]
    before = doc[first.i - 1] if first.i > 0 and doc[first.i - 1].is_sent_start is not None else None
    if (
        expression.kind == "date"
        and expression.day is None
        and expression.year is None
        and expression.which is None
        and not expression.edge
    ):
        return _is_month(doc, span, before)
    if expression.kind == "year":
        return _is_year(doc, span, before, expression)
    if expression.kind == "season" and expression.which is None and expression.year is None:
        return not any(token.tag_.startswith("VB") for token in span if token.lower_ in time_words().seasons)
    if expression.kind == "nth" and expression.which is None:
        return span[-1].dep_ not in ("amod", "compound", "nmod")  # not "on the 15th Congress"
    if expression.kind == "weekday":
        return span[-1].ent_type_ not in ("PERSON", "WORK_OF_ART")
    if expression.kind == "day_word":
        return (
            span.text[:1].islower() or bool(span[0].is_sent_start) or (before is not None and before.text in ('"', "'", ":"))
        )  # not "India Today"
    return True


def _is_month(doc: Doc, span: Span, before: Token | None) -> bool:
    token = span[0]
    if len(span) == 1 and (token.tag_ == "MD" or token.tag_.startswith("VB") or (token.dep_ in ("aux", "ROOT") and token.pos_ in _VERBAL)):
        return False
    if token.ent_type_ in ("PERSON", "ORG", "GPE", "WORK_OF_ART", "NORP") and token.lower_ in ("may", "march", "april", "june", "august"):
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        named = (before is not None and before.pos_ == "PROPN" and before.ent_type_ == token.ent_type_) or (
            after is not None and after.pos_ == "PROPN" and after.ent_type_ == token.ent_type_
        )
        if named:
            return False
    if len(span) == 1 and token.text.endswith(".") and before is not None and before.pos_ == "PROPN" and before.ent_type_ != "DATE":
        return False  # "… met Dong Jun." at the end of a sentence
    return not (before is not None and before.text in ("Long", "Theresa", "Mrs.", "Mr.", "Ms."))


def _is_year(doc: Doc, span: Span, before: Token | None, expression: Expression) -> bool:
    if expression.year2 is not None or expression.edge:
        return True
    after = doc[span.end] if span.end < len(doc) else None
    if after is not None and after.lower_ in time_words().counted_nouns:
        return False
    if before is None or before.is_sent_start is None:
        return True
    if before.lower_ in _BEFORE_A_YEAR or span[0].is_sent_start:
        if before.text in ("-", "\u2013", "/") and before.i > 0:
            return False
        return not (
            before.lower_ in ("about", "around", "over", "to", "by")
            and before.lower_ in ("about", "over")
            and after is not None
            and after.pos_ in ("NOUN", "ADJ")
        )
    if before.text == "'s" or before.tag_ == "POS" or before.pos_ == "PUNCT":
        return True
    if before.text[:1].isupper() or before.text in ("$", "€", "£", "¥") or before.like_num or before.pos_ in ("PROPN", "NUM", "SYM"):
        return False
    return span[0].ent_type_ == "DATE"


# ---- the relation ----------------------------------------------------------------------------------------------------------


@cache
def _relation_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(time_words().relations, key=len, reverse=True))
    return re.compile(rf"\b({words})(?:\s+(?:about|around|at\s+least|the|early|late))*\s*$", re.IGNORECASE)


def relation_of(doc: Doc, span: Span) -> str:
    """How an event lies to the expression, by the preposition before it; "on" for none or where the expression only modifies a noun."""
    before = text_of(doc)[max(0, span.start_char - 40) : span.start_char]
    match = _relation_pattern().search(before)
    if not match:
        after = text_of(doc)[span.end_char : span.end_char + 10]
        return "since" if re.match(r"\s+onwards?\b", after) else "on"
    relation = time_words().relations[" ".join(match[1].casefold().split())]
    modified = span.root.head
    if relation in ("before", "after") and (
        text_of(doc)[span.end_char : span.end_char + 2] == "'s"
        or (modified.i >= span.end and span.root.dep_ in ("compound", "nmod", "amod", "nummod"))
    ):
        return "on"
    return relation


def is_compared(doc: Doc, span: Span) -> bool:
    """For "more than a year earlier": a yardstick, not the time of anything told."""
    return bool(_COMPARED.search(text_of(doc)[max(0, span.start_char - 40) : span.start_char])) and not re.search(
        r"\bfrom\s+$", text_of(doc)[max(0, span.start_char - 6) : span.start_char]
    )


# ---- back or ahead ----------------------------------------------------------------------------------------------------------


def tense_of(doc: Doc, span: Span) -> Tense:
    """Past, future, "would" (ahead of a past saying) or present, by the verb that governs the expression."""
    words = time_words()
    before = text_of(doc)[max(0, span.start_char - 30) : span.start_char]
    if re.search(r"\bahead of (?:an?|the|his|her|its|their)?\s*$", before, re.IGNORECASE):
        return "future"
    token = span.root
    for _ in range(12):
        if token.i < span.start or token.i >= span.end:
            if token.pos_ == "NOUN" and any(child.lower_ in words.upcoming for child in token.lefts):
                return "future"
            if token.pos_ in _VERBAL or (token.pos_ == "ADJ" and token.lemma_.lower() in words.planning and token.dep_ == "acomp"):
                return verb_tense(token)
        if token.head == token:
            break
        token = token.head
    return "present"


def verb_tense(verb: Token, depth: int = 0) -> Tense:
    """Where a verb looks, by its auxiliaries and, of an infinitive or participle, by what governs it."""
    words = time_words()
    lemma = verb.lemma_.lower()
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    forms = {child.lower_ for child in auxiliaries}
    if forms & _AHEAD:
        return "future"
    if forms & _OPEN:
        return "would"
    if depth < 6:
        if "to" in forms:
            return _infinitive_tense(verb, depth)
        if verb.dep_ == "acomp" or (verb.pos_ == "ADJ" and lemma in words.planning):
            past = verb.head.tag_ == "VBD"
            return "would" if past else "future"
        if verb.tag_ in ("VBN", "VBG") and not auxiliaries and verb.dep_ in ("advcl", "xcomp", "pcomp", "conj", "acl", "ccomp", "amod"):
            if verb.tag_ == "VBN" and lemma in words.planning:
                return "future"
            if verb.tag_ == "VBG" and lemma == "begin" and verb.head.pos_ in _VERBAL:
                return verb_tense(verb.head, depth + 1)
            if verb.tag_ == "VBN" and verb.dep_ == "acl":
                return "past"
            governor = _governing_verb(verb)
            return verb_tense(governor, depth + 1) if governor is not None else "past"
        if verb.tag_ == "VB" and not auxiliaries and verb.dep_ in ("conj", "ccomp", "xcomp"):
            governor = _governing_verb(verb)
            return verb_tense(governor, depth + 1) if governor is not None else "present"
    if (
        verb.tag_ == "VBN"
        and lemma in words.planning
        and lemma not in ("be", "go", "announce", "invite", "ask", "offer", "want", "decide", "agree", "call")
    ):
        return "future" if forms & {"is", "are", "'s", "'re", "been"} else "would"
    if verb.tag_ == "VBG" and forms & {"is", "are", "am", "'re", "'s"}:
        return "future" if lemma in words.opening | words.planning | {"visit", "meet", "host", "hold"} else "present"
    if lemma == "be" and any(
        child.dep_ == "acomp" and child.lemma_.lower() in ("due", "likely", "set", "ready") for child in verb.children
    ):
        return "would" if verb.tag_ == "VBD" else "future"
    if lemma == "be" and any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in verb.children):
        return "would" if verb.tag_ == "VBD" else "future"
    if verb.tag_ == "VBD" or forms & {"was", "were", "did", "had", "has", "have", "'ve", "been", "having"} or verb.tag_ == "VBN":
        return "past"
    return "present"


def _infinitive_tense(verb: Token, depth: int) -> Tense:
    """For "is to meet", "plans to visit", "a summit to be held" look ahead; "arrived to discuss" looks where its verb looks."""
    if verb.dep_ in ("ROOT", "acl", "relcl"):
        return "future"
    governor = verb.head
    if governor.lemma_.lower() in time_words().planning:
        if governor.pos_ in _VERBAL and governor.tag_ in ("VBD", "VBN") and governor.lemma_.lower() == "be":
            return "would"
        return "future"
    up = governor if governor.pos_ in _VERBAL else _governing_verb(governor)
    return verb_tense(up, depth + 1) if up is not None else "future"


def _governing_verb(token: Token) -> Token | None:
    current = token
    while current.head != current:
        current = current.head
        if current.pos_ in _VERBAL:
            return current
    return None
