"""Where a patrol or exercise takes place: in the air, at sea, under water. The numbering of each is its own, and so are the events."""

from __future__ import annotations

import re
from functools import lru_cache

from app.model import Claim

_AIR = r"\b(air[- ]patrol|aerial|air (?:force|exercise|drill)s?|strategic air|bombers?|aircraft|flew|flown|flights?)\b"
_SEA = r"\b(naval|nav(?:y|ies)|maritime|warships?|ships?|fleets?|frigates?|destroyers?)\b"
_WORDS = {
    "air": re.compile(_AIR, re.IGNORECASE),
    "sea": re.compile(_SEA, re.IGNORECASE),
    "under water": re.compile(r"\b(submarines?|underwater|under water)\b", re.IGNORECASE),
}
TYPES = frozenset({"JointPatrol", "MilitaryExercise"})


def arena_of(claim: Claim) -> str | None:
    """`air`, `sea` or `under water` when name, forces or the words that prove the claim tell of one only; else None."""
    if claim.type not in TYPES:
        return None
    for text in (claim.name, claim.forces, " ".join(evidence.quote for evidence in claim.evidence)):
        found = _arenas(text) if text else frozenset()
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def arena_of_count(claim: Claim) -> str | None:
    """The arena that a count of patrols or exercises tells by the words that prove it."""
    if claim.counted is None or claim.counted.event_kind not in TYPES:
        return None
    found = _arenas(" ".join(evidence.quote for evidence in claim.evidence))
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _arenas(text: str) -> frozenset[str]:
    return frozenset(arena for arena, words in _WORDS.items() if words.search(text))
