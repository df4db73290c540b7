"""An event that both sides tell of, between others of the same pair."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from app.api.factory import create_app

with warnings.catch_warnings():  # Starlette's test client prefers a client library that is not ours
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

PAIR = "li-shangfu sergei-shoigu"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, corpus: Any) -> Iterator[TestClient]:
    """Three meetings of one pair; the one in the middle is told by a paper of each side, the Russian one first."""
    chinese = corpus.Paper("north", "From Beijing", date(2023, 4, 20), "CC BY 4.0", publisher="Xinhua", publisher_id="xinhua")
    chinese.say("Li Shangfu saw Shoigu in Moscow on 18 April 2023 over tea.", "Meeting", PAIR, "2023-04-18", "moscow")
    russian = corpus.Paper("south", "From Moscow", date(2023, 4, 19), "CC BY 4.0", publisher="TASS", publisher_id="tass")
    russian.say("Shoigu received Li Shangfu in Moscow on 18 April 2023.", "Meeting", PAIR, "2023-04-18", "moscow")
    russian.say("They had met in Beijing on 3 March 2022.", "Meeting", PAIR, "2022-03-03", "beijing")
    russian.say("They met again in Moscow on 15 August 2023.", "Meeting", PAIR, "2023-08-15", "moscow")
    settings = corpus.settings_in(tmp_path_factory.mktemp("sides"))
    corpus.fill(settings, [chinese, russian])
    with TestClient(create_app(settings)) as client:
        yield client


def event_page(told: TestClient, since: str, language: str = "en") -> str:
    items = told.get("/api/v1/meetings", params={"since": since, "until": since}).json()["items"]
    assert len(items) == 1
    return told.get(items[0]["url"], params={"lang": language}, headers={"Accept": "text/html"}).text


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_both_sides_stand_beside_each_other(told: TestClient) -> None:
    page = event_page(told, "2023-04-18")
    beside = plain(page[page.index('<div class="sides">') : page.index("The words that prove it</h2>")])
    china, russia = beside.split("Russia: what its side says")
    assert "through Xinhua" in china
    assert "through TASS" in russia
    assert "over tea" in china
    assert "20 April 2023" in china
    assert "Shoigu received" in russia
    assert "over tea" not in russia


def test_claims_come_in_the_order_of_their_publication(told: TestClient) -> None:
    marks = re.findall(r"<mark[^>]*>([^<]*)</mark>", event_page(told, "2023-04-18"))
    assert [mark[:6] for mark in marks] == ["Shoigu", "Li Sha"]


def test_each_claim_says_where_its_news_began(told: TestClient) -> None:
    claims = plain(event_page(told, "2023-04-18")).split("The words that prove it")[1].split("Cite")[0]
    assert re.search(r"19 April 2023.*Origin:\s+TASS.*20 April 2023.*Origin:\s+Xinhua", claims)


def test_one_voice_has_no_other_side(told: TestClient) -> None:
    page = event_page(told, "2022-03-03")
    assert '<div class="sides">' not in page
    assert "No account of its own side has been read from: China" in plain(page)


def test_the_meetings_of_the_pair_before_and_after_are_named_with_their_days(told: TestClient) -> None:
    middle = plain(event_page(told, "2023-04-18"))
    assert re.search(r"← before:\s+Meeting of Li Shangfu and Sergei Shoigu, Beijing, 3 March 2022", middle)
    assert re.search(r"→ after:\s+Meeting of Li Shangfu and Sergei Shoigu, Moscow, 15 August 2023", middle)
    first, last = plain(event_page(told, "2022-03-03")), plain(event_page(told, "2023-08-15"))
    assert "←" not in first
    assert re.search(r"→ after:\s+Meeting of Li Shangfu and Sergei Shoigu, Moscow, 18 April 2023", first)
    assert "→" not in last
    assert "/meetings?actor=li-shangfu&amp;with=sergei-shoigu" in event_page(told, "2023-04-18")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "dataset version"), ("zh", "中俄关系知识图谱"), ("ru", "граф знаний о российско-китайских отношениях")],
)
def test_the_citation_is_in_the_language_of_the_page(told: TestClient, language: str, words: str) -> None:
    cite = re.search(r'<div class="cite">([^<]*)</div>', event_page(told, "2023-04-18", language))
    assert cite is not None
    assert words in cite.group(1)
    assert "/events/" in cite.group(1)
