"""Claims + registry -> claims with offices, sides, level and format; one article, nothing that needs another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.gazetteer import Gazetteer
from app.model import Article, Claim, EventFormat, Level, Participation

CONSULTATIONS: Final = frozenset({"Meeting", "Visit", "PhoneCall", "Summit"})
_RANK: Final[tuple[Level, ...]] = ("leader", "premier", "foreign", "defence", "security", "other")


def resolve_claims(article: Article, claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Add what the registry knows at the event's date: `in_office`, `on_behalf_of`, `level`, `format`. Order and ids stay."""
    return tuple(_resolve(article, claim, gazetteer) for claim in claims)


def _resolve(article: Article, claim: Claim, gazetteer: Gazetteer) -> Claim:
    if not claim.participants or claim.type == "CountedClaim":
        return claim
    participants = tuple(_with_capacity(article, claim, p, gazetteer) for p in claim.participants)
    if claim.type not in CONSULTATIONS:
        return replace(claim, participants=participants)
    return replace(
        claim, participants=participants, level=claim.level or _level(participants, gazetteer), format=claim.format or _format(claim)
    )


def _with_capacity(article: Article, claim: Claim, participation: Participation, gazetteer: Gazetteer) -> Participation:
    actor = participation.actor
    side = participation.on_behalf_of or (actor.country if actor.type != "State" else None)
    return replace(participation, on_behalf_of=side, in_office=participation.in_office or _office(article, claim, actor.id, gazetteer))


def _office(article: Article, claim: Claim, person: str, gazetteer: Gazetteer) -> str | None:
    """The office held all through the time of the event; of several the highest. None where the bounds leave it open."""
    first = claim.time.earliest or (claim.time.latest if claim.time.edtf is None else None) or article.published
    last = claim.time.latest or first
    if first is None or last is None:
        return None
    held = [h for h in gazetteer.offices_of(person, on=first) if h in gazetteer.offices_of(person, on=last)]
    if not held:
        return None
    order = list(gazetteer.offices)  # of two of one level (head of state, head of the party) the one that the registry names first
    return min(held, key=lambda h: (_RANK.index(gazetteer.offices[h.office].level), order.index(h.office))).office


def _level(participants: Sequence[Participation], gazetteer: Gazetteer) -> Level | None:
    """The highest level among the persons: a leader who receives a foreign minister meets at the leaders' level, as in our tables."""
    offices = [gazetteer.offices.get(p.in_office) for p in participants if p.in_office is not None and p.role != "attendee"]
    ranks = [_RANK.index(office.level) for office in offices if office is not None]
    return _RANK[min(ranks)] if ranks else None


def _format(claim: Claim) -> EventFormat | None:
    if claim.type == "Summit":
        return "multilateral"
    if claim.type == "Visit":
        return None
    sides = [p for p in claim.participants if p.role in ("participant", "host")]
    return "bilateral" if len(sides) == 2 else "trilateral" if len(sides) == 3 else "multilateral" if len(sides) > 3 else None
