"""How much was read about a time: articles per window and per month, so that an empty answer can say why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.answers.kept import keep
from app.answers.labels import LabelBook
from app.answers.parameters import parse_window
from app.answers.reading import day, word
from app.answers.views import Coverage, Named
from app.consolidate.periods import Bounds, is_inside, months_between
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Term
from app.stores import Store


@dataclass(frozen=True, slots=True)
class PeriodCoverage:
    """Articles and events of one month (YYYY-MM)."""

    period: str
    articles: int
    events: int


@dataclass(frozen=True, slots=True)
class PublisherCoverage:
    publisher: Named
    country: str | None
    ownership: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Articles by month (months without any are listed too, with 0), by publisher, language and kind; `undated` have no day."""

    articles: int
    undated: int
    since: date | None
    until: date | None
    periods: tuple[PeriodCoverage, ...]
    publishers: tuple[PublisherCoverage, ...]
    languages: Mapping[str, int]
    kinds: Mapping[str, int]
    empty_months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article as far as filters, sorting and counts need it."""

    iri: IRI
    published: date | None
    language: str | None
    publisher: Term | None
    publisher_name: str | None
    kind: str


def read_article_index(store: Store) -> tuple[ArticleRow, ...]:
    """All articles, kept for as long as the store keeps its version."""
    return keep(store, "articles", lambda: _read_article_index(store))


def _read_article_index(store: Store) -> tuple[ArticleRow, ...]:
    return tuple(
        ArticleRow(
            article,
            day(issued),
            language.value if language is not None else None,
            publisher,
            name.value if name is not None else None,
            word(kind) or "news",
        )
        for article, issued, language, publisher, kind, name in store.rows("article_index")
        if isinstance(article, IRI)
    )


def count_coverage(store: Store, window: Bounds, is_empty: bool) -> Coverage:
    """The articles published in the window; undated ones count only without one. `is_empty`: the answer holds no item."""
    is_open = window == (None, None)
    days, undated = keep(store, "article days", lambda: _read_article_days(store))
    first = bisect_left(days, window[0]) if window[0] is not None else 0
    last = bisect_right(days, window[1]) if window[1] is not None else len(days)
    number = last - first + (undated if is_open else 0)
    reason = None
    if is_empty:
        if not days and not undated:
            reason = "No article has been read yet."
        elif number:
            told = "1 article was" if number == 1 else f"{number} articles were"
            reason = f"Nothing known passes these filters, although {told} read{'' if is_open else ' from this time'}."
        else:
            reason = "No article from this time has been read: nothing known here does not mean that nothing happened."
    return Coverage(number, window[0], window[1], reason)


def _read_article_days(store: Store) -> tuple[list[date], int]:
    """The day of every article that has one, in order, and the number of the others."""
    days: list[date] = []
    undated = 0
    for issued, number in store.rows("article_days"):
        published, count = day(issued), int(number.value) if number is not None else 0
        if published is None:
            undated += count
        else:
            days += [published] * count
    return sorted(days), undated


def get_coverage(store: Store, gazetteer: Gazetteer, names: Names, since: str | None = None, until: str | None = None) -> CoverageReport:
    """The whole report for a window. Raises BadDate."""
    window = parse_window(since, until)
    months: Counter[str] = Counter()
    publishers: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    told: dict[str, str] = {}
    undated = 0
    for row in read_article_index(store):
        published = row.published
        if published is None:
            undated += 1
        if window != (None, None) and (published is None or not is_inside((published, published), window)):
            continue
        if published is not None:
            months[published.isoformat()[:7]] += 1
        if isinstance(row.publisher, IRI):
            publishers[names.slug(row.publisher)] += 1
            told.setdefault(names.slug(row.publisher), row.publisher_name or names.slug(row.publisher))
        languages[row.language or "unknown"] += 1
        kinds[row.kind] += 1
    events = _events_by_month(store, window)
    span = _span(window, months.keys() | events.keys())
    book = LabelBook(store, gazetteer, names)
    return CoverageReport(
        articles=sum(kinds.values()),
        undated=undated,
        since=window[0],
        until=window[1],
        periods=tuple(PeriodCoverage(month, months[month], events[month]) for month in span),
        publishers=tuple(
            _publisher(slug, number, told[slug], gazetteer, book)
            for slug, number in sorted(publishers.items(), key=lambda i: (-i[1], i[0]))
        ),
        languages=dict(sorted(languages.items())),
        kinds=dict(sorted(kinds.items())),
        empty_months=tuple(month for month in span if not months[month]),
    )


def _events_by_month(store: Store, window: Bounds) -> Counter[str]:
    """Facts whose first possible day lies in the month."""
    found: Counter[str] = Counter()
    for _, earliest in store.rows("event_days"):
        first = day(earliest)
        if first is not None and is_inside((first, first), window):
            found[first.isoformat()[:7]] += 1
    return found


def _span(window: Bounds, months: set[str]) -> list[str]:
    if not months and (window[0] is None or window[1] is None):
        return []
    first = window[0] or date.fromisoformat(f"{min(months)}-01") if months or window[0] else None
    last = window[1] or date.fromisoformat(f"{max(months)}-01") if months or window[1] else None
    return list(months_between(first, last)) if first is not None and last is not None else []


def _publisher(slug: str, number: int, told: str, gazetteer: Gazetteer, book: LabelBook) -> PublisherCoverage:
    actor = gazetteer.actors.get(slug)
    named = book.name("actor", slug) if actor is not None else None
    media = actor.media if actor is not None else None
    return PublisherCoverage(
        named or Named(slug, {"en": told}), actor.country if actor else None, media.ownership if media else None, number
    )
