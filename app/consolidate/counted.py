"""Counted claims ("the sixth patrol since 2019") checked against the events the graph knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import vocab
from app.consolidate.arenas import arena_of_count
from app.consolidate.blocks import event_keys, events_of_count, side_groups, sides_of
from app.consolidate.cluster import Cluster
from app.consolidate.copies import shared_origins
from app.consolidate.lifecycle import Standing
from app.consolidate.parties import actor_type
from app.consolidate.periods import Bounds, bounds_of_edtf, intersect, overlap
from app.consolidate.prepared import Prepared
from app.consolidate.values import choose_time
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer
from app.model import IRI, Claim


@dataclass(frozen=True, slots=True)
class Count:
    """Claims that tell one count: kind, number, window, participants agree."""

    members: tuple[Prepared, ...]  # in order; the first names it

    @property
    def first(self) -> Prepared:
        return self.members[0]

    @property
    def id(self) -> str:
        return f"k{self.first.claim.id[1:]}"


def counts_of(items: Iterable[Prepared]) -> list[Count]:
    """The counts that claims tell, in order of (published, claim id)."""
    found: dict[tuple[object, ...], list[Prepared]] = {}
    for item in sorted((item for item in items if item.claim.counted is not None), key=lambda item: item.order):
        counted = item.claim.counted
        if counted is not None:
            actors = frozenset(p.actor.id for p in item.claim.participants)
            end = counted_window(item)[1] if counted.ordinal else None
            found.setdefault((counted.event_kind, counted.number, counted.ordinal, counted.window, actors, end), []).append(item)
    return [Count(tuple(members)) for members in found.values()]


def is_counted(count: Count, cluster: Cluster, standing: Standing, gazetteer: Gazetteer) -> bool:
    """Whether an event is one of those that a count counts: a fact of its kind, sides, people and arena, dated inside its window."""
    claim = count.first.claim
    if standing.status not in ("occurred", "ongoing"):
        return False
    keys = set(events_of_count(claim, gazetteer))
    if not any(keys.intersection(event_keys(member.claim, gazetteer)) for member in cluster.members):
        return False
    time = choose_time(standing.telling)[0]
    return (
        overlap(time.bounds, counted_window(count.first))
        and _has_people(cluster, claim, gazetteer)
        and _is_in_arena(cluster, arena_of_count(claim))
    )


def write_counts(
    writer: Writer, counts: Iterable[Count], clusters: Iterable[Cluster], standings: Mapping[str, Standing], gazetteer: Gazetteer
) -> None:
    """One node for each count; `known` is how many such events the graph holds in the window, `missing` how many are wanting."""
    by_key: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for key in {key for member in cluster.members for key in event_keys(member.claim, gazetteer)}:
            by_key.setdefault(key, []).append(cluster)
    for count in counts:
        first, counted = count.first, count.first.claim.counted
        if counted is None:
            continue
        node = writer.names.resource("counted", count.id)
        near = {c.id: c for key in events_of_count(first.claim, gazetteer) for c in by_key.get(key, ())}
        known = [key for key, cluster in sorted(near.items()) if is_counted(count, cluster, standings[key], gazetteer)]
        writer.add_types(node, "CountedClaim")
        writer.add(node, vocab.P_EVENT_KIND, _class_iri(counted.event_kind))
        writer.add_number(node, vocab.P_NUMBER, counted.number)
        writer.add_boolean(node, vocab.P_IS_ORDINAL, counted.ordinal)
        writer.add_text(node, vocab.P_WINDOW, counted.window, vocab.EDTF_EDTF)
        for participation in first.claim.participants:
            writer.add_resource(node, vocab.P_HAS_PARTICIPANT, "actor", participation.actor.id)
        writer.add_code(node, vocab.P_STATUS, "Status", first.claim.status)
        write_known(writer, count, len(known))
        for key in known:
            writer.add_resource(node, vocab.P_ABOUT_EVENT, "event", key)
        writer.add_claims(node, (item.claim.id for item in count.members))
        writer.add_origins(node, shared_origins(count.members))


def write_known(writer: Writer, count: Count, known: int) -> None:
    counted = count.first.claim.counted
    node = writer.names.resource("counted", count.id)
    writer.add_number(node, vocab.P_KNOWN, known)
    writer.add_number(node, vocab.P_MISSING, max(0, counted.number - known) if counted is not None else None)


def numbering(items: Iterable[Prepared], clusters: Iterable[Cluster], gazetteer: Gazetteer) -> dict[str, tuple[Prepared, ...]]:
    """Event id -> the ordinal counts that number it: told in the words of a claim of the event, which says who says so.

    A sentence of the article's own that holds two numbers tells of two events; one that tells of several events numbers none.
    """
    counting = [item for item in items if item.claim.counted is not None and item.claim.counted.ordinal]
    told: dict[str, list[tuple[Prepared, str]]] = {}
    for cluster in clusters if counting else ():
        for member in cluster.members:
            if member.claim.attributed_to:
                told.setdefault(member.article.id, []).append((member, cluster.id))
    found: dict[str, list[Prepared]] = {}
    for item in counting:
        counted = item.claim.counted
        sides = "+".join(sides_of(item.claim, gazetteer))
        events = {
            key
            for member, key in told.get(item.article.id, ())
            if counted is not None
            and member.claim.type == counted.event_kind
            and _share_words(member.claim, item.claim)
            and (not sides or sides in side_groups(member.claim, gazetteer))
        }
        if len(events) == 1:
            found.setdefault(events.pop(), []).append(item)
    return {key: tuple(sorted(counts, key=lambda item: item.order)) for key, counts in found.items()}


def _share_words(one: Claim, two: Claim) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one.evidence for b in two.evidence)


def _is_in_arena(cluster: Cluster, arena: str | None) -> bool:
    """Whether a happening may be of the arena that is counted; one that tells none may be."""
    arenas = {member.arena for member in cluster.members if member.arena is not None}
    return arena is None or not arenas or arena in arenas


def _has_people(cluster: Cluster, counted: Claim, gazetteer: Gazetteer) -> bool:
    """Whether every person whom a count names took part; the sides agree already, by the key."""
    named = {p.actor.id for p in counted.participants if actor_type(p.actor, gazetteer) == "Person"}
    return named <= {p.actor.id for member in cluster.members for p in member.claim.participants}


def counted_window(item: Prepared) -> Bounds:
    """The days counted: the window of the claim, at most until what is numbered happened or until publication."""
    counted = item.claim.counted
    window = bounds_of_edtf(counted.window) if counted is not None else (None, None)
    end: date | None = item.bounds[1] if counted is not None and counted.ordinal else None
    return intersect(intersect(window, (None, end)), (None, item.article.published))


def _class_iri(local_name: str) -> IRI:
    return IRI(vocab.CLASSES[local_name])
