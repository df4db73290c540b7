"""The graph of actors over HTTP: answers by the published schemas, tables, limits, and what is said when there is nothing."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker

from app.answers import to_json
from app.answers.graph import find_neighbors
from app.answers.graph_query import GraphQuery
from app.answers.views import plain
from app.api.factory import create_app
from app.sentences import Sentences

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
ROUTES = {
    "neighbour": "neighbors/wang-yi?depth=2&kind=all&layout=true",
    "path": "path?source=li-shangfu&target=xi-jinping&k=3",
    "subgraph": "subgraph?layout=true&status=all&kind=all",
    "common": "common?a=li-shangfu&b=vladimir-putin",
    "centrality": "centrality?measure=betweenness",
    "communities": "communities",
    "series": "series?a=xi-jinping&b=vladimir-putin&by=month",
}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application over the network of tests/tools/network.py."""
    name = "amur_test_network"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "tools" / "network.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    settings = sys.modules[name].fill(tmp_path_factory.mktemp("network"))
    with TestClient(create_app(settings), follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        client.headers["Accept"] = "*/*"
        yield client


def get(client: TestClient, path: str) -> Any:
    answer = client.get(f"/api/v1/graph/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def table(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(f"/api/v1/graph/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("schema", ROUTES)
def test_answers_fit_their_schemas(network: TestClient, schema: str) -> None:
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8")), format_checker=FormatChecker())
    answer = get(network, ROUTES[schema])
    validator.validate(answer)
    assert not validator.is_valid({**answer, "window": None} if "window" in answer else {})
    assert any(answer.get(name) for name in ("items", "edges", "paths"))


@pytest.mark.parametrize("schema", ROUTES)
def test_answers_are_tables_too(network: TestClient, schema: str) -> None:
    rows = table(network, f"{ROUTES[schema]}&format=csv" if "?" in ROUTES[schema] else f"{ROUTES[schema]}?format=csv")
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize(
    "actor", ["sergey-lavrov", "Sergey Lavrov", "拉夫罗夫", "Лавров", "Q58217", "https://w3id.org/amur/id/actor/sergey-lavrov"]
)
def test_an_actor_is_named_in_three_scripts_or_by_wikidata(network: TestClient, actor: str) -> None:
    assert get(network, f"neighbors/{actor}")["center"] == "sergey-lavrov"
    assert get(network, f"series?a={actor}")["a"] == "sergey-lavrov"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("neighbors/Lavrof", 404, "unknown-actor"),
        ("neighbors/wang", 409, "ambiguous-actor"),
        ("path?source=wang-yi&target=Lavrof", 404, "unknown-actor"),
        ("path?source=wang-yi&target=王毅", 400, "bad-parameter"),
        ("path?source=wang-yi", 400, "bad-parameter"),
        ("common?a=wang-yi&b=wang-yi", 400, "bad-parameter"),
        ("neighbors/wang-yi?depth=4", 400, "bad-parameter"),
        ("neighbors/wang-yi?kind=met,friends", 400, "bad-parameter"),
        ("neighbors/wang-yi?status=perhaps", 400, "bad-parameter"),
        ("neighbors/wang-yi?since=2023-13", 400, "bad-date"),
        ("centrality?measure=fame", 400, "bad-parameter"),
        ("subgraph?place=atlantis", 400, "bad-parameter"),
        ("series?b=wang-yi", 400, "bad-parameter"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_what_to_do(network: TestClient, path: str, status: int, kind: str) -> None:
    answer = network.get(f"/api/v1/graph/{path}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/docs#problem-{kind}")
    assert answer.json()["hint"]
    if kind.endswith("actor"):
        assert answer.json()["candidates"]


def test_each_step_of_a_path_has_its_events_and_claims(network: TestClient) -> None:
    [path] = get(network, "path?source=李尚福&target=Си Цзиньпин")["paths"]
    assert path["length"] == 3
    for step in path["steps"]:
        assert step["kind"] == "met"
        for event in step["events"]:
            detail = network.get(f"/api/v1/events/{event['id']}").json()["event"]
            people = {person["id"] for person in detail["participants"]}
            assert {step["source"], step["target"]} <= people
            assert {claim["id"] for claim in detail["claims"]} == set(event["claims"])
            assert event["title"] == detail["title"]


def test_no_path_says_why(network: TestClient) -> None:
    answer = get(network, "path?source=li-shangfu&target=wang-yi")
    assert answer["paths"] == []
    assert "No chain" in answer["message"]
    answer = get(network, "path?source=qin-gang&target=wang-yi")
    assert "Qin Gang is joined to nobody" in answer["message"]
    assert get(network, "path?source=qin-gang&target=wang-yi&status=all")["paths"]


def test_a_forum_leads_nowhere_unless_asked_for(network: TestClient) -> None:
    steps = get(network, "path?source=li-shangfu&target=wang-yi&kind=met,coAttended")["paths"][0]["steps"]
    assert [step["kind"] for step in steps] == ["coAttended", "met"]
    assert steps[1]["other_kinds"] == {"coAttended": 1}


def test_plans_and_denials_are_no_edges_unless_asked_for(network: TestClient) -> None:
    assert get(network, "neighbors/qin-gang")["edges"] == []
    planned = get(network, "neighbors/qin-gang?status=planned")
    assert [(edge["kind"], edge["status"]) for edge in planned["edges"]] == [("planned:Meeting", ["planned"])]


def test_other_filters_of_events_are_those_of_the_lists(network: TestClient) -> None:
    assert [edge["id"] for edge in get(network, "subgraph?place=beijing")["edges"]] == ["sergey-lavrov|wang-yi|met", "wang-yi|x-attack|met"]
    assert [edge["id"] for edge in get(network, "subgraph?publisher=tass")["edges"]] == ["sergey-lavrov|wang-yi|met"]
    assert get(network, "subgraph?q=kremlin")["edges"][0]["id"] == "sergei-shoigu|vladimir-putin|met"


def test_limits_are_told_in_plain_words(network: TestClient) -> None:
    cut = get(network, "subgraph?nodes=2&kind=all")
    assert (len(cut["nodes"]), cut["truncated"], cut["total_nodes"]) == (2, True, 11)
    assert "left out by the limits" in cut["message"]
    edge = get(network, "neighbors/xi-jinping?evidence=1")["edges"][0]
    assert (edge["weight"], len(edge["events"]), edge["more_events"]) == (3, 1, 2)


def test_a_layout_is_sent_when_asked_for(network: TestClient) -> None:
    assert {node["x"] for node in get(network, "subgraph")["nodes"]} == {None}
    placed = get(network, "subgraph?layout=true")["nodes"]
    assert all(-1 <= node["x"] <= 1 and -1 <= node["y"] <= 1 for node in placed)
    one = {node["id"]: (node["x"], node["y"]) for node in placed}
    two = {node["id"]: (node["x"], node["y"]) for node in get(network, "neighbors/wang-yi?layout=true")["nodes"]}
    assert two.items() <= one.items()  # one place for one actor under the same filters


def test_certainty_of_the_window_is_told(network: TestClient) -> None:
    [edge] = get(network, "neighbors/xi-jinping?since=2019-06&until=2019-07")["edges"]
    assert edge["match"] == "possible"
    assert get(network, "neighbors/xi-jinping?since=2019-06&until=2019-07&match=certain")["edges"] == []
    [edge] = get(network, "neighbors/xi-jinping?since=2019&until=2019")["edges"]
    assert edge["match"] == "certain"


def test_hostile_names_stay_data_in_tables(network: TestClient) -> None:
    rows = table(network, "subgraph?format=csv&table=nodes")
    name = next(row["en"] for row in rows if row["id"] == "x-attack")
    assert name.startswith(("'", "<script>"))  # a formula would be guarded; markup is harmless in a table


def test_the_graph_is_of_the_whole_bundled_corpus_too(bundled: TestClient) -> None:
    answer = get(bundled, "neighbors/Lavrov?depth=2")
    assert {"wang-yi", "sergey-lavrov"} <= {node["id"] for node in answer["nodes"]}
    met = next(edge for edge in answer["edges"] if edge["id"] == "sergey-lavrov|wang-yi|met")
    meetings = bundled.get("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov&limit=500").json()["items"]
    undisputed = [item["id"] for item in meetings if not item["disputed"]]
    assert met["weight"] == len(undisputed)
    assert set(met["events"]) <= set(undisputed)


def test_views_are_written_as_they_are_documented(client: TestClient) -> None:
    """The quick way to JSON gives what the schemas describe: each level as `to_json` makes it."""
    services = client.app.state.services  # type: ignore[attr-defined]
    found = find_neighbors(services.store, services.gazetteer, services.names, GraphQuery(since="2020"), "wang-yi", 2)
    assert json.loads(json.dumps(found, default=plain)) == to_json(found)
    assert found.edges and found.window.since is not None
    with pytest.raises(TypeError, match="no JSON"):
        json.dumps({"a": object()}, default=plain)


def test_words_are_looked_up_in_the_index_beside_the_archive(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in one made from the whole store for the occasion, which takes seconds for every new version of a large one."""

    def refuse(_: object) -> None:
        raise AssertionError("an index was made from the store")

    monkeypatch.setattr(Sentences, "in_memory", refuse)
    drawn = get(client, "neighbors/wang-yi?q=Jakarta")
    assert [edge["kind"] for edge in drawn["edges"]] == ["met"]
    edges = client.get("/export?format=csv&q=Jakarta")
    assert edges.status_code == 200 and edges.text.count("\n") == 2
