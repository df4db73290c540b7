"""One claim with its words."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.answers.claims import ClaimDetail, get_claim
from app.api.deps import GazetteerDep, NamesDep, StoreDep
from app.api.entities import entity_response
from app.api.negotiate import JSON_LD, TURTLE
from app.api.openapi import also, problems
from app.api.parameters import FormatQuery, Slug

router = APIRouter(tags=["articles"])


@router.get("/claims/{id}", summary="One claim", response_model=ClaimDetail, responses=also(TURTLE, JSON_LD) | problems(400, 404, 406, 503))
def show_claim(request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, id: Slug, query: FormatQuery) -> Response:
    """What a claim says, the sentence that proves it with its offsets, its article, and the event it belongs to."""
    return entity_response(request, query.format, store, names, get_claim(store, gazetteer, names, id), "claim", id)
