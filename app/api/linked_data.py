"""Addresses of things and the ontology: `/id/…` says 303 See Other to what describes the thing, by what the client reads."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.deps import NamesDep, StoreDep
from app.api.entities import describe, json_ld_context, rdf_response
from app.api.negotiate import HTML, JSON, JSON_LD, TURTLE, choose_format, prefers_html
from app.api.openapi import also, problems
from app.api.parameters import NoQuery, Parameters, Slug
from app.api.rendering import json_response
from app.errors import NotFound

router = APIRouter(tags=["linked data"])

Kind = Literal["actor", "article", "claim", "counted", "event", "figure", "holding", "office", "place", "statement", "topic"]
WITH_JSON: Final = ("actor", "article", "claim", "event")
WITH_PAGE: Final = ("actor", "article", "claim", "event")


class RdfParameters(Parameters):
    format: str | None = Field(None, description="`ttl` or `jsonld`; else the Accept header decides", examples=["jsonld"])


RdfQuery = Annotated[RdfParameters, Query()]


@router.get(
    "/id/{kind}/{slug}", summary="The address of a thing", status_code=303, response_class=Response,
    responses=problems(400, 404) | {303: {"description": "see the page, the JSON or the RDF about it"}},
)  # fmt: skip
def see_other(request: Request, kind: Kind, slug: Slug, query: NoQuery) -> Response:
    """Browsers are sent to the page, JSON clients to the API, RDF clients to `/data/{kind}/{slug}`."""
    chosen = choose_format(request, None, (JSON, TURTLE, JSON_LD, HTML))
    if kind in WITH_PAGE and (chosen is HTML or prefers_html(request)):
        address = f"/{kind}s/{slug}"
    elif kind in WITH_JSON and chosen is JSON:
        address = f"/api/v1/{kind}s/{slug}"
    else:
        address = f"/data/{kind}/{slug}" + (f"?format={chosen.name}" if chosen in (TURTLE, JSON_LD) else "")
    return Response(status_code=303, headers={"Location": address, "Vary": "Accept"})


@router.get(
    "/data/{kind}/{slug}", summary="RDF about a thing", response_class=Response, responses=also(TURTLE, JSON_LD) | problems(400, 404, 406)
)
def show_data(request: Request, store: StoreDep, names: NamesDep, kind: Kind, slug: Slug, query: RdfQuery) -> Response:
    """The statements about any thing that has an address."""
    return rdf_response(describe(store, names, kind, slug), choose_format(request, query.format, (TURTLE, JSON_LD)), names)


@router.get("/ontology", summary="The ontology", response_class=Response, responses=also(TURTLE, JSON_LD) | problems(400, 406))
def show_ontology(request: Request, store: StoreDep, names: NamesDep, query: RdfQuery) -> Response:
    """All terms with their labels in three languages, comments and alignments."""
    quads = store.get_graph(names.graph("ontology"))
    if not quads:
        raise NotFound("The store holds no ontology.", "Run `amur rebuild`.")
    chosen = choose_format(request, query.format, (TURTLE, JSON_LD))
    return rdf_response([(quad.subject, quad.predicate, quad.object) for quad in quads], chosen, names)


@router.get("/ontology/context.jsonld", summary="The JSON-LD context", responses=also(JSON_LD))
def show_context(query: NoQuery) -> Response:
    """The context that our JSON-LD is written with."""
    response = json_response({"@context": json_ld_context()})
    response.headers["Content-Type"] = JSON_LD.content_type
    return response
