"""When something was said, where only the occasion tells: words that fell at a meeting, a call or a session are of its time.

The tie is explicit or there is none: the occasion stands in the sentence of the words ("met X on Monday and told him …"), the
reporting verb names it ("at the talks", "during the call") or its place ("in Samarkand"), or the one who is told was just met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.model import Claim

_TALKS: Final = frozenset({"Meeting", "PhoneCall", "Summit"})
_NOUNS: Final = frozenset({"talk", "meeting", "call", "summit", "session", "conversation", "negotiation", "encounter"})
_AT: Final = frozenset({"at", "during", "in", "after", "following"})


def date_by_occasion(docs: Sequence[Doc], claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, with the time of their occasion for statements that have none of their own."""
    reports = {(doc._.amur_offset + item["content"][0][0], doc): item for doc in docs for item in doc._.amur_attributions or ()}
    told = {start: (doc, item) for (start, doc), item in reports.items()}
    told_of = [c for c in claims if c.type in _TALKS and c.status in ("occurred", "ongoing")]
    events = [c for c in told_of if c.time.precision in ("day", "range")]
    dated = []
    for claim in claims:
        report = told.get(claim.statement.quote_start) if claim.statement is not None and claim.time.edtf is None else None
        said = _dated(claim, *report, events) if report is not None else claim
        dated.append(_by_readout(said, told_of) if said.statement is not None and said.time.edtf is None else said)
    return tuple(dated)


_REACH: Final = 1500  # characters between talks and what a readout says was said there


def _by_readout(claim: Claim, events: Sequence[Claim]) -> Claim:
    """Words that a ministry's readout passes on fell at the talks of the speaker that were told last."""
    official = bool(claim.reported_by) and all(actor.type in ("Ministry", "GovernmentBody") for actor in claim.reported_by)
    near = [e for e in events if e.time.edtf and 0 <= claim.evidence[0].start - e.evidence[0].start <= _REACH]
    told = [event for event in near if _took_part(claim.attributed_to, event)] if official else []
    last = max(told, key=lambda event: event.evidence[0].start, default=None)
    return replace(claim, time=replace(last.time, basis="event-anchored")) if last is not None else claim


def _dated(claim: Claim, doc: Doc, item: dict[str, Any], events: Sequence[Claim]) -> Claim:
    present = [event for event in events if _took_part(claim.attributed_to, event)]
    for candidates in (_in_its_sentence(claim, present), _named(claim, doc, item, present), _with_addressee(claim, doc, present)):
        if len({event.time.edtf for event in candidates}) == 1:
            return replace(claim, time=replace(candidates[0].time, basis="event-anchored"))
    return claim


def _took_part(actors: Sequence[Any], event: Claim) -> bool:
    there = {p.actor.id for p in event.participants}
    return bool(actors) and all(actor.id in there for actor in actors)


def _in_its_sentence(claim: Claim, events: Sequence[Claim]) -> list[Claim]:
    """Occasions that the sentence tells, dated by words of it that are not part of what was said."""
    assert claim.statement is not None
    content = range(claim.statement.quote_start, claim.statement.quote_end)
    sentence = range(claim.evidence[0].start, claim.evidence[0].end)
    return [
        event
        for event in events
        if event.time.words
        and any(e.start < sentence.stop and sentence.start < e.end for e in event.evidence)
        and all(start in sentence and start not in content for _, start, _ in event.time.words)
    ]


def _named(claim: Claim, doc: Doc, item: dict[str, Any], events: Sequence[Claim]) -> list[Claim]:
    """Occasions that a phrase at the reporting verb names: by their place, or as the talks told before."""
    places = {m["head"]: m.get("place") or m["ref"] for m in doc._.amur_mentions or ()}
    for preposition, noun in _phrases(doc, item):
        place = places.get(noun.i)
        if place is not None and preposition.lower_ in ("in", "at"):
            return [event for event in events if place in {p.id for p in event.places}]
        if noun.lemma_.lower() in _NOUNS and preposition.lower_ in _AT and not any(c.dep_ in ("amod", "nummod") for c in noun.children):
            before = [event for event in events if event.evidence[0].start < claim.evidence[0].start]
            return [max(before, key=lambda event: event.evidence[0].start)] if before else []
    return []


def _phrases(doc: Doc, item: dict[str, Any]) -> Iterator[tuple[Token, Token]]:
    """Prepositional phrases of the reporting verb, and of the verb it is joined to, outside what was said."""
    verb = doc[item["verb"]]
    start, end = item["content"][0][0], item["content"][-1][1]
    for bearer in (verb, verb.head) if verb.dep_ == "conj" else (verb,):
        for preposition in bearer.children:
            if preposition.dep_ == "prep" and not start <= preposition.idx < end:
                yield from ((preposition, noun) for noun in preposition.children if noun.dep_ == "pobj")


def _with_addressee(claim: Claim, doc: Doc, events: Sequence[Claim]) -> list[Claim]:
    """The last occasion that the paragraph told of the speaker and the one who is told something."""
    assert claim.statement is not None
    addressee = claim.statement.addressee
    block = range(doc._.amur_offset, claim.evidence[0].start)
    if addressee is None:
        return []
    before = [event for event in events if event.evidence[0].start in block and _took_part((addressee,), event)]
    return [max(before, key=lambda event: event.evidence[0].start)] if before else []
