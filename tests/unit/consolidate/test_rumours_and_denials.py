"""Rumours and denials of what is still to come are about a plan, and dispute nothing that happened later."""

from __future__ import annotations

from typing import Any

import pytest

from app.ids import event_id

XP = "xi-jinping vladimir-putin"


def test_rumour_denial_announcement_and_event(make: Any, world: Any) -> None:
    rumour = make("Meeting", XP, "2023-03", article="a", published="2023-02-20", status="alleged", certainty="possible")
    denial = make("Meeting", XP, "2023-03", article="b", published="2023-02-22", status="denied")
    announced = make("Meeting", XP, "2023-03-21", "moscow", article="c", published="2023-03-17", status="planned")
    done = make("Meeting", XP, "2023-03-21", "moscow", article="d", published="2023-03-22")

    found = world(rumour)
    assert found.one(event_id(rumour.claim.id), "status") == "alleged"
    found = world(rumour, denial)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("denied", "false"), "a rumour is no announcement"
    found = world(rumour, denial, announced)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("planned", "false"), "of plans the last word counts"
    found = world(rumour, denial, announced, done)
    fact, plan = event_id(done.claim.id), event_id(rumour.claim.id)
    assert found.subjects("type", "Event") == {fact, plan} and found.of(fact, "realizes") == {plan}
    assert found.one(fact, "disputed") == "false" and not found.of(fact, "conflict")
    assert found.all("met")


@pytest.mark.parametrize(("published", "disputed"), [("2023-03-10", "false"), ("2023-04-02", "true")])
def test_a_denial_disputes_only_what_was_over_when_it_came(make: Any, world: Any, published: str, disputed: str) -> None:
    done = make("Meeting", XP, "2023-03-21", "moscow", article="a", published="2023-03-22")
    denial = make("Meeting", XP, "2023-03", "moscow", article="b", published=published, status="denied")
    found = world(done, denial)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("occurred", disputed)
    assert found.of(event, "claim") == {done.claim.id, denial.claim.id}, "what was said stays to be read"


def test_who_denies_what_another_announced_disputes_it(make: Any, world: Any) -> None:
    announced = make("Meeting", XP, "2023-03-21", "moscow", article="a", published="2023-03-01", status="planned")
    denial = make("Meeting", XP, "2023-03-21", "moscow", article="b", published="2023-03-02", status="denied")
    found = world(announced, denial)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("denied", "true")
    [conflict] = found.of(event, "conflict")
    assert found.of(conflict, "betweenClaim") == {announced.claim.id, denial.claim.id}


def test_a_source_that_denies_its_own_plan_disputes_nothing(make: Any, world: Any) -> None:
    told = [
        make("Meeting", XP, "2023-03-21", "moscow", article=key, published=day, status=status, meta={"publisher": "Paper"})
        for key, day, status in (("a", "2023-03-01", "planned"), ("b", "2023-03-02", "denied"))
    ]
    found = world(*told)
    [event] = found.subjects("type", "Event")
    assert (found.one(event, "status"), found.one(event, "disputed")) == ("denied", "false")
