"""Claims -> the quads of one article's graph; the ontology files -> the quads of the ontology graph.

Sorted, without blank nodes and without a clock: the same input gives the same quads (model.md, "How a claim is written").
Value nodes are fragments of their claim: `#time`, `#p1`, `#ev1`, `#r1`, `#place1`, `#by1`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from app import vocab
from app.ids import Names, digest, provisional_actor_id
from app.model import (
    IRI,
    ActorRef,
    Article,
    Claim,
    Extraction,
    Participation,
    PlaceRef,
    Quad,
    RdfLiteral,
    StatementContent,
    Term,
    UncertainTime,
)
from app.resources import find_resource

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

ONTOLOGY_FILES: Final = ("amur.ttl", "codes.ttl", "shapes.ttl")
_DISPLAY: Final = (
    ("day", re.compile(r"\d{4}-\d\d-\d\d"), vocab.XSD_DATE),
    ("month", re.compile(r"\d{4}-\d\d"), vocab.XSD_G_YEAR_MONTH),
    ("year", re.compile(r"\d{4}"), vocab.XSD_G_YEAR),
)
_URL: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

_term = cache(IRI)


def article_quads(article: Article, claims: Sequence[Claim], extraction: Extraction, names: Names) -> tuple[Quad, ...]:
    """The whole graph of one article version: metadata, how it was read, and its claims with their evidence."""
    sink = _Sink(names, names.graph("article", article.id))
    _add_article(sink, article, extraction)
    for claim in claims:
        _add_claim(sink, claim)
    return tuple(sorted(set(sink.quads)))


def decimal_text(value: float | str | Decimal) -> str:
    """A number as xsd:decimal in canonical form: "0.86", "1", "-3.5"; no exponent and no trailing zeros."""
    text = format(Decimal(str(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class _Sink:
    """Collects the quads of one graph; `add` skips what is not known (None)."""

    def __init__(self, names: Names, graph: IRI) -> None:
        self.names = names
        self.graph = graph
        self.quads: list[Quad] = []

    def add(self, subject: IRI, predicate: str, value: Term | None) -> None:
        if value is not None:
            self.quads.append(Quad(subject, _term(predicate), value, self.graph))

    def text(self, subject: IRI, predicate: str, value: str | None, datatype: str = vocab.XSD_STRING) -> None:
        if value is not None:
            self.quads.append(Quad(subject, _term(predicate), RdfLiteral(value, datatype), self.graph))

    def integer(self, subject: IRI, predicate: str, value: int | None) -> None:
        self.text(subject, predicate, None if value is None else str(value), vocab.XSD_INTEGER)

    def boolean(self, subject: IRI, predicate: str, value: bool) -> None:
        self.text(subject, predicate, "true" if value else "false", vocab.XSD_BOOLEAN)

    def day(self, subject: IRI, predicate: str, value: date | None) -> None:
        self.text(subject, predicate, None if value is None else value.isoformat(), vocab.XSD_DATE)

    def edtf(self, subject: IRI, predicate: str, value: str | None) -> None:
        self.text(subject, predicate, value, vocab.EDTF_EDTF)

    def code(self, subject: IRI, predicate: str, scheme: str, value: str | None) -> None:
        self.add(subject, predicate, None if value is None else _term(vocab.CODES[scheme][value]))

    def resource(self, subject: IRI, predicate: str, kind: str, slug: str | None) -> None:
        self.add(subject, predicate, None if slug is None else self.names.resource(kind, slug))

    def source(self, subject: IRI, predicate: str, value: str) -> None:
        self.text(subject, predicate, value, vocab.XSD_ANY_URI if _URL.fullmatch(value) else vocab.XSD_STRING)


def _add_article(sink: _Sink, article: Article, extraction: Extraction) -> None:
    node = sink.names.resource("article", article.id)
    publisher = article.publisher_id or (provisional_actor_id(article.publisher) if article.publisher else None)
    sink.add(node, vocab.RDF_TYPE, _term(vocab.ARTICLE))
    sink.text(node, vocab.DCTERMS_TITLE, article.title)
    sink.text(node, vocab.DCTERMS_IDENTIFIER, article.key)
    sink.resource(node, vocab.DCTERMS_PUBLISHER, "actor", publisher)
    sink.text(node, vocab.P_PUBLISHER_NAME, article.publisher)
    sink.day(node, vocab.DCTERMS_ISSUED, article.published)
    sink.text(node, vocab.DCTERMS_LANGUAGE, article.language)
    sink.text(node, vocab.DCTERMS_LICENSE, article.licence)
    sink.text(node, vocab.DCTERMS_CREATOR, article.author)
    sink.text(node, vocab.SCHEMA_URL, article.url, vocab.XSD_ANY_URI)
    for source in article.sources:
        sink.source(node, vocab.P_CITES_SOURCE, source)
    sink.code(node, vocab.P_ARTICLE_KIND, "ArticleKind", article.kind)
    sink.text(node, vocab.P_TEXT_SHA256, article.sha256)
    sink.integer(node, vocab.P_TEXT_LENGTH, len(article.text))
    made = sink.names.resource("article", article.id, "extraction")
    sink.add(node, vocab.P_EXTRACTION, made)
    sink.add(made, vocab.RDF_TYPE, _term(vocab.EXTRACTION))
    sink.text(made, vocab.P_MODEL, extraction.model)
    sink.text(made, vocab.P_RULES, extraction.rules)
    sink.text(made, vocab.P_SOFTWARE, extraction.software)


def _add_claim(sink: _Sink, claim: Claim) -> None:
    node = sink.names.resource("claim", claim.id)
    sink.add(node, vocab.RDF_TYPE, _term(vocab.CLAIM))
    sink.resource(node, vocab.P_IN_ARTICLE, "article", claim.article)
    sink.add(node, vocab.P_CLAIMED_TYPE, _term(vocab.CLASSES[claim.type]))
    sink.text(node, vocab.P_RULE, claim.rule)
    sink.code(node, vocab.P_STATUS, "Status", claim.status)
    sink.code(node, vocab.P_CERTAINTY, "Certainty", claim.certainty)
    sink.text(node, vocab.P_CONFIDENCE, decimal_text(round(claim.confidence, 4)), vocab.XSD_DECIMAL)
    sink.code(node, vocab.P_SOURCING, "Sourcing", claim.sourcing)
    _add_evidence(sink, node, claim)
    for number, participation in enumerate(claim.participants, 1):
        _add_participation(sink, node, _fragment(node, f"p{number}"), participation)
    _add_time(sink, node, claim.time)
    for number, place in enumerate(claim.places, 1):
        _add_place(sink, node, _fragment(node, f"place{number}"), place)
    _add_sources(sink, node, claim)
    _add_details(sink, node, claim)
    _add_content(sink, node, claim)


def _fragment(node: IRI, name: str) -> IRI:
    return IRI(f"{node.value}#{name}")


def _add_evidence(sink: _Sink, node: IRI, claim: Claim) -> None:
    for number, evidence in enumerate(claim.evidence, 1):
        proof = _fragment(node, f"ev{number}")
        sink.add(node, vocab.P_EVIDENCE, proof)
        sink.add(proof, vocab.RDF_TYPE, _term(vocab.EVIDENCE))
        sink.text(proof, vocab.P_EXACT, evidence.quote)
        sink.integer(proof, vocab.P_START, evidence.start)
        sink.integer(proof, vocab.P_END, evidence.end)
        sink.resource(proof, vocab.P_OF_ARTICLE, "article", claim.article)


def _add_participation(sink: _Sink, claim: IRI, node: IRI, participation: Participation) -> None:
    sink.add(claim, vocab.P_CLAIMED_PARTICIPATION, node)
    sink.add(node, vocab.RDF_TYPE, _term(vocab.CLAIMED_PARTICIPATION))
    sink.code(node, vocab.P_ROLE, "Role", participation.role)
    sink.code(node, vocab.P_POLARITY, "Polarity", participation.polarity)
    sink.resource(node, vocab.P_ON_BEHALF_OF, "actor", participation.on_behalf_of)
    sink.resource(node, vocab.P_IN_OFFICE, "office", participation.in_office)
    sink.resource(node, vocab.P_STANDS_IN_FOR, "actor", participation.stands_in_for)
    sink.text(node, vocab.P_REASON, participation.reason)
    _add_actor(sink, node, participation.actor)


def _add_actor(sink: _Sink, node: IRI, actor: ActorRef) -> None:
    """Whom a value node means; of an actor that the registry lacks also what the text tells of it."""
    sink.resource(node, vocab.P_ACTOR, "actor", actor.id)
    sink.text(node, vocab.P_WORDS, actor.words[0] if actor.words else None)
    if actor.is_provisional:
        sink.text(node, vocab.P_ACTOR_NAME, actor.name)
        sink.add(node, vocab.P_ACTOR_TYPE, _term(vocab.CLASSES.get(actor.type, vocab.ACTOR)))
        sink.resource(node, vocab.P_ACTOR_COUNTRY, "actor", actor.country)


def _add_time(sink: _Sink, claim: IRI, time: UncertainTime) -> None:
    node = _fragment(claim, "time")
    sink.add(claim, vocab.P_CLAIMED_TIME, node)
    sink.add(node, vocab.RDF_TYPE, _term(vocab.UNCERTAIN_TIME))
    for words, _, _ in time.words:
        sink.text(node, vocab.P_WORDS, words)
    sink.edtf(node, vocab.P_EDTF, time.edtf)
    sink.code(node, vocab.P_PRECISION, "Precision", time.precision)
    sink.code(node, vocab.P_BASIS, "Basis", time.basis)
    sink.code(node, vocab.P_READING, "Reading", time.reading)
    sink.day(node, vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP, time.earliest)
    sink.day(node, vocab.SEM_HAS_LATEST_END_TIME_STAMP, time.latest)
    sink.add(node, vocab.P_DISPLAY_DATE, display_date(time))


def display_date(time: UncertainTime) -> RdfLiteral | None:
    """The date as xsd:date, xsd:gYearMonth or xsd:gYear, when it is one day, month or year without a qualifier."""
    for precision, shape, datatype in _DISPLAY:
        if time.precision == precision and time.edtf and shape.fullmatch(time.edtf):
            return RdfLiteral(time.edtf, datatype)
    return None


def _add_place(sink: _Sink, claim: IRI, node: IRI, place: PlaceRef) -> None:
    sink.resource(claim, vocab.P_CLAIMED_PLACE, "place", place.id)
    if place.words is None and not place.id.startswith("x-"):
        return
    sink.add(claim, vocab.P_CLAIMED_PLACE_MENTION, node)
    sink.add(node, vocab.RDF_TYPE, _term(vocab.PLACE_MENTION))
    sink.resource(node, vocab.P_MENTIONED_PLACE, "place", place.id)
    sink.text(node, vocab.P_PLACE_NAME, place.name)
    sink.text(node, vocab.P_WORDS, place.words[0] if place.words else None)


def _add_sources(sink: _Sink, node: IRI, claim: Claim) -> None:
    for actor in claim.attributed_to:
        sink.resource(node, vocab.P_ATTRIBUTED_TO, "actor", actor.id)
    for number, actor in enumerate(claim.reported_by, 1):
        link = _fragment(node, f"r{number}")
        sink.add(node, vocab.P_REPORTED_BY, link)
        sink.add(link, vocab.RDF_TYPE, _term(vocab.REPORTER_LINK))
        sink.integer(link, vocab.P_INDEX, number)
        _add_actor(sink, link, actor)
    for source in claim.sources:
        sink.source(node, vocab.P_CITES_SOURCE, source)
    unlisted = [actor for actor in (*claim.attributed_to, *_content_actors(claim)) if actor.is_provisional]
    for number, actor in enumerate(unlisted, 1):
        mention = _fragment(node, f"by{number}")
        sink.add(node, vocab.P_ACTOR_MENTION, mention)
        sink.add(mention, vocab.RDF_TYPE, _term(vocab.ACTOR_MENTION))
        _add_actor(sink, mention, actor)


def _content_actors(claim: Claim) -> list[ActorRef]:
    actors = (claim.statement.addressee if claim.statement else None, claim.figure.agency if claim.figure else None)
    return [actor for actor in actors if actor is not None]


def _add_details(sink: _Sink, node: IRI, claim: Claim) -> None:
    sink.code(node, vocab.P_CLAIMED_LEVEL, "Level", claim.level)
    sink.code(node, vocab.P_CLAIMED_FORMAT, "EventFormat", claim.format)
    sink.code(node, vocab.P_CLAIMED_MEDIUM, "Medium", claim.medium)
    sink.text(node, vocab.P_CLAIMED_NAME, claim.name)
    sink.integer(node, vocab.P_CLAIMED_ORDINAL, claim.ordinal)
    sink.text(node, vocab.P_CLAIMED_FORCES, claim.forces)
    for topic in claim.topics:
        sink.resource(node, vocab.P_CLAIMED_TOPIC, "topic", topic)
    sink.code(node, vocab.P_CLAIMED_PHASE, "Phase", claim.phase)
    sink.resource(node, vocab.P_CLAIMED_PART_OF, "claim", claim.part_of)
    sink.resource(node, vocab.P_CLAIMED_ON_SIDELINES_OF, "claim", claim.on_sidelines_of)
    sink.resource(node, vocab.P_CLAIMED_IN_RESPONSE_TO, "claim", claim.in_response_to)
    sink.resource(node, vocab.P_CLAIMED_IN_SUPPORT_OF, "claim", claim.in_support_of)
    sink.resource(node, vocab.P_CLAIMED_DOCUMENTED_IN, "claim", claim.documented_in)


def _add_content(sink: _Sink, node: IRI, claim: Claim) -> None:
    if claim.statement is not None:
        _add_statement(sink, node, claim.statement)
    if claim.figure is not None:
        figure = claim.figure
        sink.text(node, vocab.P_WHAT, figure.what)
        sink.text(node, vocab.P_VALUE, decimal_text(figure.value), vocab.XSD_DECIMAL)
        sink.text(node, vocab.P_UNIT, figure.unit)
        sink.edtf(node, vocab.P_PERIOD, figure.period)
        sink.resource(node, vocab.P_AGENCY, "actor", figure.agency.id if figure.agency else None)
        sink.code(node, vocab.P_COMPARATOR, "Comparator", figure.comparator)
        sink.text(node, vocab.P_REFERENCE, figure.reference)
    if claim.counted is not None:
        counted = claim.counted
        sink.add(node, vocab.P_EVENT_KIND, _term(vocab.CLASSES[counted.event_kind]))
        sink.integer(node, vocab.P_NUMBER, counted.number)
        sink.boolean(node, vocab.P_IS_ORDINAL, counted.ordinal)
        sink.edtf(node, vocab.P_WINDOW, counted.window)


def _add_statement(sink: _Sink, node: IRI, statement: StatementContent) -> None:
    sink.text(node, vocab.P_QUOTE, statement.quote)
    sink.integer(node, vocab.P_QUOTE_START, statement.quote_start)
    sink.integer(node, vocab.P_QUOTE_END, statement.quote_end)
    sink.boolean(node, vocab.P_DIRECT, statement.direct)
    sink.resource(node, vocab.P_ADDRESSEE, "actor", statement.addressee.id if statement.addressee else None)
    sink.text(node, vocab.P_CHANNEL, statement.channel)


# ---- the ontology graph -----------------------------------------------------------------------------------------------


def ontology_quads(names: Names) -> tuple[Quad, ...]:
    """Terms, codes and shapes as they stand in ontology/*.ttl; lists get names made from their content."""
    graph = names.graph("ontology")
    return tuple(Quad(s, p, o, graph) for s, p, o in _ontology_triples())


@cache
def _ontology_triples() -> tuple[tuple[IRI, IRI, Term], ...]:
    from rdflib import Graph  # heavy, and only needed when a store is made or verified

    found: set[tuple[IRI, IRI, Term]] = set()
    for name in ONTOLOGY_FILES:
        graph = Graph().parse(find_resource("ontology", name))
        labels: dict[Node, IRI] = {}
        for s, p, o in graph:
            found.add((_own_node(graph, s, labels), IRI(str(p)), _own_term(graph, o, labels)))
    return tuple(sorted(found))


def _own_term(graph: Graph, node: Node, labels: dict[Node, IRI]) -> Term:
    from rdflib import Literal

    if not isinstance(node, Literal):
        return _own_node(graph, node, labels)
    if node.language:
        return RdfLiteral(str(node), vocab.RDF_LANG_STRING, node.language.lower())
    return RdfLiteral(str(node), str(node.datatype or vocab.XSD_STRING))


def _own_node(graph: Graph, node: Node, labels: dict[Node, IRI]) -> IRI:
    """A blank node of our files is the root of a tree (a list, a path): its name is the hash of what hangs on it."""
    from rdflib import BNode

    if not isinstance(node, BNode):
        return IRI(str(node))
    if node not in labels:
        content = sorted(f"{p.n3()} {_own_term(graph, o, labels)!r}" for p, o in graph.predicate_objects(node))
        labels[node] = IRI(f"{vocab.AMUR}n-{digest(*content, length=16)}")
    return labels[node]
