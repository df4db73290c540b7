"""When an event was: words of its own clause, then the heading of a digest entry; never the day of publication."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from spacy.tokens import Doc

from app.components.dates import attach_dates, event_time
from app.components.dates_attach import is_told_of, is_what_it_is_for, owner_of
from app.components.dates_clause import verb_tense
from app.components.dates_words import time_words
from app.extract.event_drafts import Draft, Reading
from app.extract.event_lengths import day_of_it, days_long, from_begin_to_end, from_day_on, joined, lasting
from app.extract.event_tellers import tellers
from app.model import UncertainTime

_VERBS = frozenset({"VERB", "AUX"})


def find_time(reading: Reading, draft: Draft) -> UncertainTime:
    """The time of a draft as far as its own words and its entry tell."""
    doc = reading.docs[draft.block]
    published = reading.article.published
    planned = draft.status in ("planned", "hypothetical", "cancelled") or _is_to_come(draft)
    whole = from_begin_to_end(reading, draft, _in_year_of_name)
    if whole is not None:
        return whole
    if (told := day_of_it(reading, draft)) is not None:
        return told
    bound: UncertainTime | None = None
    for token in tellers(reading, draft):
        found = attach_dates(doc, token.i)
        if draft.type in _OVER_DAYS and (run := _running(reading, draft, found)) is not None:
            return run
        for index in found:
            entry = doc._.amur_dates[index]
            if entry["relation"] != "on" and is_told_of(doc, token.i, entry):
                entry = {**entry, "relation": "on"}
            if is_what_it_is_for(doc, entry):
                continue  # "a plan for 2014"
            if entry["relation"] == "since" and entry["precision"] == "day" and days_long(draft) > 1:
                return from_day_on(draft, event_time({**entry, "relation": "on"}, published, doc._.amur_offset))
            time = event_time(entry, published, doc._.amur_offset, planned=planned)
            time = lasting(draft, _in_year_of_name(draft, _ahead(reading, draft, time)))
            if time.edtf is not None:
                return time
            bound = bound or time
    if bound is not None:
        return bound
    if (trailing := _trailing(reading, draft, planned)) is not None:
        return trailing
    line = doc._.amur_dateline
    if line and line.get("heading") and line.get("date") and not planned and draft.status != "hypothetical" and _is_news(draft):
        day = date.fromisoformat(line["date"])
        return lasting(draft, UncertainTime(line["date"], day, day, "day", "dateline"))
    if line and line.get("stretch") and not planned and draft.status != "hypothetical" and _is_news(draft):
        entry = line["stretch"]
        first, last = date.fromisoformat(entry["earliest"]), date.fromisoformat(entry["latest"])
        return UncertainTime(entry["edtf"], first, last, entry["precision"], "dateline")
    if line and line.get("date") and not line.get("heading") and _is_fresh(reading, draft):
        day = date.fromisoformat(line["date"])
        return UncertainTime(line["date"], day, day, "day", "dateline")
    if draft.type == "Condemnation" and published is not None and (_is_own_text(reading) or _is_said_here(draft)):
        return UncertainTime(published.isoformat(), published, published, "day", "dateline")
    if not planned and published is not None:
        return UncertainTime(None, None, published, "none", "none")
    return UncertainTime()


def _is_to_come(draft: Draft) -> bool:
    """For "X denied that they will meet", "X will reportedly visit Y": no publication ends what is said to lie ahead."""
    verb = draft.trigger if draft.trigger.pos_ in _VERBS else draft.governor
    return draft.status in ("denied", "alleged") and verb is not None and verb_tense(verb) == "future"


_OVER_DAYS: Final = frozenset({"Summit", "Visit", "MilitaryExercise", "JointPatrol"})


def _running(reading: Reading, draft: Draft, indexes: list[int]) -> UncertainTime | None:
    """For "was held on Sunday and on Monday": days that follow each other, joined by "and", are one stretch."""
    doc = reading.docs[draft.block]
    entries = sorted((doc._.amur_dates[i] for i in indexes), key=lambda e: e["start"])
    if len(entries) != 2 or any(e["relation"] != "on" or e["precision"] != "day" for e in entries):
        return None
    first, last = (event_time(e, reading.article.published, doc._.amur_offset) for e in entries)
    between = [t.lower_ for t in doc[entries[0]["end"] : entries[1]["start"]]]
    if between not in (["and"], ["and", "on"]) or first.earliest is None or last.earliest is None:
        return None
    return joined(first, last) if (last.earliest - first.earliest).days == 1 else None


def _ahead(reading: Reading, draft: Draft, time: UncertainTime) -> UncertainTime:
    """A month or day without a year, of something still planned or just called off, lies ahead ("preparations for the summit in May")."""
    line = reading.docs[draft.block]._.amur_dateline
    written = date.fromisoformat(line["date"]) if line and line.get("date") else reading.article.published
    words = " ".join(w for w, _, _ in time.words).lower()
    if (
        draft.status not in ("planned", "cancelled")
        or written is None
        or time.edtf is None
        or time.latest is None
        or time.earliest is None
        or time.latest >= written
        or (draft.status == "cancelled" and (written - time.latest).days < _HALF_A_YEAR)  # called off before now
        or time.precision not in ("day", "month")
        or not any(m in words for m in _MONTH_NAMES)
        or re.search(r"(?:19|20)\d\d|last|ago|earlier|past", words)
        or time.earliest.year != time.latest.year
        or (time.earliest.month, time.earliest.day) == (2, 29)
    ):
        return time
    year = time.earliest.year
    target = written.year if time.latest.replace(year=written.year, day=min(time.latest.day, 28)) >= written else written.year + 1
    return replace(
        time,
        edtf=time.edtf.replace(str(year), str(target)),
        earliest=time.earliest.replace(year=target),
        latest=time.latest.replace(year=target, day=min(time.latest.day, 28) if time.latest.month == 2 else time.latest.day),
    )


_HALF_A_YEAR: Final = 183
_MONTH_NAMES: Final = tuple(date(2000, month, 1).strftime("%B").lower() for month in range(1, 13))


def _trailing(reading: Reading, draft: Draft, planned: bool) -> UncertainTime | None:
    """The time behind the verb that the parse hung on a noun of its phrase ("placed him under sanctions in 2018")."""
    doc = reading.docs[draft.block]
    verb = draft.trigger if draft.trigger.pos_ in _VERBS else draft.governor
    if verb is None:
        return None
    triggers = {f["trigger"] for f in doc._.amur_frames or []} - {draft.trigger.i}
    for entry in doc._.amur_dates or []:
        between = doc[verb.i + 1 : entry["start"]]
        if (
            entry["start"] <= verb.i
            or entry["start"] >= verb.sent.end
            or entry["relation"] != "on"
            or not entry["edtf"]
            or entry["compared"]
            or is_what_it_is_for(doc, entry)
            or any((t.pos_ in _VERBS and t.dep_ != "aux") or t.i in triggers or t.text in (";", ":", "(") for t in between)
            or any(t.dep_ in ("nsubj", "nsubjpass", "mark") for t in between)
            or not between
            or not doc[entry["start"] - (1 if doc[entry["start"]].pos_ != "ADP" else 0)].head.i >= verb.i
            or _leads_on(doc, entry)
        ):
            continue
        return event_time(entry, reading.article.published, doc._.amur_offset, planned=planned)
    return None


def _leads_on(doc: Doc, entry: dict[str, Any]) -> bool:
    """The time opens a clause of its own ("…, and on June 15 X assured him")."""
    owner = owner_of(doc[entry["start"] : entry["end"]])
    if owner is None or owner.pos_ not in _VERBS or owner.i <= entry["end"] or owner.lemma_ in ("guess", "think", "believe", "suppose"):
        return False
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in owner.children)


def _is_fresh(reading: Reading, draft: Draft) -> bool:
    """What a dated report tells by the main clause of its first sentence ("X has arrived in Y") is of its day.

    In the present perfect, or in the past where the sentence names no time at all.
    """
    doc, verb = reading.docs[draft.block], draft.governor or draft.trigger
    if (
        draft.status != "occurred"
        or draft.type not in ("Visit", "Meeting", "PhoneCall", "Agreement", "Appointment")
        or verb.pos_ not in _VERBS
        or verb.dep_ != "ROOT"
        or verb.sent.start >= 12
    ):
        return False
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    timeless = not any(verb.sent.start <= e["head"] < verb.sent.end for e in doc._.amur_dates or ())
    heads_it = draft.block > 0 and reading.docs[draft.block - 1]._.amur_block == "dateline"
    return bool(auxiliaries & {"has", "have"}) or (timeless and heads_it and verb.tag_ in ("VBD", "VBN") and "had" not in auxiliaries)


def _is_said_here(draft: Draft) -> bool:
    """For "We condemn …": the text is the utterance."""
    verb = draft.trigger
    first = any(c.dep_ == "nsubj" and c.lower_ == "we" for c in verb.children)
    return verb.tag_ in ("VBP", "VB") and first and not any(c.dep_ == "aux" for c in verb.children)


def _is_own_text(reading: Reading) -> bool:
    """Whether the text is itself the utterance: a readout, briefing or statement of a government."""
    article = reading.article
    if article.kind in ("readout", "transcript"):
        return True
    publisher = reading.gazetteer.actors.get(article.publisher_id or "")
    if publisher is not None:
        return publisher.type not in ("MediaOutlet", "Company")
    return (article.publisher or "").removeprefix("The ") in ("White House", "Kremlin") or "Ministry" in (article.publisher or "")


def _in_year_of_name(draft: Draft, time: UncertainTime) -> UncertainTime:
    """A day or month without a year told of "Joint Sea 2013" is of 2013."""
    year = re.search(r"(?:19|20)\d\d$", draft.name or "")
    if (
        year is None
        or time.edtf is None
        or time.earliest is None
        or time.latest is None
        or re.search(r"(?:19|20)\d\d", " ".join(w for w, _, _ in time.words))
    ):
        return time
    target = int(year.group())
    if time.earliest.year == target or time.earliest.year != time.latest.year or time.basis not in ("stated", "context"):
        return time
    old = str(time.earliest.year)
    return replace(
        time, edtf=time.edtf.replace(old, str(target)), earliest=time.earliest.replace(year=target), latest=time.latest.replace(year=target)
    )


def _is_news(draft: Draft) -> bool:
    """Whether an entry tells this as what happened on its day: its main clause, not its background."""
    token = draft.governor or draft.trigger
    if draft.type == "ArmedAttack" and draft.trigger.pos_ in ("NOUN", "PROPN"):
        return False
    while token.pos_ not in _VERBS and token.head != token:
        token = token.head
    if token.pos_ not in _VERBS:
        return True
    for _ in range(6):
        if any(c.dep_ == "aux" and c.lower_ == "had" for c in token.children):
            return False
        if token.dep_ == "pcomp" and token.head.lower_ in ("for", "over", "after"):
            return False  # "sanctioned X for buying Y": the reason went before
        if token.dep_ in ("relcl",) or (token.dep_ in ("acl",) and token.tag_ in ("VBN", "VBD")):
            return False
        if token.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ in ("after", "before", "since", "because", "as") for c in token.children
        ):
            return any(c.lower_ == "after" for c in token.children)
        if token.dep_ == "ROOT" or token.head == token:
            break
        token = token.head
    return True


def split_by_dates(reading: Reading, draft: Draft) -> list[Draft]:
    """One draft a date, where a verb has several that exclude each other, each joined by "and" ("met in A on D and in B on E")."""
    doc = reading.docs[draft.block]
    if (
        draft.type not in ("Meeting", "PhoneCall", "Visit", "MilitaryExercise", "JointPatrol")
        or draft.trigger.pos_ != "VERB"
        or not draft.complete
    ):
        return [draft]
    entries = sorted((doc._.amur_dates[i] for i in attach_dates(doc, draft.trigger.i)), key=lambda e: e["start"])
    entries = [e for e in entries if e["relation"] == "on" and e["edtf"] and e["start"] > draft.trigger.i]
    cuts = [_joint(doc, a["end"], b["start"]) for a, b in pairwise(entries)]
    if len(entries) < 2 or any(c is None for c in cuts) or any(_overlap(a, b) for a, b in pairwise(entries)):
        return [draft]
    bounds = [draft.trigger.sent.start, *(c for c in cuts if c is not None), draft.trigger.sent.end]
    parts = []
    for entry, (first, last) in zip(entries, pairwise(bounds), strict=True):
        time = event_time(entry, reading.article.published, doc._.amur_offset, planned=draft.status == "planned")
        parts.append(
            replace(draft, time=time, span=(first, last), participants=list(draft.participants), places=[], mentions=list(draft.mentions))
        )
    return parts


def _joint(doc: Doc, first: int, last: int) -> int | None:
    """Where an "and" joins two stretches of a sentence."""
    return next((i for i in range(first, last) if doc[i].lower_ in ("and", "then")), None)


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(a["earliest"] <= b["latest"] and b["earliest"] <= a["latest"])


def is_under_way(reading: Reading, draft: Draft) -> bool:
    """Begun and not known to be over, in a text that tells it in the present: a tour, an exercise that begins, a session."""
    if draft.status != "occurred" or draft.phase == "ends":
        return False
    if _lasts_past_publication(reading, draft) or _has_just_begun(reading, draft):
        return True
    verb = draft.governor or draft.trigger
    while verb.pos_ not in _VERBS and verb.head != verb:
        verb = verb.head
    present = verb.tag_ in ("VBZ", "VBP") and not any(c.dep_ == "aux" for c in verb.children)
    if not present:
        return False
    if draft.type == "Visit":
        return draft.rule == "visit.be-on" or verb.lemma_ in ("arrive", "begin", "start", "be", "embark") or days_long(draft) > 1
    return draft.type in ("MilitaryExercise", "JointPatrol") and (draft.phase == "begins" or days_long(draft) > 1)


_JUST: Final = 3  # days


def _has_just_begun(reading: Reading, draft: Draft) -> bool:
    """Of an exercise, a patrol or a session only the beginning is told, some days before publication at most."""
    published, first = reading.article.published, draft.time.earliest
    if draft.type not in ("MilitaryExercise", "JointPatrol", "Summit") or draft.phase != "begins" or published is None or first is None:
        return False
    just = 1 if draft.type == "Summit" else _JUST
    return draft.time.edtf is not None and 0 <= (published - first).days <= just and draft.time.reading != "throughout"


def _lasts_past_publication(reading: Reading, draft: Draft) -> bool:
    """Its days, told one by one ("landed on Wednesday for a four-day visit"), begin before publication and end after it."""
    published, time = reading.article.published, draft.time
    if published is None or time.earliest is None or time.latest is None or time.reading != "throughout" or draft.type not in _OVER_DAYS:
        return False
    return time.precision == "range" and time.earliest <= published < time.latest


def is_timetable(reading: Reading, draft: Draft) -> bool:
    """Told in the simple present by the running text of an article, which is no entry of a digest and no turn of a transcript."""
    doc, verb = reading.docs[draft.block], draft.governor or draft.trigger
    line = doc._.amur_dateline
    if draft.block_kind != "body" or (line and line.get("heading")) or reading.article.kind in ("digest", "transcript"):
        return False
    while verb.pos_ not in _VERBS and verb.head != verb:
        verb = verb.head
    while verb.dep_ in ("advcl", "xcomp") and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children) and verb.head.pos_ in _VERBS:
        verb = verb.head  # "flies to Y on Friday to see X"
    words = time_words()
    lemma = verb.lemma_.lower()
    return verb.tag_ in ("VBZ", "VBP") and lemma in words.timetabled | words.opening and not any(c.dep_ == "aux" for c in verb.children)
