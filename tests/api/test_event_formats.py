"""Meetings as calendar, map and citations, read back by the libraries that people use for them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.answers.citations import Citation
from app.api.citations import write_bibtex, write_csl, write_ris


def get(client: TestClient, path: str, accept: str = "*/*") -> Any:
    answer = client.get(f"/api/v1/{path}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


def events_of(calendar: Calendar) -> list[Any]:
    return [component for component in calendar.walk() if component.name in ("VEVENT", "VJOURNAL")]


def read_bibtex(text: str) -> list[dict[str, str]]:
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return [{field.key: str(field.value) for field in entry.fields} | {"kind": entry.entry_type} for entry in library.entries]


# ---- calendars --------------------------------------------------------------------------------------------------------


def test_a_calendar_holds_every_meeting_of_the_list_by_its_iri(client: TestClient) -> None:
    items = get(client, "meetings?status=all").json()["items"]
    answer = get(client, "meetings?status=all", "text/calendar")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = events_of(Calendar.from_ical(answer.content))
    assert [str(one["UID"]) for one in found] == [item["iri"] for item in items]
    assert answer.content == get(client, "meetings?status=all&format=ics").content, "no clock in it"


def test_a_known_day_is_an_all_day_event_and_an_unknown_one_is_none(client: TestClient) -> None:
    items = {item["iri"]: item for item in get(client, "meetings?status=all").json()["items"]}
    by_iri = {str(one["UID"]): one for one in events_of(Calendar.from_ical(get(client, "meetings?status=all&format=ics").content))}
    seen = set()
    for iri, item in items.items():
        component, time = by_iri[iri], item["time"]
        seen.add(time["precision"])
        if time["earliest"] is None or time["latest"] is None:
            assert component.name == "VJOURNAL" and "DTSTART" not in component
            assert "not known" in component["DESCRIPTION"]
            continue
        assert component.name == "VEVENT"
        assert (component.decoded("DTSTART").isoformat(), type(component.decoded("DTSTART"))) == (time["earliest"], date)
        assert (component.decoded("DTEND") - date.fromisoformat(time["latest"])).days == 1
        if time["precision"] == "month":
            assert "only the month is known" in component["DESCRIPTION"] and "day unknown" in component["SUMMARY"]
            assert component["STATUS"] == "TENTATIVE"
    assert {"day", "month", "none"} <= seen


def test_a_calendar_entry_holds_the_words_and_is_safe_from_them(client: TestClient) -> None:
    found = events_of(Calendar.from_ical(get(client, "meetings?format=ics").content))
    told = {str(one["UID"]): str(one["DESCRIPTION"]) for one in found}
    items = get(client, "meetings").json()["items"]
    for item in items:
        for claim in item["claims"]:
            assert claim["quote"] in told[item["iri"]]
    assert len(found) == len(items), "nothing in a quote begins a component of its own"


def test_one_event_as_a_calendar(client: TestClient, event_id: str) -> None:
    [one] = events_of(Calendar.from_ical(get(client, f"events/{event_id}?format=ics").content))
    assert one["LOCATION"] == "Jakarta"
    assert one["GEO"].to_ical().startswith("-6.")


# ---- maps -------------------------------------------------------------------------------------------------------------


def test_a_map_puts_points_where_the_place_is_known_and_words_where_not(client: TestClient) -> None:
    answer = get(client, "events?status=all", "application/geo+json")
    assert answer.headers["content-type"] == "application/geo+json"
    document, items = answer.json(), get(client, "events?status=all").json()["items"]
    assert document["type"] == "FeatureCollection" and document["next"] is None
    assert [one["id"] for one in document["features"]] == [item["iri"] for item in items]
    for one, item in zip(document["features"], items, strict=True):
        place = item["place"]
        if one["geometry"] is None:
            assert one["properties"]["place_known"] not in ("known", "")
        else:
            assert one["geometry"] == {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
            assert one["properties"]["place_known"] == "known"
    words = {one["properties"]["place_known"] for one in document["features"]}
    assert "known" in words and any("only the sea is known" in word for word in words)


def test_the_pages_of_a_map_follow_each_other(client: TestClient) -> None:
    first = get(client, "meetings?format=geojson&limit=1")
    assert first.json()["next"] and "next" in first.links
    second = client.get(first.links["next"]["url"]).json()
    assert second["type"] == "FeatureCollection" and second["features"][0]["id"] != first.json()["features"][0]["id"]


# ---- citations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["meetings", "events/{event}", "claims/{claim}"])
def test_citations_are_read_back(client: TestClient, event_id: str, path: str) -> None:
    event = get(client, f"events/{event_id}").json()["event"]
    claim = event["claims"][0]
    path = path.format(event=event_id, claim=claim["id"])
    entries = read_bibtex(get(client, path, "application/x-bibtex").text)
    records = rispy.loads(get(client, path, "application/x-research-info-systems").content.decode())
    items = get(client, path, "application/vnd.citationstyles.csl+json").json()
    assert len(entries) == len(records) == len(items) > 0
    for entry, record, item in zip(entries, records, items, strict=True):
        assert entry["title"].strip("{}") == record["title"] == item["title"]
        assert entry["url"] == record["urls"][0] == item["URL"]
    if path.startswith("claims"):
        article = claim["article"]
        assert entries[0]["kind"] == "online" and entries[0]["date"] == article["published"]
        assert records[0]["date"].replace("/", "-") == article["published"]
        assert items[0]["issued"]["date-parts"] == [[int(part) for part in article["published"].split("-")]]
        assert claim["quote"] in items[0]["abstract"]
    elif path.startswith("events"):
        assert "issued" not in items[0] and "date" not in entries[0], "the day of a meeting is no day of publication"
        assert items[0]["event-date"] == {"date-parts": [[2023, 7, 13]]} and entries[0]["eventdate"] == "2023-07-13"


NASTY = "Reports & 100% of $5 #1 a_b ~x ^y {z} \\w “quoted”: 王毅 meets Лавров"


def citation(title: str, **more: Any) -> Citation:
    given = {
        "key": "c1", "kind": "article", "title": title, "author": None, "published": None, "url": "https://example.org/a",
        "iri": "https://w3id.org/amur/id/claim/c1", "language": None, "quotes": (title,), "happened": None, "note": title, "version": 1,
    }  # fmt: skip
    return Citation(**(given | more))


def test_special_characters_of_three_scripts_survive() -> None:
    nasty = citation(NASTY, author="Ministry {of} Foreign Affairs")
    [entry] = read_bibtex(write_bibtex([nasty]).decode())
    assert entry["title"].strip("{}").replace("ˆ", "^") == NASTY  # the reader's circumflex for \\textasciicircum
    assert entry["note"].replace("ˆ", "^") == NASTY
    [record] = rispy.loads(write_ris([nasty]).decode())
    assert (record["title"], record["authors"], record["abstract"]) == (NASTY, ["Ministry {of} Foreign Affairs"], NASTY)
    assert json.loads(write_csl([nasty]))[0]["title"] == NASTY


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_citation(text: str) -> None:
    two = [citation(f"a {text} b", key="c1"), citation("next", key="c2", url=f"https://example.org/{text}")]
    assert [entry["kind"] for entry in read_bibtex(write_bibtex(two).decode())] == ["online", "online"]
    assert len(rispy.loads(write_ris(two).decode())) == 2
    assert [item["id"] for item in json.loads(write_csl(two))] == ["amur-c1", "amur-c2"]


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [
        ("2023", [[2023]]), ("2023-07", [[2023, 7]]), ("2023-07-13", [[2023, 7, 13]]), ("2023-03-20/2023-03-22", [[2023, 3, 20], [2023, 3, 22]]),
        ("2023-22", None), ("2019/..", None), ("201X", None),
    ],
)  # fmt: skip
def test_times_of_events_in_csl(edtf: str, parts: list[list[int]] | None) -> None:
    [item] = json.loads(write_csl([citation("t", kind="entry", happened=edtf)]))
    assert item["event-date"] == ({"date-parts": parts} if parts else {"literal": edtf})
