"""One event as the world will hold it, made from the claims that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.consolidate.cluster import Cluster
from app.consolidate.copies import shared_origins
from app.consolidate.lifecycle import Standing
from app.consolidate.origins import Origin
from app.consolidate.prepared import Prepared
from app.consolidate.titles import make_titles
from app.consolidate.values import (
    ConflictValue,
    ParticipationValue,
    TimeValue,
    choose_format,
    choose_level,
    choose_participants,
    choose_places,
    choose_time,
    value_conflicts,
)
from app.gazetteer import Gazetteer
from app.ids import event_id
from app.model import EventFormat, Level


@dataclass(frozen=True, slots=True)
class EventView:
    id: str
    type: str
    members: tuple[Prepared, ...]  # in order of (published, claim id)
    standing: Standing
    time: TimeValue
    places: tuple[tuple[str, str, str], ...]  # (id, name, claim id)
    participants: tuple[ParticipationValue, ...]
    level: Level | None
    format: EventFormat | None
    medium: str | None
    name: str | None
    ordinal: int | None
    forces: str | None
    topics: tuple[str, ...]
    origins: tuple[Origin, ...]
    conflicts: tuple[ConflictValue, ...]
    titles: tuple[tuple[str, str], ...]
    merged: tuple[str, ...]  # event ids of the other claims


def view_event(cluster: Cluster, standing: Standing, gazetteer: Gazetteer, counts: Sequence[Prepared] = ()) -> EventView:
    """`counts` are the counted claims that number the event."""
    members = cluster.ordered()
    telling = standing.telling
    time, time_conflicts = choose_time(telling, gazetteer)
    places, place_conflicts = choose_places(telling, gazetteer)
    participants = choose_participants(telling, time, gazetteer)
    name = _first(members, "name")
    conflicts = [*time_conflicts, *place_conflicts, *value_conflicts(telling, counts)]
    conflicts += [ConflictValue("polarity", None, telling[0].claim.id, member.claim.id) for member in standing.denying]
    return EventView(
        id=cluster.id,
        type=cluster.type,
        members=tuple(members),
        standing=standing,
        time=time,
        places=tuple(places),
        participants=tuple(participants),
        level=choose_level(telling, participants, gazetteer),
        format=choose_format(telling, participants, gazetteer),
        medium=_first(members, "medium"),
        name=name,
        ordinal=next((member.claim.ordinal for member in members if member.claim.ordinal is not None), None),
        forces=_first(members, "forces"),
        topics=tuple(sorted({topic for member in members for topic in member.claim.topics})),
        origins=tuple(sorted(shared_origins(telling))),
        conflicts=tuple(conflicts),
        titles=tuple(make_titles(cluster.type, name, participants, places, time, gazetteer).items()),
        merged=tuple(sorted({event_id(member.claim.id) for member in members} - {cluster.id})),
    )


def _first(members: Sequence[Prepared], field: str) -> str | None:
    return next((value for member in members if (value := getattr(member.claim, field)) is not None), None)
