"""Times that a text ties to another event it tells: "three days after the talks", "during the visit", and what it goes on to tell.

Each tie is made by words or by the course of the story; what merely stands near is not tied (`event_occasions` may give it a month).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.dates import attach_dates, event_time
from app.components.dates_calendar import Stretch, day, month, shift_month, week, year
from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.extract.event_story import of_the_same, told_on
from app.model import UncertainTime

_VERBS: Final = frozenset({"VERB", "AUX"})
_OCCASIONS: Final = {
    "visit": ("Visit",),
    "trip": ("Visit",),
    "tour": ("Visit",),
    "stay": ("Visit",),
    "journey": ("Visit",),
    "meeting": ("Meeting", "Summit"),
    "talk": ("Meeting", "PhoneCall"),
    "negotiation": ("Meeting",),
    "encounter": ("Meeting",),
    "audience": ("Meeting",),
    "dinner": ("Meeting",),
    "conversation": ("PhoneCall", "Meeting"),
    "call": ("PhoneCall",),
    "summit": ("Summit", "Meeting"),
    "session": ("Summit",),
    "forum": ("Summit",),
    "conference": ("Summit",),
    "gathering": ("Summit",),
    "exercise": ("MilitaryExercise",),
    "drill": ("MilitaryExercise",),
    "manoeuvre": ("MilitaryExercise",),
    "occasion": ("Meeting", "PhoneCall", "Summit", "Visit"),
}
_PLACED: Final = frozenset({"Meeting", "Agreement"})  # held where their occasion was
_AT: Final = frozenset({"during", "at", "after", "following", "in", "on"})
_DEFINITE: Final = frozenset({"the", "this", "that", "these", "those", "their", "his", "her", "its", "both"})


def anchor_times(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Date undated drafts by the events they are tied to, in place."""
    count_from_events(reading, drafts)
    for draft in sorted(drafts, key=lambda d: d.position):
        if draft.time.edtf is not None and (draft.places or draft.type not in _PLACED):
            continue
        occasion = _occasion_of(draft, drafts)
        if draft.time.edtf is None:
            time = _day_of_occasion(draft, drafts) or (occasion.time if occasion else None) or told_on(reading, draft, drafts)
            time = time or of_the_same(draft, drafts)
            draft.time = replace(time, basis="event-anchored") if time is not None else draft.time
        if occasion and occasion.type != "Visit" and draft.type in _PLACED and not draft.places and len(occasion.places) == 1:
            draft.places = list(occasion.places)


# ---- so much before or after ------------------------------------------------------------------------------------------------


def count_from_events(reading: Reading, drafts: Sequence[Draft]) -> None:
    """For "X, two days before Y": whichever of the two has a time dates the other."""
    for block, doc in enumerate(reading.docs):
        for entry in doc._.amur_dates or ():
            if entry.get("shift"):
                _count(reading, drafts, block, doc, entry)


def _count(reading: Reading, drafts: Sequence[Draft], block: int, doc: Doc, entry: dict[str, Any]) -> None:
    anchor, host = _sides_of(doc, entry)
    if anchor is None or host is None:
        return
    named, telling = _told_at(drafts, block, anchor), _told_at(drafts, block, host)
    words = ((entry["words"], doc._.amur_offset + entry["start_char"], doc._.amur_offset + entry["end_char"]),)
    own = _time_of(reading, doc, host) or next((d.time for d in telling if d.time.edtf), None)
    own = own or (_this_year(reading, host) if entry["shift"]["unit"] == "year" else None)
    other = next((d.time for d in named if d.time.edtf), None) or _last_of(reading, drafts, block, anchor)
    step = entry["shift"]["amount"] * entry["shift"]["direction"]
    if own is not None and (time := _shifted(own, entry["shift"]["unit"], -step, words)) is not None:
        for draft in named:
            draft.time = time if draft.time.edtf is None else draft.time
    if other is not None and (time := _shifted(other, entry["shift"]["unit"], step, words)) is not None:
        for draft in telling:
            draft.time = time if draft.time.edtf is None else draft.time


def _sides_of(doc: Doc, entry: dict[str, Any]) -> tuple[Token | None, Token | None]:
    """What is counted from ("the talks") and the verb of what is told."""
    marker = doc[entry["end"] - 1]
    if marker.lower_ == "of":
        marker = marker.head if marker.head.i >= entry["start"] else marker
    if marker.dep_ == "mark":
        return marker.head, _verb_above(marker.head)
    nouns = [t for t in doc[entry["end"] - 1].children if t.dep_ in ("pobj", "pcomp")]
    return (nouns[0], _verb_above(marker)) if nouns else (None, None)


