"""How events of one article hang together: what is part of a visit, answers or serves another event, and which text records a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Token

from app.components.dates_words import ordinal_day
from app.extract.event_drafts import STATUS_CLASS, Draft, Reading

_ON_A_VISIT: Final = frozenset({"Meeting", "Agreement"})
_ANSWERS: Final = frozenset({"Condemnation", "Sanction", "Deployment", "OtherEvent", "ArmedAttack", "Aid"})
_RESPONSE: Final = frozenset({"response", "retaliation", "reaction", "answer", "protest", "reprisal"})
_NUMBERED: Final = frozenset({"JointPatrol", "MilitaryExercise"})


def relate(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Set `part_of`, `in_response_to`, `in_support_of`, `documented_in`, `ordinal` and `forces` of drafts, in place."""
    for draft in drafts:
        if draft.type in _ON_A_VISIT:
            draft.part_of = _visit_of(draft, drafts)
        if draft.type in _ANSWERS:
            draft.in_response_to = _answered(draft, drafts)
        if draft.type in ("Deployment", "Visit"):
            draft.in_support_of = _served(draft, drafts)
        if draft.type == "Meeting":
            draft.documented_in = _record_of(draft, drafts)
        if draft.type in _NUMBERED:
            draft.ordinal = _rank(draft)
        if draft.type in (*_NUMBERED, "Deployment"):
            draft.forces = _forces(reading, draft)


def _visit_of(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The visit in whose days, and by whose visitor, something was done in the host's country."""
    day = draft.time.earliest
    found = [
        v
        for v in drafts
        if v.type == "Visit"
        and STATUS_CLASS[v.status] == STATUS_CLASS[draft.status]
        and {p.actor.id for p in v.participants if p.role == "visitor"} & draft.actors
        and draft.time.edtf is not None
        and v.time.edtf is not None
        and day is not None
        and v.time.earliest is not None
        and v.time.latest is not None
        and v.time.earliest <= day <= v.time.latest
        and (v.time.latest - v.time.earliest).days <= 31
        and (not v.places or not draft.places or {p.id for p in v.places} & {p.id for p in draft.places} or v.block == draft.block)
    ]
    return found[0] if len(found) == 1 else None


def _answered(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """What "in response to X", "over X" or "condemned X" names."""
    words = [draft.trigger, *([draft.governor] if draft.governor is not None else [])]
    words += [c for word in words for c in word.children if c.dep_ == "dobj"]
    causes: list[Token] = []
    for word in words:
        for child in word.children:
            if child.dep_ == "dobj" and draft.type == "Condemnation" and word == draft.trigger:
                causes.append(child)
            if child.dep_ == "prep" and child.lower_ == "over":
                causes += [c for c in child.children if c.dep_ == "pobj"]
            if child.dep_ == "prep" and child.lower_ == "in":
                for noun in child.children:
                    if noun.lemma_.lower() in _RESPONSE:
                        causes += [g for c in noun.children if c.dep_ == "prep" for g in c.children if g.dep_ in ("pobj", "pcomp")]
    return _told_by(causes, draft, drafts)


def _served(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The exercise or gathering for which forces or people came."""
    goals = [g for c in draft.trigger.children if c.dep_ == "prep" and c.lower_ == "for" for g in c.children if g.dep_ == "pobj"]
    found = _told_by(goals, draft, drafts)
    return found if found is not None and found.type in ("MilitaryExercise", "JointPatrol", "Summit", "Meeting") else None


def _told_by(words: Sequence[Token], draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The other draft that one of the words, or a word below it in its phrase, tells."""
    for word in words:
        for other in drafts:
            if other is not draft and any(b == draft.block and (t == word or _is_below(t, word)) for b, t, _ in other.mentions):
                return other
    return None


def _is_below(token: Token, word: Token) -> bool:
    return word.is_ancestor(token) and token.sent.start == word.sent.start and token.i - word.i <= 6


def _record_of(talks: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The joint text of the same people and day."""
    for text in drafts:
        if (
            text.type == "Agreement"
            and text.time.edtf is not None
            and text.time.edtf == talks.time.edtf
            and talks.actors <= text.actors
            and abs(text.block - talks.block) <= 1
            and STATUS_CLASS[text.status] == STATUS_CLASS[talks.status]
            and (
                "statement" in _phrase(text)
                or "declaration" in _phrase(text)
                or "communique" in _phrase(text)
                or "communiqué" in _phrase(text)
            )
        ):
            return text
    return None


def _phrase(draft: Draft) -> set[str]:
    return {t.lemma_.lower() for t in (draft.trigger, *draft.trigger.subtree)}


def _rank(draft: Draft) -> int | None:
    """The rank that an ordinal before the noun gives ("their sixth joint patrol")."""
    for _, trigger, _ in draft.mentions:
        for child in trigger.children:
            if child.dep_ == "amod" and child.i < trigger.i and child.lower_[0].isalpha() and (number := ordinal_day(child.lower_)):
                return number if number > 1 else None  # "the first this year" is no rank
    return None


def _forces(reading: Reading, draft: Draft) -> str | None:
    """The forces that took part, as written: the phrases of their organs in the sentences that tell it."""
    found: list[str] = []
    for block, trigger, _ in draft.mentions:
        doc = reading.docs[block]
        for mention in doc._.amur_mentions or []:
            head = doc[mention["head"]]
            if mention.get("organ") in _ORGANS and head.sent.start == trigger.sent.start and _is_of(trigger, head):
                found += _words(reading, block, head)
    return "; ".join(dict.fromkeys(found)) or None


_TIMES: Final = frozenset({"DATE", "TIME"})
_ORGANS: Final = frozenset(
    {
        "warship",
        "ship",
        "vessel",
        "destroyer",
        "frigate",
        "corvette",
        "submarine",
        "carrier",
        "flotilla",
        "squadron",
        "warplane",
        "plane",
        "jet",
    }
    | {"fighter", "bomber", "aircraft", "helicopter", "navy", "fleet", "troop", "soldier", "marine", "army", "paratrooper", "boat"}
)


def _is_of(trigger: Token, head: Token) -> bool:
    """Whether the forces stand in the clause of the trigger."""
    return trigger.is_ancestor(head) or trigger.head.is_ancestor(head) or head == trigger.head


def _words(reading: Reading, block: int, head: Token) -> Iterator[str]:
    doc = reading.docs[block]
    left = head.i
    while (
        left > head.sent.start and doc[left - 1].pos_ in ("ADJ", "PROPN", "NUM", "CCONJ", "NOUN") and doc[left - 1].ent_type_ not in _TIMES
    ):
        left -= 1
    while doc[left].pos_ == "CCONJ":
        left += 1
    start = doc._.amur_offset + doc[left].idx
    yield reading.article.text[start : doc._.amur_offset + head.idx + len(head)]
