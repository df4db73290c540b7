"""Who is who: search in three scripts, one actor, and who held which office."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.actors import ActorDetail, ActorList, HoldingList, find_actors, find_offices, get_actor
from app.answers.timeline import Timeline, TimelineFilters, get_timeline
from app.api.deps import GazetteerDep, NamesDep, SettingsDep, StoreDep
from app.api.entities import entity_response
from app.api.negotiate import CSV, ENTITIES, JSON_LD, TURTLE, choose_format
from app.api.openapi import MERGED, also, problems
from app.api.parameters import FormatQuery, ListParameters, Parameters, Slug
from app.api.rendering import list_response, moved
from app.api.tables import ACTOR_COLUMNS, OFFICE_COLUMNS, TIMELINE_COLUMNS, actor_rows, office_rows, timeline_rows

router = APIRouter(tags=["actors"])


class ActorParameters(ListParameters):
    q: str | None = Field(None, max_length=200, description="a name or a part of it, in English, Chinese or Russian", examples=["Лавров"])


class TimelineParameters(ListParameters):
    kind: str | None = Field(None, description="office, event, statement; several joined by commas", examples=["office,event"])
    since: str | None = Field(None, description="first day: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023"])
    until: str | None = Field(None, description="last day, inclusive", examples=["2023-12"])
    type: str | None = Field(None, description="kinds of events; all if not given", examples=["Meeting"])
    status: str | None = Field(None, description="of events; facts only if not given", examples=["planned"])
    min_confidence: float | None = Field(None, ge=0, le=1, description="of events; else the service's own bound", examples=[0.7])
    order: Literal["asc", "desc"] = Field("asc", description="earliest first, or latest first; undated ones stand last", examples=["desc"])


class OfficeParameters(Parameters):
    on: str | None = Field(None, description="a day, YYYY-MM-DD: who held the office then", examples=["2023-07-13"])
    office: str | None = Field(None, description="one office: id or name", examples=["foreign-minister-of-russia"])
    format: str | None = Field(None, description="`json` or `csv`; else the Accept header decides", examples=["csv"])


@router.get("/actors", summary="Search actors", response_model=ActorList, responses=also(CSV) | problems(400, 406, 503))
def list_actors(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[ActorParameters, Query()]
) -> Response:
    """The best match first (whole name, beginning, part, similar spelling); without `q` the most active first."""
    answer = find_actors(store, gazetteer, names, query.q, query.limit, query.cursor)
    return list_response(request, query.format, to_json(answer), ACTOR_COLUMNS, actor_rows)


@router.get(
    "/actors/{id}", summary="One actor", response_model=ActorDetail, responses=also(TURTLE, JSON_LD) | MERGED | problems(400, 404, 406, 503)
)
def show_actor(request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, id: Slug, query: FormatQuery) -> Response:
    """Names, offices over time, in how many facts it took part, and whom it met most. The id of one that is now another answers 301."""
    found = get_actor(store, gazetteer, names, id)
    if found.id != id:
        return moved(request, f"/api/v1/actors/{found.id}")
    return entity_response(choose_format(request, query.format, ENTITIES), store, names, found, "actor", id)


@router.get(
    "/actors/{id}/timeline",
    summary="An actor's career",
    response_model=Timeline,
    responses=also(CSV) | MERGED | problems(400, 404, 406, 503),
)
def show_timeline(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    id: Slug,
    query: Annotated[TimelineParameters, Query()],
) -> Response:
    """Offices taken up, events and sayings in order of time; of each entry one of `office`, `event` and `statement` is set."""
    given = query.model_dump(exclude={"format", "min_confidence"})
    bound = settings.min_confidence if query.min_confidence is None else query.min_confidence
    answer = get_timeline(store, gazetteer, names, id, TimelineFilters(**given, min_confidence=bound))
    if answer.actor.id != id:
        return moved(request, f"/api/v1/actors/{answer.actor.id}/timeline")
    return list_response(request, query.format, to_json(answer), TIMELINE_COLUMNS, timeline_rows)


@router.get("/offices", summary="Who held which office", response_model=HoldingList, responses=also(CSV) | problems(400, 406, 503))
def list_offices(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[OfficeParameters, Query()]
) -> Response:
    """All holdings, or those of one day or one office; both days of a holding count."""
    answer = find_offices(store, gazetteer, names, query.on, query.office)
    return list_response(request, query.format, to_json(answer), OFFICE_COLUMNS, office_rows)
