"""Dates are told as precisely as they are known, in three languages."""

from __future__ import annotations

import pytest

from app.web.wording import day_in_words, label_html, pick_label, precision_in_words, time_in_words

MONTH = {"earliest": "2023-07-01", "latest": "2023-07-31", "precision": "month", "basis": "context"}


@pytest.mark.parametrize(
    ("time", "language", "words"),
    [
        ({"earliest": "2023-07-13", "latest": "2023-07-13", "precision": "day"}, "en", "13 July 2023"),
        ({"earliest": "2023-07-13", "latest": "2023-07-13", "precision": "day"}, "zh", "2023年7月13日"),
        ({"earliest": "2023-07-13", "latest": "2023-07-13", "precision": "day"}, "ru", "13 июля 2023 г."),
        (MONTH, "en", "July 2023"),
        (MONTH, "zh", "2023年7月"),
        (MONTH, "ru", "июль 2023 г."),
        ({"earliest": "2022-01-01", "latest": "2022-12-31", "precision": "year"}, "en", "2022"),
        ({"earliest": "2023-03-20", "latest": "2023-03-22", "precision": "range"}, "en", "20–22 March 2023"),
        ({"earliest": "2023-03-20", "latest": "2023-03-22", "precision": "range"}, "zh", "2023年3月20日至22日"),
        ({"earliest": "2023-03-20", "latest": "2023-03-22", "precision": "range"}, "ru", "20–22 марта 2023 г."),
        ({"earliest": "2023-03-30", "latest": "2023-04-02", "precision": "range"}, "en", "30 March to 2 April 2023"),
        ({"earliest": "2023-12-30", "latest": "2024-01-02", "precision": "range"}, "en", "30 December 2023 to 2 January 2024"),
        ({"earliest": "2023-06-01", "latest": "2023-08-31", "precision": "season"}, "en", "between 1 June and 31 August 2023"),
        ({"earliest": "2023-11-15", "latest": "2023-11-21", "precision": "range"}, "ru", "15–21 ноября 2023 г."),
        ({"earliest": "2023-11-15", "latest": "2023-11-21", "precision": "season"}, "ru", "между 15 и 21 ноября 2023 г."),
        ({"earliest": "2023-11-15", "latest": "2023-12-21", "precision": "season"}, "zh", "2023年11月15日至12月21日之间"),
        ({"earliest": None, "latest": "2023-07-17", "precision": "none"}, "en", "date unknown, not after 17 July 2023"),
        ({"earliest": "2023-07-17", "latest": None, "precision": "none"}, "en", "date unknown, not before 17 July 2023"),
        ({"earliest": None, "latest": None, "precision": "none"}, "ru", "дата неизвестна"),
        (None, "en", "date unknown"),
    ],
)
def test_time_in_words(time: dict[str, str | None] | None, language: str, words: str) -> None:
    assert time_in_words(time, language) == words


def test_no_day_is_told_when_only_the_month_is_known() -> None:
    assert "13" not in time_in_words(MONTH)
    assert precision_in_words(MONTH) == "known to the month only, from what is told around it"


def test_partial_dates() -> None:
    assert day_in_words("2023", "zh") == "2023年"
    assert day_in_words("2023-07", "ru") == "июль 2023 г."


def test_a_label_falls_back_to_english_and_says_so() -> None:
    assert pick_label({"en": "Wang Yi"}, "ru") == ("Wang Yi", "en")
    assert label_html({"en": "Wang <Yi>"}, "ru") == '<span lang="en">Wang &lt;Yi&gt;</span>'
    assert label_html({"en": "Wang Yi", "zh": "王毅"}, "zh") == "王毅"
    assert pick_label(None, "en") == ("", "en")
