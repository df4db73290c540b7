"""What each side tells of one event: accounts beside each other, each with its words, and what one tells that another leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app import vocab
from app.answers.claims import ClaimContent, read_contents
from app.answers.events import EventDetail, Related, get_event
from app.answers.labels import LabelBook
from app.answers.reading import properties_of, read_properties, texts_of
from app.answers.statements import StatementRow, StatementView, read_statement_index, read_statements
from app.answers.views import ClaimView, EventView, Named, TimeView
from app.consolidate.origins import CITING_KINDS
from app.consolidate.periods import overlap, shift
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

STATEMENT_DAYS = 1  # a saying belongs to a dated event when it may have been made at most so many days before or after it
SIDES_FIRST = ("china", "russia")


@dataclass(frozen=True, slots=True)
class Told:
    """What an account tells, or leaves out while another tells it."""

    participants: tuple[Named, ...]
    places: tuple[Named, ...]
    times: tuple[str, ...]
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One side's account. `side` is a state, or null for voices of no known state; `voices` are those who say so.

    `statements` are what people of the side said to or beside the others then.
    """

    side: Named | None
    voices: tuple[Named, ...]
    claims: tuple[ClaimView, ...]
    statements: tuple[StatementView, ...]
    tells: Told
    leaves_out: Told


@dataclass(frozen=True, slots=True)
class Readouts:
    """The accounts of one event. `silent` are the sides that took part and of which no account has been read."""

    event: Related
    time: TimeView
    accounts: tuple[Account, ...]
    silent: tuple[Named, ...]


def get_readouts(store: Store, gazetteer: Gazetteer, names: Names, slug: str) -> Readouts:
    """The accounts of an event by its id; a merged id gives those of the event it is part of now. Raises NotFound."""
    detail = get_event(store, gazetteer, names, slug)
    event = detail.event
    book = LabelBook(store, gazetteer, names)
    claims = {claim.id: claim for claim in event.claims}
    contents = read_contents(store, names, book, (names.resource("claim", claim) for claim in claims))
    sources = _sources(store, names, event.claims)
    by_side: dict[str, list[ClaimView]] = {}
    voices: dict[str, set[str]] = {}
    for claim in event.claims:
        of_article = sources.get(claim.article.id, ())
        for side, speaking in _voices(claim, contents[claim.id].sources, of_article, gazetteer).items():
            by_side.setdefault(side, []).append(claim)
            voices.setdefault(side, set()).update(speaking)
    said: dict[str, list[StatementView]] = {}
    for statement in _statements(store, gazetteer, names, detail):
        for side in {gazetteer.side_of(speaker.id) or "" for speaker in statement.speakers}:
            said.setdefault(side, []).append(statement)
    there = {gazetteer.side_of(one.id) for one in event.participants if one.polarity == "positive"}
    involved = {state for state in there if state}
    sides = [side for side in by_side.keys() | said.keys() if side in by_side or side in involved]
    tells = {side: _told([contents[claim.id] for claim in by_side.get(side, ())]) for side in sides}
    every = _join(tells.values())
    accounts = [
        Account(
            side=book.name("actor", side or None),
            voices=book.names_of("actor", sorted(voices.get(side, ()))),
            claims=tuple(sorted(by_side.get(side, ()), key=_order)),
            statements=tuple(said.get(side, ())),
            tells=tells[side],
            leaves_out=_without(every, tells[side]),
        )
        for side in sorted(sides, key=_rank)
    ]
    here = Related(event.id, event.iri, event.url, event.type, event.title)
    silent = sorted(involved - by_side.keys(), key=_rank)
    return Readouts(here, event.time, tuple(accounts), book.names_of("actor", silent))


def _rank(side: str) -> tuple[bool, int, str]:
    return (not side, SIDES_FIRST.index(side) if side in SIDES_FIRST else len(SIDES_FIRST), side)


def _order(claim: ClaimView) -> tuple[bool, str, str]:
    """Sentences before rows of tables, then by publication."""
    published = claim.article.published
    return (claim.article.kind == "curated", published.isoformat() if published else "9999", claim.id)


