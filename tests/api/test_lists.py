"""Lists: filters, pages, CSV, and what they say of what they leave out."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

LISTS = ("meetings", "events", "actors", "offices", "articles", "statements", "figures", "counted", "conflicts")


def get(client: TestClient, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("actor", ["wang-yi", "Wang Yi", "WANG YI", "王毅", "Ван И", "https://w3id.org/amur/id/actor/wang-yi"])
@pytest.mark.parametrize("other", ["sergey-lavrov", "Лавров", "Sergey Lavrov"])
def test_who_met_whom_in_three_scripts(client: TestClient, event_id: str, actor: str, other: str) -> None:
    items = client.get("/api/v1/meetings", params={"actor": actor, "with": other, "since": "2023-07"}).json()["items"]
    assert [item["id"] for item in items] == [event_id]
    assert items[0]["place"]["id"] == "jakarta"
    assert len(items[0]["claims"]) == 2


def test_a_wikidata_id_names_an_actor(client: TestClient) -> None:
    actor = next(one for one in get(client, "actors?q=Putin")["items"] if one["id"] == "vladimir-putin")
    wikidata = get(client, f"actors/{actor['id']}")["wikidata"]
    if wikidata is None:
        pytest.skip("the registry has no Wikidata id for this actor")
    assert get(client, f"meetings?actor={wikidata}&with=xi-jinping")["items"]


def test_calls_and_summits_are_left_out_and_counted(client: TestClient) -> None:
    answer = get(client, "meetings")
    assert answer["left_out"] == {"PhoneCall": 1, "Summit": 1}
    assert {item["type"] for item in answer["items"]} == {"Meeting"}
    assert {item["type"] for item in get(client, "meetings?type=PhoneCall,Summit")["items"]} == {"PhoneCall", "Summit"}


def test_plans_are_no_facts(client: TestClient) -> None:
    assert "planned" not in {item["status"] for item in get(client, "meetings")["items"]}
    planned = get(client, "meetings?status=planned")["items"]
    assert [(item["status"], item["time"]["edtf"]) for item in planned] == [("planned", "2023-10")]


def test_an_undated_meeting_is_possible_in_a_window_and_gets_no_day(client: TestClient) -> None:
    items = get(client, "meetings?actor=xi-jinping&with=vladimir-putin&until=2023-07")["items"]
    undated = [item for item in items if item["time"]["edtf"] is None]
    assert [(item["time"]["earliest"], item["time"]["latest"], item["time"]["match"]) for item in undated] == [
        (None, "2023-07-17", "certain")
    ]
    narrow = get(client, "meetings?actor=xi-jinping&with=vladimir-putin&since=2023&until=2023-07")["items"]
    assert [item["time"]["match"] for item in narrow if item["time"]["edtf"] is None] == ["possible"]


def test_an_empty_answer_says_why(client: TestClient) -> None:
    covered, uncovered = get(client, "meetings?actor=li-qiang"), get(client, "meetings?actor=wang-yi&since=1995&until=1996")
    assert (covered["items"], uncovered["items"], uncovered["coverage"]["articles"]) == ([], [], 0)
    assert covered["coverage"]["reason"] != uncovered["coverage"]["reason"]
    assert "No article" in uncovered["coverage"]["reason"]


def test_pages_hold_everything_once_and_link_to_the_next(client: TestClient) -> None:
    whole = [item["id"] for item in get(client, "events")["items"]]
    seen: list[str] = []
    address = "/api/v1/events?limit=2"
    while address:
        answer = client.get(address)
        seen += [item["id"] for item in answer.json()["items"]]
        assert ("link" in answer.headers) == (answer.json()["next"] is not None)
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == whole
    assert len(whole) > 4


def test_order_can_be_turned(client: TestClient) -> None:
    asc, desc = (get(client, f"meetings?order={order}")["items"] for order in ("asc", "desc"))
    dated = [item["id"] for item in asc if item["time"]["earliest"]]
    assert [item["id"] for item in desc if item["time"]["earliest"]] == dated[::-1]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_also_a_table(client: TestClient, name: str) -> None:
    items = get(client, name)["items"]
    by_header = client.get(f"/api/v1/{name}", headers={"Accept": "text/csv"})
    by_name = client.get(f"/api/v1/{name}?format=csv")
    assert by_header.headers["content-type"] == "text/csv; charset=utf-8"
    assert by_header.content == by_name.content
    rows = list(csv.DictReader(io.StringIO(by_name.text)))
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert all(None not in row.values() and None not in row for row in rows)


def test_a_table_of_meetings_keeps_claims_status_and_interval(client: TestClient, event_id: str) -> None:
    text = client.get("/api/v1/meetings?actor=wang-yi&with=Lavrov&format=csv").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["id"] == event_id
    assert row["status"] == "occurred"
    assert row["earliest"] == row["latest"] == "2023-07-13"
    assert len(row["claims"].split("; ")) == 2
    assert row["participants"] == "sergey-lavrov; wang-yi"


def test_actor_search_in_three_scripts(client: TestClient) -> None:
    for text in ("Лавров", "拉夫罗夫", "lavrov", "Lavrow"):
        assert client.get("/api/v1/actors", params={"q": text}).json()["items"][0]["id"] == "sergey-lavrov", text
    assert get(client, "actors?q=qqqqqqqq")["items"] == []


def test_statements_figures_counts(client: TestClient) -> None:
    assert [one["quote"] for one in get(client, "statements?speaker=wang-yi&topic=ukraine")["items"]] == ["We understand each other."]
    assert [one["value"] for one in get(client, "figures?q=trade&since=2023-06&until=2023-06")["items"]] == ["20.8"]
    (counted,) = get(client, "counted?kind=JointPatrol")["items"]
    assert (counted["number"], counted["known"], counted["missing"]) == (3, 1, 2)


def test_coverage_tells_months_without_articles(client: TestClient) -> None:
    report = get(client, "coverage?since=2023-06&until=2023-07")
    assert [(one["period"], one["articles"]) for one in report["periods"]] == [("2023-06", 0), ("2023-07", 2)]
    assert report["empty_months"] == ["2023-06"]


def test_offices_on_a_day(client: TestClient) -> None:
    holders = {one["office"]["id"]: one["holder"]["id"] for one in get(client, "offices?on=2023-07-13")["items"]}
    assert "sergey-lavrov" in holders.values()
    assert client.get("/api/v1/offices?on=yesterday").status_code == 400
