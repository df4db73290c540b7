"""What is asked wrongly is refused with the parameter's name, the reason and the remedy; nothing is 5xx."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("path", "status", "code", "named"),
    [
        ("meetings?actr=x", 400, "bad-parameter", "actr"),
        ("meetings?actor=Sergei%20Lavrof", 404, "unknown-actor", "Lavrof"),
        ("meetings?actor=Li", 409, "ambiguous-actor", "Li"),
        ("meetings?with=zzzz", 404, "unknown-actor", "zzzz"),
        ("meetings?since=yesterday", 400, "bad-date", "since"),
        ("meetings?since=2023-13", 400, "bad-date", "since"),
        ("meetings?since=2023-02-30", 400, "bad-date", "since"),
        ("meetings?since=2024&until=2023", 400, "bad-date", "until"),
        ("meetings?type=Dinner", 400, "bad-parameter", "type"),
        ("meetings?status=maybe", 400, "bad-parameter", "status"),
        ("meetings?level=high", 400, "bad-parameter", "level"),
        ("meetings?place=Atlantis", 400, "bad-parameter", "Atlantis"),
        ("meetings?topic=cooking", 400, "bad-parameter", "topic"),
        ("meetings?limit=501", 400, "bad-parameter", "limit"),
        ("meetings?limit=0", 400, "bad-parameter", "limit"),
        ("meetings?limit=all", 400, "bad-parameter", "limit"),
        ("meetings?min_confidence=2", 400, "bad-parameter", "min_confidence"),
        ("meetings?cursor=%00%ff", 400, "bad-parameter", "cursor"),
        ("meetings?cursor=bm90IG9uZSBvZiBvdXJz", 400, "bad-parameter", "cursor"),
        ("meetings?order=random", 400, "bad-parameter", "order"),
        ("meetings?format=pdf", 400, "bad-parameter", "format"),
        ("actors?cursor=!!", 400, "bad-parameter", "cursor"),
        ("events/e000000000000", 404, "not-found", "e000000000000"),
        ("events/e000000000000?x=1", 400, "bad-parameter", "x"),
        ("actors/nobody-at-all", 404, "not-found", "nobody-at-all"),
        ("articles/none", 404, "not-found", "none"),
        ("claims/none", 404, "not-found", "none"),
        ("nowhere", 404, "not-found", "nowhere"),
        ("meetings?actor=wang-yi&with=Ван%20И", 400, "bad-parameter", "wang-yi"),
        ("meetings?since=2022&since=2023", 400, "bad-parameter", "since"),
        ("meetings?language=English", 400, "bad-parameter", "language"),
        ("articles?language=English", 400, "bad-parameter", "language"),
        ("graph/path?source=wang-yi", 400, "bad-parameter", "target is missing"),
        ("changes?since=1000000000", 400, "bad-parameter", "1000000000"),
    ],
)
def test_refusals(client: TestClient, path: str, status: int, code: str, named: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert body["type"] == f"/docs#problem-{code}"
    assert named in body["detail"]
    assert body["hint"]
    assert body["status"] == status
    assert body["instance"].startswith("/api/v1/")


def test_candidates_are_listed(client: TestClient) -> None:
    unknown = client.get("/api/v1/meetings?actor=Sergei%20Lavrof").json()
    assert unknown["candidates"][0] == {"id": "sergey-lavrov", "label": unknown["candidates"][0]["label"]}
    ambiguous = client.get("/api/v1/meetings?actor=Li").json()
    assert len(ambiguous["candidates"]) > 1
    assert all(one["label"]["en"] for one in ambiguous["candidates"])


def test_nothing_acceptable(client: TestClient) -> None:
    answer = client.get("/api/v1/meetings", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/docs#problem-not-acceptable")
    assert client.get("/api/v1/actors/wang-yi", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/export", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/export?format=pdf").status_code == 400


def test_writing_is_not_answered(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/v1/meetings")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_allow_lists_what_all_routes_of_the_address_answer(client: TestClient) -> None:
    refused = client.put("/api/v1/articles")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    asked = client.options("/api/v1/articles/harbour-talks")
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, "DELETE, GET, HEAD, OPTIONS", b"")


def test_lists_as_libraries_write_them(client: TestClient) -> None:
    both = client.get("/api/v1/events", params={"type": ["Meeting", "JointPatrol"]}).json()["items"]
    assert {event["type"] for event in both} == {"Meeting", "JointPatrol"}
    assert both == client.get("/api/v1/events?type=Meeting,JointPatrol").json()["items"]
    pair = client.get("/api/v1/meetings", params={"actor": ["wang-yi", "sergey-lavrov"]}).json()
    assert pair == client.get("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov").json()
    drawn = client.get("/api/v1/graph/subgraph", params={"actor": ["wang-yi", "sergey-lavrov"]}).json()
    assert {node["id"] for node in drawn["nodes"]} == {"wang-yi", "sergey-lavrov"}
    page = client.get("/api/v1/events", params={"type": ["Meeting", "JointPatrol"], "limit": 1})
    assert client.get(page.links["next"]["url"]).json()["items"][0] == both[1]


def test_a_slash_too_many(client: TestClient) -> None:
    hint = client.get("/api/v1/meetings/").json()["hint"]
    assert "try /api/v1/meetings." in hint


def test_a_language_is_its_first_part(client: TestClient) -> None:
    assert client.get("/api/v1/articles?language=EN-gb").json() == client.get("/api/v1/articles?language=en").json()


def test_a_browser_gets_a_page_that_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/meetings?actor=Li&lang=ru", headers={"Accept": "text/html"})
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/meetings?actor=li-qiang&amp;lang=ru"' in answer.text  # the same question with the one that is meant
    missing = client.get("/nowhere/at/all", headers={"Accept": "text/html"})
    assert missing.status_code == 404
    assert "There is nothing at /nowhere/at/all." in missing.text


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["meetings", "events", "actors", "articles", "statements", "figures", "counted", "conflicts", "offices", "coverage"]
    ),
    name=st.sampled_from(
        ["actor", "with", "since", "place", "type", "topic", "q", "cursor", "limit", "publisher", "kind", "on", "format", "x"]
    ),
    value=st.text(max_size=30),
)
def test_no_value_breaks_a_list(client: TestClient, path: str, name: str, value: str) -> None:
    assert client.get(f"/api/v1/{path}", params={name: value.encode("utf-8", "ignore").decode()}).status_code < 500


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["events", "actors", "articles", "claims"]), slug=st.text(min_size=1, max_size=20))
def test_no_id_breaks_a_thing(client: TestClient, kind: str, slug: str) -> None:
    from urllib.parse import quote

    address = f"/api/v1/{kind}/{quote(slug.encode('utf-8', 'ignore'), safe='')}"
    assert client.get(address).status_code < 500
    assert client.get(f"{address}?format=ttl").status_code < 500
    assert client.get(address.removeprefix("/api/v1")).status_code < 500
