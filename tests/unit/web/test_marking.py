"""Marks are placed by code points, escaped, and equal to the quote."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from app.web.marking import Span, covered_share, excerpt, mark_text, merge_spans

TEXT = "The envoys 🤝 talked for an hour. They met in <Harbin> & agreed on a canal. Nobody signed anything.\nA second paragraph."


def test_the_mark_holds_the_quote_behind_an_astral_character() -> None:
    quote = "They met in <Harbin> & agreed on a canal."
    start = TEXT.index(quote)
    page = mark_text(TEXT, merge_spans([(start, start + len(quote), "c1")]))
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", page) == [html.escape(quote)]
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", page)) == TEXT


def test_overlapping_claims_are_cut_into_pieces_that_name_all_their_claims() -> None:
    assert merge_spans([(0, 10, "a"), (5, 15, "b"), (20, 25, "c")]) == (
        Span(0, 5, ("a",)), Span(5, 10, ("a", "b")), Span(10, 15, ("b",)), Span(20, 25, ("c",)),
    )  # fmt: skip


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), st.sampled_from("abc")), max_size=5))
def test_marking_never_changes_the_text(text: str, raw: list[tuple[int, int, str]]) -> None:
    spans = merge_spans((min(a, b), max(a, b), c) for a, b, c in raw if max(a, b) <= len(text) and a != b)
    page = str(mark_text(text, spans))
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", page)) == html.unescape(str(mark_text(text, ())))
    for kind, span in zip(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.S), spans, strict=True):
        assert kind == html.escape(text[span.start : span.end]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def test_context_is_the_paragraph_and_stops_at_its_end() -> None:
    quote = "They met in <Harbin> & agreed on a canal."
    start = TEXT.index(quote)
    found = excerpt(TEXT, start, start + len(quote), quote)
    assert found.before == "The envoys 🤝 talked for an hour. "
    assert found.after == " Nobody signed anything."


def test_long_context_is_cut_at_sentences() -> None:
    text = "Far away. " * 60 + "Here it is. " + "More follows. " * 60
    start = text.index("Here")
    found = excerpt(text, start, start + 11, "Here it is.")
    assert found.before.startswith("Far away.")
    assert len(found.before) <= 320
    assert found.after.endswith("follows.")


def test_without_a_text_or_with_another_text_only_the_quote_is_shown() -> None:
    assert excerpt(None, 3, 6, "abc").before == ""
    changed = excerpt("something else", 0, 4, "abcd")
    assert (changed.before, changed.quote, changed.after) == ("", "abcd", "")


def test_covered_share_counts_letters_not_spaces() -> None:
    assert covered_share("ab cd", (Span(0, 2, ("c",)),)) == 0.5
    assert covered_share("", ()) == 0.0
