"""Single things as JSON, Turtle or JSON-LD.

The RDF of a thing is its own statements and those of its value nodes; of an event also its claims with their words; of an article
its whole graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node
from starlette.responses import Response

from app import vocab
from app.answers import to_json
from app.api.negotiate import JSON, JSON_LD, Format
from app.api.rendering import json_response
from app.errors import NotFound
from app.ids import Names
from app.model import IRI, XSD, RdfLiteral, Term
from app.resources import find_resource
from app.stores import Store

RDF_FORMATS: Final = {"ttl": "turtle", "jsonld": "json-ld"}
Triple = tuple[Term, Term, Term]


def entity_response(chosen: Format, store: Store, names: Names, view: Any, kind: str, slug: str) -> Response:
    """The answer's JSON, or the thing's RDF: one of ENTITIES."""
    if chosen is JSON:
        return json_response(to_json(view))
    return rdf_response(describe(store, names, kind, slug), chosen, names)


def rdf_response(triples: Iterable[Triple], chosen: Format, names: Names) -> Response:
    """Triples, few enough to hold, written with our prefixes."""
    graph = Graph()
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace, replace=True)
    for subject, predicate, value in triples:
        graph.add((_node(subject), _node(predicate), _node(value)))
    if chosen is JSON_LD:
        body = graph.serialize(
            format="json-ld", context=json_ld_context(), auto_compact=False, indent=1, sort_keys=True, ensure_ascii=False
        )
    else:
        body = graph.serialize(format=RDF_FORMATS[chosen.name], base=None)
    return Response(body.encode(), media_type=chosen.content_type)


def describe(store: Store, names: Names, kind: str, slug: str) -> list[Triple]:
    """All statements about a thing. Raises NotFound when there is none."""
    iri = names.resource(kind, slug)
    if kind == "article":
        found: list[Triple] = [(quad.subject, quad.predicate, quad.object) for quad in store.get_graph(names.graph("article", slug))]
    elif kind == "claim":
        found = _read(store, "claim_properties", "claim", [iri])
    else:
        found = _read(store, "properties", "thing", [iri])
        if kind == "event":
            found += _read(store, "claim_properties", "claim", [o for _, p, o in found if p.value == vocab.P_CLAIM and isinstance(o, IRI)])
    if not found:
        raise NotFound(f"There is no {kind} {slug}.", "Search for it, or see /data for the whole graph.")
    return found


def _read(store: Store, query: str, variable: str, things: Sequence[IRI]) -> list[Triple]:
    """The statements of the things, then of their value nodes (fragments of their IRIs)."""
    if not things:
        return []
    found = list(store.rows(query, {}, {variable: things}))
    own = {thing.value for thing in things}
    nodes = sorted({o for _, _, o in found if isinstance(o, IRI) and "#" in o.value and o.value.split("#", 1)[0] in own})
    if nodes:
        found += store.rows(query, {}, {variable: nodes})
    return [(s, p, o) for s, p, o in found if s is not None and p is not None and o is not None]


@cache
def json_ld_context() -> dict[str, Any]:
    """The published context (ontology/context.jsonld)."""
    document: dict[str, Any] = json.loads(find_resource("ontology", "context.jsonld").read_text(encoding="utf-8"))
    context: dict[str, Any] = document["@context"]
    return context


def prefixes() -> dict[str, str]:
    """The namespaces of the context."""
    return {name: iri for name, iri in json_ld_context().items() if isinstance(iri, str) and iri.endswith(("#", "/"))}


def _node(term: Term) -> Node:
    if isinstance(term, RdfLiteral):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype == f"{XSD}string":
            return Literal(term.value)
        return Literal(term.value, datatype=URIRef(term.datatype), normalize=False)
    return URIRef(term.value)
