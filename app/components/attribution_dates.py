"""When something was said: the time that belongs to the reporting verb, not to what it reports."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Token

from app.components.attribution_quotes import find_quotations
from app.components.attribution_utterance import Utterance, is_inside_quotation
from app.components.attribution_words import reporting_words
from app.components.extensions import text_of

_SCENES = frozenset({"speak", "write", "talk", "meet", "visit", "travel", "address", "publish", "tell", "ask"})


def date_of(doc: Doc, utterance: Utterance) -> int | None:
    """The index of the date that belongs to the reporting verb (not to what it reports); of a conjoined verb also the first one's."""
    dates = (doc._.amur_dates or []) if Doc.has_extension("amur_dates") else []
    usable = [(index, found) for index, found in enumerate(dates) if _may_date(doc, found, utterance)]
    verb = doc[utterance.verb]
    for _ in range(4):
        for index, found in usable:
            head = doc[found["head"]]
            governor = _governing_verb(head)
            if (
                verb.i in {governor.i, head.head.i}
                or _stands_between(doc, found, verb, utterance)
                or _sets_the_scene(governor, verb)
                or _of_the_text(governor, verb)
            ):
                return index
        if verb.dep_ in {"conj", "advcl", "xcomp", "pcomp", "prep"} and verb.head.i != verb.i:
            verb = verb.head
        elif verb.dep_ in {"relcl", "acl"} and verb.head.lemma_.lower() in reporting_words().texts:
            verb = _governing_verb(verb.head)
        else:
            return None
    return None


def _may_date(doc: Doc, found: dict[str, Any], utterance: Utterance) -> bool:
    """A date of the sentence that stands outside what is said, and within the phrase that names the source if there is one."""
    head = doc[found["head"]]
    if found.get("compared") or found.get("relation", "on") not in {"on", "during"} or head.sent.start != doc[utterance.verb].sent.start:
        return False
    if utterance.rule.startswith("source."):
        return bool(utterance.verb <= head.i <= doc[utterance.verb].right_edge.i)
    inside = utterance.content[0] <= head.idx < utterance.content[1]
    between_pieces = utterance.content[0] <= doc[utterance.verb].idx < utterance.content[1] and not is_inside_quotation(
        head, find_quotations(text_of(doc))
    )
    return not inside or between_pieces


def _sets_the_scene(governor: Token, verb: Token) -> bool:
    """As in "X, speaking in Baku on Monday, said …"."""
    speakers = {child.i for child in verb.children if child.dep_ == "nsubj"}
    return governor.dep_ in {"advcl", "acl"} and governor.lemma_ in _SCENES and governor.head.i in {verb.i, *speakers}


def _of_the_text(governor: Token, verb: Token) -> bool:
    """As in "added in a statement published on Sunday"."""
    text = governor.head
    if governor.dep_ != "acl" or text.lemma_.lower() not in reporting_words().texts:
        return False
    return text.dep_ == "pobj" and text.head.lower_ == "in" and text.head.head.i == verb.i


def _stands_between(doc: Doc, date: dict[str, Any], verb: Token, utterance: Utterance) -> bool:
    """As in "said on Monday it had …", where the parse draws the day into the clause."""
    if date["start"] <= verb.i:
        return False
    between = text_of(doc)[verb.idx + len(verb.text) : doc[date["start"]].idx].strip().lower()
    return verb.i == utterance.verb and between in {"", "on", "in", "late", "early", "late on", "early on"}


def _governing_verb(token: Token) -> Token:
    head = token.head
    while head.head.i != head.i and head.pos_ not in {"VERB", "AUX"}:
        head = head.head
    return head
