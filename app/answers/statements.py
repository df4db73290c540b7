"""What was said, by whom, to whom, through whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app import vocab
from app.answers.coverage import count_coverage
from app.answers.facets import ClaimFilters, keep_told
from app.answers.kept import keep
from app.answers.paging import Key, dated_key, take_page
from app.answers.parameters import parse_window, resolve_actor, resolve_topic, split_words
from app.answers.reading import day, is_true, number, slug_of, slugs_of, text_of, texts_of, word
from app.answers.things import read_things
from app.answers.views import ClaimView, Coverage, Match, Named, TimeView
from app.consolidate.periods import Bounds, is_inside, overlap
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Term
from app.sentences import Sentences
from app.stores import Store


@dataclass(frozen=True, slots=True)
class StatementFilters:
    """The parameters of statements, as given. `side` is a state: everyone who belongs to it."""

    speaker: str | None = None
    addressee: str | None = None
    side: str | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None
    q: str | None = None
    limit: int = 50
    cursor: str | None = None
    match: Match | None = None
    direct: bool | None = None  # only in the speaker's own words, or only told in others'
    channel: str | None = None
    status: Sequence[str] | str | None = None
    sourcing: Sequence[str] | str | None = None
    publisher: str | None = None
    language: str | None = None
    min_origins: int = 0
    order: Literal["asc", "desc"] = "asc"


@dataclass(frozen=True, slots=True)
class StatementView:
    """One saying. `direct`: in the speaker's own words; `channels`: readout, interview, briefing… as told."""

    id: str
    iri: str
    url: str
    speakers: tuple[Named, ...]
    addressees: tuple[Named, ...]
    quote: str
    direct: bool
    channels: tuple[str, ...]
    topics: tuple[Named, ...]
    time: TimeView | None
    status: str
    origins: int
    documented_in: str | None
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class StatementList:
    items: tuple[StatementView, ...]
    next: str | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement as far as filters and sorting need it."""

    iri: IRI
    speakers: frozenset[Term]
    addressees: frozenset[Term]
    topics: frozenset[Term]
    channels: frozenset[str]
    is_direct: bool
    status: str
    origins: int
    bounds: Bounds

    @property
    def key(self) -> Key:
        return dated_key(self.bounds, self.iri.value)


def find_statements(
    store: Store, gazetteer: Gazetteer, names: Names, filters: StatementFilters, sentences: Sentences | None = None
) -> StatementList:
    """Statements that pass the filters, by when they were made, undated ones last."""
    window = parse_window(filters.since, filters.until)
    rows = select_statements(store, gazetteer, names, filters, window, sentences)
    page, cursor = take_page(rows, lambda row: row.key, filters.limit, filters.cursor, filters.order)
    items = read_statements(store, gazetteer, names, [row.iri for row in page], window)
    return StatementList(tuple(items), cursor, count_coverage(store, window, not items))


def select_statements(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    filters: StatementFilters,
    window: Bounds = (None, None),
    sentences: Sentences | None = None,
) -> list[StatementRow]:
    """Those that pass the filters, in no order. Raises BadParameter, UnknownActor, AmbiguousActor."""
    statuses = split_words("status", filters.status, [*vocab.CODES["Status"], "all"])

    def actor(text: str) -> IRI:
        return names.resource("actor", resolve_actor(text, store, gazetteer, names))

    rows = [
        row
        for row in read_statement_index(store)
        if overlap(row.bounds, window)
        and (filters.direct is None or row.is_direct == filters.direct)
        and (not statuses or "all" in statuses or row.status in statuses)
        and row.origins >= filters.min_origins
        and (filters.match is None or (filters.match == "certain") == is_inside(row.bounds, window))
        and (not filters.channel or filters.channel.casefold() in row.channels)
    ]
    if filters.speaker:
        speaker = actor(filters.speaker)
        rows = [row for row in rows if speaker in row.speakers]
    if filters.addressee:
        addressee = actor(filters.addressee)
        rows = [row for row in rows if addressee in row.addressees]
    if filters.side:
        side = resolve_actor(filters.side, store, gazetteer, names)
        rows = [row for row in rows if any(gazetteer.side_of(names.slug(s.value)) == side for s in row.speakers)]
    if filters.topic:
        topics = {names.resource("topic", topic) for topic in resolve_topic(filters.topic, gazetteer, names)}
        rows = [row for row in rows if topics & row.topics]
    by_claims = ClaimFilters(filters.sourcing, filters.publisher, filters.language, filters.q)
    told = keep_told(store, gazetteer, names, by_claims, {row.iri for row in rows}, sentences)
    return [row for row in rows if row.iri in told]


def read_statement_index(store: Store) -> tuple[StatementRow, ...]:
    """All statements, kept for as long as the store keeps its version."""
    return keep(store, "statements", lambda: _read_index(store))


def _read_index(store: Store) -> tuple[StatementRow, ...]:
    heads: dict[IRI, tuple[Term | None, ...]] = {}
    groups: dict[IRI, tuple[set[Term], set[Term], set[Term], set[str]]] = {}
    for statement, speaker, addressee, topic, channel, *head in store.rows("statement_index"):
        if isinstance(statement, IRI):
            heads.setdefault(statement, tuple(head))
            speakers, addressees, topics, channels = groups.setdefault(statement, (set(), set(), set(), set()))
            for group, term in ((speakers, speaker), (addressees, addressee), (topics, topic)):
                if term is not None:
                    group.add(term)
            if channel is not None:
                channels.add(channel.value.casefold())
    found = []
    for iri, (speakers, addressees, topics, channels) in groups.items():
        direct, status, origins, earliest, latest = heads[iri]
        found.append(
            StatementRow(
                iri=iri,
                speakers=frozenset(speakers),
                addressees=frozenset(addressees),
                topics=frozenset(topics),
                channels=frozenset(channels),
                is_direct=direct is not None and direct.value == "true",
                status=word(status) or "occurred",
                origins=number(origins) or 0,
                bounds=(day(earliest), day(latest)),
            )
        )
    return tuple(found)


def read_statements(
    store: Store, gazetteer: Gazetteer, names: Names, iris: Sequence[IRI], window: Bounds = (None, None)
) -> list[StatementView]:
    """The statements in the order given."""
    things = read_things(store, gazetteer, names, iris)
    views = []
    for iri in iris:
        one, slug = things.of(iri), names.slug(iri)
        views.append(
            StatementView(
                id=slug,
                iri=iri.value,
                url=f"/statements#{slug}",
                speakers=things.actors(iri, vocab.P_SPEAKER),
                addressees=things.actors(iri, vocab.P_ADDRESSEE),
                quote=text_of(one, vocab.P_QUOTE) or "",
                direct=is_true(one, vocab.P_DIRECT),
                channels=texts_of(one, vocab.P_CHANNEL),
                topics=things.book.names_of("topic", slugs_of(one, vocab.P_TOPIC, names)),
                time=things.time(iri, window),
                status=things.status(iri),
                origins=things.origins(iri),
                documented_in=slug_of(one, vocab.P_DOCUMENTED_IN, names),
                claims=things.claims_of(iri),
            )
        )
    return views
