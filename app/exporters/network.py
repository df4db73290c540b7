"""A graph as exporters write it, in either projection: nodes and links with plain values, the same columns in every format.

Rules that all writers rest on: ids are unique and stable, no two links join the same pair in the same kind of way, days are ISO 8601
text, a year-only fact spans its year and says so (`date_precision`), spells are merged intervals of whole days, and a node's spells
hold those of all its links, or there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from typing import Any, Final, Literal

from app import vocab
from app.ids import Names
from app.model import IRI, RdfLiteral
from app.stores import Store
from app.traverse import ActorRecord, Edge, EventRecord, Projection

Kind = Literal["string", "integer", "double", "boolean", "list"]
Spell = tuple[date, date]  # both days inclusive
Values = Mapping[str, Any]
LANGUAGES: Final = ("en", "zh", "ru")
_LABELS: Final[Mapping[str, Kind]] = {f"label_{language}": "string" for language in LANGUAGES}
_INTERVAL: Final[Mapping[str, Kind]] = {
    "status": "list", "first_date": "string", "last_date": "string", "year": "integer", "years": "list", "date_precision": "list",
}  # fmt: skip
_PROOF: Final[Mapping[str, Kind]] = {"origins": "integer", "events": "list", "claims": "list"}
_ACTOR: Final[Mapping[str, Kind]] = {"type": "string", "side": "string", "provisional": "boolean", "degree": "integer", "weight": "integer"}
ACTOR_NODES: Final[Mapping[str, Kind]] = {"iri": "string", **_LABELS, **_ACTOR, **_INTERVAL, "origins": "integer", "claims": "list"}
ACTOR_LINKS: Final[Mapping[str, Kind]] = {"iri": "string", "kind": "string", **_LABELS, **_INTERVAL, **_PROOF}
EVENT_NODES: Final[Mapping[str, Kind]] = {
    "iri": "string", "node_type": "string", **_LABELS, **_ACTOR, "certainty": "string", "disputed": "boolean", "confidence": "double",
    "places": "list", **_INTERVAL, "origins": "integer", "claims": "list",
}  # fmt: skip
EVENT_LINKS: Final[Mapping[str, Kind]] = {
    "iri": "string", "kind": "string", **_LABELS, "on_behalf_of": "string", **_INTERVAL, "origins": "integer", "claims": "list",
}  # fmt: skip
_SIDE_COLOURS: Final = {"china": (200, 40, 40), "russia": (40, 90, 190)}
_OTHER_COLOUR: Final = (120, 120, 120)
_EVENT_COLOUR: Final = (220, 160, 30)
LINK_PROPERTIES: Final[Mapping[str, str]] = {"met": vocab.P_MET, "spokeWith": vocab.P_SPOKE_WITH, "coAttended": vocab.P_CO_ATTENDED}
LINK_LABELS: Final[Mapping[str, Mapping[str, str]]] = {  # as the ontology has them
    "met": {"en": "met", "zh": "会见", "ru": "встречался с"},
    "spokeWith": {"en": "spoke with", "zh": "通话", "ru": "говорил с"},
    "coAttended": {"en": "co-attended", "zh": "共同出席", "ru": "присутствовал вместе с"},
}
_STANDINGS: Final = {
    "hedged": {"en": "hedged", "zh": "未确定", "ru": "с оговоркой"},
    "disputed": {"en": "disputed", "zh": "有争议", "ru": "оспаривается"},
}


@dataclass(frozen=True, slots=True)
class Node:
    """`values` have the network's node columns; what is None is left out. `place` is x and y from -1 to 1, None if not laid out."""

    id: str
    label: str
    values: Values
    spells: tuple[Spell, ...]
    colour: tuple[int, int, int]
    size: float
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Link:
    """`values` have the network's link columns."""

    id: str
    source: str
    target: str
    label: str
    kind: str
    weight: int
    values: Values
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and links may be walked through more than once; each walk makes them anew, so that none is held longer than needed."""

    projection: str
    title: str
    about: Mapping[str, str]
    node_columns: Mapping[str, Kind]
    link_columns: Mapping[str, Kind]
    node_count: int
    link_count: int
    nodes: Callable[[], Iterator[Node]] = field(repr=False)
    links: Callable[[], Iterator[Link]] = field(repr=False)


# ---- spells -------------------------------------------------------------------------------------------------------------


def merge_spells(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """The same days as intervals that neither overlap nor touch, in order."""
    found: list[Spell] = []
    for start, end in sorted(spells):
        if found and start <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def spell_of(event: EventRecord) -> Spell | None:
    """The days in which an event lies; None where a bound is open."""
    return (event.earliest, event.latest) if event.earliest is not None and event.latest is not None else None


def spells_of(events: Iterable[EventRecord]) -> tuple[Spell, ...]:
    return merge_spells(spell for event in events if (spell := spell_of(event)) is not None)


def _node_spells(parts: Iterable[tuple[Spell, ...]]) -> tuple[Spell, ...]:
    """The union of the spells of all links; none if a link has none, since it then holds at all times."""
    found = list(parts)
    return merge_spells(spell for spells in found for spell in spells) if all(found) else ()


# ---- actors -------------------------------------------------------------------------------------------------------------


def actor_network(projection: Projection, names: Names, about: Mapping[str, str]) -> Network:
    """One link for each pair and kind; its weight is the number of events."""

    def nodes() -> Iterator[Node]:
        places = projection.places
        for actor in sorted(projection.graph):
            edges = list(projection.edges_of(actor))
            events = list({event.id: event for edge in edges for event in edge.events}.values())
            record = projection.actors[actor]
            values = {
                "iri": names.resource("actor", actor).value,
                **_labels(record.label),
                **_actor_values(record, projection.graph.degree(actor), len(events)),
                **_interval(events),
                "origins": max(event.origins for event in events),
                "claims": _claims(events),
            }
            spells = _node_spells(spells_of(edge.events) for edge in edges)
            yield Node(actor, _label(record.label, actor), values, spells, _colour(record.side), _size(len(events)), places.get(actor))

    def links() -> Iterator[Link]:
        for edge in projection.edges:
            labels = kind_labels(edge.kind)
            values = {
                "iri": _link_iri(edge),
                "kind": edge.kind,
                **_labels(labels),
                **_interval(edge.events),
                "origins": edge.origins,
                "events": [event.id for event in edge.events],
                "claims": list(edge.claims),
            }
            yield Link(edge.id, edge.source, edge.target, labels["en"], edge.kind, edge.weight, values, spells_of(edge.events))

    return Network(
        "actors", "Actors of China-Russia relations and what joined them", about, ACTOR_NODES, ACTOR_LINKS, len(projection.graph),
        len(projection.edges), nodes, links,
    )  # fmt: skip


def _link_iri(edge: Edge) -> str:
    """The property that links actors in the graph; for other kinds the class of the events."""
    return LINK_PROPERTIES.get(edge.kind) or vocab.CLASSES[edge.events[0].type]


def kind_labels(kind: str) -> dict[str, str]:
    """How a kind of link is called, in three languages."""
    standing, colon, name = kind.rpartition(":")
    found = LINK_LABELS.get(name) or vocab.LABELS[vocab.CLASSES[name]]
    if not colon:
        return dict(found)
    before = _STANDINGS.get(standing) or vocab.LABELS[vocab.CODES["Status"][standing]]
    return {language: f"{text} ({before.get(language, standing)})" for language, text in found.items()}


# ---- events -------------------------------------------------------------------------------------------------------------


def event_network(projection: Projection, store: Store, names: Names, about: Mapping[str, str]) -> Network:
    """Actors and events: one link for each participation."""
    titles, places = read_titles(store, names), read_places(store, names)
    taking_part: dict[str, list[EventRecord]] = {}
    for event in projection.events:
        for actor in {one.actor for one in event.participants}:
            taking_part.setdefault(actor, []).append(event)

    def nodes() -> Iterator[Node]:
        for actor, events in sorted(taking_part.items()):
            record = projection.actors[actor]
            values = {
                "iri": names.resource("actor", actor).value,
                "node_type": "actor",
                **_labels(record.label),
                **_actor_values(record, len(events), len(events)),
                **_interval(events),
                "origins": max(event.origins for event in events),
                "claims": _claims(events),
            }
            spells = _node_spells(spells_of([event]) for event in events)
            yield Node(actor, _label(record.label, actor), values, spells, _colour(record.side), _size(len(events)), None)
        for event in projection.events:
            title = titles.get(event.id, {"en": event.id})
            degree = len({one.actor for one in event.participants})
            values = {
                "iri": names.resource("event", event.id).value,
                "node_type": "event",
                **_labels(title),
                "type": event.type,
                "degree": degree,
                "weight": degree,
                "certainty": event.certainty,
                "disputed": event.disputed,
                "confidence": event.confidence,
                "places": places.get(event.id, []),
                **_interval([event]),
                "origins": event.origins,
                "claims": list(event.claims),
            }
            yield Node(event.id, _label(title, event.id), values, spells_of([event]), _EVENT_COLOUR, _size(1), None)

    def links() -> Iterator[Link]:
        for event in projection.events:
            iri, spells = names.resource("event", event.id).value, spells_of([event])
            for one in {one.actor: one for one in event.participants}.values():
                labels = vocab.LABELS[vocab.CODES["Role"][one.role]]
                values = {
                    "iri": f"{iri}#p-{one.actor}",
                    "kind": one.role,
                    **_labels(labels),
                    "on_behalf_of": one.on_behalf_of,
                    **_interval([event]),
                    "origins": event.origins,
                    "claims": list(event.claims),
                }
                yield Link(f"{one.actor}|{event.id}", one.actor, event.id, labels["en"], one.role, 1, values, spells)

    return Network(
        "events", "Actors and events of China-Russia relations", about, EVENT_NODES, EVENT_LINKS,
        len(taking_part) + len(projection.events), sum(len({one.actor for one in event.participants}) for event in projection.events),
        nodes, links,
    )  # fmt: skip


def read_titles(store: Store, names: Names) -> dict[str, dict[str, str]]:
    """Event id -> titles by language."""
    found: dict[str, dict[str, str]] = {}
    for event, label in store.rows("event_titles"):
        if isinstance(event, IRI) and isinstance(label, RdfLiteral):
            found.setdefault(names.slug(event), {})[label.language or "en"] = label.value
    return found


def read_places(store: Store, names: Names) -> dict[str, list[str]]:
    """Event id -> ids of its places, sorted."""
    found: dict[str, list[str]] = {}
    for event, place in store.rows("event_places"):
        if isinstance(event, IRI) and isinstance(place, IRI):
            found.setdefault(names.slug(event), []).append(names.slug(place))
    return {event: sorted(places) for event, places in found.items()}


# ---- values -------------------------------------------------------------------------------------------------------------


def _labels(label: Mapping[str, str]) -> dict[str, str | None]:
    return {f"label_{language}": label.get(language) for language in LANGUAGES}


def _label(label: Mapping[str, str], otherwise: str) -> str:
    return label.get("en") or next(iter(label.values()), otherwise)


def _actor_values(record: ActorRecord, degree: int, events: int) -> Values:
    return {"type": record.type, "side": record.side, "provisional": record.provisional, "degree": degree, "weight": events}


def _interval(events: Iterable[EventRecord]) -> Values:
    found = list(events)
    dated = [(event.earliest, event.latest) for event in found if event.earliest is not None]
    first = min((start for start, _ in dated if start is not None), default=None)
    last = max((end for _, end in dated if end is not None), default=None)
    spells = [spell for event in found if (spell := spell_of(event)) is not None]
    years = sorted({year for start, end in spells if end.year - start.year < 100 for year in range(start.year, end.year + 1)})
    return {
        "status": sorted({event.status for event in found}),
        "first_date": first.isoformat() if first else None,
        "last_date": last.isoformat() if last else None,
        "year": first.year if first else None,
        "years": years,
        "date_precision": sorted({event.precision for event in found}),
    }


def _claims(events: Iterable[EventRecord]) -> list[str]:
    return list(dict.fromkeys(claim for event in events for claim in event.claims))


def _colour(side: str | None) -> tuple[int, int, int]:
    return _SIDE_COLOURS.get(side or "", _OTHER_COLOUR)


def _size(events: int) -> float:
    return round(3 + 2 * sqrt(events), 2)
