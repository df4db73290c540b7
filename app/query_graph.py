"""The content of graph/queries: our example queries as SHACL SPARQL executables, so that editors and crawlers find them."""

from __future__ import annotations

import re

from app import vocab
from app.ids import Names
from app.model import IRI, RDF, XSD, Quad, RdfLiteral, Term
from app.queries import Query, list_examples, list_queries

_PREFIX = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^<>]+)>", re.MULTILINE)


def query_quads(names: Names) -> tuple[Quad, ...]:
    """Each query of `app/queries` and its examples as `id/query/{name}` with title, description, text and prefixes; sorted."""
    graph = names.graph("queries")
    prefixes = names.resource("query", "prefixes")
    quads: set[Quad] = set()

    def add(subject: IRI, predicate: str, value: Term) -> None:
        quads.add(Quad(subject, IRI(predicate), value, graph))

    for query in (*list_queries(), *list_examples()):
        subject = names.resource("query", query.name)
        add(subject, vocab.RDF_TYPE, IRI(vocab.SH_SPARQL_EXECUTABLE))
        add(subject, vocab.RDF_TYPE, IRI(_executable(query)[0]))
        add(subject, vocab.RDFS_LABEL, RdfLiteral(query.title, f"{RDF}langString", "en"))
        add(subject, vocab.RDFS_COMMENT, RdfLiteral(query.description, f"{RDF}langString", "en"))
        add(subject, _executable(query)[1], RdfLiteral(query.text))
        add(subject, vocab.SH_PREFIXES, prefixes)
        for prefix, namespace in _PREFIX.findall(query.text):
            declaration = names.resource("query", "prefixes", prefix)
            add(prefixes, vocab.SH_DECLARE, declaration)
            add(declaration, vocab.SH_PREFIX, RdfLiteral(prefix))
            add(declaration, vocab.SH_NAMESPACE, RdfLiteral(namespace, f"{XSD}anyURI"))
    return tuple(sorted(quads))


def _executable(query: Query) -> tuple[str, str]:
    """(class, property) by the form of the query; none of ours asks or describes."""
    if re.search(r"^CONSTRUCT\b", query.text, re.MULTILINE):
        return vocab.SH_SPARQL_CONSTRUCT_EXECUTABLE, vocab.SH_CONSTRUCT
    return vocab.SH_SPARQL_SELECT_EXECUTABLE, vocab.SH_SELECT