def _verb_above(token: Token) -> Token | None:
    current = token
    while current.head != current:
        current = current.head
        if current.pos_ in _VERBS:
            return current
    return None


def _told_at(drafts: Sequence[Draft], block: int, token: Token) -> list[Draft]:
    """The drafts that have the token as trigger or governor, else those whose trigger is the object or subject it has."""
    own = [d for d in drafts if any(b == block and (t.i == token.i or (g is not None and g.i == token.i)) for b, t, g in d.mentions)]
    if own:
        return own
    near = {c.i for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "dobj", "acomp", "attr", "xcomp")}
    near |= {g.i for c in token.children if c.dep_ == "prep" for g in c.children} if token.pos_ in _VERBS else set()
    return [d for d in drafts if any(b == block and t.i in near for b, t, _ in d.mentions)]


def _time_of(reading: Reading, doc: Doc, verb: Token) -> UncertainTime | None:
    """The time that hangs on a verb itself."""
    for index in attach_dates(doc, verb.i):
        entry = doc._.amur_dates[index]
        if entry["relation"] == "on" and entry["edtf"]:
            return event_time(entry, reading.article.published, doc._.amur_offset)
    return None


def _this_year(reading: Reading, verb: Token) -> UncertainTime | None:
    """What "has been done" by the day of publication counts years from its year."""
    published = reading.article.published
    if published is None or verb.tag_ != "VBN" or not any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in verb.children):
        return None
    now = year(published.year)
    return UncertainTime(now.edtf, now.first, now.last, now.precision, "relative")


def _last_of(reading: Reading, drafts: Sequence[Draft], block: int, anchor: Token) -> UncertainTime | None:
    """For "a day ahead of the presidents": the time of what was told last of just these."""
    ids = {filler["ref"] for filler in reading.arguments[block].actors_at(anchor)}
    told = [d for d in drafts if ids and ids <= d.actors and d.time.precision == "day" and d.position < (block, anchor.i)]
    return told[-1].time if told else None


def _shifted(base: UncertainTime, unit: str, step: int, words: tuple[tuple[str, int, int], ...]) -> UncertainTime | None:
    """The day, week, month or year so many units on; None where the base is too wide to count from."""
    first = base.earliest
    if (
        first is None
        or (unit in ("day", "week") and base.precision != "day")
        or (unit == "month" and base.precision not in ("day", "month"))
    ):
        return None
    stretch: Stretch
    if unit == "day":
        stretch = day(first + timedelta(days=step))
    elif unit == "week":
        stretch = week(first + timedelta(days=7 * step))
    elif unit == "month":
        stretch = month(*shift_month(first.year, first.month, step))
    elif unit == "year" and base.latest is not None and base.latest.year == first.year:
        stretch = year(first.year + step)
    else:
        return None
    return UncertainTime(
        stretch.edtf, stretch.first, stretch.last, stretch.precision, "event-anchored", "sometime-within", (*words, *base.words)
    )


# ---- at an occasion that is named -------------------------------------------------------------------------------------------


