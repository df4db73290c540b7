"""One actor's career in order of time: offices, events, sayings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.answers.actors import HoldingView, holding_view
from app.answers.coverage import count_coverage
from app.answers.event_index import EventFilters, IndexRow, match_of, select_events
from app.answers.events import read_events
from app.answers.labels import LabelBook
from app.answers.paging import Key, dated_key, take_page
from app.answers.parameters import current_actor, parse_window, split_words
from app.answers.statements import StatementFilters, StatementView, read_statements, select_statements
from app.answers.views import Coverage, EventView, Named
from app.consolidate.periods import Bounds, overlap
from app.errors import NotFound
from app.gazetteer import Gazetteer, OfficeHolding
from app.ids import Names
from app.model import IRI
from app.stores import Store

KINDS = ("office", "event", "statement")


@dataclass(frozen=True, slots=True)
class TimelineFilters:
    """As given. `type`, `status` and `min_confidence` are for events; without `status`, facts only."""

    kind: Sequence[str] | str | None = None
    since: str | None = None
    until: str | None = None
    type: Sequence[str] | str | None = None
    status: Sequence[str] | str | None = None
    min_confidence: float = 0.5
    limit: int = 50
    cursor: str | None = None
    order: Literal["asc", "desc"] = "asc"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An office that was taken up, an event or a saying: that one of the three is set. `since` and `until` are the bounds known."""

    kind: Literal["office", "event", "statement"]
    since: date | None
    until: date | None
    office: HoldingView | None
    event: EventView | None
    statement: StatementView | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries by their first possible day, undated ones last."""

    actor: Named
    items: tuple[TimelineEntry, ...]
    next: str | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class _Row:
    kind: Literal["office", "event", "statement"]
    bounds: Bounds
    iri: IRI
    thing: OfficeHolding | IndexRow | None

    @property
    def key(self) -> Key:
        return dated_key(self.bounds, self.iri.value)


def get_timeline(store: Store, gazetteer: Gazetteer, names: Names, slug: str, filters: TimelineFilters) -> Timeline:
    """The career of an actor by its id; compare `actor.id` with it, and answer 301. Raises NotFound, BadParameter, BadDate."""
    slug = current_actor(slug, store, names)
    iri = names.resource("actor", slug)
    if slug not in gazetteer.actors and not store.rows("labels", {}, {"thing": [iri]}):
        raise NotFound(f"There is no actor {slug}.", "Search the actors by a name in English, Chinese or Russian.")
    window = parse_window(filters.since, filters.until)
    kinds = split_words("kind", filters.kind, KINDS) or KINDS
    rows = [row for kind in kinds for row in _rows(store, gazetteer, names, slug, kind, filters, window)]
    page, cursor = take_page(rows, lambda row: row.key, filters.limit, filters.cursor, filters.order)
    book = LabelBook(store, gazetteer, names)
    entries = _entries(store, gazetteer, names, page, window, book)
    named = book.name("actor", slug) or Named(slug, {"en": slug})
    return Timeline(named, tuple(entries), cursor, count_coverage(store, window, not entries))


def _rows(store: Store, gazetteer: Gazetteer, names: Names, actor: str, kind: str, filters: TimelineFilters, window: Bounds) -> list[_Row]:
    if kind == "office":
        held = [(holding, (holding.since, holding.until)) for holding in gazetteer.offices_of(actor)]
        return [_Row("office", bounds, names.resource("holding", one.id), one) for one, bounds in held if overlap(bounds, window)]
    if kind == "statement":
        said = select_statements(store, gazetteer, names, StatementFilters(speaker=actor), window)
        return [_Row("statement", row.bounds, row.iri, None) for row in said]
    asked = EventFilters(
        actor=actor, since=filters.since, until=filters.until, type=filters.type, status=filters.status,
        min_confidence=filters.min_confidence,
    )  # fmt: skip
    found = select_events(store, gazetteer, names, asked, default_types=("Event",), counted_types=())
    return [_Row("event", row.bounds, row.iri, row) for row in found.rows]


def _entries(
    store: Store, gazetteer: Gazetteer, names: Names, page: Sequence[_Row], window: Bounds, book: LabelBook
) -> list[TimelineEntry]:
    rows = [row.thing for row in page if isinstance(row.thing, IndexRow)]
    matched = [replace(row, match=match_of(row.bounds, window)) for row in rows]
    events = {event.iri: event for event in read_events(store, gazetteer, names, matched)}
    said = read_statements(store, gazetteer, names, [row.iri for row in page if row.kind == "statement"], window)
    statements = {statement.iri: statement for statement in said}
    return [
        TimelineEntry(
            kind=row.kind,
            since=row.bounds[0],
            until=row.bounds[1],
            office=holding_view(row.thing, gazetteer, book) if isinstance(row.thing, OfficeHolding) else None,
            event=events.get(row.iri.value),
            statement=statements.get(row.iri.value),
        )
        for row in page
    ]
