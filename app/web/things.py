"""RDF as a page: the statements about a thing, or all terms of the ontology, with links to what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from app import vocab
from app.answers.citations import web_url
from app.api.deps import Services
from app.model import IRI, XSD, RdfLiteral, Term
from app.web.context import page_context
from app.web.templating import render

Triple = tuple[Term, Term, Term]
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_COMMENTS = (f"{_RDFS}comment", f"{_SKOS}definition", f"{_SKOS}scopeNote")
_BROADER = (f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf", f"{_SKOS}broader", f"{_SKOS}inScheme")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is shown: where it leads, its language, its datatype."""

    text: str
    href: str | None
    language: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One subject. `anchor` is the fragment of its IRI, empty for the thing itself."""

    anchor: str
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term with its labels by language, and the terms above it."""

    name: str
    labels: tuple[tuple[str, str], ...]
    comment: str
    broader: tuple[Value, ...]


def thing_page(
    request: Request, services: Services, triples: Iterable[Triple], *, iri: str, kind: str, title: str, prefixes: Mapping[str, str]
) -> Response:
    """A page of all the statements, one table a subject, the thing itself first."""
    base = services.names.base
    by_subject: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value in triples:
        by_subject.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    parts = [
        Part(
            anchor=subject.partition("#")[2] if subject != iri else "",
            name=_short(subject, prefixes),
            rows=_rows(by_subject[subject], base, prefixes),
        )
        for subject in sorted(by_subject, key=lambda one: (one != iri, one))
    ]
    context = page_context(request, services)
    body = render("thing.html", **context, title=title, thing_kind=kind, iri=iri, address=request.url.path, parts=parts)
    return Response(body, media_type="text/html; charset=utf-8")


def _rows(properties: Mapping[str, list[Term]], base: str, prefixes: Mapping[str, str]) -> tuple[Row, ...]:
    ordered = sorted(properties.items(), key=lambda item: (item[0] != vocab.RDF_TYPE, item[0]))
    return tuple(
        Row(_short(predicate, prefixes), _href(predicate, base) or "#", tuple(_value(one, base, prefixes) for one in sorted(values)))
        for predicate, values in ordered
    )


def ontology_page(request: Request, services: Services, triples: Iterable[Triple], title: str, prefixes: Mapping[str, str]) -> Response:
    """The terms by kind, each at the anchor that its IRI names, with labels in three languages."""
    by_subject: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value in triples:
        if subject.value.startswith(vocab.AMUR):
            by_subject.setdefault(subject.value.removeprefix(vocab.AMUR), {}).setdefault(predicate.value, []).append(value)
    groups: dict[str, list[OntologyTerm]] = {"Classes": [], "Properties": [], "Codes": []}
    for name, properties in sorted(by_subject.items()):
        kinds = {value.value.rsplit("#", 1)[-1] for value in properties.get(vocab.RDF_TYPE, ())}
        group = "Classes" if "Class" in kinds else "Properties" if any(kind.endswith("Property") for kind in kinds) else "Codes"
        groups[group].append(_term(name, properties, services.names.base, prefixes))
    context = page_context(request, services)
    shown = [{"title": group, "terms": terms} for group, terms in groups.items() if terms]
    return Response(
        render("ontology.html", **context, title=title, namespace=vocab.AMUR, groups=shown), media_type="text/html; charset=utf-8"
    )


def _term(name: str, properties: Mapping[str, list[Term]], base: str, prefixes: Mapping[str, str]) -> OntologyTerm:
    labels = {
        value.language or "en": value.value
        for predicate in (vocab.RDFS_LABEL, vocab.SKOS_PREF_LABEL)
        for value in properties.get(predicate, ())
        if isinstance(value, RdfLiteral)
    }
    comments = [value for predicate in _COMMENTS for value in properties.get(predicate, ())]
    broader = [value for predicate in _BROADER for value in sorted(properties.get(predicate, ()))]
    return OntologyTerm(
        name=name,
        labels=tuple((language, labels[language]) for language in ("en", "zh", "ru") if language in labels),
        comment=comments[0].value if comments else "",
        broader=tuple(_value(one, base, prefixes) for one in broader if isinstance(one, IRI)),
    )


def title_of(triples: Iterable[Triple], iri: str, language: str) -> str:
    """The label of the thing in the language, else in English, else any; its IRI without one."""
    labels = {
        value.language or "": value.value
        for subject, predicate, value in triples
        if subject.value == iri and predicate.value in (vocab.RDFS_LABEL, vocab.SKOS_PREF_LABEL) and isinstance(value, RdfLiteral)
    }
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), iri)


def _value(term: Term, base: str, prefixes: Mapping[str, str]) -> Value:
    if isinstance(term, RdfLiteral):
        note = _short(term.datatype, prefixes) if term.language is None and term.datatype != f"{XSD}string" else term.language
        return Value(term.value, web_url(term.value) if term.datatype == f"{XSD}anyURI" else None, term.language, note)
    return Value(_short(term.value, prefixes), _href(term.value, base) if isinstance(term, IRI) else None, None, None)


def _href(iri: str, base: str) -> str | None:
    """Our own things lead to this service, wherever their base is; others to their address if it is one of the web."""
    parts = urlsplit(iri)
    if iri.startswith(base):
        return "/" + iri.removeprefix(base)
    if iri.startswith(vocab.AMUR):
        return f"/ontology#{parts.fragment}"
    return web_url(iri)


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for name, namespace in sorted(prefixes.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace) and namespace != iri:
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri
