"""Who took part where the words of the event leave it open, and who stayed away."""

from __future__ import annotations

from datetime import date

import pytest

from app.annotate import Annotator, build_annotator
from app.extract.events import extract
from app.gazetteer import Gazetteer
from app.model import Article, Block, Claim
from app.settings import Settings

CONSULTATIONS = ("Meeting", "PhoneCall", "Summit", "Visit")


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def told(annotator: Annotator, text: str) -> list[tuple[str, str, str]]:
    """(kind, participants, status) of the consultations of a text."""
    article = Article("a", "a", text, "", (Block("body", 0, len(text)),), published=date(2024, 7, 5))
    claims: list[Claim] = [c for c in extract(article, annotator.annotate(article), annotator.gazetteer) if c.type in CONSULTATIONS]
    return sorted((c.type, " ".join(sorted(p.actor.id for p in c.participants)), c.status) for c in claims)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Russian-Chinese consultations were held in Beijing on July 1. The Russian delegation was led by Sergey Lavrov and the Chinese "
            "delegation by Wang Yi.",
            [("Meeting", "sergey-lavrov wang-yi", "occurred")],
        ),
        (
            "Sergey Lavrov arrived in Beijing on Monday. A meeting with Xi Jinping is planned for Tuesday.",
            [("Meeting", "sergey-lavrov xi-jinping", "planned"), ("Visit", "china sergey-lavrov", "occurred")],
        ),
        (
            "Wang Yi and Sergey Lavrov agreed to a meeting between Xi Jinping and Vladimir Putin.",
            [("Meeting", "vladimir-putin xi-jinping", "planned")],
        ),
        (
            "Mikhail Mishustin had meetings with Xi Jinping and Li Qiang in Beijing.",
            [("Meeting", "li-qiang mikhail-mishustin", "occurred"), ("Meeting", "mikhail-mishustin xi-jinping", "occurred")],
        ),
        (
            "Mikhail Mishustin held a call with Xi Jinping and Fumio Kishida on Monday.",
            [("PhoneCall", "fumio-kishida mikhail-mishustin xi-jinping", "occurred")],
        ),
        (
            "Mikhail Mishustin held separate calls with Xi Jinping and Fumio Kishida on Monday.",
            [("PhoneCall", "fumio-kishida mikhail-mishustin", "occurred"), ("PhoneCall", "mikhail-mishustin xi-jinping", "occurred")],
        ),
        ("Lloyd Austin III held a call with Dong Jun.", [("PhoneCall", "dong-jun lloyd-austin", "occurred")]),
        ("Vladimir Putin skipped the BRICS summit in Johannesburg.", [("Summit", "brics", "occurred")]),
        ("Xi Jinping will not attend the BRICS summit in Kazan.", [("Summit", "brics", "planned")]),
        ("The importance of the BRICS summit grows.", []),
        ("What Xi Jinping and Vladimir Putin discussed is not known.", [("PhoneCall", "vladimir-putin xi-jinping", "occurred")]),
        ("There are no plans for talks between Xi Jinping and Joe Biden.", [("Meeting", "joe-biden xi-jinping", "denied")]),
        ("Xi Jinping has yet to meet Volodymyr Zelenskyy.", [("Meeting", "volodymyr-zelenskyy xi-jinping", "denied")]),
        ("Had Xi Jinping gone to Kyiv, the war might have ended.", [("Visit", "ukraine xi-jinping", "hypothetical")]),
    ],
)
def test_who_took_part(annotator: Annotator, text: str, expected: list[tuple[str, str, str]]) -> None:
    found = told(annotator, text)
    assert found == sorted(expected)


def test_a_visitor_comes_to_where_the_report_comes_from(annotator: Annotator) -> None:
    text = "PYONGYANG, July 3 (Own agency) -\n\nVladimir Putin arrived early on Wednesday."
    article = Article("a", "a", text, "", (Block("dateline", 0, 32), Block("body", 34, len(text))), published=date(2024, 7, 5))
    (visit,) = [c for c in extract(article, annotator.annotate(article), annotator.gazetteer) if c.type == "Visit"]
    assert {p.actor.id: p.role for p in visit.participants} == {"vladimir-putin": "visitor", "north-korea": "host"}
    assert visit.time.edtf == "2024-07-03"
