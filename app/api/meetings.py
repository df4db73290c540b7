"""Who met whom when."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers.event_index import EventFilters
from app.answers.meetings import find_meetings
from app.answers.views import EventList
from app.api.deps import ServicesDep
from app.api.event_lists import event_list_response
from app.api.negotiate import EVENT_LISTS
from app.api.openapi import also, problems
from app.api.parameters import ListParameters

router = APIRouter(tags=["meetings"])


class MeetingParameters(ListParameters):
    """All optional. Several words of a closed list are joined by commas."""

    format: str | None = Field(
        None, description="`json`, `csv`, `ics`, `geojson`, `bibtex`, `ris` or `csl`; else the Accept header decides", examples=["ics"]
    )

    actor: str | None = Field(None, description="an id, a name in English, Chinese or Russian, or a Wikidata id", examples=["Wang Yi"])
    with_: str | None = Field(None, alias="with", description="the other side, as `actor`", examples=["Лавров"])
    since: str | None = Field(None, description="first day: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023-07"])
    until: str | None = Field(None, description="last day, inclusive", examples=["2023-12"])
    place: str | None = Field(None, description="a place and what lies in it: id or name", examples=["jakarta"])
    type: str | None = Field(None, description="kinds of events; `all` for all", examples=["Meeting,PhoneCall"])
    level: str | None = Field(None, description="leader, premier, foreign, defence, security, other", examples=["foreign"])
    event_format: str | None = Field(None, description="bilateral, trilateral, multilateral, pull-aside", examples=["bilateral"])
    topic: str | None = Field(None, description="a topic and those under it: id or name", examples=["ukraine"])
    status: str | None = Field(
        None,
        description="occurred, ongoing, planned, alleged, denied, hypothetical, cancelled; facts only when not given",
        examples=["planned"],
    )
    sourcing: str | None = Field(None, description="own or attributed", examples=["own"])
    publisher: str | None = Field(None, description="who published a claim of it: id or name", examples=["amur-wire"])
    language: str | None = Field(None, description="language of an article that tells it", examples=["en"])
    min_origins: int = Field(0, ge=0, le=1000, description="at least so many independent origins", examples=[2])
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="at least this confidence of the extractor; else the service's own bound", examples=[0.7]
    )
    q: str | None = Field(None, max_length=200, description="words in the evidence", examples=["trade"])
    match: Literal["certain", "possible"] | None = Field(
        None, description="only those whose whole time lies in the window, or only those that may", examples=["certain"]
    )
    confirmed: bool | None = Field(
        None, description="plans only: `true` for those that came true, `false` for those never confirmed", examples=[False]
    )
    order: Literal["asc", "desc"] = Field("asc", description="earliest first, or latest first; undated ones stand last", examples=["desc"])

    def to_filters(self, default_confidence: float) -> EventFilters:
        given = self.model_dump(exclude={"format", "min_confidence"})
        return EventFilters(**given, min_confidence=default_confidence if self.min_confidence is None else self.min_confidence)


MeetingQuery = Annotated[MeetingParameters, Query()]


@router.get(
    "/meetings",
    summary="Who met whom when",
    response_model=EventList,
    responses=also(*EVENT_LISTS[1:]) | problems(400, 404, 406, 409, 503),
)
def list_meetings(request: Request, services: ServicesDep, query: MeetingQuery) -> Response:
    """Meetings by their first possible day. Calls and co-attendances that the same filters fit are counted in `left_out`.

    `time.match` says whether the whole of the known time lies in the window (`certain`) or only touches it (`possible`).
    """
    filters = query.to_filters(services.settings.min_confidence)
    answer = find_meetings(services.store, services.gazetteer, filters, services.names, services.sentences)
    return event_list_response(request, query.format, answer, services)
