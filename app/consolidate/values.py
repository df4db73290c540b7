"""The values of an event out of its claims: the most precise compatible time, places and participants; the rest is conflict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.consolidate.parties import actor_type, office_at, side_of
from app.consolidate.periods import Bounds, intersect, overlap
from app.consolidate.places import depth, lies_within
from app.consolidate.prepared import PRECISIONS, Prepared
from app.consolidate.zones import zone_cause
from app.gazetteer import Gazetteer
from app.model import ActorRef, Basis, EventFormat, Level, Participation, Precision, Reading

_CONSULTATIONS = frozenset({"Meeting", "Summit", "Visit", "PhoneCall"})
CAPITALS = {
    "china": "beijing", "russia": "moscow", "united-states": "washington", "japan": "tokyo", "india": "new-delhi", "ukraine": "kyiv",
    "france": "paris", "germany": "berlin", "united-kingdom": "london", "south-korea": "seoul", "north-korea": "pyongyang",
    "kazakhstan": "astana", "indonesia": "jakarta", "brazil": "brasilia", "iran": "tehran", "belarus": "minsk",
}  # fmt: skip
_LASTING = frozenset({"MilitaryExercise", "JointPatrol", "Deployment", "Visit", "Summit"})


@dataclass(frozen=True, slots=True)
class TimeValue:
    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: Precision
    basis: Basis
    reading: Reading
    words: tuple[str, ...]
    claims: tuple[str, ...]  # that give it, the most precise first

    @property
    def bounds(self) -> Bounds:
        return self.earliest, self.latest


@dataclass(frozen=True, slots=True)
class ParticipationValue:
    actor: ActorRef
    participation: Participation
    on_behalf_of: str | None
    in_office: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """`kind` as in model.md rule 7; `first` and `second` are the claims that disagree, the chosen value's first."""

    kind: str
    cause: str | None
    first: str
    second: str


def choose_time(members: Sequence[Prepared], gazetteer: Gazetteer | None = None) -> tuple[TimeValue, list[ConflictValue]]:
    """The most precise dated claim, its bounds narrowed by what the others allow; claims that exclude it are conflicts.

    Of equally precise ones, that which most articles tell. With a `gazetteer`, conflicts say when the time zone explains them.
    """
    telling: dict[Bounds, set[str]] = {}
    for member in members:
        telling.setdefault(member.bounds, set()).add(member.article.id)
    ranked = sorted(members, key=lambda member: _time_rank(member, len(telling[member.bounds])))
    best = ranked[0]
    bounds = best.bounds
    words: list[str] = []
    claims: list[str] = []
    conflicts = []
    for member in ranked:
        time = member.claim.time
        if member is not best and not overlap(best.bounds, member.bounds):
            conflicts.append(ConflictValue("time", zone_cause(best, member, gazetteer), best.claim.id, member.claim.id))
            continue
        is_extent = best.is_dated and best.claim.time.reading == "throughout"
        if not is_extent and (member.is_dated or not best.is_dated):
            narrowed = intersect(bounds, member.bounds)
            if narrowed[0] is None or narrowed[1] is None or narrowed[0] <= narrowed[1]:
                bounds = narrowed
        elif is_extent and member.is_dated and time.reading == "throughout" and time.precision == "range" and member.bounds != best.bounds:
            conflicts.append(ConflictValue("time", zone_cause(best, member, gazetteer), best.claim.id, member.claim.id))
        if member is best or (time.edtf is not None and time.edtf == best.claim.time.edtf):
            claims.append(member.claim.id)
            words += [word[0] for word in time.words]
    told = {conflict.second for conflict in conflicts}
    conflicts += [conflict for conflict in _conflicts_of_ends(ranked, gazetteer) if conflict.second not in told]
    time = best.claim.time
    precision = time.precision if best.is_dated else "none"
    value = TimeValue(time.edtf, bounds[0], bounds[1], precision, time.basis, time.reading, tuple(dict.fromkeys(words)), tuple(claims))
    return value, conflicts


def _is_one_end(member: Prepared) -> bool:
    """Whether a claim gives the first or the last day of something that lasts."""
    return member.claim.type in _LASTING and member.claim.phase in ("begins", "ends") and member.span_days == 1


def _conflicts_of_ends(ranked: Sequence[Prepared], gazetteer: Gazetteer | None) -> Iterator[ConflictValue]:
    """Claims that give another first or last day than the first that gives one."""
    for phase in ("begins", "ends"):
        ends = [member for member in ranked if member.claim.phase == phase and _is_one_end(member)]
        for member in ends[1:]:
            if member.bounds != ends[0].bounds:
                yield ConflictValue("time", zone_cause(ends[0], member, gazetteer), ends[0].claim.id, member.claim.id)


def _time_rank(member: Prepared, support: int) -> tuple[int, int, int, int, tuple[str, str]]:
    time = member.claim.time
    precision = PRECISIONS.index(time.precision) if member.is_dated else len(PRECISIONS)
    if member.claim.type in _LASTING and member.is_dated and time.reading == "throughout" and member.span_days <= 31:
        precision = -1  # its first and last day say more than a day of it
    if _is_one_end(member):
        precision = PRECISIONS.index("month")  # the last day alone says less than both
    basis = 0 if time.basis in ("stated", "relative", "dateline") else 1
    return (precision, member.span_days, basis, -support, member.order)


