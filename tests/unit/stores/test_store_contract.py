"""What every store must do: the embedded one, and one on a SPARQL 1.1 server (`oxigraph serve`)."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from app import owner
from app.errors import Forbidden, NotAcceptable, NotFound, QueryRefused, QueryTimeout, StoreProblem, TooLarge
from app.ids import Names
from app.model import IRI, RDF, XSD, BlankNode, Delta, Quad, RdfLiteral
from app.queries import parse_query
from app.settings import Settings
from app.stores import Dataset, Limits, Store, open_store
from app.stores.terms import write_quad

NAMES = Names()
EX = "http://example.org/"
WORLD = NAMES.graph("world")
A1 = NAMES.graph("article", "a1")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def triple(name: str, value: str, graph: IRI) -> Quad:
    return Quad(IRI(EX + name), IRI(f"{EX}says"), RdfLiteral(value), graph)


@pytest.fixture(params=["embedded", "remote"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    more: dict[str, Any] = {"query_workers": 2, "query_timeout_s": 5, "_env_file": None}
    if request.param == "embedded":
        return Settings(store=str(tmp_path / "store"), **more)
    server = request.getfixturevalue("shared_oxigraph")
    server.update("DROP ALL")
    return Settings(store=server.url, archive=str(tmp_path / "store"), **more)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings, create=True)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Store:
    """Two articles with three triples each, and a world of two."""
    world = NAMES.graph("world")
    for number in (1, 2):
        graph = NAMES.graph("article", f"a{number}")
        quads = [triple(f"a{number}", f"word {i}", graph) for i in range(3)]
        store.replace(graph, quads, Delta(added=(triple("world", f"event {number}", world),)))
    store.flush()
    return store


def count(store: Store, dataset: Dataset | None = None) -> int:
    return int(store.answer(COUNT, "text/csv", dataset).body.split()[1])


def test_replace_is_whole(filled: Store) -> None:
    before = filled.version
    version = filled.replace(
        A1, [triple("a1", "new", A1)], Delta(removed=(triple("world", "event 1", WORLD),), added=(triple("world", "event 3", WORLD),))
    )
    assert version == before + 1
    assert [quad.object.value for quad in filled.get_graph(A1)] == ["new"]
    assert [quad.object.value for quad in filled.get_graph(WORLD)] == ["event 2", "event 3"]
    filled.replace(A1, [], Delta())
    assert A1 not in filled.graphs()


def test_replace_refuses_foreign_quads_and_blank_nodes(filled: Store) -> None:
    version = filled.version
    with pytest.raises(ValueError, match="another graph"):
        filled.replace(A1, [triple("a1", "x", WORLD)], Delta())
    with pytest.raises(ValueError, match="blank node"):
        filled.replace(A1, [Quad(BlankNode("b"), IRI(f"{EX}p"), IRI(f"{EX}o"), A1)], Delta())
    assert filled.version == version


def test_graphs_are_put_and_deleted(store: Store) -> None:
    mine = IRI(f"{EX}mine")
    store.put_graph(mine, [triple("s", "one", A1)])
    assert store.get_graph(mine) == [triple("s", "one", mine)]
    store.put_graph(mine, [triple("s", "two", mine), triple("s", "three", mine)])
    assert store.ntriples(mine) == [
        b'<http://example.org/s> <http://example.org/says> "three" .',
        b'<http://example.org/s> <http://example.org/says> "two" .',
    ]
    store.delete_graph(mine)
    assert store.graphs() == ()
    assert store.get_graph(mine) == []


def test_answers_see_the_default_dataset(filled: Store) -> None:
    assert count(filled) == 2  # the world only: articles are named graphs
    assert count(filled, Dataset((A1,))) == 3
    assert count(filled, Dataset((A1, WORLD))) == 5
    named = filled.answer("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv")
    assert len(named.body.split()) == 4
    assert filled.answer("ASK { GRAPH ?g { ?s ?p ?o } }", "application/json", Dataset((A1,), ())).body == b'{"head":{},"boolean":false}'
    chosen = filled.answer(f"SELECT (COUNT(*) AS ?n) FROM <{A1.value}> {{ ?s ?p ?o }}", "text/csv")
    assert chosen.body.split() == [b"n", b"3"]


def test_answers_follow_what_is_flushed(filled: Store) -> None:
    assert count(filled) == 2
    filled.replace(A1, [], Delta(removed=(triple("world", "event 1", WORLD),)))
    filled.flush()
    answer = filled.answer(COUNT, "text/csv")
    assert answer.body.split() == [b"n", b"1"]
    assert answer.version == filled.version


def test_formats(filled: Store) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{A1.value}> {{ ?s ?p ?o }} }}"
    assert filled.answer(query, "application/n-triples").body.count(b"\n") == 3
    assert filled.answer(query, "text/turtle").body.startswith(b"@prefix")
    assert len(json.loads(filled.answer(query, "application/ld+json").body)) == 1
    assert filled.answer(COUNT, "application/sparql-results+xml").body.startswith(b"<?xml")
    assert filled.answer(COUNT, "text/tab-separated-values").body == b"?n\n2\n"


def test_rows_substitute_and_fill(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# title: What is said\n# graphs: world\nSELECT ?s ?o ?missing { VALUES ?o { } ?s ?p ?o OPTIONAL { ?s <a:b> ?missing } }"
    query = parse_query("said", text)
    assert (query.title, query.graphs) == ("What is said", ("world",))
    for module in ("oxigraph", "remote_store"):
        monkeypatch.setattr(f"app.stores.{module}.load_query", lambda name: query)
    nasty = RdfLiteral('x" } UNION { ?s ?p ?o')
    rows = filled.rows("said", values={"o": [RdfLiteral("event 2"), nasty]})
    assert rows == [(IRI(f"{EX}world"), RdfLiteral("event 2"), None)]
    assert filled.rows("said", {"s": IRI(f"{EX}other")}, {"o": [RdfLiteral("event 2")]}) == []
    with pytest.raises(KeyError):
        filled.rows("said", values={"nothing": [nasty]})


def test_many_threads(filled: Store) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(lambda _: count(filled), range(120))) == [2] * 120
    assert filled.health().workers_lost == 0


def test_rows_see_the_graphs_of_articles_and_of_the_world(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# graphs: world\nSELECT ?world ?said WHERE { ?world ?p 'event 1' . GRAPH ?g { ?a <http://example.org/says> ?said } }"
    for module in ("oxigraph", "remote_store"):
        monkeypatch.setattr(f"app.stores.{module}.load_query", lambda name: parse_query(name, text))
    said = {row[1].value for row in filled.rows("both") if isinstance(row[1], RdfLiteral)}
    assert said == {"word 0", "word 1", "word 2", "event 1", "event 2"}


def test_terms_come_back_as_they_were(store: Store) -> None:
    graph, says = IRI(f"{EX}terms"), IRI(f"{EX}says")
    values = [
        RdfLiteral('a "quote", a \\ backslash,\na line, \t a tab, a \x7f'), RdfLiteral("你好", f"{RDF}langString", "zh"),
        RdfLiteral("Привет", f"{RDF}langString", "ru-ru"), RdfLiteral("7", f"{XSD}integer"),
        RdfLiteral(""), RdfLiteral("2023-07", "http://id.loc.gov/datatypes/edtf/EDTF"), RdfLiteral("🛳\u202e", f"{XSD}string"),
        IRI("http://example.org/北京?q=%20#x"),
    ]  # fmt: skip
    quads = {Quad(IRI(f"{EX}{i}"), says, value, graph) for i, value in enumerate(values)}
    store.put_graph(graph, quads)
    assert set(store.get_graph(graph)) == quads
    assert store.ntriples(graph) == sorted(write_quad(quad._replace(graph=None)).encode() for quad in quads)
    rows = json.loads(store.answer(f"SELECT ?v FROM <{graph.value}> {{ ?s ?p ?v }}", "application/json").body)["results"]["bindings"]
    assert sorted(row["v"]["value"] for row in rows) == sorted(value.value for value in values)


def test_a_text_that_is_not_sparql_is_placed(filled: Store) -> None:
    for text, line, column in (("SELECT * {", 1, 11), ("SELECT *\n  { ?s ?p }", 2, 12)):
        with pytest.raises(QueryRefused) as refused:
            filled.answer(text, "text/csv")
        assert (refused.value.extra["line"], refused.value.extra["column"]) == (line, column)
        assert "expected" in refused.value.detail
    before = filled.version
    with pytest.raises(QueryRefused) as refused:
        filled.update("INSERT DATA { GRAPH <http://example.org/g> {\n <http://example.org/s> ?p } }")
    assert refused.value.extra["line"] == 2
    with pytest.raises(QueryRefused):
        filled.update(f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> 1 }} }} ; INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> }} }}")
    assert (filled.version, filled.get_graph(IRI(f"{EX}g"))) == (before, [])  # the whole of it or nothing


def test_limits_of_size_and_formats(filled: Store) -> None:
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    with pytest.raises(TooLarge):
        filled.answer(everything, "text/csv", None, Limits(rows=7))
    assert filled.answer(everything, "text/csv", None, Limits(rows=8)).body.count(b"\r\n") == 9
    with pytest.raises(TooLarge):
        filled.answer(everything, "text/csv", None, Limits(result_bytes=100))
    with pytest.raises(NotAcceptable):
        filled.answer(everything, "image/png")


def test_a_query_past_its_deadline_is_left(filled: Store) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }}" for i in range(7)) + " }"
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match="longer than"):
        filled.answer(endless, "text/csv", None, Limits(timeout_s=0.3))
    assert time.monotonic() - started < 3
    assert count(filled) == 2


@pytest.mark.parametrize("text", ["LOAD <http://127.0.0.1:{port}/x> INTO GRAPH <http://example.org/g>",
    "LOAD SILENT <http://127.0.0.1:{port}/x> INTO GRAPH <http://example.org/g>",
    "INSERT {{ GRAPH <http://example.org/g> {{ ?s ?p ?o }} }} WHERE {{ SERVICE <http://127.0.0.1:{port}/x> {{ ?s ?p ?o }} }}",
    "INSERT {{ GRAPH <http://example.org/g> {{ ?s ?p ?o }} }} WHERE {{ SERVICE SILENT <http://127.0.0.1:{port}/x> {{ ?s ?p ?o }} }}",
    "INSERT DATA {{ GRAPH <http://example.org/g> {{ <http://example.org/s> <http://example.org/p> 1 }} }} ; LOAD <http://127.0.0.1:{port}/x>",
    "SELECT * {{ SERVICE <http://127.0.0.1:{port}/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('http://127.0.0.1:{port}/x') AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * FROM <http://127.0.0.1:{port}/x> FROM NAMED <http://127.0.0.1:{port}/y> {{ ?s ?p ?o GRAPH ?g {{ ?a ?b ?c }} }}",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", "DESCRIBE <http://127.0.0.1:{port}/x>",
])  # fmt: skip
def test_no_text_contacts_anyone(filled: Store, text: str) -> None:
    """A canary listens; whatever a user sends, nobody knocks: neither this process, nor its workers, nor the server behind it."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        filled_in = text.format(port=canary.getsockname()[1])
        is_update = not filled_in.startswith(("SELECT", "DESCRIBE"))
        with contextlib.suppress(Forbidden):
            if is_update:
                filled.update(filled_in)
            else:
                accept = "text/turtle" if filled_in.startswith("DESCRIBE") else "text/csv"
                body = filled.answer(filled_in, accept).body
                assert b"root" not in body
        with pytest.raises(TimeoutError):
            canary.accept()
    assert (IRI("http://example.org/g") in filled.graphs()) is False


