"""What is read with these names, months and places is read with others: no measure hangs on who, when and where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.annotate import Annotator, build_annotator
from app.settings import Settings

from .conftest import SECTIONS, GoldDocument, GoldTexts
from .exchanges import exchange, exchanged_offices, months_exchanged, persons_exchanged, places_exchanged

MOST = 0.03  # or one item, where one is more
pytestmark = [pytest.mark.shared, pytest.mark.slow]


def assert_no_fall(
    gold_texts: GoldTexts,
    as_gold: Callable[..., dict[str, object]],
    exchanged: Mapping[str, GoldDocument],
    annotator: Annotator,
    least: int,
) -> None:
    """Scores the documents that an exchange changes before and after it."""
    changed = {key: new for key, new in exchanged.items() if any(new.text != d.text for d in gold_texts.documents if d.key == key)}
    assert len(changed) >= least
    before: dict[GoldDocument, dict[str, Any]] = {}
    after: dict[GoldDocument, dict[str, Any]] = {}
    for document, article, claims in gold_texts.ours:
        before[document] = as_gold(article, claims, gold_texts.annotator.gazetteer)
        if document.key in changed:
            new = changed[document.key]
            after[new] = as_gold(*gold_texts.read(new, annotator), annotator.gazetteer)
        else:
            after[document] = before[document]
    for section in SECTIONS:
        was, now = gold_texts.score(before, section), gold_texts.score(after, section)
        lost = {
            name: (round(value, 3), round(now[name][0], 3)) for name, (value, n) in was.items() if now[name][0] < value - max(MOST, 1 / n)
        }
        assert not lost, f"{section}: (before, after the exchange) {lost}"


def test_persons(gold_texts: GoldTexts, as_gold: Callable[..., dict[str, object]]) -> None:
    replace = persons_exchanged(gold_texts.annotator.gazetteer)
    annotator = build_annotator(Settings(_env_file=None), exchanged_offices())
    assert_no_fall(gold_texts, as_gold, {d.key: exchange(d, replace) for d in gold_texts.documents}, annotator, 30)


def test_places(gold_texts: GoldTexts, as_gold: Callable[..., dict[str, object]]) -> None:
    replace = places_exchanged(gold_texts.annotator.gazetteer)
    assert_no_fall(gold_texts, as_gold, {d.key: exchange(d, replace) for d in gold_texts.documents}, gold_texts.annotator, 10)


def test_months(gold_texts: GoldTexts, as_gold: Callable[..., dict[str, object]]) -> None:
    moved = {d.key: new for d in gold_texts.documents if (new := months_exchanged(d)) is not None}
    assert_no_fall(gold_texts, as_gold, moved, gold_texts.annotator, 10)
