"""Meetings as iCalendar (RFC 5545): all-day events; what is known only to a month or year spans it and says so in words.

Nothing is dated that is not: an event without any day becomes a VJOURNAL without a start, which calendars do not draw. There is no clock in
it: DTSTAMP is the latest day of publication among its claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Journal, vGeo, vUri
from starlette.responses import Response

from app.answers.citations import DISCLAIMER, WORK, pick_name, web_url
from app.answers.views import EventView
from app.api.negotiate import ICALENDAR

_STATUS = {"occurred": "CONFIRMED", "ongoing": "CONFIRMED", "cancelled": "CANCELLED"}
_JOURNAL_STATUS = {"occurred": "FINAL", "ongoing": "FINAL", "cancelled": "CANCELLED"}


def calendar_response(events: Iterable[EventView]) -> Response:
    response = Response(write_calendar(events), media_type=ICALENDAR.content_type)
    response.headers["Content-Disposition"] = 'inline; filename="amur.ics"'
    return response


def write_calendar(events: Iterable[EventView]) -> bytes:
    """One component an event, its UID the IRI."""
    calendar = Calendar()
    calendar.add("prodid", "-//Amur//events//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", WORK)
    for event in events:
        calendar.add_component(_component(event))
    written: bytes = calendar.to_ical()
    return written


def _component(event: EventView) -> Event | Journal:
    first, last = event.time.earliest, event.time.latest
    is_dated = first is not None and last is not None
    component = Event() if is_dated else Journal()
    component.add("uid", event.iri)
    component.add("dtstamp", datetime.combine(_stamp(event), time(), UTC))
    component.add("summary", _summary(event))
    component.add("description", _description(event))
    component.add("url", vUri(event.iri))
    component.add("categories", [event.type, event.status])
    if isinstance(component, Event):
        assert first is not None and last is not None
        component.add("dtstart", first)
        component.add("dtend", _day_after(last))
        component.add("transp", "TRANSPARENT")
        is_certain = event.certainty == "certain" and event.time.precision in ("day", "range")
        status = _STATUS.get(event.status, "TENTATIVE")
        component.add("status", "TENTATIVE" if status == "CONFIRMED" and not is_certain else status)
        if event.place is not None:
            component.add("location", pick_name(event.place.label))
            if event.place.lat is not None and event.place.lon is not None:
                component.add("geo", vGeo((event.place.lat, event.place.lon)))
    else:
        component.add("status", _JOURNAL_STATUS.get(event.status, "DRAFT"))
    return component


def _stamp(event: EventView) -> date:
    published = [claim.article.published for claim in event.claims if claim.article.published is not None]
    return max(published, default=event.time.latest or event.time.earliest or date(1970, 1, 1))


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def when_in_words(event: EventView) -> str:
    """What is known of the time, as a sentence."""
    told = event.time
    bounds = (told.earliest, told.latest)
    if told.precision == "day" and told.earliest is not None:
        return f"On {told.earliest.isoformat()}."
    if told.precision == "range" and None not in bounds and told.reading == "throughout":
        return f"From {told.earliest} to {told.latest}."
    known = {"month": "only the month", "season": "only the season", "year": "only the year", "range": "only a range of days"}
    if None not in bounds:
        return f"Some time from {told.earliest} to {told.latest}: {known.get(told.precision, 'only a range of days')} is known."
    if told.latest is not None:
        return f"The day is not known; it was not after {told.latest}."
    if told.earliest is not None:
        return f"The day is not known; it was not before {told.earliest}."
    return "The day is not known."


def _summary(event: EventView) -> str:
    title = pick_name(event.title)
    doubts = [] if event.status in ("occurred", "ongoing") else [event.status]
    if event.certainty != "certain":
        doubts.append(event.certainty)
    if event.time.precision not in ("day", "range"):
        doubts.append("day unknown")
    return f"{title} ({', '.join(doubts)})" if doubts else title


def _description(event: EventView) -> str:
    lines = [when_in_words(event)]
    if event.time.words:
        lines.append("As told: " + "; ".join(event.time.words))
    people = [pick_name(one.label) + (" (absent)" if one.polarity == "negative" else "") for one in event.participants]
    if people:
        lines.append("Participants: " + "; ".join(people))
    lines.append(f"Status: {event.status}; independent origins: {event.origins}.")
    for claim in event.claims:
        publisher = pick_name(claim.article.publisher.label) if claim.article.publisher else claim.article.id
        day = f", {claim.article.published}" if claim.article.published else ""
        address = f" {web_url(claim.article.url)}" if web_url(claim.article.url) else ""
        words = f"“{claim.quote}”" if claim.article.kind != "curated" else "A row of a table"
        lines.append(f"{words} ({publisher}{day}){address}")
    return "\n".join([*lines, DISCLAIMER])
