"""Quotation marks: which are pairs, what a span takes in, and what share of it is quoted."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.attribution_quotes import Quotation, find_quotations, quoted_share, snap_to_quotations, trim


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "yes" twice.', ["yes"]),
        ('"Yes," he said, "and no."', ["Yes,", "and no."]),
        ('"We go on in the next paragraph.', ["We go on in the next paragraph."]),
        ('("quoted in brackets")', ["quoted in brackets"]),
        ("no marks at all", []),
        ('"We go on. "Then we stop."', ["Then we stop."]),
    ],
)
def test_find_quotations(text: str, inside: list[str]) -> None:
    assert [text[slice(*quotation.inner)] for quotation in find_quotations(text)] == inside


def test_unclosed_quotation_is_marked() -> None:
    assert find_quotations('"to be continued') == (Quotation(0, 16, closed=False),)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ('He said it was "dead on arrival".', 'it was "dead on', 'it was "dead on arrival"'),
        ('He said "yes".', '"yes"', "yes"),
        ("He said yes.", " yes.", "yes"),
    ],
)
def test_a_span_takes_in_whole_quotations(text: str, part: str, expected: str) -> None:
    start = text.index(part)
    found = snap_to_quotations(text, (start, start + len(part)), find_quotations(text))
    assert text[slice(*found)] == expected


def test_clause_within_a_long_quotation_stays_as_it_is() -> None:
    text = '"I told him that the ship had left. Nothing else," she said.'
    start = text.index("the ship")
    end = text.index(". Nothing")
    assert snap_to_quotations(text, (start, end), find_quotations(text)) == (start, end)


@pytest.mark.parametrize(
    ("text", "direct"),
    [('"all of it"', True), ('only "a" part of it', False), ('x "most of these words are quoted"', True), ("none", False)],
)
def test_quoted_share(text: str, *, direct: bool) -> None:
    assert (quoted_share(text, (0, len(text)), find_quotations(text)) > 0.5) is direct


@given(st.text(alphabet='ab ,.?"\u2014', max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_spans_stay_inside_the_text_and_quotations_do_not_overlap(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    quotations = find_quotations(text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(quotations))
    for span in (trim(text, (start, end), quotations), snap_to_quotations(text, (start, end), quotations)):
        assert 0 <= span[0] <= span[1] <= len(text)
        assert 0.0 <= quoted_share(text, span, quotations) <= 1.0
