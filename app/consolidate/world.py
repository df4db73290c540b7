"""The whole world graph out of claims, from scratch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app import vocab
from app.consolidate.blocks import NOT_EVENTS
from app.consolidate.cluster import Cluster
from app.consolidate.counted import counts_of, numbering, write_counts
from app.consolidate.descriptions import describe_provisional
from app.consolidate.event_writer import write_event, write_links, write_relations
from app.consolidate.events import cluster_claims
from app.consolidate.lifecycle import Standing, realizations, standing_of
from app.consolidate.prepared import Prepared, prepare, reviews
from app.consolidate.rulings import rulings_of
from app.consolidate.statements import write_figures, write_statements
from app.consolidate.view import view_event
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import ClaimRecord, Decision, Quad, RdfLiteral

_REVIEW_OF_VERDICT = {"accept": "accepted", "amend": "amended", "reject": "rejected"}


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


def compose(records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer) -> Composition:
    known = tuple(records)
    items = prepare(known, decisions, gazetteer)
    clusters = cluster_claims((item for item in items if item.claim.type not in NOT_EVENTS), gazetteer, rulings_of(decisions))
    standings = {cluster.id: standing_of(cluster.ordered()) for cluster in clusters}
    plans = realizations(clusters, standings, gazetteer)
    by_id = {cluster.id: cluster for cluster in clusters}
    counts = numbering(items, clusters, gazetteer)
    return Composition(known, tuple(decisions), tuple(items), by_id, standings, plans, counts)


def write_world(world: Composition, gazetteer: Gazetteer, names: Names) -> set[Quad]:
    """The quads of a composition."""
    writer = Writer(names)
    node_of = {m.claim.id: names.resource("event", key) for key, cluster in world.clusters.items() for m in cluster.members}
    node_of |= write_statements(writer, [item for item in world.items if item.claim.type == "Statement"], gazetteer)
    node_of |= write_figures(writer, [item for item in world.items if item.claim.type == "Figure"])
    for item in world.items:
        write_relations(writer, item, node_of)
    for key, cluster in world.clusters.items():
        view = view_event(cluster, world.standings[key], gazetteer, world.counts.get(key, ()))
        write_event(writer, view, world.plans.get(key))
        write_links(writer, view, gazetteer)
    write_counts(writer, counts_of(world.items), world.clusters.values(), world.standings, gazetteer)
    describe_provisional(writer, world.items, gazetteer)
    write_reviews(writer, {record.claim.id for record in world.records}, world.decisions)
    return writer.quads


def write_reviews(writer: Writer, claims: Collection[str], decisions: Sequence[Decision]) -> None:
    """What people last found of the claims."""
    for claim, review in reviews(decisions).items():
        if claim in claims and review.verdict is not None:
            writer.add_code(writer.names.resource("claim", claim), vocab.P_REVIEW, "Review", _REVIEW_OF_VERDICT[review.verdict])


def world_quads(records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer, names: Names) -> tuple[Quad, ...]:
    """The world that these claims and decisions make; sorted, whatever the order of the input."""
    return sort_quads(write_world(compose(records, decisions, gazetteer), gazetteer, names))


def sort_quads(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """By their parts as text, IRIs before literals."""
    return tuple(sorted(quads, key=_quad_order))


def _quad_order(quad: Quad) -> tuple[str, str, int, str, str, str]:
    term = quad.object
    if isinstance(term, RdfLiteral):
        return (quad.subject.value, quad.predicate.value, 1, term.value, term.datatype, term.language or "")
    return (quad.subject.value, quad.predicate.value, 0, term.value, "", "")
