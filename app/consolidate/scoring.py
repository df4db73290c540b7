"""How well a claim fits an event as a whole (model.md rule 4): kind, parties, bounds and place, precision first."""

from __future__ import annotations

from app.consolidate.blocks import LONGEST_SPAN_DAYS, NAME_DAYS, UNDATED_DAYS, is_row
from app.consolidate.cluster import Cluster
from app.consolidate.parties import Parties, actor_type
from app.consolidate.periods import Bounds, overlap, shift
from app.consolidate.places import is_same_country, is_specific, lies_within
from app.consolidate.prepared import Prepared
from app.consolidate.words import is_same_name
from app.consolidate.zones import is_of_zones
from app.gazetteer import Gazetteer

NAMED = frozenset({"MilitaryExercise", "JointPatrol", "Agreement", "Summit", "Deployment", "Cooperation"})
LASTING = frozenset({"MilitaryExercise", "JointPatrol", "Visit"})
SHORT_SPAN_DAYS = 31


def score_fit(item: Prepared, cluster: Cluster, gazetteer: Gazetteer) -> tuple[float, str]:
    """How well a claim fits a cluster, 0 (not at all) to 1, and why."""
    claim = item.claim
    if claim.type != cluster.type or item.group != cluster.group:
        return 0.0, "kind"
    same_name = _compare_names(item, cluster)
    if same_name is False:
        return 0.0, "name"
    if item.arena is not None and cluster.arenas and item.arena not in cluster.arenas:
        return 0.0, "arena"
    parties = min((_compare_parties(item, member, gazetteer) for member in cluster.shapes.values()), default=0.0)
    if parties == 0.0 and not (same_name and claim.type in NAMED):
        return 0.0, "parties"
    other_level = item.level is not None and cluster.levels and item.level not in cluster.levels
    if claim.type == "Meeting" and other_level and parties < 1.0:
        return 0.0, "level"
    place = _compare_places(item, cluster, gazetteer)
    time = _compare_times(item, cluster, bool(same_name))
    if time == 0.0 or place == 0.0:
        return 0.0, "time" if time == 0.0 else "place"
    if time < 0.6 and (claim.status == "denied") != (True in cluster.denials):
        return 0.0, "what is denied is not clearly this"
    in_article = item.article.id in cluster.articles and not is_row(claim)
    return _weigh(item, cluster, parties, place, time, bool(same_name), in_article)


def _weigh(
    item: Prepared, cluster: Cluster, parties: float, place: float, time: float, same_name: bool, in_article: bool
) -> tuple[float, str]:
    is_same_day = time == 1.0
    if place == 0.2 and not same_name and not (is_same_day and parties >= 0.8):
        return 0.0, "place"
    if same_name:
        needed = time >= 0.4
    elif parties >= 0.8:
        needed = (
            is_same_day or (time >= 0.6) or (time >= 0.4 and (place >= 0.8 or in_article)) or (time >= 0.2 and (place >= 0.8 or in_article))
        )
    else:  # states on one of the two sides: more must agree
        needed = (
            (is_same_day and (place >= 0.8 or in_article))
            or (time >= 0.6 and place >= 0.9)
            or (in_article and time >= 0.6 and place >= 0.5)
        )
    if not needed:
        return 0.0, "too little agrees"
    score = 0.4 * parties + 0.3 * time + 0.2 * place + (0.1 if in_article else 0.0) + (0.3 if same_name else 0.0)
    named = " name" if same_name else ""
    return min(1.0, round(score, 3)), f"parties {parties:.1f} time {time:.1f} place {place:.1f}{named}"


def _compare_names(item: Prepared, cluster: Cluster) -> bool | None:
    """True: same name; False: another name or number; None: not both are named."""
    if item.claim.type not in NAMED:
        return None
    if item.claim.name and cluster.names:
        return any(is_same_name(item.claim.name, name) for name in cluster.names)
    return None


def _compare_parties(item: Prepared, member: Prepared, gazetteer: Gazetteer) -> float:
    """1: the same actors; 0.8: one in common on each side; 0.6 or less: states or bodies that may stand for people; 0: others."""
    if item.acting is not None and item.acted_on is not None and member.acting is not None and member.acted_on is not None:
        acting = _compare(item.acting, member.acting, equal_sides=True)
        both_told = item.acted_on.sides and member.acted_on.sides
        return min(acting, _compare(item.acted_on, member.acted_on, equal_sides=False) if both_told else 0.8)
    if item.claim.type == "Summit":
        mine, theirs = _forums(item, gazetteer), _forums(member, gazetteer)
        return 0.0 if mine and theirs and not mine & theirs else _compare(item.parties, member.parties, equal_sides=False)
    mark = _compare(item.parties, member.parties, equal_sides=True)
    if item.claim.type == "Agreement" and _signed_by_others(item.parties, member.parties):
        return 0.0
    return min(mark, 0.6) if is_vague_about_people(item) or is_vague_about_people(member) else mark


def is_vague_about_people(item: Prepared) -> bool:
    """Whether a meeting or call names states only: that China met Russia on a day may tell of any of the day's meetings."""
    return item.claim.type in ("Meeting", "PhoneCall") and not (item.parties.people or item.parties.bodies)


def _signed_by_others(one: Parties, two: Parties) -> bool:
    """Whether both agreements name people or bodies, and none in common: presidents and companies sign different papers on one day."""
    mine, theirs = (parties.actors - parties.sides for parties in (one, two))
    return bool(mine and theirs) and not mine & theirs


def _forums(item: Prepared, gazetteer: Gazetteer) -> set[str]:
    """The organisations whose summit it is: two of them hold two summits, whoever goes to both."""
    actors = [p.actor for p in item.claim.participants]
    return {actor.id for actor in actors if actor_type(actor, gazetteer) == "InternationalOrganization"}


