"""Who met whom when, on a small graph in a real store."""

from __future__ import annotations

from typing import Any

import pytest

from app.answers.meetings import MeetingFilters, find_meetings, meetings_to_json
from app.errors import AmbiguousActor, BadDate, BadParameter, UnknownActor
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store


@pytest.fixture
def ask(store: Store, gazetteer: Gazetteer, names: Names) -> Any:
    def run(**filters: Any) -> dict[str, Any]:
        return meetings_to_json(find_meetings(store, gazetteer, MeetingFilters(**filters), names))

    return run


def titles(answer: dict[str, Any]) -> list[str]:
    return [item["title"]["en"] for item in answer["items"]]


def test_the_answer_has_the_documented_fields(ask: Any) -> None:
    answer = ask(actor="Wang Yi", with_="Лавров", since="2023-07", until="2023-07")
    assert list(answer) == ["items", "left_out", "next", "coverage"]
    [item] = answer["items"]
    frozen = (
        "id iri url type level format status disputed title participants time place topics codes origins claims conflicts realizes part_of "
        "on_sidelines_of"
    )
    assert list(item)[: len(frozen.split())] == frozen.split()
    frozen = "id iri label role on_behalf_of in_office stands_in_for polarity reason"
    assert list(item["participants"][0]) == frozen.split()
    assert list(item["time"]) == ["edtf", "earliest", "latest", "precision", "basis", "reading", "words", "match"]
    assert list(item["place"]) == ["id", "label", "lat", "lon"]
    frozen = "id quote start end status certainty sourcing confidence rule review attributed_to reported_by article"
    assert list(item["claims"][0])[: len(frozen.split())] == frozen.split()
    assert list(item["claims"][0]["article"]) == ["id", "title", "publisher", "published", "kind", "language", "url", "publisher_profile"]
    assert item["type"] == "Meeting" and item["level"] == "foreign" and item["format"] == "bilateral" and item["origins"] == 2
    assert item["time"]["edtf"] == "2023-07-13" and item["time"]["match"] == "certain"
    assert item["place"]["id"] == "jakarta" and item["codes"] == {"plover": "CONSULT", "cameo": "044"}
    assert [claim["quote"] for claim in item["claims"]] == [
        "Wang Yi talked with Sergey Lavrov in Jakarta in July.",
        "Lavrov met Wang in the Indonesian capital on 13 July.",
    ]
    assert item["topics"][0]["id"] == "ukraine"
    assert answer["left_out"] == {"Summit": 1}
    assert answer["coverage"] == {"articles": 2, "since": "2023-07-01", "until": "2023-07-31", "reason": None}


@pytest.mark.parametrize(
    ("one", "two"), [("王毅", "拉夫罗夫"), ("Ван И", "Лавров"), ("wang-yi", "sergey-lavrov"), ("WANG YI", "Sergey  Lavrov")]
)
def test_actors_are_known_by_any_name(ask: Any, one: str, two: str) -> None:
    assert len(ask(actor=one, with_=two, since="2023-07")["items"]) == 1


def test_offices_are_those_of_the_day(ask: Any) -> None:
    item, undated = ask(actor="Xi", with_="Putin", since="2023-03", until="2023-03")["items"]
    assert undated["level"] is None and [p["in_office"] for p in undated["participants"]] == [None, None]
    assert {p["id"]: p["in_office"]["id"] for p in item["participants"]} == {
        "xi-jinping": "president-of-china",
        "vladimir-putin": "president-of-russia",
    }


def test_an_undated_meeting_is_possible_in_any_window_before_its_article(ask: Any) -> None:
    answer = ask(actor="Xi", with_="Putin", since="2020", until="2020")
    assert [item["time"]["match"] for item in answer["items"]] == ["possible"]
    assert answer["items"][0]["time"]["earliest"] is None and answer["items"][0]["time"]["precision"] == "none"
    assert ask(actor="Xi", with_="Putin", since="2024")["items"] == []


def test_facts_only_unless_asked(ask: Any) -> None:
    statuses = {item["status"] for item in ask()["items"]}
    assert statuses == {"occurred"}
    assert {claim["certainty"] for item in ask()["items"] for claim in item["claims"] if claim["status"] != "denied"} == {"certain"}
    [planned] = ask(status="planned")["items"]
    assert planned["time"]["edtf"] == "2023-10"
    hedged = ask(status="occurred", actor="x-ivan-testov-zzrg")["items"]
    assert [item["certainty"] for item in hedged] == ["possible", "certain"]
    assert len(ask(status="all")["items"]) == len(ask()["items"]) + 2


