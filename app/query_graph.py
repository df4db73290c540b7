"""The content of graph/queries: our example queries as SHACL SPARQL executables, so that editors and crawlers find them."""

from __future__ import annotations

from app import vocab
from app.ids import Names
from app.model import IRI, Quad, RdfLiteral
from app.queries import list_queries

_SELECT_EXECUTABLE = "http://www.w3.org/ns/shacl#SPARQLSelectExecutable"
_EXECUTABLE = "http://www.w3.org/ns/shacl#SPARQLExecutable"
_SELECT = "http://www.w3.org/ns/shacl#select"


def query_quads(names: Names) -> tuple[Quad, ...]:
    """Each query of `app/queries` as `id/query/{name}` with title, description and text; sorted."""
    graph = names.graph("queries")
    quads = []
    for query in list_queries():
        node = names.resource("query", query.name)
        quads += [
            Quad(node, IRI(vocab.RDF_TYPE), IRI(_EXECUTABLE), graph),
            Quad(node, IRI(vocab.RDF_TYPE), IRI(_SELECT_EXECUTABLE), graph),
            Quad(node, IRI(vocab.RDFS_LABEL), RdfLiteral(query.title), graph),
            Quad(node, IRI(vocab.RDFS_COMMENT), RdfLiteral(query.description), graph),
            Quad(node, IRI(_SELECT), RdfLiteral(query.text), graph),
        ]
    return tuple(sorted(quads))
