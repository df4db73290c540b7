"""SPARQL 1.1 protocol over a small store, without the rest of the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from fastapi import FastAPI
from starlette.responses import Response

from app.api.graph_store import graph_store_router
from app.api.problems import install_problem_handlers
from app.api.query_service import QueryService
from app.api.requests import HeadAsGet
from app.api.sparql import sparql_router
from app.ids import Names
from app.keys import KeyRing
from app.model import IRI, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import open_store

pytestmark = pytest.mark.anyio
NAMES = Names()
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ARTICLE = NAMES.graph("article", "a1")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder: Path = tmp_path_factory.mktemp("protocol")
    settings = Settings(store=str(folder / "store"), query_timeout_s=5, _env_file=None)
    store = open_store(settings, create=True)
    says = IRI("http://example.org/says")
    world = Quad(IRI("http://example.org/w"), says, RdfLiteral("world"), NAMES.graph("world"))
    quads = [Quad(IRI("http://example.org/a"), says, RdfLiteral(str(i)), ARTICLE) for i in range(3)]
    store.replace(ARTICLE, quads, Delta(added=(world,)))
    store.flush()
    app = FastAPI()
    keys = KeyRing(folder)
    app.include_router(sparql_router(store, settings, keys, QueryService(store, settings)))
    app.include_router(graph_store_router(store, settings, keys))
    install_problem_handlers(app, lambda request, view: Response("page"))
    app.add_middleware(HeadAsGet)
    yield app
    store.close()


async def ask(service: FastAPI, method: str, path: str = "/sparql", **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://test") as client:
        return await client.request(method, path, **options)


def counted(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


async def test_the_three_ways_to_ask(service: FastAPI) -> None:
    assert counted(await ask(service, "GET", params={"query": COUNT})) == 1
    assert counted(await ask(service, "POST", data={"query": COUNT})) == 1
    assert counted(await ask(service, "POST", content=COUNT, headers=DIRECT)) == 1
    charset = {"Content-Type": 'application/sparql-query; charset="UTF-8"'}
    assert counted(await ask(service, "POST", content=COUNT, headers=charset)) == 1


async def test_the_dataset_of_the_protocol(service: FastAPI) -> None:
    assert counted(await ask(service, "GET", params={"query": COUNT, "default-graph-uri": ARTICLE.value})) == 3
    both = {"query": COUNT, "default-graph-uri": [ARTICLE.value, NAMES.graph("world").value]}
    assert counted(await ask(service, "POST", data=both)) == 4
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert counted(await ask(service, "GET", params={"query": named})) == 4
    assert counted(await ask(service, "GET", params={"query": named, "named-graph-uri": ARTICLE.value})) == 3
    assert counted(await ask(service, "POST", content=named, headers=DIRECT, params={"default-graph-uri": ARTICLE.value})) == 0
    overruled = COUNT.replace("WHERE", f"FROM <{NAMES.graph('world').value}> WHERE")
    assert counted(await ask(service, "GET", params={"query": overruled, "default-graph-uri": ARTICLE.value})) == 3
    assert (await ask(service, "GET", params={"query": COUNT, "default-graph-uri": "world"})).status_code == 400


@pytest.mark.parametrize(
    ("accept", "format_", "expected"),
    [
        ("*/*", None, "application/sparql-results+json"),
        ("application/sparql-results+xml", None, "application/sparql-results+xml"),
        ("text/csv;q=0.9, text/tab-separated-values", None, "text/tab-separated-values; charset=utf-8"),
        ("image/png", "csv", "text/csv; charset=utf-8"),
        ("", "application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
async def test_select_formats(service: FastAPI, accept: str, format_: str | None, expected: str) -> None:
    parameters = {"query": COUNT} | ({"format": format_} if format_ else {})
    response = await ask(service, "GET", params=parameters, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, expected)
    assert response.headers["vary"] == "Accept"
    assert int(response.headers["x-amur-version"]) > 0


async def test_graph_formats(service: FastAPI) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ARTICLE.value}> {{ ?s ?p ?o }} }}"
    for name, parser in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
        response = await ask(service, "GET", params={"query": query, "format": name})
        if name == "jsonld":
            assert len(json.loads(response.text)) == 1
        else:
            assert len(rdflib.Graph().parse(data=response.text, format=parser)) == 3
    described = await ask(service, "GET", params={"query": "DESCRIBE <http://example.org/w>"}, headers={"Accept": "application/n-triples"})
    assert described.text.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({"params": {"query": "SELECT * WHERE { ?s ?p }"}}, 400, "line 1, column"),
        ({"params": [("query", COUNT), ("query", COUNT)]}, 400, "more than one query"),
        ({"params": {"query": COUNT, "update": "DROP ALL"}}, 400, "update"),
        ({"params": {"query": "DROP ALL"}}, 400, "update"),
        ({"params": {"query": COUNT, "format": "docx"}}, 400, "json"),
        ({"params": {"query": COUNT, "timeout": "soon"}}, 400, "timeout"),
        ({"params": {"query": COUNT, "timeout": "-1"}}, 400, "timeout"),
        ({"params": {"query": COUNT}, "headers": {"Accept": "image/png"}}, 406, "text/csv"),
        ({"params": {"query": COUNT, "format": "ttl"}}, 406, "text/csv"),
        ({"params": {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}}, 403, "another host"),
        ({"params": {"query": "SELECT * {" + "{" * 100}}, 400, "brackets"),
    ],
)
async def test_refusals_of_get(service: FastAPI, options: dict[str, Any], status: int, words: str) -> None:
    response = await ask(service, "GET", **options)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert words in problem["detail"] + str(problem.get("hint"))


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content": COUNT}, 415),
        ({"content": COUNT, "headers": {"Content-Type": "text/plain"}}, 415),
        ({"content": "DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}, 401),
        ({"content": COUNT.encode("utf-16"), "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}}, 415),
        ({"content": b"SELECT '\xff' {}", "headers": DIRECT}, 400),
        ({"content": COUNT, "headers": DIRECT, "params": {"query": COUNT}}, 400),
        ({"content": "format=csv", "headers": FORM}, 400),
        ({"content": "update=DROP+ALL", "headers": FORM}, 401),
        ({"content": "SELECT * { ?s ?p '" + "x" * 40_000 + "' }", "headers": DIRECT}, 413),
        ({"content": b"query=" + b"x" * 1_100_000, "headers": FORM}, 413),
    ],
)
async def test_refusals_of_post(service: FastAPI, options: dict[str, Any], status: int) -> None:
    response = await ask(service, "POST", **options)
    assert response.status_code == status
    assert response.json()["detail"]


async def test_an_address_that_is_not_utf8(service: FastAPI) -> None:
    response = await ask(service, "GET", "/sparql?query=%FF")
    assert (response.status_code, "UTF-8" in response.json()["detail"]) == (400, True)


async def test_syntax_errors_say_where(service: FastAPI) -> None:
    problem = (await ask(service, "GET", params={"query": "SELECT *\nWHERE { ?s ?p ?o . FILTR(1) }"})).json()
    assert problem["line"] == 2
    assert 20 <= problem["column"] <= 30


async def test_other_methods(service: FastAPI) -> None:
    response = await ask(service, "DELETE")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].replace(" ", "").split(","))
    head = await ask(service, "HEAD", params={"query": COUNT})
    full = await ask(service, "GET", params={"query": COUNT})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(full.content)))
    preflight = await ask(service, "OPTIONS", headers={"Origin": "http://elsewhere", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


async def test_a_lower_timeout_stops_a_query(service: FastAPI) -> None:
    cross = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(40)))} }}" for i in range(7)) + " }"
    response = await ask(service, "GET", params={"query": cross, "timeout": "0.4"})
    assert response.status_code == 503
    assert "0.4 s" in response.json()["detail"]
    assert counted(await ask(service, "GET", params={"query": COUNT, "timeout": "60"})) == 1


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "text/html,*/*;q=0.8"])
async def test_service_description(service: FastAPI, accept: str) -> None:
    response = await ask(service, "GET", headers={"Accept": accept})
    assert response.status_code == 200
    if "ld+json" in accept:
        assert json.loads(response.text)
        return
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef("http://test/sparql")
    assert (endpoint, rdflib.RDF.type, sd.Service) in graph
    assert (endpoint, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert rdflib.URIRef(ARTICLE.value) in set(graph.objects(None, sd.name))


async def test_graph_store_reads_one_graph(service: FastAPI) -> None:
    async def read(method: str = "GET", accept: str = "application/n-triples", **parameters: str) -> httpx.Response:
        return await ask(service, method, "/rdf-graph-store", params=parameters, headers={"Accept": accept})

    article = await read(graph=ARTICLE.value)
    assert (article.status_code, article.text.count("\n")) == (200, 3)
    assert (await read(default="")).text.count("\n") == 1
    head = await read("HEAD", graph=ARTICLE.value)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(article.content)))
    assert (await read(accept="text/html", graph=ARTICLE.value)).status_code == 406
    assert (await read(graph="http://example.org/none")).status_code == 404
    assert (await read(graph="not an iri")).status_code == 400
    assert (await read(graph=ARTICLE.value, default="")).status_code == 400
    assert (await read()).status_code == 400
    assert (await read("PUT", graph=ARTICLE.value)).status_code == 401  # writing needs a key
