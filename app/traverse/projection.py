"""Actors as nodes, and one edge for each pair and kind of what joined them: the events that pass some filters, seen as a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

import networkx as nx

from app.consolidate.periods import Bounds, is_inside, overlap
from app.traverse.layout import place_actors
from app.traverse.records import ActorRecord, EventRecord, Records

CONTACTS: Final = ("met", "spokeWith")
LINKS: Final = (*CONTACTS, "coAttended")
MOST_YEARS: Final = 100  # an event that may lie in more years than that is told of none


@dataclass(frozen=True, slots=True)
class GraphFilters:
    """Which events make edges. Empty tuples: all kinds; facts only.

    `kinds` are links (`met`, `spokeWith`, `coAttended`) or kinds of events. `match` "certain": all possible days lie in the
    window; "possible": some may. `events`: only these ids; `actors`: only events in which all of these take part, by
    themselves or through those who act for them. Without `statuses` facts only: occurred or ongoing, neither hedged nor disputed.
    """

    since: date | None = None
    until: date | None = None
    match: Literal["certain", "possible"] = "possible"
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    min_origins: int = 0
    min_confidence: float = 0.5
    actors: tuple[str, ...] = ()
    events: frozenset[str] | None = None

    @property
    def window(self) -> Bounds:
        return self.since, self.until

    def accepts(self, event: EventRecord) -> bool:
        """Whether an event passes, kinds aside."""
        is_asked = "all" in self.statuses or event.status in self.statuses if self.statuses else event.is_fact
        return (
            is_asked
            and event.confidence >= self.min_confidence
            and event.origins >= self.min_origins
            and (self.events is None or event.id in self.events)
            and overlap(event.bounds, self.window)
            and (self.match == "possible" or is_inside(event.bounds, self.window))
            and all(takes_part(actor, event) for actor in self.actors)
        )

    def accepts_kind(self, event: EventRecord) -> bool:
        return not self.kinds or event.link in self.kinds or event.type in self.kinds


def takes_part(actor: str, event: EventRecord) -> bool:
    """Whether an actor takes part, or someone on its behalf."""
    return any(actor in (one.actor, one.on_behalf_of) for one in event.participants)


class Edge:
    """What joined two actors in one kind of way: `source` < `target` by id. Made once, read by many threads."""

    __slots__ = ("dated", "events", "first_date", "id", "kind", "last_date", "origins", "source", "statuses", "target", "weight", "years")

    def __init__(self, source: str, target: str, kind: str, events: tuple[EventRecord, ...]) -> None:
        self.id = f"{source}|{target}|{kind}"
        self.source = source
        self.target = target
        self.kind = kind
        self.events = events  # by their first possible day, undated ones last
        self.weight = len(events)
        self.dated = sum(1 for event in events if event.earliest is not None)
        ends = [event.latest for event in events[: self.dated] if event.latest is not None]
        self.first_date = events[0].earliest if self.dated else None
        self.last_date = max(ends, default=None)
        self.years = years_of(events)
        self.statuses = tuple(sorted({event.status for event in events}))
        self.origins = max(event.origins for event in events)  # the most that one of its events has

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim for event in self.events for claim in event.claims))

    def latest(self, count: int) -> tuple[EventRecord, ...]:
        """So many of its events in order of time: the latest dated ones, then undated ones where there is room."""
        if count >= len(self.events):
            return self.events
        start = max(0, self.dated - count)
        return self.events[start : start + count]


def years_of(events: Iterable[EventRecord]) -> tuple[int, ...]:
    """The years that the events may lie in, where both bounds are known."""
    found: set[int] = set()
    for event in events:
        if event.earliest is not None and event.latest is not None and event.latest.year - event.earliest.year < MOST_YEARS:
            found.update(range(event.earliest.year, event.latest.year + 1))
    return tuple(sorted(found))


class Projection:
    """The graph of some filters. Immutable once made; algorithms run on `graph`, a simple networkx graph.

    `adjacency` has the edges of each pair, the kind with the best claim to be a contact first. Each edge of `graph` holds `weight`
    (number of events) and `cost`, which makes a shortest path prefer strong links among paths of equal length.
    """

    def __init__(self, records: Records, filters: GraphFilters) -> None:
        self.version = records.version
        self.filters = filters
        self.actors: Mapping[str, ActorRecord] = records.actors
        joined: dict[tuple[str, str, str], list[EventRecord]] = {}
        chosen: list[EventRecord] = []
        skipped: list[EventRecord] = []
        for event in records.events:
            if not filters.accepts(event):
                continue
            if not filters.accepts_kind(event):
                skipped.append(event)
                continue
            chosen.append(event)
            kind = event.edge_kind
            for source, target in event.pairs:
                joined.setdefault((source, target, kind), []).append(event)
        self.events = tuple(chosen)
        self.left_out: Mapping[str, int] = dict(sorted(Counter(event.edge_kind for event in skipped).items()))
        self._skipped = tuple(skipped)
        self.edges = tuple(Edge(*key, tuple(events)) for key, events in sorted(joined.items()))
        self.adjacency = _adjacency(self.edges)
        self.graph = _simple_graph(self.adjacency)

    @cached_property
    def activity(self) -> Mapping[str, tuple[int, date | None, date | None]]:
        """Actor -> number of events with an edge, first and last day."""
        found: dict[str, dict[str, EventRecord]] = {}
        for edge in self.edges:
            for actor in (edge.source, edge.target):
                found.setdefault(actor, {}).update((event.id, event) for event in edge.events)
        return {actor: (len(events), *span_of(events.values())) for actor, events in found.items()}

    @cached_property
    def places(self) -> Mapping[str, tuple[float, float]]:
        """Actor -> x and y on a drawing of the whole projection, from -1 to 1."""
        return place_actors(self.graph, {actor: record.side for actor, record in self.actors.items()})

    @cached_property
    def left_out_at(self) -> Mapping[str, Mapping[str, int]]:
        """Actor -> how many events of other kinds pass the other filters, by kind."""
        found: dict[str, Counter[str]] = {}
        for event in self._skipped:
            for actor in {one.actor for one in event.participants}:
                found.setdefault(actor, Counter())[event.edge_kind] += 1
        return {actor: dict(sorted(counts.items())) for actor, counts in found.items()}

    def edges_of(self, actor: str) -> Iterator[Edge]:
        """All edges at an actor."""
        for _, edges in sorted(self.adjacency.get(actor, {}).items()):
            yield from edges

    def between(self, one: str, two: str) -> tuple[Edge, ...]:
        """The edges of a pair, the kind with the best claim to be a contact first."""
        return self.adjacency.get(one, {}).get(two, ())


def span_of(events: Iterable[EventRecord]) -> tuple[date | None, date | None]:
    """The first and the last possible day of dated events."""
    dated = [event for event in events if event.earliest is not None]
    first = min((event.earliest for event in dated if event.earliest is not None), default=None)
    return first, max((event.latest for event in dated if event.latest is not None), default=None)


def _adjacency(edges: Iterable[Edge]) -> dict[str, dict[str, tuple[Edge, ...]]]:
    """Actor -> other actor -> what joins the two, in order of the ids: plain dicts, which are walked faster than a graph."""
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    found: dict[str, dict[str, tuple[Edge, ...]]] = {actor: {} for actor in sorted({actor for pair in pairs for actor in pair})}
    for (source, target), group in pairs.items():
        found[source][target] = found[target][source] = tuple(sorted(group, key=_strength))
    return found


def _simple_graph(adjacency: Mapping[str, Mapping[str, tuple[Edge, ...]]]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(adjacency)
    for source, others in adjacency.items():
        for target, group in others.items():
            if source < target:
                weight = sum(edge.weight for edge in group)
                graph.add_edge(source, target, weight=weight, cost=1 + 0.001 / weight)
    return graph


def _strength(edge: Edge) -> tuple[int, int, str]:
    """`met` before `spokeWith`, both before other facts, co-attendance after them, and what is no fact last."""
    order = {"met": 0, "spokeWith": 1, "coAttended": 3}
    return (order.get(edge.kind, 4 if ":" in edge.kind else 2), -edge.weight, edge.kind)
