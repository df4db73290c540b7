"""Documents: lists, and one with its claims, as much of its text as its licence allows, and how much of it the claims cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from app import vocab
from app.answers.claims import article_ref, read_articles, read_claims
from app.answers.coverage import count_coverage, read_article_index
from app.answers.labels import LabelBook
from app.answers.paging import Key, take_page, write_cursor
from app.answers.parameters import parse_language, parse_window, resolve_actor, split_words
from app.answers.reading import (
    Properties,
    class_name,
    iris_of,
    number_of,
    properties_of,
    read_properties,
    text_of,
    texts_of,
)
from app.answers.views import ArticleRef, ClaimView, Coverage, Named
from app.consolidate.periods import is_inside
from app.errors import NotFound
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

Shown = Literal["full", "quotes", "none"]
_OPEN_LICENCES = (
    "cc by",
    "cc-by",
    "cc0",
    "public domain",
    "creativecommons.org/licenses/by/",
    "creativecommons.org/publicdomain",
    "apache",
    "mit",
)
_CLOSED_PARTS = ("-nc", " nc", "-nd", " nd")


@dataclass(frozen=True, slots=True)
class ArticleFilters:
    """The parameters of article lists, as given."""

    since: str | None = None
    until: str | None = None
    publisher: str | None = None
    language: str | None = None
    kind: Sequence[str] | str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleList:
    items: tuple[ArticleRef, ...]
    next: str | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """A claim of an article, and the event, statement or figure that it came to."""

    type: str
    belongs_to: str | None
    belongs_to_kind: str | None
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of the text and the claims they prove; `text` is None where it may not be shown."""

    start: int
    end: int
    text: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExtractionView:
    model: str | None
    rules: str | None
    software: str | None


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """One article. `shown` is what of its text is given; `covered` the share of its characters that prove a claim."""

    id: str
    iri: str
    key: str
    title: str | None
    publisher: Named | None
    published: date | None
    author: str | None
    language: str | None
    kind: str
    licence: str | None
    url: str | None
    sources: tuple[str, ...]
    sha256: str
    text_length: int
    shown: Shown
    text: str | None
    covered: float
    passages: tuple[Passage, ...]
    claims: tuple[ArticleClaim, ...]
    extraction: ExtractionView
    next: str | None = None  # where the next page of claims begins, of a list that was cut


def find_articles(store: Store, gazetteer: Gazetteer, names: Names, filters: ArticleFilters) -> ArticleList:
    """Articles, the latest first, undated ones last."""
    found = select_articles(store, gazetteer, names, filters)
    page, cursor = take_page(found, lambda item: (_latest_first(item[1]), item[0].value), filters.limit, filters.cursor)
    refs = read_articles(store, names, LabelBook(store, gazetteer, names), [iri for iri, _ in page])
    items = tuple(refs[iri.value] for iri, _ in page if iri.value in refs)
    return ArticleList(items, cursor, count_coverage(store, parse_window(filters.since, filters.until), not items))


def select_articles(store: Store, gazetteer: Gazetteer, names: Names, filters: ArticleFilters) -> list[tuple[IRI, date | None]]:
    """The articles that pass the filters with the day of publication, in no order."""
    window = parse_window(filters.since, filters.until)
    kinds = split_words("kind", filters.kind, list(vocab.CODES["ArticleKind"]))
    publisher = names.resource("actor", resolve_actor(filters.publisher, store, gazetteer, names)) if filters.publisher else None
    language = parse_language(filters.language)
    return [
        (row.iri, row.published)
        for row in read_article_index(store)
        if (window == (None, None) or (row.published is not None and is_inside((row.published, row.published), window)))
        and (publisher is None or row.publisher == publisher)
        and (language is None or row.language == language)
        and (not kinds or row.kind in kinds)
    ]


def _latest_first(published: date | None) -> str:
    return f"{10_000_000 - published.toordinal():08d}" if published is not None else "99999999"


