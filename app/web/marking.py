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
    """The quote within its paragraph, cut at sentence borders; the bare quote when there is no text or it does not hold the quote there."""
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
    return Excerpt(before.lstrip(), quote, after.rstrip())
