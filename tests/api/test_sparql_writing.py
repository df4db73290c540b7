"""Writing by SPARQL update and the Graph Store protocol: with a key, never to managed graphs, never half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.factory import create_app
from app.ids import Names
from app.keys import KeyRing, keys_folder
from app.settings import Settings
from app.stores import open_store

GSP, MINE = "/rdf-graph-store", "http://example.org/mine"
WORLD = Names().graph("world").value
TRIPLE = "<http://example.org/s> <http://example.org/p> 1"
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), query_timeout_s=10, body_limit_mb=2, plain=True, _env_file=None)


@pytest.fixture
def plain(settings: Settings) -> Iterator[TestClient]:
    """A client of an empty bare dataset, without a key."""
    store = open_store(settings, create=True)
    with TestClient(create_app(settings, store)) as client:
        yield client
    store.close()


@pytest.fixture
def key(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {KeyRing(keys_folder(settings)).create('test')}"}


def ask(client: TestClient, pattern: str) -> bool:
    return bool(client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}).json()["boolean"])


def test_updates_by_every_way(plain: TestClient, key: dict[str, str]) -> None:
    for number, path in enumerate(("/sparql", "/sparql/update")):
        triple = f"<http://example.org/s> <http://example.org/p{number}>"
        answer = plain.post(path, content=f"INSERT DATA {{ {triple} 1 }}", headers={**key, **UPDATE})
        assert (answer.status_code, int(answer.headers["x-amur-version"]) > 0) == (204, True)
        assert plain.post(path, data={"update": f"INSERT DATA {{ {triple} 2 }}"}, headers=key).status_code == 204
        assert ask(plain, f"{triple} 1, 2")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer amur_wrong"}, {"Authorization": "Basic dTpw"}])
def test_nothing_is_written_without_a_key(plain: TestClient, key: dict[str, str], headers: dict[str, str]) -> None:
    update = f"INSERT DATA {{ {TRIPLE} }}"
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/sparql", {"content": update, "headers": {**headers, **UPDATE}}),
        ("POST", "/sparql/update", {"content": update, "headers": {**headers, **UPDATE}}),
        ("POST", "/sparql", {"data": {"update": update}, "headers": headers}),
        *((method, f"{GSP}?graph={MINE}", {"content": TRIPLE, "headers": {**headers, **TURTLE}}) for method in ("PUT", "POST")),
        ("DELETE", f"{GSP}?default", {"headers": headers}),
        ("POST", GSP, {"content": TRIPLE, "headers": {**headers, **TURTLE}}),
    ]
    for method, path, body in requests:
        answer = plain.request(method, path, **body)
        assert (answer.status_code, answer.json()["title"]) == (401, "A key is needed")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not ask(plain, "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }")


def test_a_revoked_key_is_none(settings: Settings, plain: TestClient, key: dict[str, str]) -> None:
    KeyRing(keys_folder(settings)).revoke("test")
    assert plain.post("/sparql", content="CLEAR ALL", headers={**key, **UPDATE}).status_code == 401


def test_a_failed_update_leaves_nothing(plain: TestClient, key: dict[str, str]) -> None:
    insert = f"INSERT DATA {{ {TRIPLE} }}"
    for rest, status in (("LOAD <http://127.0.0.1:9/x>", 403), ("INSERT DATA {", 400), ("CLEAR GRAPH <http://example.org/none>", 400)):
        answer = plain.post("/sparql", content=f"{insert} ;\n{rest}", headers={**key, **UPDATE})
        assert answer.status_code == status, answer.text
    assert not ask(plain, TRIPLE)
    answer = plain.post("/sparql", content="INSERT DATA {\n <a:b> <c:d> }", headers={**key, **UPDATE}).json()
    assert (answer["line"], answer["column"] > 1) == (2, True)


def test_updates_take_their_dataset_from_the_protocol(plain: TestClient, key: dict[str, str]) -> None:
    headers = {**key, **UPDATE}
    plain.post("/sparql", content=f"INSERT DATA {{ GRAPH <{MINE}> {{ {TRIPLE} }} }}", headers=headers)
    copy = "INSERT { GRAPH <http://example.org/copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert plain.post(f"/sparql?using-graph-uri={MINE}", content=copy, headers=headers).status_code == 204
    assert ask(plain, f"GRAPH <http://example.org/copy> {{ {TRIPLE} }}")
    both = plain.post(
        f"/sparql?using-graph-uri={MINE}", content=f"WITH <{MINE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", headers=headers
    )
    assert both.status_code == 400
    assert plain.post(f"/sparql?using-graph-uri={MINE}", content="DELETE WHERE { ?s ?p ?o }", headers=headers).status_code == 204


def test_graphs_are_put_added_to_and_dropped(plain: TestClient, key: dict[str, str]) -> None:
    address = f"{GSP}?graph={MINE}"
    assert plain.get(address).status_code == 404
    made = plain.put(address, content=f"{TRIPLE} .", headers={**key, **TURTLE})
    assert (made.status_code, made.headers["location"]) == (201, MINE)
    first = plain.get(address)
    assert plain.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    more = plain.post(address, content="<http://example.org/s> <http://example.org/q> [] .", headers={**key, **TURTLE})
    assert more.status_code == 204
    assert plain.get(address, headers={"Accept": "application/n-triples"}).text.count("\n") == 2
    assert plain.head(address).status_code == 200
    late = plain.put(address, content="", headers={**key, **TURTLE, "If-Match": first.headers["etag"]})
    assert (late.status_code, late.json()["title"]) == (412, "It has changed meanwhile")
    assert plain.put(address, content="", headers={**key, **TURTLE, "If-None-Match": "*"}).status_code == 412
    now = plain.get(address).headers["etag"]
    assert plain.put(address, content="", headers={**key, **TURTLE, "If-Match": now}).status_code == 204
    assert plain.get(address).status_code == 200  # empty, and there
    assert plain.delete(address, headers=key).status_code == 204
    assert plain.delete(address, headers=key).status_code == 404
    new = plain.post(GSP, content=f"{TRIPLE} .", headers={**key, **TURTLE})
    assert plain.get(GSP, params={"graph": new.headers["location"]}).status_code == 200
    assert plain.get(new.headers["location"]).status_code == 200


def test_a_form_adds_several_documents(plain: TestClient, key: dict[str, str]) -> None:
    files = {
        "one": ("a.ttl", b"[] <http://example.org/p> 1 .", "text/turtle"),
        "two": ("b.nt", b"_:b <http://example.org/p> <http://example.org/o> .\n", "application/n-triples"),
    }
    assert plain.post(f"{GSP}?graph={MINE}", files=files, headers=key).status_code == 201
    counted = plain.get("/sparql", params={"query": f"SELECT (COUNT(DISTINCT ?s) AS ?n) FROM <{MINE}> {{ ?s ?p ?o }}", "format": "csv"})
    assert counted.text.split() == ["n", "2"]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/rdf+xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', 400),
        ("application/rdf+xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"), 400),
        ("application/ld+json", b'{"@context": "http://127.0.0.1:9/context", "a": 1}', 400),
        ("text/turtle; charset=latin-1", b"", 415),
        ("text/html", b"", 415),
        ("text/turtle", b"<http://example.org/s> <http://example.org/p>", 400),
        ("application/n-quads", b"<a:s> <a:p> <a:o> <a:g> .\n", 400),
        ("text/turtle", b"#" * 2_500_000, 413),
    ],
)
def test_documents_that_are_not_taken(plain: TestClient, key: dict[str, str], kind: str, body: bytes, status: int) -> None:
    answer = plain.put(f"{GSP}?graph={MINE}", content=body, headers={**key, "Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert plain.get(f"{GSP}?graph={MINE}").status_code == 404


def test_managed_graphs_are_protected(corpus: Any, tmp_path: Path) -> None:
    settings = corpus.settings_in(tmp_path)
    key = {"Authorization": f"Bearer {KeyRing(keys_folder(settings)).create('test')}"}
    with TestClient(create_app(settings)) as client:
        before = client.get("/ready").json()["quads"]
        for text in ("DROP ALL", "CLEAR NAMED", f"DROP GRAPH <{WORLD}>", f"INSERT DATA {{ GRAPH <{WORLD}> {{ {TRIPLE} }} }}"):
            assert client.post("/sparql", content=text, headers={**key, **UPDATE}).status_code == 403
        for method in ("PUT", "POST", "DELETE"):
            answer = client.request(method, GSP, params={"graph": WORLD}, content=TRIPLE, headers={**key, **TURTLE})
            assert answer.status_code == 403
        assert client.get("/ready").json()["quads"] == before
        assert client.put(f"{GSP}?graph={MINE}", content=f"{TRIPLE} .", headers={**key, **TURTLE}).status_code == 201
        assert ask(client, f"GRAPH <{MINE}> {{ {TRIPLE} }}")
        assert not ask(client, TRIPLE)  # not in the default graph


def test_a_bare_dataset_has_sparql_alone(plain: TestClient) -> None:
    assert plain.get("/api/v1/meetings").status_code == 404
    assert plain.get("/health").status_code == 200
    assert "service-description" in plain.get("/sparql").text


def test_answers_are_kept_until_the_data_changes(plain: TestClient, key: dict[str, str]) -> None:
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    first = plain.get("/sparql", params=query)
    tag = first.headers["etag"]
    assert plain.get("/sparql", params=query).content == first.content
    assert plain.get("/sparql", params=query, headers={"If-None-Match": f'"x", {tag}'}).status_code == 304
    assert plain.get("/sparql", params=query, headers={"If-None-Match": tag, "Accept": "text/csv"}).status_code == 200
    plain.post("/sparql", content=f"INSERT DATA {{ {TRIPLE} }}", headers={**key, **UPDATE})
    changed = plain.get("/sparql", params=query, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json()["results"]["bindings"][0]["n"]["value"]) == (200, "1")
    assert changed.headers["etag"] != tag
    assert "etag" not in plain.get("/sparql", params={"query": "SELECT (RAND() AS ?x) {}"}).headers


def test_the_data_are_described_as_they_are(plain: TestClient, key: dict[str, str]) -> None:
    insert = (
        f"INSERT DATA {{ {TRIPLE} . <http://example.org/s> a <http://example.org/C> . <http://example.org/t> a <http://example.org/C> }}"
    )
    assert "void:triples 0" in plain.get("/.well-known/void").text
    plain.post("/sparql", content=insert, headers={**key, **UPDATE})
    told = plain.get("/.well-known/void").text
    for part in ("void:triples 3", "void:distinctSubjects 2", "void:properties 2", "void:entities 2", "void:class <http://example.org/C>"):
        assert part in told
    assert plain.get("/.well-known/void", headers={"Accept": "application/ld+json"}).json()


def test_the_service_tells_prefixes_and_examples(client: TestClient) -> None:
    told = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "http://www.w3.org/ns/shacl#declare" in told
    assert "http://www.w3.org/ns/shacl#select" in told


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), plain=True, rate_per_minute=2, _env_file=None)
    store = open_store(settings, create=True)
    with TestClient(create_app(settings, store)) as client:
        for _ in range(2):
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        refused = client.get("/sparql", params={"query": "ASK {}"})
        assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
        assert 1 <= int(refused.headers["retry-after"]) <= 30
        assert client.get("/health").status_code == 200
    store.close()
