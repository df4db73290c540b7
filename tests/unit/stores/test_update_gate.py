from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, Forbidden, QueryRefused
from app.ids import Names
from app.model import IRI
from app.stores import Dataset
from app.stores.update_gate import check_update

NAMES = Names()
WORLD = f"<{NAMES.graph('world').value}>"
PREFIX = f"PREFIX g: <{NAMES.base}graph/> "

FORBIDDEN = [
    "DROP ALL", "CLEAR SILENT ALL", "DROP NAMED", f"DROP GRAPH {WORLD}", f"{PREFIX}CLEAR SILENT GRAPH g:world", f"CREATE GRAPH {WORLD}",
    f"INSERT DATA {{ GRAPH {WORLD} {{ <a:s> <a:p> <a:o> }} }}", f"DELETE WHERE {{ GRAPH {WORLD} {{ ?s ?p ?o }} }}",
    f"WITH {WORLD} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    f"MOVE {WORLD} TO <a:g>", f"ADD <a:g> TO {WORLD}", f"COPY GRAPH <a:g> TO GRAPH {WORLD}", f"COPY DEFAULT TO {WORLD}",
    f"CREATE GRAPH <{NAMES.base}graph/w\\u006frld>", "INSERT DATA { <a:s> <a:p> <a:o> }",
    f"INSERT DATA {{ GRAPH <a:g> {{ <a:s> <a:p> '}}' }} }} ; DROP GRAPH {WORLD}", f"CLEAR DEFAULT # }}\n; DROP GRAPH {WORLD}",
]  # fmt: skip
UNCLEAR = [
    f"BASE <{NAMES.base}x/> CREATE GRAPH <../graph/world>", f"BASE <a:b> CREATE GRAPH <{NAMES.base}x/../graph/world>", "INSERTDATA { }",
    "CREATE GRAPH no:prefix", "INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?a <b:c#>) { } }",
    "INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?a <'> || ?b < ?c) }", "CLEAR DEFAULT }",
]  # fmt: skip
ALLOWED = [
    "CLEAR DEFAULT", "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> (1 2), [ a <a:C> ] } }", f"COPY {WORLD} TO <a:g>",
    f"COPY SILENT GRAPH {WORLD} TO GRAPH <a:g>", "WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    f"INSERT {{ GRAPH <a:g> {{ ?s ?p ?o }} }} USING {WORLD} USING NAMED {WORLD} WHERE {{ ?s ?p ?o FILTER(?o < 3 && ?o > 1) }}",
    f"INSERT {{ GRAPH <a:g> {{ ?s ?p ?o }} }} WHERE {{ GRAPH {WORLD} {{ ?s ?p ?o }} }} ; DROP GRAPH <a:g>", "",
    "PREFIX e: <http://example.org/#> INSERT { GRAPH e:g { ?s e:p ?o } } WHERE { GRAPH ?g { ?s <http://example.org/#q> ?o } }",
]  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN)
def test_managed_graphs_are_protected(text: str) -> None:
    with pytest.raises(Forbidden):
        check_update(text, None, NAMES.is_managed_graph)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        check_update(text, None, NAMES.is_managed_graph)


@pytest.mark.parametrize("text", ALLOWED)
def test_graphs_of_users_are_written(text: str) -> None:
    checked = check_update(text, None, NAMES.is_managed_graph)
    assert checked.text == text
    ox.Store().update(f"CREATE SILENT GRAPH {WORLD} ; CREATE SILENT GRAPH <a:g>")
    store = ox.Store()
    store.update(f"INSERT DATA {{ GRAPH {WORLD} {{ <a:s> <a:p> 2 }} }} ; CREATE GRAPH <a:g>")
    store.update(text)
    assert len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(WORLD[1:-1])))) == 1


PIECES = [
    "INSERT", "DELETE", "DATA", "WHERE", "{", "}", "{", "}", "(", ")", "GRAPH", "WITH", "USING", "DROP", "CLEAR", "ALL", "SILENT", "COPY", "TO",
    ";", ".", WORLD, "<a:g>", "?s", "?s ?p ?o", "<a:s> <a:p> 'x'", "g:world", "FILTER", "<", ">", "#\n", "#", "'", '"', "PREFIX g: <a:>", PREFIX,
    "<a:b#c>", "1", "a", "[", "]", "?a<b:c#", ">", "\\", "NAMED", "DEFAULT", "MOVE", "ADD", "CREATE", "INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE {",
    f"INSERT DATA {{ GRAPH {WORLD} {{ <a:s> <a:p> 'new' }} }}", f"DROP GRAPH {WORLD}", "FILTER(?s", "BIND(", "AS ?x)", "VALUES ?s {",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "\n"]))
