"""What became of an event: its status from claims that may disagree, and which plan it realizes (model.md rule 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.consolidate.cluster import Cluster
from app.consolidate.events import CLOSE_CALL
from app.consolidate.origins import source_of
from app.consolidate.prepared import Prepared
from app.consolidate.scoring import score_fit
from app.gazetteer import Gazetteer
from app.model import Certainty, Status

FACT_CONFIDENCE = 0.5  # a claim below it may be answered, but no derived link rests on it
_CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible")
_TOLD_AS_DONE = ("occurred", "ongoing")


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of an event. `telling` are the claims that give it, `denying` those that deny it."""

    status: Status
    certainty: Certainty
    confidence: float
    disputed: bool
    telling: tuple[Prepared, ...]
    denying: tuple[Prepared, ...]

    @property
    def is_fact(self) -> bool:
        """Occurred or ongoing, not hedged: what `met` and certain answers may rest on."""
        return self.status in _TOLD_AS_DONE and self.certainty == "certain"

    @property
    def is_linking(self) -> bool:
        return self.is_fact and not self.disputed and self.confidence >= FACT_CONFIDENCE


def current_claims(members: Sequence[Prepared]) -> list[Prepared]:
    """Claims that their own source has not taken back: of each source, for each day of publication, the latest day's."""
    latest: dict[frozenset[tuple[str, str]], str] = {}
    for member in members:
        source = source_of(member.article, member.claim)
        latest[source] = max(latest.get(source, ""), member.order[0])
    return [member for member in members if member.order[0] == latest[source_of(member.article, member.claim)]]


def standing_of(members: Sequence[Prepared]) -> Standing:
    """Occurred beats alleged; occurred or alleged against denied is disputed, unless the denial came before the event; of plans the
    last firm word counts, and is disputed where it denies what another source announced.
    """
    current = current_claims(members)
    if all(member.group == "plan" for member in members):
        firm = [member for member in current if member.claim.status not in ("hypothetical", "alleged")] or current
        last = max(firm, key=lambda member: member.order).claim.status
        announced = [member for member in current if last == "denied" and member.claim.status == "planned"]
        return _standing([member for member in current if member.claim.status == last], announced, last)
    current = current_claims([member for member in members if member.group == "fact"])  # a person may join a plan and what came of it
    done = [member for member in current if member.claim.status in _TOLD_AS_DONE]
    alleged = [member for member in current if member.claim.status == "alleged"]
    denied = [member for member in current if member.claim.status == "denied"]
    if done:
        status: Status = "occurred" if any(member.claim.status == "occurred" for member in done) else "ongoing"
        return _standing(done, [member for member in denied if not _came_before(member, done)], status)
    if alleged:
        return _standing(alleged, denied, "alleged")
    return _standing(denied, (), "denied")


def _standing(telling: Sequence[Prepared], denying: Sequence[Prepared], status: Status) -> Standing:
    certainty = min((member.claim.certainty for member in telling), key=_CERTAINTIES.index)
    sure = [member for member in telling if member.claim.certainty == certainty]
    confidence = max(member.claim.confidence for member in sure)
    return Standing(status, certainty, confidence, bool(denying), tuple(telling), tuple(denying))


def _came_before(denial: Prepared, done: Sequence[Prepared]) -> bool:
    """Whether a denial was published before any day on which the event can have been: it spoke of a plan."""
    first = max((member.bounds[0] for member in done if member.bounds[0] is not None), default=None)
    return first is not None and denial.article.published is not None and denial.article.published < first


def realizations(clusters: Iterable[Cluster], standings: Mapping[str, Standing], gazetteer: Gazetteer) -> dict[str, str]:
    """Fact event id -> id of the plan it realizes: the same kind, parties, bounds and place, announced before it was told."""
    known = sorted(clusters, key=lambda cluster: cluster.id)
    facts: dict[str, list[Cluster]] = {}
    for cluster in known:
        if is_done(cluster, standings):
            for key in cluster.keys:
                facts.setdefault(key, []).append(cluster)
    found: dict[str, str] = {}
    for plan in known:
        if not is_plan(plan, standings):
            continue
        near = {c.id: c for member in plan.members for key in member.near for c in facts.get(key, ())}
        fits = sorted(((_fit_plan(plan, fact, gazetteer), fact.id) for fact in near.values()), key=lambda fit: (-fit[0], fit[1]))
        fits = [fit for fit in fits if fit[0] > 0]
        is_clear = len(fits) == 1 or (len(fits) > 1 and fits[0][0] - fits[1][0] >= CLOSE_CALL)
        if is_clear and fits[0][1] not in found:
            found[fits[0][1]] = plan.id
    return found


def is_done(cluster: Cluster, standings: Mapping[str, Standing]) -> bool:
    """Whether an event may be what a plan came to."""
    return cluster.group == "fact" and standings[cluster.id].status in _TOLD_AS_DONE


def is_plan(cluster: Cluster, standings: Mapping[str, Standing]) -> bool:
    return cluster.group == "plan" and standings[cluster.id].status == "planned"


def _fit_plan(plan: Cluster, fact: Cluster, gazetteer: Gazetteer) -> float:
    announced = plan.first.article.published
    latest = fact.bounds[1]
    if announced is not None and latest is not None and latest < announced and not plan.articles & fact.articles:
        return 0.0
    scores = [score_fit(_as_fact(member), fact, gazetteer)[0] for member in plan.members]
    return min(scores, default=0.0)


def _as_fact(member: Prepared) -> Prepared:
    return replace(member, group="fact")
