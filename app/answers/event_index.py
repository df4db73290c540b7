"""Which events pass the filters, in which order: what lists and counts are made from before anything is read in full."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app import vocab
from app.answers.kept import keep
from app.answers.parameters import event_types, parse_window, resolve_actor, resolve_place, resolve_topic, split_words
from app.answers.reading import class_name, day, word
from app.answers.views import Match
from app.consolidate.periods import Bounds, is_inside, overlap
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

FACT_STATUSES = ("occurred", "ongoing")
BATCH = 2000


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
    def key(self) -> tuple[int, str, str, str]:
        """Dated events by their first possible day; then those of which only the last possible day is known, or nothing."""
        earliest, latest = self.bounds
        last = latest.isoformat() if latest is not None else "9999-12-31"
        return (0 if earliest is not None else 1, earliest.isoformat() if earliest is not None else "", last, self.iri.value)


@dataclass(frozen=True, slots=True)
class Selection:
    """The events that pass, in order; what the same filters leave out by kind; and the window."""

    rows: tuple[IndexRow, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    window: Bounds = (None, None)


def select_events(
    store: Store, gazetteer: Gazetteer, names: Names, filters: EventFilters, *, default_types: Sequence[str], counted_types: Sequence[str]
) -> Selection:
    """Apply all filters but the page. `counted_types` are also looked at, to say how many were left out."""
    if filters.confirmed is not None and filters.status is None:
        filters = replace(filters, status="planned")
    window = parse_window(filters.since, filters.until)
    types = event_types(filters.type, default_types)
    wanted = {*types, *counted_types}
    passes = _make_test(filters, window)
    rows = [row for row in read_index(store) if row.type in wanted and passes(row)]
    for iris in _sets(store, gazetteer, names, filters):
        rows = [row for row in rows if row.iri in iris]
    rows = _by_claims(store, gazetteer, names, filters, rows)
    if filters.confirmed is not None:
        realized = {plan for plan, _ in store.rows("realized_plans")}
        rows = [row for row in rows if row.status == "planned" and (row.iri in realized) == filters.confirmed]
    left_out: dict[str, int] = {}
    for row in rows:
        if row.type not in types:
            left_out[row.type] = left_out.get(row.type, 0) + 1
    chosen = [_with_match(row, window) for row in rows if row.type in types]
    chosen.sort(key=lambda row: row.key)
    if filters.order == "desc":
        chosen = [row for row in reversed(chosen) if row.key[0] == 0] + [row for row in reversed(chosen) if row.key[0] == 1]
    return Selection(tuple(chosen), dict(sorted(left_out.items())), window)


def read_index(store: Store) -> tuple[IndexRow, ...]:
    """All events, as far as filters and sorting need them; kept for as long as the store keeps its version."""
    return keep(store, "events", lambda: _read_index(store))


def _read_index(store: Store) -> tuple[IndexRow, ...]:
    classes = [IRI(vocab.CLASSES[name]) for name in event_types("all", ())]
    found = []
    rows = store.rows("event_index", {}, {"type": classes})
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
    return tuple(found)


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


def _with_match(row: IndexRow, window: Bounds) -> IndexRow:
    match: Match = "certain" if is_inside(row.bounds, window) else "possible"
    return replace(row, match=match)


def _sets(store: Store, gazetteer: Gazetteer, names: Names, filters: EventFilters) -> list[set[IRI]]:
    """For each filter on actors, place and topic the events that pass it."""
    found = []
    actors = [part for text in (filters.actor, filters.with_) for part in _split_actors(text, gazetteer)]
    for actor in dict.fromkeys(resolve_actor(text, store, gazetteer, names) for text in actors):
        rows = store.rows("events_of_actors", {}, {"actor": [names.resource("actor", actor)]})
        found.append({event for (event,) in rows if isinstance(event, IRI)})
    if filters.place:
        places = [names.resource("place", place) for place in resolve_place(filters.place, gazetteer, names)]
        found.append({event for (event,) in store.rows("events_at_places", {}, {"place": places}) if isinstance(event, IRI)})
    if filters.topic:
        topics = [names.resource("topic", topic) for topic in resolve_topic(filters.topic, gazetteer, names)]
        found.append({event for (event,) in store.rows("things_on_topics", {}, {"topic": topics}) if isinstance(event, IRI)})
    return found


def _split_actors(text: str | None, gazetteer: Gazetteer) -> list[str]:
    """Several actors may be joined by commas, unless the whole is a name."""
    if not text:
        return []
    if gazetteer.find_actors(text):
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


def _by_claims(store: Store, gazetteer: Gazetteer, names: Names, filters: EventFilters, rows: list[IndexRow]) -> list[IndexRow]:
    """Filters on who says so and on the words: one and the same claim must pass them all."""
    sourcing = split_words("sourcing", filters.sourcing, list(vocab.CODES["Sourcing"]))
    if not (sourcing or filters.publisher or filters.language or filters.q) or not rows:
        return rows
    publisher = resolve_actor(filters.publisher, store, gazetteer, names) if filters.publisher else None
    words = filters.q.casefold().split() if filters.q else []
    passing: set[IRI] = set()
    iris = [row.iri for row in rows]
    for start in range(0, len(iris), BATCH):
        for event, _, source, by, language, quote in store.rows("claim_facets", {}, {"event": iris[start : start + BATCH]}):
            text = quote.value.casefold() if quote is not None else ""
            if (
                isinstance(event, IRI)
                and (not sourcing or word(source) in sourcing)
                and (publisher is None or (isinstance(by, IRI) and names.slug(by) == publisher))
                and (not filters.language or (language is not None and language.value == filters.language.lower()))
                and all(part in text for part in words)
            ):
                passing.add(event)
    return [row for row in rows if row.iri in passing]


# ---- pages ------------------------------------------------------------------------------------------------------------


def take_page(rows: Sequence[IndexRow], filters: EventFilters) -> tuple[list[IndexRow], str | None]:
    """The rows after the cursor, at most `limit`, and the cursor of the next page. Raises BadParameter."""
    if filters.limit < 1:
        raise BadParameter(f"limit={filters.limit} is no number of items.", "Write a number from 1.", parameter="limit")
    start = 0
    if filters.cursor:
        order, key = read_cursor(filters.cursor)
        if order != filters.order:
            raise BadParameter("The cursor belongs to another order.", "Begin again without a cursor.", parameter="cursor")
        start = _position(rows, key, filters.order)
    page = list(rows[start : start + filters.limit])
    has_more = start + filters.limit < len(rows)
    return page, write_cursor(page[-1], filters.order) if page and has_more else None


def _position(rows: Sequence[IndexRow], key: tuple[int, str, str, str], order: str) -> int:
    def is_passed(row: IndexRow) -> bool:
        if order == "asc":
            return row.key <= key
        return row.key[0] < key[0] or (row.key[0] == key[0] and row.key[1:] >= key[1:])

    return sum(1 for row in rows if is_passed(row))


def write_cursor(row: IndexRow, order: str) -> str:
    number, earliest, latest, iri = row.key
    return base64.urlsafe_b64encode("\n".join((order, str(number), earliest, latest, iri)).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[str, tuple[int, str, str, str]]:
    """The order and the sort key of the last item seen. Raises BadParameter."""
    try:
        order, number, earliest, latest, iri = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("\n")
        return order, (int(number), earliest, latest, iri)
    except (ValueError, binascii.Error) as error:
        raise BadParameter("The cursor cannot be read.", "Use `next` of the page before, unchanged.", parameter="cursor") from error
