"""Who a claim means, once all articles are seen: the spellings of one full name are one actor, and people's decisions hold.

Only provisional persons are joined: to the one person of the registry whose name is spelled so, else to each other by the key of
the full name (spellings.py). What a person decided comes first. The result depends on the claim, the registry and the decisions
alone, never on which other articles there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from app.consolidate.spellings import is_han, readings, spelling_key
from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id
from app.model import ActorRef, Claim, Participation

NOBODY: Mapping[str, str] = {}


def canonical_actor(actor: ActorRef, gazetteer: Gazetteer, ruled: Mapping[str, str] = NOBODY) -> ActorRef:
    """The actor under the id that the world gives it."""
    target = ruled.get(actor.id)
    if target is None and actor.is_provisional and actor.type == "Person":
        automatic = _automatic_id(actor, gazetteer)
        target = ruled.get(automatic, automatic)
    if target is None or target == actor.id:
        return actor
    known = gazetteer.actors.get(target)
    if known is None:
        return replace(actor, id=target)
    return replace(actor, id=target, name=known.label, type=known.type, country=known.country)


def canonical_claim(claim: Claim, gazetteer: Gazetteer, ruled: Mapping[str, str] = NOBODY) -> Claim:
    """The claim with its actors as the world knows them; the same object when nothing differs. Nobody takes part twice."""
    changed: dict[str, object] = {}
    participants = tuple(replace_actor(part, canonical_actor(part.actor, gazetteer, ruled)) for part in claim.participants)
    if participants != claim.participants:
        first: dict[str, Participation] = {}
        for part in participants:
            first.setdefault(part.actor.id, part)
        changed["participants"] = tuple(first.values())
    for field in ("attributed_to", "reported_by"):
        actors = tuple(canonical_actor(actor, gazetteer, ruled) for actor in getattr(claim, field))
        if actors != getattr(claim, field):
            changed[field] = actors
    if claim.statement is not None and claim.statement.addressee is not None:
        addressee = canonical_actor(claim.statement.addressee, gazetteer, ruled)
        if addressee != claim.statement.addressee:
            changed["statement"] = replace(claim.statement, addressee=addressee)
    if claim.figure is not None and claim.figure.agency is not None:
        agency = canonical_actor(claim.figure.agency, gazetteer, ruled)
        if agency != claim.figure.agency:
            changed["figure"] = replace(claim.figure, agency=agency)
    return replace(claim, **changed) if changed else claim  # type: ignore[arg-type]


def replace_actor(part: Participation, actor: ActorRef) -> Participation:
    return part if actor is part.actor else replace(part, actor=actor)


def actors_of(claim: Claim) -> list[ActorRef]:
    """Everyone whom a claim names, in whatever part."""
    found = [participation.actor for participation in claim.participants]
    found += [*claim.attributed_to, *claim.reported_by]
    if claim.statement is not None and claim.statement.addressee is not None:
        found.append(claim.statement.addressee)
    if claim.figure is not None and claim.figure.agency is not None:
        found.append(claim.figure.agency)
    return found


def _automatic_id(actor: ActorRef, gazetteer: Gazetteer) -> str:
    key = spelling_key(actor.name)
    if key is None:
        return actor.id
    known = {person for spelling in (key, *readings(actor.name)) for person in _persons_by_spelling(gazetteer).get(spelling, ())}
    known = {person for person in known if actor.country in (None, gazetteer.actors[person].country)}
    if len(known) == 1:
        return known.pop()
    return provisional_actor_id(key)


@lru_cache(maxsize=4)
def _persons_by_spelling(gazetteer: Gazetteer) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for person in gazetteer.actors.values():
        for name in person.names if person.type == "Person" else ():
            key = None if is_han(name) else spelling_key(name)  # the Latin name beside it has the same key
            if key is not None:
                found.setdefault(key, set()).add(person.id)
    return {key: frozenset(ids) for key, ids in found.items()}
