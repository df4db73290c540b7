"""Files on request: which events go into them, by the filters of the lists, and in which format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from app.answers.graph_query import GraphQuery, graph_filters
from app.answers.parameters import resolve_sides
from app.errors import BadParameter
from app.exporters import NetworkRequest, SelectedGraphs, export_graph, export_network, find_format
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store
from app.traverse import project

_WHOLE = GraphQuery(min_confidence=0.0)


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """`projection` and `table` are words of `app.exporters`; `actors` are as given: only events in which all of them take part.

    RDF is the whole of the managed graphs when no filter is given, whatever the confidence and status of its claims.
    """

    format: str = "ttl"
    projection: str = "actors"
    table: str = "edges"
    neo4j: bool = False
    actors: Sequence[str] = ()
    filters: GraphQuery = field(default_factory=GraphQuery)
    default_confidence: float = 0.5

    @property
    def is_whole(self) -> bool:
        """Whether nothing is filtered but by the service's own bound of confidence."""
        is_filtered = replace(self.filters, min_confidence=0.0) != _WHOLE or self.filters.min_confidence != self.default_confidence
        return not self.actors and not is_filtered

    def check(self) -> None:
        """Raises BadParameter for words that do not go together."""
        family = find_format(self.format).family
        is_network = family == "network" or (family == "table" and self.table in ("edges", "nodes"))
        if self.table != "edges" and family != "table":
            raise BadParameter(f"table={self.table} is for csv, not for {self.format}.", "Ask for format=csv.", parameter="table")
        if self.projection != "actors" and not is_network:
            what = f"the table {self.table}" if family == "table" else self.format
            hint = "It belongs to gexf, graphml, cyjs, graphology, and to csv with table=edges or nodes."
            raise BadParameter(f"projection={self.projection} means nothing for {what}.", hint, parameter="projection")
        if self.neo4j and not (family == "table" and is_network):
            raise BadParameter("Neo4j's headers are for the tables edges and nodes.", "Ask for csv and one of the two.", parameter="neo4j")


def export_data(store: Store, gazetteer: Gazetteer, names: Names, query: ExportQuery, out: BinaryIO) -> None:
    """Write the file. Raises BadParameter, BadDate, UnknownActor, AmbiguousActor before the first byte."""
    query.check()
    family = find_format(query.format).family
    if family == "rdf" and query.is_whole:
        export_graph(store, query.format, out, names)
        return
    actors = resolve_sides(query.actors, store, gazetteer, names)
    projection = project(store, gazetteer, names, graph_filters(store, gazetteer, names, query.filters, (), actors))
    if family == "rdf":
        export_graph(SelectedGraphs(store, names, projection), query.format, out, names)
    else:
        export_network(projection, store, names, NetworkRequest(query.format, query.projection, query.table, query.neo4j), out)
