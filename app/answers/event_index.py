"""Which events pass the filters, in which order: what lists and counts are made from before anything is read in full."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from app import vocab
from app.answers.facets import ClaimFilters, keep_told
from app.answers.kept import keep, last_kept
from app.answers.paging import Key, dated_key, take_page
from app.answers.parameters import event_types, parse_window, resolve_place, resolve_sides, resolve_topic, split_words
from app.answers.reading import class_name, day, word
from app.answers.views import Match
from app.consolidate.periods import Bounds, is_inside, overlap
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.sentences import Sentences
from app.stores import Store
from app.stores.world_log import changed_since

FACT_STATUSES = ("occurred", "ongoing")
MOST_FOLLOWED = 2000  # changed things; of more, all are read again


@dataclass(frozen=True, slots=True)
class EventFilters:
    """The parameters of event lists, as given. Every word may hold several joined by commas.

    Without `status`, facts only: occurred or ongoing, and not hedged. `order` "desc" gives the latest first.
    """

    actor: str | None = None
    with_: str | None = None
    since: str | None = None
    until: str | None = None
    place: str | None = None
    type: Sequence[str] | str | None = None
    level: Sequence[str] | str | None = None
    event_format: Sequence[str] | str | None = None
    topic: str | None = None
    status: Sequence[str] | str | None = None
    sourcing: Sequence[str] | str | None = None
    publisher: str | None = None
    language: str | None = None
    min_origins: int = 0
    min_confidence: float = 0.5
    q: str | None = None
    limit: int = 50
    cursor: str | None = None
    order: Literal["asc", "desc"] = "asc"
    confirmed: bool | None = None  # plans only: those that an event realized, or those that none did
    match: Match | None = None  # only events whose time lies in the window for certain, or only those of which it is possible

    @property
    def by_claims(self) -> ClaimFilters:
        return ClaimFilters(self.sourcing, self.publisher, self.language, self.q)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One event as far as filters and sorting need it."""

    iri: IRI
    type: str
    status: str
    certainty: str
    confidence: float
    origins: int
    level: str | None
    format: str | None
    bounds: Bounds
    match: Match = "certain"

    @property
    def key(self) -> Key:
        return dated_key(self.bounds, self.iri.value)


