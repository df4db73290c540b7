"""A bad claim is refused with a reason; the rest of its article enters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.emit import article_quads
from app.ids import Names
from app.model import (
    ActorRef,
    Article,
    Claim,
    CountedContent,
    Evidence,
    Extraction,
    FigureContent,
    Participation,
    PlaceRef,
    StatementContent,
    UncertainTime,
)
from app.validate import check_evidence, is_edtf, shacl_report, validate_claims

TEXT = "On 13 July Bo Beta met 王安 in Jakarta. The two will meet again, he said."
ARTICLE = Article(id="talks", key="talks", text=TEXT, sha256="0" * 64, blocks=(), published=date(2023, 8, 2))
DAY = date(2023, 7, 13)
GOOD = Claim(
    id="c1", article="talks", type="Meeting", rule="meeting.meet", evidence=(Evidence(0, 38, TEXT[:38]),),
    participants=(Participation(ActorRef("bo-beta", "Bo Beta", words=("Bo Beta", 11, 18))), Participation(ActorRef("x-k3x7", "王安"))),
    time=UncertainTime("2023-07-13", DAY, DAY, "day", "stated", "sometime-within", (("13 July", 3, 10),)),
    places=(PlaceRef("jakarta", "Jakarta", ("Jakarta", 29, 36)),),
)  # fmt: skip
SAID = Claim(
    id="c2", article="talks", type="Statement", rule="statement.say", evidence=(Evidence(38, len(TEXT), TEXT[38:]),),
    attributed_to=(ActorRef("bo-beta", "Bo Beta"),), statement=StatementContent("The two will meet again", 38, 61),
)  # fmt: skip
FIGURE = replace(GOOD, id="c3", type="Figure", participants=(), figure=FigureContent("trade", "12.5", "billion USD", "2022"))
COUNT = replace(GOOD, id="c4", type="CountedClaim", counted=CountedContent("Meeting", 2, False, "2023"))


def test_good_claims_enter_as_they_are() -> None:
    assert TEXT[38:61] == "The two will meet again"
    assert validate_claims(ARTICLE, (GOOD, SAID, FIGURE, COUNT)) == ((GOOD, SAID, FIGURE, COUNT), ())
    assert check_evidence(TEXT, (GOOD, SAID)) == ()


def time(**changes: Any) -> dict[str, Any]:
    return {"time": replace(GOOD.time, **changes)}


BAD: list[tuple[str, Claim, dict[str, Any], str]] = [
    ("other article", GOOD, {"article": "other"}, "belongs to the article other"),
    ("id", GOOD, {"id": "C 1"}, "no slug"),
    ("type", GOOD, {"type": "Dinner"}, "no kind of claim 'Dinner'"),
    ("no rule", GOOD, {"rule": ""}, "which rule"),
    ("no evidence", GOOD, {"evidence": ()}, "no evidence"),
    ("evidence moved", GOOD, {"evidence": (Evidence(1, 39, TEXT[:38]),)}, "the text at 1 to 39"),
    ("evidence beyond the text", GOOD, {"evidence": (Evidence(38, 900, TEXT[38:]),)}, "not in the text of"),
    ("evidence backwards", GOOD, {"evidence": (Evidence(9, 3, ""),)}, "not in the text"),
    ("words of the date", GOOD, time(words=(("14 July", 3, 10),)), "the words of the date '14 July'"),
    ("words of the place", GOOD, {"places": (PlaceRef("jakarta", "Jakarta", ("Jakarta", 0, 7)),)}, "the words of the place"),
    ("confidence", GOOD, {"confidence": 1.5}, "between 0 and 1"),
    ("confidence nan", GOOD, {"confidence": float("nan")}, "between 0 and 1"),
    ("status", GOOD, {"status": "maybe"}, "'maybe' is no status"),
    ("level", GOOD, {"level": "royal"}, "'royal' is no level"),
    ("role", GOOD, {"participants": tuple(replace(p, role="guest") for p in GOOD.participants)}, "'guest' is no role"),
    ("one side", GOOD, {"participants": GOOD.participants[:1]}, "needs 2 participants and has 1"),
    ("nobody", GOOD, {"type": "Visit", "participants": ()}, "needs 1 participant and has 0"),
    ("ordinal", GOOD, {"ordinal": 0}, "below 1"),
    ("actor id", GOOD, {"participants": (*GOOD.participants, Participation(ActorRef("Bo Beta", "Bo Beta")))}, "'Bo Beta' is no id"),
    ("nameless", GOOD, {"participants": (*GOOD.participants, Participation(ActorRef("x-a", "")))}, "has no name"),
    ("topic", GOOD, {"topics": ("Oil & gas",)}, "'Oil & gas' is no id"),
    ("bounds", GOOD, time(earliest=date(2023, 7, 14)), "begins at 2023-07-14 after it ends"),
    ("day outside", GOOD, time(earliest=date(2023, 7, 12)), "outside 2023-07-13"),
    ("month as day", GOOD, time(edtf="2023-07"), "no EDTF day"),
    ("day as month", GOOD, time(precision="month"), "no EDTF month"),
    ("no date", GOOD, time(edtf=None), "the precision day and no date"),
    ("date without precision", GOOD, time(precision="none"), "precision none"),
    ("not in the calendar", GOOD, time(edtf="2023-02-30", earliest=None, latest=None), "not in the calendar"),
    ("no basis", GOOD, time(basis="none"), "nothing is said to give its date"),
    ("day from context", GOOD, time(basis="context"), "a month at most"),
    ("day without words", GOOD, time(words=()), "no words give its day"),
    ("no speaker", SAID, {"attributed_to": ()}, "needs a speaker"),
    ("statement with sides", SAID, {"participants": GOOD.participants}, "no participants"),
    ("statement without content", SAID, {"statement": None}, "lacks the content of a Statement"),
    ("quote moved", SAID, {"statement": StatementContent("The two will meet again", 39, 62)}, "not the quote"),
    ("meeting with content", GOOD, {"statement": SAID.statement}, "has the content of a Statement"),
    ("value", FIGURE, {"figure": FigureContent("trade", "twelve", "USD")}, "'twelve' is no decimal"),
    ("unit", FIGURE, {"figure": FigureContent("trade", "12", "")}, "its unit"),
    ("period", FIGURE, {"figure": FigureContent("trade", "12", "USD", "last year")}, "'last year' is no EDTF"),
    ("number", COUNT, {"counted": CountedContent("Meeting", 0, True)}, "too small"),
    ("window", COUNT, {"counted": CountedContent("Meeting", 2, False, "since 2019")}, "'since 2019' is no EDTF"),
]


@pytest.mark.parametrize(("claim", "changes", "reason"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_claim_is_refused_and_the_others_enter(claim: Claim, changes: dict[str, Any], reason: str) -> None:
    bad = replace(claim, **{"id": "c9", **changes})
    other = SAID if claim.id != "c2" else GOOD
    kept, refused = validate_claims(ARTICLE, (bad, other))
    assert kept == (other,)
    assert [refusal.claim for refusal in refused] == [bad.id]
    assert reason in refused[0].reason
    assert str(refused[0]).startswith(f"{bad.type} {bad.id}: ")


def test_second_claim_of_an_id_is_refused() -> None:
    kept, refused = validate_claims(ARTICLE, (GOOD, replace(SAID, id="c1")))
    assert kept == (GOOD,)
    assert "same id" in refused[0].reason


def test_relations_to_what_does_not_enter_are_dropped() -> None:
    first = replace(GOOD, part_of="c9", documented_in="c2", on_sidelines_of="c1")
    kept, refused = validate_claims(ARTICLE, (first, SAID, replace(GOOD, id="c9", rule="")))
    assert [refusal.claim for refusal in refused] == ["c9"]
    assert kept == (replace(GOOD, documented_in="c2"), SAID)


@pytest.mark.parametrize("basis", ["event-anchored", "dateline"])
def test_a_day_may_come_from_elsewhere_than_words(basis: str) -> None:
    claim = replace(GOOD, **time(words=(), basis=basis))
    assert validate_claims(ARTICLE, (claim,)) == ((claim,), ())


def test_a_curated_row_needs_no_words_for_its_day() -> None:
    claim = replace(GOOD, **time(words=()))
    article = replace(ARTICLE, kind="curated")
    assert validate_claims(article, (claim,)) == ((claim,), ())
    assert shacl_report(article_quads(article, (claim,), Extraction("curated", "r", "amur 0"), Names())).violations == ()


def test_bounds_may_be_narrower_than_the_date() -> None:
    """Told on 2 August as "this year": it was not later than that."""
    claim = replace(GOOD, **time(edtf="2023", earliest=date(2023, 1, 1), latest=date(2023, 8, 2), precision="year"))
    assert validate_claims(ARTICLE, (claim,)) == ((claim,), ())


def test_check_evidence_says_what_the_text_holds_instead() -> None:
    (problem,) = check_evidence(TEXT.replace("met", "saw"), (GOOD,))
    assert problem.startswith("claim c1: the text at 0 to 38 is 'On 13 July Bo Beta saw")


EDTF = ("2023", "2023-07", "2023-07-13", "2023-22", "2023~", "2023-07?", "202X", "2023-07-XX")
INTERVALS = ("2019/2023-06", "2019/..", "../2023", "2019/", "/2023")
NO_EDTF = ("", "last year", "2023-13", "2023-7", "23", "2023-07-32", "July 2023", "..", "/", "2023-07-13T10:00")


@pytest.mark.parametrize("text", [*EDTF, *INTERVALS])
def test_edtf_shapes_are_known(text: str) -> None:
    assert is_edtf(text)


@pytest.mark.parametrize("text", NO_EDTF)
def test_other_texts_are_no_edtf(text: str) -> None:
    assert not is_edtf(text)


def test_what_python_refuses_for_its_time_shacl_reports() -> None:
    """The two gates agree on the rules that both state."""
    for name, claim, changes, _ in BAD:
        if name in {"bounds", "month as day", "day as month", "no date", "date without precision", "no basis", "day from context",
                    "day without words", "one side", "nobody", "no speaker", "statement with sides"}:  # fmt: skip
            quads = article_quads(ARTICLE, (replace(claim, **changes),), Extraction("m", "r", "s"), Names())
            assert not shacl_report(quads).conforms, name
