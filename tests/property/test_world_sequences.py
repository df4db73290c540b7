"""Whatever the order of ingests, edits, retractions and reviews: the world kept by changes is the world made from scratch."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app import vocab
from app.consolidate import block_keys, world_change, world_quads
from app.consolidate.actors import canonical_actor
from app.consolidate.rulings import OF_ACTORS
from app.gazetteer import Gazetteer
from app.ids import Names, claim_id, event_id, provisional_actor_id
from app.model import (
    ActorRef,
    ArticleMeta,
    Claim,
    ClaimRecord,
    CountedContent,
    Decision,
    Evidence,
    FigureContent,
    Participation,
    PlaceRef,
    Quad,
    StatementContent,
    UncertainTime,
)

GAZETTEER = Gazetteer.load()
EXAMPLES = int(os.environ.get("AMUR_TEST_EXAMPLES", "120"))
NAMES = Names()
PEOPLE = {"x-someone-abcd": "Someone", "x-petr-a": "Petr Ivanov", "x-petr-b": "Пётр Иванов", "x-tsin": "Tsin Gan"}
PROVISIONAL = (*PEOPLE, provisional_actor_id("petr ivanov"))
ACTORS = ("xi-jinping", "vladimir-putin", "wang-yi", "sergey-lavrov", "china", "russia", *PEOPLE)
PLACES = ("moscow", "beijing", "russia", "jakarta", "x-nowhere-abcd")
PAIRS = (("xi-jinping", "vladimir-putin"), ("china", "russia"), ("wang-yi", "sergey-lavrov"), ("vladimir-putin", "china"))
KINDS = ("Meeting",) * 5 + (
    "PhoneCall",
    "JointPatrol",
    "JointPatrol",
    "Visit",
    "Summit",
    "Statement",
    "Figure",
    "CountedClaim",
    "CountedClaim",
)
WINDOWS = ("2023", "2019/2023", "2023-01/2023-03", None)
FIRST_DAY = date(2023, 1, 20)
OFFSETS = (0, 1, 12, 12, 12, 40, 60, 96)


def _time(kind: str, offset: int, published: date) -> UncertainTime:
    day = FIRST_DAY + timedelta(days=offset)
    if kind == "day":
        return UncertainTime(day.isoformat(), day, day, "day", "stated")
    if kind == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return UncertainTime(day.isoformat()[:7], first, last, "month", "stated")
    if kind == "year":
        return UncertainTime("2023", date(2023, 1, 1), date(2023, 12, 31), "year", "stated")
    if kind == "to come":
        return UncertainTime()
    return UncertainTime(latest=published)


def _participations(kind: str, refs: tuple[ActorRef, ...]) -> tuple[Participation, ...]:
    roles = ("visitor", "host", "host") if kind == "Visit" else ("participant",) * 3
    return tuple(Participation(ref, role) for ref, role in zip(refs, roles, strict=False))  # type: ignore[arg-type]


@st.composite
def claims(draw: st.DrawFn, article: ArticleMeta, index: int) -> Claim:
    kind = draw(st.sampled_from(KINDS))
    few = draw(st.sampled_from((*PAIRS, None)))  # mostly the same few, so that claims meet
    actors = list(few) if few is not None else draw(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=3, unique=True))
    refs = tuple(
        ActorRef(a, GAZETTEER.actors[a].label if a in GAZETTEER.actors else PEOPLE[a], "Person" if a.count("-") else "State")
        for a in actors
    )
    published = article.published or FIRST_DAY
    base = Claim(
        id=claim_id(article.id, kind, index, index + 1),
        article=article.id,
        type=kind,  # type: ignore[arg-type]
        evidence=(Evidence(0, 3, "met"),),
        rule="test.rule",
        participants=() if kind == "Statement" else _participations(kind, refs),
        time=_time(draw(st.sampled_from(("day", "day", "month", "year", "none", "to come"))), draw(st.sampled_from(OFFSETS)), published),
        places=tuple(PlaceRef(p, p.title()) for p in draw(st.lists(st.sampled_from(PLACES), max_size=1))),
        status=draw(st.sampled_from(("occurred",) * 5 + ("planned", "planned", "denied", "alleged", "cancelled"))),
        name=draw(st.sampled_from((None, "Joint Sea 2023"))) if kind == "JointPatrol" else None,
        certainty=draw(st.sampled_from(("certain", "certain", "probable"))),
        confidence=draw(st.sampled_from((0.3, 0.7, 0.9))),
        attributed_to=refs[:1] if kind == "Statement" or draw(st.booleans()) else (),
    )
    if kind == "Statement":
        quote = draw(st.sampled_from(("We agree.", "we agree", "We do not agree.")))
        return replace(base, statement=StatementContent(quote, 0, len(quote)))
    if kind == "CountedClaim":
        what = draw(st.sampled_from(("Meeting", "JointPatrol")))
        return replace(base, counted=CountedContent(what, draw(st.integers(1, 3)), draw(st.booleans()), draw(st.sampled_from(WINDOWS))))
    if kind == "Figure":
        period, value = draw(st.sampled_from(("2023", None))), draw(st.sampled_from(("4", "5")))
        return replace(base, figure=FigureContent("ships", value, "ships", period, refs[0] if draw(st.booleans()) else None))
    return base


@st.composite
def versions(draw: st.DrawFn, key: int) -> tuple[ClaimRecord, ...]:
    published = draw(st.sampled_from((date(2023, 2, 1), date(2023, 4, 15), date(2023, 7, 1), None)))
    kind = draw(st.sampled_from(("news", "readout", "reconstruction")))
    article = ArticleMeta(
        f"article-{key}",
        f"key-{key}",
        "0" * 64,
        100,
        publisher=f"paper {key % 2}",
        published=published,
        kind=kind,
        sources=("https://example.org/a",),
    )
    found = [draw(claims(article, index)) for index in range(draw(st.integers(0, 3)))]
    events = [c for c in found if c.type not in ("Statement", "CountedClaim")]
    if len(events) > 1:
        found = [replace(c, part_of=events[0].id) if c is events[1] else c for c in found]
    said = [c for c in found if c.type == "Statement"]
    if events and said:
        found = [replace(c, documented_in=said[0].id) if c.id == events[0].id else c for c in found]
    return tuple(ClaimRecord(article, claim) for claim in found)


steps = st.lists(
    st.one_of(
        st.integers(0, 5).flatmap(lambda key: st.tuples(st.just("put"), st.just(key), versions(key))),
        st.tuples(st.just("retract"), st.integers(0, 5), st.just(())),
        st.tuples(st.just("review"), st.integers(0, 30), st.sampled_from(("reject", "accept", "amend"))),
        st.tuples(st.sampled_from(("merge", "split")), st.integers(0, 30), st.integers(0, 30)),
        st.tuples(st.just("merge actors"), st.sampled_from(PROVISIONAL), st.sampled_from((*PROVISIONAL, "wang-yi"))),
        st.tuples(st.just("split actors"), st.sampled_from(PROVISIONAL), st.just(())),
    ),
    min_size=1,
    max_size=9,
)


def _decide(number: int, action: str, key: object, content: object, known: list[ClaimRecord]) -> Decision | None:
    """The decision of a step; None where there is nothing to decide on."""
    at = f"2024-01-{number + 1:02d}"
    if action.endswith("actors"):
        targets = (str(key), str(content)) if action.startswith("merge") else (str(key),)
        return (
            Decision(f"d{number}", action.split()[0], targets, changes=(OF_ACTORS,), at=at) if len(set(targets)) == len(targets) else None
        )  # type: ignore[arg-type]
    if not known:
        return None
    target = known[int(str(key)) % len(known)].claim.id
    if action == "review":
        return Decision(f"d{number}", "review", (target,), content, _changes(str(content)), at=at)  # type: ignore[arg-type]
    other = known[int(str(content)) % len(known)].claim.id
    return Decision(f"d{number}", action, (event_id(target), event_id(other)), at=at) if other != target else None  # type: ignore[arg-type]


def _changes(verdict: str) -> tuple[tuple[str, str], ...]:
    return (("status", "denied"), ("edtf", "2023-03-09"), ("type", "Meeting")) if verdict == "amend" else ()


class Graph:
    """What a world shows, told from its quads."""

    def __init__(self, quads: set[Quad]) -> None:
        self.quads = quads

    def events_of(self, claims: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for quad in self.quads:
            if quad.predicate.value == vocab.P_CLAIM and NAMES.kind(quad.subject) == "event":
                found.setdefault(NAMES.slug(quad.subject.value), set()).add(NAMES.slug(quad.object.value))
        return {event: members for event, members in found.items() if members & set(claims)}

    def known_of(self, counts: Collection[str]) -> dict[str, int]:
        known = {NAMES.slug(q.subject.value): int(q.object.value) for q in self.quads if q.predicate.value == vocab.P_KNOWN}
        return {count: known[count] for count in counts}


Step = tuple[str, object, object]


def follow(sequence: Iterable[Step]) -> None:
    """Take the steps one by one; after each the world kept by changes must be the world made from scratch."""
    articles: dict[int, tuple[ClaimRecord, ...]] = {}
    decisions: tuple[Decision, ...] = ()
    world: set[Quad] = set()

    def fetch(keys: Collection[str]) -> list[ClaimRecord]:
        wanted = set(keys)
        return [r for records in articles.values() for r in records if wanted & set(block_keys(r.claim, GAZETTEER))]

    for number, (action, key, content) in enumerate(sequence):
        decisions_before = decisions
        old: tuple[ClaimRecord, ...] = ()
        new: tuple[ClaimRecord, ...] = ()
        if action not in ("put", "retract"):
            known = sorted((r for records in articles.values() for r in records), key=lambda r: r.claim.id)
            decision = _decide(number, action, key, content, known)
            if decision is None:
                continue
            decisions = (*decisions, decision)
        else:
            old, new = articles.get(key, ()), content if action == "put" else ()  # type: ignore[assignment, call-overload]
            articles[key] = new  # type: ignore[index]
        delta = world_change(fetch, Graph(world), old, new, decisions_before, decisions, GAZETTEER, NAMES)
        assert not set(delta.removed) & set(delta.added)
        assert set(delta.removed) <= world
        world = (world - set(delta.removed)) | set(delta.added)
        everything = [r for records in articles.values() for r in records]
        assert world == set(world_quads(everything, decisions, GAZETTEER, NAMES))


@settings(max_examples=EXAMPLES, deadline=None)
@given(steps)
def test_a_world_kept_by_changes_is_the_world_made_from_scratch(sequence: list[Step]) -> None:
    follow(sequence)


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_so_it_is_where_everybody_meets_all_the_time(choice: Random) -> None:
    """Many articles about a few people, days and places: claims displace each other, plans compete, counts number and lose events."""

    def tell(key: int) -> tuple[ClaimRecord, ...]:
        published = choice.choice((date(2023, 1, 15), date(2023, 2, 1), date(2023, 2, 15)))
        article = ArticleMeta(f"article-{key}", f"key-{key}", "0" * 64, 100, publisher=f"paper {key % 2}", published=published)
        return tuple(ClaimRecord(article, _dense_claim(choice, article, index)) for index in range(choice.randint(1, 3)))

    def step() -> Step:
        action = choice.choice(("put",) * 8 + ("retract", "review", "review", "merge", "merge", "split"))
        if action in ("put", "retract"):
            key = choice.randrange(9)
            return (action, key, tell(key))
        return (action, choice.randrange(30), choice.choice(("reject", "amend", "accept")) if action == "review" else choice.randrange(30))

    follow(step() for _ in range(22))


def _dense_claim(choice: Random, article: ArticleMeta, index: int) -> Claim:
    kind = choice.choice(("Meeting",) * 6 + ("PhoneCall",) * 3 + ("JointPatrol", "CountedClaim", "CountedClaim"))
    pair = choice.choice((("xi-jinping", "vladimir-putin"),) * 3 + (("china", "russia"), ("xi-jinping", "russia")))
    refs = tuple(ActorRef(a, GAZETTEER.actors[a].label, GAZETTEER.actors[a].type) for a in pair)
    place = choice.choice(("moscow", "moscow", "kremlin", "russia", "beijing", None))
    claim = Claim(
        id=claim_id(article.id, kind, index, index + 1),
        article=article.id,
        type=kind,  # type: ignore[arg-type]
        evidence=(Evidence(0, 3, "met"),),
        rule="test.rule",
        participants=tuple(Participation(ref) for ref in refs),
        time=_time(
            choice.choice(("day", "day", "day", "month", "year", "none")), choice.choice((0, 0, 1, 5)), article.published or FIRST_DAY
        ),
        places=(PlaceRef(place, place.title()),) if place else (),
        status=choice.choice(("occurred",) * 4 + ("planned",) * 3 + ("denied", "cancelled")),
        confidence=0.9,
        phase="ends" if kind == "JointPatrol" and choice.random() < 0.6 else None,
        attributed_to=(choice.choice(refs),) if choice.random() < 0.6 else (),
    )
    if kind == "CountedClaim":
        what = choice.choice(("Meeting", "JointPatrol"))
        return replace(claim, counted=CountedContent(what, choice.randint(1, 3), choice.random() < 0.7, "2023"))  # type: ignore[arg-type]
    return claim


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5).flatmap(versions), max_size=5, unique_by=lambda v: v[0].article.id if v else None), st.randoms())
def test_the_order_of_claims_does_not_matter(articles: list[tuple[ClaimRecord, ...]], random: object) -> None:
    records = [r for version in articles for r in version]
    shuffled = list(records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert world_quads(records, (), GAZETTEER, NAMES) == world_quads(shuffled, (), GAZETTEER, NAMES)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5).flatmap(versions), max_size=5, unique_by=lambda v: v[0].article.id if v else None))
def test_links_rest_on_facts(articles: list[tuple[ClaimRecord, ...]]) -> None:
    records = [r for version in articles for r in version]
    doubtful = [r for r in records if r.claim.status not in ("occurred", "ongoing") or r.claim.certainty != "certain"]
    links = ("#met", "#spokeWith", "#coAttended")
    assert not [q for q in world_quads(doubtful, (), GAZETTEER, NAMES) if q.predicate.value.endswith(links)]
    summits = [replace(r, claim=replace(r.claim, type="Summit")) for r in records if r.claim.type == "Meeting"]
    assert not [q for q in world_quads(summits, (), GAZETTEER, NAMES) if q.predicate.value.endswith(("#met", "#spokeWith"))]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5).flatmap(versions), max_size=6, unique_by=lambda v: v[0].article.id if v else None))
def test_who_met_whom_stands_in_a_certain_claim_of_a_meeting(articles: list[tuple[ClaimRecord, ...]]) -> None:
    kinds = {"met": "Meeting", "spokeWith": "PhoneCall", "coAttended": "Summit"}
    records = [r for version in articles for r in version]
    firm: dict[str, set[str]] = {}
    for claim in (r.claim for r in records if r.claim.status in ("occurred", "ongoing") and r.claim.certainty == "certain"):
        for participation in claim.participants:
            now = canonical_actor(participation.actor, GAZETTEER)
            firm.setdefault(claim.type, set()).add(now.id)
    for quad in world_quads(records, (), GAZETTEER, NAMES):
        kind = kinds.get(quad.predicate.value.rsplit("#", 1)[-1])
        if kind is not None:
            assert {NAMES.slug(quad.subject.value), NAMES.slug(quad.object.value)} <= firm.get(kind, set())
