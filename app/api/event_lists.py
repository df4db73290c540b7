"""Lists of events in all their formats: JSON, a table, a calendar, a map, citations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.citations import cite_event
from app.answers.views import EventList
from app.api.calendars import calendar_response
from app.api.citations import citations_response
from app.api.deps import Services
from app.api.maps import map_response
from app.api.negotiate import CITATIONS, CSV, EVENT_LISTS, GEO_JSON, ICALENDAR, choose_format
from app.api.rendering import json_response, link_next, table_response
from app.api.tables import EVENT_COLUMNS, event_rows


def event_list_response(request: Request, asked: str | None, answer: EventList, services: Services) -> Response:
    """The events of a page; where the next one is stands in the Link header of every format."""
    chosen = choose_format(request, asked, EVENT_LISTS)
    if chosen is CSV:
        response = table_response(request, EVENT_COLUMNS, event_rows(to_json(answer.items)))
    elif chosen is ICALENDAR:
        response = calendar_response(answer.items)
    elif chosen is GEO_JSON:
        response = map_response(answer, services.gazetteer)
    elif chosen in CITATIONS:
        response = citations_response(chosen, [cite_event(event, services.store.version) for event in answer.items])
    else:
        response = json_response(to_json(answer))
    return link_next(request, response, answer.next)
