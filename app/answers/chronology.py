"""Events in order of time beside what was read about each month, so that silence of the sources does not pass for calm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.answers.coverage import read_article_index
from app.answers.event_index import EventFilters, IndexRow, select_events
from app.answers.events import read_events
from app.answers.views import EventView
from app.consolidate.periods import Bounds, months_between
from app.gazetteer import Gazetteer
from app.ids import Names
from app.sentences import Sentences
from app.stores import Store


@dataclass(frozen=True, slots=True)
class Month:
    """One month (YYYY-MM): the articles published in it, and the events that lie in it with all their possible days."""

    period: str
    articles: int
    events: int


@dataclass(frozen=True, slots=True)
class Chronology:
    """Every month from the first to the last that anything is known of; events known to the year alone are in no month.

    `items` are the first events that pass, `total` counts all of them; `wide` those that fit into no single month.
    """

    since: date | None
    until: date | None
    months: tuple[Month, ...]
    items: tuple[EventView, ...]
    total: int
    wide: int


def find_chronology(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    filters: EventFilters,
    default_types: Sequence[str],
    sentences: Sentences | None = None,
) -> Chronology:
    """The events that pass and the months around them. Raises UnknownActor, AmbiguousActor, BadDate, BadParameter."""
    selection = select_events(
        store, gazetteer, names, filters, default_types=default_types, counted_types=default_types, sentences=sentences
    )
    events = Counter(month for row in selection.rows if (month := month_of(row.bounds)) is not None)
    articles = Counter(row.published.isoformat()[:7] for row in read_article_index(store) if row.published is not None)
    months = tuple(Month(month, articles[month], events[month]) for month in _span(selection.window, events, articles, selection.rows))
    items = read_events(store, gazetteer, names, list(selection.rows[: filters.limit]))
    return Chronology(*selection.window, months, tuple(items), len(selection.rows), len(selection.rows) - events.total())


def month_of(bounds: Bounds) -> str | None:
    """The month (YYYY-MM) that holds all possible days; None when they reach over its border or are not bounded."""
    first, last = bounds
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return None
    return first.isoformat()[:7]


def _span(window: Bounds, events: Counter[str], articles: Counter[str], rows: Sequence[IndexRow]) -> list[str]:
    """The months of the window; on an open side those from the first or to the last event or article."""
    wide = [day.isoformat()[:7] for row in rows for day in row.bounds if day is not None]
    known = sorted({*events, *articles, *wide})
    first = window[0] or (date.fromisoformat(f"{known[0]}-01") if known else None)
    last = window[1] or (date.fromisoformat(f"{known[-1]}-01") if known else None)
    if first is None or last is None or first > last:
        return []
    return list(months_between(first, last))
