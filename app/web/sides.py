"""What each of two sides says of the same event: claims by the state of those who say so, else of the publisher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.deps import Services

SIDES = ("china", "russia")


def split_sides(services: Services, claims: Sequence[Mapping[str, Any]]) -> list[tuple[dict[str, Any], list[Mapping[str, Any]]]]:
    """(side, its claims by day of publication), only when both sides speak; sentences before rows of tables."""
    told: dict[str, list[Mapping[str, Any]]] = {side: [] for side in SIDES}
    for claim in claims:
        speaker = claim["attributed_to"] or claim["article"]["publisher"]
        side = services.gazetteer.side_of(speaker["id"]) if speaker else None
        if side in told:
            told[side].append(claim)
    if not all(told.values()):
        return []
    actors = services.gazetteer.actors
    return [({"id": side, "label": actors[side].labels}, sorted(told[side], key=_order)) for side in SIDES]


def _order(claim: Mapping[str, Any]) -> tuple[str, bool, str]:
    return (claim["article"]["published"] or "9999", claim["article"]["kind"] == "curated", claim["id"])
