"""Figures and counted claims of sentences of our own, through the whole annotation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from app.annotate import build_annotator
from app.extract import extract_claims
from app.extract.figures import extract
from app.gazetteer import Gazetteer
from app.model import Article, Block, Claim
from app.settings import Settings

Read = Callable[..., tuple[Claim, ...]]


@pytest.fixture(scope="module")
def claims_of() -> Read:
    gazetteer = Gazetteer.load()
    annotator = build_annotator(Settings(), gazetteer)

    def read(*paragraphs: str, published: str | None = "2023-07-17") -> tuple[Claim, ...]:
        text = "\n\n".join(paragraphs)
        blocks, start = [], 0
        for paragraph in paragraphs:
            blocks.append(Block("body", start, start + len(paragraph)))
            start += len(paragraph) + 2
        article = Article(
            id="a-test", key="test", text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), blocks=tuple(blocks),
            published=date.fromisoformat(published) if published else None,
        )  # fmt: skip
        claims = extract(article, annotator.annotate(article), gazetteer)
        for claim in claims:
            assert all(text[item.start : item.end] == item.quote for item in claim.evidence)
        return claims

    return read


FIGURES = [
    # text, what, value, unit, period, agency, comparator, reference
    (
        "According to Chinese customs, trade between China and Russia grew to $9.5 billion in May.",
        "China-Russia trade",
        "9500000000",
        "USD",
        "2023-05",
        "gacc",
        None,
        None,
    ),
    (
        "Russian customs put trade with China for 2021 at 140 billion dollars.",
        "China-Russia trade",
        "140000000000",
        "USD",
        "2021",
        "customs-russia",
        None,
        None,
    ),
    (
        "Trade between China and Russia reached $11 billion in April, the highest since March 2020.",
        "China-Russia trade",
        "11000000000",
        "USD",
        "2023-04",
        None,
        "highest-since",
        "2020-03",
    ),
    (
        "Trade between China and Russia rose by 7 percent last year.",
        "growth of China-Russia trade",
        "7",
        "percent",
        "2022",
        None,
        "change",
        None,
    ),
    ("The loan of 3 billion yuan was paid out.", "loan", "3000000000", "CNY", None, None, None, None),
    (
        "Japan said that six Chinese warships had passed the strait in June.",
        "Chinese warships",
        "6",
        "warships",
        "2023-06",
        "japan",
        None,
        None,
    ),
    ("The pipeline carries 12 billion cubic metres of gas a year.", "gas", "12000000000", "cubic metres", None, None, None, None),
]


@pytest.mark.parametrize("row", FIGURES, ids=[row[0] for row in FIGURES])
def test_figure(claims_of: Read, row: tuple[str, ...]) -> None:
    (claim,) = [claim for claim in claims_of(row[0]) if claim.figure]
    figure = claim.figure
    assert figure is not None
    agency = figure.agency.id if figure.agency else None
    assert (figure.what, figure.value, figure.unit, figure.period, agency, figure.comparator, figure.reference) == row[1:]
    assert claim.sourcing == ("attributed" if agency else "own")


def test_a_figure_told_twice_is_claimed_once(claims_of: Read) -> None:
    claims = claims_of("The loan of 3 billion yuan was paid.", "It was a loan of 3 billion yuan.")
    assert len([claim for claim in claims if claim.figure]) == 1


COUNTS = [
    # text, kind, number, ordinal, window, participants
    ("It was the fourth joint patrol of China and Russia since 2019.", "JointPatrol", 4, True, "2019/..", {"china", "russia"}),
    ("China and Russia held five joint exercises last year.", "MilitaryExercise", 5, False, "2022", {"china", "russia"}),
    ("Sergey Lavrov met Wang Yi three times in 2022.", "Meeting", 3, False, "2022", {"sergey-lavrov", "wang-yi"}),
    ("Xi Jinping and Vladimir Putin met twice last year.", "Meeting", 2, False, "2022", {"xi-jinping", "vladimir-putin"}),
    ("It was the 12th meeting of Xi Jinping and Vladimir Putin.", "Meeting", 12, True, None, {"xi-jinping", "vladimir-putin"}),
    ("The China-Russia drill was the third of its kind.", "MilitaryExercise", 3, True, None, {"china", "russia"}),
    ("China and Russia flew their seventh joint patrol in June.", "JointPatrol", 7, True, None, {"china", "russia"}),
]


@pytest.mark.parametrize("row", COUNTS, ids=[str(row[0]) for row in COUNTS])
def test_counted_claim(claims_of: Read, row: tuple[str, str, int, bool, str | None, set[str]]) -> None:
    (claim,) = [claim for claim in claims_of(row[0]) if claim.counted]
    counted = claim.counted
    assert counted is not None
    found = (counted.event_kind, counted.number, counted.ordinal, counted.window, {p.actor.id for p in claim.participants})
    assert found == row[1:]


def test_a_part_takes_up_the_count_before(claims_of: Read) -> None:
    claims = claims_of("China and Russia held seven joint exercises last year.", "Four of them came after May 2022.")
    counts = [claim.counted for claim in claims if claim.counted]
    assert [(c.event_kind, c.number, c.window) for c in counts] == [
        ("MilitaryExercise", 7, "2022"),
        ("MilitaryExercise", 4, "2022-05/2022-12"),
    ]


def test_a_rank_since_a_year_runs_to_the_occurrence_told_before(claims_of: Read) -> None:
    claims = claims_of("China and Russia flew a joint patrol last month.", "It was the ninth such China-Russia patrol since 2019.")
    assert [claim.counted.window for claim in claims if claim.counted] == ["2019/2023-06"]


@pytest.mark.parametrize(
    "text",
    [
        "It was the first meeting of Xi Jinping and Vladimir Putin.",
        "Xi Jinping and Vladimir Putin attended the 15th BRICS summit.",
        "The two meetings of Xi Jinping and Vladimir Putin were long.",
        "Xi Jinping and Vladimir Putin marked the 70th anniversary.",
        "China and Russia held a three-day exercise.",
        "Xi Jinping told Vladimir Putin that trade had grown three times.",
        "Xi Jinping met Vladimir Putin on the second day of his visit.",
    ],
)
def test_what_is_not_counted(claims_of: Read, text: str) -> None:
    assert [claim.counted for claim in claims_of(text) if claim.counted] == []


def test_ids_are_the_same_each_time(claims_of: Read) -> None:
    text = "China and Russia held five joint exercises last year with 4,000 troops and 30 aircraft."
    ids = [claim.id for claim in claims_of(text)]
    assert ids == [claim.id for claim in claims_of(text)]
    assert len(ids) == len(set(ids)) == 3


def test_words_of_a_time_are_as_the_article_has_them() -> None:
    gazetteer = Gazetteer.load()
    text = "Sergey Lavrov met Wang Yi in Moscow on 9\u00a0June\u00a02021."
    article = Article(
        id="a-test", key="test", text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), blocks=(Block("body", 0, len(text)),)
    )
    claims = extract_claims(article, build_annotator(Settings(), gazetteer).annotate(article), gazetteer)
    words = [word for claim in claims for word in claim.time.words]
    assert words
    assert all(text[start:end] == found for found, start, end in words)
    assert "2021-06-09" in {claim.time.edtf for claim in claims}


@pytest.mark.parametrize(
    ("text", "what", "value"),
    [
        ("The bank gives Kenya $800 million in relief.", None, "800000000"),
        ("Norway will provide 1 billion euros in humanitarian assistance.", None, "1000000000"),
        ("The leaders have raised over $600 billion for roads.", "roads", "600000000000"),
        ("The ministers made available about USD 50 billion.", None, "50000000000"),
        ("The group commits 30 million yuan to it.", None, "30000000"),
    ],
)
def test_money_whose_purpose_only_follows(claims_of: Read, text: str, what: str | None, value: str) -> None:
    figure = next(c.figure for c in claims_of(text) if c.figure is not None)
    assert (figure.value, figure.unit is not None) == (value, True)
    assert what is None or figure.what == what
    assert figure.what
