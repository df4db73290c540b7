"""Who a claim says took part, and on which side: the shape that matching compares.

A *side* is the state an actor belongs to or acts for; an actor of no state (an international organisation) is a side of its own.
Actors roll up to their side: "China met Russia" may tell of the meeting that "Wang Yi met Sergey Lavrov" tells of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.gazetteer import Gazetteer
from app.model import ActorRef, Claim, Level, Participation

LEVELS: tuple[Level, ...] = ("leader", "premier", "foreign", "defence", "security", "other")


@dataclass(frozen=True, slots=True)
class Parties:
    """The actors at the core of an event. `people` and `bodies` (organisations, not states) map a side to ids."""

    sides: frozenset[str]
    actors: frozenset[str]
    people: tuple[tuple[str, frozenset[str]], ...]
    bodies: tuple[tuple[str, frozenset[str]], ...]

    def people_of(self, side: str) -> frozenset[str]:
        return dict(self.people).get(side, frozenset())

    def bodies_of(self, side: str) -> frozenset[str]:
        return dict(self.bodies).get(side, frozenset())


def actor_type(actor: ActorRef, gazetteer: Gazetteer) -> str:
    known = gazetteer.actors.get(actor.id)
    return known.type if known is not None else actor.type


def side_of(actor: ActorRef, gazetteer: Gazetteer, on_behalf_of: str | None = None) -> str:
    """The side of an actor: whom it acts for, else its state in the registry or in the text, else itself."""
    if on_behalf_of is not None:
        return gazetteer.side_of(on_behalf_of) or on_behalf_of
    return gazetteer.side_of(actor.id) or actor.country or actor.id


def is_core(participation: Participation, claim: Claim) -> bool:
    """Whether a participation tells what event this is; those who only attend or stay away do not."""
    return participation.polarity == "positive" and (participation.role != "attendee" or claim.type == "Summit")


def parties_of(claim: Claim, gazetteer: Gazetteer, roles: frozenset[str] | None = None) -> Parties:
    """The parties of a claim, of the given roles only if they are given."""
    people: dict[str, set[str]] = {}
    bodies: dict[str, set[str]] = {}
    sides: set[str] = set()
    actors: set[str] = set()
    for participation in claim.participants:
        if not is_core(participation, claim) or (roles is not None and participation.role not in roles):
            continue
        actor = participation.actor
        side = side_of(actor, gazetteer, participation.on_behalf_of)
        sides.add(side)
        actors.add(actor.id)
        kind = actor_type(actor, gazetteer)
        if kind == "Person":
            people.setdefault(side, set()).add(actor.id)
        elif actor.id != side:
            bodies.setdefault(side, set()).add(actor.id)
    return Parties(
        frozenset(sides),
        frozenset(actors),
        tuple(sorted((side, frozenset(ids)) for side, ids in people.items())),
        tuple(sorted((side, frozenset(ids)) for side, ids in bodies.items())),
    )


def level_of(claim: Claim, gazetteer: Gazetteer) -> Level | None:
    """The level of a consultation: as claimed, else the highest office held by one who took part."""
    if claim.level is not None:
        return claim.level
    found: set[Level] = set()
    for participation in claim.participants:
        if not is_core(participation, claim):
            continue
        office = participation.in_office or office_at(participation.actor.id, claim.time.earliest, claim.time.latest, gazetteer)
        known = gazetteer.offices.get(office) if office else None
        if known is not None:
            found.add(known.level)
    return min(found, key=LEVELS.index) if found else None


def office_at(person: str, earliest: date | None, latest: date | None, gazetteer: Gazetteer) -> str | None:
    """The office a person held through all of a span, the highest, in the registry's order; None if the time is unknown."""
    if earliest is None or latest is None:
        return None
    held = [
        holding
        for holding in gazetteer.offices_of(person)
        if (holding.since is None or holding.since <= earliest) and (holding.until is None or holding.until >= latest)
    ]
    order = {office: index for index, office in enumerate(gazetteer.offices)}
    offices = {holding.office for holding in held if holding.office in order}
    return min(offices, key=lambda office: (LEVELS.index(gazetteer.offices[office].level), order[office]), default=None)
