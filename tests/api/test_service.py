"""The service as a whole: health, headers, caching, documentation, the internal route, two applications in one process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from fastapi.testclient import TestClient

from app.api.factory import create_app
from app.ids import Names
from app.model import IRI, Quad, RdfLiteral
from app.owner import read_owner
from app.stores import open_store

ROUTES = (
    "/", "/meetings", "/actors", "/actors/wang-yi", "/articles", "/data", "/docs", "/nowhere", "/health", "/ready", "/openapi.json",
    "/api/v1/meetings", "/api/v1/nowhere", "/api/v1/meetings?x=1", "/export?format=nt", "/ontology", "/sparql?query=ASK{}",
    "/static/amur.css", "/id/actor/wang-yi", "/internal/rebuild",
)  # fmt: skip


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get("/ready").json()
    assert ready["status"] == "ready"
    assert ready["quads"] > 1000
    assert ready["graphs"] >= 6


def test_not_ready_before_the_store_is_open(corpus: Any, tmp_path: Path) -> None:
    client = TestClient(create_app(corpus.settings_in(tmp_path)))  # not entered: its start has not run
    assert client.get("/health").status_code == 200
    answer = client.get("/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert client.get("/api/v1/meetings").status_code == 503
    assert client.get("/", headers={"Accept": "text/html"}).status_code == 503


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_has_the_security_headers(client: TestClient, route: str) -> None:
    headers = client.get(route).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    is_open = route.startswith(("/api/", "/export", "/id/", "/ontology", "/openapi.json", "/health", "/ready", "/sparql"))
    assert headers.get("access-control-allow-origin") == ("*" if is_open else None)


@pytest.mark.parametrize("path", ["/api/v1/meetings", "/", "/export?format=nt", "/api/v1/actors/wang-yi?format=ttl", "/ontology"])
def test_an_unchanged_answer_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert "Accept" in first.headers["vary"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_depends_on_query_and_format(client: TestClient) -> None:
    tags = {
        client.get("/api/v1/meetings").headers["etag"],
        client.get("/api/v1/meetings?limit=1").headers["etag"],
        client.get("/api/v1/meetings", headers={"Accept": "text/csv"}).headers["etag"],
    }
    assert len(tags) == 3


def test_errors_are_not_cached(client: TestClient) -> None:
    assert "etag" not in client.get("/api/v1/meetings?x=1").headers


def test_head(client: TestClient) -> None:
    for path in ("/", "/api/v1/meetings", "/export?format=nt", "/ready"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_large_answers_are_compressed_when_asked(client: TestClient) -> None:
    answer = client.get("/api/v1/meetings", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert {"accept", "accept-encoding"} <= {part.strip().lower() for part in answer.headers["vary"].split(",")}
    assert "content-encoding" not in client.get("/api/v1/meetings", headers={"Accept-Encoding": "identity"}).headers


def test_static_files_are_kept_for_ever_by_their_digest(client: TestClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/amur.css").headers["cache-control"] == "public, max-age=3600"
    assert client.get("/static/../pages.py").status_code == 404
    assert client.get("/static/%2e%2e/pages.py").status_code == 404


def test_openapi_is_complete(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert "/internal/ingest" not in document["paths"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["tags"], where
            assert "422" not in operation["responses"], where
            for parameter in operation.get("parameters", ()):
                described = parameter.get("description") or parameter["schema"].get("description")
                assert described or parameter["schema"].get("enum") or "slug" in parameter["name"], f"{where} {parameter['name']}"
            if path.startswith("/api/"):
                content = operation["responses"]["200"]["content"]
                assert content["application/json"]["schema"], where
                assert "application/problem+json" in operation["responses"]["400"]["content"], where


def test_documentation_pages_list_every_route_and_problem(client: TestClient) -> None:
    page = client.get("/docs").text
    for path, item in client.get("/openapi.json").json()["paths"].items():
        assert all(f"{method.upper()} {path}" in page for method in item) or path.startswith("/sparql")
    assert 'id="problem-unknown-actor"' in page


def test_a_handed_in_store_is_read_and_stays_open(corpus: Any, tmp_path: Path) -> None:
    """Two applications over two stores in one process, each answering from its own."""
    clients = []
    stores = []
    for name in ("first", "second"):
        settings = corpus.settings_in(tmp_path / name)
        settings.folder.parent.mkdir(parents=True)
        store = open_store(settings, create=True)
        actor = Names().resource("actor", f"x-{name}")
        world = Names().graph("world")
        store.put_graph(
            world,
            [
                Quad(actor, IRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), IRI("https://w3id.org/amur/ontology#Person"), world),
                Quad(actor, IRI("http://www.w3.org/2000/01/rdf-schema#label"), RdfLiteral(name.title()), world),
            ],
        )
        stores.append(store)
        clients.append(TestClient(create_app(settings, store)))
    for name, other, client in (("first", "second", clients[0]), ("second", "first", clients[1])):
        assert client.get(f"/data/actor/x-{name}").status_code == 200
        assert client.get(f"/data/actor/x-{other}").status_code == 404
    for store in stores:
        assert store.health().ok
        store.close()


def bearer(settings: Any) -> dict[str, str]:
    owner = read_owner(settings.folder)
    assert owner is not None
    return {"Authorization": f"Bearer {owner.token}"}


def test_the_internal_route_takes_articles_and_gives_them_up(corpus: Any, tmp_path: Path) -> None:
    settings = corpus.settings_in(tmp_path)
    table = (
        "id,time,level,format,participants,place,sources\n"
        "m1,2023-10-18,leader,bilateral,xi-jinping|vladimir-putin,beijing,https://example.org/a\n"
    )
    with TestClient(create_app(settings), client=("127.0.0.1", 50000)) as client:
        token = bearer(settings)
        before = client.get("/ready").json()["version"]
        sent = {
            "file": ("meetings.csv", table.encode()),
        }
        answer = client.post("/internal/ingest", files=sent, data={"meta": json.dumps({"title": "A table"})}, headers=token)
        assert answer.status_code == 200, answer.text
        (outcome,) = answer.json()["articles"]
        assert (outcome["status"], outcome["claims"]) == ("added", 1)
        assert client.get("/ready").json()["version"] > before
        assert len(client.get("/api/v1/meetings?actor=xi-jinping").json()["items"]) == 1
        again = client.post("/internal/ingest", files=sent, data={"meta": json.dumps({"title": "A table"})}, headers=token)
        assert again.json()["articles"][0]["status"] == "unchanged"
        assert client.post("/internal/rebuild", json={}, headers=token).json()["articles"] == 1
        gone = client.post("/internal/retract", json={"article": outcome["article"]}, headers=token)
        assert gone.status_code == 200, gone.text
        assert client.get("/api/v1/meetings?actor=xi-jinping").json()["items"] == []
        assert client.post("/internal/retract", json={"article": "no such"}, headers=token).status_code == 404
        assert client.post("/internal/ingest", files=sent, data={"meta": "[1]"}, headers=token).status_code == 400
        unread = client.post("/internal/ingest", files={"file": ("x.bin", b"\x00\x01\x02")}, headers=token).json()["articles"]
        assert [one["status"] for one in unread] == ["failed"]


def test_the_internal_route_knows_a_store_in_the_home_folder(corpus: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = corpus.settings_in(tmp_path).model_copy(update={"store": "~/store"})
    with TestClient(create_app(settings), client=("127.0.0.1", 50000)) as client:
        owner = read_owner(tmp_path / "store")
        assert owner is not None
        answer = client.post("/internal/rebuild", json={}, headers={"Authorization": f"Bearer {owner.token}"})
        assert answer.status_code == 200, answer.text


def test_decisions_go_through_the_internal_route_and_are_told_as_changes(corpus: Any, tmp_path: Path) -> None:
    settings = corpus.settings_in(tmp_path)
    head = "id,time,level,format,participants,place,sources\n"
    rows = [
        head + f"m{day},2023-03-{day},foreign,bilateral,wang-yi|sergey-lavrov,moscow,https://example.org/{day}\n" for day in ("06", "08")
    ]
    schema = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "changes.json").read_text(encoding="utf-8"))
    with TestClient(create_app(settings), client=("127.0.0.1", 50000), follow_redirects=False) as client:
        token = bearer(settings)
        for number, row in enumerate(rows):
            sent = {"file": (f"{number}-meetings.csv", row.encode())}
            meta = json.dumps({"title": "A table", "id": f"t{number}"})
            assert client.post("/internal/ingest", files=sent, data={"meta": meta}, headers=token).json()["articles"][0]["claims"] == 1
        one, two = (item["id"] for item in client.get("/api/v1/meetings").json()["items"])
        version = client.get("/api/v1/changes").json()["version"]
        merged = client.post("/internal/merge", json={"one": one, "two": two, "by": "an editor"}, headers=token)
        assert merged.status_code == 200, merged.text
        [kept] = client.get("/api/v1/meetings").json()["items"]
        gone = two if kept["id"] == one else one
        answer = client.get(f"/api/v1/events/{gone}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/api/v1/events/{kept['id']}")
        changes = client.get("/api/v1/changes", params={"since": version, "limit": 1}).json()
        jsonschema.validate(changes, schema)
        rest = client.get("/api/v1/changes", params={"since": version, "cursor": changes["next"]}).json()
        told = {(item["reason"], item["id"], item["into"]) for item in (*changes["items"], *rest["items"])}
        assert told == {("merged", gone, kept["id"]), ("merged", kept["id"], None)} and rest["next"] is None
        assert client.get("/api/v1/changes", params={"since": version, "format": "csv"}).text.startswith("version,at,reason")
        feed = feedparser.parse(client.get("/api/v1/changes", params={"since": version, "format": "atom"}).content)
        assert not feed.bozo and {one.id for one in feed.entries} == {
            f"{one['iri']}#v{one['version']}-{one['reason']}-{one['number']}" for one in (*changes["items"], *rest["items"])
        }
        assert [one.updated for one in feed.entries] == sorted((one.updated for one in feed.entries), reverse=True)
        page = feedparser.parse(client.get("/api/v1/changes", params={"since": version, "format": "atom", "limit": 1}).content)
        [following] = [link.href for link in page.feed.links if link.rel == "next"]
        assert [one.id for one in feed.entries[:2]] == [page.entries[0].id, feedparser.parse(client.get(following).content).entries[0].id]
        assert client.get("/api/v1/changes", params={"since": -1}).status_code == 400
        assert client.get("/api/v1/changes", params={"cursor": "x"}).status_code == 400
        parted = client.post("/internal/split", json={"name": kept["id"]}, headers=token).json()
        assert "new" in {change["reason"] for change in parted["changes"]}
        assert [item["id"] for item in client.get("/api/v1/meetings").json()["items"]] == [one, two]
        judged = {"name": f"c{one[1:]}", "verdict": "reject", "by": "an editor"}
        assert client.post("/internal/review", json=judged, headers=token).status_code == 200
        assert [item["id"] for item in client.get("/api/v1/meetings").json()["items"]] == [two]
        assert client.post("/internal/review", json={**judged, "verdict": "shrug"}, headers=token).status_code == 400


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer "}])
@pytest.mark.parametrize("verb", ["ingest", "retract", "rebuild", "merge", "split", "review"])
def test_the_internal_route_is_closed_without_its_token(client: TestClient, verb: str, header: dict[str, str]) -> None:
    before = client.get("/ready").json()
    answer = client.post(f"/internal/{verb}", json={"article": "x"}, headers=header)
    assert (answer.status_code, answer.json()["type"]) == (401, "/docs#problem-unauthorized")
    assert client.get("/ready").json() == before


def test_the_internal_route_is_closed_to_other_machines(corpus: Any, tmp_path: Path) -> None:
    settings = corpus.settings_in(tmp_path)
    with TestClient(create_app(settings), client=("192.0.2.7", 50000)) as client:
        answer = client.post("/internal/rebuild", json={}, headers=bearer(settings))
    assert (answer.status_code, answer.json()["type"]) == (403, "/docs#problem-forbidden")


def test_main_is_the_application() -> None:
    from fastapi import FastAPI

    from app.main import app

    assert isinstance(app, FastAPI)
