"""The month of what has no time of its own: that which all dates told with it share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.model import UncertainTime

_VERBS: Final = frozenset({"VERB", "AUX"})
_DATED_BY_CONTEXT: Final = frozenset({"Meeting", "Visit", "PhoneCall", "Summit", "Agreement", "MilitaryExercise", "JointPatrol"})


def take_common_month(reading: Reading, drafts: Sequence[Draft]) -> None:
    """An undated event takes the month that all dates told with it share (model.md rule 3), in its paragraph or the next ones."""
    for draft in drafts:
        if draft.time.edtf is not None or draft.type not in _DATED_BY_CONTEXT or draft.status != "occurred" or _is_background(draft):
            continue
        months = _months_around(reading, draft)
        if len(months) != 1 and (before := _told_before(draft, drafts)) is not None:
            months = {before}
        if len(months) == 1:
            year, month = next(iter(months))
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            if reading.article.published is None or first <= reading.article.published:
                draft.time = UncertainTime(f"{year:04d}-{month:02d}", first, last, "month", "context")


def _told_before(draft: Draft, drafts: Sequence[Draft]) -> tuple[int, int] | None:
    """The month of the event of the same people told last, in this paragraph or the one before."""
    earlier = [
        d
        for d in drafts
        if draft.block - 1 <= d.block <= draft.block
        and d.position < draft.position
        and d.actors & draft.actors
        and d.time.edtf
        and STATUS_CLASS[d.status] == 0
        and not _is_background(d)
    ]
    last = max(earlier, key=lambda d: d.position, default=None)
    if last is None or last.time.earliest is None or last.time.latest is None:
        return None
    first, end = last.time.earliest, last.time.latest
    return (first.year, first.month) if (first.year, first.month) == (end.year, end.month) else None


def _is_background(draft: Draft) -> bool:
    """Told as earlier than its surroundings ("had met")."""
    verb = draft.governor or draft.trigger
    while verb.pos_ not in _VERBS and verb.head != verb:
        verb = verb.head
    return verb.pos_ in _VERBS and any(c.dep_ == "aux" and c.lower_ in ("had", "has", "have") for c in verb.children)


def _months_around(reading: Reading, draft: Draft) -> set[tuple[int, int]]:
    """The months of the dates in its paragraph, up to its sentence; if there are none, in the paragraphs beside that name its people."""
    doc, sentence = reading.docs[draft.block], draft.trigger.sent
    end = next((t.i for t in doc[draft.trigger.i : sentence.end] if t.text == ";"), sentence.end)
    own = _months_of(reading, draft.block, None, end)
    if own:
        return own
    found: set[tuple[int, int]] = set()
    for block in (draft.block - 1, draft.block + 1):
        if 0 <= block < len(reading.docs):
            named = {m["ref"] for m in reading.docs[block]._.amur_mentions or []}
            if len(draft.actors & named) >= 1:
                found |= _months_of(reading, block, None, None)
    return found


def _months_of(reading: Reading, block: int, first: int | None, last: int | None) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for entry in reading.docs[block]._.amur_dates or []:
        if (
            entry["compared"]
            or entry["relation"] != "on"
            or not entry["edtf"]
            or (last is not None and entry["start"] >= last)
            or (first is not None and entry["start"] < first)
        ):
            continue
        begin, end = date.fromisoformat(entry["earliest"]), date.fromisoformat(entry["latest"])
        if (begin.year, begin.month) != (end.year, end.month):
            found |= {(begin.year, begin.month), (end.year, end.month)} if (end - begin).days <= 31 else {(begin.year, 0), (end.year, 13)}
        else:
            found.add((begin.year, begin.month))
    return found
