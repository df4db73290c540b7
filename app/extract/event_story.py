"""What the story goes on to tell: a past sentence without a time has the day of the one before it.

Nothing is dated by mere nearness: the sentence must tell the next step (simple past, main clause) of somebody whom the dated sentence
names, and further back than two sentences it must say so itself ("also", "later").
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from spacy.tokens import Span, Token

from app.components.dates import event_time
from app.components.dates_attach import is_what_it_is_for, owner_of
from app.extract.event_drafts import Draft, Reading
from app.model import UncertainTime

_VERBS: Final = frozenset({"VERB", "AUX"})
_ASIDE: Final = frozenset({"separate", "separately", "each", "meanwhile", "elsewhere", "previously", "earlier", "once", "already", "last"})
_GOING_ON: Final = frozenset({"also", "later", "then", "afterwards", "afterward", "too", "subsequently", "next"})
_CARRIED_ON: Final = frozenset({"Meeting", "Agreement", "OtherEvent", "Appointment", "PhoneCall"})
_NEAR: Final = 2  # sentences
_FAR: Final = 6
_FEW_DAYS: Final = 4


def told_on(reading: Reading, draft: Draft, drafts: Sequence[Draft]) -> UncertainTime | None:
    """For "X arrived on Friday. He was received by Y.": a past sentence without a time goes on from the day told just before."""
    if draft.type not in _CARRIED_ON or draft.status != "occurred" or not _is_next_step(draft):
        return None
    doc = reading.docs[draft.block]
    sentence = draft.trigger.sent
    cut = next((t.i for t in doc[draft.trigger.i : sentence.end] if t.text == ";"), sentence.end)
    own = [e for e in doc._.amur_dates or () if sentence.start <= e["head"] < cut and not is_what_it_is_for(doc, e)]
    if any(not e["compared"] and e["relation"] in ("on", "during") for e in own):
        return None
    goes_on = any(t.lower_ in _GOING_ON for t in _verb_of(draft).children)
    aside: UncertainTime | None = None
    for block, earlier in _sentences_before(reading, draft)[: _FAR if goes_on else _NEAR]:
        names_them = _names_somebody_of(reading, draft, block, earlier)
        if not names_them and not goes_on:
            break
        entries = [e for e in _times_of_what_happened(reading, drafts, block, earlier) if _stands_in(e, earlier)]
        entries = [e for e in entries if not e["compared"] and not _is_ahead(reading, e)]
        if not any(e["edtf"] and e["relation"] == "on" for e in entries):
            continue
        time = _day_of(reading, block, entries) if names_them else None
        if aside is None and time is not None and all(_is_told_as_before(reading, block, e) for e in entries):
            aside = time
            continue
        return time if aside is None or _are_near(time, aside) else aside
    return aside


def _sentences_before(reading: Reading, draft: Draft) -> list[tuple[int, Span]]:
    """The sentences before that of the draft, nearest first, in its paragraph and the ones before."""
    own = [s for s in reading.docs[draft.block].sents if s.start < draft.trigger.sent.start]
    found = [(draft.block, s) for s in own[::-1]]
    for block in range(draft.block - 1, -1, -1):
        if reading.docs[block]._.amur_block != "body" or reading.docs[draft.block]._.amur_block != "body":
            break
        found += [(block, s) for s in list(reading.docs[block].sents)[::-1]]
        if len(found) >= _FAR:
            break
    return found


def _stands_in(entry: dict[str, Any], sentence: Span) -> bool:
    return bool(sentence.start <= entry["head"] < sentence.end)


def _is_ahead(reading: Reading, entry: dict[str, Any]) -> bool:
    return entry["tense"] in ("future", "would") or date.fromisoformat(entry["latest"] or "0001-01-01") > (
        reading.article.published or date.max
    )


def _are_near(time: UncertainTime | None, aside: UncertainTime) -> bool:
    """Whether what had been before was of the same days ("He had arrived a day earlier."), and not another story ("In May he had …")."""
    if time is None or time.earliest is None or aside.earliest is None:
        return False
    return 0 <= (time.earliest - aside.earliest).days <= _FEW_DAYS


def _is_told_as_before(reading: Reading, block: int, entry: dict[str, Any]) -> bool:
    """For "had been received on Friday"."""
    doc = reading.docs[block]
    owner = owner_of(doc[entry["start"] : entry["end"]])
    while owner is not None and owner.pos_ not in _VERBS and owner.head != owner:
        owner = owner.head
    return owner is not None and any(c.dep_ == "aux" and c.lower_ == "had" for c in owner.children)


def of_the_same(draft: Draft, drafts: Sequence[Draft]) -> UncertainTime | None:
    """What those who have just met agree on has the day they met; votes told together fell together."""
    if draft.status != "occurred" or not _is_next_step(draft):
        return None
    if draft.type == "Deployment":
        return _provoked(draft, drafts)
    vote = draft.rule.startswith("other.vote")
    if not vote and (draft.type != "Agreement" or len(draft.actors) < 2):
        return None
    near = [
        d for d in drafts if d is not draft and 0 <= draft.block - d.block <= 1 and d.position < draft.position and d.status == "occurred"
    ]
    told = [
        d for d in near if (d.rule.startswith("other.vote") if vote else d.type in ("Meeting", "PhoneCall") and d.actors == draft.actors)
    ]
    last = max(told, key=lambda d: d.position, default=None)
    return last.time if last is not None and last.time.edtf is not None and last.time.precision == "day" else None


def _provoked(draft: Draft, drafts: Sequence[Draft]) -> UncertainTime | None:
    """What others send up, in the next sentence, against a patrol ("Japan scrambled fighters when the Chinese planes …")."""
    sentence = draft.trigger.sent
    named = {m["ref"] for m in draft.trigger.doc._.amur_mentions or () if sentence.start <= m["head"] < sentence.end}
    told = [
        d
        for d in drafts
        if d.type == "JointPatrol"
        and d.status == "occurred"
        and d.time.precision == "day"
        and d.block == draft.block
        and d.trigger.sent.end == sentence.start
        and not d.actors & {p.actor.id for p in draft.participants if p.role == "agent"}
        and d.actors & named
    ]
    return told[-1].time if told else None


def _verb_of(draft: Draft) -> Token:
    verb = draft.governor or draft.trigger
    while verb.pos_ not in _VERBS and verb.head != verb:
        verb = verb.head
    return verb


def _is_next_step(draft: Draft) -> bool:
    """Whether it is told in the past, simple or progressive, by the main clause of its sentence."""
    verb = _verb_of(draft)
    if verb.pos_ not in _VERBS:
        return False
    main = verb
    while main.dep_ == "conj" and main.head.pos_ in _VERBS:
        main = main.head
    auxiliaries = {c.lower_ for token in (verb, main) for c in token.children if c.dep_ in ("aux", "auxpass")}
    past = verb.tag_ == "VBD" or (verb.tag_ in ("VBN", "VBG") and bool(auxiliaries & {"was", "were"})) or main.tag_ == "VBD"
    if _ASIDE & {t.lower_ for t in verb.subtree if t.dep_ in ("advmod", "amod", "det", "nsubj", "appos", "npadvmod")}:
        return False
    return past and not auxiliaries & {"had", "has", "have", "would", "will", "could", "may"} and main.dep_ == "ROOT"


def _names_somebody_of(reading: Reading, draft: Draft, block: int, sentence: Span) -> bool:
    named = {m["ref"] for m in reading.docs[block]._.amur_mentions or () if sentence.start <= m["head"] < sentence.end}
    people = {p.actor.id for p in draft.participants if p.actor.type == "Person"}
    states = {p.actor.country for p in draft.participants if p.actor.country}
    if draft.type == "Appointment":  # "China changed its foreign minister on Friday. X was named …"
        people |= states
    if draft.type == "Agreement" and len(states) > 1 and states <= named:  # "Russian-Chinese talks took place today. X and Y signed …"
        return True
    return bool(named & (people or draft.actors))


def _times_of_what_happened(reading: Reading, drafts: Sequence[Draft], block: int, sentence: Span) -> list[dict[str, Any]]:
    """The times of a block but for those of mere utterances: when it was said is not when it was, unless it was said to somebody named."""
    doc = reading.docs[block]
    said = {
        item["date"]
        for item in doc._.amur_attributions or ()
        if item["date"] is not None and not (item["addressee"] is not None and _is_person(reading, block, item["addressee"]))
    }
    dated = {d.time.edtf for d in drafts if any(b == block and t.sent.start == sentence.start for b, t, _ in d.mentions)}
    return [e for index, e in enumerate(doc._.amur_dates or ()) if index not in said or e["edtf"] in dated]


def _is_person(reading: Reading, block: int, token: int) -> bool:
    return any(m["head"] == token and m["type"] == "Person" for m in reading.docs[block]._.amur_mentions or ())


def _days_of(entry: dict[str, Any]) -> int:
    return (date.fromisoformat(entry["latest"]) - date.fromisoformat(entry["earliest"])).days + 1


def _day_of(reading: Reading, block: int, entries: Sequence[dict[str, Any]]) -> UncertainTime | None:
    """The one day that a sentence tells as past; None where it tells several, or a wider time."""
    told = {e["edtf"]: e for e in entries if e["relation"] == "on" and e["edtf"]}
    entry = next(iter(told.values()))
    short = entry["precision"] == "day" or (len(entry["edtf"]) == 21 and _days_of(entry) <= _FEW_DAYS and entry["reading"] == "throughout")
    if len(told) != 1 or not short or entry["tense"] not in ("past", "present"):
        return None
    if date.fromisoformat(entry["latest"]) > (reading.article.published or date.max):
        return None
    return event_time(entry, reading.article.published, reading.docs[block]._.amur_offset)
