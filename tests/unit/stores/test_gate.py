from __future__ import annotations

import contextlib
import time

import pytest

from app.errors import AppError, Forbidden, NotAcceptable, QueryRefused, TooLarge
from app.stores.gate import check_query

PREFIX = "PREFIX ex: <http://example.org/> "


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "select"),
        ("# SELECT\nPREFIX select: <http://x/> ASK { ?s select:load ?o }", "ask"),
        ("select distinct ?s{?s?p?o}", "select"),
        ("SELECTDISTINCT?s{?s?p?o}", "select"),
        ("BASE <http://x/> CONSTRUCT WHERE { ?s ?p ?o }", "construct"),
        ("DESCRIBE <http://example.org/x>", "describe"),
        ('SELECT * { ?s ?p "SERVICE <http://x/> { } LOAD" }', "select"),
        ("SELECT * { ?s ?p '''it's a SERVICE''' } # SERVICE <x>", "select"),
        ("SELECT * { ?s ?p <http://example.org/SERVICE/load> }", "select"),
        ("SELECT ?service ?load { ?service ex:load ?load ; service:name 'x' }", "select"),
        ("SELECT * { GRAPH service:g { ?s ?p ?o } }", "select"),
        ("SELECT * { ?s ?p <http://dbpedia.org/resource/Xi'an> . FILTER(?o < 'x' && ?s > 3) }", "select"),
        ("SELECT * { ?s ?p ?o FILTER(?o<1+1&&1>0) }", "select"),
        ("SELECT * { VALUES (?a ?b ?c) { " + "(1 2 'x'@en) " * 400 + "} }", "select"),
        ("SELECT * { VALUES ?a { " + "1 " * 2000 + "} }", "select"),
        ("SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(3000))) + ")) }", "select"),
        ("SELECT * { ?s (^ex:a/ex:b|!(ex:c|^ex:d))* ?o }", "select"),
        ("SELECT (COUNT(*) AS ?n) (GROUP_CONCAT(?x; separator=', ') AS ?y) { ?s ?p ?x }", "select"),
        ("SELECT * { << ?s ?p ?o >> ?q ?z . ?a ?b <<( ?s ?p ?o )>> {| ?r ?v |} }", "select"),
        ("SELECT * { ?s ?p \"escaped \\\" quote\" , 'it\\'s' }", "select"),
    ],
)
def test_lets_queries_through(text: str, form: str) -> None:
    assert check_query(text, "*/*").form == form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://x/>{} }",
        "SELECT * {SERVICESILENT<http://x/>{}}",
        PREFIX + "SELECT * { SERVICEex:foo { ?s ?p ?o } }",
        PREFIX + "SELECT * { ?s ?p trueSERVICEex:foo { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE SILENT <http://x/> {} }",
        "SELECT * { ?s ?p 1SERVICE SILENT <http://x/> {} }",
        "SELECT * { ?s ?p 1.0e5SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p ?o FILTER(?a<'>')SERVICE <http://x/> { ?s ?p '' } }",
        "SELECT * { ?s ?p \"a\" # '''\n SERVICE <http://x/> {} # '''\n }",
        "LOAD <http://x/>",
        "LOAD SILENT <http://x/> INTO GRAPH <http://y/>",
        "INSERT DATA { <a:b> <a:b> 1 } ; LOAD <http://x/>",
        "BASE <http://x/> LOAD<y>",
    ],
)
def test_refuses_what_would_contact_a_host(text: str) -> None:
    with pytest.raises(Forbidden):
        check_query(text, "*/*")


@pytest.mark.parametrize(
    "text", ["DELETE WHERE { ?s ?p ?o }", "insert data {}", "PREFIX a: <b:> CLEAR ALL", "WITH <a:b> DELETE {} WHERE {}", "DROP ALL"]
)
def test_refuses_updates(text: str) -> None:
    with pytest.raises(QueryRefused, match="update"):
        check_query(text, "*/*")