@dataclass(frozen=True, slots=True)
class Selection:
    """The events that pass, by their first possible day, undated ones last; what the same filters leave out by kind; the window."""

    rows: tuple[IndexRow, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    window: Bounds = (None, None)


def select_events(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    filters: EventFilters,
    *,
    default_types: Sequence[str],
    counted_types: Sequence[str],
    sentences: Sentences | None = None,
) -> Selection:
    """Apply all filters but the page. `counted_types` are also looked at, to say how many were left out; `sentences` are what `q` asks."""
    if filters.confirmed is not None and filters.status is None:
        filters = replace(filters, status="planned")
    window = parse_window(filters.since, filters.until)
    types = event_types(filters.type, default_types)
    wanted = {*types, *counted_types}
    passes = _make_test(filters, window)
    rows = [row for row in _candidates(store, _sets(store, gazetteer, names, filters)) if row.type in wanted and passes(row)]
    if filters.by_claims != ClaimFilters():
        told = keep_told(store, gazetteer, names, filters.by_claims, {row.iri for row in rows}, sentences)
        rows = [row for row in rows if row.iri in told]
    if filters.confirmed is not None:
        realized = {plan for plan, _ in store.rows("realized_plans")}
        rows = [row for row in rows if row.status == "planned" and (row.iri in realized) == filters.confirmed]
    if filters.match is not None:
        rows = [row for row in rows if match_of(row.bounds, window) == filters.match]
    left_out = Counter(row.type for row in rows if row.type not in types)
    return Selection(tuple(row for row in rows if row.type in types), dict(sorted(left_out.items())), window)


def _candidates(store: Store, sets: Sequence[Set[IRI]]) -> Sequence[IndexRow]:
    """The events that are in all of the sets, in order; all without any."""
    if not sets:
        return read_index(store)
    places = keep(store, "event places", lambda: {row.iri: place for place, row in enumerate(read_index(store))})
    index = read_index(store)
    return [index[place] for place in sorted(places[iri] for iri in set.intersection(*map(set, sets)) if iri in places)]


@dataclass(frozen=True, slots=True)
class _Index:
    version: int  # no row is older than this version of the store
    rows: tuple[IndexRow, ...]


def read_index(store: Store) -> tuple[IndexRow, ...]:
    """All events in order, as far as filters and sorting need them; kept for as long as the store keeps its version.

    Of a later version only what it changed is read, where the process that asks is the one that writes.
    """
    index: _Index = keep(store, "events", lambda: _read_index(store, last_kept(store, "events")))
    return index.rows


def _read_index(store: Store, known: _Index | None) -> _Index:
    version = store.version
    changed = changed_since(store, known.version) if known is not None else None
    if known is None or changed is None or len(changed) > MOST_FOLLOWED:
        return _Index(version, tuple(sorted(_read_rows(store, None), key=lambda row: row.key)))
    rows = [row for row in known.rows if row.iri not in changed]
    for row in _read_rows(store, sorted(changed)) if changed else ():
        insort(rows, row, key=lambda row: row.key)
    return _Index(version, tuple(rows))


def _read_rows(store: Store, events: Sequence[IRI] | None) -> list[IndexRow]:
    classes = [IRI(vocab.CLASSES[name]) for name in event_types("all", ())]
    found = []
    if events is None:
        rows = store.rows("event_index", {}, {"type": classes})
    else:
        rows = store.rows("event_index_of", {}, {"type": classes, "event": events})
    for event, kind, status, certainty, confidence, origins, level, form, earliest, latest in rows:
        if isinstance(event, IRI) and confidence is not None and origins is not None:
            found.append(
                IndexRow(
                    iri=event,
                    type=class_name(kind),
                    status=word(status) or "",
                    certainty=word(certainty) or "",
                    confidence=float(confidence.value),
                    origins=int(origins.value),
                    level=word(level),
                    format=word(form),
                    bounds=(day(earliest), day(latest)),
                )
            )
    return found


def _make_test(filters: EventFilters, window: Bounds) -> Callable[[IndexRow], bool]:
    """The filters that an index row can answer. Raises BadParameter."""
    statuses = split_words("status", filters.status, [*vocab.CODES["Status"], "all"])
    levels = split_words("level", filters.level, list(vocab.CODES["Level"]))
    formats = split_words("event_format", filters.event_format, list(vocab.CODES["EventFormat"]))

    def passes(row: IndexRow) -> bool:
        is_fact = row.status in FACT_STATUSES and row.certainty == "certain"
        is_asked = row.status in statuses or "all" in statuses if statuses else is_fact
        return (
            is_asked
            and row.confidence >= filters.min_confidence
            and row.origins >= filters.min_origins
            and (not levels or row.level in levels)
            and (not formats or row.format in formats)
            and overlap(row.bounds, window)
        )

    return passes


def match_of(bounds: Bounds, window: Bounds) -> Match:
    """Whether the whole of what is known of a time lies in the window, or only some of it may."""
    return "certain" if is_inside(bounds, window) else "possible"


def _sets(store: Store, gazetteer: Gazetteer, names: Names, filters: EventFilters) -> list[set[IRI]]:
    """For each filter on actors, place and topic the events that pass it."""
    found = []
    for actor in resolve_sides((filters.actor, filters.with_), store, gazetteer, names):
        rows = store.rows("events_of_actors", {}, {"actor": [names.resource("actor", actor)]})
        found.append({event for (event,) in rows if isinstance(event, IRI)})
    if filters.place:
        places = [names.resource("place", place) for place in resolve_place(filters.place, gazetteer, names)]
        found.append({event for (event,) in store.rows("events_at_places", {}, {"place": places}) if isinstance(event, IRI)})
    if filters.topic:
        topics = [names.resource("topic", topic) for topic in resolve_topic(filters.topic, gazetteer, names)]
        found.append({event for (event,) in store.rows("things_on_topics", {}, {"topic": topics}) if isinstance(event, IRI)})
    return found


def take_event_page(selection: Selection, filters: EventFilters) -> tuple[list[IndexRow], str | None]:
    """The rows after the cursor, at most `limit`, each with its match, and the cursor of the next page. Raises BadParameter."""
    page, cursor = take_page(selection.rows, lambda row: row.key, filters.limit, filters.cursor, filters.order, is_sorted=True)
    return [replace(row, match=match_of(row.bounds, selection.window)) for row in page], cursor