def test_a_plan_is_joined_to_what_came_of_it(ask: Any) -> None:
    [item] = ask(since="2023-10", actor="Xi")["items"]
    [planned] = ask(status="planned")["items"]
    assert item["realizes"] == planned["id"]


def test_a_denial_makes_it_disputed_with_both_quotes(ask: Any) -> None:
    [item] = ask(actor="x-ivan-testov-zzrg")["items"]
    assert item["disputed"] is True and item["status"] == "occurred"
    [conflict] = item["conflicts"]
    assert conflict["kind"] == "polarity" and set(conflict["claims"]) == {claim["id"] for claim in item["claims"]}


def test_cited_sources_count_once(ask: Any) -> None:
    [item] = ask(since="2023-10-18", until="2023-10-18", actor="Xi")["items"]
    assert item["origin_list"] == ["example.org/a"] and item["origins"] == 1


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({}, 5),
        ({"place": "Indonesia"}, 1),
        ({"place": "北京"}, 2),
        ({"level": "leader"}, 2),
        ({"level": "foreign,leader"}, 4),
        ({"event_format": "trilateral"}, 0),
        ({"topic": "ukraine"}, 1),
        ({"publisher": "TASS"}, 3),
        ({"language": "ru"}, 0),
        ({"sourcing": "attributed"}, 0),
        ({"q": "indonesian capital"}, 1),
        ({"min_origins": 2}, 2),
        ({"min_confidence": 0.95}, 0),
        ({"type": "PhoneCall"}, 1),
        ({"type": "Consultation"}, 7),
        ({"type": "all"}, 8),
        ({"actor": "china"}, 5),
    ],
)
def test_filters(ask: Any, filters: dict[str, Any], number: int) -> None:
    assert len(ask(**filters)["items"]) == number


def test_a_forum_is_no_meeting(ask: Any) -> None:
    assert ask()["left_out"] == {"PhoneCall": 1, "Summit": 1}
    assert all(item["type"] == "Meeting" for item in ask()["items"])


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_give_everything_once_in_order(ask: Any, order: str) -> None:
    whole = ask(order=order)["items"]
    found, cursor = [], None
    for _ in range(10):
        page = ask(order=order, limit=2, cursor=cursor)
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [item["id"] for item in found] == [item["id"] for item in whole]
    dated = [item["time"]["earliest"] for item in whole if item["time"]["earliest"]]
    assert dated == sorted(dated, reverse=order == "desc")
    assert whole[-1]["time"]["earliest"] is None


def test_an_empty_answer_says_why(ask: Any) -> None:
    assert (
        "No article from this time" in ask(since="2010", until="2010", actor="Lavrov", with_="Wang Yi", min_origins=2)["coverage"]["reason"]
    )
    assert "2 articles were read" in ask(since="2023-07", until="2023-07", actor="Mishustin")["coverage"]["reason"]


@pytest.mark.parametrize(
    "filters",
    [{"since": "July 2023"}, {"since": "2023-13"}, {"until": "2023-02-30"}, {"since": "2024", "until": "2023"}, {"since": "2023-21"}],
)
def test_bad_dates(ask: Any, filters: dict[str, str]) -> None:
    with pytest.raises(BadDate) as caught:
        ask(**filters)
    assert caught.value.hint


@pytest.mark.parametrize(
    "filters",
    [
        {"type": "Party"},
        {"status": "maybe"},
        {"level": "king"},
        {"place": "Atlantis"},
        {"topic": "cooking"},
        {"cursor": "???"},
        {"limit": 0},
        {"sourcing": "x"},
    ],
)
def test_bad_parameters(ask: Any, filters: dict[str, Any]) -> None:
    with pytest.raises(BadParameter) as caught:
        ask(**filters)
    assert caught.value.hint


def test_unknown_and_ambiguous_actors_list_candidates(ask: Any) -> None:
    with pytest.raises(UnknownActor) as unknown:
        ask(actor="Sergej Lavrof")
    assert any(candidate["id"] == "sergey-lavrov" for candidate in unknown.value.extra["candidates"])
    with pytest.raises(AmbiguousActor) as ambiguous:
        ask(actor="Li")
    assert len(ambiguous.value.extra["candidates"]) > 2


def test_a_list_costs_a_bounded_number_of_queries(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    class Counting:
        calls = 0
        version = 1

        def rows(self, *args: Any) -> Any:
            self.calls += 1
            return store.rows(*args)

    counting = Counting()
    find_meetings(counting, gazetteer, MeetingFilters(type="all", status="all"), names)  # type: ignore[arg-type]
    many = counting.calls
    counting.calls = 0
    find_meetings(counting, gazetteer, MeetingFilters(limit=1), names)  # type: ignore[arg-type]
    assert 0 < counting.calls <= 12
    assert 0 < many <= 12
