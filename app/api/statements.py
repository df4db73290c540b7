"""What was said and measured, counts held against the graph, and where claims disagree."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.checks import ContradictionList, CountedList, find_conflicts, find_counted
from app.answers.figures import FigureList, find_figures
from app.answers.statements import StatementFilters, StatementList, find_statements
from app.api.deps import GazetteerDep, NamesDep, ServicesDep, StoreDep
from app.api.negotiate import CSV
from app.api.openapi import also, problems
from app.api.parameters import ListParameters
from app.api.rendering import list_response
from app.api.tables import (
    CONFLICT_COLUMNS,
    COUNTED_COLUMNS,
    FIGURE_COLUMNS,
    STATEMENT_COLUMNS,
    conflict_rows,
    counted_rows,
    figure_rows,
    statement_rows,
)

router = APIRouter(tags=["statements"])
LIST = problems(400, 404, 406, 409, 503) | also(CSV)


class StatementParameters(ListParameters):
    speaker: str | None = Field(None, description="who said it: id, name or Wikidata id", examples=["Wang Yi"])
    addressee: str | None = Field(None, description="to whom", examples=["sergey-lavrov"])
    side: str | None = Field(None, description="a state: everyone who belongs to it", examples=["china"])
    topic: str | None = Field(None, description="a topic and those under it: id or name", examples=["ukraine"])
    since: str | None = Field(None, description="first day: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023"])
    until: str | None = Field(None, description="last day, inclusive", examples=["2023-12"])
    match: Literal["certain", "possible"] | None = Field(
        None, description="only those whose whole time lies in the window, or only those that may", examples=["certain"]
    )
    direct: bool | None = Field(None, description="`true`: in the speaker's own words; `false`: told in others'", examples=[True])
    channel: str | None = Field(None, description="through which it was said, as told: readout, interview, briefing…", examples=["readout"])
    status: str | None = Field(None, description="occurred, planned, alleged…; any if not given", examples=["occurred"])
    sourcing: str | None = Field(None, description="own or attributed", examples=["attributed"])
    publisher: str | None = Field(None, description="who published it: id or name", examples=["amur-wire"])
    language: str | None = Field(None, description="language of an article that tells it", examples=["en"])
    min_origins: int = Field(0, ge=0, le=1000, description="at least so many independent origins", examples=[2])
    q: str | None = Field(None, max_length=200, description="words in the evidence", examples=["neutral"])
    order: Literal["asc", "desc"] = Field("asc", description="earliest first, or latest first; undated ones stand last", examples=["desc"])


class FigureParameters(ListParameters):
    q: str | None = Field(None, max_length=200, description="words in what is measured", examples=["trade"])
    since: str | None = Field(None, description="first day of the period measured", examples=["2023-06"])
    until: str | None = Field(None, description="last day of the period, inclusive", examples=["2023-06"])


class CountedParameters(ListParameters):
    kind: str | None = Field(None, description="kinds of events that are counted", examples=["JointPatrol"])


class ConflictParameters(ListParameters):
    kind: str | None = Field(None, description="time, place, participant, value, polarity, position", examples=["time"])


@router.get("/statements", summary="What was said", response_model=StatementList, responses=LIST)
def list_statements(request: Request, services: ServicesDep, query: Annotated[StatementParameters, Query()]) -> Response:
    """Who said what to whom, through whom, about what; by the time of saying."""
    filters = StatementFilters(**query.model_dump(exclude={"format"}))
    answer = find_statements(services.store, services.gazetteer, services.names, filters, services.sentences)
    return list_response(request, query.format, to_json(answer), STATEMENT_COLUMNS, statement_rows)


@router.get("/figures", summary="What was measured", response_model=FigureList, responses=LIST)
def list_figures(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[FigureParameters, Query()]
) -> Response:
    """Amounts with unit, period, who measured them and what they are compared with."""
    answer = find_figures(store, gazetteer, names, **query.model_dump(exclude={"format"}))
    return list_response(request, query.format, to_json(answer), FIGURE_COLUMNS, figure_rows)


@router.get("/counted", summary="Counts, held against the graph", response_model=CountedList, responses=LIST)
def list_counted(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[CountedParameters, Query()]
) -> Response:
    """Such as "the sixth patrol since 2019": how many of them the graph knows, and which."""
    answer = find_counted(store, gazetteer, names, **query.model_dump(exclude={"format"}))
    return list_response(request, query.format, to_json(answer), COUNTED_COLUMNS, counted_rows)


@router.get("/conflicts", summary="Where claims disagree", response_model=ContradictionList, responses=LIST)
def list_conflicts(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[ConflictParameters, Query()]
) -> Response:
    """Both sides with their words; a cause where one explains it."""
    answer = find_conflicts(store, gazetteer, names, **query.model_dump(exclude={"format"}))
    return list_response(request, query.format, to_json(answer), CONFLICT_COLUMNS, conflict_rows)
