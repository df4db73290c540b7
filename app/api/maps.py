"""Meetings as GeoJSON (RFC 7946): a point where one place with coordinates is known; else no geometry, and a word that says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from app.answers.citations import pick_name
from app.answers.views import EventList, EventView, to_json
from app.api.negotiate import GEO_JSON
from app.consolidate.places import containers
from app.gazetteer import Gazetteer

POINTS: Final = ("city", "venue", "bay")  # kinds of places that a point can stand for


def map_response(answer: EventList, gazetteer: Gazetteer) -> Response:
    body = json.dumps(map_of(answer, gazetteer), ensure_ascii=False).encode()
    return Response(body, media_type=GEO_JSON.content_type)


def map_of(answer: EventList, gazetteer: Gazetteer) -> dict[str, Any]:
    """A FeatureCollection; what a list answers beside its items stands in foreign members."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(event, gazetteer) for event in answer.items],
        "left_out": dict(answer.left_out),
        "next": answer.next,
        "coverage": to_json(answer.coverage),
    }


def _feature(event: EventView, gazetteer: Gazetteer) -> dict[str, Any]:
    geometry, word = _geometry(event, gazetteer)
    time: Mapping[str, Any] = to_json(event.time)
    return {
        "type": "Feature",
        "id": event.iri,
        "geometry": geometry,
        "properties": {
            "id": event.id,
            "url": event.url,
            "type": event.type,
            "level": event.level,
            "status": event.status,
            "certainty": event.certainty,
            "disputed": event.disputed,
            "title": pick_name(event.title),
            "place": event.place.id if event.place else None,
            "place_name": pick_name(event.place.label) if event.place else None,
            "place_known": word,
            **{name: time[name] for name in ("edtf", "earliest", "latest", "precision", "match")},
            "participants": [one.id for one in event.participants if one.polarity == "positive"],
            "participant_names": [pick_name(one.label) for one in event.participants if one.polarity == "positive"],
            "origins": event.origins,
            "claims": [claim.id for claim in event.claims],
            "quotes": [claim.quote for claim in event.claims],
        },
    }


def _geometry(event: EventView, gazetteer: Gazetteer) -> tuple[dict[str, Any] | None, str]:
    """The point and how well the place is known: `known`, or what is missing. A venue without coordinates stands where its city does."""
    if event.place is None:
        return None, "no place is told"
    if any(conflict.kind == "place" for conflict in event.conflicts):
        told = "; ".join(pick_name(one.label) for one in event.places)
        return None, f"told for several places: {told}"
    name = pick_name(event.place.label)
    known = gazetteer.places.get(event.place.id)
    if known is not None and known.type not in POINTS:
        return None, f"only the {known.type} is known: {name}"
    for one in (event.place.id, *containers(event.place.id, gazetteer)):
        found = gazetteer.places.get(one)
        if found is not None and found.type in POINTS and found.lat is not None and found.lon is not None:
            word = "known" if one == event.place.id else f"at the coordinates of {found.label}"
            return {"type": "Point", "coordinates": [found.lon, found.lat]}, word
    return None, f"no coordinates are known of {name}"
