"""The whole world graph out of claims, and the change between two worlds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app import vocab
from app.consolidate.blocks import block_keys, wanted_keys
from app.consolidate.counted import count_claims, numbering
from app.consolidate.descriptions import describe_provisional
from app.consolidate.event_writer import LINKS, links_of, write_event, write_links, write_relations
from app.consolidate.events import Cluster, cluster_claims
from app.consolidate.lifecycle import Standing, realizations, standing_of
from app.consolidate.prepared import Cache, Prepared, prepare, reviews
from app.consolidate.rulings import claims_decided, is_of_actors, rulings_of
from app.consolidate.statements import write_figures, write_statements
from app.consolidate.view import view_event
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, ClaimRecord, Decision, Delta, Quad, RdfLiteral

_NOT_EVENTS = frozenset({"Statement", "Figure", "CountedClaim"})
_REVIEW_OF_VERDICT = {"accept": "accepted", "amend": "amended", "reject": "rejected"}
_LINK_NAMES = {predicate: name for name, predicate in LINKS.items()}


@dataclass(frozen=True, slots=True)
class Composition:
    """Claims sorted into events, before anything is written."""

    records: tuple[ClaimRecord, ...]
    decisions: tuple[Decision, ...]
    items: tuple[Prepared, ...]
    clusters: Mapping[str, Cluster]  # event id -> its claims
    standings: Mapping[str, Standing]
    plans: Mapping[str, str]  # event id -> id of the plan it realizes
    counts: Mapping[str, tuple[Prepared, ...]]  # event id -> counted claims that number it


def compose(records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer, cache: Cache | None = None) -> Composition:
    known = tuple(records)
    items = prepare(known, decisions, gazetteer, cache)
    clusters = cluster_claims((item for item in items if item.claim.type not in _NOT_EVENTS), gazetteer, rulings_of(decisions))
    standings = {cluster.id: standing_of(cluster.ordered()) for cluster in clusters}
    plans = realizations(clusters, standings, gazetteer)
    by_id = {cluster.id: cluster for cluster in clusters}
    counts = numbering([item for item in items if item.claim.type == "CountedClaim"], by_id, gazetteer)
    return Composition(known, tuple(decisions), tuple(items), by_id, standings, plans, counts)


def write_world(world: Composition, gazetteer: Gazetteer, names: Names, skipped: Collection[str] = ()) -> set[Quad]:
    """The quads of a composition, without those of the `skipped` events."""
    writer = Writer(names)
    node_of = {m.claim.id: names.resource("event", key) for key, cluster in world.clusters.items() for m in cluster.members}
    node_of |= write_statements(writer, [item for item in world.items if item.claim.type == "Statement"], gazetteer)
    node_of |= write_figures(writer, [item for item in world.items if item.claim.type == "Figure"])
    for item in world.items:
        write_relations(writer, item, node_of)
    for key, cluster in world.clusters.items():
        if key not in skipped:
            view = view_event(cluster, world.standings[key], gazetteer, world.counts.get(key, ()))
            write_event(writer, view, world.plans.get(key))
            write_links(writer, view, gazetteer)
    counted = [item for item in world.items if item.claim.type == "CountedClaim"]
    count_claims(writer, counted, world.clusters, world.standings, gazetteer)
    describe_provisional(writer, world.items, gazetteer)
    reviewed = reviews(world.decisions)
    for record in world.records:
        review = reviewed.get(record.claim.id)
        if review is not None and review.verdict is not None:
            writer.add_code(names.resource("claim", record.claim.id), vocab.P_REVIEW, "Review", _REVIEW_OF_VERDICT[review.verdict])
    return writer.quads


def world_quads(records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer, names: Names) -> tuple[Quad, ...]:
    """The world that these claims and decisions make; sorted, whatever the order of the input."""
    return sort_quads(write_world(compose(records, decisions, gazetteer), gazetteer, names))


def world_delta(
    before: Iterable[ClaimRecord],
    after: Iterable[ClaimRecord],
    decisions_before: Sequence[Decision],
    decisions_after: Sequence[Decision],
    gazetteer: Gazetteer,
    names: Names,
) -> Delta:
    """What to take out of the world and put in. Exact when the claims are closed under the keys they look up (`close_records`)."""
    cache: Cache = {}
    old = compose(before, decisions_before, gazetteer, cache)
    new = compose(after, decisions_after, gazetteer, cache)
    same = {key for key, cluster in old.clusters.items() if _is_same(key, cluster, old, new)}
    was = write_world(old, gazetteer, names, same)
    will = write_world(new, gazetteer, names, same)
    kept = _links_among(was ^ will, {key: new.clusters[key] for key in same}, new.standings, gazetteer, names)
    return Delta(removed=sort_quads(was - will - kept), added=sort_quads(will - was - kept))


def _is_same(key: str, cluster: Cluster, old: Composition, new: Composition) -> bool:
    other = new.clusters.get(key)
    if other is None or old.plans.get(key) != new.plans.get(key) or old.counts.get(key) != new.counts.get(key):
        return False
    return cluster.ordered() == other.ordered()


def _links_among(
    changed: Iterable[Quad], clusters: Mapping[str, Cluster], standings: Mapping[str, Standing], gazetteer: Gazetteer, names: Names
) -> set[Quad]:
    """Those of the changed links that unchanged events support all the while."""
    links = {q for q in changed if q.predicate.value in _LINK_NAMES}
    actors = {names.slug(q.subject.value) for q in links}
    found: set[Quad] = set()
    for key, cluster in clusters.items() if links else ():
        named = {p.actor.id for m in cluster.members for p in m.claim.participants}
        if len(named & actors) > 1:
            view = view_event(cluster, standings[key], gazetteer)
            for one, predicate, two in links_of(view, gazetteer):
                found.add(Quad(names.resource("actor", one), IRI(predicate), names.resource("actor", two), names.graph("world")))
    return links & found


def world_change(
    fetch: Callable[[Collection[str]], Iterable[ClaimRecord]],
    old: Sequence[ClaimRecord],
    new: Sequence[ClaimRecord],
    decisions_before: Sequence[Decision],
    decisions_after: Sequence[Decision],
    gazetteer: Gazetteer,
    names: Names,
) -> Delta:
    """The change of the world when the claims of some articles go from `old` to `new` (all claims of those articles).

    `fetch(keys)` reads the current claims stored under any of the block keys; those of the articles in `old` and `new` are taken
    from there instead, so it does not matter whether the archive already holds the new version. What seems to be lost but other
    events may still support (links, descriptions) is looked up before it is removed.
    """
    changed = {record.article.id for record in (*old, *new)}
    decided = set(decisions_before) ^ set(decisions_after)
    decided |= {d for d in (*decisions_before, *decisions_after) if d.verdict == "amend" or is_of_actors(d)}
    asked: set[str] = set()
    others: dict[str, ClaimRecord] = {}

    def close(keys: set[str]) -> None:
        pending = set(keys)
        while pending:
            asked.update(pending)
            fresh = [r for r in fetch(sorted(pending)) if r.article.id not in changed and r.claim.id not in others]
            others.update({record.claim.id: record for record in fresh})
            pending = _keys_of(fresh, decisions_before, decisions_after, gazetteer) - asked

    touched = {f"r:{claim}" for decision in decided for claim in claims_decided(decision)}
    touched |= {f"x:{actor}" for decision in decided if is_of_actors(decision) for actor in decision.targets}
    close(touched | _keys_of([*old, *new], decisions_before, decisions_after, gazetteer))
    while True:
        delta = world_delta([*others.values(), *old], [*others.values(), *new], decisions_before, decisions_after, gazetteer, names)
        missing = _support_keys(delta.removed, names) - asked
        if not missing:
            return delta
        close(missing)


def close_records(seeds: Iterable[ClaimRecord], records: Iterable[ClaimRecord], gazetteer: Gazetteer) -> list[ClaimRecord]:
    """Those of `records` that the seeds can touch, directly or through others."""
    known = list(records)
    by_key: dict[str, list[ClaimRecord]] = {}
    for record in known:
        for key in block_keys(record.claim, gazetteer):
            by_key.setdefault(key, []).append(record)
    found: dict[str, ClaimRecord] = {}
    pending = {key for record in seeds for key in wanted_keys(record.claim, gazetteer)}
    asked: set[str] = set()
    while pending:
        asked |= pending
        fresh = {r.claim.id: r for key in pending for r in by_key.get(key, ()) if r.claim.id not in found}
        found |= fresh
        pending = {key for record in fresh.values() for key in wanted_keys(record.claim, gazetteer)} - asked
    return list(found.values())


def _keys_of(
    records: Iterable[ClaimRecord], decisions_before: Sequence[Decision], decisions_after: Sequence[Decision], gazetteer: Gazetteer
) -> set[str]:
    """What the claims look up, as they are and as people decided on them."""
    found: set[str] = set()
    listed = list(records)
    for record in listed:
        found |= wanted_keys(record.claim, gazetteer)
    for decisions in (decisions_before, decisions_after):
        rulings = rulings_of(decisions)
        if rulings.together:
            found |= {f"r:{partner}" for record in listed for partner in rulings.partners(record.claim.id)}
        if rulings.actors or any(decision.verdict == "amend" for decision in decisions):
            for item in prepare(listed, decisions, gazetteer):
                found |= wanted_keys(item.claim, gazetteer)
    return found


def _support_keys(removed: Iterable[Quad], names: Names) -> set[str]:
    """Block keys of the claims that may still support statements about to be removed: links and provisional descriptions."""
    found = set()
    for quad in removed:
        if isinstance(quad.subject, IRI) and names.kind(quad.subject) in ("actor", "place"):
            slug = names.slug(quad.subject)
            link = _LINK_NAMES.get(quad.predicate.value)
            if link is not None and isinstance(quad.object, IRI):
                first, second = sorted((slug, names.slug(quad.object)))
                found.add(f"l:{link}:{first}:{second}")
            else:
                found.add(f"x:{slug}")
    return found


def sort_quads(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """By their parts as text, IRIs before literals."""
    return tuple(sorted(quads, key=_quad_order))


def _quad_order(quad: Quad) -> tuple[str, str, int, str, str, str]:
    term = quad.object
    if isinstance(term, RdfLiteral):
        return (quad.subject.value, quad.predicate.value, 1, term.value, term.datatype, term.language or "")
    return (quad.subject.value, quad.predicate.value, 0, term.value, "", "")
