"""Exports over HTTP: each format, its name and type, the filters, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from app.exporters import FORMATS, TABLES

IDENTITY = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_a_whole_file_with_its_type_and_the_same_bytes(client: TestClient, name: str) -> None:
    answer = client.get(f"/export?format={name}", headers=IDENTITY)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == FORMATS[name].media_type
    assert answer.headers["content-length"] == str(len(answer.content))
    assert FORMATS[name].extension in answer.headers["content-disposition"]
    assert client.get(f"/export?format={name}", headers=IDENTITY).content == answer.content
    if name != "dataset":  # the same type as JSON-LD, which comes first
        assert client.get("/export", headers={"Accept": FORMATS[name].media_type, **IDENTITY}).content == answer.content


def test_files_tell_their_projection_or_table(client: TestClient) -> None:
    names = {
        client.get(f"/export?{query}").headers["content-disposition"].split("-", 1)[1].split('"')[0].split("-", 1)[1]
        for query in ("format=gexf&projection=events", "format=graphology", "format=csv&table=claims")
    }
    assert names == {"events.gexf", "actors.graphology.json", "claims.csv"}


def rows(client: TestClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/export?format=csv&{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


@pytest.mark.parametrize("table", TABLES)
def test_tables(client: TestClient, table: str) -> None:
    found = rows(client, f"table={table}")
    assert found
    assert all(None not in row for row in found)


@pytest.mark.parametrize(
    "filters",
    ["actor=wang-yi", "actor=Лавров&with=王毅", "since=2023-07", "until=2022", "type=Meeting", "status=planned", "min_origins=2", "place=jakarta",
     "topic=ukraine", "publisher=tass", "q=forum", "since=2023-03&until=2023-03&match=certain", "min_confidence=0.95", "level=foreign"],
)  # fmt: skip
def test_filters_are_those_of_the_lists(client: TestClient, filters: str) -> None:
    listed = client.get(f"/api/v1/events?limit=500&{filters.replace('&match=certain', '')}").json()["items"]
    expected = {item["id"] for item in listed if not item["disputed"]}
    if "match=certain" in filters:
        expected = {item["id"] for item in listed if item["time"]["match"] == "certain"}
    assert {row["id"] for row in rows(client, f"table=events&{filters}")} == expected
    assert bool(expected) == ("min_confidence" not in filters)


def test_filtered_rdf_tells_of_the_same_events_as_filtered_tables(client: TestClient) -> None:
    ids = {row["iri"] for row in rows(client, "table=events&actor=wang-yi&type=Meeting")}
    triples = client.get("/export?format=nt&actor=wang-yi&type=Meeting").text.splitlines()
    found = {line.split(" ")[0][1:-1] for line in triples if line.endswith("<https://w3id.org/amur/ontology#Event> .")}
    assert found == ids


def test_a_network_over_http_is_the_graph_of_the_routes(client: TestClient) -> None:
    network = nx.read_graphml(io.BytesIO(client.get("/export?format=graphml").content), force_multigraph=True)
    subgraph = client.get("/api/v1/graph/subgraph?kind=all&evidence=1000").json()
    assert set(network.nodes) == {node["id"] for node in subgraph["nodes"]}
    events = {key: set(data["events"].split("; ")) for _, _, key, data in network.edges(keys=True, data=True)}
    assert events == {edge["id"]: set(edge["events"]) for edge in subgraph["edges"]}


def test_the_description_tells_licence_citation_and_version(client: TestClient) -> None:
    answer = client.get("/export?format=dataset")
    told: dict[str, Any] = answer.json()
    assert told["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert told["version"] == answer.headers["x-amur-version"]
    assert told["identifier"] in told["citation"]
    assert {one["contentUrl"] for one in told["distribution"]} == {f"/export?format={name}" for name in FORMATS if name != "dataset"}
    network = json.loads(client.get("/export?format=graphology&type=all").content)
    assert network["attributes"]["licence"].startswith("CC BY 4.0")
    assert "not established facts" in network["attributes"]["notice"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("format=docx", 400),
        ("format=ttl&table=nodes", 400),
        ("format=nq&projection=events", 400),
        ("format=csv&table=people", 400),
        ("format=gexf&neo4j=true", 400),
        ("format=gexf&since=yesterday", 400),
        ("format=gexf&actor=Lavrof", 404),
        ("format=ttl&actor=wang", 409),
        ("format=gexf&colour=red", 400),
    ],
)
def test_what_cannot_be_made_is_a_problem(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/export?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["hint"]
