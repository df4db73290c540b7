"""Where somebody was: meetings that name no place were in the one city in which the article has their people then.

Three ties, the surest first: the city of the same day, the city of a stay that had begun, the city from which the article reports on
what came to pass there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.extract.event_places import dateline_place
from app.model import PlaceRef

_GATHERING: Final = frozenset({"Meeting", "Summit", "Visit"})
_COMING: Final = frozenset({"participant", "attendee", "visitor", "host", "signatory"})
_DAYS: Final = 6  # the longest stay that still says where a meeting within it was
_STAY: Final = 3  # days after an arrival on which the guest is still there, if nothing takes him on
_GONE: Final = frozenset({"leave", "depart", "end", "wrap", "conclude", "finish"})
_NEWS: Final = 2  # days before a report that are its news


def share_whereabouts(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Give meetings and joint texts of a day the city where their people were on that day, in place."""
    placed = [d for d in drafts if d.type in _GATHERING and d.places and d.time.edtf and _days(d) <= _DAYS and _city(reading, d)]
    for draft in drafts:
        if draft.type not in ("Meeting", "Agreement") or draft.places or draft.time.precision != "day":
            continue
        cities = {
            city.id: city
            for other in placed
            if other is not draft
            and _covers(other, draft)
            and (_people(other) & _people(draft) or _are_talks_of_their_states(other, draft))
            and (city := _city(reading, other)) is not None
        }
        city = next(iter(cities.values())) if len(cities) == 1 else None
        if not cities:
            city = _stay(reading, draft, placed) or _present_stay(reading, draft, drafts) or _reported_from(reading, draft, drafts)
        if city is not None:
            draft.places = [PlaceRef(city.id, city.name)]


def _stay(reading: Reading, draft: Draft, placed: Sequence[Draft]) -> PlaceRef | None:
    """The city where one of them had come as a guest of the other's country, and which nothing says that he left."""
    day = draft.time.earliest
    if day is None:
        return None
    for visit in placed:
        visitors = {p.actor.id for p in visit.participants if p.role == "visitor"}
        host = next((p.actor.id for p in visit.participants if p.role == "host"), None)
        came = visit.time.earliest
        if (
            visit.type != "Visit"
            or visit.time.precision != "day"
            or visit.phase == "ends"
            or visit.trigger.lemma_.lower() in _GONE
            or came is None
            or not came <= day <= came + timedelta(days=_STAY)
            or not visitors & draft.actors
            or not any(p.actor.country == host for p in draft.participants)
            or not (
                STATUS_CLASS[visit.status] == STATUS_CLASS[draft.status] or (STATUS_CLASS[visit.status], draft.status) == (0, "planned")
            )
        ):
            continue
        if not any(_moves_on(reading, visit, other, visitors, came, day) for other in placed):
            return _city(reading, visit)
    return None


def _present_stay(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> PlaceRef | None:
    """The city where the article has the guest now ("X is visiting Y; he was received on Friday by Z of that country")."""
    day, written = draft.time.earliest, _written(reading, draft)
    if day is None or written is None or not timedelta(0) <= written - day <= timedelta(days=_STAY) or draft.status != "occurred":
        return None
    for visit in drafts:
        visitors = {p.actor.id for p in visit.participants if p.role == "visitor"}
        host = next((p.actor.id for p in visit.participants if p.role == "host"), None)
        if (
            visit.type == "Visit"
            and visit.status == "ongoing"
            and visit.time.edtf is None
            and visitors & draft.actors
            and any(p.actor.country == host for p in draft.participants)
        ):
            return _city(reading, visit)
    return None


def _moves_on(reading: Reading, visit: Draft, other: Draft, visitors: set[str], came: date, day: date) -> bool:
    """Whether another event has the guest elsewhere between his arrival and that day."""
    city, here = _city(reading, other), _city(reading, visit)
    first, last = other.time.earliest, other.time.latest
    if city is None or here is None or first is None or last is None or not visitors & other.actors:
        return False
    return city.id != here.id and first <= day and last >= came


def _reported_from(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> PlaceRef | None:
    """The city of the dateline, for the news of its days: where a guest met somebody of that country, or people of other countries met."""
    place = dateline_place(reading, draft)
    known = reading.gazetteer.places.get(place.id) if place is not None else None
    written = _written(reading, draft)
    day = draft.time.earliest
    if place is None or known is None or known.type == "country" or written is None or day is None or draft.status != "occurred":
        return None
    sides = {p.actor.country for p in draft.participants if p.actor.type == "Person" and p.actor.country}
    if not written - timedelta(days=_NEWS) <= day <= written or len(sides) < 2 or _names_a_city(reading, draft, place):
        return None
    elsewhere = any(
        d is not draft and d.time.edtf and d.places and _covers(d, draft) and _people(d) & _people(draft) and d.type in _GATHERING
        for d in drafts
    )
    return None if elsewhere else place


def _written(reading: Reading, draft: Draft) -> date | None:
    line = reading.docs[draft.block]._.amur_dateline
    return date.fromisoformat(line["date"]) if line and line.get("date") else reading.article.published


def _names_a_city(reading: Reading, draft: Draft, place: PlaceRef) -> bool:
    """Whether the sentence names another place than that of the dateline, where they may have been."""
    sentence, places = draft.trigger.sent, reading.gazetteer.places
    named = [m for m in reading.docs[draft.block]._.amur_mentions or () if sentence.start <= m["head"] < sentence.end]
    others = [places[m["place"]] for m in named if m["kind"] == "place" and m["place"] in places and m["place"] != place.id]
    return any(other.type != "country" for other in others)


def _people(draft: Draft) -> set[str]:
    return {p.actor.id for p in draft.participants if p.actor.type == "Person" and p.role in _COMING}


def _are_talks_of_their_states(other: Draft, draft: Draft) -> bool:
    """For "Russian-Chinese talks took place in Y. X and Z signed a statement."."""
    states, own = ({p.actor.country for p in d.participants} for d in (other, draft))
    return other.type == "Meeting" and not _people(other) and len(own) > 1 and states == own and None not in own


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
