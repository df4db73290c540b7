"""The graph in Python: a networkx graph of plain values, the same that the API and the exports give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx

from app.gazetteer import Gazetteer
from app.ids import Names
from app.settings import Settings
from app.stores import Store, open_store
from app.traverse.cache import project
from app.traverse.projection import GraphFilters, Projection


def load_graph(
    store: Store | Path | str | None = None, filters: GraphFilters | None = None, *, gazetteer: Gazetteer | None = None
) -> nx.MultiGraph[str]:
    """The actors of a store and what joined them, as a networkx MultiGraph that is yours to change.

    `store` is a folder (None: that of the settings), or an open store, which stays open. Nodes are actor ids; the key of an edge is
    its kind (`met`, `spokeWith`, `coAttended`, a kind of event). Days are ISO 8601 text, lists are lists. Without `filters`, all facts.

    Raises StoreProblem when there is no store.
    """
    settings = Settings(store=str(store)) if isinstance(store, Path | str) else Settings()
    opened = open_store(settings, read_only=True) if store is None or isinstance(store, Path | str) else store
    try:
        base = opened.base_iri
        projection = project(opened, gazetteer or Gazetteer.load(settings.registry), Names(base), filters or GraphFilters())
        return to_networkx(projection, Names(base))
    finally:
        if opened is not store:
            opened.close()


def to_networkx(projection: Projection, names: Names) -> nx.MultiGraph[str]:
    """A projection with plain attributes on nodes and edges."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for actor in projection.graph:
        record = projection.actors[actor]
        events, first, last = projection.activity[actor]
        values: dict[str, Any] = {
            "iri": names.resource("actor", actor).value,
            "type": record.type,
            "side": record.side,
            **{f"label_{language}": text for language, text in record.label.items()},
            "events": events,
            "first_date": first.isoformat() if first else None,
            "last_date": last.isoformat() if last else None,
        }
        graph.add_node(actor, **values)
    for edge in projection.edges:
        values = {
            "id": edge.id,
            "kind": edge.kind,
            "weight": edge.weight,
            "first_date": edge.first_date.isoformat() if edge.first_date else None,
            "last_date": edge.last_date.isoformat() if edge.last_date else None,
            "years": list(edge.years),
            "events": [event.id for event in edge.events],
            "claims": list(edge.claims),
            "status": list(edge.statuses),
            "origins": edge.origins,
        }
        graph.add_edge(edge.source, edge.target, key=edge.kind, **values)
    return graph
