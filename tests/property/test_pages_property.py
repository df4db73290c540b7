"""Keyset pages: whatever the items, the order and the size, the pages after each other are the whole, and hold when the data changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answers.paging import Key, Order, dated_key, read_cursor, take_page, write_cursor
from app.errors import BadParameter

days = st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31))
keys = st.lists(st.tuples(days, days, st.text(min_size=1, max_size=6)), max_size=40, unique_by=lambda one: one[2]).map(
    lambda rows: [dated_key((one[0], one[1]), one[2]) for one in rows]
)
orders: Any = st.sampled_from(["asc", "desc"])


def own(key: Key) -> Key:
    return key


def all_pages(items: list[Key], limit: int, order: Order) -> list[Key]:
    seen: list[Key] = []
    cursor = None
    while True:
        page, cursor = take_page(items, own, limit, cursor, order)
        assert len(page) <= limit
        seen += page
        if cursor is None:
            return seen


@given(keys, st.integers(1, 7), orders)
def test_pages_are_the_whole_in_order(items: list[Key], limit: int, order: Order) -> None:
    whole, cursor = take_page(items, own, len(items) + 1, None, order)
    assert cursor is None and sorted(whole) == sorted(items)
    dated = [key for key in whole if key[0] == "0"]
    assert whole == dated + [key for key in whole if key[0] == "1"], "undated ones stand last in both orders"
    assert dated == sorted(dated, reverse=order == "desc")
    assert all_pages(items, limit, order) == whole


@given(keys, st.integers(1, 5), orders, st.data())
def test_what_comes_or_goes_between_two_pages_repeats_and_hides_nothing_else(
    items: list[Key], limit: int, order: Order, data: st.DataObject
) -> None:
    page, cursor = take_page(items, own, limit, None, order)
    if cursor is None:
        return
    gone = data.draw(st.sampled_from(sorted(items)))
    come = dated_key((data.draw(days), None), "come")
    rest, _ = take_page([key for key in items if key != gone] + [come], own, 100, cursor, order)
    assert not set(page) & set(rest)
    assert set(items) - set(page) - {gone} <= set(rest)


@given(st.lists(st.text(), max_size=5))
def test_cursors_are_read_back(parts: list[str]) -> None:
    if all(c < "\ud800" or c > "\udfff" for part in parts for c in part):
        assert read_cursor(write_cursor(tuple(parts))) == tuple(parts)


@given(st.text(max_size=40))
def test_no_cursor_raises_anything_but_its_problem(cursor: str) -> None:
    for order in ("asc", "desc"):
        try:
            take_page([("0", "2023-01-01", "2023-01-01", "a")], own, 5, cursor, order)  # type: ignore[arg-type]
        except BadParameter as problem:
            assert problem.extra["parameter"] == "cursor"


def test_a_cursor_of_another_order_or_list_is_refused() -> None:
    items = [dated_key((date(2023, 1, day), None), str(day)) for day in range(1, 9)]
    _, cursor = take_page(items, own, 2, None, "asc")
    with pytest.raises(BadParameter, match="another order"):
        take_page(items, own, 2, cursor, "desc")
    with pytest.raises(BadParameter, match="another list"):
        take_page([("a",), ("b",)], own, 1, cursor)
