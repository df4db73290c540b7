"""Full-text search over HTTP: the route, `q` of the lists, and what a retraction takes away."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.answers.event_index import EventFilters
from app.answers.meetings import find_meetings
from app.api.factory import create_app
from app.pipeline import Pipeline
from app.sentences import FILE_NAME, Sentences
from app.stores import open_store


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_sentence_leads_to_its_claims_and_event(client: TestClient, event_id: str) -> None:
    [item] = get(client, "search", q="colleague fallen")["items"]
    assert item["quote"].startswith("Wang Yi sat down with Sergey Lavrov in Jakarta")
    [claim] = item["claims"]
    assert (claim["type"], claim["belongs_to"], claim["belongs_to_kind"], claim["url"]) == (
        "Meeting",
        event_id,
        "event",
        f"/events/{event_id}",
    )
    article = get(client, f"articles/{item['article']['id']}")
    assert article["text"][item["start"] : item["end"]] == item["quote"]


def test_only_evidence_is_searched(client: TestClient) -> None:
    assert get(client, "search", q="must not be shown")["items"] == []
    assert get(client, "search", q="expected much")["items"] == []


def test_search_is_filtered_by_article(client: TestClient) -> None:
    assert get(client, "search", q="lavrov", publisher="tass")["found"] == 1
    assert get(client, "search", q="lavrov", since="2023-07-18")["found"] == 1
    assert get(client, "search", q="lavrov", kind="reconstruction")["found"] == 2
    assert get(client, "search", q="lavrov", language="zh")["found"] == 0


def test_pages_of_a_search_are_the_whole(client: TestClient) -> None:
    whole = get(client, "search", q="a", limit=500)["items"]
    assert len(whole) > 3
    seen: list[Any] = []
    address = "/api/v1/search?q=a&limit=1"
    while address:
        answer = client.get(address)
        seen += answer.json()["items"]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == whole


def test_a_search_is_also_a_table(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/search?q=lavrov&format=csv").text)))
    assert [row["quote"] for row in rows] == [item["quote"] for item in get(client, "search", q="lavrov")["items"]]


@pytest.mark.parametrize("q", ['"', "a AND", "NEAR(", "*", "col:x", '"" OR', "-", "(a", "'", "%", "\\"])
@pytest.mark.parametrize("path", ["search", "meetings", "events", "statements", "agreements"])
def test_no_query_is_wrong(client: TestClient, path: str, q: str) -> None:
    assert client.get(f"/api/v1/{path}", params={"q": q}).status_code == 200


def test_a_search_without_words_is_refused_in_words(client: TestClient) -> None:
    answer = client.get("/api/v1/search")
    assert answer.status_code == 400 and "q" in answer.json()["detail"]


def test_one_claim_must_hold_words_and_publisher(client: TestClient, event_id: str) -> None:
    def ids(**more: str) -> list[str]:
        return [item["id"] for item in get(client, "meetings", **more)["items"]]

    assert ids(q="Indonesian capital") == ids(q="sat down") == [event_id]
    assert ids(q="Indonesian capital", publisher="tass") == [event_id]
    assert ids(q="sat down", publisher="tass") == []
    assert ids(q="sat Indonesian") == [], "the words of two sentences"


def test_statements_are_found_by_their_evidence(client: TestClient) -> None:
    assert [one["quote"] for one in get(client, "statements", q="understand")["items"]] == ["We understand each other."]


def test_a_retracted_article_is_no_longer_found(corpus: Any, tmp_path: Path) -> None:
    settings = corpus.settings_in(tmp_path)
    corpus.fill(settings)
    path = settings.folder / FILE_NAME
    with Pipeline.open(settings) as pipeline, TestClient(create_app(settings, pipeline=pipeline)) as client:
        assert get(client, "search", q="Indonesian capital")["found"] == 1
        pipeline.retract("closed-report")
        assert get(client, "search", q="Indonesian capital")["found"] == 0
        assert get(client, "meetings", q="Indonesian capital")["items"] == []
        assert get(client, "meetings", q="sat down")["items"] != []
        reader = Sentences.open_to_read(path)
        assert reader is not None and reader.find("Indonesian capital") == []
        reader.close()
    store = open_store(settings, read_only=True)
    try:  # a store without its archive asks an index that is made from the graph
        names, gazetteer = corpus.NAMES, corpus.GAZETTEER
        assert find_meetings(store, gazetteer, EventFilters(q="Indonesian capital"), names).items == ()
        assert len(find_meetings(store, gazetteer, EventFilters(q="sat down"), names).items) == 1
    finally:
        store.close()
