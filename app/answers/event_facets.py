"""What a list of events can be narrowed to: how many of those that pass lie in each year and place, and who else took part in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from app.answers.event_index import EventFilters, IndexRow, select_events
from app.answers.kept import keep
from app.answers.labels import LabelBook
from app.answers.parameters import resolve_sides
from app.answers.views import Labels
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.sentences import Sentences
from app.stores import Store

MOST: Final = 8  # actors and places of a facet
ORIGIN_STEPS: Final = (2, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to narrow to: an id of an actor or place, a year, a code, a number of origins; and the events that would remain."""

    value: str
    label: Labels
    events: int


@dataclass(frozen=True, slots=True)
class EventFacets:
    """`total` counts the events that pass. `years` hold those whose possible days lie in one year; `statuses` ignore the status asked."""

    total: int
    years: tuple[Facet, ...]
    actors: tuple[Facet, ...]
    places: tuple[Facet, ...]
    statuses: tuple[Facet, ...]
    origins: tuple[Facet, ...]


def count_facets(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    filters: EventFilters,
    default_types: Sequence[str],
    sentences: Sentences | None = None,
) -> EventFacets:
    """The facets of a list with these filters. Raises UnknownActor, AmbiguousActor, BadDate, BadParameter."""
    every = replace(filters, status="all", confirmed=None)
    whole = select_events(store, gazetteer, names, every, default_types=default_types, counted_types=(), sentences=sentences).rows
    rows = select_events(store, gazetteer, names, filters, default_types=default_types, counted_types=(), sentences=sentences).rows
    book = LabelBook(store, gazetteer, names)
    years = Counter(year for row in rows if (year := _year_of(row)) is not None)
    asked = set(resolve_sides((filters.actor, filters.with_), store, gazetteer, names))
    return EventFacets(
        total=len(rows),
        years=tuple(Facet(str(year), {}, years[year]) for year in sorted(years)),
        actors=_things(rows, _there(store, rows), _by_event(store, "event_parties"), asked, names, book),
        places=_things(rows, None, _by_event(store, "event_places"), set(), names, book),
        statuses=tuple(Facet(status, {}, count) for status, count in Counter(row.status for row in whole).most_common()),
        origins=tuple(
            Facet(str(least), {}, count)
            for least in ORIGIN_STEPS
            if least > filters.min_origins and 0 < (count := sum(row.origins >= least for row in rows)) < len(rows)
        ),
    )


def _year_of(row: IndexRow) -> int | None:
    first, last = row.bounds
    return first.year if first is not None and last is not None and first.year == last.year else None


def _by_event(store: Store, query: str) -> Mapping[IRI, tuple[IRI, ...]]:
    """Event -> its actors or places; kept for as long as the store keeps its version."""

    def read() -> dict[IRI, tuple[IRI, ...]]:
        found: dict[IRI, list[IRI]] = {}
        for event, thing in store.rows(query):
            if isinstance(event, IRI) and isinstance(thing, IRI):
                found.setdefault(event, []).append(thing)
        return {event: tuple(sorted(things)) for event, things in found.items()}

    return keep(store, query, read)


def _there(store: Store, rows: Iterable[IndexRow]) -> Set[IRI]:
    """Who takes part in person in any of the events: a state for which others act throughout is nobody to choose."""
    there = _by_event(store, "event_actors")
    return {actor for row in rows for actor in there.get(row.iri, ())}


def _things(
    rows: Sequence[IndexRow],
    offered: Set[IRI] | None,
    by_event: Mapping[IRI, tuple[IRI, ...]],
    left_out: set[str],
    names: Names,
    book: LabelBook,
) -> tuple[Facet, ...]:
    """The most frequent things of the events, of those that are offered and narrow the list; counted as the filter on them counts."""
    counts = Counter(
        thing
        for row in rows
        for thing in by_event.get(row.iri, ())
        if (offered is None or thing in offered) and names.slug(thing) not in left_out
    )
    narrowing = [(thing, count) for thing, count in counts.items() if count < len(rows)]
    most = sorted(narrowing, key=lambda item: (-item[1], item[0].value))[:MOST]
    book.want([thing for thing, _ in most])
    return tuple(Facet(names.slug(thing), book.labels(thing), count) for thing, count in most)
