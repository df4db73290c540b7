"""What the graph is made of: events and actors as far as traversal and exports need them, read from the store in bulk.

Reading takes a score of queries, whatever the size of the world, and is done again only when the store has another version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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
    """Read everything. The version is that before reading, so that it is never too new.

    Each property is one scan of an index, and those that nearly all events share are read as exceptions from them: a query that
    joins them takes three times as long. Time and participation are named after their event (`#time`, `#p-wang-yi`).
    """
    version = store.version
    types = _marked(store, vocab.RDF_TYPE, [IRI(vocab.CLASSES[name]) for name in EVENT_TYPES])
    statuses = _marked(store, vocab.P_STATUS, _codes("Status", "occurred"))
    certainties = _marked(store, vocab.P_CERTAINTY, _codes("Certainty", "certain"))
    disputed = _marked(store, vocab.P_DISPUTED, [RdfLiteral("true", vocab.XSD_BOOLEAN)])
    precisions = _marked(store, vocab.P_PRECISION, _codes("Precision", "day"))
    confidences, origins = _values(store, vocab.P_CONFIDENCE), _values(store, vocab.P_ORIGIN_COUNT)
    starts, ends = (_values(store, one) for one in (vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP, vocab.SEM_HAS_LATEST_END_TIME_STAMP))
    claims: dict[str, list[str]] = {}
    for thing, claim in store.rows("world_values", {}, {"property": [IRI(vocab.P_CLAIM)]}):
        if thing is not None and thing.value in types and claim is not None:
            claims.setdefault(thing.value, []).append(names.slug(claim.value))
    people = _read_people(store, names)
    actors = _read_actors(store, gazetteer, names, {person[0] for group in people.values() for person in group})
    events = []
    for iri, kind in types.items():
        name, time = _LOCAL[kind], f"{iri}#time"
        participants = _participants(people.get(iri, ()), actors, gazetteer)
        events.append(
            EventRecord(
                id=names.slug(iri),
                type=name,
                status=vocab.NOTATIONS[statuses[iri]] if iri in statuses else "occurred",
                certainty=vocab.NOTATIONS[certainties[iri]] if iri in certainties else "certain",
                disputed=iri in disputed,
                confidence=float(confidences.get(iri, 0)),
                origins=int(origins.get(iri, 0)),
                earliest=_day(starts.get(time)),
                latest=_day(ends.get(time)),
                precision=vocab.NOTATIONS[precisions[time]] if time in precisions else "day",
                claims=tuple(sorted(claims.get(iri, ()))),
                participants=participants,
                pairs=pairs_of(name, participants),
            )
        )
    events.sort(key=_order)
    return Records(version, tuple(events), actors)


def follow_records(store: Store, gazetteer: Gazetteer, names: Names, known: Records, changed: Collection[IRI]) -> Records:
    """The records of a later version: only the things that changed since are read. The same as reading everything."""
    version = store.version
    slugs = {names.slug(thing) for thing in changed if names.kind(thing) == "event"}
    told = _describe(store, (names.resource("event", slug) for slug in slugs))
    nodes = _describe(store, (IRI(v.value) for one in told.values() for p in (vocab.P_TIME, vocab.P_PARTICIPATION) for v in one.get(p, ())))
    parts: dict[str, list[str]] = {}
    for node in nodes:
        parts.setdefault(node.partition("#")[0], []).append(node)
    people = {event: _people_of(event, parts.get(event, ()), nodes, names) for event in told}
    touched = {names.slug(thing) for thing in changed if names.kind(thing) == "actor"}
    wanted = {person[0] for group in people.values() for person in group}
    read = _read_actors(store, gazetteer, names, (wanted - known.actors.keys()) | (touched & (wanted | known.actors.keys())))
    if any(actor in known.actors and known.actors[actor].side != record.side for actor, record in read.items()):
        return read_records(store, gazetteer, names)  # whom an event joins depends on the sides
    actors = {**known.actors, **read}
    events = [event for event in known.events if event.id not in slugs]
    for event, properties in told.items():
        found = _event_of(event, properties, nodes.get(f"{event}#time", {}), _participants(people[event], actors, gazetteer), names)
        if found is not None:
            events.append(found)
    events.sort(key=_order)
    taking_part = {one.actor for event in events for one in event.participants}
    return Records(version, tuple(events), {actor: record for actor, record in actors.items() if actor in taking_part})


def _describe(store: Store, things: Iterable[IRI]) -> dict[str, dict[str, list[Term]]]:
    """Thing -> property -> values."""
    wanted = sorted(set(things))
    found: dict[str, dict[str, list[Term]]] = {}
    for start in range(0, len(wanted), _BATCH):
        for thing, predicate, value in store.rows("properties", {}, {"thing": wanted[start : start + _BATCH]}):
            if thing is not None and predicate is not None and value is not None:
                found.setdefault(thing.value, {}).setdefault(predicate.value, []).append(value)
    return found


def _people_of(
    event: str, parts: Iterable[str], nodes: Mapping[str, Mapping[str, Sequence[Term]]], names: Names
) -> list[tuple[str, str, str | None]]:
    found = []
    for part in parts:
        told = nodes[part]
        if part.startswith(f"{event}#p-") and _first(told, vocab.P_POLARITY) == vocab.CODES["Polarity"]["positive"]:
            behalf = _first(told, vocab.P_ON_BEHALF_OF)
            role = vocab.NOTATIONS[_first(told, vocab.P_ROLE) or ""]
            found.append((part.removeprefix(f"{event}#p-"), role, names.slug(behalf) if behalf else None))
    return found


def _event_of(
    iri: str, told: Mapping[str, Sequence[Term]], time: Mapping[str, Sequence[Term]], participants: tuple[Participant, ...], names: Names
) -> EventRecord | None:
    """The record of one event from its properties; None for what is no event now, but merged or gone."""
    kinds = sorted(_LOCAL[term.value] for term in told.get(vocab.RDF_TYPE, ()) if _LOCAL.get(term.value) in EVENT_TYPES)
    if not kinds:
        return None
    return EventRecord(
        id=names.slug(iri),
        type=kinds[0],
        status=vocab.NOTATIONS.get(_first(told, vocab.P_STATUS) or "", "occurred"),
        certainty=vocab.NOTATIONS.get(_first(told, vocab.P_CERTAINTY) or "", "certain"),
        disputed=_first(told, vocab.P_DISPUTED) == "true",
        confidence=float(_first(told, vocab.P_CONFIDENCE) or 0),
        origins=int(_first(told, vocab.P_ORIGIN_COUNT) or 0),
        earliest=_day(_first(time, vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP)),
        latest=_day(_first(time, vocab.SEM_HAS_LATEST_END_TIME_STAMP)),
        precision=vocab.NOTATIONS.get(_first(time, vocab.P_PRECISION) or "", "day"),
        claims=tuple(sorted(names.slug(term.value) for term in told.get(vocab.P_CLAIM, ()))),
        participants=participants,
        pairs=pairs_of(kinds[0], participants),
    )


def _first(properties: Mapping[str, Sequence[Term]], predicate: str) -> str | None:
    return min((term.value for term in properties.get(predicate, ())), default=None)


def _values(store: Store, predicate: str) -> dict[str, str]:
    """Thing -> the value of a property of which it has one."""
    rows = store.rows("world_values", {}, {"property": [IRI(predicate)]})
    return {thing.value: value.value for thing, value in rows if thing is not None and value is not None}


def _marked(store: Store, predicate: str, values: Sequence[Term]) -> dict[str, str]:
    """Thing -> which of the values of a property it has."""
    rows = store.rows("world_marked", {}, {"property": [IRI(predicate)], "value": values})
    return {thing.value: value.value for thing, value in rows if thing is not None and value is not None}


def _codes(scheme: str, usual: str) -> list[IRI]:
    """The codes of a closed list but the usual one."""
    return [IRI(iri) for word, iri in vocab.CODES[scheme].items() if word != usual]


def _read_people(store: Store, names: Names) -> dict[str, list[tuple[str, str, str | None]]]:
    """Event -> (actor, role, on whose behalf) of those who took part."""
    absent = _marked(store, vocab.P_POLARITY, _codes("Polarity", "positive"))
    behalf = _values(store, vocab.P_ON_BEHALF_OF)
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for part, role in _values(store, vocab.P_ROLE).items():
        event, mark, actor = part.partition("#p-")
        if mark and part not in absent:
            acting = names.slug(behalf[part]) if part in behalf else None
            found.setdefault(event, []).append((actor, vocab.NOTATIONS[role], acting))
    return found


def _order(event: EventRecord) -> tuple[date, date, str]:
    return (event.earliest or date.max, event.latest or date.max, event.id)


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
    properties = _describe(store, missing)
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


@lru_cache(maxsize=20_000)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text is not None else None
