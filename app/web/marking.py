"""The words around a quote. Offsets are Python code points, so the browser never counts (it would count UTF-16)."""

from __future__ import annotations

import re
from dataclasses import dataclass

CONTEXT_CHARACTERS = 320
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote between the words around it; `before` and `after` are empty where the licence gives no context."""

    before: str
    quote: str
    after: str


def excerpt(text: str | None, start: int, end: int, quote: str) -> Excerpt:
    """The quote within its paragraph, cut at sentence borders; a quote that is a paragraph, between the sentences next to it.

    The bare quote when there is no text or it does not hold the quote there.
    """
    if text is None or text[start:end] != quote:
        return Excerpt("", quote, "")
    opens = max(text.rfind("\n", 0, start) + 1, start - CONTEXT_CHARACTERS)
    closes = text.find("\n", end)
    closes = min(len(text) if closes < 0 else closes, end + CONTEXT_CHARACTERS)
    before, after = text[opens:start], text[end:closes]
    if opens and text[opens - 1] != "\n":
        cut = _SENTENCE_END.search(before)
        before = before[cut.end() :] if cut else ""
    if closes < len(text) and text[closes] != "\n":
        ends = list(_SENTENCE_END.finditer(after))
        after = after[: ends[-1].end()] if ends else ""
    if not before.strip() and not after.strip():
        return Excerpt(_sentence_before(text[:start]), quote, _sentence_after(text[end:]))
    return Excerpt(before.lstrip(), quote, after.rstrip())


def within(sentence: str, words: str) -> tuple[str, str] | None:
    """What stands before and behind the words in their sentence; None where they do not stand in it, or are all of it."""
    before, found, after = sentence.partition(words) if words else ("", "", "")
    return (before, after) if found and (before.strip() or after.strip(" .")) else None


def _sentence_before(text: str) -> str:
    """The last sentence of the paragraph before, with the break behind it; "" for none or one that is too long to be context."""
    paragraph = text.rstrip().rpartition("\n")[2]
    ends = [found.end() for found in _SENTENCE_END.finditer(paragraph)]
    sentence = paragraph[ends[-1] :] if ends else paragraph
    return f"{sentence}\n\n" if 0 < len(sentence) <= CONTEXT_CHARACTERS else ""


def _sentence_after(text: str) -> str:
    paragraph = text.lstrip().partition("\n")[0]
    found = _SENTENCE_END.search(paragraph)
    sentence = paragraph[: found.end()].rstrip() if found else paragraph
    return f"\n\n{sentence}" if 0 < len(sentence) <= CONTEXT_CHARACTERS else ""
