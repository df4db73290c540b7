"""A call for which it is not the same day on both sides is one call, with the time zone as the cause of its two days."""

from __future__ import annotations

from typing import Any

import pytest

from app.gazetteer import Gazetteer
from app.model import ActorRef

XB = "xi-jinping joe-biden"


def told_by(make: Any, gazetteer: Gazetteer, source: str, day: str, kind: str = "PhoneCall", article: str = "") -> Any:
    known = gazetteer.actors[source]
    ref = ActorRef(source, known.label, known.type, known.country)
    return make(kind, XB, day, article=article or f"{source}-{day}", published="2024-02-12", attributed_to=(ref,))


def test_a_call_over_the_date_line_is_one_with_its_cause(make: Any, world: Any, gazetteer: Gazetteer) -> None:
    there, here = told_by(make, gazetteer, "united-states", "2024-02-08"), told_by(make, gazetteer, "mfa-china", "2024-02-09")
    again = told_by(make, gazetteer, "united-states", "2024-02-09")  # an outlet that goes by the Chinese day
    found = world(there, here, again)
    [event] = found.subjects("type", "Event")
    causes = {found.one(conflict, "cause") for conflict in found.of(event, "conflict") if found.of(conflict, "cause")}
    assert causes == {"timezone"}
    assert found.all("spokeWith")


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("united-states", "2024-02-09"), ("mfa-china", "2024-02-08"), "PhoneCall"),  # the calendars run the other way
        (("united-states", "2024-02-08"), ("mfa-china", "2024-02-10"), "PhoneCall"),
        (("mfa-china", "2024-02-08"), ("china", "2024-02-09"), "PhoneCall"),  # one calendar, two days
        (("united-states", "2024-02-08"), ("mfa-china", "2024-02-09"), "Meeting"),  # who meet go by one calendar
    ],
)
def test_other_neighbouring_days_are_two(
    make: Any, world: Any, gazetteer: Gazetteer, first: tuple[str, str], second: tuple[str, str], kind: str
) -> None:
    records = [told_by(make, gazetteer, *told, kind=kind) for told in (first, second)]
    assert len(world(*records).subjects("type", "Event")) == 2
