"""Which claims can touch each other: the keys they are stored under, and the keys each looks up.

Two claims that could merge, refer to each other, be counted together or support the same derived statement meet in a key. Keys
begin with their purpose: m: merge, r: relation inside an article, n: numbers inside an article, e: events to count, k: counted
claims, l: links between actors, x: what describes a provisional actor or place.

A merge key holds kind, sides, one of the people (or, for claims that name none, the place) and a stretch of time: the day of a claim
of one day, the month of others. A claim of a day looks for its day and for the vague claims of its month (V), a vague one for all
claims of its months (M, V). So the claims to look through do not grow with the years that are read, and hardly with what happens
between two states in a month. Whoever finds another is found by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from app.consolidate.actors import actors_of, canonical_claim
from app.consolidate.parties import Parties, parties_of, side_of
from app.consolidate.periods import Bounds, bounds_of_edtf, months_between, shift
from app.consolidate.places import containers
from app.consolidate.words import fold_name, fold_quote
from app.gazetteer import Gazetteer
from app.ids import digest
from app.model import Claim

UNDATED_DAYS = 92  # an event told without a date is looked for among those of the last three months
LONGEST_SPAN_DAYS = 400  # a vaguer time than a year joins nothing by its date
PLACED_SPAN_DAYS = 31  # claims that agree by place alone are of one month
NAME_DAYS = 7  # by how much two sources may differ about something that bears a name
MOST_SIDES = 4
MOST_COUNTED_SIDES = 8
FIRST_YEAR_COUNTED = 1949
LAST_YEAR_COUNTED = 2099
MOST_YEARS = 12  # a longer window is looked up by decades
_ACTING = frozenset({"agent", "visitor"})
DIRECTED = frozenset({"Visit", "Deployment", "ArmedAttack", "Sanction", "Aid", "Condemnation", "Appointment"})
DATED_LOOSELY = frozenset(
    {"Agreement", "MilitaryExercise", "JointPatrol", "PhoneCall"}
)  # two sources may differ by days about one of these
LINK_OF_TYPE = {"Meeting": "met", "PhoneCall": "spokeWith", "Summit": "coAttended"}
NOT_EVENTS = frozenset({"Statement", "Figure", "CountedClaim"})


def block_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """All keys that a claim is stored under, sorted."""
    told, claim = claim, canonical_claim(claim, gazetteer)
    keys = {*description_keys(told), *description_keys(claim), *merge_keys(claim, gazetteer), *relation_keys(claim)}
    keys |= set(numbering_keys(claim))
    if claim.type == "CountedClaim":
        keys |= set(counted_keys(claim, gazetteer))
    elif claim.type not in NOT_EVENTS:
        keys |= {*event_keys(claim, gazetteer), *link_keys(claim, gazetteer)}
    return tuple(sorted(keys))


# ---- one event, statement, figure or count ------------------------------------------------------------------------------


def merge_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which others find a claim that could be about the same thing."""
    if claim.type in NOT_EVENTS:
        return _keys_of_content(claim)
    return tuple(_event_merge_keys(claim, gazetteer, is_looking=False))