def test_users_write_their_own_graphs_only(filled: Store) -> None:
    mine = IRI(f"{EX}mine")
    filled.update(f"PREFIX e: <{EX}>\nINSERT DATA {{ GRAPH e:mine {{ e:s e:p 'x', 'y' }} }} ; # a comment at the end")
    filled.update(f"DELETE {{ GRAPH <{mine.value}> {{ ?s ?p 'x' }} }} WHERE {{ GRAPH <{mine.value}> {{ ?s ?p 'x' }} }}")
    assert [quad.object for quad in filled.get_graph(mine)] == [RdfLiteral("y")]
    version = filled.version
    for graph in (WORLD, A1, NAMES.graph("store")):
        with pytest.raises(Forbidden):
            filled.update(f"INSERT DATA {{ GRAPH <{graph.value}> {{ <{EX}s> <{EX}p> 1 }} }}")
        with pytest.raises(Forbidden):
            filled.write_graph(graph, [(b"", "text/turtle")], base=graph.value, keep=True)
        with pytest.raises(Forbidden):
            filled.drop_graph(graph)
    for text in ("DROP ALL", "CLEAR NAMED", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"):
        with pytest.raises(Forbidden):
            filled.update(text)
    assert filled.version == version


def test_documents_are_put_added_and_dropped(store: Store) -> None:
    mine = IRI(f"{EX}mine")
    turtle = b"@prefix e: <http://example.org/> . e:s e:p 1, [ e:q <rel> ] ."
    version, is_new = store.write_graph(mine, [(turtle, "text/turtle"), (turtle, "text/turtle")], base=EX, keep=False)
    assert (is_new, version) == (True, store.version)
    assert len(store.get_graph(mine)) == 5  # the blank nodes of two documents are two
    assert IRI(f"{EX}rel") in {quad.object for quad in store.get_graph(mine)}
    _, is_new = store.write_graph(mine, [(b"<a:s> <a:p> 2 .", "text/turtle")], base=EX, keep=True)
    assert (is_new, len(store.get_graph(mine))) == (False, 6)
    with pytest.raises(QueryRefused):
        store.write_graph(mine, [(b"<a:s> <a:p> .", "text/turtle")], base=EX, keep=False)
    store.write_graph(mine, [(b"", "text/turtle")], base=EX, keep=False)
    assert (store.get_graph(mine), store.graphs()) == ([], (mine,))  # empty, and there
    store.drop_graph(mine)
    assert store.graphs() == ()
    with pytest.raises(NotFound):
        store.drop_graph(mine)


# ---- opening, versions, owner -----------------------------------------------------------------------------------------


def test_no_store_is_said(settings: Settings) -> None:
    for read_only in (True, False):
        with pytest.raises(StoreProblem, match="There is no store"):
            open_store(settings, read_only=read_only)
    assert not settings.folder.exists()


def test_another_base_is_refused(settings: Settings, filled: Store) -> None:
    filled.close()
    for read_only in (True, False):
        with pytest.raises(StoreProblem, match=r"base IRI https://w3id\.org/amur/"):
            open_store(settings.model_copy(update={"base_iri": "https://example.org/kg/"}), read_only=read_only)


def test_versions_go_on(settings: Settings, filled: Store) -> None:
    version = filled.version
    filled.close()
    filled.close()
    again = open_store(settings)
    assert (again.version, again.is_behind) == (version, False)
    assert again.delete_graph(A1) == version + 1
    again.close()
    reader = open_store(settings, read_only=True)
    assert (reader.version, reader.get_graph(A1)) == (version + 1, [])
    reader.close()


def test_closed_store_says_so(filled: Store) -> None:
    filled.close()
    with pytest.raises(StoreProblem, match="closed"):
        filled.graphs()


def test_reading_changes_nothing(settings: Settings, filled: Store) -> None:
    reader = open_store(settings, read_only=True)
    assert (len(reader.get_graph(A1)), count(reader), reader.health().read_only) == (3, 2, True)
    for write in (
        lambda: reader.delete_graph(A1),
        lambda: reader.put_graph(A1, []),
        lambda: reader.update(f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> 1 }} }}"),
    ):
        with pytest.raises(StoreProblem, match="reading only"):
            write()
    reader.close()
    filled.replace(A1, [], Delta())
    filled.flush()
    reader = open_store(settings, read_only=True)
    assert (reader.get_graph(A1), reader.version) == ([], filled.version)
    reader.close()


def test_one_owner(settings: Settings, filled: Store) -> None:
    found = owner.read_owner(settings.folder)
    assert found is not None
    assert found.is_this_process
    with pytest.raises(StoreProblem):
        filled_again = open_store(settings)
        filled_again.close()
    filled.close()
    assert owner.read_owner(settings.folder) is None


def test_snapshot_opens_by_itself(filled: Store, tmp_path: Path) -> None:
    assert filled.snapshot(tmp_path / "copies" / "one") == filled.version
    assert len(ox.Store.read_only(str(tmp_path / "copies" / "one"))) == 8
    with pytest.raises(StoreProblem, match="exists already"):
        filled.snapshot(tmp_path / "copies" / "one")


def test_health(filled: Store) -> None:
    health = filled.health()
    assert (health.ok, health.version, health.quads, health.graphs, health.read_only) == (True, filled.version, 8, 3, False)


def test_what_is_warmed_up_answers(settings: Settings) -> None:
    store = open_store(settings, create=True)
    store.warm_up()
    store.warm_up()
    assert store.answer("ASK {}", "text/csv").body.split()[-1] == b"true"
    store.close()
    hasty = open_store(settings)
    hasty.warm_up()
    hasty.close()  # before it is warm
