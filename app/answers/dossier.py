"""All that is known of the meetings of one actor, or of a pair: with the words, and the documents they stand in, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.answers.coverage import count_coverage
from app.answers.event_index import EventFilters, IndexRow, match_of, select_events
from app.answers.events import read_events
from app.answers.labels import LabelBook
from app.answers.parameters import current_actor, parse_window, resolve_actor
from app.answers.statements import StatementFilters, StatementView, read_statements, select_statements
from app.answers.views import ArticleRef, ClaimView, Coverage, EventView, Named
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store

KINDS = ("Meeting", "PhoneCall", "Visit", "Summit")  # in this order; to take part in one visit or forum is not to meet


@dataclass(frozen=True, slots=True)
class Reference:
    """A document with its number in the dossier."""

    number: int
    article: ArticleRef


@dataclass(frozen=True, slots=True)
class Dossier:
    """`meetings` … `summits` are facts by their first possible day; `not_facts` is what is planned, denied, alleged …

    `statements` are what the two said to each other, of one actor what it said to anyone named. `version` is that of the data.
    """

    actors: tuple[Named, ...]
    since: date | None
    until: date | None
    meetings: tuple[EventView, ...]
    calls: tuple[EventView, ...]
    visits: tuple[EventView, ...]
    summits: tuple[EventView, ...]
    not_facts: tuple[EventView, ...]
    statements: tuple[StatementView, ...]
    references: tuple[Reference, ...]
    coverage: Coverage
    version: int

    @property
    def events(self) -> tuple[EventView, ...]:
        return (*self.meetings, *self.calls, *self.visits, *self.summits, *self.not_facts)

    def numbers(self) -> dict[str, int]:
        """Article id -> its number."""
        return {one.article.id: one.number for one in self.references}


def make_dossier(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    actors: Sequence[str],
    since: str | None = None,
    until: str | None = None,
    min_confidence: float = 0.5,
) -> Dossier:
    """The dossier of one actor or of two, each by id or name. Raises UnknownActor, AmbiguousActor, BadDate, BadParameter."""
    slugs = [current_actor(resolve_actor(actor, store, gazetteer, names), store, names) for actor in actors]
    if not 1 <= len(set(slugs)) == len(slugs) <= 2:
        raise BadParameter("A dossier is of one actor or of two different ones.", "Name one or two.", parameter="actor")
    window = parse_window(since, until)
    filters = EventFilters(
        actor=slugs[0], with_=slugs[1] if len(slugs) == 2 else None, since=since, until=until, type=",".join(KINDS),
        min_confidence=min_confidence,
    )  # fmt: skip

    def rows(status: str | None) -> list[IndexRow]:
        found = select_events(store, gazetteer, names, replace(filters, status=status), default_types=KINDS, counted_types=())
        return [replace(row, match=match_of(row.bounds, window)) for row in found.rows]

    facts = rows(None)
    known = {row.iri for row in facts}
    events = read_events(store, gazetteer, names, facts)
    others = read_events(store, gazetteer, names, [row for row in rows("all") if row.iri not in known])
    said = _statements(store, gazetteer, names, slugs, since, until)
    claims = [claim for event in (*events, *others) for claim in event.claims] + [claim for one in said for claim in one.claims]
    book = LabelBook(store, gazetteer, names)

    def of_kind(kind: str) -> tuple[EventView, ...]:
        return tuple(event for event in events if event.type == kind)

    return Dossier(
        actors=book.names_of("actor", slugs),
        since=window[0],
        until=window[1],
        meetings=of_kind("Meeting"),
        calls=of_kind("PhoneCall"),
        visits=of_kind("Visit"),
        summits=of_kind("Summit"),
        not_facts=tuple(others),
        statements=tuple(said),
        references=_references(claims),
        coverage=count_coverage(store, window, not (events or others)),
        version=store.version,
    )


def _statements(
    store: Store, gazetteer: Gazetteer, names: Names, slugs: Sequence[str], since: str | None, until: str | None
) -> list[StatementView]:
    window = parse_window(since, until)
    pairs = [(slugs[0], slugs[1]), (slugs[1], slugs[0])] if len(slugs) == 2 else [(slugs[0], None)]
    rows = [
        row
        for speaker, addressee in pairs
        for row in select_statements(store, gazetteer, names, StatementFilters(speaker=speaker, addressee=addressee), window)
        if row.addressees
    ]
    ordered = sorted({row.iri: row for row in rows}.values(), key=lambda row: row.key)
    return read_statements(store, gazetteer, names, [row.iri for row in ordered], window)


def _references(claims: Iterable[ClaimView]) -> tuple[Reference, ...]:
    """The documents by day of publication, numbered from 1."""
    found: dict[str, ArticleRef] = {}
    for claim in claims:
        found.setdefault(claim.article.id, claim.article)
    ordered = sorted(found.values(), key=lambda one: (one.published or date.max, one.id))
    return tuple(Reference(number, article) for number, article in enumerate(ordered, start=1))
