"""Where somebody was on a day: his meetings of that day that name no place were in the one city in which the article has him then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.model import PlaceRef

_GATHERING: Final = frozenset({"Meeting", "Summit", "Visit"})
_COMING: Final = frozenset({"participant", "attendee", "visitor", "host", "signatory"})
_DAYS: Final = 6  # the longest stay that still says where a meeting within it was


def share_whereabouts(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Give meetings and joint texts of a day the city where their people were on that day, in place."""
    placed = [d for d in drafts if d.type in _GATHERING and d.places and d.time.edtf and _days(d) <= _DAYS and _city(reading, d)]
    for draft in drafts:
        if draft.type not in ("Meeting", "Agreement") or draft.places or draft.time.precision != "day":
            continue
        cities = {
            (city.id, city.name): city
            for other in placed
            if other is not draft
            and _covers(other, draft)
            and _people(other) & _people(draft)
            and (city := _city(reading, other)) is not None
        }
        if len(cities) == 1:
            draft.places = [PlaceRef(city.id, city.name) for city in cities.values()]


def _people(draft: Draft) -> set[str]:
    return {p.actor.id for p in draft.participants if p.actor.type == "Person" and p.role in _COMING}


def _days(draft: Draft) -> int:
    first, last = draft.time.earliest, draft.time.latest
    return (last - first).days if first is not None and last is not None else 9999


def _covers(other: Draft, draft: Draft) -> bool:
    """Whether the day of the draft lies within the other's days, both having taken place or both being planned."""
    day = draft.time.earliest
    first, last = other.time.earliest, other.time.latest
    return (
        day is not None
        and first is not None
        and last is not None
        and first <= day <= last
        and STATUS_CLASS[draft.status] == STATUS_CLASS[other.status]
    )


def _city(reading: Reading, draft: Draft) -> PlaceRef | None:
    """The one place of an event, if it is no country."""
    known = reading.gazetteer.places.get(draft.places[0].id) if len(draft.places) == 1 else None
    return draft.places[0] if known is not None and known.type != "country" else None
