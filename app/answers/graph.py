"""Questions to the graph of actors: neighbours, paths, groups, the middle of it, and pairs over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from app import vocab
from app.answers.event_index import EventFilters, select_events
from app.answers.events import titles_of
from app.answers.graph_views import (
    Centrality,
    CommonContact,
    CommonContacts,
    Communities,
    Community,
    GraphEdge,
    GraphNode,
    Neighbors,
    Path,
    Paths,
    PathStep,
    Ranked,
    Series,
    SeriesPeriod,
    StepEvent,
    Subgraph,
    Window,
)
from app.answers.parameters import parse_window, resolve_actor, split_words
from app.answers.reading import properties_of, read_properties
from app.answers.views import Labels, Match
from app.consolidate.periods import is_inside
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store
from app.traverse import CONTACTS, EVENT_TYPES, LINKS, Edge, EventRecord, GraphFilters, Projection, project
from app.traverse.layout import place_actors
from app.traverse.measures import MEASURES, centrality, communities, is_estimate, series
from app.traverse.walks import common_contacts, edges_among, find_paths, neighborhood

MOST_NODES: Final = 5000
MOST_EDGES: Final = 20000
LISTED_EVENTS: Final = 20
KINDS: Final = (*LINKS, *EVENT_TYPES)
NOT_LINKED: Final = "{} takes part in no event that passes the filters."


@dataclass(frozen=True, slots=True)
class GraphQuery:
    """Which events join actors, as given. `kind`: links or kinds of events joined by commas, `contacts`, or `all`.

    `evidence` is how many events (with their claims) an edge lists; its weight counts all of them. `place`, `topic`, `level`,
    `event_format`, `sourcing`, `publisher`, `language` and `q` are as in lists of events.
    """

    since: str | None = None
    until: str | None = None
    match: Match = "possible"
    kind: str | None = None
    status: str | None = None
    min_origins: int = 0
    min_confidence: float = 0.5
    place: str | None = None
    topic: str | None = None
    level: str | None = None
    event_format: str | None = None
    sourcing: str | None = None
    publisher: str | None = None
    language: str | None = None
    q: str | None = None
    evidence: int = LISTED_EVENTS


# ---- what is asked ------------------------------------------------------------------------------------------------------


def graph_filters(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, default_kinds: Sequence[str] = (), actors: Sequence[str] = ()
) -> GraphFilters:
    """The filters that a query means. Raises BadDate, BadParameter, UnknownActor, AmbiguousActor."""
    since, until = parse_window(query.since, query.until)
    return GraphFilters(
        since=since,
        until=until,
        match=query.match,
        kinds=_kinds(query.kind, default_kinds),
        statuses=split_words("status", query.status, [*vocab.CODES["Status"], "all"]),
        min_origins=query.min_origins,
        min_confidence=query.min_confidence,
        actors=tuple(actors),
        events=_told_of(store, gazetteer, names, query),
    )


def _kinds(given: str | None, default: Sequence[str]) -> tuple[str, ...]:
    words = split_words("kind", given, [*KINDS, "contacts", "all"]) or tuple(default)
    if "all" in words:
        return ()
    chosen = {kind for word in words for kind in (CONTACTS if word == "contacts" else (word,))}
    return tuple(sorted(chosen))


def _told_of(store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery) -> frozenset[str] | None:
    """The ids of the events that pass the filters on place, topic and words, which the lists of events answer; None without any."""
    names_of_filters = ("place", "topic", "level", "event_format", "sourcing", "publisher", "language", "q")
    given: dict[str, Any] = {name: getattr(query, name) for name in names_of_filters if getattr(query, name)}
    if not given:
        return None
    filters = EventFilters(**given, status=query.status or "all", min_confidence=query.min_confidence)
    selection = select_events(store, gazetteer, names, filters, default_types=("Event",), counted_types=())
    return frozenset(names.slug(row.iri) for row in selection.rows)


# ---- what is answered ---------------------------------------------------------------------------------------------------


def find_neighbors(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    query: GraphQuery,
    actor: str,
    depth: int = 1,
    *,
    nodes: int = 200,
    edges: int = 1000,
    layout: bool = False,
) -> Neighbors:
    """Who is up to `depth` steps (1 to 3) from an actor."""
    center = resolve_actor(actor, store, gazetteer, names)
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, LINKS))
    found = neighborhood(projection, center, depth, most_nodes=nodes, most_edges=edges)
    message = _cut_message(found.nodes_left_out, found.edges_left_out)
    if center not in projection.graph:
        message = NOT_LINKED.format(_label(projection, gazetteer, center))
    maker = _Maker(projection, gazetteer, names, query, place_actors(projection) if layout else {})
    return Neighbors(
        center=center,
        depth=depth,
        window=Window(*projection.filters.window),
        nodes=tuple(maker.node(actor, distance) for actor, distance in found.distances.items()),
        edges=tuple(maker.edge(edge) for edge in found.edges),
        truncated=bool(found.nodes_left_out or found.edges_left_out),
        message=message,
        left_out=projection.left_out_at.get(center, {}),
    )


def find_subgraph(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    query: GraphQuery,
    actors: str | None = None,
    side: str | None = None,
    *,
    nodes: int = 500,
    edges: int = 5000,
    layout: bool = False,
) -> Subgraph:
    """The actors named and the edges among them; without names the most active actors, of one side if it is given."""
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, LINKS))
    maker = _Maker(projection, gazetteer, names, query, place_actors(projection) if layout else {})
    if actors:
        chosen = list(dict.fromkeys(resolve_actor(text, store, gazetteer, names) for text in split_actors(actors, gazetteer)))
    else:
        chosen = list(projection.graph)
    if side:
        state = resolve_actor(side, store, gazetteer, names)
        chosen = [actor for actor in chosen if actor == state or maker.side(actor) == state]
    activity = projection.activity
    chosen.sort(key=lambda actor: (-activity[actor][0] if actor in activity else 0, actor))
    kept = chosen[:nodes]
    among = edges_among(projection, kept)
    listed = among if len(among) <= edges else sorted(among, key=lambda edge: (-edge.weight, edge.id))[:edges]
    message = _cut_message(len(chosen) - len(kept), len(among) - len(listed))
    if not among and message is None:
        message = "No event that passes the filters joins any of them."
    return Subgraph(
        window=Window(*projection.filters.window),
        nodes=tuple(maker.node(actor) for actor in kept),
        edges=tuple(maker.edge(edge) for edge in listed),
        total_nodes=len(projection.graph),
        total_edges=len(projection.edges),
        truncated=len(kept) < len(chosen) or len(listed) < len(among),
        message=message,
        left_out=projection.left_out,
    )


def split_actors(text: str, gazetteer: Gazetteer) -> list[str]:
    """Several actors may be joined by commas, unless the whole is a name."""
    if gazetteer.find_actors(text):
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


def find_paths_between(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, source: str, target: str, count: int = 1, longest: int = 6
) -> Paths:
    """Up to `count` chains of contacts of at most `longest` steps."""
    one, two = (resolve_actor(text, store, gazetteer, names) for text in (source, target))
    if one == two:
        raise BadParameter(f"source and target are both {one}.", "Name two actors.", parameter="target")
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    found = find_paths(projection, one, two, count=count, longest=longest)
    lonely = [actor for actor in (one, two) if actor not in projection.graph]
    message = None
    if lonely:
        message = " ".join(NOT_LINKED.format(_label(projection, gazetteer, actor)) for actor in lonely)
    elif not found.chains:
        message = f"No chain of at most {longest} steps joins the two by events that pass the filters."
    elif not found.is_complete:
        message = f"Time ran out after {len(found.chains)} of {count} paths: ask for fewer, or filter more."
    steps = {pair for chain in found.chains for pair in pairwise(chain)}
    told = {pair: projection.between(*pair) for pair in steps}
    titles = _titles(store, names, (event for edges in told.values() for event in edges[0].latest(query.evidence)))
    maker = _Maker(projection, gazetteer, names, query, {})
    paths = [Path(len(chain) - 1, tuple(maker.step(*pair, told[pair], titles) for pair in pairwise(chain))) for chain in found.chains]
    along = dict.fromkeys((one, *(actor for chain in found.chains for actor in chain), two))
    return Paths(
        source=one,
        target=two,
        window=Window(*projection.filters.window),
        nodes=tuple(maker.node(actor) for actor in along),
        paths=tuple(paths),
        message=message,
        left_out=projection.left_out,
    )


def find_common(store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, a: str, b: str, limit: int = 50) -> CommonContacts:
    """Whom two actors both had contact with."""
    one, two = (resolve_actor(text, store, gazetteer, names) for text in (a, b))
    if one == two:
        raise BadParameter(f"a and b are both {one}.", "Name two actors.", parameter="b")
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    found = common_contacts(projection, one, two)
    lonely = [actor for actor in (one, two) if actor not in projection.graph]
    message = " ".join(NOT_LINKED.format(_label(projection, gazetteer, actor)) for actor in lonely) or None
    if not found and message is None:
        message = "They have no contact in common by events that pass the filters."
    maker = _Maker(projection, gazetteer, names, query, {})
    items = [
        CommonContact(maker.node(actor), tuple(map(maker.edge, with_a)), tuple(map(maker.edge, with_b)))
        for actor, with_a, with_b in found[:limit]
    ]
    return CommonContacts(
        a=one,
        b=two,
        window=Window(*projection.filters.window),
        items=tuple(items),
        joined=tuple(map(maker.edge, projection.between(one, two))),
        total=len(found),
        message=message,
        left_out=projection.left_out,
    )


def find_centrality(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, measure: str = "degree", limit: int = 50
) -> Centrality:
    """Who stands in the middle of the contacts."""
    if measure not in MEASURES:
        raise BadParameter(f"measure={measure!r} is unknown.", f"Write one of: {', '.join(MEASURES)}.", parameter="measure")
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    ranked = centrality(projection, measure)
    maker = _Maker(projection, gazetteer, names, query, {})
    items = [Ranked(number, value, maker.node(actor)) for number, (actor, value) in enumerate(ranked[:limit], 1)]
    window = Window(*projection.filters.window)
    return Centrality(measure, window, tuple(items), len(ranked), is_estimate(projection, measure), projection.left_out)


def find_communities(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, resolution: float = 1.0, members: int = 20
) -> Communities:
    """Groups of actors that have more contact among themselves than with others."""
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    found = communities(projection, resolution)
    maker = _Maker(projection, gazetteer, names, query, {})
    items = [
        Community(number, len(group), _counted(maker.side(actor) or "none" for actor in group), tuple(map(maker.node, group[:members])))
        for number, group in enumerate(found.groups, 1)
    ]
    return Communities(Window(*projection.filters.window), tuple(items), found.modularity, projection.left_out)


def find_series(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    query: GraphQuery,
    a: str,
    b: str | None = None,
    by: Literal["month", "year"] = "year",
) -> Series:
    """How often two actors (or one) were joined in events, period by period; those who act for them count."""
    actors = [resolve_actor(text, store, gazetteer, names) for text in (a, b) if text]
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, LINKS))
    periods, undated = series(projection, actors, by)
    items = [
        SeriesPeriod(
            period=period.name,
            certain=len(period.certain),
            possible=len(period.possible),
            kinds=_counted(event.edge_kind for event in period.certain),
            events=tuple(event.id for event in period.certain[: query.evidence]),
            possible_events=tuple(event.id for event in period.possible[: query.evidence]),
        )
        for period in periods
    ]
    total = len({event.id for period in periods for event in (*period.certain, *period.possible)}) + len(undated)
    return Series(
        a=actors[0],
        b=actors[1] if len(actors) > 1 else None,
        by=by,
        window=Window(*projection.filters.window),
        items=tuple(items),
        total=total,
        undated=len(undated),
        message=None if total else "No event that passes the filters joins them.",
        left_out=projection.left_out,
    )


class _Maker:
    """Makes the views of one answer."""

    def __init__(
        self, projection: Projection, gazetteer: Gazetteer, names: Names, query: GraphQuery, places: Mapping[str, tuple[float, float]]
    ) -> None:
        self._projection = projection
        self._gazetteer = gazetteer
        self._names = names
        self._evidence = query.evidence
        self._places = places

    def side(self, actor: str) -> str | None:
        record = self._projection.actors.get(actor)
        return record.side if record is not None else self._gazetteer.side_of(actor)

    def node(self, actor: str, distance: int | None = None) -> GraphNode:
        record = self._projection.actors.get(actor)
        known = self._gazetteer.actors.get(actor)
        events, first, last = self._projection.activity.get(actor, (0, None, None))
        x, y = self._places.get(actor, (None, None))
        return GraphNode(
            id=actor,
            iri=self._names.resource("actor", actor).value,
            url=f"/actors/{actor}",
            type=record.type if record is not None else known.type if known is not None else "Actor",
            label=record.label if record is not None else dict(known.labels) if known is not None else {"en": actor},
            country=known.country if known is not None else self.side(actor),
            side=self.side(actor),
            provisional=record.provisional if record is not None else known is None,
            degree=self._projection.graph.degree(actor) if actor in self._projection.graph else 0,
            events=events,
            first_date=first,
            last_date=last,
            distance=distance,
            x=x,
            y=y,
        )

    def edge(self, edge: Edge) -> GraphEdge:
        listed = edge.latest(self._evidence)
        window = self._projection.filters.window
        is_certain = window == (None, None) or any(is_inside(event.bounds, window) for event in edge.events)
        return GraphEdge(
            id=edge.id,
            source=edge.source,
            target=edge.target,
            kind=edge.kind,
            weight=edge.weight,
            first_date=edge.first_date,
            last_date=edge.last_date,
            year=edge.years,
            events=tuple(event.id for event in listed),
            claims=tuple(dict.fromkeys(claim for event in listed for claim in event.claims)),
            status=edge.statuses,
            origins=edge.origins,
            match="certain" if is_certain else "possible",
            more_events=edge.weight - len(listed),
        )

    def step(self, source: str, target: str, edges: Sequence[Edge], titles: Mapping[str, Labels]) -> PathStep:
        edge = edges[0]
        listed = edge.latest(self._evidence)
        events = [
            StepEvent(
                id=event.id,
                iri=self._names.resource("event", event.id).value,
                url=f"/events/{event.id}",
                type=event.type,
                title=titles.get(event.id, {"en": event.type}),
                earliest=event.earliest,
                latest=event.latest,
                precision=event.precision,
                status=event.status,
                origins=event.origins,
                claims=event.claims,
            )
            for event in listed
        ]
        others = {other.kind: other.weight for other in edges[1:]}
        return PathStep(source, target, edge.kind, edge.weight, tuple(events), edge.weight - len(listed), others)


def _label(projection: Projection, gazetteer: Gazetteer, actor: str) -> str:
    record = projection.actors.get(actor)
    known = gazetteer.actors.get(actor)
    labels = record.label if record is not None else known.labels if known is not None else {}
    return labels.get("en") or next(iter(labels.values()), actor)


def _titles(store: Store, names: Names, events: Iterable[EventRecord]) -> dict[str, Labels]:
    iris = [names.resource("event", slug) for slug in sorted({event.id for event in events})]
    found = read_properties(store, "properties", "thing", iris)
    return {names.slug(iri): titles_of(properties_of(found, iri)) for iri in iris}


def _cut_message(nodes: int, edges: int) -> str | None:
    parts = [f"{number:,} {name} left out" for number, name in ((nodes, "actors"), (edges, "edges")) if number]
    return f"{' and '.join(parts)} by the limits: filter more, or raise `nodes` and `edges`." if parts else None


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
