"""Counted claims ("the sixth patrol since 2019") checked against the events the graph knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app import vocab
from app.consolidate.arenas import arena_of_count
from app.consolidate.blocks import counting_key, event_keys
from app.consolidate.copies import shared_origins
from app.consolidate.events import Cluster
from app.consolidate.lifecycle import Standing
from app.consolidate.parties import actor_type
from app.consolidate.periods import Bounds, bounds_of_edtf, intersect, overlap
from app.consolidate.prepared import Prepared
from app.consolidate.values import choose_time
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer
from app.model import IRI, Claim


def count_claims(
    writer: Writer, items: Sequence[Prepared], clusters: Mapping[str, Cluster], standings: Mapping[str, Standing], gazetteer: Gazetteer
) -> None:
    """One node for each count; `known` is how many such events the graph holds in the window, `missing` how many are wanting."""
    by_key: dict[str, list[str]] = {}
    for key, cluster in clusters.items() if items else ():
        if standings[key].status in ("occurred", "ongoing"):
            for name in {name for member in cluster.members for name in event_keys(member.claim, gazetteer)}:
                by_key.setdefault(name, []).append(key)
    for group in _group(items):
        first = group[0]
        counted = first.claim.counted
        if counted is None:
            continue
        node = writer.names.resource("counted", f"k{first.claim.id[1:]}")
        window = counted_window(first)
        near = by_key.get(counting_key(first.claim, gazetteer, "e"), ())
        known = [
            key
            for key in near
            if overlap(choose_time(standings[key].telling)[0].bounds, window)
            and _has_people(clusters[key], first.claim, gazetteer)
            and _is_in_arena(clusters[key], arena_of_count(first.claim))
        ]
        writer.add_types(node, "CountedClaim")
        writer.add(node, vocab.P_EVENT_KIND, _class_iri(counted.event_kind))
        writer.add_number(node, vocab.P_NUMBER, counted.number)
        writer.add_boolean(node, vocab.P_IS_ORDINAL, counted.ordinal)
        writer.add_text(node, vocab.P_WINDOW, counted.window, vocab.EDTF_EDTF)
        for participation in first.claim.participants:
            writer.add_resource(node, vocab.P_HAS_PARTICIPANT, "actor", participation.actor.id)
        writer.add_code(node, vocab.P_STATUS, "Status", first.claim.status)
        writer.add_number(node, vocab.P_KNOWN, len(known))
        writer.add_number(node, vocab.P_MISSING, max(0, counted.number - len(known)))
        for key in known:
            writer.add_resource(node, vocab.P_ABOUT_EVENT, "event", key)
        writer.add_claims(node, (item.claim.id for item in group))
        writer.add_origins(node, shared_origins(group))


def numbering(items: Sequence[Prepared], clusters: Mapping[str, Cluster], gazetteer: Gazetteer) -> dict[str, tuple[Prepared, ...]]:
    """Event id -> the ordinal counts that number it: told in the words of a claim of the event, which says who says so.

    A sentence of the article's own that holds two numbers tells of two events; one that tells of several events numbers none.
    """
    told: dict[str, list[tuple[Prepared, str]]] = {}
    for key, cluster in clusters.items() if items else ():
        for member in cluster.members:
            if member.claim.attributed_to:
                told.setdefault(member.article.id, []).append((member, key))
    found: dict[str, list[Prepared]] = {}
    for item in items:
        counted = item.claim.counted
        if counted is None or not counted.ordinal:
            continue
        sides = counting_key(item.claim, gazetteer, "e")
        events = {
            key
            for member, key in told.get(item.article.id, ())
            if member.claim.type == counted.event_kind
            and _share_words(member.claim, item.claim)
            and sides in event_keys(member.claim, gazetteer)
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


def _group(items: Sequence[Prepared]) -> list[list[Prepared]]:
    found: dict[tuple[object, ...], list[Prepared]] = {}
    for item in sorted(items, key=lambda item: item.order):
        counted = item.claim.counted
        if counted is None:
            continue
        actors = frozenset(p.actor.id for p in item.claim.participants)
        key = (
            counted.event_kind,
            counted.number,
            counted.ordinal,
            counted.window,
            actors,
            counted_window(item)[1] if counted.ordinal else None,
        )
        found.setdefault(key, []).append(item)
    return list(found.values())


def _class_iri(local_name: str) -> IRI:
    return IRI(vocab.CLASSES[local_name])
