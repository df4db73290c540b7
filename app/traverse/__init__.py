"""Actors and what joins them as a graph, filtered by time, kind, status and origins; kept for as long as the store keeps its version.

`load_graph` gives it as a networkx graph to work with in Python; the modules beside it answer the questions of `/api/v1/graph`.
"""

from app.traverse.cache import project, records_of
from app.traverse.load import load_graph
from app.traverse.projection import CONTACTS, LINKS, Edge, GraphFilters, Projection
from app.traverse.records import EVENT_TYPES, ActorRecord, EventRecord, Records

__all__ = [
    "CONTACTS",
    "EVENT_TYPES",
    "LINKS",
    "ActorRecord",
    "Edge",
    "EventRecord",
    "GraphFilters",
    "Projection",
    "Records",
    "load_graph",
    "project",
    "records_of",
]
