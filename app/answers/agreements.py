"""What was signed: agreements with the occasion on which, and what their texts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import vocab
from app.answers.coverage import count_coverage
from app.answers.event_index import EventFilters, select_events, take_event_page
from app.answers.events import Related, read_events, read_related
from app.answers.reading import iris_of, properties_of, read_properties
from app.answers.statements import StatementView, read_statements
from app.answers.views import Coverage, EventView
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.sentences import Sentences
from app.stores import Store


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement. `occasions` are the events it is part of or was signed beside; `contents` are statements that its text records."""

    event: EventView
    occasions: tuple[Related, ...]
    contents: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class AgreementList:
    items: tuple[AgreementView, ...]
    next: str | None
    coverage: Coverage


def find_agreements(
    store: Store, gazetteer: Gazetteer, names: Names, filters: EventFilters, sentences: Sentences | None = None
) -> AgreementList:
    """Agreements that pass the filters, by their first possible day, undated ones last."""
    selection = select_events(store, gazetteer, names, filters, default_types=("Agreement",), counted_types=(), sentences=sentences)
    page, cursor = take_event_page(selection, filters)
    events = read_events(store, gazetteer, names, page)
    iris = [IRI(event.iri) for event in events]
    occasions = _occasions(store, iris)
    recorded = _recorded(store, names, iris)
    related = read_related(store, names, {thing for group in occasions.values() for thing in group})
    said = read_statements(store, gazetteer, names, sorted({one for group in recorded.values() for one in group}))
    statements = {statement.iri: statement for statement in said}
    items = tuple(
        AgreementView(
            event,
            tuple(related[thing.value] for thing in occasions[IRI(event.iri)] if thing.value in related),
            tuple(statements[thing.value] for thing in recorded.get(IRI(event.iri), ()) if thing.value in statements),
        )
        for event in events
    )
    return AgreementList(items, cursor, count_coverage(store, selection.window, not items))


def _occasions(store: Store, agreements: list[IRI]) -> Mapping[IRI, tuple[IRI, ...]]:
    found = read_properties(store, "properties", "thing", agreements)
    links = (vocab.P_PART_OF, vocab.P_ON_SIDELINES_OF, vocab.P_IN_RESPONSE_TO, vocab.P_IN_SUPPORT_OF)
    return {iri: tuple(thing for link in links for thing in iris_of(properties_of(found, iri), link)) for iri in agreements}


def _recorded(store: Store, names: Names, agreements: list[IRI]) -> Mapping[IRI, list[IRI]]:
    """Agreement -> the statements that its text records."""
    found: dict[IRI, list[IRI]] = {}
    for source, predicate, thing in store.rows("incoming_relations", {}, {"thing": agreements}) if agreements else ():
        is_recorded = predicate is not None and predicate.value == vocab.P_DOCUMENTED_IN
        if is_recorded and isinstance(source, IRI) and isinstance(thing, IRI) and names.kind(source) == "statement":
            found.setdefault(thing, []).append(source)
    return {thing: sorted(sources) for thing, sources in found.items()}
