"""Addresses of things and the ontology: `/id/…` says 303 See Other to what describes the thing, by what the client reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.deps import NamesDep, ServicesDep, StoreDep
from app.api.entities import Triple, describe, json_ld_context, prefixes, rdf_response
from app.api.negotiate import HTML, JSON, JSON_LD, TURTLE, Format, choose_format, prefers_html
from app.api.openapi import MERGED, also, problems
from app.api.parameters import NoQuery, Parameters, Slug
from app.api.rendering import json_response, moved
from app.errors import NotFound
from app.ids import Names
from app.model import IRI
from app.stores import Store
from app.web.context import chosen_language
from app.web.things import ontology_page, thing_page, title_of

router = APIRouter(tags=["linked data"])

Kind = Literal["actor", "article", "claim", "counted", "event", "figure", "holding", "office", "place", "statement", "topic"]
WITH_JSON: Final = ("actor", "article", "claim", "event")
WITH_PAGE: Final = ("actor", "article", "claim", "event")
MERGING: Final = ("actor", "event")  # kinds of which one may become another
DATA: Final = (TURTLE, JSON_LD, HTML)


class RdfParameters(Parameters):
    format: str | None = Field(None, description="`ttl`, `jsonld` or `html`; else the Accept header decides", examples=["jsonld"])
    lang: str | None = Field(None, description="language of the page: en, zh or ru", examples=["zh"])


RdfQuery = Annotated[RdfParameters, Query()]


@router.get(
    "/id/{kind}/{slug}", summary="The address of a thing", status_code=303, response_class=Response,
    responses=problems(400, 404) | MERGED | {303: {"description": "see the page, the JSON or the RDF about it"}},
)  # fmt: skip
def see_other(request: Request, store: StoreDep, names: NamesDep, kind: Kind, slug: Slug, query: NoQuery) -> Response:
    """Browsers are sent to the page, JSON clients to the API, RDF clients to `/data/{kind}/{slug}`. A merged id answers 301."""
    if (current := current_slug(store, names, kind, slug)) != slug:
        return moved(request, f"/id/{kind}/{current}")
    if not exists(store, names, kind, slug):
        raise NotFound(f"There is no {kind} {slug}.", "Search for it, or see /data for the whole graph.")
    chosen = choose_format(request, None, (JSON, TURTLE, JSON_LD, HTML))
    is_page = chosen is HTML or prefers_html(request)
    if kind in WITH_PAGE and is_page:
        address = f"/{kind}s/{slug}"
    elif kind in WITH_JSON and chosen is JSON:
        address = f"/api/v1/{kind}s/{slug}"
    else:
        wanted = "?format=html" if is_page else f"?format={chosen.name}" if chosen in (TURTLE, JSON_LD) else ""
        address = f"/data/{kind}/{slug}{wanted}"
    return Response(status_code=303, headers={"Location": address, "Vary": "Accept"})


@router.get(
    "/data/{kind}/{slug}",
    summary="RDF about a thing",
    response_class=Response,
    responses=also(TURTLE, JSON_LD, HTML) | problems(400, 404, 406) | MERGED,
)
def show_data(request: Request, services: ServicesDep, kind: Kind, slug: Slug, query: RdfQuery) -> Response:
    """The statements about any thing that has an address."""
    store, names = services.store, services.names
    if (current := current_slug(store, names, kind, slug)) != slug:
        return moved(request, f"/data/{kind}/{current}")
    triples = describe(store, names, kind, slug)
    chosen = choose_format(request, query.format, DATA)
    if chosen is not HTML:
        return rdf_response(triples, chosen, names)
    iri = names.resource(kind, slug).value
    title = title_of(triples, iri, chosen_language(request))
    return thing_page(request, services, triples, iri=iri, kind=kind, title=title, prefixes=prefixes())


@router.get("/ontology", summary="The ontology", response_class=Response, responses=also(TURTLE, JSON_LD, HTML) | problems(400, 406))
def show_ontology(request: Request, services: ServicesDep, query: RdfQuery) -> Response:
    """All terms with their labels in three languages, comments and alignments."""
    triples = _ontology(services.store, services.names)
    chosen: Format = choose_format(request, query.format, DATA)
    if chosen is not HTML:
        return rdf_response(triples, chosen, services.names)
    iri = next((subject.value for subject, _, _ in triples if subject.value.endswith("/ontology")), triples[0][0].value)
    title = title_of(triples, iri, chosen_language(request))
    return ontology_page(request, services, triples, title, prefixes())


@router.get("/ontology/context.jsonld", summary="The JSON-LD context", response_class=Response, responses=also(JSON_LD))
def show_context(query: NoQuery) -> Response:
    """The context that our JSON-LD is written with."""
    response = json_response({"@context": json_ld_context()})
    response.headers["Content-Type"] = JSON_LD.content_type
    return response


def current_slug(store: Store, names: Names, kind: str, slug: str) -> str:
    """The id of what a merged event or actor is part of now; of others their own."""
    rows = store.rows("merged_events", {}, {"event": [names.resource(kind, slug)]}) if kind in MERGING else []
    return next((names.slug(into) for _, into in rows if isinstance(into, IRI)), slug)


def exists(store: Store, names: Names, kind: str, slug: str) -> bool:
    """Whether anything is said of the thing."""
    if kind in ("article", "claim"):
        return bool(store.rows(f"{kind}_properties", {}, {kind: [names.resource(kind, slug)]}))
    return bool(store.rows("properties", {}, {"thing": [names.resource(kind, slug)]}))


def _ontology(store: Store, names: Names) -> Sequence[Triple]:
    quads = store.get_graph(names.graph("ontology"))
    if not quads:
        raise NotFound("The store holds no ontology.", "Run `amur rebuild`.")
    return [(quad.subject, quad.predicate, quad.object) for quad in quads]