def near_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which a claim looks for others that could be about the same thing."""
    if claim.type in NOT_EVENTS:
        return _keys_of_content(claim)
    return tuple(_event_merge_keys(claim, gazetteer, is_looking=True))


def _keys_of_content(claim: Claim) -> tuple[str, ...]:
    if claim.statement is not None:
        speakers = sorted(actor.id for actor in claim.attributed_to)
        return (f"m:s:{','.join(speakers)}:{digest(fold_quote(claim.statement.quote))}",)
    if claim.figure is not None:
        figure = claim.figure
        what = f"m:f:{fold_name(figure.what)}:{figure.unit}"
        keys = [f"{what}:{figure.period}"] if figure.period is not None else []
        if figure.agency is not None and fold_name(figure.unit) == fold_name(figure.what):
            keys.append(f"{what}:by:{figure.agency.id}")
        return tuple(keys)
    counted = claim.counted
    return (f"m:k:{counted.event_kind}:{counted.number}:{counted.ordinal}:{counted.window}",) if counted else ()


def is_row(claim: Claim) -> bool:
    """Whether a claim is a row of a table, with sources of its own: being in one table says nothing about two rows."""
    return bool(claim.sources)


def bounds_of(claim: Claim) -> Bounds:
    """The first and last day that the time of a claim allows."""
    stated = bounds_of_edtf(claim.time.edtf)
    return claim.time.earliest or stated[0], claim.time.latest or stated[1]


def _event_merge_keys(claim: Claim, gazetteer: Gazetteer, *, is_looking: bool) -> Iterator[str]:
    sides, people, is_full = _who(claim, gazetteer)
    bounds = bounds_of(claim)
    times = _times(claim, bounds, is_looking=is_looking)
    for one in people:
        for time in times:
            yield f"m:{claim.type}:{sides}:{one}:{time}"
    if people and not is_row(claim):
        yield f"m:{claim.type}:{sides}:a:{claim.article}"
    if _is_placed(claim, bounds):
        marks = ("b",) if is_looking and is_full else ("f", "b") if is_looking else ("f" if is_full else "b",)
        for place in _around(claim, gazetteer):
            for mark in marks:
                for time in times:
                    yield f"m:{claim.type}:{sides}:{mark}@{place}:{time}"
    if claim.name and bounds[0] is not None and bounds[1] is not None and (bounds[1] - bounds[0]).days < LONGEST_SPAN_DAYS:
        for month in months_between(shift(bounds[0], -NAME_DAYS), shift(bounds[1], NAME_DAYS)):
            yield f"m:{claim.type}:n:{fold_name(claim.name)}:{month}"


def _who(claim: Claim, gazetteer: Gazetteer) -> tuple[str, list[str], bool]:
    """The sides as one word; of the first of them who is named; whether each side names people, so that states stand for nobody."""
    parties = parties_of(claim, gazetteer, _ACTING) if claim.type in DIRECTED else parties_of(claim, gazetteer)
    sides = sorted(parties.sides)
    if claim.type == "Summit":  # two tell of one summit when they have one side in common
        return "any", sides, True
    if not sides:
        return "none", [], True
    word = "+".join(sides) if len(sides) <= MOST_SIDES else digest(*sides)
    is_full = claim.type not in DIRECTED and all(parties.people_of(side) for side in sides)
    return word, _named(parties, sides[0]), is_full


def _named(parties: Parties, side: str) -> list[str]:
    """Who of a side is named: people, else bodies, else the side itself."""
    return sorted(parties.people_of(side) or parties.bodies_of(side) or {side})


def _times(claim: Claim, bounds: Bounds, *, is_looking: bool) -> list[str]:
    earliest, latest = bounds
    margin = 1 if claim.type in DATED_LOOSELY else 0
    if earliest is not None and earliest == latest:
        month = earliest.isoformat()[:7]
        if not is_looking:
            return [earliest.isoformat(), f"M{month}"]
        return [*(shift(earliest, days).isoformat() for days in range(-margin, margin + 1)), f"V{month}"]
    if earliest is not None and latest is not None and (latest - earliest).days < LONGEST_SPAN_DAYS:
        months = list(months_between(shift(earliest, -margin), shift(latest, margin)))
    elif latest is not None and claim.time.edtf is None:
        months = list(months_between(shift(latest, -UNDATED_DAYS), latest))
    else:
        months = []
    return [f"{mark}{month}" for month in months for mark in ("M", "V")] if is_looking else [f"V{month}" for month in months]


def _is_placed(claim: Claim, bounds: Bounds) -> bool:
    return bounds[0] is not None and bounds[1] is not None and (bounds[1] - bounds[0]).days < PLACED_SPAN_DAYS


def _around(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    """The places of a claim and those around them."""
    return sorted({around for place in claim.places for around in (place.id, *containers(place.id, gazetteer))})


# ---- what stands in one article -----------------------------------------------------------------------------------------


def relation_keys(claim: Claim) -> tuple[str, ...]:
    """A claim and those of its article that it refers to."""
    related = (claim.part_of, claim.on_sidelines_of, claim.in_response_to, claim.in_support_of, claim.documented_in)
    return tuple(f"r:{target}" for target in sorted({claim.id, *(target for target in related if target)}))


def numbering_keys(claim: Claim) -> tuple[str, ...]:
    """Ordinal counts, and the events that somebody tells: a count may number an event of its article."""
    is_count = claim.counted is not None and claim.counted.ordinal
    is_told = claim.type not in NOT_EVENTS and bool(claim.attributed_to)
    return (f"n:{claim.article}",) if is_count or is_told else ()


# ---- links and descriptions ---------------------------------------------------------------------------------------------


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


# ---- counting -----------------------------------------------------------------------------------------------------------


def sides_of(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    return sorted({side_of(p.actor, gazetteer, p.on_behalf_of) for p in claim.participants})


def side_groups(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    """Every way a count may name the sides of a happening: one, two or three of them."""
    sides = sides_of(claim, gazetteer)[:MOST_COUNTED_SIDES]
    return ["+".join(group) for size in (1, 2, 3) for group in combinations(sides, size)]


def event_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which counts find an event: the years it may fall in, and their decades; none where those are unknown."""
    stretches = _stretches_of(bounds_of(claim))
    return tuple(f"e:{claim.type}:{group}:{stretch}" for stretch in stretches for group in side_groups(claim, gazetteer))


def counts_of_event(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which an event finds the counts that may count it."""
    return tuple(key.replace("e:", "k:", 1) for key in event_keys(claim, gazetteer))


def counted_keys(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which events find a count. A count that names no side counts nothing that could be looked up."""
    return tuple(f"k:{what}" for what in _counting(claim, gazetteer))


def events_of_count(claim: Claim, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The keys under which a count finds the events that it counts."""
    return tuple(f"e:{what}" for what in _counting(claim, gazetteer))


def _counting(claim: Claim, gazetteer: Gazetteer) -> list[str]:
    sides = sides_of(claim, gazetteer)
    if claim.counted is None or not 0 < len(sides) <= 3:
        return []
    since, until = bounds_of_edtf(claim.counted.window)
    first, last = since.year if since else FIRST_YEAR_COUNTED, until.year if until else LAST_YEAR_COUNTED
    if claim.counted.ordinal and claim.time.latest is not None:
        last = min(last, claim.time.latest.year)
    years = [str(year) for year in range(first, last + 1)]
    stretches = years if len(years) <= MOST_YEARS else sorted({_decade(year) for year in years})
    return [f"{claim.counted.event_kind}:{'+'.join(sides)}:{stretch}" for stretch in stretches]


def _stretches_of(bounds: Bounds) -> list[str]:
    first, last = bounds
    if first is None or last is None or not 0 <= last.year - first.year < 3:
        return []
    years = [str(year) for year in range(first.year, last.year + 1)]
    return [*years, *sorted({_decade(year) for year in years})]


def _decade(year: str) -> str:
    return f"{year[:-1]}0s"
