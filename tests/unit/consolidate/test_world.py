"""What the world says of an event: status, values, origins, links, counts, titles, and the claim that each value comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.consolidate import block_keys
from app.consolidate.blocks import counts_of_event, events_of_count, near_keys
from app.consolidate.origins import normalize_source, origins_of
from app.consolidate.prepared import amend
from app.gazetteer import Gazetteer
from app.ids import event_id, provisional_actor_id
from app.model import (
    ActorRef,
    ClaimRecord,
    CountedContent,
    Decision,
    Evidence,
    FigureContent,
    Participation,
    PlaceRef,
    StatementContent,
    UncertainTime,
)

XP = "xi-jinping vladimir-putin"
WL = "wang-yi sergey-lavrov"
CR = "china russia"


def event_of(record: ClaimRecord) -> str:
    return event_id(record.claim.id)


# ---- identity ---------------------------------------------------------------------------------------------------------


def test_the_first_published_claim_names_the_event(make: Any, world: Any) -> None:
    later = make("Meeting", XP, "2023-03-21", "moscow", article="a", published="2023-03-25")
    earlier = make("Meeting", XP, "2023-03-21", "moscow", article="b", published="2023-03-22")
    undated = make("Meeting", XP, "2023-03-21", "moscow", article="c", published=None)
    found = world(later, earlier, undated)
    assert found.subjects("type", "Event") == {event_of(earlier)}
    assert found.of(event_of(later), "mergedInto") == found.of(event_of(undated), "mergedInto") == {event_of(earlier)}
    assert found.of(event_of(earlier), "type") == {"Meeting", "Consultation", "Event"}


def test_every_value_leads_to_its_claim(make: Any, world: Any) -> None:
    record = make("Meeting", XP, "2023-03-21", "moscow")
    found, event = world(record), event_of(record)
    for node in (f"{event}#time", f"{event}#p-xi-jinping", f"{event}#p-vladimir-putin"):
        assert found.of(node, "fromClaim") == {record.claim.id}
    assert found.of(event, "claim") == {record.claim.id}


# ---- status -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "status", "disputed"),
    [
        (("occurred",), "occurred", "false"),
        (("occurred", "ongoing"), "occurred", "false"),
        (("ongoing",), "ongoing", "false"),
        (("occurred", "denied"), "occurred", "true"),
        (("alleged", "denied"), "alleged", "true"),
        (("alleged", "occurred"), "occurred", "false"),
        (("denied",), "denied", "false"),
        (("planned", "cancelled"), "cancelled", "false"),
        (("hypothetical", "planned"), "planned", "false"),
    ],
)
def test_status(make: Any, world: Any, statuses: tuple[str, ...], status: str, disputed: str) -> None:
    records = [
        make("Meeting", XP, "2023-03-21", "moscow", article=f"a{n}", published=f"2023-04-0{n + 1}", status=told)
        for n, told in enumerate(statuses)
    ]
    found = world(*records)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == (status, disputed)
    assert bool(found.all("met")) == (status in ("occurred", "ongoing") and disputed == "false")


def test_a_source_takes_back_its_own_claim(make: Any, world: Any) -> None:
    told = make("Meeting", XP, "2023-03-21", "moscow", article="a", published="2023-03-22", meta={"publisher": "Paper"})
    taken_back = make(
        "Meeting", XP, "2023-03-21", "moscow", article="b", published="2023-03-24", status="denied", meta={"publisher": "Paper"}
    )
    found = world(told, taken_back)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("denied", "false")


def test_a_plan_that_came_true(make: Any, world: Any) -> None:
    plan = make("Meeting", XP, "2023-10", "beijing", article="a", published="2023-09-20", status="planned")
    done = make("Meeting", XP, "2023-10-18", "beijing", article="b", published="2023-10-19")
    found = world(plan, done)
    assert found.all("realizes") == {(event_of(done), event_of(plan))}
    assert found.one(event_of(plan), "status") == "planned"


@pytest.mark.parametrize(
    ("edtf", "place", "published", "status"),
    [
        ("2023-11", "beijing", "2023-09-20", "planned"),
        ("2023-10", "moscow", "2023-09-20", "planned"),
        ("2023-10", "beijing", "2023-09-20", "cancelled"),
        ("2023-10", "beijing", "2023-12-20", "planned"),
    ],
)
def test_a_plan_of_something_else(make: Any, world: Any, edtf: str, place: str, published: str, status: str) -> None:
    plan = make("Meeting", XP, edtf, place, article="a", published=published, status=status)
    assert not world(plan, make("Meeting", XP, "2023-10-18", "beijing", article="b", published="2023-10-19")).all("realizes")


# ---- values -----------------------------------------------------------------------------------------------------------


def test_the_most_precise_date_and_place_win(make: Any, world: Any) -> None:
    vague, sharp = make("Meeting", XP, "2023-03", "russia", article="a"), make("Meeting", XP, "2023-03-21", "kremlin", article="b")
    found = world(vague, sharp)
    [event] = found.subjects("type", "Event")
    assert found.one(f"{event}#time", "edtf") == "2023-03-21"
    assert found.one(f"{event}#time", "fromClaim") == sharp.claim.id
    assert found.of(event, "place") == {"kremlin"}
    assert not found.of(event, "conflict")


def test_the_first_and_last_day_of_what_lasts_say_more_than_one_of_its_days(make: Any, world: Any) -> None:
    whole = make("MilitaryExercise", CR, "2022-12-21/2022-12-27", "east-china-sea", article="a")
    begin = make("MilitaryExercise", CR, "2022-12-21", "east-china-sea", article="b")
    found = world(whole, begin)
    [event] = found.subjects("type", "Event")
    assert found.one(f"{event}#time", "edtf") == "2022-12-21/2022-12-27"


def test_an_undated_event_has_the_publication_as_upper_bound_only(make: Any, world: Any) -> None:
    record = make("Meeting", XP, None, "beijing", published="2023-07-17")
    found, time = world(record), f"{event_of(record)}#time"
    assert not found.of(time, "edtf") and not found.of(time, "hasEarliestBeginTimeStamp") and not found.of(time, "displayDate")
    assert found.one(time, "hasLatestEndTimeStamp") == "2023-07-17"
    assert found.one(time, "precision") == "noPrecision"


@pytest.mark.parametrize(
    ("early", "late", "place", "cause"),
    [
        ("tass", "xinhua", "shanghai", "timezone"),  # Moscow goes to bed hours after Shanghai
        ("xinhua", "tass", "shanghai", None),  # the wrong way round
        ("tass", None, "shanghai", "timezone"),  # who is not known goes by the place
        (None, "xinhua", "moscow", "timezone"),
        (None, "xinhua", "shanghai", None),
        (None, None, "shanghai", None),
        ("xinhua", "xinhua", "shanghai", None),
        ("tass", "xinhua", None, "timezone"),
    ],
)
def test_a_signature_at_midnight_is_a_conflict_with_its_cause(
    make: Any, world: Any, early: str | None, late: str | None, place: str | None, cause: str | None
) -> None:
    said = {"name": "gas supply contract"}
    one = make("Agreement", CR, "2014-05-20", place, article="a", meta={"publisher_id": early}, **said)
    two = make("Agreement", CR, "2014-05-21", place, article="b", meta={"publisher_id": late}, **said)
    found = world(one, two)
    [event] = found.subjects("type", "Event")
    [conflict] = found.of(event, "conflict")
    assert found.one(conflict, "conflictKind") == "timeConflict"
    assert found.of(conflict, "cause") == ({cause} if cause else set())
    assert found.of(conflict, "betweenClaim") == {one.claim.id, two.claim.id}


def test_no_zone_explains_two_days_that_are_not_told_to_the_day(make: Any, world: Any) -> None:
    one = make("MilitaryExercise", CR, "2021-10-14/2021-10-17", None, article="a", name="Joint Sea 2021", meta={"publisher_id": "tass"})
    two = make("MilitaryExercise", CR, "2021-10-14/2021-10-18", None, article="b", name="Joint Sea 2021", meta={"publisher_id": "xinhua"})
    assert {kind for _, kind in world(one, two).all("conflictKind")} == {"timeConflict"}
    assert not world(one, two).all("cause")


def test_two_last_days_of_one_patrol_are_a_conflict(make: Any, world: Any) -> None:
    month = make("JointPatrol", CR, "2024-10", "sea-of-japan", article="a")
    first = make("JointPatrol", CR, "2024-10-20", None, article="a", phase="ends")
    last = make("JointPatrol", CR, "2024-10-24", None, article="a", phase="ends")
    again = make("JointPatrol", CR, "2024-10-24", None, article="b", phase="ends")
    found = world(month, first, last, again)
    [event] = found.subjects("type", "Event")
    told = {frozenset(found.of(conflict, "betweenClaim")) for conflict in found.of(event, "conflict")}
    assert told == {frozenset((last.claim.id, first.claim.id))} or told == {
        frozenset((first.claim.id, last.claim.id)), frozenset((first.claim.id, again.claim.id))
    }  # fmt: skip
    other = make("JointPatrol", CR, "2024-10-24", None, article="c")
    assert len(world(first, other).subjects("type", "Event")) == 2, "two days of which neither is told as an end are two patrols"


def test_other_numbers_and_other_places_are_conflicts(make: Any, world: Any) -> None:
    one = make("JointPatrol", CR, "2025-08", None, article="a", ordinal=5, name="joint naval patrol")
    two = make("JointPatrol", CR, "2025-08", None, article="b", ordinal=6, name="joint naval patrol")
    assert {kind for _, kind in world(one, two).all("conflictKind")} == {"valueConflict"}
    here, there = make("Meeting", XP, "2023-10-18", "beijing", article="a"), make("Meeting", XP, "2023-10-18", "shanghai", article="b")
    assert {kind for _, kind in world(here, there).all("conflictKind")} == {"placeConflict"}


def test_people_stand_before_the_state_they_act_for(make: Any, world: Any) -> None:
    found = world(make("Meeting", WL, "2023-07-13", "jakarta", article="a"), make("Meeting", CR, "2023-07-13", "jakarta", article="b"))
    [event] = found.subjects("type", "Event")
    assert found.of(event, "hasParticipant") == {"wang-yi", "sergey-lavrov"}
    assert found.one(f"{event}#p-wang-yi", "onBehalfOf") == "china"


@pytest.mark.parametrize("kind", ["Meeting", "Visit", "PhoneCall", "Summit"])
def test_a_person_whose_state_nobody_tells_takes_part(make: Any, world: Any, kind: str) -> None:
    record = make(kind, "josep-borrell wang-yi", "2023-07-13", roles="visitor host" if kind == "Visit" else "")
    found = world(record)
    assert found.of(event_of(record), "hasParticipant") == {"josep-borrell", "wang-yi"}
    link = {"Meeting": "met", "PhoneCall": "spokeWith", "Summit": "coAttended"}.get(kind)
    assert link is None or ("josep-borrell", "wang-yi") in found.all(link)


def test_offices_are_those_of_the_day_unless_told(make: Any, world: Any) -> None:
    record = make("Meeting", WL, "2023-07-13", "jakarta")
    found, event = world(record), event_of(record)
    assert found.one(f"{event}#p-wang-yi", "inOffice") == "director-of-the-cpc-foreign-affairs-office"
    assert found.one(f"{event}#p-sergey-lavrov", "inOffice") == "foreign-minister-of-russia"
    assert found.one(event, "level") == "foreign" and found.one(event, "format") == "bilateral"


def test_a_stand_in_with_its_reason_and_one_who_stayed_away(make: Any, world: Any) -> None:
    record = make("Meeting", WL, "2023-07-13", "jakarta")
    parts = [replace(p, stands_in_for="qin-gang", reason="was ill") if p.actor.id == "wang-yi" else p for p in record.claim.participants]
    parts.append(Participation(ActorRef("qin-gang", "Qin Gang", "Person"), polarity="negative"))
    record = replace(record, claim=replace(record.claim, participants=tuple(parts)))
    found, event = world(record), event_of(record)
    assert found.one(f"{event}#p-wang-yi", "standsInFor") == "qin-gang" and found.one(f"{event}#p-wang-yi", "reason") == "was ill"
    assert found.one(f"{event}#p-qin-gang", "polarity") == "negative"
    assert "qin-gang" not in found.of(event, "hasParticipant")
    assert not [pair for pair in found.all("met") if "qin-gang" in pair]


def test_relations_follow_the_claims_to_their_events(make: Any, world: Any) -> None:
    forum = make("Summit", WL, "2023-07-14", "jakarta", article="a")
    talk = make("Meeting", WL, "2023-07-13", "jakarta", article="a", on_sidelines_of=forum.claim.id)
    same = make("Summit", WL, "2023-07-14", "jakarta", article="b", published="2023-07-15")
    found = world(forum, talk, same)
    assert found.all("onSidelinesOf") == {(event_of(talk), event_of(same))}


# ---- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "link"), [("Meeting", "met"), ("PhoneCall", "spokeWith"), ("Summit", "coAttended"), ("Visit", None)])
def test_links(make: Any, world: Any, kind: str, link: str | None) -> None:
    found = world(make(kind, XP + " wang-yi", "2023-03-21"))
    for name in ("met", "spokeWith", "coAttended"):
        pairs = found.all(name)
        assert pairs == ({(a, b) for a, b in pairs if {a, b} & {"vladimir-putin"}} if name == link else set())
        if name == link:
            assert ("xi-jinping", "vladimir-putin") in pairs and ("vladimir-putin", "xi-jinping") in pairs
            assert ("xi-jinping", "wang-yi") not in pairs, "they came together"


@pytest.mark.parametrize(
    "fields", [{"certainty": "probable"}, {"certainty": "possible"}, {"confidence": 0.4}, {"status": "planned"}, {"status": "alleged"}]
)
def test_doubt_makes_no_link(make: Any, world: Any, fields: dict[str, Any]) -> None:
    assert not world(make("Meeting", XP, "2023-03-21", "moscow", **fields)).all("met")


# ---- origins ----------------------------------------------------------------------------------------------------------


def test_copies_of_one_source_count_once(make: Any, world: Any) -> None:
    ministry = (ActorRef("mfa-china", "Chinese Foreign Ministry", "Ministry"),)
    records = [
        make("Meeting", WL, "2023-07-13", "jakarta", article=f"a{n}", attributed_to=ministry, sourcing="attributed") for n in range(3)
    ]
    found = world(*records)
    [event] = found.subjects("type", "Event")
    assert found.of(event, "origin") == {"mfa-china"} and found.one(event, "originCount") == "1"


def test_a_reconstruction_counts_what_it_cites_and_never_itself(make: Any) -> None:
    cited = ("https://example.org/a/", "http://www.example.org/a#x", "repo:some/where:file.md", "General knowledge", "Old  Almanac")
    record = make("Meeting", WL, "2023-07-13", meta={"kind": "reconstruction", "sources": cited, "publisher_id": "amur-wire"})
    assert origins_of(record.article, record.claim) == {
        ("source", "example.org/a"),
        ("source", "repo:some/where:file.md"),
        ("source", "old almanac"),
    }
    nothing = replace(record.article, sources=())
    assert origins_of(nothing, record.claim) == frozenset()
    row = replace(record.claim, sources=("https://example.org/b",))
    assert origins_of(record.article, row) == {("source", "example.org/b")}


def test_of_many_pages_those_dated_to_the_event_count_one_a_site(make: Any) -> None:
    cited = (
        "https://agency.example/2023-07-14/talks", "https://agency.example/20230714/photo", "https://daily.example/2023/0713/c1.html",
        "https://daily.example/2019/12/02/old", "https://github.com/one/notes/blob/HEAD/2023/07/2023-07-13.yaml",
        "https://github.com/two/notes/blob/HEAD/2023-07-15.md", "https://portal.example/asia/12345",
    )  # fmt: skip
    meta = {"kind": "reconstruction", "sources": cited}
    dated = make("Meeting", WL, "2023-07-13", meta=meta)
    assert {text.split("/")[0] for _, text in origins_of(dated.article, dated.claim)} == {"agency.example", "daily.example", "github.com"}
    assert len(origins_of(dated.article, dated.claim)) == 4, "of a host that many share each project is a site"
    for edtf in ("2023-09-13", "2023", None):
        other = make("Meeting", WL, edtf, meta=meta)
        assert origins_of(other.article, other.claim) == {("source", "portal.example/asia/12345")}
    elsewhere = make("Meeting", WL, "2023-09-13", meta={**meta, "sources": cited[:4]})
    assert [text for _, text in origins_of(elsewhere.article, elsewhere.claim)] == ["one of the pages cited by a1"]
    planned = make("Meeting", WL, "2023-07-20", meta=meta, status="planned")
    assert len(origins_of(planned.article, planned.claim)) == 4


def test_an_article_of_its_own_rests_on_its_publisher(make: Any) -> None:
    record = make("Meeting", WL, "2023-07-13", meta={"publisher_id": "tass"})
    assert origins_of(record.article, record.claim) == {("actor", "tass")}
    wire = replace(record.claim, reported_by=(ActorRef("xinhua", "Xinhua"), ActorRef("tass", "TASS")))
    assert origins_of(record.article, wire) == {("actor", "xinhua")}
    assert normalize_source("HTTPS://WWW.Example.org") == "example.org"


# ---- what is no event -------------------------------------------------------------------------------------------------


def _counted(
    make: Any, number: int, *, ordinal: bool = True, window: str | None = "2019/2023-07", actors: str = CR, kind: str = "JointPatrol"
) -> ClaimRecord:
    record: ClaimRecord = make("CountedClaim", actors, article="count", counted=CountedContent(kind, number, ordinal, window))  # type: ignore[arg-type]
    return record


def test_a_count_is_held_against_the_known_events(make: Any, world: Any) -> None:
    patrols = [
        make("JointPatrol", CR, edtf, "sea-of-japan", article=f"a{n}")
        for n, edtf in enumerate(("2018-06", "2019-07", "2020-12", "2023-06"))
    ]
    planned = make("JointPatrol", CR, "2023-01", "sea-of-japan", article="p", status="planned")
    found = world(*patrols, planned, _counted(make, 6))
    [node] = found.subjects("type", "CountedClaim")
    assert (found.one(node, "number"), found.one(node, "known"), found.one(node, "missing")) == ("6", "3", "3")
    assert found.of(node, "aboutEvent") == {event_of(patrol) for patrol in patrols[1:]}


def test_a_count_of_two_people_counts_no_one_else(make: Any, world: Any) -> None:
    talks = [make("Meeting", WL, "2023-07-13", "jakarta", article="a"), make("Meeting", XP, "2023-03-21", "moscow", article="b")]
    found = world(*talks, _counted(make, 40, actors=XP, kind="Meeting", window=None))
    [node] = found.subjects("type", "CountedClaim")
    assert found.one(node, "known") == "1"


def test_the_same_words_of_the_same_speaker_are_one_statement(make: Any, world: Any) -> None:
    def say(quote: str, article: str, speaker: str = "wang-yi") -> ClaimRecord:
        told = StatementContent(quote, 0, len(quote), True)
        record: ClaimRecord = make(
            "Statement", "", "2023-07-13", article=article, statement=told, attributed_to=(ActorRef(speaker, speaker, "Person"),)
        )
        return record

    found = world(
        say("We trust each other.", "a"),
        say("we trust each other", "b"),
        say("We trust each other.", "c", "sergey-lavrov"),
        say("We do not.", "d"),
    )
    assert len(found.subjects("type", "Statement")) == 3


def test_one_amount_is_one_figure_and_another_a_conflict(make: Any, world: Any) -> None:
    def measure(value: str, article: str) -> ClaimRecord:
        record: ClaimRecord = make(
            "Figure", "", "2023-06", article=article, figure=FigureContent("bilateral trade", value, "USD bn", "2023-06")
        )
        return record

    found = world(measure("20.80", "a"), measure("20.8", "b"), measure("20.5", "c"))
    assert {value for _, value in found.all("value")} == {"20.8", "20.5"}
    assert {kind for _, kind in found.all("conflictKind")} == {"valueConflict"}


def test_provisional_actors_and_places_are_described(make: Any, world: Any) -> None:
    record = make("Meeting", "xi-jinping", "2023-03-21")
    ivan = provisional_actor_id("ivan ivanov")
    unknown = Participation(ActorRef(ivan, "Иван Иванов", "Person", "russia"))
    claim = replace(record.claim, participants=(*record.claim.participants, unknown), places=(PlaceRef("x-nowhere-abcd", "Nowhere"),))
    found = world(replace(record, claim=claim))
    assert found.of(ivan, "type") == {"Person", "Actor"} and found.of(ivan, "label") == {"Иван Иванов"}
    assert found.one(ivan, "country") == "russia" and found.one("x-nowhere-abcd", "provisional") == "true"
    assert not found.of("xi-jinping", "label"), "the registry describes it"


# ---- decisions --------------------------------------------------------------------------------------------------------


def review(record: ClaimRecord, verdict: str, *changes: tuple[str, str], at: str = "2024-01-01") -> Decision:
    return Decision(f"d{at}", "review", (record.claim.id,), verdict, changes, "me", "", at)  # type: ignore[arg-type]


def test_reviews(make: Any, world: Any) -> None:
    record = make("Meeting", XP, "2023-03-21", "moscow")
    rejected = world(record, decisions=(review(record, "reject"),))
    assert not rejected.subjects("type", "Event") and rejected.one(record.claim.id, "review") == "rejected"
    accepted = world(record, decisions=(review(record, "reject"), review(record, "accept", at="2024-01-02")))
    assert accepted.one(record.claim.id, "review") == "accepted" and accepted.all("met")
    amended = world(record, decisions=(review(record, "amend", ("status", "denied"), ("edtf", "2023-03"), ("type", "nonsense")),))
    [event] = amended.subjects("type", "Event")
    assert amended.one(event, "status") == "denied" and amended.one(f"{event}#time", "edtf") == "2023-03"
    assert "Meeting" in amended.of(event, "type") and not amended.all("met")


def test_an_amendment_keeps_what_it_does_not_name(make: Any) -> None:
    claim = make("Meeting", XP, "2023-03-21", "moscow").claim
    assert amend(claim, (("level", "leader"),)) == replace(claim, level="leader")
    assert amend(claim, (("rule", "other"), ("level", "king"))) == claim
    assert amend(claim, (("type", "Figure"),)) == claim, "it measures nothing"


def test_a_count_that_is_said_to_be_an_event_counts_no_more(make: Any, world: Any) -> None:
    count = _counted(make, 3)
    decision = Decision("d", "review", (count.claim.id,), "amend", (("type", "JointPatrol"), ("edtf", "2023-07-01")), at="2024-01-01")
    assert world(count).events("CountedClaim")
    amended = world(count, decisions=(decision,))
    assert not amended.events("CountedClaim") and amended.events("JointPatrol")


# ---- titles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "actors", "edtf", "place", "roles", "title"),
    [
        ("Meeting", WL, "2023-07", "jakarta", "", "Meeting of Sergey Lavrov and Wang Yi, Jakarta, July 2023"),
        ("Meeting", WL, "2023-07-13", None, "", "Meeting of Sergey Lavrov and Wang Yi, 13 July 2023"),
        ("PhoneCall", XP, "2022", None, "", "Call between Vladimir Putin and Xi Jinping, 2022"),
        ("Visit", XP, "2023-03-20/2023-03-22", "moscow", "visitor host", "Visit of Xi Jinping, Moscow, 20 March 2023 – 22 March 2023"),
        ("ArmedAttack", "russia ukraine", "2022-02-24", None, "agent target", "Attack by Russia on Ukraine, 24 February 2022"),
        ("Meeting", XP, "2023-03-21~", "moscow", "", "Meeting of Vladimir Putin and Xi Jinping, Moscow, about 21 March 2023"),
        ("MilitaryExercise", "", None, None, "", "Military exercise"),
        ("Summit", "sco vladimir-putin", "2023", None, "", "Summit (Shanghai Cooperation Organisation) with Vladimir Putin, 2023"),
        ("Summit", "sco", None, None, "", "Summit (Shanghai Cooperation Organisation)"),
        ("Meeting", f"{XP} {WL} qin-gang", "2023", None, "", "Meeting of Qin Gang, Sergey Lavrov, Vladimir Putin and 2 others, 2023"),
    ],
)  # fmt: skip
def test_titles(make: Any, world: Any, kind: str, actors: str, edtf: str | None, place: str | None, roles: str, title: str) -> None:
    record = make(kind, actors, edtf, place, roles=roles)
    assert title in world(record).of(event_of(record), "label")


def test_titles_in_three_languages(make: Any, world: Any) -> None:
    record = make("Meeting", WL, "2023-07", "jakarta")
    assert world(record).of(event_of(record), "label") == {
        "Meeting of Sergey Lavrov and Wang Yi, Jakarta, July 2023",
        "谢尔盖·拉夫罗夫与王毅会晤，雅加达，2023年7月",
        "Встреча: Сергей Лавров и Ван И, Джакарта, июль 2023",
    }


# ---- keys -------------------------------------------------------------------------------------------------------------


def _finds(one: ClaimRecord, two: ClaimRecord, gazetteer: Gazetteer) -> bool:
    looked_up = {
        *near_keys(one.claim, gazetteer), *events_of_count(one.claim, gazetteer), *counts_of_event(one.claim, gazetteer)
    }  # fmt: skip
    return not looked_up.isdisjoint(block_keys(two.claim, gazetteer))


def test_claims_that_can_touch_share_a_key(make: Any, gazetteer: Gazetteer) -> None:
    told = make("Meeting", XP, "2023-03-21", "moscow", article="a")
    vague = make("Meeting", XP, "2023-03", None, article="b")
    states = make("Meeting", CR, "2023-03", "russia", article="b")
    undated = make("Meeting", XP, None, "moscow", article="d", published="2023-05-01")
    count = _counted(make, 3, actors=CR, kind="Meeting")
    far = make("Meeting", XP, "2013-03-22", "moscow", article="c")
    next_day = make("Meeting", XP, "2023-03-22", "moscow", article="c")
    others = make("Meeting", WL, "2023-03-21", "moscow", article="c")
    for near in (vague, states, undated, count):
        assert _finds(told, near, gazetteer) and _finds(near, told, gazetteer)
    for apart in (far, next_day, others):
        assert not _finds(told, apart, gazetteer) and not _finds(apart, told, gazetteer)


def test_rows_of_a_table_do_not_meet_by_their_table(make: Any, gazetteer: Gazetteer) -> None:
    one = make("Meeting", XP, "2013-03-22", "moscow", article="t", sources=("https://example.org/1",))
    two = make("Meeting", XP, "2023-03-21", "moscow", article="t", sources=("https://example.org/2",))
    assert not _finds(one, two, gazetteer)


def test_an_open_or_unknown_time_needs_no_day(make: Any, world: Any) -> None:
    record = make("Meeting", XP, None, "moscow", published=None)
    bare = replace(record, claim=replace(record.claim, time=UncertainTime()))
    found = world(bare)
    assert not found.of(f"{event_of(bare)}#time", "hasLatestEndTimeStamp")


def test_two_articles_name_one_person_in_two_scripts(make: Any, world: Any) -> None:
    def meeting(article: str, name: str) -> Any:
        record = make("Meeting", "sergey-lavrov", "2023-03-21", "moscow", article=article)
        other = Participation(ActorRef(provisional_actor_id(name), name, "Person", "china"))
        return replace(record, claim=replace(record.claim, participants=(*record.claim.participants, other)))

    found = world(meeting("a1", "Chen Mingyuan"), meeting("a2", "Чэнь Минюань"))
    [event] = found.events("Meeting")
    person = provisional_actor_id("chen mingyuan")
    assert found.of(event, "hasParticipant") == {"sergey-lavrov", person}
    assert found.of(person, "label") == {"Chen Mingyuan", "Чэнь Минюань"}
    assert found.one(provisional_actor_id("Чэнь Минюань"), "mergedInto") == person


def test_people_join_and_part_events(make: Any, world: Any) -> None:
    one = make("Meeting", WL, "2023-03-06", article="a1", published="2023-03-07")
    two = make("Meeting", WL, "2023-03-08", article="a2", published="2023-03-09")
    same = make("Meeting", WL, "2023-03-08", article="a3", published="2023-03-10")
    assert len(world(one, two, same).events("Meeting")) == 2
    join = Decision("d1", "merge", (event_of(one), event_of(same)), at="2024-01-01T00:00:00Z")
    found = world(one, two, same, decisions=(join,))
    [event] = found.events("Meeting")
    assert event == event_of(one) and found.of(event_of(two), "mergedInto") == {event}
    assert found.of(f"{event}#conflict-time-{two.claim.id}", "betweenClaim") or found.all("conflictKind")
    part = Decision("d2", "split", (event_of(one), event_of(same)), at="2024-01-02T00:00:00Z")
    assert len(world(one, two, same, decisions=(join, part)).events("Meeting")) == 2
    apart = Decision("d3", "split", (event_of(two), event_of(same)), at="2024-01-03T00:00:00Z")
    assert len(world(one, two, same, decisions=(join, part, apart)).events("Meeting")) == 3


def test_one_text_in_many_papers_is_one_origin(make: Any, world: Any) -> None:
    text = "The foreign ministers of the two neighbours sat down in Moscow on Wednesday and spoke for three hours about trade and security"
    carried = [Evidence(0, len(text), text)]
    papers = [
        ("a1", text),
        ("a2", f"{text}."),
        ("a3", "Wang Yi and Sergey Lavrov held talks in the Russian capital on 22 March, their first this year, aides said"),
    ]
    records = [
        replace(r, claim=replace(r.claim, evidence=(replace(carried[0], quote=words, end=len(words)),)))
        for r, words in ((make("Meeting", WL, "2023-03-22", "moscow", article=article), words) for article, words in papers)
    ]
    [event] = world(*records).events("Meeting")
    assert world(*records).one(event, "originCount") == "2"
    other = replace(records[1], claim=replace(records[1].claim, evidence=(Evidence(0, 9, "They met."),)))
    assert world(records[0], other, records[2]).one(event, "originCount") == "3", "a short sentence is alike by chance"


def test_companies_and_presidents_sign_different_papers_on_one_day(make: Any, world: Any) -> None:
    companies = make("Agreement", "gazprom cnpc", "2014-05-20", "shanghai", article="a1", roles="signatory signatory")
    presidents = make("Agreement", "vladimir-putin xi-jinping", "2014-05-20", "shanghai", article="a1", roles="signatory signatory")
    corrected = make(
        "Agreement", "gazprom cnpc", "2014-05-21", "shanghai", article="a2", published="2014-05-25", roles="signatory signatory"
    )
    later = make("Agreement", "gazprom cnpc", "2014-05-21", "shanghai", article="a3", published="2019-12-08", roles="signatory signatory")
    found = world(companies, presidents, corrected, later)
    assert len(found.events("Agreement")) == 2
    event = event_of(companies) if event_of(companies) in found.events("Agreement") else event_of(corrected)
    assert found.one(f"{event}#time", "edtf") == "2014-05-21", "two papers against one"
    [conflict] = found.of(event, "conflict")
    assert found.of(conflict, "betweenClaim") >= {companies.claim.id}


def test_patrols_in_the_air_and_at_sea_are_apart_and_counted_apart(make: Any, world: Any) -> None:
    sea = make("JointPatrol", CR, "2025-08", article="a1", name="sixth joint naval patrol", ordinal=6)
    air = make("JointPatrol", CR, "2025-08", article="a2", name="joint strategic air patrol")
    words = "China says that the joint naval patrol of August was the sixth, Russia that it was the fifth."
    told = make(
        "JointPatrol",
        CR,
        "2025-08",
        article="a3",
        evidence=(Evidence(0, len(words), words),),
        attributed_to=(ActorRef("china", "China", "State"),),
    )
    counts = [
        make(
            "CountedClaim",
            CR,
            article="a3",
            published="2025-08-27",
            evidence=told.claim.evidence,
            counted=CountedContent("JointPatrol", number, True, None),
        )
        for number in (5, 6)
    ]
    found = world(sea, air, told, *counts)
    assert len(found.events("JointPatrol")) == 2
    [event] = found.events("JointPatrol") - {event_of(air)}
    [conflict] = found.of(event, "conflict")
    assert found.one(conflict, "conflictKind") == "valueConflict" and found.of(conflict, "betweenClaim") == {
        sea.claim.id,
        counts[0].claim.id,
    }
    assert {found.one(f"k{count.claim.id[1:]}", "known") for count in counts} == {"1"}


def test_an_agency_that_corrects_its_count_contradicts_itself(make: Any, world: Any) -> None:
    ministry = ActorRef("mnd-china", "Ministry", "Ministry")
    four = make(
        "Figure", article="a1", published="2023-07-16", figure=FigureContent("warships", "4", "warships", "2023-07-15/2023-07-16", ministry)
    )
    five = make("Figure", article="a2", published="2023-07-18", figure=FigureContent("warships", "5", "warships", None, ministry))
    late = make("Figure", article="a3", published="2023-09-18", figure=FigureContent("warships", "7", "warships", None, ministry))
    found = world(four, five, late)
    assert {frozenset(found.of(node, "betweenClaim")) for node, _ in found.all("conflictKind")} == {
        frozenset({four.claim.id, five.claim.id})
    }
