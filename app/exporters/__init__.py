"""The data as files. One module a family of formats; FORMATS lists them all.

RDF: Turtle, N-Triples and JSON-LD hold the union of the managed graphs, each triple once; TriG and N-Quads all managed graphs by name.
Networks: actors and what joined them, or actors and events, for graph tools. Tables: for spreadsheets, pandas, R and Neo4j. The
same graph gives the same bytes: everything is sorted, nothing is stamped with a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

from app.errors import BadParameter
from app.exporters.dataset import describe_network, write_description
from app.exporters.gexf import write_gexf
from app.exporters.graph_json import write_cytoscape, write_graphology
from app.exporters.graphml import write_graphml
from app.exporters.jsonld import write_jsonld
from app.exporters.lines import GraphSource
from app.exporters.network import Network, actor_network, event_network
from app.exporters.nquads import write_nquads
from app.exporters.ntriples import write_ntriples
from app.exporters.selection import SelectedGraphs
from app.exporters.tables import write_claims, write_edges, write_events, write_nodes, write_participations
from app.exporters.trig import write_trig
from app.exporters.turtle import write_turtle
from app.ids import Names
from app.stores import Store
from app.traverse import Projection

__all__ = [
    "FORMATS",
    "PROJECTIONS",
    "TABLES",
    "ExportFormat",
    "NetworkRequest",
    "SelectedGraphs",
    "export_graph",
    "export_network",
    "find_format",
]

PROJECTIONS: Final = ("actors", "events")
TABLES: Final = ("edges", "nodes", "events", "participation", "claims")
RdfWriter = Callable[[GraphSource, BinaryIO, Names], None]
NetworkWriter = Callable[[Network, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: its name (`?format=`), its media type, the ending of its files, and what writes it.

    `family` is `rdf` (write: store, file, names), `network` (write: network, file), `table` or `description`.
    """

    name: str
    media_type: str
    extension: str
    title: str
    family: Literal["rdf", "network", "table", "description"]
    write_rdf: RdfWriter | None = None
    write_network: NetworkWriter | None = None


FORMATS: Final[dict[str, ExportFormat]] = {
    one.name: one
    for one in (
        ExportFormat("ttl", "text/turtle", ".ttl", "Turtle", "rdf", write_turtle),
        ExportFormat("trig", "application/trig", ".trig", "TriG", "rdf", write_trig),
        ExportFormat("nq", "application/n-quads", ".nq", "N-Quads", "rdf", write_nquads),
        ExportFormat("nt", "application/n-triples", ".nt", "N-Triples", "rdf", write_ntriples),
        ExportFormat("jsonld", "application/ld+json", ".jsonld", "JSON-LD", "rdf", write_jsonld),
        ExportFormat("gexf", "application/gexf+xml", ".gexf", "GEXF 1.3", "network", None, write_gexf),
        ExportFormat("graphml", "application/graphml+xml", ".graphml", "GraphML", "network", None, write_graphml),
        ExportFormat("cyjs", "application/vnd.cytoscape+json", ".cyjs", "Cytoscape JSON", "network", None, write_cytoscape),
        ExportFormat(
            "graphology", "application/vnd.graphology+json", ".graphology.json", "graphology JSON", "network", None, write_graphology
        ),
        ExportFormat("csv", "text/csv", ".csv", "CSV", "table"),
        ExportFormat("dataset", "application/ld+json", ".dataset.jsonld", "what the data is, its licence, how to cite it", "description"),
    )
}


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """What of a projection to write: `projection` and `table` are words of PROJECTIONS and TABLES; `neo4j` is for its import tool."""

    format: str
    projection: str = "actors"
    table: str = "edges"
    neo4j: bool = False


def export_graph(store: GraphSource, format: str, out: BinaryIO, names: Names) -> None:
    """Write the managed graphs of a store, or of a selection, as RDF to a binary file. Raises BadParameter for an unknown format."""
    write = find_format(format).write_rdf
    if write is None:
        rdf = [one.name for one in FORMATS.values() if one.family == "rdf"]
        raise BadParameter(f"format: {format!r} is no RDF.", f"Use one of: {', '.join(rdf)}.", parameter="format", known=rdf)
    write(store, out, names)


def export_network(projection: Projection, store: Store, names: Names, request: NetworkRequest, out: BinaryIO) -> None:
    """Write what a projection holds to a binary file, piece by piece. Raises BadParameter for unknown words."""
    for name, word, known in (("projection", request.projection, PROJECTIONS), ("table", request.table, TABLES)):
        if word not in known:
            raise BadParameter(f"{name}: {word!r} is not known.", f"Use one of: {', '.join(known)}.", parameter=name, known=list(known))
    chosen = find_format(request.format)
    if chosen.family == "description":
        known_formats = [(one.name, one.media_type, one.title) for one in FORMATS.values() if one.family != "description"]
        write_description(projection, names, store.version, known_formats, out)
    elif chosen.family == "table" and request.table == "events":
        write_events(projection, store, names, out)
    elif chosen.family == "table" and request.table == "participation":
        write_participations(projection, names, out)
    elif chosen.family == "table" and request.table == "claims":
        write_claims(projection, store, names, out)
    else:
        about = describe_network(projection, names)
        is_events = request.projection == "events"
        network = event_network(projection, store, names, about) if is_events else actor_network(projection, names, about)
        if chosen.write_network is not None:
            chosen.write_network(network, out)
        elif chosen.family == "table":
            (write_nodes if request.table == "nodes" else write_edges)(network, out, neo4j=request.neo4j)
        else:
            raise BadParameter(f"format: {request.format!r} is no network.", "Use `export_graph` for RDF.", parameter="format")


def find_format(name: str) -> ExportFormat:
    """The format of that name. Raises BadParameter."""
    if name not in FORMATS:
        raise BadParameter(f"format: {name!r} is not known.", f"Use one of: {', '.join(FORMATS)}.", parameter="format", known=list(FORMATS))
    return FORMATS[name]
