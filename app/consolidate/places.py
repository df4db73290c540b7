"""Places that contain each other: kremlin in moscow in russia."""

from __future__ import annotations

from app.gazetteer import Gazetteer


def containers(place: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The places around a place, nearest first; a country is the last."""
    found: list[str] = []
    current = gazetteer.places.get(place)
    while current is not None and current.host and current.host not in found:
        found.append(current.host)
        current = gazetteer.places.get(current.host)
    country = country_of(place, gazetteer)
    if country is not None and country != place and country not in found:
        found.append(country)
    return tuple(found)


def country_of(place: str, gazetteer: Gazetteer) -> str | None:
    known = gazetteer.places.get(place)
    return known.country if known is not None else None


def lies_within(inner: str, outer: str, gazetteer: Gazetteer) -> bool:
    return outer in containers(inner, gazetteer)


def is_same_country(one: str, two: str, gazetteer: Gazetteer) -> bool:
    country = country_of(one, gazetteer)
    return country is not None and country == country_of(two, gazetteer)


def is_specific(place: str, gazetteer: Gazetteer) -> bool:
    """Whether a place is narrower than a country."""
    return country_of(place, gazetteer) != place


def longitude(place: str, gazetteer: Gazetteer) -> float | None:
    """In degrees, of the place or of the nearest around it that has one."""
    for one in (place, *containers(place, gazetteer)):
        known = gazetteer.places.get(one)
        if known is not None and known.lon is not None:
            return known.lon
    return None


def depth(place: str, gazetteer: Gazetteer) -> int:
    """How many places contain it: the most specific place of an event has the greatest."""
    return len(containers(place, gazetteer))
