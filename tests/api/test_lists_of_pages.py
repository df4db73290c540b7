"""Lists on pages: what they can be narrowed to, what a form shows, what an empty store says, and what odd words in the search do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html as documents

from app.answers.chronology import Month
from app.api.factory import create_app
from app.web.chronicle import Gap, list_years

BROWSER = {"Accept": "text/html"}


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, path
    return documents.document_fromstring(answer.text)


def facets(page: Any) -> dict[str, list[tuple[str, str, int]]]:
    """Name -> (words, address, count)."""
    found = {}
    for row in page.xpath("//dl[@class='facets']/div"):
        links = row.xpath("dd//a")
        found[row.xpath("string(dt)")] = [(one.text_content(), one.get("href"), int(one.getnext().text_content())) for one in links]
    return found


def count(client: TestClient, address: str) -> int:
    return int(re.search(r"\d+", get(client, address).xpath("string(//div[@id='results']//strong)"))[0])  # type: ignore[index]


@pytest.mark.parametrize("path", ["/meetings", "/meetings?actor=wang-yi", "/meetings?type=all", "/meetings?lang=zh&type=all"])
def test_each_facet_leads_to_as_many_events_as_it_says(client: TestClient, path: str) -> None:
    found = facets(get(client, path))
    assert found
    for name, rows in found.items():
        for words, address, events in rows:
            if name in ("Place", "地点", "Year", "年份"):  # a place holds what lies in it, and a year what may have been in it, too
                assert count(client, address) >= events, (name, words)
            elif name not in ("Status", "状态"):  # a status asked for shows hedged claims of it, too
                assert count(client, address) == events, (name, words)


def test_who_else_is_offered_beside_an_actor_and_nobody_beside_a_pair(client: TestClient) -> None:
    alone = facets(get(client, "/meetings?actor=wang-yi&type=all"))
    assert "Wang Yi" not in [words for words, _, _ in alone["With whom"]]
    assert all("actor=wang-yi" in address and "with=" in address for _, address, _ in alone["With whom"])
    pair = facets(get(client, "/meetings?actor=wang-yi&with=sergey-lavrov&type=all"))
    assert "With whom" not in pair


def test_the_selection_leads_to_files_of_the_same_events(client: TestClient) -> None:
    page = get(client, "/meetings?actor=wang-yi&with=sergey-lavrov")
    [turtle] = page.xpath("//a[text()='Turtle']/@href")
    text = client.get(turtle).text
    ids = [item["id"] for item in client.get("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov").json()["items"]]
    assert ids
    for one in ids:
        assert one in text
    assert "amur:Summit" not in text
    [gexf] = page.xpath("//a[text()='GEXF']/@href")
    assert "<gexf" in client.get(gexf).text


@pytest.mark.parametrize(("language", "name"), [("en", "Wang Yi"), ("zh", "王毅"), ("ru", "Ван И")])
@pytest.mark.parametrize("path", ["/meetings", "/timeline", "/graph"])
def test_forms_show_names_that_lead_back_to_the_same_actor(client: TestClient, path: str, language: str, name: str) -> None:
    [shown] = get(client, f"{path}?actor=wang-yi&lang={language}").xpath("//input[@name='actor']/@value")
    assert shown == name
    if path == "/meetings":
        assert count(client, f"/meetings?actor={quote(name)}&type=all") == count(client, "/meetings?actor=wang-yi&type=all")


def test_a_statement_stands_in_its_sentence(client: TestClient) -> None:
    for item in client.get("/api/v1/statements?limit=50").json()["items"]:
        [shown] = get(client, "/statements?limit=50").xpath(f"//li[@id='{item['id']}']//blockquote")
        assert item["quote"] in shown.text_content()
        sentences = [claim["quote"] for claim in item["claims"][:1] if claim["article"]["kind"] != "curated"]
        if sentences and item["quote"] in sentences[0] and item["quote"] != sentences[0]:
            assert shown.text_content().strip() == sentences[0] or shown.text_content().strip("“” ") == item["quote"]


@pytest.fixture(scope="module")
def bare(corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = corpus.settings_in(tmp_path_factory.mktemp("bare"))
    corpus.fill(settings, [])
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/meetings",
        "/meetings?actor=wang-yi",
        "/actors/wang-yi",
        "/statements",
        "/timeline",
        "/graph",
        "/articles",
        "/actors/wang-yi/dossier",
    ],
)
def test_an_empty_store_says_how_to_begin(bare: TestClient, path: str, language: str) -> None:
    page = get(bare, f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert "amur ingest" in page.xpath("string(//main)")


@pytest.mark.parametrize(
    "words", ["李", "Ли", "😀", "“", "'\"><b>", "x" * 500, "\x00\x07", " ", "***", "%", "a" * 150 + " " + "б" * 150, "\u202eevil"]
)
def test_odd_words_in_the_search(client: TestClient, words: str) -> None:
    for path in ("/actors", "/suggest", "/statements", "/meetings"):
        answer = client.get(path, params={"q": words}, headers=BROWSER)
        assert answer.status_code in (200, 302, 400), path
        assert "<b>" not in answer.text
        assert not re.search(r"[\x00-\x08\x0e-\x1f]", html.unescape(answer.text)), path


@pytest.mark.parametrize(("language", "words"), [("zh", "没有这个内容"), ("ru", "Такого здесь нет")])
def test_a_problem_speaks_the_language_of_the_reader(client: TestClient, language: str, words: str) -> None:
    answer = client.get(f"/events/nope?lang={language}", headers=BROWSER)
    assert answer.status_code == 404
    assert f"<h1>{words}</h1>" in answer.text


def test_claims_of_tables_are_reached_on_their_page(client: TestClient) -> None:
    """From an event to the row of a table: the link names the claim, since a long table has several pages."""
    for event in client.get("/api/v1/events?status=all&min_confidence=0&limit=100").json()["items"]:
        page = get(client, event["url"])
        for claim in event["claims"]:
            [address] = page.xpath(f"//*[@id='{claim['id']}']//p[@class='source']/a[starts-with(@href, '/articles/')]/@href")
            assert ("?claim=" in address) == (claim["article"]["kind"] == "curated")
            assert get(client, address).xpath(f"//*[@id='{claim['id']}']")


def test_gaps_stand_among_the_events_of_their_year() -> None:
    months = [Month(f"2023-{number:02d}", 0 if number < 3 else 1, 1 if number == 4 else 0) for number in range(1, 7)]
    event = {"time": {"earliest": "2023-04-09", "latest": "2023-04-09"}}
    [year], undated = list_years(months, [event])
    assert undated == []
    assert year.entries == [Gap("2023-01", "2023-02", 0), Gap("2023-03", "2023-03", 1), event, Gap("2023-05", "2023-06", 2)]
