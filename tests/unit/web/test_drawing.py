"""Drawn bounds stay on the paper and in order."""

from __future__ import annotations

import pytest

from app.web.drawing import WIDTH, draw_bounds, draw_histogram


@pytest.mark.parametrize(
    ("earliest", "latest", "is_day", "opened"),
    [
        ("2023-07-13", "2023-07-13", True, ""),
        ("2023-07-01", "2023-07-31", False, ""),
        ("2022-01-01", "2022-12-31", False, ""),
        ("2019-05-02", "2024-02-29", False, ""),
        (None, "2023-07-17", False, "left"),
        ("2023-12-31", None, False, "right"),
    ],
)
def test_bounds(earliest: str | None, latest: str | None, is_day: bool, opened: str) -> None:
    drawn = draw_bounds({"earliest": earliest, "latest": latest})
    assert drawn is not None
    assert (drawn.is_day, drawn.open) == (is_day, opened)
    assert 0 <= drawn.start < drawn.end <= WIDTH
    assert [tick.x for tick in drawn.ticks] == sorted(tick.x for tick in drawn.ticks)
    assert all(0 <= tick.x <= WIDTH for tick in drawn.ticks)


def test_an_unknown_date_is_not_drawn() -> None:
    assert draw_bounds({"earliest": None, "latest": None}) is None
    assert draw_bounds(None) is None


def test_a_year_without_articles_keeps_its_place_and_its_zero() -> None:
    drawn = draw_histogram({2019: 2, 2021: 4}, {2021: 1})
    assert drawn is not None
    assert [bar.year for bar in drawn.bars] == [2019, 2020, 2021]
    assert drawn.bars[1].articles_height == 0
    assert drawn.bars[2].articles_height > drawn.bars[0].articles_height
    assert draw_histogram({}, {}) is None
