"""How long an event was: "a three-day visit", "begun on D and ended on E", "Tuesday, the second and last day of the visit"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.dates import attach_dates, event_time
from app.components.dates_words import number_of
from app.extract.event_drafts import Draft, Reading
from app.model import UncertainTime

VERBS: Final = frozenset({"VERB", "AUX"})
_BEGIN: Final = frozenset({"begin", "start", "open", "launch", "commence", "kick", "arrive", "embark"})
_END: Final = frozenset({"end", "finish", "conclude", "close", "complete", "wind", "wrap", "leave", "depart"})
_HOLD: Final = frozenset({"host", "hold", "begin", "start", "launch", "kick", "open", "embark", "arrive", "commence"})
_SETTING_OUT: Final = frozenset(
    {"arrive", "land", "come", "fly", "travel", "head", "go", "leave", "depart", "touch", "set", "jet", "embark"}
)
_LEAVING: Final = frozenset({"leave", "depart"})
_STAYS: Final = frozenset({"visit", "trip", "stay"})
_GOING_ON: Final = frozenset({"last", "run", "continue", "go", "stretch"})
_UNITS: Final = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_ORDINALS: Final = {"first": 1, "opening": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LAST: Final = frozenset({"last", "final", "closing"})


def days_long(draft: Draft) -> int:
    """How many days its words give it ("a ten-day exercise", "a cruise of one week"); 0 when they do not."""
    nouns = [draft.trigger, *(c for c in draft.trigger.children if c.dep_ == "appos" and c.pos_ == "NOUN"), *_stays(draft)]
    return next((days for noun in nouns if (days := _length_of(noun))), 0)


def _stays(draft: Draft) -> list[Token]:
    """For "wrapped up a two-day visit", "landed in Y for a four-day visit", "left Y after a visit of two days": what the verb tells."""
    if draft.type != "Visit" or draft.trigger.pos_ not in VERBS:
        return []
    found = [c for c in draft.trigger.children if c.dep_ == "dobj"]
    prepositions = ("after",) if draft.trigger.lemma_.lower() in _LEAVING else ("for", "on")
    found += [g for c in draft.trigger.children if c.dep_ == "prep" and c.lower_ in prepositions for g in c.children if g.dep_ == "pobj"]
    return [noun for noun in found if noun.lemma_.lower() in _STAYS]


def _length_of(noun: Token) -> int:
    measure = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    if measure is not None and measure.lower_ in _UNITS:  # "began a week of drills"
        return (_number([c for c in measure.children if c.dep_ == "nummod"]) or 1) * _UNITS[measure.lower_]
    for child in noun.lefts:
        tokens = list(child.subtree)
        words = [t.lower_ for t in tokens]
        for unit in ("day", "week"):
            if unit in words and (number := _number([t for t in tokens[: words.index(unit)] if t.text not in ("-", "–")])):
                return number * _UNITS[unit]
        if child.lower_ == "weeklong" or (child.lower_ == "long" and "week" in words):
            return 7
    for preposition in noun.rights:
        for length in preposition.children if preposition.lower_ == "of" else ():
            if (
                length.dep_ == "pobj"
                and length.lower_ in _UNITS
                and (number := _number([c for c in length.children if c.dep_ == "nummod"]))
            ):
                return number * _UNITS[length.lower_]
    return 0


def _number(tokens: list[Token]) -> int:
    return (number_of(tokens[-1].text) or 0) if tokens else 0


def lasting(draft: Draft, time: UncertainTime) -> UncertainTime:
    """Told on its first day, a ten-day exercise lasts from that day on; told on its last, up to it."""
    days = days_long(draft)
    if days < 2 or days > 60 or time.precision != "day" or time.earliest is None:
        return time
    verb = _verb_of(draft)
    if draft.phase == "ends" or (verb is not None and verb.lemma_ in _END) or draft.trigger.lemma_.lower() in _LEAVING:
        if time.basis == "dateline":
            return time  # the entry's day tells the end, its words do not count from it
        first, last = time.earliest - timedelta(days=days - 1), time.earliest
    elif _is_told_by_its_start(draft):
        return from_day_on(draft, time)
    else:
        return time
    return replace(
        time, edtf=f"{first.isoformat()}/{last.isoformat()}", earliest=first, latest=last, precision="range", reading="throughout"
    )


def from_day_on(draft: Draft, time: UncertainTime) -> UncertainTime:
    """From that day, as many days as its words give it."""
    first = time.earliest
    if first is None:
        return time
    last = first + timedelta(days=days_long(draft) - 1)
    return replace(time, edtf=f"{first.isoformat()}/{last.isoformat()}", latest=last, precision="range", reading="throughout")


def _is_told_by_its_start(draft: Draft) -> bool:
    if draft.trigger.pos_ in VERBS and _stays(draft):
        return draft.trigger.lemma_.lower() in _HOLD | _SETTING_OUT
    return draft.governor is not None and draft.governor.lemma_ in _HOLD


def _verb_of(draft: Draft) -> Token | None:
    """The governor, the trigger if a verb, or the verb after which it is named ("left on Friday after a visit of two days")."""
    if draft.governor is not None:
        return draft.governor
    if draft.trigger.pos_ in VERBS:
        return draft.trigger if draft.trigger.lemma_ not in _LEAVING else None
    preposition = draft.trigger.head
    return preposition.head if preposition.dep_ == "prep" and preposition.head.pos_ in VERBS else None


def from_begin_to_end(reading: Reading, draft: Draft, in_year: Any) -> UncertainTime | None:
    """Of what "began on D and ended on E", "ended on E, an exercise that had begun on D": from D to E."""
    doc = reading.docs[draft.block]
    days: dict[str, UncertainTime] = {}
    for verb in _phase_verbs(draft):
        phase = "begins" if verb.lemma_.lower() in _BEGIN else "ends" if verb.lemma_.lower() in _END else None
        for entry in (doc._.amur_dates[i] for i in attach_dates(doc, verb.i)):
            if phase is None and entry["relation"] == "until" and verb.lemma_.lower() in _GOING_ON:
                days.setdefault("ends", in_year(draft, _on(reading, doc, entry)))  # "last until September 17"
            time = event_time(entry, reading.article.published, doc._.amur_offset)
            if phase and time.precision == "day":
                days.setdefault(phase, in_year(draft, time))
    first, last = days.get("begins"), days.get("ends")
    if first is None or last is None or not (first.earliest and last.latest and first.earliest < last.latest):
        return None
    return joined(first, last)


def _on(reading: Reading, doc: Doc, entry: dict[str, Any]) -> UncertainTime:
    return event_time({**entry, "relation": "on"}, reading.article.published, doc._.amur_offset)


def joined(first: UncertainTime, last: UncertainTime) -> UncertainTime:
    """From the first day of one to the last day of the other."""
    assert first.earliest is not None and last.latest is not None
    edtf = f"{first.earliest.isoformat()}/{last.latest.isoformat()}"
    return replace(first, edtf=edtf, latest=last.latest, precision="range", reading="throughout", words=first.words + last.words)


def _phase_verbs(draft: Draft) -> Iterator[Token]:
    nouns = [draft.trigger, *(c for c in draft.trigger.children if c.dep_ == "appos")]
    if draft.trigger.dep_ in ("appos", "nmod", "compound"):
        nouns.append(draft.trigger.head)
    verbs = [
        *([draft.governor] if draft.governor is not None else []),
        *(c for n in nouns for c in n.children if c.dep_ in ("acl", "relcl")),
    ]
    verbs += [n.head for n in nouns if n.dep_ in ("dobj", "nsubj", "nsubjpass") and n.head not in verbs]
    for first in verbs:
        yield from (verb for verb in (first, *first.conjuncts) if verb.pos_ in VERBS)


def day_of_it(reading: Reading, draft: Draft) -> UncertainTime | None:
    """For "on Tuesday, the first day of his visit", "Friday, the third and last day of the talks": where that day puts the event."""
    doc = reading.docs[draft.block]
    of = draft.trigger.head
    day_noun = doc[of.i - 1] if of.i else of
    if draft.trigger.dep_ != "pobj" or of.lower_ != "of" or day_noun.lower_ != "day":
        return None
    start = day_noun.i
    while start > of.sent.start and not doc[start - 1].is_punct and doc[start - 1].pos_ != "ADP":
        start -= 1
    named = {token.lower_ for token in doc[start : day_noun.i]}
    number = next((n for word, n in _ORDINALS.items() if word in named), None)
    day = _day_beside(doc, start)
    if day is None or (number is None and not named & _LAST):
        return None
    time = event_time(day, reading.article.published, doc._.amur_offset)
    if time.precision != "day" or time.earliest is None:
        return None
    first = time.earliest - timedelta(days=number - 1) if number else time.earliest
    if named & _LAST:
        draft.phase = "ends"
        if number and number > 1:
            return replace(
                time, edtf=f"{first.isoformat()}/{time.earliest.isoformat()}", earliest=first, precision="range", reading="throughout"
            )
        return time
    draft.phase = "begins"
    return replace(time, edtf=first.isoformat(), earliest=first, latest=first)


def _day_beside(doc: Doc, start: int) -> dict[str, Any] | None:
    """The day to which "the first day" stands in apposition: nothing but a comma or bracket lies between."""
    for entry in doc._.amur_dates or ():
        between = doc[entry["end"] : start]
        beside = 0 < len(between) < 3 and all(t.is_punct for t in between)
        if entry["end"] <= start and entry["relation"] == "on" and entry["edtf"] and beside:
            return dict(entry)
    return None