def get_article(
    store: Store, gazetteer: Gazetteer, names: Names, slug: str, text: str | None = None, setting: str = "auto"
) -> ArticleDetail:
    """One article by id. `text` comes from the archive, `setting` is AMUR_ARTICLE_TEXT. Raises NotFound."""
    iri = names.resource("article", slug)
    properties = properties_of(read_properties(store, "article_properties", "article", [iri]), iri)
    if not properties:
        raise NotFound(f"There is no article {slug}.", "It may have been withdrawn; see the list of articles.")
    book = LabelBook(store, gazetteer, names)
    ref = article_ref(slug, properties, names, book)
    rows = store.rows("claims_of_articles", {}, {"article": [iri]})
    types = {names.slug(claim): class_name(kind) for _, claim, kind in rows if isinstance(claim, IRI)}
    views = read_claims(store, names, book, (claim for _, claim, _ in rows if isinstance(claim, IRI)))
    belongs = _belongings(store, names, [claim for _, claim, _ in rows if isinstance(claim, IRI)])
    claims = sorted(views.values(), key=lambda view: (view.start, view.end, view.id))
    licence = text_of(properties, vocab.DCTERMS_LICENSE)
    shown = choose_shown(setting, licence)
    length = number_of(properties, vocab.P_TEXT_LENGTH) or 0
    passages = cut_passages(claims, length, text, shown)
    return ArticleDetail(
        id=slug,
        iri=iri.value,
        key=text_of(properties, vocab.DCTERMS_IDENTIFIER) or "",
        title=ref.title,
        publisher=ref.publisher,
        published=ref.published,
        author=text_of(properties, vocab.DCTERMS_CREATOR),
        language=ref.language,
        kind=ref.kind,
        licence=licence,
        url=ref.url,
        sources=texts_of(properties, vocab.P_CITES_SOURCE),
        sha256=text_of(properties, vocab.P_TEXT_SHA256) or "",
        text_length=length,
        shown=shown if shown != "full" or text is not None else "quotes",
        text=text if shown == "full" else None,
        covered=round(sum(p.end - p.start for p in passages if p.claims) / length, 4) if length else 0.0,
        passages=tuple(passages),
        claims=tuple(ArticleClaim(types.get(v.id, ""), *belongs.get(v.id, (None, None)), v) for v in claims),
        extraction=_extraction(store, properties),
    )


def _belongings(store: Store, names: Names, claims: Sequence[IRI]) -> dict[str, tuple[str | None, str | None]]:
    rows = store.rows("things_of_claims", {}, {"claim": claims}) if claims else []
    return {
        names.slug(claim): (names.slug(thing), names.kind(thing))
        for claim, thing in rows
        if isinstance(claim, IRI) and isinstance(thing, IRI)
    }


def _extraction(store: Store, properties: Properties) -> ExtractionView:
    made = iris_of(properties, vocab.P_EXTRACTION)
    found = properties_of(read_properties(store, "article_properties", "article", made), made[0]) if made else {}
    return ExtractionView(text_of(found, vocab.P_MODEL), text_of(found, vocab.P_RULES), text_of(found, vocab.P_SOFTWARE))


def choose_shown(setting: str, licence: str | None) -> Shown:
    """What of a text is shown: as set; with `auto` all of it under an open licence, else the quotes that prove claims."""
    if setting in ("full", "quotes", "none"):
        return setting  # type: ignore[return-value]
    told = (licence or "").casefold()
    is_open = any(part in told for part in _OPEN_LICENCES) and not any(part in told for part in _CLOSED_PARTS)
    return "full" if is_open else "quotes"


def cut_passages(claims: Sequence[ClaimView], length: int, text: str | None, shown: Shown) -> list[Passage]:
    """The text in pieces that each prove the same claims; where the text may not be shown, the quotes themselves are."""
    spans = sorted((e.start, e.end, view.id, e.quote) for view in claims for e in view.evidence if 0 <= e.start < e.end <= length)
    borders = sorted({0, length} | {border for start, end, _, _ in spans for border in (start, end)})
    found, coming = [], 0
    covering: list[tuple[int, int, str, str]] = []
    for start, end in pairwise(borders):
        while coming < len(spans) and spans[coming][0] <= start:
            covering.append(spans[coming])
            coming += 1
        covering = [span for span in covering if span[1] >= end]
        piece = None
        if shown == "full" and text is not None:
            piece = text[start:end]
        elif covering and shown != "none":
            first = covering[0]
            piece = first[3][start - first[0] : end - first[0]]
        found.append(Passage(start, end, piece, tuple(sorted({span[2] for span in covering}))))
    return found


def page_claims(
    article: ArticleDetail, limit: int | None = None, cursor: str | None = None, *, with_claim: str | None = None
) -> ArticleDetail:
    """The article with a page of its claims, in order of the text; all of them without a limit.

    `with_claim` opens the page that the claim stands on, counted from the first. Raises BadParameter.
    """
    if limit is None and cursor is None:
        return article
    size = limit or len(article.claims) or 1
    if with_claim is not None:
        place = next((number for number, one in enumerate(article.claims) if one.claim.id == with_claim), 0)
        before = place // size * size
        cursor = write_cursor(_claim_key(article.claims[before - 1])) if before else None
    page, following = take_page(article.claims, _claim_key, size, cursor, is_sorted=True)
    return replace(article, claims=tuple(page), next=following)


def _claim_key(claim: ArticleClaim) -> Key:
    return (f"{claim.claim.start:09d}", f"{claim.claim.end:09d}", claim.claim.id)
