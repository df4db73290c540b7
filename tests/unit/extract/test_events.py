"""Events of short articles: who, when, where, in which state, one claim an occurrence."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from app.annotate import Annotator, build_annotator
from app.extract.events import extract
from app.gazetteer import Gazetteer
from app.model import Article, Block, Claim
from app.settings import Settings


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def read(annotator: Annotator, text: str, published: str = "2023-07-17", publisher: str | None = None) -> list[Claim]:
    blocks, start = [], 0
    for part in text.split("\n\n"):
        blocks.append(Block("body", start, start + len(part)))
        start += len(part) + 2
    sha = hashlib.sha256(text.encode()).hexdigest()
    article = Article("a", "a", text, sha, tuple(blocks), publisher=publisher, published=date.fromisoformat(published))
    claims = list(extract(article, annotator.annotate(article), annotator.gazetteer))
    assert all(text[e.start : e.end] == e.quote for claim in claims for e in claim.evidence)
    return claims


def people(claim: Claim) -> set[str]:
    return {p.actor.id for p in claim.participants}


@pytest.mark.parametrize(
    ("text", "kind", "who", "when", "where", "status"),
    [
        ("Xi Jinping and Vladimir Putin met in Samarkand on September 15, 2022.", "Meeting", "xi-jinping vladimir-putin", "2022-09-15", "samarkand", "occurred"),
        ("Sergey Lavrov was received by Li Qiang in Beijing on Tuesday.", "Meeting", "sergey-lavrov li-qiang", "2023-07-11", "beijing", "occurred"),
        ("Speaking after talks with Wang Yi in Moscow on Thursday, Lavrov praised the ties.", "Meeting", "wang-yi sergey-lavrov", "2023-07-13", "moscow", "occurred"),
        ("A meeting between Xi and Putin is scheduled for October in Beijing.", "Meeting", "xi-jinping vladimir-putin", "2023-10", "beijing", "planned"),
        ("Putin denied that he had met Xi in Sochi.", "Meeting", "xi-jinping vladimir-putin", None, "sochi", "denied"),
        ("Vladimir Putin's visit to Mongolia has been postponed.", "Visit", "vladimir-putin mongolia", None, "mongolia", "cancelled"),
        ("Russian President Vladimir Putin and his Chinese counterpart Xi Jinping held a phone call on Friday.", "PhoneCall", "xi-jinping vladimir-putin", "2023-07-14", None, "occurred"),
        ("Chinese and Russian warships carried out a joint patrol in the Sea of Japan in August 2022.", "JointPatrol", "china russia", "2022-08", "sea-of-japan", "occurred"),
        ("Russia and Mongolia held a naval drill in the Baltic Sea last week.", "MilitaryExercise", "russia mongolia", "2023-07-10/2023-07-16", "baltic-sea", "occurred"),
        ("Gazprom and Rosneft signed a contract in Shanghai on May 20, 2014.", "Agreement", "gazprom rosneft", "2014-05-20", "shanghai", "occurred"),
    ],
)  # fmt: skip
def test_one_event(annotator: Annotator, text: str, kind: str, who: str, when: str | None, where: str | None, status: str) -> None:
    claims = [claim for claim in read(annotator, text) if claim.type == kind]
    assert len(claims) == 1
    [claim] = claims
    assert people(claim) == set(who.split())
    assert claim.time.edtf == when
    assert {p.id for p in claim.places} == ({where} if where else set())
    assert claim.status == status


def test_an_occurrence_told_twice_is_one_claim(annotator: Annotator) -> None:
    claims = read(
        annotator,
        "Wang Yi met Sergey Lavrov in Tashkent on Tuesday.\n\nThe talks, which lasted three hours, were frank. The meeting ended late.",
    )
    assert [(c.type, c.time.edtf) for c in claims] == [("Meeting", "2023-07-11")]


def test_two_meetings_of_one_verb(annotator: Annotator) -> None:
    claims = read(annotator, "Wang Yi and Sergey Lavrov met in Beijing on March 3 and in Moscow on June 6.")
    assert [(c.time.edtf, [p.id for p in c.places]) for c in claims] == [("2023-03-03", ["beijing"]), ("2023-06-06", ["moscow"])]


def test_relative_clause_of_place_shares_the_occasion(annotator: Annotator) -> None:
    claims = read(annotator, "In April Sergey Lavrov flew to Beijing, where Wang Yi held talks with him.")
    meeting = next(c for c in claims if c.type == "Meeting")
    assert people(meeting) == {"sergey-lavrov", "wang-yi"}
    assert (meeting.time.edtf, [p.id for p in meeting.places]) == ("2023-04", ["beijing"])


def test_sidelines_make_a_session_of_its_own(annotator: Annotator) -> None:
    claims = read(annotator, "Xi and Putin met on the sidelines of the SCO summit in Samarkand on September 15, 2022.")
    meeting, summit = (next(c for c in claims if c.type == kind) for kind in ("Meeting", "Summit"))
    assert meeting.on_sidelines_of == summit.id
    assert {(p.actor.id, p.role) for p in summit.participants} == {
        ("sco", "participant"),
        ("xi-jinping", "attendee"),
        ("vladimir-putin", "attendee"),
    }
    assert (summit.time.edtf, [p.id for p in summit.places]) == ("2022-09-15", ["samarkand"])


def test_stand_in_with_the_reason_as_written(annotator: Annotator) -> None:
    claims = read(
        annotator,
        "Wang Yi met Sergey Lavrov in Jakarta on July 13. Wang was representing China since Foreign Minister Qin Gang was unwell.",
    )
    wang = next(p for c in claims if c.type == "Meeting" for p in c.participants if p.actor.id == "wang-yi")
    assert (wang.stands_in_for, wang.on_behalf_of) == ("qin-gang", "china")
    assert wang.reason == "Foreign Minister Qin Gang was unwell"


def test_publication_is_a_bound_and_no_date(annotator: Annotator) -> None:
    [claim] = read(annotator, "Wang Yi met Sergey Lavrov in Moscow.")
    assert claim.time.edtf is None
    assert claim.time.latest == date(2023, 7, 17)


def test_undated_event_takes_the_month_its_paragraph_shares(annotator: Annotator) -> None:
    text = "Wang Yi said on July 13 that ties were strong. He discussed trade with Mikhail Mishustin on the sidelines of the ASEAN meeting in Jakarta."
    meeting = next(c for c in read(annotator, text) if c.type == "Meeting")
    assert (meeting.time.edtf, meeting.time.basis, meeting.time.precision) == ("2023-07", "context", "month")


def test_counts_and_repetitions_are_no_events(annotator: Annotator) -> None:
    assert read(annotator, "Putin and Xi have met more than 40 times.") == []
    assert [c.type for c in read(annotator, "China and Russia held six joint exercises last year.")] == []


def test_heading_of_a_digest_dates_its_news_only(annotator: Annotator) -> None:
    claims = read(annotator, "May 16, 2024\n\nVladimir Putin meets Xi Jinping in Beijing. Putin will visit Mongolia.", "2024-07-01")
    assert {c.type: (c.time.edtf, c.status) for c in claims} == {"Meeting": ("2024-05-16", "occurred"), "Visit": (None, "planned")}


def test_city_and_its_state_are_one_place_and_no_actor(annotator: Annotator) -> None:
    [claim] = read(annotator, "Jake Sullivan met Wang Yi in Vienna, Austria, on May 10.")
    assert "austria" not in people(claim)
    assert [p.name for p in claim.places] == ["Vienna"]
