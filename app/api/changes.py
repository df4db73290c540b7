"""What changed since a version: for mirrors, caches and readers who want to know what was corrected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.changes import ChangeList, find_changes, find_latest_changes
from app.api.deps import ServicesDep
from app.api.feeds import feed_response
from app.api.negotiate import ATOM, CSV, LISTS, choose_format
from app.api.openapi import also, problems
from app.api.parameters import ListParameters
from app.api.rendering import link_next, list_response
from app.api.tables import CHANGE_COLUMNS, change_rows
from app.errors import StoreProblem

router = APIRouter(tags=["changes"])


class ChangeParameters(ListParameters):
    format: str | None = Field(None, description="`json`, `csv` or `atom`; else the Accept header decides", examples=["atom"])
    since: int = Field(0, ge=0, le=2**53, description="a version (`X-Amur-Version`); 0 for all that is on record", examples=[0])


@router.get("/changes", summary="What changed", response_model=ChangeList, responses=also(CSV, ATOM) | problems(400, 406, 503))
def list_changes(request: Request, services: ServicesDep, query: Annotated[ChangeParameters, Query()]) -> Response:
    """Things that are new, merged, corrected or retracted, in the order it happened; the Atom feed tells the latest first."""
    if services.pipeline is None:
        raise StoreProblem("This server only reads its store and keeps no record of changes.", "Ask the one that owns the store.")
    archive, names, version = services.pipeline.archive, services.names, services.store.version
    if choose_format(request, query.format, (*LISTS, ATOM)) is ATOM:
        latest = find_latest_changes(archive, names, version, query.since, query.limit, query.cursor)
        return link_next(request, feed_response(request, latest, names), latest.next)
    answer = find_changes(archive, names, version, query.since, query.limit, query.cursor)
    return list_response(request, query.format, to_json(answer), CHANGE_COLUMNS, change_rows)
