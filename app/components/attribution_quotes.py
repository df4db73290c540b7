"""Quotation marks: which stretches of a block stand in them, and how a span meets them. All offsets are characters of the Doc."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MARK = '"'
_EDGE = re.compile(r"[\s,;:\u2014\u2013-]+")


class Quotation(NamedTuple):
    """From the opening mark to just behind the closing one; `closed` is False where the block ends first."""

    start: int
    end: int
    closed: bool = True

    @property
    def inner(self) -> tuple[int, int]:
        return self.start + 1, self.end - (1 if self.closed else 0)


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a block, in order. A mark that looks like an opening one never closes (quotes that go on in the next paragraph)."""
    found: list[Quotation] = []
    opened: int | None = None
    for index, character in enumerate(text):
        if character != MARK:
            continue
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        looks_open = (before.isspace() or before in "([\u2014\u2013-'") and not after.isspace()
        if opened is None or (looks_open and not after.isspace() and before.isspace()):
            opened = index
        else:
            found.append(Quotation(opened, index + 1))
            opened = None
    if opened is not None:
        found.append(Quotation(opened, len(text), closed=False))
    return tuple(found)


def snap_to_quotations(text: str, span: tuple[int, int], quotations: Sequence[Quotation]) -> tuple[int, int]:
    """The span widened to whole quotations, without blanks, commas and a pair of marks around all of it."""
    start, end = span
    for quotation in quotations:
        if start < quotation.end and end > quotation.start:
            inside = quotation.inner
            if start >= inside[0] and end <= inside[1] and (start > inside[0] or not _only_punctuation(text[end : inside[1]])):
                continue  # a clause within a longer quotation
            start, end = min(start, quotation.start), max(end, quotation.end)
    return trim(text, (start, end), quotations)


def trim(text: str, span: tuple[int, int], quotations: Sequence[Quotation]) -> tuple[int, int]:
    """The span without outer blanks, separators, a final stop outside marks, and the pair of marks around the whole."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ",;:.\u2014\u2013"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:\u2014\u2013."):
        end -= 1
    for quotation in quotations:
        if quotation.start == start and end >= quotation.inner[1] and end <= quotation.end:
            start, end = quotation.inner[0], min(end, quotation.inner[1])
            while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
                end -= 1
            break
    return start, end


def quoted_share(text: str, span: tuple[int, int], quotations: Sequence[Quotation]) -> float:
    """The part of the span's characters, blanks aside, that stands in quotation marks."""
    wanted = [index for index in range(*span) if not text[index].isspace()]
    if not wanted:
        return 0.0
    inside = sum(any(q.inner[0] <= index < q.inner[1] for q in quotations) for index in wanted)
    marks = sum(text[index] == MARK for index in wanted)
    return inside / max(1, len(wanted) - marks)


def _only_punctuation(text: str) -> bool:
    return not any(character.isalnum() for character in text)
