"""What the graph is made of: events and actors as far as traversal and exports need them, read from the store in bulk.

Reading takes three queries, whatever the size of the world, and is done again only when the store has another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from app import vocab
from app.consolidate.blocks import LINK_OF_TYPE
from app.consolidate.periods import Bounds
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, RdfLiteral, Term
from app.stores import Store

FACT_STATUSES: Final = ("occurred", "ongoing")
LINK_KINDS: Final = tuple(LINK_OF_TYPE.values())  # met, spokeWith, coAttended
EVENT_TYPES: Final = tuple(
    name
    for name, iri in vocab.CLASSES.items()
    if vocab.EVENT in vocab.SUPERCLASSES[iri] and not any(iri in above for above in vocab.SUPERCLASSES.values())
)
_LOCAL: Final = {iri: name for name, iri in vocab.CLASSES.items()}
_BATCH: Final = 2000


class Participant(NamedTuple):
    """Who took part, in which role, for which side (a state, or the actor itself), and on whose behalf."""

    actor: str
    role: str
    side: str
    on_behalf_of: str | None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event. `pairs` are the actors (in order of id) that it joins: of different sides if there are two, without attendees."""

    id: str
    type: str
    status: str
    certainty: str
    disputed: bool
    confidence: float
    origins: int
    earliest: date | None
    latest: date | None
    precision: str
    claims: tuple[str, ...]
    participants: tuple[Participant, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def bounds(self) -> Bounds:
        return self.earliest, self.latest

    @property
    def is_fact(self) -> bool:
        """Occurred or ongoing, neither hedged nor disputed: what a link between actors may rest on."""
        return self.status in FACT_STATUSES and self.certainty == "certain" and not self.disputed

    @property
    def link(self) -> str:
        """`met`, `spokeWith`, `coAttended`, or the kind of event."""
        return LINK_OF_TYPE.get(self.type, self.type)

    @property
    def edge_kind(self) -> str:
        """The link of a fact; what is no fact bears its standing before the kind of event, as in `planned:Meeting`."""
        if self.is_fact:
            return self.link
        if self.status not in FACT_STATUSES:
            return f"{self.status}:{self.type}"
        return f"disputed:{self.type}" if self.disputed else f"hedged:{self.type}"


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """One actor. `side` is the state it belongs to, or None; `label` maps languages to names."""

    id: str
    type: str
    label: Mapping[str, str]
    side: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Records:
    """All events and actors of one version of the store, events by their first possible day."""

    version: int
    events: tuple[EventRecord, ...]
    actors: Mapping[str, ActorRecord]


def read_records(store: Store, gazetteer: Gazetteer, names: Names) -> Records:
    """Read everything. The version is that before reading, so that it is never too new."""
    version = store.version
    claims: dict[str, list[str]] = {}
    for event, claim in store.rows("graph_claims"):
        if isinstance(event, IRI) and isinstance(claim, IRI):
            claims.setdefault(event.value, []).append(names.slug(claim))
    people: dict[str, list[tuple[str, str, str | None]]] = {}
    for event, actor, role, behalf in store.rows("graph_participants"):
        if isinstance(event, IRI) and isinstance(actor, IRI):
            acting = names.slug(behalf) if isinstance(behalf, IRI) else None
            people.setdefault(event.value, []).append((names.slug(actor), _word(role) or "participant", acting))
    actors = _read_actors(store, gazetteer, names, {person[0] for group in people.values() for person in group})
    events = []
    classes = [IRI(vocab.CLASSES[name]) for name in EVENT_TYPES]
    for row in store.rows("graph_events", {}, {"type": classes}):
        iri = row[0]
        if isinstance(iri, IRI):
            participants = _participants(people.get(iri.value, ()), actors, gazetteer)
            events.append(_event(names.slug(iri), row, sorted(claims.get(iri.value, ())), participants))
    events.sort(key=_order)
    return Records(version, tuple(events), actors)


def _order(event: EventRecord) -> tuple[date, date, str]:
    return (event.earliest or date.max, event.latest or date.max, event.id)


def _event(slug: str, row: tuple[Term | None, ...], claims: Iterable[str], participants: tuple[Participant, ...]) -> EventRecord:
    _, kind, status, certainty, disputed, confidence, origins, earliest, latest, precision = row
    name = _LOCAL.get(kind.value, "") if kind is not None else ""
    return EventRecord(
        id=slug,
        type=name,
        status=_word(status) or "",
        certainty=_word(certainty) or "",
        disputed=disputed is not None and disputed.value == "true",
        confidence=float(confidence.value) if confidence is not None else 0.0,
        origins=int(origins.value) if origins is not None else 0,
        earliest=_day(earliest),
        latest=_day(latest),
        precision=_word(precision) or "none",
        claims=tuple(claims),
        participants=participants,
        pairs=pairs_of(name, participants),
    )


def pairs_of(event_type: str, participants: Iterable[Participant]) -> tuple[tuple[str, str], ...]:
    """The pairs that an event joins, as the world's own links have it: who only attends is joined at summits alone."""
    core = [one for one in participants if one.role != "attendee" or event_type == "Summit"]
    is_one_sided = len({one.side for one in core}) < 2
    found = {
        (min(one.actor, two.actor), max(one.actor, two.actor))
        for one, two in combinations(core, 2)
        if one.actor != two.actor and (is_one_sided or one.side != two.side)
    }
    return tuple(sorted(found))


def _participants(
    people: Iterable[tuple[str, str, str | None]], actors: Mapping[str, ActorRecord], gazetteer: Gazetteer
) -> tuple[Participant, ...]:
    found = []
    for actor, role, behalf in people:
        side = (gazetteer.side_of(behalf) or behalf) if behalf is not None else (actors[actor].side or actor)
        found.append(Participant(actor, role, side, behalf))
    return tuple(sorted(found, key=lambda one: one[:3]))


def _read_actors(store: Store, gazetteer: Gazetteer, names: Names, wanted: Iterable[str]) -> dict[str, ActorRecord]:
    """The actors of the registry that are wanted, and from the store those that it lacks."""
    found: dict[str, ActorRecord] = {}
    missing = []
    for slug in sorted(wanted):
        known = gazetteer.actors.get(slug)
        if known is None:
            missing.append(names.resource("actor", slug))
        else:
            found[slug] = ActorRecord(slug, known.type, dict(known.labels), gazetteer.side_of(slug), provisional=False)
    properties: dict[str, dict[str, list[Term]]] = {}
    for start in range(0, len(missing), _BATCH):
        for thing, predicate, value in store.rows("properties", {}, {"thing": missing[start : start + _BATCH]}):
            if isinstance(thing, IRI) and predicate is not None and value is not None:
                properties.setdefault(thing.value, {}).setdefault(predicate.value, []).append(value)
    for iri in missing:
        slug, known_as = names.slug(iri), properties.get(iri.value, {})
        labels = [term for term in sorted(known_as.get(vocab.RDFS_LABEL, ()), key=str) if isinstance(term, RdfLiteral)]
        label = {term.language or "en": term.value for term in reversed(labels)}
        countries = sorted(names.slug(term) for term in known_as.get(vocab.P_COUNTRY, ()) if isinstance(term, IRI))
        kind = _narrowest({term.value for term in known_as.get(vocab.RDF_TYPE, ())})
        found[slug] = ActorRecord(slug, kind, label or {"en": slug}, countries[0] if countries else None, provisional=True)
    return found


def _narrowest(classes: set[str]) -> str:
    broader = {above for one in classes for above in vocab.SUPERCLASSES.get(one, ())}
    return min((_LOCAL[one] for one in classes - broader if one in _LOCAL), default="Actor")


def _word(term: Term | None) -> str | None:
    return vocab.NOTATIONS.get(term.value) if term is not None else None


def _day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value[:10]) if term is not None else None