def test_no_text_that_passes_changes_a_managed_graph(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    try:
        checked = check_update(text, None, NAMES.is_managed_graph)
    except AppError:
        return
    store = ox.Store()
    store.update(f"INSERT DATA {{ GRAPH {WORLD} {{ <a:s> <a:p> 'old' }} }}")
    try:
        store.update(checked.text, base_iri=NAMES.base)
    except (SyntaxError, OSError, ValueError, RuntimeError):
        return
    kept = [quad.object.value for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(WORLD[1:-1]))]
    assert kept == ["old"]


def test_what_contacts_others() -> None:
    for text in ("LOAD <a:b>", "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <a:b> { ?s ?p ?o } }", "LOAD SILENTLY <a:b>"):
        with pytest.raises(Forbidden):
            check_update(text)
    checked = check_update("LOAD SILENT <a:b> INTO GRAPH <c:d> ; LOAD SILENT <a:b>; CLEAR ALL")
    assert checked.text == "INSERT DATA {} ; INSERT DATA {}; CLEAR ALL"


def test_the_dataset_of_the_protocol_is_written_in() -> None:
    using = Dataset((IRI("g:1"),), (IRI("g:2"),))
    checked = check_update("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }", using)
    assert checked.text == (
        "INSERT { ?s ?p ?o } USING <g:1> USING NAMED <g:2> WHERE { ?s ?p ?o } ; "
        "DELETE { ?s ?p ?o } USING <g:1> USING NAMED <g:2> WHERE { ?s ?p ?o }"
    )
    with pytest.raises(QueryRefused, match="parameters"):
        check_update("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", using)


@pytest.mark.parametrize("word", ["RAND()", "UUID()", "NOW()", "BNODE()", "STRUUID()"])
def test_what_differs_each_time_is_known(word: str) -> None:
    assert not check_update(f"INSERT {{ ?s <a:p> ?x }} WHERE {{ ?s ?p ?o BIND({word} AS ?x) }}").is_repeatable
    assert check_update("INSERT { ?s <a:p> ?x } WHERE { ?s ?p ?x }").is_repeatable


def test_limits_hold_within_each_operation() -> None:
    data = " ".join(f"<a:s{i}> <a:p> {i} ." for i in range(2000))
    assert check_update(f"INSERT DATA {{ {data} }}").is_repeatable
    for bomb in ("INSERT DATA { <a:s> <a:p> " + "[ <a:p> " * 100, f"DELETE {{ ?s ?p ?o }} WHERE {{ {data} }}", "CLEAR ALL ; " + "(" * 70):
        with pytest.raises(QueryRefused, match="The update has more than"):
            check_update(bomb)


@pytest.mark.shared
def test_w3c_updates_pass(shared: Path) -> None:
    files = sorted((shared / "rdf-tests" / "sparql").rglob("*.ru"))
    if not files:
        pytest.skip("../shared/rdf-tests is missing")
    for file in files:
        text = file.read_text(encoding="utf-8")
        try:
            check_update(text)
        except Forbidden:
            assert "LOAD" in text.upper()
        except QueryRefused as problem:
            assert "not closed" in problem.detail, file


@pytest.mark.parametrize("text", ["ADD <a:g> TO <a:h>", "copysilent<a:g>TO<a:h>", "MOVE DEFAULT TO <a:g>", "DELETE WHERE { ?s ?p ?o }"])
def test_what_takes_longer_than_its_text_is_known(text: str) -> None:
    assert check_update(text).has_search
    assert check_update(f"INSERT DATA {{ <a:s> <a:p> 1 }} ; {text}").has_search


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a:s> <a:p> 'copy' }", "PREFIX e: <a:> DELETE DATA { e:x e:address e:remove }", "DROP ALL"]
)
def test_what_takes_as_long_as_its_text_is_known(text: str) -> None:
    assert not check_update(text).has_search
