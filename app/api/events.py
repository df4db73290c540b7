"""Events of all kinds, and one with everything that is known of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.agreements import AgreementList, find_agreements
from app.answers.citations import cite_event
from app.answers.events import EventDetail, find_events, get_event
from app.answers.readouts import Readouts, get_readouts
from app.answers.views import EventList
from app.api.calendars import calendar_response
from app.api.citations import citations_response
from app.api.deps import GazetteerDep, NamesDep, ServicesDep, StoreDep
from app.api.entities import entity_response
from app.api.event_lists import event_list_response
from app.api.meetings import MeetingParameters, MeetingQuery
from app.api.negotiate import CITATIONS, CSV, ENTITIES, EVENT_LISTS, ICALENDAR, JSON_LD, TURTLE, choose_format
from app.api.openapi import MERGED, also, problems
from app.api.parameters import NoQuery, Parameters, Slug
from app.api.rendering import json_response, list_response, moved
from app.api.tables import AGREEMENT_COLUMNS, agreement_rows

router = APIRouter(tags=["events"])


class EventFormatParameters(Parameters):
    format: str | None = Field(
        None, description="`json`, `ttl`, `jsonld`, `ics`, `bibtex`, `ris` or `csl`; else the Accept header decides", examples=["bibtex"]
    )


class AgreementParameters(MeetingParameters):
    format: str | None = Field(None, description="`json` or `csv`; else the Accept header decides", examples=["csv"])


AgreementQuery = Annotated[AgreementParameters, Query()]
EventFormatQuery = Annotated[EventFormatParameters, Query()]


@router.get(
    "/events",
    summary="Events of all kinds",
    response_model=EventList,
    responses=also(*EVENT_LISTS[1:]) | problems(400, 404, 406, 409, 503),
)
def list_events(request: Request, services: ServicesDep, query: MeetingQuery) -> Response:
    """As `/meetings`, but every kind of event unless `type` says which."""
    filters = query.to_filters(services.settings.min_confidence)
    answer = find_events(services.store, services.gazetteer, filters, services.names, services.sentences)
    return event_list_response(request, query.format, answer, services)


@router.get(
    "/events/{id}",
    summary="One event",
    response_model=EventDetail,
    responses=also(TURTLE, JSON_LD, ICALENDAR, *CITATIONS) | MERGED | problems(400, 404, 406, 503),
)
def show_event(request: Request, services: ServicesDep, id: Slug, query: EventFormatQuery) -> Response:
    """An event with its claims, their words, conflicts and relations. The id of an event that was merged into another answers 301."""
    found = get_event(services.store, services.gazetteer, services.names, id)
    if found.event.id != id:
        return moved(request, f"/api/v1/events/{found.event.id}")
    chosen = choose_format(request, query.format, (*ENTITIES, ICALENDAR, *CITATIONS))
    if chosen is ICALENDAR:
        return calendar_response([found.event])
    if chosen in CITATIONS:
        return citations_response(chosen, [cite_event(found.event, services.store.version)])
    return entity_response(chosen, services.store, services.names, found, "event", id)


@router.get(
    "/events/{id}/readouts", summary="The sides' readouts of one event", response_model=Readouts, responses=MERGED | problems(400, 404, 503)
)
def show_readouts(request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, id: Slug, query: NoQuery) -> Response:
    """What each side tells of the event, with its words, beside what it leaves out and another tells; sides that are not heard of."""
    found = get_readouts(store, gazetteer, names, id)
    if found.event.id != id:
        return moved(request, f"/api/v1/events/{found.event.id}/readouts")
    return json_response(to_json(found))


@router.get(
    "/agreements",
    summary="What was signed",
    response_model=AgreementList,
    responses=also(CSV) | problems(400, 404, 406, 409, 503),
)
def list_agreements(request: Request, services: ServicesDep, query: AgreementQuery) -> Response:
    """Agreements with their signatories, the events they belong to and the statements that their texts record."""
    filters = query.to_filters(services.settings.min_confidence)
    answer = find_agreements(services.store, services.gazetteer, services.names, filters, services.sentences)
    return list_response(request, query.format, to_json(answer), AGREEMENT_COLUMNS, agreement_rows)
