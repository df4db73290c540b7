from __future__ import annotations

import pyoxigraph as ox

from app import vocab
from app.ids import Names
from app.model import BlankNode, RdfLiteral
from app.queries import list_examples, list_queries
from app.query_graph import query_quads

NAMES = Names()


def test_every_query_is_described_and_is_sparql() -> None:
    quads = query_quads(NAMES)
    forms = {vocab.SH_SELECT: ox.QuerySolutions, vocab.SH_CONSTRUCT: ox.QueryTriples}
    texts = {(quad.subject, quad.predicate.value): quad.object.value for quad in quads if quad.predicate.value in forms}
    assert {subject for subject, _ in texts} == {NAMES.resource("query", query.name) for query in (*list_queries(), *list_examples())}
    assert len(texts) > 10
    for (_, form), text in texts.items():
        assert isinstance(ox.Store().query(text), forms[form])


def test_examples_are_complete_and_said_in_words() -> None:
    assert len(list_examples()) >= 8
    for query in list_examples():
        assert query.title != query.name
        assert query.description
        assert not query.parameters
        solutions = ox.Store().query(query.text)
        assert query.columns == (tuple(one.value for one in solutions.variables) if isinstance(solutions, ox.QuerySolutions) else ())


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
