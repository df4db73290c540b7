"""Who met whom, when, where, in what capacity, and who says so."""

from __future__ import annotations

from typing import Any

from app.answers.coverage import count_coverage
from app.answers.event_index import EventFilters, select_events, take_event_page
from app.answers.events import read_events
from app.answers.views import EventList, to_json
from app.gazetteer import Gazetteer
from app.ids import Names
from app.sentences import Sentences
from app.stores import Store

__all__ = ["MeetingFilters", "MeetingsAnswer", "find_meetings", "meetings_to_json"]

MeetingFilters = EventFilters
MeetingsAnswer = EventList


def find_meetings(
    store: Store, gazetteer: Gazetteer, filters: MeetingFilters, names: Names, sentences: Sentences | None = None
) -> MeetingsAnswer:
    """The meetings that pass the filters, by their first possible day, undated ones last.

    `type` defaults to Meeting; `left_out` counts the calls, summits and visits that pass the same filters: to take part in one
    forum is not to meet. Raises UnknownActor, AmbiguousActor, BadDate, BadParameter.
    """
    selection = select_events(
        store,
        gazetteer,
        names,
        filters,
        default_types=("Meeting",),
        counted_types=("Meeting", "Summit", "Visit", "PhoneCall"),
        sentences=sentences,
    )
    page, cursor = take_event_page(selection, filters)
    items = read_events(store, gazetteer, names, page)
    return EventList(tuple(items), selection.left_out, cursor, count_coverage(store, selection.window, not items))


def meetings_to_json(answer: MeetingsAnswer) -> dict[str, Any]:
    """The documented JSON (docs/schemas/meetings.json)."""
    found: dict[str, Any] = to_json(answer)
    return found
