"""When an event was: words of its own clause, then of the occasion it is told with, then the heading of a digest entry; never the day of publication."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from spacy.tokens import Token

from app.components.dates import attach_dates, event_time
from app.extract.event_drafts import Draft, Reading
from app.model import UncertainTime

_VERBS = frozenset({"VERB", "AUX"})


def find_time(reading: Reading, draft: Draft) -> UncertainTime:
    """The time of a draft as far as its own words and its entry tell."""
    doc = reading.docs[draft.block]
    published = reading.article.published
    planned = draft.status in ("planned", "hypothetical", "cancelled")
    for token in [t for t in (draft.trigger, draft.governor) if t is not None]:
        for index in attach_dates(doc, token.i):
            return event_time(doc._.amur_dates[index], published, doc._.amur_offset, planned=planned)
    line = doc._.amur_dateline
    if line and line.get("heading") and line.get("date") and not planned and draft.status != "hypothetical" and _is_news(draft.trigger, draft.governor):
        day = date.fromisoformat(line["date"])
        return UncertainTime(line["date"], day, day, "day", "dateline")
    if not planned and published is not None:
        return UncertainTime(None, None, published, "none", "none")
    return UncertainTime()


def _is_news(trigger: Token, governor: Token | None) -> bool:
    """Whether an entry tells this as what happened on its day: its main clause, not its background."""
    token = governor or trigger
    while token.pos_ not in _VERBS and token.head != token:
        token = token.head
    if token.pos_ not in _VERBS:
        return True
    for _ in range(6):
        if any(c.dep_ == "aux" and c.lower_ in ("had", "have", "has") for c in token.children):
            return False
        if token.dep_ in ("relcl",) or (token.dep_ in ("acl",) and token.tag_ in ("VBN", "VBD")):
            return False
        if token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("after", "before", "since", "because", "as") for c in token.children):
            return any(c.lower_ == "after" for c in token.children)
        if token.dep_ == "ROOT" or token.head == token:
            break
        token = token.head
    return True


def shift(day: date, days: int) -> date:
    return day + timedelta(days=days)


def as_dict(time: UncertainTime) -> dict[str, Any]:
    return {"edtf": time.edtf}
