"""What one change makes of the world: the quads that go and come, out of the claims that the change can reach.

The same as computing both worlds from scratch and comparing them; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app import vocab
from app.consolidate.blocks import counts_of_event, event_keys, events_of_count, link_keys, numbering_keys, relation_keys
from app.consolidate.cluster import Cluster
from app.consolidate.counted import counts_of, is_counted, numbering, write_counts, write_known
from app.consolidate.descriptions import describe_provisional
from app.consolidate.event_writer import LINKS, write_event, write_links, write_relations
from app.consolidate.lifecycle import Standing, realizations, standing_of
from app.consolidate.prepared import Prepared
from app.consolidate.region import Fetch, Region, Shown, Side, standings_of
from app.consolidate.rulings import claims_decided, is_of_actors
from app.consolidate.settle import changed_claims, settle
from app.consolidate.statements import write_figures, write_statements
from app.consolidate.view import view_event
from app.consolidate.world import sort_quads, write_reviews
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, ClaimRecord, Decision, Delta, Quad

_SAID = ("Statement", "Figure")
_LINK_NAMES = {predicate: name for name, predicate in LINKS.items()}


def world_change(
    fetch: Fetch,
    shown: Shown,
    old: Sequence[ClaimRecord],
    new: Sequence[ClaimRecord],
    decisions_before: Sequence[Decision],
    decisions_after: Sequence[Decision],
    gazetteer: Gazetteer,
    names: Names,
) -> Delta:
    """The change of the world when the claims of some articles go from `old` to `new` (all claims of those articles).

    `fetch(keys)` reads the claims stored under any of the block keys, as the graph shows them; those of the articles in `old` and
    `new` are taken from there instead, so it does not matter whether the archive already holds the new version. `shown` tells what
    the graph holds before the change.
    """
    region = Region(fetch, shown, old, new, (decisions_before, decisions_after), gazetteer)
    region.load(_decided_keys(decisions_before, decisions_after))
    seeds = changed_claims(region)
    reached = settle(region, seeds)
    reached |= _claims_joined_or_parted(decisions_before, decisions_after)
    sides = [_Picture(region, region.before), _Picture(region, region.after)]
    for picture in sides:
        picture.take(reached)
    _follow(region, sides, seeds)
    judged = {claim for decision in set(decisions_before) ^ set(decisions_after) if decision.kind == "review" for claim in decision.targets}
    concern = _concern(region, sides, seeds)
    was, will = (_write(region, picture, concern, names) for picture in sides)
    for writer, picture, own in ((was, sides[0], old), (will, sides[1], new)):
        told = {record.claim.id for record in own} | (judged & region.known)
        write_reviews(writer, told, picture.side.decisions)
    _recount(region, sides, seeds, was, will, names)
    gone = was.quads - will.quads
    gone -= _still_supported(region, gone, names)
    return Delta(removed=sort_quads(gone), added=sort_quads(will.quads - was.quads))


def _decided_keys(before: Sequence[Decision], after: Sequence[Decision]) -> set[str]:
    """Where to find the claims that new decisions touch, and those whose stored keys are not those that decisions give them."""
    decided = set(before) ^ set(after)
    decided |= {d for d in (*before, *after) if d.verdict == "amend" or is_of_actors(d)}
    keys = {f"r:{claim}" for decision in decided for claim in claims_decided(decision)}
    return keys | {f"x:{actor}" for decision in decided if is_of_actors(decision) for actor in decision.targets}


def _claims_joined_or_parted(before: Sequence[Decision], after: Sequence[Decision]) -> set[str]:
    return {claim for decision in set(before) ^ set(after) if decision.kind != "review" for claim in claims_decided(decision)}


@dataclass(slots=True)
class _Picture:
    """The events of one side that are written."""

    region: Region
    side: Side
    clusters: dict[str, Cluster]
    standings: dict[str, Standing]
    plans: dict[str, str]
    counts: dict[str, tuple[Prepared, ...]]

    def __init__(self, region: Region, side: Side) -> None:
        self.region, self.side = region, side
        self.clusters, self.standings, self.plans, self.counts = {}, {}, {}, {}

    def take(self, claims: Iterable[str]) -> None:
        """Add the whole events of the claims."""
        for cluster in self.region.events(self.side, claims):
            if cluster.id not in self.clusters:
                self.clusters[cluster.id] = cluster
                self.standings[cluster.id] = standing_of(cluster.ordered())

    def claims(self) -> set[str]:
        return {member.claim.id for cluster in self.clusters.values() for member in cluster.members}


def _follow(region: Region, sides: Sequence[_Picture], seeds: Collection[str]) -> None:
    """Find what else changes with the events: the plans they realize, and the counts that number them; take those events too."""
    seen: set[str] = set()
    while (reached := {claim for picture in sides for claim in picture.claims()}) != seen:
        seen = reached
        for picture in sides:
            picture.take(seen)
        others = _with_other_number(region, sides, seeds) | _with_other_plan(region, sides)
        for picture in sides:
            picture.take(others)


def _with_other_number(region: Region, sides: Sequence[_Picture], seeds: Collection[str]) -> set[str]:
    """Claims of events that counts of their articles number otherwise than before."""
    concerned = {claim for picture in sides for claim in picture.claims()} | set(seeds)
    keys = {
        key for side in (region.before, region.after) for c in concerned if c in side.items for key in numbering_keys(side.items[c].claim)
    }
    region.load(keys)
    articles = {key.removeprefix("n:") for key in keys}
    for picture in sides:
        of_article = [item for item in picture.side.items.values() if item.article.id in articles] if keys else []
        clusters = region.events(picture.side, [item.claim.id for item in of_article])
        picture.counts = numbering(of_article, clusters, region.gazetteer)
    before, after = (picture.counts for picture in sides)
    return {
        member.claim.id
        for event in before.keys() | after.keys()
        if before.get(event) != after.get(event)
        for picture in sides
        for cluster in region.events(picture.side, [f"c{event[1:]}"])
        for member in cluster.members
    }


def _with_other_plan(region: Region, sides: Sequence[_Picture]) -> set[str]:
    """Claims of facts that realize another plan than before, or none."""
    reached = {claim for picture in sides for claim in picture.claims()}
    near = _near(region, reached) | reached  # the plans of changed facts, the facts of changed plans
    plans = {claim for claim in near if any(claim in p.side.home and p.side.items[claim].group == "plan" for p in sides)}
    if not plans:
        for picture in sides:
            picture.plans = {}
        return set()
    facts = _near(region, plans) | reached
    rivals = _near(region, facts) | plans  # all plans that one of the facts may realize
    everything = _near(region, rivals) | rivals | facts
    for picture in sides:
        clusters = region.events(picture.side, everything)
        picture.plans = realizations(clusters, standings_of(clusters), region.gazetteer)
    before, after = (picture.plans for picture in sides)
    found = {f"c{event[1:]}" for event in before.keys() | after.keys() if before.get(event) != after.get(event)}
    return found & facts


def _near(region: Region, claims: Collection[str]) -> set[str]:
    """The claims, told as done or as plans, that are near some on either side, with the rest of their events."""
    sides = (region.before, region.after)
    keys = {key for side in sides for claim in claims if claim in side.home for key in side.items[claim].near}
    region.load(keys)
    return {found for side in sides for found in side.joined(claim for claim in side.near(keys) if claim in side.home)}


@dataclass(frozen=True, slots=True)
class _Concern:
    """The claims whose part of the world is written, on both sides: what stands on one side only is the difference."""

    seeds: frozenset[str]
    related: frozenset[str]  # those whose relations are written
    said: frozenset[str]  # statements and figures, in whole groups


def _concern(region: Region, sides: Sequence[_Picture], seeds: Collection[str]) -> _Concern:
    claims = set(seeds).union(*(picture.claims() for picture in sides))
    claims |= _whole_groups(region, seeds)
    keys = {f"r:{claim}" for claim in claims} | _relation_keys(region, claims)
    region.load(keys)
    names = {key.removeprefix("r:") for key in keys}
    held = {claim: side.items[claim] for side in (region.before, region.after) for claim in side.items}
    related = {claim for claim, item in held.items() if names.intersection(_refers_to(item))}
    targets = {target for claim in related for target in _refers_to(held[claim])}
    region.load({f"r:{claim}" for claim in targets})
    return _Concern(frozenset(seeds), frozenset(related | claims), frozenset(_whole_groups(region, related | targets | claims)))


def _relation_keys(region: Region, claims: Collection[str]) -> set[str]:
    sides = (region.before, region.after)
    return {key for side in sides for claim in claims if claim in side.items for key in relation_keys(side.items[claim].claim)}


def _refers_to(item: Prepared) -> set[str]:
    return {key.removeprefix("r:") for key in relation_keys(item.claim)}


def _whole_groups(region: Region, claims: Collection[str]) -> set[str]:
    """The statements and figures among the claims, and all others of the same words or thing."""
    sides = (region.before, region.after)
    found: set[str] = set()
    asked: set[str] = set()
    pending = set(claims)
    while pending:
        said = {claim for claim in pending for side in sides if claim in side.items and side.items[claim].claim.type in _SAID}
        found |= said
        keys = {key for claim in said for side in sides if claim in side.items for key in side.items[claim].near} - asked
        asked |= keys
        region.load(keys)
        pending = {claim for side in sides for claim in side.near(keys)} - found
    return found


def _write(region: Region, picture: _Picture, concern: _Concern, names: Names) -> Writer:
    """What of the world the change can reach, without counts and reviews: events, relations, statements, figures, descriptions."""
    writer, side, gazetteer = Writer(names), picture.side, region.gazetteer
    for key, cluster in picture.clusters.items():
        view = view_event(cluster, picture.standings[key], gazetteer, picture.counts.get(key, ()))
        write_event(writer, view, picture.plans.get(key))
        write_links(writer, view, gazetteer)
    related = [side.items[claim] for claim in sorted(concern.related) if claim in side.items]
    said = [side.items[claim] for claim in sorted(concern.said) if claim in side.items]
    node_of: dict[str, IRI] = {}
    for cluster in region.events(side, {target for item in related for target in _refers_to(item)}):
        node_of |= {member.claim.id: names.resource("event", cluster.id) for member in cluster.members}
    node_of |= write_statements(writer, [item for item in said if item.claim.type == "Statement"], gazetteer)
    node_of |= write_figures(writer, [item for item in said if item.claim.type == "Figure"])
    for item in related:
        write_relations(writer, item, node_of)
    describe_provisional(writer, [side.items[claim] for claim in sorted(concern.seeds) if claim in side.items], gazetteer)
    return writer


def _recount(region: Region, sides: Sequence[_Picture], seeds: Collection[str], was: Writer, will: Writer, names: Names) -> None:
    """Counts that changed are counted anew; of the others that count a changed event only what is known changes."""
    own = [s.items[c] for s in (region.before, region.after) for c in seeds if c in s.items and s.items[c].claim.counted is not None]
    keys = {key for item in own for key in item.near}
    region.load(keys)
    changed = [{count.id: count for count in counts_of(map(p.side.items.__getitem__, p.side.near(keys)))} for p in sides]
    same = {key for key in changed[0].keys() & changed[1].keys() if changed[0][key] == changed[1][key]}
    for picture, counts, writer in zip(sides, changed, (was, will), strict=True):
        anew = [count for key, count in sorted(counts.items()) if key not in same]
        wanted = {key for count in anew for key in events_of_count(count.first.claim, region.gazetteer)}
        region.load(wanted)
        items = [i for i in picture.side.items.values() if wanted.intersection(event_keys(i.claim, region.gazetteer))] if wanted else []
        clusters = region.events(picture.side, [item.claim.id for item in items])
        write_counts(writer, anew, clusters, standings_of(clusters), region.gazetteer)
    _adjust(region, sides, {key for counts in changed for key in counts} - same, (was, will), names)


def _adjust(region: Region, sides: Sequence[_Picture], anew: set[str], writers: Sequence[Writer], names: Names) -> None:
    keys = {key for picture in sides for c in picture.claims() for key in counts_of_event(picture.side.items[c].claim, region.gazetteer)}
    region.load(keys)
    region.load({key for item in region.after.items.values() if item.claim.counted is not None for key in item.near})
    counts = [count for count in counts_of(region.after.items.values()) if count.id not in anew]
    for count in counts:
        counted = [
            {key for key, cluster in picture.clusters.items() if is_counted(count, cluster, picture.standings[key], region.gazetteer)}
            for picture in sides
        ]
        if counted[0] == counted[1]:
            continue
        known = region.shown.known_of([count.id])[count.id] - len(counted[0])
        for writer, events in zip(writers, counted, strict=True):
            for event in events:
                writer.add_resource(names.resource("counted", count.id), vocab.P_ABOUT_EVENT, "event", event)
            write_known(writer, count, known + len(events))


def _still_supported(region: Region, gone: Iterable[Quad], names: Names) -> set[Quad]:
    """Links and descriptions that seem to be lost, and that other claims support."""
    lost = {q for q in gone if isinstance(q.subject, IRI) and names.kind(q.subject) in ("actor", "place")}
    if not lost:
        return set()
    writer, side = Writer(names), region.after
    keys = {_support_key(quad, names) for quad in lost}
    region.load(keys)
    linking = [item.claim.id for item in side.items.values() if keys.intersection(link_keys(item.claim, region.gazetteer))]
    for cluster in region.events(side, linking):
        view = view_event(cluster, standing_of(cluster.ordered()), region.gazetteer)
        write_links(writer, view, region.gazetteer)
    describe_provisional(writer, side.items.values(), region.gazetteer)
    return lost & writer.quads


def _support_key(quad: Quad, names: Names) -> str:
    slug = names.slug(quad.subject.value)
    link = _LINK_NAMES.get(quad.predicate.value)
    if link is None or not isinstance(quad.object, IRI):
        return f"x:{slug}"
    first, second = sorted((slug, names.slug(quad.object)))
    return f"l:{link}:{first}:{second}"
