"""Last days in the words of one side or the other are claims of their own about the event that the article told."""

from __future__ import annotations

from datetime import date

import pytest

from app.gazetteer import Gazetteer
from app.model import Claim
from app.outcomes import Source
from app.settings import Settings
from app.text_side import Reading, TextSide

PATROL = "Chinese and Russian warships patrolled the Sea of Japan together in October 2024. "


@pytest.fixture(scope="module")
def text_side() -> TextSide:
    return TextSide(Settings(_env_file=None), Gazetteer.load())  # type: ignore[call-arg]


def endings(text_side: TextSide, text: str) -> list[Claim]:
    [reading] = text_side.read(Source("told.txt", text.encode(), {"published": "2024-12-01", "publisher": "Paper"}))
    assert isinstance(reading, Reading)
    claims = text_side.extract(reading).claims
    for claim in claims:
        assert all(text[e.start : e.end] == e.quote for e in claim.evidence)
    return sorted((c for c in claims if c.rule == "ending.told"), key=lambda c: str(c.time.edtf))


def test_two_sources_tell_two_last_days(text_side: TextSide) -> None:
    text = (
        PATROL
        + "According to the Russian side the vessels separated on 20 October 2024; Beijing reported the end of the patrol on 24 October 2024."
    )
    first, last = endings(text_side, text)
    assert (first.time.earliest, last.time.earliest) == (date(2024, 10, 20), date(2024, 10, 24))
    assert [[actor.id for actor in claim.attributed_to] for claim in (first, last)] == [["russia"], ["china"]]
    for claim in (first, last):
        assert (claim.type, claim.phase, claim.sourcing) == ("JointPatrol", "ends", "attributed")
        assert {p.actor.id for p in claim.participants} == {"china", "russia"}


@pytest.mark.parametrize(
    "text",
    [
        PATROL + "The Chinese defence ministry reported the conclusion of the patrol on 24 October 2024.",
        PATROL + "According to the Russian navy the ships dispersed on 24 October 2024.",
    ],
)
def test_an_end_that_is_told(text_side: TextSide, text: str) -> None:
    assert [claim.time.precision for claim in endings(text_side, text)] == ["day"]


@pytest.mark.parametrize(
    "text",
    [
        PATROL + "According to the Russian side the vessels did not separate on 20 October 2024.",
        PATROL + "According to the Russian side the ships sailed on 20 October 2024.",
        PATROL + "Beijing reported the end of the month on 31 October 2024.",
        PATROL + "According to Beijing the visit ended on 31 October 2024.",
        "According to the Russian side the vessels separated on 20 October 2024.",
    ],
)
def test_what_is_no_end_of_what_was_told(text_side: TextSide, text: str) -> None:
    assert endings(text_side, text) == []
