from __future__ import annotations

import pyoxigraph as ox

from app import vocab
from app.ids import Names
from app.model import BlankNode, RdfLiteral
from app.queries import list_queries
from app.query_graph import query_quads

NAMES = Names()


def test_every_query_is_described_and_is_sparql() -> None:
    quads = query_quads(NAMES)
    texts = {quad.subject: quad.object.value for quad in quads if quad.predicate.value == vocab.SH_SELECT}
    assert set(texts) == {NAMES.resource("query", query.name) for query in list_queries()}
    assert len(texts) > 10
    for text in texts.values():
        assert isinstance(ox.Store().query(text), ox.QuerySolutions)


def test_every_query_has_a_header_that_fits_it() -> None:
    for query in list_queries():
        assert query.title != query.name
        assert query.description
        solutions = ox.Store().query(query.text)
        assert isinstance(solutions, ox.QuerySolutions)
        assert tuple(variable.value for variable in solutions.variables) == query.columns
        for name, _ in query.parameters:
            assert f"?{name}" in query.text


def test_the_graph_is_managed_data() -> None:
    quads = query_quads(NAMES)
    assert list(quads) == sorted(set(quads))
    assert {quad.graph for quad in quads} == {NAMES.graph("queries")}
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
    declared = {quad.object for quad in quads if quad.predicate.value == vocab.SH_PREFIX}
    assert RdfLiteral("amur") in declared
