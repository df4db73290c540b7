"""The whole world graph out of claims, and the change between two worlds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product

from app import vocab
from app.consolidate.blocks import LINK_OF_TYPE, block_keys, wanted_keys
from app.consolidate.counted import count_claims
from app.consolidate.descriptions import describe_provisional
from app.consolidate.events import cluster_claims
from app.consolidate.lifecycle import realizations
from app.consolidate.parties import is_core, side_of
from app.consolidate.prepared import Prepared, prepare, reviews
from app.consolidate.statements import write_figures, write_statements
from app.consolidate.view import EventView, view_event
from app.consolidate.writer import Writer, format_decimal
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, ClaimRecord, Decision, Delta, Quad, RdfLiteral

_NOT_EVENTS = frozenset({"Statement", "Figure", "CountedClaim"})
_RELATIONS = (
    ("part_of", vocab.P_PART_OF),
    ("on_sidelines_of", vocab.P_ON_SIDELINES_OF),
    ("in_response_to", vocab.P_IN_RESPONSE_TO),
    ("in_support_of", vocab.P_IN_SUPPORT_OF),
    ("documented_in", vocab.P_DOCUMENTED_IN),
)
_REVIEW_OF_VERDICT = {"accept": "accepted", "amend": "amended", "reject": "rejected"}


def world_quads(records: Iterable[ClaimRecord], decisions: Sequence[Decision], gazetteer: Gazetteer, names: Names) -> tuple[Quad, ...]:
    """The world that these claims and decisions make; sorted, whatever the order of the input."""
    known = list(records)
    items = prepare(known, decisions, gazetteer)
    clusters = cluster_claims((item for item in items if item.claim.type not in _NOT_EVENTS), gazetteer)
    views = {cluster.id: view_event(cluster, gazetteer) for cluster in clusters}
    plans = realizations(clusters, {key: view.standing for key, view in views.items()}, gazetteer)
    writer = Writer(names)
    node_of = {member.claim.id: names.resource("event", view.id) for view in views.values() for member in view.members}
    node_of |= write_statements(writer, [item for item in items if item.claim.type == "Statement"], gazetteer)
    node_of |= write_figures(writer, [item for item in items if item.claim.type == "Figure"])
    for item in items:
        write_relations(writer, item, node_of)
    for view in views.values():
        write_event(writer, view, plans.get(view.id))
        write_links(writer, view, gazetteer)
    count_claims(writer, [item for item in items if item.claim.type == "CountedClaim"], views.values(), gazetteer)
    describe_provisional(writer, items, gazetteer)
    reviewed = reviews(decisions)
    for record in known:
        review = reviewed.get(record.claim.id)
        if review is not None and review.verdict is not None:
            writer.add_code(names.resource("claim", record.claim.id), vocab.P_REVIEW, "Review", _REVIEW_OF_VERDICT[review.verdict])
    return sort_quads(writer.quads)


def world_delta(
    before: Iterable[ClaimRecord],
    after: Iterable[ClaimRecord],
    decisions_before: Sequence[Decision],
    decisions_after: Sequence[Decision],
    gazetteer: Gazetteer,
    names: Names,
) -> Delta:
    """What to take out of the world and put in. Exact when the claims are closed under the keys they look up (`close_records`)."""
    old = set(world_quads(before, decisions_before, gazetteer, names))
    new = set(world_quads(after, decisions_after, gazetteer, names))
    return Delta(removed=sort_quads(old - new), added=sort_quads(new - old))


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
    decided = set(decisions_before) ^ set(decisions_after) | {d for d in decisions_after if d.verdict == "amend"}
    asked: set[str] = set()
    others: dict[str, ClaimRecord] = {}

    def close(keys: set[str]) -> None:
        pending = set(keys)
        while pending:
            asked.update(pending)
            fresh = [r for r in fetch(sorted(pending)) if r.article.id not in changed and r.claim.id not in others]
            others.update({record.claim.id: record for record in fresh})
            pending = _keys_of(fresh, decisions_before, decisions_after, gazetteer) - asked

    touched = {f"r:{target}" for decision in decided for target in decision.targets}
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
    """What the claims look up, as they are and as they are amended."""
    found: set[str] = set()
    listed = list(records)
    for record in listed:
        found |= wanted_keys(record.claim, gazetteer)
    for decisions in (decisions_before, decisions_after):
        if any(decision.verdict == "amend" for decision in decisions):
            for item in prepare(listed, decisions, gazetteer):
                found |= wanted_keys(item.claim, gazetteer)
    return found


def _support_keys(removed: Iterable[Quad], names: Names) -> set[str]:
    """Block keys of the claims that may still support statements about to be removed: links and provisional descriptions."""
    links = {vocab.P_MET: "met", vocab.P_SPOKE_WITH: "spokeWith", vocab.P_CO_ATTENDED: "coAttended"}
    found = set()
    for quad in removed:
        if isinstance(quad.subject, IRI) and names.kind(quad.subject) in ("actor", "place"):
            slug = names.slug(quad.subject)
            link = links.get(quad.predicate.value)
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


def write_event(writer: Writer, view: EventView, plan: str | None) -> None:
    """One event with its values, each with the claim it comes from."""
    event = writer.names.resource("event", view.id)
    writer.add_types(event, view.type)
    for language, title in view.titles:
        writer.add_label(event, title, language)
    writer.add_code(event, vocab.P_STATUS, "Status", view.standing.status)
    writer.add_code(event, vocab.P_CERTAINTY, "Certainty", view.standing.certainty)
    writer.add_text(event, vocab.P_CONFIDENCE, format_decimal(str(round(view.standing.confidence, 4))), vocab.XSD_DECIMAL)
    writer.add_boolean(event, vocab.P_DISPUTED, view.standing.disputed)
    writer.add_code(event, vocab.P_LEVEL, "Level", view.level)
    writer.add_code(event, vocab.P_FORMAT, "EventFormat", view.format)
    writer.add_code(event, vocab.P_MEDIUM, "Medium", view.medium)
    writer.add_text(event, vocab.P_NAME, view.name)
    writer.add_number(event, vocab.P_ORDINAL, view.ordinal)
    writer.add_text(event, vocab.P_FORCES, view.forces)
    writer.add_time(event, view.time)
    for place, _, _ in view.places:
        writer.add_resource(event, vocab.P_PLACE, "place", place)
    for topic in view.topics:
        writer.add_resource(event, vocab.P_TOPIC, "topic", topic)
    _write_participants(writer, event, view)
    writer.add_claims(event, (member.claim.id for member in view.members))
    writer.add_origins(event, view.origins)
    for conflict in view.conflicts:
        writer.add_conflict(event, conflict)
    writer.add_resource(event, vocab.P_REALIZES, "event", plan)
    for other in view.merged:
        writer.add(writer.names.resource("event", other), vocab.P_MERGED_INTO, event)


def write_relations(writer: Writer, item: Prepared, node_of: Mapping[str, IRI]) -> None:
    """What a claim tells of other claims of its article, between the nodes that they came to."""
    node = node_of.get(item.claim.id)
    for field, predicate in _RELATIONS:
        target = node_of.get(getattr(item.claim, field) or "")
        if node is not None and target is not None and target != node:
            writer.add(node, predicate, target)


def _write_participants(writer: Writer, event: IRI, view: EventView) -> None:
    for value in view.participants:
        part = value.participation
        node = IRI(f"{event.value}#p-{value.actor.id}")
        writer.add(event, vocab.P_PARTICIPATION, node)
        writer.add_types(node, "Participation")
        writer.add_resource(node, vocab.P_ACTOR, "actor", value.actor.id)
        writer.add_code(node, vocab.P_ROLE, "Role", part.role)
        writer.add_resource(node, vocab.P_ON_BEHALF_OF, "actor", value.on_behalf_of)
        writer.add_resource(node, vocab.P_IN_OFFICE, "office", value.in_office)
        writer.add_resource(node, vocab.P_STANDS_IN_FOR, "actor", part.stands_in_for)
        writer.add_code(node, vocab.P_POLARITY, "Polarity", part.polarity)
        writer.add_text(node, vocab.P_REASON, part.reason)
        writer.add_claims(node, value.claims, vocab.P_FROM_CLAIM)
        if part.polarity == "positive":
            writer.add_resource(event, vocab.P_HAS_PARTICIPANT, "actor", value.actor.id)


def write_links(writer: Writer, view: EventView, gazetteer: Gazetteer) -> None:
    """`met`, `spokeWith`, `coAttended` in both directions, from facts only, between those of different sides if there are two."""
    link = {"met": vocab.P_MET, "spokeWith": vocab.P_SPOKE_WITH, "coAttended": vocab.P_CO_ATTENDED}.get(LINK_OF_TYPE.get(view.type, ""))
    if link is None or not view.standing.is_linking:
        return
    claim = view.members[0].claim
    sides = {
        value.actor.id: side_of(value.actor, gazetteer, value.on_behalf_of)
        for value in view.participants
        if is_core(value.participation, claim)
    }
    is_one_sided = len(set(sides.values())) < 2
    for (one, side), (two, other_side) in product(sides.items(), repeat=2):
        if one != two and (side != other_side or is_one_sided):
            writer.add(writer.names.resource("actor", one), link, writer.names.resource("actor", two))
