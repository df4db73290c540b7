"""The same corpus on a SPARQL server: every answer is, byte for byte, what the embedded store gives. (`make test-remote` runs all tests so.)"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.factory import create_app
from app.keys import KeyRing, keys_folder
from app.queries import list_examples
from app.settings import Settings

ROUTES = (
    "/api/v1/meetings?actor=wang-yi&with=sergey-lavrov", "/api/v1/meetings?since=2023&limit=2", "/api/v1/meetings?place=jakarta",
    "/api/v1/meetings?type=all&status=all&order=desc", "/api/v1/events?topic=ukraine", "/api/v1/events?status=planned",
    "/api/v1/actors?q=Wang", "/api/v1/actors/wang-yi", "/api/v1/articles", "/api/v1/statements", "/api/v1/meetings?actor=nobody-at-all",
    "/api/v1/meetings?x=1", "/export?format=nq", "/export?format=ttl", "/export?format=jsonld", "/id/actor/wang-yi", "/meetings",
    "/actors/sergey-lavrov", "/articles", "/data", "/.well-known/void", "/rdf-graph-store?graph=https://w3id.org/amur/graph/world",
)  # fmt: skip
ACCEPTED = {
    "/rdf-graph-store?graph=https://w3id.org/amur/graph/world": "application/n-triples",
    "/meetings": "text/html",
    "/actors/sergey-lavrov": "text/html",
    "/articles": "text/html",
    "/data": "text/html",
}
SELECTED = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 40"
COUNTED = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def on_server(corpus: Any, tmp_path_factory: pytest.TempPathFactory, start_oxigraph: Callable[[], Any]) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("on_server")
    settings = Settings(store=start_oxigraph().url, archive=str(folder / "archive"), _env_file=None)  # type: ignore[call-arg]
    corpus.fill(settings)
    with TestClient(create_app(settings), follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        client.headers["Accept"] = "*/*"
        client.headers["Authorization"] = f"Bearer {KeyRing(keys_folder(settings)).create('test')}"
        yield client


def body(answer: Any) -> bytes:
    """What is answered, without what differs from request to request."""
    if "problem+json" in answer.headers.get("content-type", ""):
        return json.dumps({**answer.json(), "request_id": None}).encode()
    return bytes(answer.content)


@pytest.mark.parametrize("route", ROUTES)
def test_answers_are_the_same(client: TestClient, on_server: TestClient, route: str) -> None:
    head = {"Accept": ACCEPTED.get(route, "*/*")}
    one, other = client.get(route, headers=head), on_server.get(route, headers=head)
    assert one.status_code == other.status_code
    assert one.headers.get("content-type") == other.headers.get("content-type")
    if route.startswith("/rdf-graph-store"):  # as one wrote it, in the order of the engine
        assert sorted(one.content.splitlines()) == sorted(other.content.splitlines())
    else:
        assert body(one) == body(other)


@pytest.mark.parametrize("accept", RESULTS)
@pytest.mark.parametrize("query", [SELECTED, COUNTED, "ASK { ?s ?p ?o }"])
def test_results_are_the_same_in_all_formats(client: TestClient, on_server: TestClient, query: str, accept: str) -> None:
    one, other = (who.get("/sparql", params={"query": query}, headers={"Accept": accept}) for who in (client, on_server))
    assert (one.status_code, one.headers["content-type"]) == (other.status_code, other.headers["content-type"])
    assert one.content == other.content


@pytest.mark.parametrize("query", [example.text for example in list_examples()], ids=[example.name for example in list_examples()])
def test_examples_are_the_same(client: TestClient, on_server: TestClient, query: str) -> None:
    accept = {"Accept": "application/n-triples, text/csv;q=0.9"}
    one, other = (who.get("/sparql", params={"query": query}, headers=accept) for who in (client, on_server))
    assert one.status_code == other.status_code == 200
    assert sorted(one.content.splitlines()) == sorted(other.content.splitlines())


def test_graphs_of_the_protocol_and_of_the_text(client: TestClient, on_server: TestClient) -> None:
    world, registry = "https://w3id.org/amur/graph/world", "https://w3id.org/amur/graph/registry"
    count = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?graphs) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    for params in (
        {"query": count},
        {"query": count, "default-graph-uri": world},
        {"query": count, "default-graph-uri": world, "named-graph-uri": registry},
        {"query": count, "named-graph-uri": registry},
        {"query": count.replace("{ {", f"FROM <{world}> FROM NAMED <{registry}> {{ {{")},
        {"query": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . GRAPH <{world}> {{ ?s ?p ?o }} }}"},
        {
            "query": f"PREFIX g: <https://w3id.org/amur/graph/> SELECT (COUNT(*) AS ?n) {{ GRAPH g:world {{ ?s ?p ?o }} GRAPH <{registry}> {{}} }}"
        },
    ):
        one, other = (who.get("/sparql", params=params, headers={"Accept": "text/csv"}) for who in (client, on_server))
        assert one.content == other.content, params


def test_a_write_is_seen_and_moves_the_tag(on_server: TestClient) -> None:
    query = {"query": "SELECT (COUNT(*) AS ?n) { GRAPH <http://example.org/mine> { ?s ?p ?o } }"}
    before = on_server.get("/sparql", params=query)
    again = on_server.get("/sparql", params=query, headers={"If-None-Match": before.headers["etag"]})
    assert again.status_code == 304
    text = "INSERT DATA { GRAPH <http://example.org/mine> { <http://example.org/s> <http://example.org/p> 1 } }"
    written = on_server.post("/sparql", content=text, headers=UPDATE)
    assert written.status_code == 204
    after = on_server.get("/sparql", params=query, headers={"If-None-Match": before.headers["etag"], "Accept": "text/csv"})
    assert (after.status_code, after.content) == (200, b"n\r\n1\r\n")
    assert int(written.headers["x-amur-version"]) == int(before.headers["x-amur-version"]) + 1
    assert on_server.delete("/rdf-graph-store?graph=http://example.org/mine").status_code == 204
    assert on_server.get("/rdf-graph-store?graph=http://example.org/mine").status_code == 404


def test_the_gate_stands_before_the_server(on_server: TestClient) -> None:
    for text, status in (
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403),
        ("SELECT * " + "{" * 70 + "}" * 70, 400),
        ("SELECT * { ?s ?p ?o " + ". ?s ?p ?o " * 400 + "}", 400),
        ("SELECT * { ", 400),
    ):
        assert on_server.get("/sparql", params={"query": text}).status_code == status
    for text in ("DROP ALL", "LOAD <http://127.0.0.1:1/>", "CLEAR GRAPH <https://w3id.org/amur/graph/store>"):
        assert on_server.post("/sparql", content=text, headers=UPDATE).status_code == 403


def test_it_is_ready_and_says_where(on_server: TestClient) -> None:
    ready = on_server.get("/ready").json()
    assert ready["status"] == "ready"
    assert ready["quads"] > 1000
    marker = on_server.get("/sparql", params={"query": "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"}, headers={"Accept": "text/csv"})
    assert b"graph/store" not in marker.content  # the marker is ours


def test_the_folder_here_holds_no_graph(on_server: TestClient) -> None:
    folder = Path(on_server.app.state.services.settings.folder)  # type: ignore[attr-defined]
    assert {path.name for path in folder.iterdir()} >= {"archive.sqlite", "store.json", "version.json", "owner.json", "keys.json"}
    assert not (folder / "oxigraph").exists()
