"""Statements and figures: one node for one saying or one measured amount, however many claims carry it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from app import vocab
from app.consolidate.copies import shared_origins
from app.consolidate.periods import bounds_of_edtf, overlap
from app.consolidate.prepared import Prepared
from app.consolidate.values import ConflictValue, choose_time
from app.consolidate.words import fold_name, fold_quote
from app.consolidate.writer import Writer, format_decimal
from app.gazetteer import Gazetteer
from app.model import IRI

RECOUNT_DAYS = 7


def write_statements(writer: Writer, items: Sequence[Prepared], gazetteer: Gazetteer) -> dict[str, IRI]:
    """Statement nodes; claims with the same speakers and the same words are one. Returns claim id -> node."""
    nodes: dict[str, IRI] = {}
    for group in _groups(items, _statement_key):
        first = group[0]
        node = writer.names.resource("statement", f"s{first.claim.id[1:]}")
        nodes |= {item.claim.id: node for item in group}
        content = first.claim.statement
        if content is None:
            continue
        writer.add_types(node, "Statement")
        for actor in first.claim.attributed_to:
            writer.add_resource(node, vocab.P_SPEAKER, "actor", actor.id)
        writer.add_text(node, vocab.P_QUOTE, content.quote)
        writer.add_boolean(node, vocab.P_DIRECT, any(item.claim.statement is not None and item.claim.statement.direct for item in group))
        for item in group:
            said = item.claim.statement
            if said is not None and said.addressee is not None:
                writer.add_resource(node, vocab.P_ADDRESSEE, "actor", said.addressee.id)
            if said is not None:
                writer.add_text(node, vocab.P_CHANNEL, said.channel)
            for topic in item.claim.topics:
                writer.add_resource(node, vocab.P_TOPIC, "topic", topic)
        _write_common(writer, node, group)
        time, _ = choose_time(group)
        writer.add_time(node, time)
    return nodes


def write_figures(writer: Writer, items: Sequence[Prepared]) -> dict[str, IRI]:
    """Figure nodes; the same amount of the same thing is one, another amount of it a conflict. Returns claim id -> node."""
    nodes: dict[str, IRI] = {}
    by_thing: dict[tuple[str, ...], list[list[Prepared]]] = {}
    for group in _groups(items, _figure_key):
        by_thing.setdefault(_figure_key(group[0])[:-1], []).append(group)
        first = group[0]
        node = writer.names.resource("figure", f"f{first.claim.id[1:]}")
        nodes |= {item.claim.id: node for item in group}
        figure = first.claim.figure
        if figure is None:
            continue
        writer.add_types(node, "Figure")
        writer.add_text(node, vocab.P_WHAT, figure.what)
        writer.add_text(node, vocab.P_VALUE, format_decimal(figure.value), vocab.XSD_DECIMAL)
        writer.add_text(node, vocab.P_UNIT, figure.unit)
        writer.add_text(node, vocab.P_PERIOD, figure.period, vocab.EDTF_EDTF)
        for item in group:
            told = item.claim.figure
            if told is not None:
                writer.add_resource(node, vocab.P_AGENCY, "actor", told.agency.id if told.agency else None)
                writer.add_code(node, vocab.P_COMPARATOR, "Comparator", told.comparator)
                writer.add_text(node, vocab.P_REFERENCE, told.reference)
        _write_common(writer, node, group)
    for first, second in _recounted([item for item in items if item.claim.figure is not None]):
        writer.add_conflict(nodes[second.claim.id], ConflictValue("value", None, first.claim.id, second.claim.id))
    for groups in by_thing.values():
        for group in groups[1:]:
            conflict = ConflictValue("value", None, groups[0][0].claim.id, group[0].claim.id)
            writer.add_conflict(nodes[group[0].claim.id], conflict)
    return nodes


def _recounted(items: Sequence[Prepared]) -> Iterator[tuple[Prepared, Prepared]]:
    """A number of countable things by one agency, and another number of them within a week that no other period explains."""
    counts: dict[tuple[str, str, str], list[Prepared]] = {}
    for item in sorted(items, key=lambda item: item.order):
        figure = item.claim.figure
        if figure is not None and figure.agency is not None and fold_name(figure.unit) == fold_name(figure.what):
            counts.setdefault((fold_name(figure.what), figure.unit, figure.agency.id), []).append(item)
    for told in counts.values():
        for first, second in combinations(told, 2):
            one, two = first.claim.figure, second.claim.figure
            if one is None or two is None or format_decimal(one.value) == format_decimal(two.value) or one.period == two.period is not None:
                continue
            days = [item.article.published for item in (first, second)]
            is_near = days[0] is not None and days[1] is not None and abs((days[1] - days[0]).days) <= RECOUNT_DAYS
            if is_near and overlap(bounds_of_edtf(one.period), bounds_of_edtf(two.period)):
                yield first, second


def _write_common(writer: Writer, node: IRI, group: Sequence[Prepared]) -> None:
    writer.add_code(node, vocab.P_STATUS, "Status", group[0].claim.status)
    writer.add_claims(node, (item.claim.id for item in group))
    writer.add_origins(node, shared_origins(group))


def _groups(items: Sequence[Prepared], key: Callable[[Prepared], tuple[str, ...]]) -> list[list[Prepared]]:
    """Claims with the same key, groups and members in order of (published, id)."""
    found: dict[tuple[str, ...], list[Prepared]] = {}
    for item in sorted(items, key=lambda item: item.order):
        found.setdefault(key(item), []).append(item)
    return list(found.values())


def _statement_key(item: Prepared) -> tuple[str, ...]:
    speakers = ",".join(sorted(actor.id for actor in item.claim.attributed_to))
    quote = fold_quote(item.claim.statement.quote) if item.claim.statement else ""
    return (speakers, quote) if speakers and quote else (item.claim.id,)


def _figure_key(item: Prepared) -> tuple[str, ...]:
    figure = item.claim.figure
    if figure is None or figure.period is None:
        return (item.claim.id, "")
    value = format_decimal(figure.value)
    return (fold_name(figure.what), figure.unit, figure.period, value)
