"""Events and the links between actors that rest on them, as quads: every value with the claim it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from app import vocab
from app.consolidate.blocks import LINK_OF_TYPE
from app.consolidate.parties import is_core, side_of
from app.consolidate.prepared import Prepared
from app.consolidate.view import EventView
from app.consolidate.writer import Writer, format_decimal
from app.gazetteer import Gazetteer
from app.model import IRI

_RELATIONS = (
    ("part_of", vocab.P_PART_OF),
    ("on_sidelines_of", vocab.P_ON_SIDELINES_OF),
    ("in_response_to", vocab.P_IN_RESPONSE_TO),
    ("in_support_of", vocab.P_IN_SUPPORT_OF),
    ("documented_in", vocab.P_DOCUMENTED_IN),
)
LINKS = {"met": vocab.P_MET, "spokeWith": vocab.P_SPOKE_WITH, "coAttended": vocab.P_CO_ATTENDED}


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
    for one, predicate, two in links_of(view, gazetteer):
        writer.add_resource(writer.names.resource("actor", one), predicate, "actor", two)


def links_of(view: EventView, gazetteer: Gazetteer) -> Iterator[tuple[str, str, str]]:
    """(actor id, predicate, actor id) of the links that an event supports."""
    link = LINK_OF_TYPE.get(view.type)
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
            yield one, LINKS[link], two
