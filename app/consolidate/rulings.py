"""What people decided about events and actors, as the latest decision on each pair has it (model.md rule 9).

An event's id is minted by a claim, so a decision on two events is kept as one on the two claims: *together*, whatever else their
events come to hold, or *apart*. A later decision on the same pair replaces the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.model import Decision

FROM = "from"  # in `changes` of a split: what the targets are parted from
OF_ACTORS = ("of", "actors")  # in `changes` of a merge or split of actors


@dataclass(frozen=True, slots=True)
class Rulings:
    """`together` and `apart`: pairs of claim ids; `actors`: actor id -> whom a person says it is (itself: nobody else)."""

    together: frozenset[frozenset[str]]
    apart: frozenset[frozenset[str]]
    actors: Mapping[str, str]

    def partners(self, claim: str) -> frozenset[str]:
        """The claims that a person joined to this one."""
        return frozenset(other for pair in self.together if claim in pair for other in pair if other != claim)


def rulings_of(decisions: Iterable[Decision]) -> Rulings:
    """The rulings in force after all decisions, by (moment, id)."""
    pairs: dict[frozenset[str], bool] = {}
    actors: dict[str, str] = {}
    for decision in sorted((d for d in decisions if d.kind != "review"), key=lambda d: (d.at, d.id)):
        if is_of_actors(decision):
            _rule_on_actors(decision, actors)
            continue
        for pair in _pairs(decision):
            pairs[pair] = decision.kind == "merge"
    resolved = {actor: _last(actor, actors) for actor in actors}
    together = frozenset(pair for pair, joined in pairs.items() if joined)
    return Rulings(together, frozenset(pairs) - together, resolved)


def is_of_actors(decision: Decision) -> bool:
    return OF_ACTORS in decision.changes


def claim_of_event(event: str) -> str:
    """The claim that minted an event id (ids.event_id)."""
    return f"c{event[1:]}"


def claims_decided(decision: Decision) -> tuple[str, ...]:
    """The claims that a decision names, directly or by their events."""
    if decision.kind == "review":
        return decision.targets
    if is_of_actors(decision):
        return ()
    return tuple(claim_of_event(event) for event in (*decision.targets, *_parted_from(decision)))


def _parted_from(decision: Decision) -> list[str]:
    return [value for name, value in decision.changes if name == FROM]


def _pairs(decision: Decision) -> list[frozenset[str]]:
    claims = [claim_of_event(event) for event in decision.targets]
    others = [claim_of_event(event) for event in _parted_from(decision)] or claims
    return [frozenset((one, two)) for one in claims for two in others if one != two]


def _rule_on_actors(decision: Decision, actors: dict[str, str]) -> None:
    if decision.kind == "merge" and len(decision.targets) == 2:
        one, two = decision.targets
        kept = _last(two, actors)
        if kept != one:
            actors[one] = kept
    elif decision.kind == "split":
        for actor in decision.targets:
            actors[actor] = actor


def _last(actor: str, actors: Mapping[str, str]) -> str:
    seen = {actor}
    while (following := actors.get(actor, actor)) not in seen:
        seen.add(following)
        actor = following
    return actor
