"""Filters on who tells a thing and in which words: one and the same claim must pass them all."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from app import vocab
from app.answers.parameters import resolve_actor, split_words
from app.answers.reading import word
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

BATCH = 2000


@dataclass(frozen=True, slots=True)
class ClaimFilters:
    """As given in a request."""

    sourcing: Sequence[str] | str | None = None
    publisher: str | None = None
    language: str | None = None
    q: str | None = None


def keep_told(store: Store, gazetteer: Gazetteer, names: Names, filters: ClaimFilters, things: Set[IRI]) -> Set[IRI]:
    """Those of the things of which a claim passes the filters; all of them when there is no filter.

    Raises BadParameter, UnknownActor, AmbiguousActor.
    """
    sourcing = split_words("sourcing", filters.sourcing, list(vocab.CODES["Sourcing"]))
    publisher = resolve_actor(filters.publisher, store, gazetteer, names) if filters.publisher else None
    words = filters.q.casefold().split() if filters.q else []
    if not (sourcing or publisher or filters.language or words):
        return things
    passing: set[IRI] = set()
    listed = sorted(things)
    for start in range(0, len(listed), BATCH):
        for thing, _, source, by, language, quote in store.rows("claim_facets", {}, {"event": listed[start : start + BATCH]}):
            text = quote.value.casefold() if quote is not None else ""
            if (
                isinstance(thing, IRI)
                and (not sourcing or word(source) in sourcing)
                and (publisher is None or (isinstance(by, IRI) and names.slug(by) == publisher))
                and (not filters.language or (language is not None and language.value == filters.language.lower()))
                and all(part in text for part in words)
            ):
                passing.add(thing)
    return passing
