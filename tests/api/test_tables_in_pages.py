"""A long curated table over HTTP: its page shows a part, and a claim leads to the part that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.answers.articles import cut_passages
from app.answers.views import ArticleRef, ClaimView, EvidenceView
from app.api.factory import create_app
from app.web.pages import TABLE_ROWS


@pytest.fixture(scope="module")
def table(corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    paper = corpus.Paper("long-table", "A long table", None, kind="curated")
    for number in range(TABLE_ROWS + 20):
        day = f"2023-{number // 28 + 1:02d}-{number % 28 + 1:02d}"
        paper.say(f"m{number},{day},wang-yi|sergey-lavrov,beijing", "Meeting", "wang-yi sergey-lavrov", day, "beijing", end_with="\n")
    settings = corpus.settings_in(Path(tmp_path_factory.mktemp("table")))
    corpus.fill(settings, [paper])
    with TestClient(create_app(settings), follow_redirects=True, client=("127.0.0.1", 50000)) as client:
        yield client, [claim.id for claim in paper.claims]


def shown(page: str) -> list[str]:
    return [str(one) for one in html.document_fromstring(page).xpath("//article[@class='claim']/@id")]


def test_the_page_of_a_table_is_cut_and_leads_on(table: Any) -> None:
    client, claims = table
    article = client.get("/api/v1/articles").json()["items"][0]["id"]
    first = client.get(f"/articles/{article}", headers={"Accept": "text/html"})
    assert shown(first.text) == claims[:TABLE_ROWS]
    [link] = html.document_fromstring(first.text).xpath("//a[@rel='next']/@href")
    assert shown(client.get(link, headers={"Accept": "text/html"}).text) == claims[TABLE_ROWS:]


def test_a_claim_of_a_table_leads_to_its_part(table: Any) -> None:
    client, claims = table
    for claim in (claims[0], claims[TABLE_ROWS - 1], claims[TABLE_ROWS], claims[-1]):
        assert claim in shown(client.get(f"/claims/{claim}", headers={"Accept": "text/html"}).text)


def claim(name: str, *spans: tuple[int, int]) -> ClaimView:
    evidence = tuple(EvidenceView("x" * (end - start), start, end) for start, end in spans)
    article = ArticleRef("a", None, None, None, "news", None, None)
    start, end = spans[0]
    return ClaimView(name, "", start, end, "occurred", "certain", "own", 0.9, "r", "candidate", None, (), article, (), evidence)


def test_passages_of_overlapping_claims() -> None:
    claims = [claim("c1", (2, 8)), claim("c2", (5, 10), (0, 1)), claim("c3", (2, 3))]
    found = [(one.start, one.end, one.claims) for one in cut_passages(claims, 12, "abcdefghijkl", "full")]
    assert found == [
        (0, 1, ("c2",)), (1, 2, ()), (2, 3, ("c1", "c3")), (3, 5, ("c1",)), (5, 8, ("c1", "c2")), (8, 10, ("c2",)), (10, 12, ()),
    ]  # fmt: skip
    assert "".join(one.text or "" for one in cut_passages(claims, 12, "abcdefghijkl", "full")) == "abcdefghijkl"
