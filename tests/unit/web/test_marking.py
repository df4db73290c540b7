"""A quote is shown within its paragraph, or alone."""

from __future__ import annotations

from app.web.marking import excerpt

TEXT = "The envoys 🤝 talked for an hour. They met in <Harbin> & agreed on a canal. Nobody signed anything.\nA second paragraph."


def test_context_is_the_paragraph_and_stops_at_its_end() -> None:
    quote = "They met in <Harbin> & agreed on a canal."
    start = TEXT.index(quote)
    found = excerpt(TEXT, start, start + len(quote), quote)
    assert found.before == "The envoys 🤝 talked for an hour. "
    assert found.after == " Nobody signed anything."


def test_a_quote_that_is_a_paragraph_stands_between_its_neighbours() -> None:
    text = "Far off. The last of the first.\n\nThey met at noon.\n\nThe first of the last. Far off, too."
    start = text.index("They")
    found = excerpt(text, start, start + 17, "They met at noon.")
    assert (found.before, found.after) == ("The last of the first.\n\n", "\n\nThe first of the last.")
    assert excerpt("They met at noon.", 0, 17, "They met at noon.").before == ""
    assert excerpt(f"{'x' * 400}\nThey met.", 401, 410, "They met.").before == ""


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
