"""The service description of a SPARQL endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from app.ids import Names
from app.model import IRI, Quad
from app.queries import DEFAULT_GRAPHS
from app.stores.engine_formats import GRAPH_FORMATS
from app.stores.engine_terms import to_engine, to_engine_subject
from app.stores.formats import GRAPH_TYPES, SELECT_TYPES, negotiate

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_W3C_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "trig": "TriG", "nq": "N-Quads", "rdf": "RDF_XML",
}  # fmt: skip


def describe_service(
    endpoint: str, names: Names | None, graphs: Iterable[IRI], accept: str, examples: Iterable[Quad] = ()
) -> tuple[bytes, str]:
    """The description and its media type: what the service answers with, and what a query sees when it names no dataset.

    `names` is None for a bare dataset, whose default graph is its own. `examples` are prefixes and queries (SHACL) to tell as well.
    """
    media_type = negotiate(accept, "describe") if "html" not in accept else GRAPH_TYPES["ttl"]
    service = ox.NamedNode(endpoint)

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(SD + name)

    dataset, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default-graph")
    triples = [
        ox.Triple(service, _RDF_TYPE, term("Service")),
        ox.Triple(service, term("endpoint"), service),
        ox.Triple(service, term("supportedLanguage"), term("SPARQL11Query")),
        ox.Triple(service, term("supportedLanguage"), term("SPARQL11Update")),
        ox.Triple(service, term("defaultDataset"), dataset),
        ox.Triple(dataset, _RDF_TYPE, term("Dataset")),
        ox.Triple(dataset, term("defaultGraph"), default),
        ox.Triple(default, _RDF_TYPE, term("Graph")),
    ]
    for name in (*SELECT_TYPES, *GRAPH_TYPES):
        triples.append(ox.Triple(service, term("resultFormat"), ox.NamedNode(_W3C_FORMATS + _FORMAT_NAMES[name])))
    merged = ox.NamedNode("http://purl.org/dc/terms/hasPart")
    if names is not None:
        triples += [ox.Triple(default, merged, ox.NamedNode(names.graph(name).value)) for name in DEFAULT_GRAPHS]
    for graph in graphs:
        node, name_iri = ox.NamedNode(f"{endpoint}#{quote(graph.value, safe='')}"), ox.NamedNode(graph.value)
        triples += [
            ox.Triple(dataset, term("namedGraph"), node),
            ox.Triple(node, _RDF_TYPE, term("NamedGraph")),
            ox.Triple(node, term("name"), name_iri),
        ]
    triples += [ox.Triple(to_engine_subject(q.subject), ox.NamedNode(q.predicate.value), to_engine(q.object)) for q in examples]
    body = ox.serialize(triples, format=GRAPH_FORMATS[media_type], prefixes={"sd": SD, "format": _W3C_FORMATS})
    return body or b"", media_type
