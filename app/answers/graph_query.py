"""What may be asked of the graph of actors: which events join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app import vocab
from app.answers.event_index import EventFilters, select_events
from app.answers.parameters import event_types, parse_window, split_words
from app.answers.views import Match
from app.consolidate.blocks import LINK_OF_TYPE
from app.gazetteer import Gazetteer
from app.ids import Names
from app.sentences import Sentences
from app.stores import Store
from app.traverse import CONTACTS, EVENT_TYPES, LINKS, GraphFilters

LISTED_EVENTS: Final = 20
KINDS: Final = (*LINKS, *EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class GraphQuery:
    """Which events join actors, as given. `kind`: links or kinds of events joined by commas, `contacts`, or `all`.

    `type` are kinds of events, as in lists; with both, an event must fit both. `evidence` is how many events (with their claims)
    an edge lists; its weight counts all of them. `place`, `topic`, `level`, `event_format`, `sourcing`, `publisher`, `language`
    and `q` are as in lists of events. `sentences` is the index that `q` asks; without it one is made from the store.
    """

    since: str | None = None
    until: str | None = None
    match: Match = "possible"
    kind: str | None = None
    status: str | None = None
    min_origins: int = 0
    min_confidence: float = 0.5
    place: str | None = None
    topic: str | None = None
    level: str | None = None
    event_format: str | None = None
    sourcing: str | None = None
    publisher: str | None = None
    language: str | None = None
    q: str | None = None
    evidence: int = LISTED_EVENTS
    type: str | None = None
    sentences: Sentences | None = field(default=None, compare=False, repr=False)


def graph_filters(
    store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery, default_kinds: Sequence[str] = (), actors: Sequence[str] = ()
) -> GraphFilters:
    """The filters that a query means. Raises BadDate, BadParameter, UnknownActor, AmbiguousActor."""
    since, until = parse_window(query.since, query.until)
    return GraphFilters(
        since=since,
        until=until,
        match=query.match,
        kinds=_kinds(query, default_kinds),
        statuses=split_words("status", query.status, [*vocab.CODES["Status"], "all"]),
        min_origins=query.min_origins,
        min_confidence=query.min_confidence,
        actors=tuple(actors),
        events=_told_of(store, gazetteer, names, query),
    )


def _kinds(query: GraphQuery, default: Sequence[str]) -> tuple[str, ...]:
    types = event_types(query.type, ()) if query.type else ()
    words = split_words("kind", query.kind, [*KINDS, "contacts", "all"])
    if not words and types:
        return types
    words = words or tuple(default)
    if "all" in words:
        return types
    links = {kind for word in words for kind in (CONTACTS if word == "contacts" else (word,))}
    if not types:
        return tuple(sorted(links))
    return tuple(kind for kind in types if kind in links or LINK_OF_TYPE.get(kind) in links) or ("none",)


def _told_of(store: Store, gazetteer: Gazetteer, names: Names, query: GraphQuery) -> frozenset[str] | None:
    """The ids of the events that pass the filters on place, topic and words, which the lists of events answer; None without any."""
    names_of_filters = ("place", "topic", "level", "event_format", "sourcing", "publisher", "language", "q")
    given: dict[str, Any] = {name: getattr(query, name) for name in names_of_filters if getattr(query, name)}
    if not given:
        return None
    filters = EventFilters(**given, status=query.status or "all", min_confidence=query.min_confidence)
    selection = select_events(store, gazetteer, names, filters, default_types=("Event",), counted_types=(), sentences=query.sentences)
    return frozenset(names.slug(row.iri) for row in selection.rows)
