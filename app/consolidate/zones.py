"""By whose calendar days are counted: Beijing dates a call to the morning on which Washington still has the evening before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.consolidate.parties import side_of
from app.consolidate.periods import Bounds
from app.consolidate.places import longitude
from app.gazetteer import Gazetteer
from app.model import ArticleMeta, Claim

if TYPE_CHECKING:
    from app.consolidate.prepared import Prepared

FAR_DEGREES = 45.0  # three hours of the sun
CAPITALS = {
    "china": "beijing", "russia": "moscow", "united-states": "washington", "japan": "tokyo", "india": "new-delhi", "ukraine": "kyiv",
    "france": "paris", "germany": "berlin", "united-kingdom": "london", "south-korea": "seoul", "north-korea": "pyongyang",
    "kazakhstan": "astana", "indonesia": "jakarta", "brazil": "brasilia", "iran": "tehran", "belarus": "minsk",
}  # fmt: skip

Calendar = float  # degrees of longitude


def calendar_of(article: ArticleMeta, claim: Claim, gazetteer: Gazetteer) -> Calendar | None:
    """The longitude of the capital by whose calendar a claim counts days: of the state of its source, else of its publisher."""
    sides = {side_of(actor, gazetteer) for actor in claim.attributed_to}
    publisher = gazetteer.actors.get(article.publisher_id or "")
    if not sides and publisher is not None and publisher.country is not None:
        sides = {publisher.country}
    capital = CAPITALS.get(next(iter(sides))) if len(sides) == 1 else None
    return longitude(capital, gazetteer) if capital is not None else None


def zone_cause(one: Prepared, two: Prepared, gazetteer: Gazetteer | None) -> str | None:
    """`timezone` where the calendar of who tells the later day runs hours before that of who tells the day before it; else None."""
    if gazetteer is None or not are_neighbours(one.bounds, two.bounds) or (one.calendar is None and two.calendar is None):
        return None
    there = next((lon for m in (one, two) for ref in m.claim.places if (lon := longitude(ref.id, gazetteer)) is not None), None)
    calendars = [there if m.calendar is None else m.calendar for m in (one, two)]  # who is not known is taken to go by the place
    return "timezone" if is_of_zones(one.bounds, calendars[0], two.bounds, calendars[1]) else None


def is_of_zones(one: Bounds, calendar: Calendar | None, two: Bounds, other: Calendar | None) -> bool:
    """Whether two neighbouring days may be one moment, by the calendars of who tells them."""
    if calendar is None or other is None or not are_neighbours(one, two) or one[0] is None or two[0] is None:
        return False
    west, east = (calendar, other) if one[0] < two[0] else (other, calendar)
    return east - west >= FAR_DEGREES


def are_neighbours(one: Bounds, two: Bounds) -> bool:
    """Whether both are days, one after the other."""
    first, second = one[0], two[0]
    return first is not None and second is not None and one[1] == first and two[1] == second and abs((first - second).days) == 1