def _occasion_of(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """What a phrase of its clause names as "the visit" or "the talks"."""
    for block, trigger, governor in draft.mentions:
        for noun, preposition in _phrases(_bearers(trigger, governor)):
            source = _meant(draft, drafts, block, noun, preposition)
            if source is not None:
                return source
        if (source := _text_signed_then(draft, drafts, block, trigger)) is not None:
            return source
    return None


_TEXTS: Final = frozenset(
    {"signing", "signature", "statement", "declaration", "document", "agreement", "treaty", "text", "deal", "contract"}
)


def _text_signed_then(draft: Draft, drafts: Sequence[Draft], block: int, trigger: Token) -> Draft | None:
    """For "The signing came after talks between the two.": talks have the day of the text signed after them."""
    after = trigger.head
    if trigger.dep_ != "pobj" or after.lower_ not in ("after", "following", "at", "during") or after.head.pos_ not in _VERBS:
        return None
    if any(c.dep_ == "npadvmod" for c in after.children):
        return None
    subjects = [c for c in after.head.children if c.dep_ in ("nsubj", "nsubjpass") and c.lemma_.lower() in _TEXTS and _is_definite(c)]
    told = [
        d
        for d in drafts
        if d.type == "Agreement" and d.time.precision == "day" and d.actors & draft.actors and d.position < (block, trigger.i)
    ]
    return told[-1] if subjects and told else None


_FIRST: Final = frozenset({"opening", "start", "beginning", "launch"})
_FINAL: Final = frozenset({"end", "close", "closing", "conclusion"})


def _day_of_occasion(draft: Draft, drafts: Sequence[Draft]) -> UncertainTime | None:
    """For "on the day of its opening", "on the first day of the exercise": a day of the event told last, or of that exercise."""
    for block, trigger, governor in draft.mentions:
        for preposition in (c for bearer in _bearers(trigger, governor) for c in bearer.children if c.lower_ == "on"):
            for noun in (d for d in preposition.children if d.lemma_ == "day" and d.dep_ == "pobj"):
                named = [g for c in noun.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
                if named and (found := _edge_of(draft, drafts, block, noun, named[0])) is not None:
                    return found
    return None


def _edge_of(draft: Draft, drafts: Sequence[Draft], block: int, noun: Token, named: Token) -> UncertainTime | None:
    order = {c.lower_ for c in noun.children if c.dep_ == "amod"}
    lemma = named.lemma_.lower()
    is_first = lemma in _FIRST or (lemma != "day" and bool(order & {"first", "opening"}))
    is_last = lemma in _FINAL or bool(order & {"last", "final", "closing"})
    kinds = _OCCASIONS.get(lemma, ("MilitaryExercise", "JointPatrol", "Summit", "Visit") if lemma in _FIRST | _FINAL else ())
    told = [
        d for d in drafts if d is not draft and d.type in kinds and d.time.edtf and d.position < draft.position and block - d.block <= 1
    ]
    if is_first == is_last or not told:
        return None
    time = max(told, key=lambda d: d.position).time
    edge = time.earliest if is_first else time.latest
    if edge is None or (time.precision != "day" and not (time.precision == "range" and len(time.edtf or "") == 21)):
        return None
    return replace(time, edtf=edge.isoformat(), earliest=edge, latest=edge, precision="day", reading="sometime-within")


def _bearers(trigger: Token, governor: Token | None) -> list[Token]:
    """Trigger, governor and the verbs above them up to the main clause ("after the talks the two watched as officials signed …")."""
    found = [trigger, *([governor] if governor is not None else [])]
    current = found[-1]
    while current.head != current and (current.dep_ in ("conj", "advcl", "ccomp", "xcomp") or current.pos_ not in _VERBS):
        current = current.head
        if current.pos_ in _VERBS and current not in found:
            found.append(current)
    return found


def _phrases(carriers: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    for carrier in carriers:
        for preposition in carrier.children:
            if preposition.dep_ == "prep" and preposition.lower_ in _AT:
                for noun in preposition.children:
                    if noun.dep_ == "pobj" and noun.lemma_.lower() in _OCCASIONS and _is_definite(noun):
                        yield noun, preposition.lower_


def _is_definite(noun: Token) -> bool:
    marked = any(c.dep_ in ("det", "poss") and (c.lower_ in _DEFINITE or c.dep_ == "poss") for c in noun.children)
    return (marked or noun.tag_ == "NNS") and not any(c.dep_ in ("nummod",) or c.lower_ in ("next", "last", "first") for c in noun.children)


def _meant(draft: Draft, drafts: Sequence[Draft], block: int, noun: Token, preposition: str) -> Draft | None:
    here = [d for d in drafts if d is not draft and d.time.edtf and any(b == block and t.i == noun.i for b, t, _ in d.mentions)]
    if here:
        return here[0]
    if any(True for _ in noun.children if _.dep_ == "prep" and _.lower_ in ("with", "of", "between")):
        return None  # "the talks with Z" are told for themselves
    kinds = _OCCASIONS[noun.lemma_.lower()]
    before = [
        d
        for d in drafts
        if d is not draft
        and d.type in kinds
        and d.time.edtf
        and d.time.precision in ("day", "range")
        and STATUS_CLASS[d.status] == STATUS_CLASS[draft.status]
        and d.position < draft.position
        and block - d.block <= (1 if preposition in ("after", "following") else 2)
        and (d.actors & draft.actors or _states(d) & _states(draft))
    ]
    return max(before, key=lambda d: d.position, default=None)


def _states(draft: Draft) -> set[str]:
    return {p.actor.country for p in draft.participants if p.actor.country}
