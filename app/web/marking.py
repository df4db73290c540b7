"""Marking the words that prove a claim. Offsets are Python code points, so the browser never counts (it would count UTF-16)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

CONTEXT_CHARACTERS = 320
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the text, and the claims that rest on them."""

    start: int
    end: int
    claims: tuple[str, ...]


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


def merge_spans(spans: Iterable[tuple[int, int, str]]) -> tuple[Span, ...]:
    """Cut overlapping (start, end, claim) into disjoint spans, each with all claims that cover it."""
    found = sorted(set(spans))
    borders = sorted({border for start, end, _ in found for border in (start, end)})
    pieces = []
    for start, end in pairwise(borders):
        claims = tuple(dict.fromkeys(claim for left, right, claim in found if left <= start and end <= right))
        if claims:
            pieces.append(Span(start, end, claims))
    return tuple(pieces)


def mark_text(text: str, spans: Sequence[Span]) -> Markup:
    """The text, escaped, with a `<mark>` for each span, linked to its first claim."""
    parts: list[Markup] = []
    done = 0
    for span in spans:
        parts.append(escape(text[done : span.start]))
        words = escape(text[span.start : span.end])
        parts.append(Markup('<mark data-claims="{}">{}</mark>').format(" ".join(span.claims), words))
        done = span.end
    parts.append(escape(text[done:]))
    return Markup("").join(parts)


def covered_share(text: str, spans: Sequence[Span]) -> float:
    """How much of the text (without white space) lies in a span, 0 to 1."""
    whole = len("".join(text.split()))
    marked = sum(len("".join(text[span.start : span.end].split())) for span in spans)
    return marked / whole if whole else 0.0
