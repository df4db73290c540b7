"""Whatever stands in a query, the service goes on; what the gate lets through costs at most one worker its life."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.ids import Names
from app.model import IRI, Quad, RdfLiteral
from app.settings import Settings
from app.stores import Limits, Store, open_store
from app.stores.gate import check_query

WORDS = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "DISTINCT",
    "*",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<<",
    ">>",
    "<<(",
    ")>>",
    "{|",
    "|}",
    ".",
    ";",
    ",",
    "?s",
    "?p",
    "?o",
    "?x",
    "$y",
    "<http://example.org/a>",
    "<a>",
    "ex:b",
    ":c",
    "a",
    "UNION",
    "OPTIONAL",
    "MINUS",
    "FILTER",
    "BIND",
    "VALUES",
    "GRAPH",
    "EXISTS",
    "NOT",
    "IN",
    "AS",
    "FROM",
    "NAMED",
    "ORDER",
    "BY",
    "GROUP",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "1",
    "2.5",
    "1e3",
    "'x'",
    '"y"@en',
    "'''z'''",
    "^^",
    "^",
    "/",
    "|",
    "!",
    "+",
    "-",
    "=",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "&&",
    "||",
    "COUNT",
    "SUM",
    "CONCAT",
    "REGEX",
    "IF",
    "UNDEF",
    "true",
    "_:b",
    "#",
    "\\",
    "@en",
    "PREFIX",
    "BASE",
    "ex:",
    "SERVICE",
    "LOAD",
    "SILENT",
]
SOUP = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
QUERIES = SOUP | SOUP.map(lambda inside: f"PREFIX ex: <http://example.org/> SELECT * WHERE {{ {inside} }}") | st.text(max_size=200)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("soup")
    opened = open_store(Settings(store=str(folder / "store"), query_timeout_s=1, _env_file=None), create=True)
    world = Names().graph("world")
    opened.put_graph(world, [Quad(IRI("http://example.org/a"), IRI("http://example.org/b"), RdfLiteral("x"), world)])
    opened.flush()
    yield opened
    opened.close()


@settings(max_examples=400, deadline=None)
@given(QUERIES)
def test_the_service_goes_on(store: Store, text: str) -> None:
    with suppress(AppError):
        store.answer(text, "*/*", limits=Limits(timeout_s=0.5))
    assert store.answer("ASK { ?s ?p ?o }", "text/csv").body.split() == [b"true"]


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from(["SERVICE <http://x/>", "service silent ?x", "SERVICE ex:b"]))
def test_a_service_call_in_a_pattern_is_always_seen(words: list[str], call: str) -> None:
    text = f"SELECT * WHERE {{ {' '.join(word for word in words if word not in chr(35))} }} {call} {{ ?s ?p ?o }}"
    if any(quote in word for word in words for quote in "'\""):
        return  # a lone quote may hide the rest, for the engine as well
    with pytest.raises(AppError):
        check_query(text, "*/*")
