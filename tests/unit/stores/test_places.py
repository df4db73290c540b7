"""Who may run: light queries pass heavy ones, heavy ones queue, and a crowd is turned away."""

from __future__ import annotations

import pytest

from app.errors import Busy, StoreProblem
from app.stores.places import MAX_WAITING, Places, Ticket


class Query:
    """A ticket that notes when it is woken."""

    def __init__(self, places: Places) -> None:
        self.woken = 0
        self.ticket: Ticket = places.enter(self._wake)

    def _wake(self) -> None:
        self.woken += 1


def advance(places: Places, query: Query, stage: str) -> None:
    while query.ticket.stage != stage:
        places.move_on(query.ticket)


def test_a_place_is_free_once_its_query_is_steady() -> None:
    places = Places(2)
    one, two, three, four = (Query(places) for _ in range(4))
    assert [query.ticket.stage for query in (one, two, three, four)] == ["fresh", "fresh", "waiting", "waiting"]
    assert places.running == 2
    places.move_on(one.ticket)
    assert (one.ticket.stage, three.ticket.stage, three.woken, four.woken) == ("steady", "fresh", 1, 0)
    places.leave(two.ticket)
    assert (four.ticket.stage, four.woken) == ("fresh", 1)
    for query in (one, three, four, four):
        places.leave(query.ticket)
    assert places.running == 0


def test_long_queries_queue_and_a_crowd_is_turned_away() -> None:
    places = Places(1)
    first = Query(places)
    advance(places, first, "long")
    queued = []
    for _ in range(6):
        query = Query(places)
        advance(places, query, "paused")
        queued.append(query)
    crowd = Query(places)
    advance(places, crowd, "calm")
    with pytest.raises(Busy) as refused:
        places.move_on(crowd.ticket)
    assert refused.value.extra["retry_after_s"] >= 1
    places.leave(crowd.ticket)
    places.leave(queued[1].ticket)  # it reached its deadline while it was paused
    places.leave(first.ticket)
    assert [query.ticket.stage for query in queued[:3]] == ["long", "gone", "paused"]
    assert [query.woken for query in queued[:3]] == [1, 0, 0]
    assert Query(places).ticket.stage == "fresh"  # light queries pass all of them


def test_many_steady_queries_hold_up_new_ones() -> None:
    places = Places(1)
    steady = [Query(places) for _ in range(8)]
    for query in steady:
        advance(places, query, "steady")
    late = Query(places)
    assert late.ticket.stage == "waiting"
    places.leave(steady[0].ticket)
    assert late.ticket.stage == "fresh"


def test_the_line_is_bounded_and_ends_with_the_store() -> None:
    places = Places(1)
    queries = [Query(places) for _ in range(MAX_WAITING + 1)]
    with pytest.raises(Busy):
        Query(places)
    places.close()
    assert all(query.woken == 1 for query in queries[1:])
    assert places.is_closed
    with pytest.raises(StoreProblem):
        Query(places)
