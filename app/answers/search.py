"""Full-text search: sentences that prove claims, with what they came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.answers.articles import ArticleFilters, select_articles
from app.answers.claims import read_articles
from app.answers.events import local_url
from app.answers.facets import sentences_of
from app.answers.labels import LabelBook
from app.answers.paging import Key, take_page
from app.answers.reading import class_name
from app.answers.views import ArticleRef
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Term
from app.sentences import Sentence, Sentences
from app.stores import Store


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim that the sentence proves, and the event, statement, figure or count that it came to."""

    id: str
    type: str
    belongs_to: str | None
    belongs_to_kind: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """Characters [start, end) of an article."""

    quote: str
    start: int
    end: int
    article: ArticleRef
    claims: tuple[FoundClaim, ...]


@dataclass(frozen=True, slots=True)
class SentenceList:
    """`found` is the number of sentences on all pages."""

    items: tuple[FoundSentence, ...]
    found: int
    next: str | None


def search_sentences(
    store: Store, gazetteer: Gazetteer, names: Names, q: str, filters: ArticleFilters, sentences: Sentences | None = None
) -> SentenceList:
    """Sentences of the articles that pass the filters which hold all of `q`, the best match first.

    Raises BadParameter, BadDate, UnknownActor, AmbiguousActor.
    """
    found = sentences_of(store, names, sentences).find(q)
    articles = {names.slug(iri) for iri, _ in select_articles(store, gazetteer, names, filters)}
    rows = [sentence for sentence in found if sentence.article in articles]
    page, cursor = take_page(rows, _key, filters.limit, filters.cursor)
    return SentenceList(tuple(_views(store, gazetteer, names, page)), len(rows), cursor)


def _key(sentence: Sentence) -> Key:
    return (f"{1000 + sentence.rank:013.6f}", sentence.article, f"{sentence.start:09d}", f"{sentence.end:09d}")


def _views(store: Store, gazetteer: Gazetteer, names: Names, page: Sequence[Sentence]) -> list[FoundSentence]:
    articles = {names.resource("article", sentence.article) for sentence in page}
    refs = read_articles(store, names, LabelBook(store, gazetteer, names), articles)
    claims = sorted({names.resource("claim", claim) for sentence in page for claim in sentence.claims})
    kinds = {claim: class_name(kind) for claim, kind in store.rows("types_of_claims", {}, {"claim": claims})} if claims else {}
    rows = store.rows("things_of_claims", {}, {"claim": claims}) if claims else []
    things = {claim: thing for claim, thing in rows if isinstance(thing, IRI)}
    return [
        FoundSentence(
            sentence.quote,
            sentence.start,
            sentence.end,
            refs[names.resource("article", sentence.article).value],
            tuple(_claim(names, claim, kinds.get(names.resource("claim", claim), ""), things) for claim in sentence.claims),
        )
        for sentence in page
        if names.resource("article", sentence.article).value in refs
    ]


def _claim(names: Names, claim: str, kind: str, things: Mapping[Term | None, IRI]) -> FoundClaim:
    thing = things.get(names.resource("claim", claim))
    belongs = names.kind(thing) if thing is not None else None
    url = local_url(belongs, names.slug(thing)) if thing is not None and belongs is not None else None
    return FoundClaim(claim, kind, names.slug(thing) if thing is not None else None, belongs, url)