def _sources(store: Store, names: Names, claims: Sequence[ClaimView]) -> dict[str, tuple[str, ...]]:
    """Article id -> what it cites, for those that rest on others."""
    articles = [names.resource("article", claim.article.id) for claim in claims if claim.article.kind in CITING_KINDS]
    found = read_properties(store, "article_properties", "article", articles)
    return {names.slug(iri): texts_of(properties_of(found, IRI(iri)), vocab.P_CITES_SOURCE) for iri in found}


def _voices(claim: ClaimView, cited: Sequence[str], of_article: Sequence[str], gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Side -> the actors of it whose account a claim is: who says so; else who first reports it; else the publishers of what is cited;
    else the publisher. What a whole article cites counts only when it is all of one side: nothing tells which words came from which.
    """
    if claim.attributed_to is not None:
        voices = {one.id for one in (claim.attributed_to, *claim.also_attributed_to)}
    elif claim.reported_by:
        voices = {claim.reported_by[0].id}
    elif cited or claim.article.kind in CITING_KINDS:
        voices = _publishers(cited or of_article, gazetteer)
        if not cited and len({gazetteer.side_of(one) for one in voices}) > 1:
            voices = set()
    else:
        voices = {claim.article.publisher.id} if claim.article.publisher else set()
    found: dict[str, set[str]] = {}
    for one in voices:
        found.setdefault(gazetteer.side_of(one) or "", set()).add(one)
    return found or {"": set()}


def _publishers(cited: Iterable[str], gazetteer: Gazetteer) -> set[str]:
    found = (gazetteer.find_publisher(None, source) for source in cited if source.startswith(("http:", "https:")))
    return {one for one in found if one is not None}


def _told(contents: Sequence[ClaimContent]) -> Told:
    participants = {one.id: Named(one.id, one.label) for content in contents for one in content.participants if one.polarity == "positive"}
    places = {one.id: Named(one.id, one.label) for content in contents for one in content.places}
    topics = {one.id: one for content in contents for one in content.topics}
    times = {content.time.edtf for content in contents if content.time is not None and content.time.edtf}
    return Told(_sorted(participants), _sorted(places), tuple(sorted(times)), _sorted(topics))


def _join(tells: Iterable[Told]) -> Told:
    listed = list(tells)

    def every(name: str) -> tuple[Named, ...]:
        return _sorted({one.id: one for told in listed for one in getattr(told, name)})

    return Told(every("participants"), every("places"), tuple(sorted({time for told in listed for time in told.times})), every("topics"))


def _without(every: Told, told: Told) -> Told:
    def missing(name: str) -> tuple[Named, ...]:
        known = {one.id for one in getattr(told, name)}
        return tuple(one for one in getattr(every, name) if one.id not in known)

    times = tuple(time for time in every.times if time not in told.times)
    return Told(missing("participants"), missing("places"), times, missing("topics"))


def _sorted(found: Mapping[str, Named]) -> tuple[Named, ...]:
    return tuple(found[key] for key in sorted(found))


def _statements(store: Store, gazetteer: Gazetteer, names: Names, detail: EventDetail) -> list[StatementView]:
    """What was said at the event: sayings recorded in it, and in the articles that tell it those of its people at its time."""
    event = detail.event
    documents = {one.iri for one in detail.relations.get("documents", ())}
    people = {one.iri for one in event.participants if one.polarity == "positive"}
    near = [row for row in read_statement_index(store) if row.iri.value in documents or _is_near(row, event, people)]
    if not near:
        return []
    articles = {claim.article.id for claim in event.claims}
    found = read_statements(store, gazetteer, names, [row.iri for row in sorted(near, key=lambda row: row.key)])
    return [one for one in found if one.iri in documents or any(claim.article.id in articles for claim in one.claims)]


def _is_near(row: StatementRow, event: EventView, people: set[str]) -> bool:
    """Whether one of the event's people said it, and may have said it at its time."""
    if not any(speaker.value in people for speaker in row.speakers):
        return False
    first, last = event.time.earliest, event.time.latest
    if first is None or last is None or None in row.bounds:
        return False
    return overlap(row.bounds, (shift(first, -STATEMENT_DAYS), shift(last, STATEMENT_DAYS)))
