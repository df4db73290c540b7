"""One claim with its words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers.citations import cite_claim_as
from app.answers.claims import ClaimDetail, get_claim
from app.api.citations import citations_response
from app.api.deps import GazetteerDep, NamesDep, StoreDep
from app.api.entities import entity_response
from app.api.negotiate import CITATIONS, ENTITIES, JSON_LD, TURTLE, choose_format
from app.api.openapi import also, problems
from app.api.parameters import Parameters, Slug

router = APIRouter(tags=["articles"])


class ClaimFormatParameters(Parameters):
    format: str | None = Field(
        None, description="`json`, `ttl`, `jsonld`, `bibtex`, `ris` or `csl`; else the Accept header decides", examples=["bibtex"]
    )


@router.get(
    "/claims/{id}",
    summary="One claim",
    response_model=ClaimDetail,
    responses=also(TURTLE, JSON_LD, *CITATIONS) | problems(400, 404, 406, 503),
)
def show_claim(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, id: Slug, query: Annotated[ClaimFormatParameters, Query()]
) -> Response:
    """What a claim says, the sentence that proves it with its offsets, its article, and the event it belongs to; or how to cite it."""
    found = get_claim(store, gazetteer, names, id)
    chosen = choose_format(request, query.format, (*ENTITIES, *CITATIONS))
    if chosen in CITATIONS:
        return citations_response(chosen, [cite_claim_as(found, store.version)])
    return entity_response(chosen, store, names, found, "claim", id)
