"""Whose times are an event's: the words in its clause, and above it, on which a time may hang."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from app.extract.event_drafts import Draft, Reading

_VERBS: Final = frozenset({"VERB", "AUX"})

_LASTING: Final = frozenset(
    {
        "last",
        "take",
        "run",
        "begin",
        "start",
        "end",
        "hold",
        "open",
        "close",
        "conclude",
        "go",
        "fall",
        "come",
        "host",
        "continue",
        "schedule",
        "plan",
        "set",
    }
)
_AT_THE_TIME: Final = frozenset({"in", "at", "during", "on", "with", "by", "for", "over"})


def tellers(reading: Reading, draft: Draft) -> Iterator[Token]:
    """The words whose times are the event's: trigger, governor, "which lasted …", the copula of "is due", its clause."""
    trigger = draft.trigger
    yield trigger
    if draft.governor is not None:
        yield draft.governor
    for child in trigger.children:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in _LASTING:
            yield child
    if trigger.pos_ == "ADJ" and trigger.head.pos_ in _VERBS:
        yield trigger.head
    if trigger.pos_ in ("NOUN", "PROPN") and draft.governor is None:
        preposition = trigger.head if trigger.dep_ == "pobj" else None
        verb = reading.arguments[draft.block].clause_verb(trigger) if preposition is not None else None
        if (
            verb is not None
            and preposition is not None
            and preposition.lower_ in _AT_THE_TIME
            and draft.type not in ("ArmedAttack", "Visit")
        ):
            yield verb
    if draft.type == "Agreement" and trigger.pos_ in _VERBS:  # "the talks, held on Friday, ended with a joint statement"
        yield from (c for c in trigger.children if c.dep_ == "nsubj" and c.lemma_.lower() in ("talk", "meeting", "summit", "visit"))
    yield from _setting(draft)


def _setting(draft: Draft) -> Iterator[Token]:
    """For "came to Y on Friday, where he met X", "a trip in May fell to W, who there met X": what tells where tells when."""
    verb = draft.governor or draft.trigger
    while verb.pos_ not in _VERBS and verb.head != verb:
        verb = verb.head
    while verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in _VERBS and not any(c.dep_ == "nsubj" for c in verb.children):
        verb = verb.head
    if verb.dep_ not in ("relcl", "advcl") or not _is_set_there(verb) or any(c.lower_ in ("when", "while") for c in verb.children):
        return
    noun = verb.head
    above = noun
    while above.pos_ not in _VERBS and above.head != above:
        above = above.head
    if above.pos_ in _VERBS and (_looks(above) == _looks(verb) or draft.type == "Appointment"):
        yield above
        yield from (
            c for c in above.children if c.dep_ in ("nsubj", "dobj") and c.pos_ == "NOUN" and any(g.dep_ == "prep" for g in c.children)
        )


def _is_set_there(verb: Token) -> bool:
    """Whether the clause says "where", "there", "at which" or "during which"."""
    for child in verb.children:
        if child.dep_ == "advmod" and child.lower_ in ("where", "there"):
            return True
        if child.dep_ == "prep" and child.lower_ in ("at", "in", "during") and any(g.lower_ == "which" for g in child.children):
            return True
    return False


def _looks(verb: Token) -> str:
    """Whether a verb is told as past, as earlier than the past, or otherwise."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if "had" in auxiliaries:
        return "past"
    if verb.tag_ == "VBD" or auxiliaries & {"was", "were"}:
        return "past"
    return "ahead" if auxiliaries & {"will", "would", "to"} else "now"
