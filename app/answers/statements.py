"""What was said, by whom, to whom, through whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import vocab
from app.answers.claims import read_claims, time_view
from app.answers.coverage import count_coverage
from app.answers.events import conflict_views
from app.answers.labels import LabelBook
from app.answers.paging import take_page
from app.answers.parameters import parse_window, resolve_actor, resolve_topic
from app.answers.reading import (
    day,
    iris_of,
    is_true,
    number_of,
    properties_of,
    read_nodes,
    read_properties,
    slug_of,
    slugs_of,
    text_of,
    texts_of,
    word_of,
)
from app.answers.views import ClaimView, ConflictView, Coverage, Named, TimeView
from app.consolidate.periods import Bounds, bounds_of_edtf, is_inside, overlap
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Term
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
class FigureView:
    """A measured amount. `value` is a decimal number as text; `period` is EDTF."""

    id: str
    iri: str
    url: str
    what: str
    value: str
    unit: str
    period: str | None
    agencies: tuple[Named, ...]
    comparator: str | None
    reference: str | None
    status: str
    origins: int
    claims: tuple[ClaimView, ...]
    conflicts: tuple[ConflictView, ...]


@dataclass(frozen=True, slots=True)
class FigureList:
    items: tuple[FigureView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    iri: IRI
    speakers: frozenset[Term]
    addressees: frozenset[Term]
    topics: frozenset[Term]
    bounds: Bounds

    @property
    def key(self) -> tuple[str, ...]:
        earliest, latest = self.bounds
        return (earliest.isoformat() if earliest else "9999", latest.isoformat() if latest else "9999", self.iri.value)


def find_statements(store: Store, gazetteer: Gazetteer, names: Names, filters: StatementFilters) -> StatementList:
    """Statements that pass the filters, by when they were made, undated ones last."""
    window = parse_window(filters.since, filters.until)
    rows = [row for row in _statement_rows(store) if overlap(row.bounds, window)]
    if filters.speaker:
        speaker = names.resource("actor", resolve_actor(filters.speaker, store, gazetteer, names))
        rows = [row for row in rows if speaker in row.speakers]
    if filters.addressee:
        addressee = names.resource("actor", resolve_actor(filters.addressee, store, gazetteer, names))
        rows = [row for row in rows if addressee in row.addressees]
    if filters.side:
        side = resolve_actor(filters.side, store, gazetteer, names)
        rows = [row for row in rows if any(gazetteer.side_of(names.slug(s.value)) == side for s in row.speakers)]
    if filters.topic:
        topics = {names.resource("topic", topic) for topic in resolve_topic(filters.topic, gazetteer, names)}
        rows = [row for row in rows if topics & row.topics]
    if filters.q:
        words = filters.q.casefold().split()
        quotes = read_properties(store, "properties", "thing", (row.iri for row in rows))
        told = {row.iri: (text_of(properties_of(quotes, row.iri), vocab.P_QUOTE) or "").casefold() for row in rows}
        rows = [row for row in rows if all(part in told[row.iri] for part in words)]
    page, cursor = take_page(rows, lambda row: row.key, filters.limit, filters.cursor)
    items = _statement_views(store, gazetteer, names, [row.iri for row in page], window)
    return StatementList(tuple(items), cursor, count_coverage(store, window, not items))


def _statement_rows(store: Store) -> list[_Row]:
    found: dict[IRI, tuple[set[Term], set[Term], set[Term], Bounds]] = {}
    for statement, speaker, addressee, topic, _, earliest, latest in store.rows("statement_index"):
        if isinstance(statement, IRI):
            known = found.setdefault(statement, (set(), set(), set(), (day(earliest), day(latest))))
            for group, term in zip(known[:3], (speaker, addressee, topic), strict=True):
                if term is not None:
                    group.add(term)
    return [_Row(iri, frozenset(s), frozenset(a), frozenset(t), bounds) for iri, (s, a, t, bounds) in found.items()]


def _statement_views(store: Store, gazetteer: Gazetteer, names: Names, iris: Sequence[IRI], window: Bounds) -> list[StatementView]:
    book = LabelBook(store, gazetteer, names)
    found = read_properties(store, "properties", "thing", iris)
    nodes = read_nodes(store.rows("value_nodes", {}, {"thing": iris})) if iris else {}
    for one in found.values():
        book.want((*iris_of(one, vocab.P_SPEAKER), *iris_of(one, vocab.P_ADDRESSEE), *iris_of(one, vocab.P_TOPIC)))
    claims = read_claims(store, names, book, (claim for one in found.values() for claim in iris_of(one, vocab.P_CLAIM)))
    views = []
    for iri in iris:
        one = properties_of(found, iri)
        node = next((node for key, node in nodes.get(iri.value, {}).items() if key.endswith("#time")), None)
        time = time_view(node) if node is not None else None
        if time is not None and not is_inside((time.earliest, time.latest), window):
            time = time_view(node or {}, "possible")
        slug = names.slug(iri)
        views.append(
            StatementView(
                id=slug,
                iri=iri.value,
                url=f"/statements#{slug}",
                speakers=book.names_of("actor", slugs_of(one, vocab.P_SPEAKER, names)),
                addressees=book.names_of("actor", slugs_of(one, vocab.P_ADDRESSEE, names)),
                quote=text_of(one, vocab.P_QUOTE) or "",
                direct=is_true(one, vocab.P_DIRECT),
                channels=texts_of(one, vocab.P_CHANNEL),
                topics=book.names_of("topic", slugs_of(one, vocab.P_TOPIC, names)),
                time=time,
                status=word_of(one, vocab.P_STATUS) or "occurred",
                origins=number_of(one, vocab.P_ORIGIN_COUNT) or 0,
                documented_in=slug_of(one, vocab.P_DOCUMENTED_IN, names),
                claims=tuple(claims[names.slug(c)] for c in iris_of(one, vocab.P_CLAIM) if names.slug(c) in claims),
            )
        )
    return views


def find_figures(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    q: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> FigureList:
    """Figures whose period overlaps the window and whose description holds the words of `q`, by period."""
    window = parse_window(since, until)
    words = (q or "").casefold().split()
    rows = []
    for figure, what, _, period in store.rows("figure_index"):
        told = period.value if period is not None else None
        is_told = bool(what is not None and all(word in what.value.casefold() for word in words))
        if isinstance(figure, IRI) and is_told and (window == (None, None) or (told and overlap(bounds_of_edtf(told), window))):
            rows.append((told or "9999", figure))
    page, following = take_page(rows, lambda row: (row[0], row[1].value), limit, cursor)
    iris = [iri for _, iri in page]
    book = LabelBook(store, gazetteer, names)
    found = read_properties(store, "properties", "thing", iris)
    nodes = read_nodes(store.rows("value_nodes", {}, {"thing": iris})) if iris else {}
    claims = read_claims(store, names, book, (claim for one in found.values() for claim in iris_of(one, vocab.P_CLAIM)))
    items = []
    for iri in iris:
        one, slug = properties_of(found, iri), names.slug(iri)
        items.append(
            FigureView(
                id=slug,
                iri=iri.value,
                url=f"/figures#{slug}",
                what=text_of(one, vocab.P_WHAT) or "",
                value=text_of(one, vocab.P_VALUE) or "",
                unit=text_of(one, vocab.P_UNIT) or "",
                period=text_of(one, vocab.P_PERIOD),
                agencies=book.names_of("actor", slugs_of(one, vocab.P_AGENCY, names)),
                comparator=word_of(one, vocab.P_COMPARATOR),
                reference=text_of(one, vocab.P_REFERENCE),
                status=word_of(one, vocab.P_STATUS) or "occurred",
                origins=number_of(one, vocab.P_ORIGIN_COUNT) or 0,
                claims=tuple(claims[names.slug(c)] for c in iris_of(one, vocab.P_CLAIM) if names.slug(c) in claims),
                conflicts=tuple(conflict_views(nodes.get(iri.value, {}), names)),
            )
        )
    return FigureList(tuple(items), following)
