"""How far an event claim can be trusted: the precision of its rule, held down by what is told of it that has often been wrong.

Marks are such features (talks without day or place, visits without a day). Their precision stands beside that of
the rules in `data/frames/confidence.yaml`, measured on the texts that were read.
"""

from __future__ import annotations

from dataclasses import replace

from app.components.rules import load_mark_precision
from app.model import Claim

_TALKS = frozenset({"Meeting", "PhoneCall"})


def weigh(claim: Claim) -> Claim:
    """The claim with the lowest of its rule's confidence and the precision of its marks."""
    known = load_mark_precision()
    return replace(claim, confidence=min([claim.confidence, *(known[mark] for mark in marks(claim) if mark in known)]))


def marks(claim: Claim) -> tuple[str, ...]:
    """The names of the claim's marks, in fixed order."""
    found: list[str] = []
    people = claim.participants
    if claim.type in _TALKS:
        if claim.time.edtf is None and not claim.places and len(claim.evidence) == 1:
            found.append("talks-bare")
        if any(p.actor.type == "State" for p in people):
            found.append("talks-of-states")
        if claim.status not in ("occurred", "ongoing"):
            found.append("talks-not-held")
    if claim.type == "Visit" and claim.time.edtf is None:
        found.append("visit-undated")
    if any(p.actor.is_provisional and p.actor.type not in ("Person", "Place") for p in people):
        found.append("unknown-body")
    return tuple(found)
