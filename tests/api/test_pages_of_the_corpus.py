"""The pages over the whole bundled corpus: what a reader meets after `amur demo`."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml.html import document_fromstring

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("competency")]  # one worker fills the corpus, for all
BROWSER = {"Accept": "text/html"}


class Marks(HTMLParser):
    """The marks of a page: (claims, text, inside of a closed <details>)."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[tuple[str, ...], str, bool]] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "mark":
            claims = tuple((attributes.get("data-claim") or attributes.get("data-claims") or "").split())
            self.found.append((claims, "", "details" in self._open))
        if tag in ("mark", "details"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("mark", "details"):
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if "mark" in self._open:
            claims, text, folded = self.found[-1]
            self.found[-1] = (claims, text + data, folded)


def get_page(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(path, params=None if language == "en" else {"lang": language}, headers=BROWSER)
    assert answer.status_code == 200, path
    return answer.text


def parts_of(client: TestClient, path: str) -> Iterator[str]:
    """The pages of a thing that takes several."""
    while path:
        page = get_page(client, path)
        yield page
        path = next(iter(document_fromstring(page).xpath("//a[@rel='next']/@href")), "")


def all_events(client: TestClient) -> list[Mapping[str, Any]]:
    found = client.get("/api/v1/events", params={"status": "all", "min_confidence": 0, "limit": 500}).json()
    assert found["next"] is None
    return list(found["items"])


def test_every_mark_on_an_event_page_is_a_stored_quote(bundled: TestClient) -> None:
    """All events; every piece of evidence of every claim is marked, and nothing else is."""
    events = all_events(bundled)
    assert len(events) > 300
    for event in events:
        expected = [((claim["id"],), one["quote"]) for claim in event["claims"] for one in claim["evidence"] or [claim]]
        tables = {claim["id"] for claim in event["claims"] if claim["article"]["kind"] == "curated"}
        marks = Marks(get_page(bundled, event["url"])).found
        assert sorted((claims, text) for claims, text, _ in marks) == sorted(expected), event["url"]
        assert all(folded == (claims[0] in tables) for claims, _, folded in marks), event["url"]


def test_every_mark_on_an_article_page_is_of_its_text(bundled: TestClient) -> None:
    for item in bundled.get("/api/v1/articles?limit=500").json()["items"]:
        article = bundled.get(f"/api/v1/articles/{item['id']}").json()
        quotes = {(claim["claim"]["id"], one["quote"]) for claim in article["claims"] for one in claim["claim"]["evidence"]}
        pieces = {(tuple(one["claims"]), one["text"]) for one in article["passages"] if one["claims"]}
        seen: set[tuple[str, str]] = set()
        for page in parts_of(bundled, f"/articles/{item['id']}"):
            for claims, text, _ in Marks(page).found:
                told = {(claim, text) for claim in claims}
                assert (claims, text) in pieces or told <= quotes, item["id"]
                seen |= told & quotes
        assert seen == quotes, item["id"]


def test_no_list_shows_the_line_of_a_table(bundled: TestClient) -> None:
    lines = {claim["quote"] for event in all_events(bundled) for claim in event["claims"] if claim["article"]["kind"] == "curated"}
    assert len(lines) > 100
    for path in ("/", "/meetings?limit=200", "/meetings?order=desc", "/actors/wang-yi", "/actors/vladimir-putin"):
        page = get_page(bundled, path)
        ids = re.findall(r"\b(?:mt|call|ex|ag)-\d{4}[\w-]*,", page)
        assert ids == [], path
        assert not any(line in page for line in lines), path


def test_a_row_is_shown_as_its_cells(bundled: TestClient) -> None:
    event = next(
        event for event in all_events(bundled)
        if event["type"] == "Meeting" and {claim["article"]["kind"] for claim in event["claims"]} == {"curated"}
    )  # fmt: skip
    page = get_page(bundled, event["url"])
    assert "Row of a curated table" in page
    assert "<dt>occasion</dt>" in page
    assert re.search(r'<dd><a href="https?://[^"]+" rel="noopener external nofollow">', page)
    assert not re.search(r"<dd>\s*</dd>", page)  # no empty cell
    chinese = get_page(bundled, event["url"], "zh")
    assert '<dt lang="zh">场合</dt>' in chinese
    assert "人工整理表格中的一行" in chinese


def test_pages_are_small(bundled: TestClient) -> None:
    most = max(all_events(bundled), key=lambda event: len(event["claims"]))
    for path in ("/", "/meetings", most["url"], "/actors/vladimir-putin", "/articles"):
        assert len(gzip.compress(get_page(bundled, path).encode())) < 60_000, path