def choose_places(members: Sequence[Prepared], gazetteer: Gazetteer) -> tuple[list[tuple[str, str, str]], list[ConflictValue]]:
    """(place id, name, claim id) of the places that no other place lies in, and conflicts between places apart."""
    told = [(place.id, place.name, member) for member in members for place in member.claim.places]
    kept: dict[str, tuple[str, str, Prepared]] = {}
    for place, name, member in told:
        if not any(lies_within(other, place, gazetteer) for other, _, _ in told):
            kept.setdefault(place, (place, name, member))
    conflicts = []
    chosen = list(kept.values())
    if chosen and members[0].claim.type in (*_CONSULTATIONS, "Agreement"):
        chosen.sort(key=lambda item: (-_support(item[0], members), -depth(item[0], gazetteer), item[2].order))
        first = chosen[0]
        for _, _, member in chosen[1:]:
            if first[0] not in {ref.id for ref in member.claim.places}:
                conflicts.append(ConflictValue("place", None, first[2].claim.id, member.claim.id))
        chosen = [item for item in chosen if item[0] in {ref.id for ref in first[2].claim.places}]
    return [(place, name, member.claim.id) for place, name, member in sorted(chosen, key=lambda item: item[0])], conflicts


def _support(place: str, members: Sequence[Prepared]) -> int:
    return len({member.article.id for member in members if place in {ref.id for ref in member.claim.places}})


def choose_participants(members: Sequence[Prepared], time: TimeValue, gazetteer: Gazetteer) -> list[ParticipationValue]:
    """Everyone whom a claim names; a state or body that only stands for people named elsewhere is left to `on_behalf_of`."""
    by_actor: dict[str, list[tuple[Prepared, Participation]]] = {}
    for member in members:
        for participation in member.claim.participants:
            by_actor.setdefault(participation.actor.id, []).append((member, participation))
    sides_with_people = {
        side_of(p.actor, gazetteer, p.on_behalf_of)
        for told in by_actor.values()
        for _, p in told
        if actor_type(p.actor, gazetteer) == "Person" and p.polarity == "positive"
    }
    found = []
    for actor_id, told in sorted(by_actor.items()):
        first = told[0][1]
        is_person = actor_type(first.actor, gazetteer) == "Person"  # of unknown state, a person is a side of their own
        stands_for_people = actor_id in sides_with_people and not is_person and first.role in ("participant", "visitor")
        if stands_for_people and members[0].claim.type in _CONSULTATIONS:
            continue
        merged = Participation(
            actor=first.actor,
            role=first.role,
            stands_in_for=next((p.stands_in_for for _, p in told if p.stands_in_for), None),
            polarity="positive" if any(p.polarity == "positive" for _, p in told) else "negative",
            reason=next((p.reason for _, p in told if p.reason), None),
        )
        behalf = next((p.on_behalf_of for _, p in told if p.on_behalf_of), None) or _own_side(first.actor, gazetteer)
        office = next((p.in_office for _, p in told if p.in_office), None) or office_at(actor_id, time.earliest, time.latest, gazetteer)
        found.append(ParticipationValue(first.actor, merged, behalf, office, tuple(sorted({member.claim.id for member, _ in told}))))
    return found


def _own_side(actor: ActorRef, gazetteer: Gazetteer) -> str | None:
    side = gazetteer.side_of(actor.id) or actor.country
    return side if side is not None and side != actor.id else None


def choose_format(members: Sequence[Prepared], participants: Sequence[ParticipationValue], gazetteer: Gazetteer) -> EventFormat | None:
    """As claimed, else by the number of sides that took part; consultations only."""
    if members[0].claim.type not in _CONSULTATIONS:
        return None
    told = next((member.claim.format for member in members if member.claim.format is not None), None)
    if told is not None:
        return told
    sides = {side_of(p.actor, gazetteer, p.on_behalf_of) for p in participants if p.participation.polarity == "positive"}
    by_number: dict[int, EventFormat] = {2: "bilateral", 3: "trilateral"}
    return by_number.get(len(sides), "multilateral") if len(sides) >= 2 else None


def choose_level(members: Sequence[Prepared], participants: Sequence[ParticipationValue], gazetteer: Gazetteer) -> Level | None:
    if members[0].claim.type not in _CONSULTATIONS:
        return None
    told = next((member.level for member in members if member.level is not None), None)
    if told is not None:
        return told
    order: tuple[Level, ...] = ("leader", "premier", "foreign", "defence", "security", "other")
    held = [gazetteer.offices[p.in_office].level for p in participants if p.in_office in gazetteer.offices and p.in_office]
    return min(held, key=order.index) if held else None


def value_conflicts(members: Sequence[Prepared], counts: Sequence[Prepared] = ()) -> list[ConflictValue]:
    """Claims that give an event another number than the first that numbers it; `counts` are counted claims that number it."""
    numbered = [(m.claim.id, m.claim.ordinal) for m in members if m.claim.ordinal is not None]
    numbered += [(m.claim.id, m.claim.counted.number) for m in counts if m.claim.counted is not None]
    return [ConflictValue("value", None, numbered[0][0], claim) for claim, number in numbered[1:] if number != numbered[0][1]]
