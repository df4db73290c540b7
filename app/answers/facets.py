"""Filters on who tells a thing and in which words: one and the same claim must pass them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from app import vocab
from app.answers.kept import keep
from app.answers.parameters import parse_language, resolve_actor, split_words
from app.answers.reading import word
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Term
from app.sentences import Sentences
from app.stores import Store

BATCH = 2000
FEW = 500  # things of which the claims are read one by one; of more, all are read once for each version of the store


@dataclass(frozen=True, slots=True)
class ClaimFilters:
    """As given in a request."""

    sourcing: Sequence[str] | str | None = None
    publisher: str | None = None
    language: str | None = None
    q: str | None = None


def keep_told(
    store: Store, gazetteer: Gazetteer, names: Names, filters: ClaimFilters, things: Set[IRI], sentences: Sentences | None = None
) -> Set[IRI]:
    """Those of the things of which a claim passes the filters; all of them when there is no filter.

    Raises BadParameter, UnknownActor, AmbiguousActor.
    """
    sourcing = split_words("sourcing", filters.sourcing, list(vocab.CODES["Sourcing"]))
    publisher = names.resource("actor", resolve_actor(filters.publisher, store, gazetteer, names)) if filters.publisher else None
    language = parse_language(filters.language)
    claims: Set[IRI] | None = None
    if filters.q and filters.q.strip():
        found = sentences_of(store, names, sentences).find_claims(filters.q)
        claims = {names.resource("claim", claim) for claim in found}
        if len(claims) < len(things):
            things = things & _things_of(store, claims)
    if not things or not (sourcing or publisher or language or claims is not None):
        return things
    return {
        thing
        for thing, claim, source, by, written in _facets(store, things)
        if isinstance(thing, IRI)
        and thing in things
        and (not sourcing or word(source) in sourcing)
        and (publisher is None or by == publisher)
        and (language is None or (written is not None and written.value == language))
        and (claims is None or claim in claims)
    }


def sentences_of(store: Store, names: Names, sentences: Sentences | None) -> Sentences:
    """The index that was given; without one (a store without its archive) one made from the store and kept for its version."""
    return sentences if sentences is not None else keep(store, "sentences", lambda: Sentences.in_memory(_evidence(store, names)))


def _evidence(store: Store, names: Names) -> Iterable[tuple[str, str, int, int, str]]:
    for article, claim, start, end, quote in store.rows("all_evidence"):
        if isinstance(article, IRI) and isinstance(claim, IRI) and start is not None and end is not None and quote is not None:
            yield names.slug(article), names.slug(claim), int(start.value), int(end.value), quote.value


def _things_of(store: Store, claims: Set[IRI]) -> set[IRI]:
    listed = sorted(claims)
    found = (
        thing
        for start in range(0, len(listed), BATCH)
        for _, thing in store.rows("things_of_claims", {}, {"claim": listed[start : start + BATCH]})
    )
    return {thing for thing in found if isinstance(thing, IRI)}


def _facets(store: Store, things: Set[IRI]) -> Iterable[Sequence[Term | None]]:
    if len(things) <= FEW:
        return store.rows("claim_facets", {}, {"event": sorted(things)})
    return keep(store, "claim_facets", lambda: store.rows("all_claim_facets"))
