"""In which office and at which level, from the registry."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from app.gazetteer import Gazetteer
from app.model import ActorRef, Article, Claim, Evidence, Participation, UncertainTime
from app.resolve import resolve_claims


@pytest.mark.parametrize(
    ("people", "offices", "level"),
    [
        (("xi-jinping", "vladimir-putin"), ["president-of-china", "president-of-russia"], "leader"),
        (("vladimir-putin", "sergey-lavrov"), ["president-of-russia", "foreign-minister-of-russia"], "leader"),
        (("qin-gang", "sergey-lavrov"), ["foreign-minister-of-china", "foreign-minister-of-russia"], "foreign"),
    ],
)
def test_offices_and_level(people: tuple[str, ...], offices: list[str], level: str) -> None:
    gazetteer = Gazetteer.load()
    text = "They met on March 21, 2023."
    article = Article("a", "a", text, hashlib.sha256(text.encode()).hexdigest(), (), published=date(2023, 4, 1))
    day = date(2023, 3, 21)
    parts = tuple(Participation(ActorRef(p, gazetteer.actors[p].label, "Person", gazetteer.actors[p].country)) for p in people)
    claim = Claim(
        "c1", "a", "Meeting", (Evidence(0, len(text), text),), "test.rule", parts, UncertainTime("2023-03-21", day, day, "day", "stated")
    )
    [resolved] = resolve_claims(article, [claim], gazetteer)
    assert [p.in_office for p in resolved.participants] == offices
    assert resolved.level == level
