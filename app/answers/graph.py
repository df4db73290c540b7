"""Questions to the graph of actors: neighbours, paths, groups, the middle of it, and pairs over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, Literal

from app.answers.events import titles_of
from app.answers.graph_parts import Maker
from app.answers.graph_query import GraphQuery, graph_filters
from app.answers.graph_views import (
    Centrality,
    CommonContact,
    CommonContacts,
    Communities,
    Community,
    Neighbors,
    Path,
    Paths,
    Ranked,
    Series,
    SeriesPeriod,
    Subgraph,
    Window,
)
from app.answers.parameters import resolve_actor, split_actors
from app.answers.reading import properties_of, read_properties
from app.answers.views import Labels
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store
from app.traverse import CONTACTS, LINKS, EventRecord, project
from app.traverse.measures import MEASURES, centrality, communities, is_estimate, series
from app.traverse.walks import common_contacts, edges_among, find_paths, neighborhood

MOST_NODES: Final = 5000
MOST_EDGES: Final = 20000


def find_neighbors(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    query: GraphQuery,
    actor: str,
    depth: int = 1,
    *,
    nodes: int = 100,
    edges: int = 500,
    layout: bool = False,
) -> Neighbors:
    """Who is up to `depth` steps (1 to 3) from an actor."""
    center = resolve_actor(actor, store, gazetteer, names)
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, LINKS))
    found = neighborhood(projection, center, depth, most_nodes=nodes, most_edges=edges)
    maker = Maker(projection, gazetteer, names, query, projection.places if layout else {})
    message = _cut_message(found.nodes_left_out, found.edges_left_out)
    if center not in projection.graph:
        message = maker.why_alone(center)
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
    maker = Maker(projection, gazetteer, names, query, projection.places if layout else {})
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


def find_paths_between(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, source: str, target: str, count: int = 1, longest: int = 6
) -> Paths:
    """Up to `count` chains of contacts of at most `longest` steps."""
    one, two = (resolve_actor(text, store, gazetteer, names) for text in (source, target))
    if one == two:
        raise BadParameter(f"source and target are both {one}.", "Name two actors.", parameter="target")
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    found = find_paths(projection, one, two, count=count, longest=longest)
    maker = Maker(projection, gazetteer, names, query, {})
    lonely = [actor for actor in (one, two) if actor not in projection.graph]
    message = None
    if lonely:
        message = " ".join(map(maker.why_alone, lonely))
    elif not found.chains:
        message = f"No chain of at most {longest} steps joins the two by events that pass the filters."
    elif not found.is_complete:
        message = f"Time ran out after {len(found.chains)} of {count} paths: ask for fewer, or filter more."
    steps = {pair for chain in found.chains for pair in pairwise(chain)}
    told = {pair: projection.between(*pair) for pair in steps}
    titles = _titles(store, names, (event for edges in told.values() for event in edges[0].latest(query.evidence)))
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
    maker = Maker(projection, gazetteer, names, query, {})
    lonely = [actor for actor in (one, two) if actor not in projection.graph]
    message = " ".join(map(maker.why_alone, lonely)) or None
    if not found and message is None:
        message = "They have no contact in common by events that pass the filters."
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
    maker = Maker(projection, gazetteer, names, query, {})
    items = [Ranked(number, value, maker.node(actor)) for number, (actor, value) in enumerate(ranked[:limit], 1)]
    window = Window(*projection.filters.window)
    return Centrality(measure, window, tuple(items), len(ranked), is_estimate(projection, measure), projection.left_out)


def find_communities(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, resolution: float = 1.0, members: int = 20
) -> Communities:
    """Groups of actors that have more contact among themselves than with others."""
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query, CONTACTS))
    found = communities(projection, resolution)
    maker = Maker(projection, gazetteer, names, query, {})
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


def _titles(store: Store, names: Names, events: Iterable[EventRecord]) -> dict[str, Labels]:
    iris = [names.resource("event", slug) for slug in sorted({event.id for event in events})]
    found = read_properties(store, "properties", "thing", iris)
    return {names.slug(iri): titles_of(properties_of(found, iri)) for iri in iris}


def _cut_message(nodes: int, edges: int) -> str | None:
    parts = [f"{number:,} {name} left out" for number, name in ((nodes, "actors"), (edges, "edges")) if number]
    return f"{' and '.join(parts)} by the limits: filter more, or raise `nodes` and `edges`." if parts else None


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
