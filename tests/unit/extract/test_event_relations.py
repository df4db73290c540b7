"""Events of one article refer to each other: part of a visit, recorded in a text, answering or serving another; ranks and forces."""

from __future__ import annotations

from datetime import date

import pytest

from app.annotate import Annotator, build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.model import Article, Block, Claim
from app.settings import Settings

GAZETTEER = Gazetteer.load()


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), GAZETTEER)


def read(annotator: Annotator, text: str) -> dict[str, Claim]:
    """The first event claim of each type."""
    article = Article("a", "a", text, "", (Block("body", 0, len(text)),), published=date(2023, 7, 17))
    found: dict[str, Claim] = {}
    for claim in extract_claims(article, annotator.annotate(article), GAZETTEER):
        found.setdefault(claim.type, claim)
    return found


VISIT = "Xi Jinping paid a state visit to Russia from March 20 to 22. On March 21 Xi Jinping and Vladimir Putin held talks in Moscow and signed a joint statement."


def test_talks_and_text_are_part_of_the_visit(annotator: Annotator) -> None:
    found = read(annotator, VISIT)
    assert found["Meeting"].part_of == found["Agreement"].part_of == found["Visit"].id


def test_talks_are_documented_in_the_joint_statement(annotator: Annotator) -> None:
    found = read(annotator, VISIT)
    assert found["Meeting"].documented_in == found["Agreement"].id


def test_another_days_talks_are_no_part_of_the_visit(annotator: Annotator) -> None:
    found = read(annotator, VISIT.replace("On March 21", "On April 21"))
    assert found["Meeting"].part_of is None


def test_ships_leave_in_support_of_an_exercise(annotator: Annotator) -> None:
    found = read(annotator, "Chinese warships left the port of Qingdao for a joint exercise with Russia on July 16.")
    assert found["Deployment"].in_support_of == found["MilitaryExercise"].id
    assert found["Deployment"].forces == "Chinese warships"


def test_a_condemnation_answers_what_it_condemns(annotator: Annotator) -> None:
    found = read(annotator, "Japan condemned Russia's attack on Ukraine.")
    assert found["Condemnation"].in_response_to == found["ArmedAttack"].id


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Russian and Chinese bombers flew their fourth joint patrol over the Sea of Japan.", 4),
        ("Russian and Chinese bombers flew their first joint patrol over the Sea of Japan.", None),
        ("Russian and Chinese bombers flew a joint patrol over the Sea of Japan.", None),
    ],
)
def test_rank_of_a_patrol(annotator: Annotator, text: str, rank: int | None) -> None:
    patrol = read(annotator, text)["JointPatrol"]
    assert patrol.ordinal == rank
    assert patrol.forces == "Russian and Chinese bombers"
