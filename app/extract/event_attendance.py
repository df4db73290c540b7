"""Who attends a forum that a sentence only names: those of whom a clause at its name tells, and those who met there then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.model import Participation

_TALKS: Final = frozenset({"Meeting", "Visit"})
_COMING: Final = frozenset({"participant", "host", "visitor", "attendee"})  # of a visit the host is a state, which `_attendees` leaves out
_DAYS: Final = 10  # the longest time told of a forum or of talks that still ties one to the other


def seat_attendees(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Give attendees to the summits that have none, in place."""
    for forum in drafts:
        if forum.type != "Summit" or any(p.role in ("attendee", "host") for p in forum.participants):
            continue
        for other in (*_told_in_its_clause(forum, drafts), *_met_there(reading, forum, drafts)):
            for participation in _attendees(other):
                if participation.actor.id not in forum.actors:
                    forum.participants.append(participation)
            if forum.time.edtf is None and other.time.edtf is not None and other.type == "Meeting":
                forum.time = other.time


def _attendees(talks: Draft) -> Iterator[Participation]:
    for participation in talks.participants:
        is_host_state = talks.type == "Visit" and participation.role == "host"
        if participation.role in _COMING and not is_host_state and participation.actor.type != "InternationalOrganization":
            yield replace(participation, role="attendee")


def _told_in_its_clause(forum: Draft, drafts: Sequence[Draft]) -> list[Draft]:
    """Events of a relative clause at the forum's name: "the summit in X, at which A and B will meet"."""
    clauses = [c for c in _noun_phrase(forum.trigger) if c.dep_ in ("relcl", "acl")]
    return [
        d
        for d in drafts
        if d.type in _TALKS
        and d.block == forum.block
        and any((clause == d.trigger or clause.is_ancestor(d.trigger)) and _is_there(clause) for clause in clauses)
    ]


def _noun_phrase(noun: Token) -> Iterator[Token]:
    """The children of a noun and of the places and dates behind it, on which the parse may hang a relative clause."""
    yield from noun.children
    for preposition in noun.children:
        if preposition.dep_ == "prep":
            for inner in preposition.children:
                if inner.dep_ == "pobj":
                    yield from inner.children


def _is_there(clause: Token) -> bool:
    """Whether "at which", "where" or "during which" opens the clause."""
    return any(
        t.lower_ == "where" or (t.lower_ == "which" and t.head.pos_ == "ADP" and t.head.lower_ in ("at", "during", "in", "on"))
        for t in clause.subtree
    )


def _met_there(reading: Reading, forum: Draft, drafts: Sequence[Draft]) -> list[Draft]:
    """Talks at the forum's place in its days."""
    if not forum.places or not forum.time.earliest or not forum.time.latest or forum.time.edtf is None:
        return []
    if (forum.time.latest - forum.time.earliest).days > _DAYS:
        return []
    places = {p.id for p in forum.places}
    return [
        d
        for d in drafts
        if d.type in _TALKS
        and d.time.edtf is not None
        and d.time.earliest is not None
        and d.time.latest is not None
        and (d.time.latest - d.time.earliest).days <= _DAYS
        and d.time.earliest <= forum.time.latest
        and forum.time.earliest <= d.time.latest
        and places & {p.id for p in d.places}
        and STATUS_CLASS[d.status] == STATUS_CLASS[forum.status]
    ]
