"""The competency questions of docs/model.md, asked over HTTP: of the seed article alone, and of the bundled corpus.

A question that extraction or a later route cannot answer yet is marked with the reason; it fails as soon as it can be answered.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.api.factory import create_app
from app.pipeline import Pipeline, Source
from app.settings import Settings

with warnings.catch_warnings():  # Starlette's test client prefers a client library that is not ours
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("competency")]


def serve(folder: Path, sources: list[Source]) -> Iterator[Any]:
    settings = Settings(store=str(folder / "store"), _env_file=None)  # type: ignore[call-arg]
    with Pipeline.open(settings) as pipeline:
        for outcomes in pipeline.ingest(sources):
            assert [outcome.reason for outcome in outcomes if outcome.status == "failed"] == []
    with TestClient(create_app(settings), client=("127.0.0.1", 50000)) as client:
        yield asking(client)


def asking(client: TestClient) -> Any:
    def ask(path: str, **parameters: Any) -> Any:
        answer = client.get(f"/api/v1/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture(scope="module")
def seed_text(shared: Path) -> str:
    return (shared / "gold" / "dev" / "seed.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory, shared: Path, seed_text: str) -> Iterator[Any]:
    """The seed article alone."""
    told = json.loads((shared / "gold" / "meta.json").read_text(encoding="utf-8"))
    meta = next(table["seed"] for table in (told, *told.values()) if isinstance(table, dict) and "seed" in table)
    yield from serve(tmp_path_factory.mktemp("seed"), [Source("seed.txt", seed_text.encode(), meta)])


@pytest.fixture(scope="module")
def corpus_answers(bundled: TestClient) -> Any:
    """The bundled corpus: dispatches and curated tables."""
    return asking(bundled)


def quotes_of(item: dict[str, Any]) -> str:
    return " ".join(claim["quote"] for claim in item["claims"])


def ids(items: list[dict[str, Any]]) -> set[str]:
    return {item["id"] for item in items}


# ---- the seed article alone -------------------------------------------------------------------------------------------


def test_every_quote_stands_in_the_text(seed: Any, seed_text: str) -> None:
    items = seed("events", status="all", min_confidence=0, limit=500)["items"]
    assert items
    for item in items:
        for claim in item["claims"]:
            for evidence in claim["evidence"]:
                assert seed_text[evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.parametrize(("one", "two"), [("Wang Yi", "Sergey Lavrov"), ("王毅", "拉夫罗夫"), ("Ван И", "Лавров")])
def test_who_met_lavrov_in_july_2023(seed: Any, one: str, two: str) -> None:
    [item] = seed("meetings", actor=one, **{"with": two}, since="2023-07")["items"]
    assert (item["time"]["edtf"], item["time"]["precision"], item["time"]["basis"]) == ("2023-07", "month", "context")
    assert item["place"]["id"] == "jakarta"
    assert item["time"]["match"] == "certain"
    assert "discussed various issues" in quotes_of(item)
    behalf = {person["id"]: person["on_behalf_of"]["id"] for person in item["participants"]}
    assert behalf == {"wang-yi": "china", "sergey-lavrov": "russia"}


def test_who_stood_in_for_the_chinese_foreign_minister_and_why(seed: Any) -> None:
    [item] = seed("meetings", actor="Wang Yi", **{"with": "Lavrov"}, since="2023-07")["items"]
    [wang] = [person for person in item["participants"] if person["id"] == "wang-yi"]
    assert wang["stands_in_for"]["id"] == "qin-gang"
    assert "ill" in wang["reason"]


def test_xi_and_putin_met_in_order_with_precision(seed: Any) -> None:
    march, beijing = seed("meetings", actor="Putin", **{"with": "Xi"})["items"]
    assert (march["time"]["edtf"], march["time"]["precision"], march["place"]["id"]) == ("2023-03", "month", "russia")
    assert (beijing["time"]["edtf"], beijing["time"]["precision"], beijing["place"]["id"]) == (None, "none", "beijing")
    assert beijing["time"]["latest"] <= "2023-07-17"


def test_the_joint_patrol_of_june_and_what_sixth_means(seed: Any) -> None:
    patrols = seed("events", type="JointPatrol")["items"]
    assert [patrol["time"]["edtf"] for patrol in patrols] == ["2023-06"]
    [count] = [count for count in seed("counted", kind="JointPatrol")["items"] if count["number"] == 6]
    assert count["ordinal"] is True and count["window"].startswith("2019")
    assert (count["known"], count["missing"]) == (1, 5)
    assert ids(count["events"]) == ids(patrols)


def test_exercises_counted_for_2022(seed: Any) -> None:
    counts = {count["number"]: count for count in seed("counted", kind="MilitaryExercise")["items"]}
    assert set(counts) == {5, 6}
    assert counts[6]["window"] == "2022" and counts[5]["window"].startswith("2022-02")


def test_what_china_says_of_its_neutrality_and_what_others_say(seed: Any) -> None:
    items = seed("statements", q="neutral")["items"]
    assert any({"china"} & ids(item["speakers"]) for item in items)
    accusing = seed("statements", q="favouring Russia")["items"]
    assert any(not {"china", "russia"} & ids(item["speakers"]) for item in accusing)


def test_trade_in_june_2023(seed: Any) -> None:
    [figure] = [
        figure for figure in seed("figures", since="2023-06", until="2023-06")["items"] if figure["value"] in ("20.83", "20830000000")
    ]
    assert "USD" in figure["unit"]
    assert figure["comparator"] == "highest-since" and figure["reference"].startswith("2022-02")
    assert figure["agencies"], "Chinese customs measured it"


def test_what_is_planned_and_what_was_done(seed: Any) -> None:
    planned = seed("events", status="planned", min_confidence=0)["items"]
    assert any(item["type"] == "MilitaryExercise" for item in planned)
    done = ids(seed("events")["items"])
    assert not done & ids(planned)


def test_what_was_only_alleged(seed: Any) -> None:
    alleged = seed("events", status="alleged", min_confidence=0)["items"]
    assert any("learned in advance" in quotes_of(item) for item in alleged)


def test_who_was_in_jakarta(seed: Any) -> None:
    items = seed("events", place="Jakarta")["items"]
    present = {person["id"] for item in items for person in item["participants"] if person["polarity"] == "positive"}
    assert {"wang-yi", "sergey-lavrov"} <= present
    assert "qin-gang" not in present


# ---- the bundled corpus -----------------------------------------------------------------------------------------------


def test_which_facts_rest_on_one_origin(corpus_answers: Any) -> None:
    every = corpus_answers("meetings", limit=500)["items"]
    firm = ids(corpus_answers("meetings", min_origins=2, limit=500)["items"])
    single = [item for item in every if item["id"] not in firm]
    assert single and firm
    assert all(item["origins"] < 2 for item in single)


def test_which_facts_rest_on_an_official_source(corpus_answers: Any) -> None:
    items = corpus_answers("meetings", actor="Xi Jinping", limit=500)["items"]
    official = [item for item in items if any("kremlin.ru" in origin or "mfa" in origin for origin in item["origin_list"])]
    assert official


def test_who_was_foreign_minister_on_a_date(corpus_answers: Any) -> None:
    held = {holding["office"]["id"]: holding["holder"]["id"] for holding in corpus_answers("offices", on="2023-04-01")["items"]}
    assert held["foreign-minister-of-china"] == "qin-gang"
    assert held["foreign-minister-of-russia"] == "sergey-lavrov"


def test_what_links_li_shangfu_to_wang_yi(corpus_answers: Any) -> None:
    answer = corpus_answers("graph/path", source="Li Shangfu", target="Wang Yi")
    steps = answer["paths"][0]["steps"]
    assert steps[0]["source"] == "li-shangfu" and steps[-1]["target"] == "wang-yi"
    assert all(one["target"] == two["source"] for one, two in pairwise(steps))
    for step in steps:
        event = corpus_answers(f"events/{step['events'][0]['id']}")["event"]
        assert {step["source"], step["target"]} <= {person["id"] for person in event["participants"]}
        assert event["claims"][0]["quote"]


def test_which_months_have_no_article(corpus_answers: Any) -> None:
    report = corpus_answers("coverage", since="2023", until="2023")
    by_month = {period["period"]: period["articles"] for period in report["periods"]}
    assert len(by_month) == 12
    assert set(report["empty_months"]) == {month for month, number in by_month.items() if number == 0}
    assert by_month["2023-07"] > 0 and "2023-11" in report["empty_months"]


def test_which_planned_meetings_were_never_confirmed(corpus_answers: Any) -> None:
    planned = corpus_answers("events", status="planned", type="Consultation", limit=500)["items"]
    assert planned
    realized = {item["realizes"] for item in corpus_answers("events", type="Consultation", limit=500)["items"] if item["realizes"]}
    for item in planned:
        by = corpus_answers(f"events/{item['id']}")["relations"].get("realized_by", [])
        assert (item["id"] in realized) == bool(by)


def test_what_the_two_sides_leave_out(corpus_answers: Any) -> None:
    events = corpus_answers("events", until="2001", type="Meeting,Agreement")["items"]
    readouts = [corpus_answers(f"events/{event['id']}/readouts") for event in events]
    both = [one for one in readouts if {"china", "russia"} <= {account["side"]["id"] for account in one["accounts"] if account["side"]}]
    assert both, "some event is told by both sides"
    assert all(claim["quote"] for one in both for account in one["accounts"] for claim in account["claims"])
    assert any(account["leaves_out"]["places"] for one in both for account in one["accounts"])


def test_statements_on_a_topic_by_side(corpus_answers: Any) -> None:
    sides = {side: corpus_answers("statements", topic="ukraine", side=side)["items"] for side in ("china", "russia")}
    assert sides["china"] and sides["russia"]
    assert not ids(sides["china"]) & ids(sides["russia"])


def test_joint_patrols_since_2019_known_and_missing(corpus_answers: Any) -> None:
    patrols = corpus_answers("events", type="JointPatrol", since="2019", limit=500)["items"]
    assert len(patrols) >= 15
    counts = corpus_answers("counted", kind="JointPatrol")["items"]
    assert counts
    for count in counts:
        assert count["known"] == len(count["events"]) and count["missing"] == max(0, count["number"] - count["known"])


def test_one_meeting_told_by_table_and_dispatch_is_one(corpus_answers: Any) -> None:
    [item] = corpus_answers("meetings", actor="Li Qiang", **{"with": "Mishustin"}, since="2025-11-03", until="2025-11-03")["items"]
    assert {claim["article"]["kind"] for claim in item["claims"]} == {"curated", "reconstruction"}
    assert item["time"]["edtf"] == "2025-11-03" and item["place"]["id"] == "hangzhou"
