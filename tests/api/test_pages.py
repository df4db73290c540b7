"""Pages: whole without JavaScript, escaped, in three languages, with the words that prove each claim marked."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

PAGES = (
    "/",
    "/meetings",
    "/meetings?status=planned",
    "/actors",
    "/actors?q=Wang",
    "/actors/wang-yi",
    "/articles",
    "/data",
    "/docs",
    "/nowhere",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Tags(HTMLParser):
    """All tags with their attributes, and the text of each mark."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self._in_mark = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._in_mark += 1
            self.marks.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_mark -= tag == "mark"

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            attributes, text = self.marks[-1]
            self.marks[-1] = (attributes, text + data)


def every_page(client: TestClient) -> list[str]:
    events = [item["url"] for item in client.get("/api/v1/events?status=occurred,planned").json()["items"]]
    articles = [f"/articles/{item['id']}" for item in client.get("/api/v1/articles").json()["items"]]
    actors = [item["url"] for item in client.get("/api/v1/actors?limit=12").json()["items"]]
    return [
        *PAGES,
        *events,
        *articles,
        *actors,
        "/actors/x-attack",
        "/actors?q=%3Cscript%3Ealert(9)%3C/script%3E",
        "/meetings?actor=%3Cimg%20src=x%3E",
    ]


def test_no_page_lets_markup_of_others_through(client: TestClient) -> None:
    """Hostile titles, names, quotes, addresses and parameters stay text on every page, in every language."""
    for path in every_page(client):
        for language in ("en", "zh", "ru"):
            answer = client.get(path, params={"lang": language} if "?" not in path else None, headers=BROWSER)
            assert answer.status_code in (200, 404), path
            assert answer.headers["content-type"].startswith("text/html")
            for tag, attributes in Tags(answer.text).tags:
                if tag == "script":
                    assert set(attributes) == {"type", "src"}, path
                    assert (attributes["type"], (attributes["src"] or "")[:16]) == ("module", "/static/islands/"), path
                assert tag != "img", path
                for name, value in attributes.items():
                    assert not name.startswith("on"), (path, name)
                    assert name != "style", path  # the CSP would refuse it
                    assert not (
                        name in ("href", "src", "action") and (value or "").lstrip().lower().startswith(("javascript:", "data:"))
                    ), path


def test_nothing_is_fetched_from_another_host(client: TestClient) -> None:
    for path in every_page(client):
        for tag, attributes in Tags(client.get(path, headers=BROWSER).text).tags:
            for name in ("src", "action") if tag != "link" else ("href",):
                assert not re.match(r"(https?:)?//", attributes.get(name) or ""), (path, tag)


def test_every_mark_is_the_stored_quote(client: TestClient, corpus: Any) -> None:
    quotes = {claim: quote for key in ("harbour-talks", "closed-report", "hostile") for claim, quote in corpus.quotes_of(key).items()}
    seen = set()
    for path in every_page(client):
        if path.startswith(("/events/", "/articles/")):
            for attributes, text in Tags(client.get(path, headers=BROWSER).text).marks:
                claims = [attributes["data-claim"]] if "data-claim" in attributes else (attributes["data-claims"] or "").split()
                for claim in claims:
                    assert text == quotes[claim or ""], path
                    seen.add(claim)
    assert seen == set(quotes)


def test_the_event_page_shows_who_in_which_capacity_when_and_who_says_so(client: TestClient, event_id: str) -> None:
    page = client.get(f"/events/{event_id}", headers=BROWSER).text
    plain = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)))
    assert "13 July 2023 (known to the day, stated in the text)" in plain
    assert "EDTF 2023-07-13" in plain
    assert "standing in for Qin Gang" in plain
    assert "because: “had fallen ill”" in plain
    assert "2 claims from 2 independent origins" in plain
    assert "Few had expected much of the week. Wang Yi sat down" in plain  # the context of an open text
    assert "must not be shown" not in plain
    assert "reconstruction" in plain
    assert f"/events/{event_id}" in plain  # the citation to copy
    for link in (f'href="/api/v1/events/{event_id}"', f'href="/api/v1/events/{event_id}?format=ttl"', "https://example.org/readout"):
        assert link in page
    assert '<time datetime="2023-07-13">' in page
    assert 'class="bounds"' in page


def test_labels_and_dates_change_their_language(client: TestClient, event_id: str) -> None:
    chinese, russian = (client.get(f"/events/{event_id}?lang={code}", headers=BROWSER).text for code in ("zh", "ru"))
    assert '<html lang="zh">' in chinese
    assert "王毅" in chinese
    assert "2023年7月13日" in chinese
    assert "Сергей Лавров" in russian
    assert "13 июля 2023 г." in russian
    assert 'href="/actors/wang-yi?lang=ru"' in russian
    assert '<html lang="en">' in client.get("/?lang=tlh", headers=BROWSER).text


def test_every_page_says_what_it_is(client: TestClient) -> None:
    for path in PAGES:
        page = client.get(path, headers=BROWSER).text
        assert "claims of articles, not established facts" in page
        assert "dataset version" in page
        assert "how to ask for a correction" in page


def test_search_leads_to_the_actor_or_to_candidates(client: TestClient) -> None:
    found = client.get("/actors", params={"q": "拉夫罗夫", "lang": "zh"}, headers=BROWSER)
    assert (found.status_code, found.headers["location"]) == (302, "/actors/sergey-lavrov?lang=zh")
    several = client.get("/actors?q=Li", headers=BROWSER)
    assert several.status_code == 200
    assert several.text.count('href="/actors/li-') > 1
    assert "Nobody found." in client.get("/actors?q=qqqqqqqq", headers=BROWSER).text


def test_the_form_of_meetings_keeps_what_was_asked(client: TestClient) -> None:
    page = client.get("/meetings?actor=Wang+Yi&since=2023-07&utm_source=mail", headers=BROWSER).text
    assert 'name="actor" value="Wang Yi"' in page
    assert 'name="since" value="2023-07"' in page
    assert "/api/v1/meetings?actor=Wang+Yi&amp;since=2023-07&amp;format=csv" in page
    assert "utm_source=mail&amp;format" not in page


def test_links_to_data_work(client: TestClient, event_id: str) -> None:
    for path in ("/meetings?actor=wang-yi", f"/events/{event_id}", "/actors/wang-yi", "/data", "/articles"):
        page = client.get(path, headers=BROWSER).text
        for address in {html.unescape(one) for one in re.findall(r'href="(/(?:api|export|ontology|openapi)[^"]*)"', page)}:
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", ["/meetings?since=1995&until=1996&actor=wang-yi", "/meetings?actor=li-qiang", "/actors/li-qiang"])
def test_an_empty_page_says_why(client: TestClient, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    assert "No article from this time" in page or "Nothing known passes" in page or "is told by the articles read so far" in page
