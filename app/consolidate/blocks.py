"""Which claims can touch each other: the keys they are stored under, and the keys each looks up.

Two claims that could merge, refer to each other, be counted together or support the same derived statement meet in a key. The
closure of the looked-up keys around a change is therefore a set of claims whose part of the world can be computed by itself.
Keys begin with their purpose: m: merge, r: relation inside an article, e: events to count, k: counted claims, l: links between
actors, x: what describes a provisional actor or place. Only m, r, e and k are looked up for every change; l and x when a derived
statement seems to be lost.
"""

from __future__ import annotations

from itertools import combinations

from app.consolidate.actors import actors_of, canonical_claim
from app.consolidate.parties import parties_of, side_of
from app.consolidate.periods import bounds_of_edtf, months_between, shift
from app.consolidate.words import fold_name, fold_quote
from app.gazetteer import Gazetteer
from app.model import Claim

UNDATED_DAYS = 92  # an event told without a date is looked for among those of the last three months
LONGEST_SPAN_DAYS = 400  # a vaguer time than a year joins nothing by its date
MANY_SIDES = 4
MOST_COUNTED_SIDES = 8
_ACTING = frozenset({"agent", "visitor"})
_ONE_SIDED = frozenset({"Visit", "Deployment", "ArmedAttack", "Sanction", "Aid", "Condemnation", "Appointment"})
DATED_LOOSELY = frozenset({"Agreement", "MilitaryExercise", "JointPatrol"})  # two sources may differ by days about one of these
LINK_OF_TYPE = {"Meeting": "met", "PhoneCall": "spokeWith", "Summit": "coAttended"}


def block_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """All keys that a claim is stored under, sorted."""
    told, claim = claim, canonical_claim(claim, gazetteer)
    keys = {*description_keys(told), *description_keys(claim), *merge_keys(claim, gazetteer), *relation_keys(claim)}
    if claim.type == "CountedClaim":
        keys.add(counting_key(claim, gazetteer, "k"))
    elif claim.type not in ("Statement", "Figure"):
        keys |= set(event_keys(claim, gazetteer)) | set(link_keys(claim, gazetteer))
    return tuple(sorted(keys))


def wanted_keys(claim: Claim, gazetteer: Gazetteer) -> frozenset[str]:
    """The keys under which a claim looks for others when its part of the world is computed."""
    claim = canonical_claim(claim, gazetteer)
    keys = set(merge_keys(claim, gazetteer)) | set(relation_keys(claim))
    if claim.type == "CountedClaim":
        keys.add(counting_key(claim, gazetteer, "e"))
    elif claim.type not in ("Statement", "Figure"):
        keys |= {key.replace("e:", "k:", 1) for key in event_keys(claim, gazetteer)}
    return frozenset(keys)


def merge_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Type, sides and month; the article; the name. Claims without a common key are never the same thing."""
    if claim.type == "Statement":
        content = claim.statement
        speakers = sorted(actor.id for actor in claim.attributed_to)
        return (f"m:s:{','.join(speakers)}:{fold_quote(content.quote)}",) if content else ()
    if claim.type == "Figure":
        figure = claim.figure
        if figure is None:
            return ()
        what = f"m:f:{fold_name(figure.what)}:{figure.unit}"
        return (f"{what}:{figure.period}", f"{what}:by:{figure.agency.id}") if figure.agency else (f"{what}:{figure.period}",)
    if claim.type == "CountedClaim":
        counted = claim.counted
        return (f"m:k:{counted.event_kind}:{counted.number}:{counted.ordinal}:{counted.window}",) if counted else ()
    times = _time_keys(claim)
    keys = [f"m:{claim.type}:{sides}:{time}" for sides in _side_keys(claim, gazetteer) for time in times]
    if claim.name:
        keys.append(f"m:{claim.type}:n:{fold_name(claim.name)}")
    return tuple(keys)


def is_row(claim: Claim) -> bool:
    """Whether a claim is a row of a table, with sources of its own: being in one table says nothing about two rows."""
    return bool(claim.sources)


def _time_keys(claim: Claim) -> list[str]:
    time = claim.time
    stated = bounds_of_edtf(time.edtf)
    earliest, latest = time.earliest or stated[0], time.latest or stated[1]
    keys = [] if is_row(claim) else [f"a:{claim.article}"]
    if earliest is not None and latest is not None and (latest - earliest).days < LONGEST_SPAN_DAYS:
        margin = 1 if claim.type in DATED_LOOSELY else 0
        keys += months_between(shift(earliest, -margin), shift(latest, margin))
    elif latest is not None and time.edtf is None:
        keys += months_between(shift(latest, -UNDATED_DAYS), latest)
    return keys


def _side_keys(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    if claim.type == "Summit":
        return ["any"]
    if claim.type in _ONE_SIDED:
        acting = parties_of(claim, gazetteer, _ACTING)
        return sorted(acting.sides) or sorted(parties_of(claim, gazetteer).sides) or ["none"]
    sides = sorted(parties_of(claim, gazetteer).sides)
    if len(sides) > MANY_SIDES:
        return ["many"]
    return ["+".join(pair) for pair in combinations(sides, 2)] or sides or ["none"]


def relation_keys(claim: Claim) -> tuple[str, ...]:
    """A claim and those of its article that it refers to."""
    related = (claim.part_of, claim.on_sidelines_of, claim.in_response_to, claim.in_support_of, claim.documented_in)
    return tuple(f"r:{target}" for target in sorted({claim.id, *(target for target in related if target)}))


def link_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The derived links (`met` …) that a claim may support."""
    link = LINK_OF_TYPE.get(claim.type)
    if link is None:
        return ()
    actors = sorted({p.actor.id for p in claim.participants} | {side_of(p.actor, gazetteer, p.on_behalf_of) for p in claim.participants})
    return tuple(f"l:{link}:{first}:{second}" for first, second in combinations(actors, 2))


def description_keys(claim: Claim) -> tuple[str, ...]:
    """The provisional actors and places that a claim describes."""
    found = {f"x:{actor.id}" for actor in actors_of(claim) if actor.is_provisional}
    found |= {f"x:{place.id}" for place in claim.places if place.id.startswith("x-")}
    return tuple(sorted(found))


def _sides_of(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    return sorted({side_of(p.actor, gazetteer, p.on_behalf_of) for p in claim.participants})


def _side_groups(sides: list[str]) -> list[str]:
    """Every way a count may name the sides of a happening: none, one, two or three of them."""
    return ["any", *("+".join(group) for size in (1, 2, 3) for group in combinations(sides[:MOST_COUNTED_SIDES], size))]


def event_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which counted claims find an event."""
    return tuple(f"e:{claim.type}:{group}" for group in _side_groups(_sides_of(claim, gazetteer)))


def counting_key(claim: Claim, gazetteer: Gazetteer, purpose: str) -> str:
    """The key of what a counted claim counts: `k:` it is stored under, `e:` its events are stored under."""
    kind = claim.counted.event_kind if claim.counted else ""
    return f"{purpose}:{kind}:{'+'.join(_sides_of(claim, gazetteer)) or 'any'}"
