"""Where the graph is measured against what is said: counted claims, and contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import vocab
from app.answers.claims import read_claims
from app.answers.events import Related, read_related
from app.answers.labels import LabelBook
from app.answers.paging import take_page
from app.answers.parameters import event_types, split_words
from app.answers.reading import (
    class_name,
    first,
    iris_of,
    is_true,
    number_of,
    read_linked,
    read_properties,
    text_of,
    word,
    word_of,
)
from app.answers.things import read_things
from app.answers.views import ClaimView, Named
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store


@dataclass(frozen=True, slots=True)
class CountedView:
    """A count such as "the sixth patrol since 2019": `known` such events are in the graph (`events`), `missing` are not."""

    id: str
    iri: str
    url: str
    event_kind: str
    participants: tuple[Named, ...]
    number: int
    ordinal: bool
    window: str | None
    known: int
    missing: int
    events: tuple[Related, ...]
    status: str
    origins: int
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class CountedList:
    items: tuple[CountedView, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """Two claims that cannot both be right about `thing`, with the words of both."""

    id: str
    kind: str
    cause: str | None
    thing: Related
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class ContradictionList:
    items: tuple[ContradictionView, ...]
    next: str | None


def find_counted(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    kind: Sequence[str] | str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> CountedList:
    """Counted claims, of some kinds of events if given, each with the known events in its window."""
    kinds = event_types(kind, ("Event",))
    rows = [iri for iri, counted, *_ in store.rows("counted_index") if isinstance(iri, IRI) and (not kind or class_name(counted) in kinds)]
    page, following = take_page(rows, lambda iri: (iri.value,), limit, cursor)
    things = read_things(store, gazetteer, names, page)
    related = read_related(store, names, {event for iri in page for event in iris_of(things.of(iri), vocab.P_ABOUT_EVENT)})
    items = []
    for iri in page:
        one, slug = things.of(iri), names.slug(iri)
        items.append(
            CountedView(
                id=slug,
                iri=iri.value,
                url=f"/counted#{slug}",
                event_kind=class_name(first(one, vocab.P_EVENT_KIND)),
                participants=things.actors(iri, vocab.P_HAS_PARTICIPANT),
                number=number_of(one, vocab.P_NUMBER) or 0,
                ordinal=is_true(one, vocab.P_IS_ORDINAL),
                window=text_of(one, vocab.P_WINDOW),
                known=number_of(one, vocab.P_KNOWN) or 0,
                missing=number_of(one, vocab.P_MISSING) or 0,
                events=tuple(related[event.value] for event in iris_of(one, vocab.P_ABOUT_EVENT) if event.value in related),
                status=things.status(iri),
                origins=things.origins(iri),
                claims=things.claims_of(iri),
            )
        )
    return CountedList(tuple(items), following)


def find_conflicts(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    kind: Sequence[str] | str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> ContradictionList:
    """Contradictions, of some kinds (time, place, participant, value, polarity, position) if given, both sides with their words."""
    kinds = split_words("kind", kind, list(vocab.CODES["ConflictKind"]))
    rows = [
        (conflict, thing)
        for conflict, thing, told in store.rows("conflict_index")
        if isinstance(conflict, IRI) and isinstance(thing, IRI) and (not kinds or word(told) in kinds)
    ]
    page, following = take_page(rows, lambda row: (row[0].value,), limit, cursor)
    book = LabelBook(store, gazetteer, names)
    about = sorted({thing for _, thing in page})
    related = read_related(store, names, about)
    nodes = read_linked(store, "properties", "thing", read_properties(store, "properties", "thing", about), (vocab.P_CONFLICT,))
    wanted = {conflict.value for conflict, _ in page}
    told_nodes = {key: node for by_node in nodes.values() for key, node in by_node.items() if key in wanted}
    claims = read_claims(store, names, book, (claim for node in told_nodes.values() for claim in iris_of(node, vocab.P_BETWEEN_CLAIM)))
    items = []
    for conflict, thing in page:
        node = told_nodes.get(conflict.value, {})
        sides = [claims[names.slug(c)] for c in iris_of(node, vocab.P_BETWEEN_CLAIM) if names.slug(c) in claims]
        kind_word = word_of(node, vocab.P_CONFLICT_KIND) or "value"
        slug = f"{names.slug(thing)}-{conflict.value.rsplit('#', 1)[-1]}"
        items.append(ContradictionView(slug, kind_word, word_of(node, vocab.P_CAUSE), related[thing.value], tuple(sides)))
    return ContradictionList(tuple(items), following)
