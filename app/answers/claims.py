"""Claims with their words: below events, and one by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import vocab
from app.answers.labels import LabelBook
from app.answers.reading import (
    Properties,
    class_name,
    day_of,
    first,
    iris_of,
    number_of,
    properties_of,
    read_linked,
    read_properties,
    slug_of,
    slugs_of,
    text_of,
    texts_of,
    word,
    word_of,
)
from app.answers.views import ArticleRef, ClaimView, EvidenceView, Named, ParticipantView, PlaceView, TimeView
from app.errors import NotFound
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

EVENT_CLAIM_LINKS = (vocab.P_CLAIMED_PART_OF, vocab.P_CLAIMED_ON_SIDELINES_OF, vocab.P_CLAIMED_IN_RESPONSE_TO)


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """One claim: what it says, its words, and to what it came in the world. `url` leads to the event, statement or figure."""

    id: str
    iri: str
    type: str
    claim: ClaimView
    participants: tuple[ParticipantView, ...]
    time: TimeView | None
    places: tuple[PlaceView, ...]
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    direct: bool | None
    addressee: Named | None
    topics: tuple[Named, ...]
    sources: tuple[str, ...]
    belongs_to: str | None
    belongs_to_kind: str | None
    citation: str


def read_claims(store: Store, names: Names, book: LabelBook, claims: Iterable[IRI]) -> dict[str, ClaimView]:
    """Claim id -> view, four queries for all. A claim whose article graph is gone is left out."""
    wanted = sorted(set(claims))
    properties = read_properties(store, "claim_properties", "claim", wanted)
    nodes = read_linked(store, "claim_properties", "claim", properties, (vocab.P_EVIDENCE, vocab.P_REPORTED_BY))
    articles = read_articles(store, names, book, (iri for p in properties.values() for iri in iris_of(p, vocab.P_IN_ARTICLE)))
    reviews = read_reviews(store, wanted)
    _want_names(book, properties, nodes)
    return {
        names.slug(claim): _claim_view(names.slug(claim), properties[claim], nodes.get(claim, {}), articles, reviews, names, book)
        for claim in properties
    }


def read_reviews(store: Store, claims: Iterable[IRI]) -> dict[str, str]:
    """Claim IRI -> word of its review, for those that have one."""
    wanted = sorted(set(claims))
    rows = store.rows("claim_reviews", {}, {"claim": wanted}) if wanted else []
    return {claim.value: word(review) or "candidate" for claim, review in rows if claim is not None}


def read_articles(store: Store, names: Names, book: LabelBook, articles: Iterable[IRI]) -> dict[str, ArticleRef]:
    """Article IRI -> what is cited of it."""
    found = read_properties(store, "article_properties", "article", articles)
    book.want(iri for properties in found.values() for iri in iris_of(properties, vocab.DCTERMS_PUBLISHER))
    return {iri: article_ref(names.slug(iri), properties, names, book) for iri, properties in found.items()}


def article_ref(slug: str, properties: Properties, names: Names, book: LabelBook) -> ArticleRef:
    publisher = slug_of(properties, vocab.DCTERMS_PUBLISHER, names)
    told = text_of(properties, vocab.P_PUBLISHER_NAME)
    named = book.name("actor", publisher)
    if named is not None and publisher is not None and publisher.startswith("x-") and told:
        named = Named(publisher, {"en": told})
    return ArticleRef(
        id=slug,
        title=text_of(properties, vocab.DCTERMS_TITLE),
        publisher=named,
        published=day_of(properties, vocab.DCTERMS_ISSUED),
        kind=word_of(properties, vocab.P_ARTICLE_KIND) or "news",
        language=text_of(properties, vocab.DCTERMS_LANGUAGE),
        url=text_of(properties, vocab.SCHEMA_URL),
        publisher_profile=book.publisher_profile(publisher),
    )


def _want_names(book: LabelBook, properties: Mapping[str, Properties], nodes: Mapping[str, Mapping[str, Properties]]) -> None:
    for one in properties.values():
        book.want((*iris_of(one, vocab.P_ATTRIBUTED_TO), *iris_of(one, vocab.P_ADDRESSEE)))
    for by_node in nodes.values():
        for node in by_node.values():
            book.want(iris_of(node, vocab.P_ACTOR))


def _claim_view(
    slug: str,
    properties: Properties,
    nodes: Mapping[str, Properties],
    articles: Mapping[str, ArticleRef],
    reviews: Mapping[str, str],
    names: Names,
    book: LabelBook,
) -> ClaimView:
    evidence = tuple(
        sorted(
            (
                EvidenceView(text_of(node, vocab.P_EXACT) or "", number_of(node, vocab.P_START) or 0, number_of(node, vocab.P_END) or 0)
                for iri, node in nodes.items()
                if vocab.P_EXACT in node
            ),
            key=lambda item: (item.start, item.end),
        )
    )
    main = next(
        (e for iri, n in sorted(nodes.items()) if iri.endswith("#ev1") for e in evidence if e.start == number_of(n, vocab.P_START)), None
    )
    main = main or (evidence[0] if evidence else EvidenceView("", 0, 0))
    reporters = sorted(
        (number_of(node, vocab.P_INDEX) or 0, slug_of(node, vocab.P_ACTOR, names) or "") for node in nodes.values() if vocab.P_INDEX in node
    )
    sources = book.names_of("actor", slugs_of(properties, vocab.P_ATTRIBUTED_TO, names))
    article = first(properties, vocab.P_IN_ARTICLE)
    unknown = ArticleRef("", None, None, None, "news", None, None)
    return ClaimView(
        id=slug,
        quote=main.quote,
        start=main.start,
        end=main.end,
        status=word_of(properties, vocab.P_STATUS) or "occurred",
        certainty=word_of(properties, vocab.P_CERTAINTY) or "certain",
        sourcing=word_of(properties, vocab.P_SOURCING) or "own",
        confidence=float(text_of(properties, vocab.P_CONFIDENCE) or 0),
        rule=text_of(properties, vocab.P_RULE) or "",
        review=reviews.get(names.resource("claim", slug).value, "candidate"),
        attributed_to=sources[0] if sources else None,
        reported_by=book.names_of("actor", [actor for _, actor in reporters if actor]),
        article=articles.get(article.value, unknown) if article is not None else unknown,
        also_attributed_to=sources[1:],
        evidence=evidence,
    )


@dataclass(frozen=True, slots=True)
class ClaimContent:
    """What a claim says apart from its words: who, when, where, about what. A claimed type is the local name of a class."""

    type: str
    participants: tuple[ParticipantView, ...]
    time: TimeView | None
    places: tuple[PlaceView, ...]
    topics: tuple[Named, ...]
    sources: tuple[str, ...]


def read_contents(store: Store, names: Names, book: LabelBook, claims: Iterable[IRI]) -> dict[str, ClaimContent]:
    """Claim id -> content, two queries for all."""
    wanted = sorted(set(claims))
    properties = read_properties(store, "claim_properties", "claim", wanted)
    nodes = read_linked(store, "claim_properties", "claim", properties, (vocab.P_CLAIMED_TIME, vocab.P_CLAIMED_PARTICIPATION))
    _want_names(book, properties, nodes)
    return {names.slug(claim): _content(one, nodes.get(claim, {}), names, book) for claim, one in properties.items()}


def _content(properties: Properties, nodes: Mapping[str, Properties], names: Names, book: LabelBook) -> ClaimContent:
    time = next((node for key, node in nodes.items() if key.endswith("#time")), None)
    parts = [node for key, node in sorted(nodes.items(), key=lambda item: _number(item[0])) if vocab.P_ROLE in node]
    return ClaimContent(
        type=class_name(first(properties, vocab.P_CLAIMED_TYPE)),
        participants=tuple(participant_view(node, names, book) for node in parts),
        time=time_view(time) if time is not None else None,
        places=tuple(book.place(place) for place in slugs_of(properties, vocab.P_CLAIMED_PLACE, names)),
        topics=book.names_of("topic", slugs_of(properties, vocab.P_CLAIMED_TOPIC, names)),
        sources=texts_of(properties, vocab.P_CITES_SOURCE),
    )


def get_claim(store: Store, gazetteer: Gazetteer, names: Names, slug: str) -> ClaimDetail:
    """One claim by its id. Raises NotFound."""
    iri = names.resource("claim", slug)
    book = LabelBook(store, gazetteer, names)
    view = read_claims(store, names, book, [iri]).get(slug)
    content = read_contents(store, names, book, [iri]).get(slug)
    if view is None or content is None:
        raise NotFound(f"There is no claim {slug}.", "It may have gone with a corrected or withdrawn article.")
    properties = properties_of(read_properties(store, "claim_properties", "claim", [iri]), iri)
    belongs = next((thing for _, thing in store.rows("things_of_claims", {}, {"claim": [iri]}) if isinstance(thing, IRI)), None)
    return ClaimDetail(
        id=slug,
        iri=iri.value,
        type=content.type,
        claim=view,
        participants=content.participants,
        time=content.time,
        places=content.places,
        quote=text_of(properties, vocab.P_QUOTE),
        quote_start=number_of(properties, vocab.P_QUOTE_START),
        quote_end=number_of(properties, vocab.P_QUOTE_END),
        direct=text_of(properties, vocab.P_DIRECT) == "true" if vocab.P_DIRECT in properties else None,
        addressee=book.name("actor", slug_of(properties, vocab.P_ADDRESSEE, names)),
        topics=content.topics,
        sources=content.sources,
        belongs_to=names.slug(belongs) if belongs is not None else None,
        belongs_to_kind=names.kind(belongs) if belongs is not None else None,
        citation=cite_claim(view, iri.value),
    )


def _number(iri: str) -> tuple[int, str]:
    digits = "".join(character for character in iri.rsplit("#", 1)[-1] if character.isdigit())
    return (int(digits) if digits else 0, iri)


def participant_view(node: Properties, names: Names, book: LabelBook) -> ParticipantView:
    actor = slug_of(node, vocab.P_ACTOR, names) or ""
    iri = names.resource("actor", actor)
    return ParticipantView(
        id=actor,
        iri=iri.value,
        label=book.labels(iri),
        role=word_of(node, vocab.P_ROLE) or "participant",
        on_behalf_of=book.name("actor", slug_of(node, vocab.P_ON_BEHALF_OF, names)),
        in_office=book.name("office", slug_of(node, vocab.P_IN_OFFICE, names)),
        stands_in_for=book.name("actor", slug_of(node, vocab.P_STANDS_IN_FOR, names)),
        polarity=word_of(node, vocab.P_POLARITY) or "positive",
        reason=text_of(node, vocab.P_REASON),
    )


def time_view(node: Properties, match: str = "certain") -> TimeView:
    return TimeView(
        edtf=text_of(node, vocab.P_EDTF),
        earliest=day_of(node, vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP),
        latest=day_of(node, vocab.SEM_HAS_LATEST_END_TIME_STAMP),
        precision=word_of(node, vocab.P_PRECISION) or "none",
        basis=word_of(node, vocab.P_BASIS) or "none",
        reading=word_of(node, vocab.P_READING) or "sometime-within",
        words=texts_of(node, vocab.P_WORDS),
        match="possible" if match == "possible" else "certain",
    )


def cite_claim(view: ClaimView, iri: str) -> str:
    """One line that names publisher, title, day, the words' place in the text, and the claim."""
    article = view.article
    publisher = next(iter(article.publisher.label.values())) if article.publisher else "unknown publisher"
    day = article.published.isoformat() if article.published else "no date"
    title = f"“{article.title}”" if article.title else article.id
    return f"{publisher}, {title}, {day}, characters {view.start}–{view.end}. Claim {iri}."