def _compare(one: Parties, two: Parties, *, equal_sides: bool) -> float:
    if not one.sides or not two.sides:
        return 0.0
    if equal_sides and one.sides != two.sides:
        return 0.0
    shared = one.sides & two.sides
    if not shared:
        return 0.0
    if one.actors == two.actors:
        return 1.0
    marks = []
    for side in sorted(shared):
        people_one, people_two = one.people_of(side), two.people_of(side)
        bodies_one, bodies_two = one.bodies_of(side), two.bodies_of(side)
        if people_one and people_two:
            if not people_one & people_two:
                if equal_sides:
                    return 0.0
                continue
            marks.append(1.0 if people_one == people_two else 0.8)
        elif bodies_one and bodies_two and not people_one and not people_two:
            marks.append(0.9 if bodies_one & bodies_two else 0.3)
        elif not (people_one or people_two or bodies_one or bodies_two):
            marks.append(0.9)
        else:
            marks.append(0.4)
    return min(marks) if marks else 0.0


def _compare_places(item: Prepared, cluster: Cluster, gazetteer: Gazetteer) -> float:
    """1: the same specific place; 0.9: one lies in the other; 0.6: unknown on one side; 0.2: two places of one country; 0: apart."""
    mine = [place.id for place in item.claim.places]
    theirs = cluster.places
    if not mine or not theirs:
        return 0.6
    marks = []
    for place in mine:
        for other in theirs:
            if place == other:
                marks.append(1.0 if is_specific(place, gazetteer) else 0.8)
            elif lies_within(place, other, gazetteer) or lies_within(other, place, gazetteer):
                marks.append(0.9)
            elif is_same_country(place, other, gazetteer):
                marks.append(0.2)
            else:
                marks.append(0.0)
    if item.claim.type in NAMED:  # an exercise or a patrol goes through several places
        return max(max(marks), 0.2 if item.claim.type != "Agreement" else 0.0)
    return max(marks)


def _compare_times(item: Prepared, cluster: Cluster, same_name: bool) -> float:
    """1: the same day or days; 0.6: within a month; 0.4: within a season or year; 0.2: one is undated, but not long after; 0: apart."""
    days = _span(cluster.bounds)
    if item.is_dated and cluster.is_dated:
        mine, theirs = item.bounds, cluster.bounds
        if overlap(mine, theirs):
            if item.span_days >= LONGEST_SPAN_DAYS or days >= LONGEST_SPAN_DAYS:
                return 0.2 if same_name or mine == theirs else 0.0
            longer, shorter = max(item.span_days, days), min(item.span_days, days)
            if longer <= SHORT_SPAN_DAYS and (mine == theirs or (longer <= 14 and (shorter == 1 or item.claim.type in NAMED))):
                return 1.0
            return 0.6 if longer <= SHORT_SPAN_DAYS else 0.4
        margin = _margin_days(item, cluster, same_name)
        if margin and any(overlap(mine, span) for span in cluster.spans):
            return 1.0 if mine in cluster.spans else 0.6
        close = (shift(mine[0], -margin) if mine[0] else None, shift(mine[1], margin) if mine[1] else None)
        return (0.6 if item.claim.type == "PhoneCall" else 0.4) if margin and overlap(close, theirs) else 0.0
    if not item.is_dated and not cluster.is_dated:
        return 0.2 if overlap(item.bounds, cluster.bounds) and _is_recent(item.bounds, cluster.bounds) else 0.0
    undated, dated = (item.bounds, cluster.bounds) if cluster.is_dated else (cluster.bounds, item.bounds)
    if not overlap(undated, dated):
        return 0.0
    is_near = _is_recent(undated, dated) or (item.article.id in cluster.articles and not is_row(item.claim))
    return 0.2 if is_near else 0.0


def _margin_days(item: Prepared, cluster: Cluster, same_name: bool) -> int:
    """By how many days two sources may differ about one happening: a signature (of the same name, or of the same companies or
    bodies and of no person, who may sign something every day of a visit), the last day of a named exercise, the days on which two
    sources of one article say that something lasting began or ended, a call between those for whom it is not the same day.
    """
    claim = item.claim
    if claim.type == "PhoneCall":
        is_explained = any(is_of_zones(item.bounds, item.calendar, day, calendar) for day, calendar in cluster.days)
        return 1 if item.bounds in cluster.spans or is_explained else 0
    if claim.type == "Agreement":
        return 1 if same_name or all(_has_same_bodies(item, member) for member in cluster.shapes.values()) else 0
    if claim.type in LASTING and claim.phase in ("begins", "ends"):
        if (item.article.id, claim.phase) in cluster.phases:
            return NAME_DAYS
        if item.bounds in cluster.spans and any(phase == claim.phase for _, phase in cluster.phases):
            return 1  # one of the days that the event is known to have in dispute
    return NAME_DAYS if same_name and claim.type in ("MilitaryExercise", "JointPatrol") else 0


def _has_same_bodies(one: Prepared, two: Prepared) -> bool:
    """Whether the same organisations, on at least two sides, are at the core of both, and no person of either."""
    mine, theirs = dict(one.parties.bodies), dict(two.parties.bodies)
    return len(mine) > 1 and mine == theirs and not one.parties.people and not two.parties.people


def _is_recent(undated: Bounds, other: Bounds) -> bool:
    latest = undated[1]
    return latest is None or other[1] is None or other[1] >= shift(latest, -UNDATED_DAYS)


def _span(bounds: Bounds) -> int:
    return (bounds[1] - bounds[0]).days + 1 if bounds[0] is not None and bounds[1] is not None else 1_000_000