BOMBS = {
    "braces": "SELECT * " + "{" * 100_000,
    "parentheses": "SELECT * { FILTER " + "(" * 30_000 + "1" + ")" * 30_000 + "}",
    "brackets": "SELECT * { ?s ?p " + "[ ?p " * 10_000,
    "collection": "SELECT * { ?s ?p (" + "1 " * 10_000 + ") }",
    "empty collections": "SELECT * { ?s ?p (" + "()" * 10_000 + ") }",
    "empty nodes": "SELECT * { ?s ?p (" + "[]" * 10_000 + ") }",
    "triple terms": "SELECT * { " + "<< ?s ?p " * 10_000,
    "mismatched": "SELECT * " + "{ ) >> ] " * 5_000,
    "union": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 2_000) + " }",
    "path": "SELECT * { ?s " + "/".join(["<a:b>"] * 4_000) + " ?o }",
    "alternatives": "SELECT * { ?s " + "|".join(["<a:b>"] * 4_000) + " ?o }",
    "sum": "SELECT * { FILTER(" + "+".join(["1"] * 15_000) + ") }",
    "sum in angles": "BASE <http://x/> SELECT * { FILTER(?a<" + "+".join(["1"] * 15_000) + ">1) }",
    "and": "SELECT * { FILTER(" + "&&".join(["?a"] * 7_000) + ") }",
    "not": "SELECT * { FILTER(" + "!" * 30_000 + "?a) }",
    "minus": "SELECT * { FILTER(" + "-" * 30_000 + "1) }",
    "spaced not": "SELECT * { FILTER(" + "! " * 15_000 + "?a) }",
    "optional": "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 1_000 + "}",
    "patterns": "SELECT * { " + " ".join(f"?s{i} ?p ?o{i} ." for i in range(1_500)) + "}",
    "objects": "SELECT * { ?s ?p " + ",".join(f"?o{i}" for i in range(4_000)) + "}",
    "lists of predicates": "SELECT * { ?s " + ";".join(f"?p{i} 1" for i in range(3_000)) + "}",
    "names with dots": "SELECT * { ?s ?p " + " . ".join(["ex:a ex:b ex:c"] * 1_000) + "}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_refuses_bombs_quickly(name: str) -> None:
    started = time.process_time()
    with pytest.raises(QueryRefused):
        check_query(BOMBS[name], "*/*")
    assert time.process_time() - started < 0.5  # on a quiet machine below 0.1


SLOW_TO_CUT = {
    "dashed words": "SELECT " + "by-" * 10_000,
    "dotted names": "SELECT " + "a." * 16_000,
    "open strings": "SELECT " + "'a\\" * 10_000,
    "open long strings": "SELECT " + "'''" * 10_001,
    "open angles": "SELECT " + "<a" * 16_000,
    "dots in a name": "SELECT a:" + "." * 30_000,
    "dots in a name, closed": "SELECT a:" + "." * 30_000 + "a",
    "escapes in angles": "SELECT <" + "\\u0041" * 5_000,
    "signs": "SELECT " + "@" * 32_000,
    "spaces": "SELECT" + " " * 32_000,
}


@pytest.mark.parametrize("name", SLOW_TO_CUT)
def test_cutting_into_tokens_is_linear(name: str) -> None:
    started = time.process_time()
    with contextlib.suppress(AppError):
        check_query(SLOW_TO_CUT[name], "*/*")
    assert time.process_time() - started < 0.5


def test_refuses_long_texts() -> None:
    with pytest.raises(TooLarge):
        check_query("SELECT * { ?s ?p '" + "x" * 40_000 + "' }", "*/*")


def test_says_where() -> None:
    with pytest.raises(Forbidden) as caught:
        check_query("SELECT *\nWHERE {\n  SERVICE <http://x/> {} }", "*/*")
    assert (caught.value.extra["line"], caught.value.extra["column"]) == (3, 3)


def test_knows_a_dataset_clause() -> None:
    assert check_query("SELECT * FROM <http://x/> { ?s ?p ?o }", "*/*").has_dataset_clause
    assert not check_query("SELECT * { ?s ?p ?o }", "*/*").has_dataset_clause


@pytest.mark.parametrize(
    ("accept", "text", "expected"),
    [
        ("", "SELECT * {}", "application/sparql-results+json"),
        ("*/*", "ASK {}", "application/sparql-results+json"),
        ("text/csv", "SELECT * {}", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", "SELECT * {}", "application/sparql-results+xml"),
        ("text/html, */*;q=0.1", "SELECT * {}", "application/sparql-results+json"),
        ("application/json", "SELECT * {}", "application/sparql-results+json"),
        ("*/*", "CONSTRUCT WHERE {}", "text/turtle"),
        ("application/ld+json", "DESCRIBE <a:b>", "application/ld+json"),
        ("text/*;q=0.3, text/turtle;q=0, application/n-triples;q=0.2", "CONSTRUCT WHERE {}", "application/n-triples"),
    ],
)
def test_negotiates(accept: str, text: str, expected: str) -> None:
    assert check_query(text, accept).media_type == expected


@pytest.mark.parametrize(
    ("accept", "text"),
    [("image/png", "SELECT * {}"), ("text/turtle", "SELECT * {}"), ("text/csv", "CONSTRUCT WHERE {}"), ("*/*;q=0", "ASK {}")],
)
def test_nothing_acceptable(accept: str, text: str) -> None:
    with pytest.raises(NotAcceptable):
        check_query(text, accept)
