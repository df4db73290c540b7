"""A claim made ready for consolidation: reviews applied, parties, bounds and order worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from app.consolidate.actors import NOBODY, actors_of, canonical_actor, canonical_claim
from app.consolidate.arenas import arena_of
from app.consolidate.blocks import DIRECTED, NOT_EVENTS, merge_keys, near_keys
from app.consolidate.parties import Parties, level_of, parties_of
from app.consolidate.periods import Bounds, bounds_of_edtf
from app.consolidate.rulings import rulings_of
from app.consolidate.zones import Calendar, calendar_of
from app.gazetteer import Gazetteer
from app.model import ActorRef, ArticleMeta, Certainty, Claim, ClaimRecord, ClaimType, Decision, EventFormat, Level, Status

PRECISIONS = ("day", "range", "month", "season", "year", "none")
PLAN_STATUSES = frozenset({"planned", "cancelled", "hypothetical"})
Group = Literal["fact", "plan"]

_ACTING = frozenset({"agent", "visitor"})
_ACTED_ON = frozenset({"target", "host"})
Shape = tuple[object, ...]

AMENDABLE: dict[str, tuple[str, ...]] = {
    "type": tuple(kind for kind in get_args(ClaimType) if kind not in NOT_EVENTS),  # what was said or counted, nobody can add
    "status": get_args(Status),
    "certainty": get_args(Certainty),
    "level": get_args(Level),
    "format": get_args(EventFormat),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One claim that takes part in the world. `group`: told as done (or denied), or as what is to come."""

    article: ArticleMeta
    claim: Claim
    parties: Parties
    bounds: Bounds
    is_dated: bool  # an EDTF value, or both bounds, is known
    level: Level | None
    group: Group
    calendar: Calendar | None = None  # by which days are counted
    arena: str | None = None  # of a patrol or exercise: air, sea, under water
    renamed: tuple[tuple[ActorRef, str], ...] = ()  # actors as the article names them, and who the world says they are
    acting: Parties | None = None  # of a directed act: who acts, and on whom
    acted_on: Parties | None = None
    shape: Shape = ()  # what comparing its parties with those of others can see
    keys: frozenset[str] = frozenset()  # under which others find it
    near: frozenset[str] = frozenset()  # under which it looks for others

    @property
    def order(self) -> tuple[str, str]:
        """(published, claim id): the first claim of an event names it; an article without a date comes last."""
        published = self.article.published
        return (published.isoformat() if published else "9999-99-99", self.claim.id)

    @property
    def span_days(self) -> int:
        earliest, latest = self.bounds
        return (latest - earliest).days + 1 if earliest is not None and latest is not None else 1_000_000


Cache = dict[tuple[int, int], Prepared]


def reviews(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The last review of each claim, by (moment, id)."""
    found: dict[str, Decision] = {}
    for decision in sorted((d for d in decisions if d.kind == "review"), key=lambda d: (d.at, d.id)):
        for target in decision.targets:
            found[target] = decision
    return found


def amend(claim: Claim, changes: Sequence[tuple[str, str]]) -> Claim:
    """The claim with its reviewed fields; a field or value that the model does not know is ignored.

    What is said to tell of an event is no longer a statement, figure or count.
    """
    known = {name: value for name, value in changes if value in AMENDABLE.get(name, ())}
    content = {"statement": None, "figure": None, "counted": None} if "type" in known else {}
    amended = replace(claim, **known, **content)  # type: ignore[arg-type]
    edtf = dict(changes).get("edtf")
    earliest, latest = bounds_of_edtf(edtf)
    if edtf and earliest is not None and latest is not None:
        precision = "day" if earliest == latest else "month" if len(edtf) == 7 else "year" if len(edtf) == 4 else "range"
        time = replace(claim.time, edtf=edtf, earliest=earliest, latest=latest, precision=cast(Literal["day"], precision), basis="stated")
        amended = replace(amended, time=time)
    return amended


def prepare(
    records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer, cache: Cache | None = None
) -> list[Prepared]:
    """The claims that count, in order of (published, id): those a person rejected are left out, amended ones amended.

    `cache` keeps what was made of the same claim objects, for as long as those live.
    """
    cache = {} if cache is None else cache
    reviewed = reviews(decisions)
    ruled = rulings_of(decisions).actors
    found: dict[str, Prepared] = {}
    for record in records:
        claim = record.claim
        review = reviewed.get(claim.id)
        if review is not None and review.verdict == "reject":
            continue
        if review is not None and review.verdict == "amend":
            found[claim.id] = prepare_claim(record.article, amend(claim, review.changes), gazetteer, ruled)
            continue
        if ruled and any(canonical_actor(a, gazetteer).id in ruled or a.id in ruled for a in actors_of(claim)):
            found[claim.id] = prepare_claim(record.article, claim, gazetteer, ruled)
            continue
        key = (id(record.article), id(claim))
        if key not in cache:
            cache[key] = prepare_claim(record.article, claim, gazetteer)
        found[claim.id] = cache[key]
    return sorted(found.values(), key=lambda item: item.order)


def prepare_claim(article: ArticleMeta, told: Claim, gazetteer: Gazetteer, ruled: Mapping[str, str] = NOBODY) -> Prepared:
    claim = canonical_claim(told, gazetteer, ruled)
    renamed = {(actor, now) for actor in actors_of(told) if (now := canonical_actor(actor, gazetteer, ruled).id) != actor.id}
    time = claim.time
    stated = bounds_of_edtf(time.edtf)
    bounds = (time.earliest or stated[0], time.latest or stated[1])
    return Prepared(
        article=article,
        claim=claim,
        parties=parties_of(claim, gazetteer),
        bounds=bounds,
        is_dated=time.edtf is not None or (bounds[0] is not None and bounds[1] is not None),
        level=level_of(claim, gazetteer),
        group="plan" if claim.status in PLAN_STATUSES or _is_to_come(article, claim, bounds) else "fact",
        calendar=calendar_of(article, claim, gazetteer),
        arena=arena_of(claim),
        renamed=tuple(sorted(renamed, key=lambda pair: (pair[0].id, pair[0].name))),
        acting=parties_of(claim, gazetteer, _ACTING) if claim.type in DIRECTED else None,
        acted_on=parties_of(claim, gazetteer, _ACTED_ON) if claim.type in DIRECTED else None,
        shape=() if claim.type in NOT_EVENTS else _shape_of(claim),
        keys=frozenset(merge_keys(claim, gazetteer)),
        near=frozenset(near_keys(claim, gazetteer)),
    )


def _is_to_come(article: ArticleMeta, claim: Claim, bounds: Bounds) -> bool:
    """Whether a rumour or a denial is about a plan: all its time lies after publication, or no publication ends it."""
    published = article.published
    if claim.status not in ("alleged", "denied") or published is None:
        return False
    return bounds == (None, None) if claim.time.edtf is None and bounds[0] is None else bounds[0] is not None and bounds[0] > published


def _shape_of(claim: Claim) -> Shape:
    told = {(p.actor.id, p.actor.type, p.actor.country, p.role, p.on_behalf_of, p.polarity) for p in claim.participants}
    return tuple(sorted(told, key=repr))
