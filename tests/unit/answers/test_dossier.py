"""The dossier of an actor or a pair, and how it is written down."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html

from app.answers.dossier import Dossier, make_dossier
from app.api.dossiers import write_markdown, write_page, write_table
from app.errors import BadParameter, UnknownActor
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store


@pytest.fixture(scope="module")
def pair(store: Store, gazetteer: Gazetteer, names: Names) -> Dossier:
    return make_dossier(store, gazetteer, names, ["Xi Jinping", "Путин"])


def test_a_pair_has_meetings_calls_and_plans_apart(pair: Dossier) -> None:
    assert [actor.id for actor in pair.actors] == ["xi-jinping", "vladimir-putin"]
    assert [event.time.edtf for event in pair.meetings] == ["2023-03-21", "2023-10-18", None]
    assert [event.time.edtf for event in pair.calls] == ["2023-06-08"]
    assert {event.status for event in pair.not_facts} == {"planned"}
    assert not pair.summits and not pair.visits


def test_every_claim_has_a_numbered_source(pair: Dossier) -> None:
    numbers = pair.numbers()
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    assert {claim.article.id for event in pair.events for claim in event.claims} == set(numbers)


def test_a_window_and_one_actor(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    july = make_dossier(store, gazetteer, names, ["wang-yi"], "2023-07", "2023-07")
    assert {event.time.earliest.isoformat()[:7] for event in july.meetings if event.time.earliest} == {"2023-07"}
    assert [said.quote for said in july.statements] == ["We trust each other."]
    assert july.statements == make_dossier(store, gazetteer, names, ["wang-yi", "sergey-lavrov"]).statements
    empty = make_dossier(store, gazetteer, names, ["wang-yi"], "1990", "1991")
    assert not empty.events and empty.coverage.reason


def test_whom_it_cannot_be_of(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    for actors in ([], ["wang-yi", "王毅"], ["wang-yi", "sergey-lavrov", "xi-jinping"]):
        with pytest.raises(BadParameter):
            make_dossier(store, gazetteer, names, actors)
    with pytest.raises(UnknownActor):
        make_dossier(store, gazetteer, names, ["Nobody Known"])


def test_it_reads_as_markdown_with_every_word(pair: Dossier) -> None:
    text = write_markdown(pair).decode()
    assert text.startswith("# Dossier: Xi Jinping and Vladimir Putin\n")
    assert "“Putin rang Xi on 8 June.” [" in text and "## Sources" in text
    for event in pair.events:
        assert f"<{event.iri}>" in text


def test_it_prints_as_a_page_that_needs_nothing_else(pair: Dossier) -> None:
    page = html.document_fromstring(write_page(pair).decode())
    assert page.findtext(".//h1") == "Dossier: Xi Jinping and Vladimir Putin"
    assert not page.xpath("//script | //link | //img | //iframe")
    assert len(page.xpath("//article")) == len(pair.events) + len(pair.statements)
    ids = set(page.xpath("//@id"))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= ids


def test_words_from_outside_do_nothing(pair: Dossier) -> None:
    attack = "<script>alert(1)</script> [x](javascript:alert(2)) **b** `c` <!-- & \n# head"
    page = html.document_fromstring(write_page(pair, lambda claim: attack).decode())
    assert not page.xpath("//script | //b") and page.xpath("//blockquote[contains(., '<script>alert(1)</script>')]")
    text = write_markdown(pair, lambda claim: attack).decode()
    assert "<script" not in text.replace("\\<script", "") and "[x](" not in text and "\n# head" not in text


def test_it_is_also_a_table(pair: Dossier) -> None:
    rows = list(csv.DictReader(io.StringIO(write_table(pair).decode())))
    assert [row["id"] for row in rows] == [event.id for event in pair.events]
