"""The registry as RDF: the quads of `graph/registry`. Sorted, no blank nodes, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from app import vocab
from app.gazetteer import Actor, Gazetteer, Office, OfficeHolding, Place, Topic
from app.ids import Names
from app.model import IRI, RDF, Quad, RdfLiteral, Term

LANGUAGES: Final = ("en", "zh", "ru")
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_URL: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

Triple = tuple[IRI, str, Term]


def registry_quads(gazetteer: Gazetteer, names: Names) -> tuple[Quad, ...]:
    """Actors, offices, holdings, places and topics."""
    graph = names.graph("registry")
    return tuple(sorted({Quad(subject, IRI(predicate), value, graph) for subject, predicate, value in _triples(gazetteer, names)}))


def _triples(gazetteer: Gazetteer, names: Names) -> Iterator[Triple]:
    for actor in gazetteer.actors.values():
        yield from _actor(actor, names)
    for office in gazetteer.offices.values():
        yield from _office(office, names)
    for holding in gazetteer.holdings:
        yield from _holding(holding, gazetteer, names)
    for place in gazetteer.places.values():
        yield from _place(place, names)
    for topic in gazetteer.topics.values():
        yield from _topic(topic, names)


def _actor(actor: Actor, names: Names) -> Iterator[Triple]:
    node = names.resource("actor", actor.id)
    kind = vocab.CLASSES[actor.type]
    for name in (kind, *vocab.SUPERCLASSES[kind]):
        yield node, vocab.RDF_TYPE, IRI(name)
    yield from _labels(node, vocab.RDFS_LABEL, actor.labels)
    yield from _aliases(node, actor.aliases)
    yield from _link(node, vocab.P_COUNTRY, names, "actor", actor.country)
    yield from _link(node, vocab.P_PARENT_ORGANIZATION, names, "actor", actor.parent)
    yield from _text(node, vocab.P_ROLE_HINT, actor.role_hint)
    yield from _wikidata(node, actor.wikidata)
    if actor.media is not None:
        yield node, vocab.P_OWNERSHIP, IRI(vocab.CODES["Ownership"][actor.media.ownership])
        yield node, vocab.P_MEDIA_KIND, IRI(vocab.CODES["MediaKind"][actor.media.kind])
        yield from _text(node, vocab.DCTERMS_LICENSE, actor.media.licence)
    yield from _origin(node, actor.note, actor.sources)


def _office(office: Office, names: Names) -> Iterator[Triple]:
    node = names.resource("office", office.id)
    yield node, vocab.RDF_TYPE, IRI(vocab.OFFICE)
    yield from _labels(node, vocab.RDFS_LABEL, office.labels)
    yield from _link(node, vocab.P_ORGANIZATION, names, "actor", office.organization)
    yield node, vocab.P_OFFICE_LEVEL, IRI(vocab.CODES["Level"][office.level])
    yield from _link(node, vocab.P_COUNTRY, names, "actor", office.country)
    yield from _text(node, vocab.SKOS_NOTE, office.note)


def _holding(holding: OfficeHolding, gazetteer: Gazetteer, names: Names) -> Iterator[Triple]:
    """A bound known to the month or year only is its first or last day, and a note says so."""
    node = names.resource("holding", holding.id)
    yield node, vocab.RDF_TYPE, IRI(vocab.OFFICE_HOLDING)
    yield node, vocab.P_HOLDER, names.resource("actor", holding.holder)
    yield node, vocab.P_OFFICE, names.resource("office", holding.office)
    yield from _link(node, vocab.P_ORGANIZATION, names, "actor", gazetteer.offices[holding.office].organization)
    for predicate, day, words in (
        (vocab.P_SINCE, holding.since, holding.since_words),
        (vocab.P_UNTIL, holding.until, holding.until_words),
    ):
        if day is not None:
            yield node, predicate, RdfLiteral(day.isoformat(), vocab.XSD_DATE)
            if words != day.isoformat():
                yield from _text(node, vocab.SKOS_NOTE, f"{predicate.rsplit('#', 1)[-1]} {words}: the day is not known")
    yield from _origin(node, holding.note, holding.sources)


def _place(place: Place, names: Names) -> Iterator[Triple]:
    node = names.resource("place", place.id)
    yield node, vocab.RDF_TYPE, IRI(vocab.PLACE)
    yield node, vocab.P_PLACE_KIND, IRI(vocab.CODES["PlaceKind"][place.type])
    yield from _labels(node, vocab.RDFS_LABEL, place.labels)
    yield from _aliases(node, place.aliases)
    yield from _link(node, vocab.P_COUNTRY, names, "actor", place.country)
    yield from _link(node, vocab.P_WITHIN, names, "place", place.host)
    yield from _wikidata(node, place.wikidata)
    if place.lat is not None and place.lon is not None:
        lat, lon = _decimal(place.lat), _decimal(place.lon)
        yield node, vocab.WGS84_LAT, RdfLiteral(lat, vocab.XSD_DECIMAL)
        yield node, vocab.WGS84_LONG, RdfLiteral(lon, vocab.XSD_DECIMAL)
        yield node, vocab.GEO_AS_WKT, RdfLiteral(f"POINT({lon} {lat})", vocab.GEO_WKT_LITERAL)
    yield from _origin(node, place.note, place.sources)


def _topic(topic: Topic, names: Names) -> Iterator[Triple]:
    node = names.resource("topic", topic.id)
    yield node, vocab.RDF_TYPE, IRI(vocab.TOPIC)
    yield node, vocab.RDF_TYPE, IRI(vocab.SKOS_CONCEPT)
    yield from _labels(node, vocab.SKOS_PREF_LABEL, topic.labels)
    yield from _link(node, vocab.SKOS_BROADER, names, "topic", topic.broader)


def _labels(node: IRI, predicate: str, labels: Mapping[str, str]) -> Iterator[Triple]:
    """In every language; where the registry has no name in one, the English name stands in."""
    for language in LANGUAGES:
        yield node, predicate, _tagged(labels.get(language) or labels["en"], language)


def _aliases(node: IRI, aliases: Iterable[str]) -> Iterator[Triple]:
    for alias in aliases:
        yield node, vocab.SKOS_ALT_LABEL, _tagged(alias, _language_of(alias))


def _language_of(name: str) -> str:
    if any("\u3400" <= char <= "\u9fff" for char in name):
        return "zh"
    return "ru" if any("\u0400" <= char <= "\u04ff" for char in name) else "en"


def _tagged(text: str, language: str) -> RdfLiteral:
    return RdfLiteral(text, f"{RDF}langString", language)


def _link(node: IRI, predicate: str, names: Names, kind: str, slug: str | None) -> Iterator[Triple]:
    if slug is not None:
        yield node, predicate, names.resource(kind, slug)


def _text(node: IRI, predicate: str, text: str | None) -> Iterator[Triple]:
    if text:
        yield node, predicate, RdfLiteral(text)


def _wikidata(node: IRI, key: str | None) -> Iterator[Triple]:
    if key:
        yield node, vocab.SCHEMA_SAME_AS, IRI(_WIKIDATA + key)


def _origin(node: IRI, note: str | None, sources: Iterable[str]) -> Iterator[Triple]:
    yield from _text(node, vocab.SKOS_NOTE, note)
    for source in sources:
        yield node, vocab.DCTERMS_SOURCE, RdfLiteral(source, vocab.XSD_ANY_URI if _URL.fullmatch(source) else vocab.XSD_STRING)


def _decimal(value: float) -> str:
    """Canonical xsd:decimal without exponent and trailing zeros."""
    text = format(Decimal(str(value)).normalize(), "f")
    return "0" if text == "-0" else text
