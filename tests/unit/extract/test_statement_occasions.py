"""Words that fell at a meeting are of its day, if the text says that they fell there."""

from __future__ import annotations

import pytest

from app.annotate import Annotator, build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.model import Article, Claim
from app.readers import read_bytes
from app.settings import Settings


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def statements(annotator: Annotator, text: str) -> list[Claim]:
    (article,) = read_bytes(text.encode(), "x.txt", {"published": "2023-12-30", "title": "Year"}, annotator.gazetteer)
    assert isinstance(article, Article)
    return [c for c in extract_claims(article, annotator.annotate(article), annotator.gazetteer) if c.statement is not None]


MET = "Wang Yi met Sergey Lavrov in Samarkand on April 13, 2023."


@pytest.mark.parametrize(
    "text",
    [
        f"{MET} In Samarkand Lavrov said that trade had doubled.",
        f"{MET} At the talks Lavrov said that trade had doubled.",
        f"{MET} During the meeting Wang said that trade had doubled.",
        f"{MET} Lavrov told Wang that trade had doubled.",
        "On April 13, 2023, Wang Yi met Sergey Lavrov in Samarkand. Lavrov told him that trade had doubled.",
    ],
)
def test_the_occasion_dates_the_words(annotator: Annotator, text: str) -> None:
    (said,) = statements(annotator, text)
    assert said.time.edtf == "2023-04-13"
    assert said.time.basis == "event-anchored"
    assert all(words for words, _, _ in said.time.words)


@pytest.mark.parametrize(
    "text",
    [
        f"{MET} Lavrov said that trade had doubled.",
        f"{MET} In Astana Lavrov said that trade had doubled.",
        f"{MET} At the talks Mikhail Mishustin said that trade had doubled.",
        f"{MET} Wang Yi met Sergey Lavrov in Samarkand on May 20, 2023. In Samarkand Lavrov said that trade had doubled.",
        f"{MET} Lavrov told Mikhail Mishustin that trade had doubled.",
        "Wang Yi said that he had met Sergey Lavrov in Samarkand on April 13, 2023.",
    ],
)
def test_without_a_tie_the_words_have_no_day(annotator: Annotator, text: str) -> None:
    assert [said.time.edtf for said in statements(annotator, text)] == [None]


def test_a_statement_recalled_in_a_briefing_is_not_of_its_day(annotator: Annotator) -> None:
    text = b"The State Department has warned that prices will rise. The State Department warned that trade will fall."
    about = {"published": "2023-12-30", "title": "Readout of the call", "publisher": "The White House", "kind": "readout"}
    (article,) = read_bytes(text, "x.txt", about, annotator.gazetteer)
    assert isinstance(article, Article)
    found = [c.time.edtf for c in extract_claims(article, annotator.annotate(article), annotator.gazetteer) if c.statement is not None]
    assert found == [None, "2023-12-30"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (f'{MET} "The doors must stay open," Wang Yi was cited as saying by the Foreign Ministry of China.', "2023-04-13"),
        (f"{MET} Lavrov said trade had doubled, according to a statement of the Russian Foreign Ministry.", "2023-04-13"),
        (f"{MET} Lavrov said trade had doubled, according to Reuters.", None),
        (f"{MET} Mikhail Mishustin said trade had doubled, according to a statement of the Russian Foreign Ministry.", None),
        ("Wang Yi said trade had doubled, according to a statement of the Chinese Foreign Ministry.", None),
        (f"{MET} Lavrov added in a statement published on June 5 that trade had doubled.", "2023-06-05"),
    ],
)
def test_a_readout_tells_what_was_said_at_the_talks(annotator: Annotator, text: str, when: str | None) -> None:
    (said,) = statements(annotator, text)
    assert said.time.edtf == when
