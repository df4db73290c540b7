"""What answers about the graph of actors are made of. Field names are the names in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.answers.views import Labels, Match


@dataclass(frozen=True, slots=True)
class Window:
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class GraphNode:
    """An actor. `country` and `side` are the state it belongs to; `degree` counts with how many others it is joined in the whole
    graph of the filters, `events` in how many events. `x`, `y` lie between -1 and 1 where a layout was asked for.
    """

    id: str
    iri: str
    url: str
    type: str
    label: Labels
    country: str | None
    side: str | None
    provisional: bool
    degree: int
    events: int
    first_date: date | None
    last_date: date | None
    distance: int | None
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """What joined a pair in one kind of way. `weight` counts all its events; `events` and `claims` may list fewer of them (see
    `more_events`): the latest. `match` is `certain` if one of them lies wholly in the window.
    """

    id: str
    source: str
    target: str
    kind: str
    weight: int
    first_date: date | None
    last_date: date | None
    year: tuple[int, ...]
    events: tuple[str, ...]
    claims: tuple[str, ...]
    status: tuple[str, ...]
    origins: int
    match: Match
    more_events: int


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Actors around one and the edges among all of them. `left_out` counts events of other kinds that pass the filters."""

    center: str
    depth: int
    window: Window
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    truncated: bool
    message: str | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A part of the graph, the most active actors first; `total_nodes` and `total_edges` count all that pass the filters."""

    window: Window
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    total_nodes: int
    total_edges: int
    truncated: bool
    message: str | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StepEvent:
    id: str
    iri: str
    url: str
    type: str
    title: Labels
    earliest: date | None
    latest: date | None
    precision: str
    status: str
    origins: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """From one actor to the next by the kind of edge with the best claim to be a contact; `other_kinds` counts events of others."""

    source: str
    target: str
    kind: str
    weight: int
    events: tuple[StepEvent, ...]
    more_events: int
    other_kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Path:
    length: int
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """Chains of contacts, the shortest first and among those the strongest linked; `message` says why there is none, or fewer."""

    source: str
    target: str
    window: Window
    nodes: tuple[GraphNode, ...]
    paths: tuple[Path, ...]
    message: str | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CommonContact:
    """An actor and its edges with the one and with the other."""

    node: GraphNode
    with_a: tuple[GraphEdge, ...]
    with_b: tuple[GraphEdge, ...]


@dataclass(frozen=True, slots=True)
class CommonContacts:
    """Whom two actors have in common, who is close to both first. `joined` are the edges between the two themselves."""

    a: str
    b: str
    window: Window
    items: tuple[CommonContact, ...]
    joined: tuple[GraphEdge, ...]
    total: int
    message: str | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    value: float
    node: GraphNode


@dataclass(frozen=True, slots=True)
class Centrality:
    """Actors by a measure of how central they are. `estimated`: the value rests on a sample of paths, drawn with a fixed seed."""

    measure: str
    window: Window
    items: tuple[Ranked, ...]
    total: int
    estimated: bool
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Community:
    """A group that is joined more among itself than with others; `sides` counts its members by state (`none`: of no state)."""

    id: int
    size: int
    sides: Mapping[str, int]
    members: tuple[GraphNode, ...]


@dataclass(frozen=True, slots=True)
class Communities:
    window: Window
    items: tuple[Community, ...]
    modularity: float | None
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SeriesPeriod:
    """`certain` counts events that lie in the period wholly, `possible` those that may; `events` are the ids of the first,
    `possible_events` of the others.
    """

    period: str
    certain: int
    possible: int
    kinds: Mapping[str, int]
    events: tuple[str, ...]
    possible_events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """How often two actors were joined, period by period; `undated` counts events of which no day is known."""

    a: str
    b: str | None
    by: str
    window: Window
    items: tuple[SeriesPeriod, ...]
    total: int
    undated: int
    message: str | None
    left_out: Mapping[str, int]
