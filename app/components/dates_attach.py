"""Which times date an event: where in the clause an expression hangs."""

from __future__ import annotations

from typing import Any, Final

from spacy.tokens import Doc, Span, Token

from app.components.dates_words import time_words

_ISSUED: Final = frozenset({"issue", "adopt", "publish", "release", "unveil", "agree"})  # as a text is
_VERBAL: Final = frozenset({"VERB", "AUX"})


def attach_dates(doc: Doc, trigger_index: int) -> list[int]:
    """Indexes into `doc._.amur_dates` of the times that date the event of this trigger (verb or noun token), best first.

    A time belongs to what it hangs on: to the verb or noun of its preposition, to the verb that merely carries an event noun ("held talks
    on Monday"), and a leading one to all joined verbs ("On Monday he arrived and met X"). One that sits in another clause, or on a verb
    of saying, never comes along: of "said Monday that X met Y last week" `met` gets the second only. A yardstick ("than a year
    earlier") dates nothing. Mind `relation`: use `dates.event_time` to turn the entries into an UncertainTime.
    """
    trigger = doc[trigger_index]
    scored = []
    for index, entry in enumerate(doc._.amur_dates or ()):
        if entry["start"] <= trigger_index < entry["end"] or doc[entry["head"]].sent.start != trigger.sent.start:
            continue
        strength = _strength(doc, trigger, entry)
        if strength:
            scored.append((-strength, entry["relation"] != "on", entry["edtf"] is None, abs(entry["head"] - trigger_index), index))
    scored.sort()
    return _narrow_first(doc, [item[-1] for item in scored], {item[-1]: item[0] for item in scored})


def _narrow_first(doc: Doc, indexes: list[int], strength: dict[int, int]) -> list[int]:
    """Of equally near times the one that lies within the first comes first ("in 2012 … from April 22 to 27")."""
    if not indexes:
        return indexes
    dates = doc._.amur_dates
    first = dates[indexes[0]]
    for index in indexes[1:]:
        other = dates[index]
        alike = strength[index] == strength[indexes[0]] and other["relation"] == "on" and other["edtf"] and first["edtf"]
        if alike and first["edtf"] != other["edtf"] and first["earliest"] <= other["earliest"] and other["latest"] <= first["latest"]:
            return [index, *(item for item in indexes if item != index)]
    return indexes


def _strength(doc: Doc, trigger: Token, entry: dict[str, Any]) -> int:
    """3: hangs on the trigger itself; 2: on its carrier, or through a name in its clause; 1: shared by joined verbs; 0: not its own."""
    span = doc[entry["start"] : entry["end"]]
    if entry["compared"]:
        return 0
    owner = owner_of(span)
    base = trigger if trigger.pos_ in _VERBAL else _carrier(trigger)
    if base is not None and _is_told_of(base, span):
        return 2
    if owner is None or _is_followed(trigger, owner):
        return 0
    if owner == trigger or _stands_beside(doc, trigger, span) or _ends_its_phrase(doc, trigger, span):
        return 3
    passed = through_names(owner)
    if passed == trigger or (base is not None and passed == base) or _is_carried(trigger, passed) or _is_said_of(trigger, passed):
        return 2
    return _shared(doc, base, passed, span) if base is not None and passed.pos_ in _VERBAL else 0


def _is_told_of(base: Token, span: Span) -> bool:
    """For "on Friday, when X met Y", "the day on which X met Y": the clause is about the time it follows."""
    current = base
    while current.dep_ in ("xcomp", "ccomp", "conj") and current.head != current:
        current = current.head
    if current.dep_ not in ("relcl", "advcl") or not span.start <= current.head.i < span.end:
        return False
    between = current.doc[span.end : current.i]
    if span.start == span.root.sent.start:  # "Last week ministers meeting in Y …", read as "the week in which they met"
        return True
    return any(token.lower_ in ("when", "which", "that") for token in between) or span.root.lemma_.lower() in ("day", "night", "morning")


def is_told_of(doc: Doc, trigger_index: int, entry: dict[str, Any]) -> bool:
    """Whether the trigger's clause says what was at that time, whatever preposition leads to it ("since May, when he took office")."""
    trigger = doc[trigger_index]
    base = trigger if trigger.pos_ in _VERBAL else _carrier(trigger)
    return base is not None and _is_told_of(base, doc[entry["start"] : entry["end"]])


def is_what_it_is_for(doc: Doc, entry: dict[str, Any]) -> bool:
    """For "a plan for 2014", "consultations for 2024 and 2025": years that a text is about."""
    if entry["precision"] != "year" and not (entry["precision"] == "range" and len(entry["edtf"] or "") == 9):
        return False
    token = doc[entry["head"]]
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return "for" in (token.head.lower_, doc[entry["start"] - 1].lower_ if entry["start"] else "")


def _stands_beside(doc: Doc, trigger: Token, span: Span) -> bool:
    """For "The call, on June 15, …": only a comma and a preposition lie between the event noun and the time."""
    if trigger.pos_ in _VERBAL or not trigger.i < span.start <= trigger.i + 3:
        return False
    between = doc[trigger.i + 1 : span.start]
    return all(token.is_punct or token.pos_ == "ADP" for token in between) and any(token.pos_ == "ADP" for token in between)


def _ends_its_phrase(doc: Doc, trigger: Token, span: Span) -> bool:
    """For "briefed him before his trip to Kyiv on Tuesday": the time ends the phrase of the event that lies ahead, told past its verb."""
    if any(token.is_punct for token in doc[trigger.i : span.start]):
        return False  # "a month before the trip: on Friday the ministry …"
    if trigger.pos_ in _VERBAL or trigger.dep_ != "pobj" or trigger.head.lower_ != "before" or not trigger.i < span.start <= trigger.i + 6:
        return False
    return all(t.pos_ in ("ADP", "PROPN", "DET", "ADJ") or t == trigger for t in doc[trigger.i : span.start])


def _is_followed(trigger: Token, owner: Token) -> bool:
    """For "The talks were followed on Friday by a tour": the time is of what follows, not of what went before."""
    if owner.lemma_.lower() != "follow" or trigger.pos_ in _VERBAL:
        return False
    before = "nsubjpass" if any(child.dep_ == "auxpass" for child in owner.children) else "dobj"
    current = trigger
    while current.head not in (current, owner):
        current = current.head
    return current.dep_ == before


def _is_carried(trigger: Token, passed: Token) -> bool:
    """For "held talks in Moscow on Monday", trigger "held": the time hangs on the noun that the verb carries."""
    if trigger.pos_ not in _VERBAL or passed.pos_ not in ("NOUN", "PROPN"):
        return False
    return _carrier(passed) == trigger and trigger.lemma_.lower() in time_words().carrying


def _is_said_of(trigger: Token, passed: Token) -> bool:
    """A clause on the event noun or on a name within its phrase: "talks held …", "a trip to Tomsk, which lasted …"."""
    if trigger.pos_ in _VERBAL or passed.pos_ not in _VERBAL:
        return False
    words = time_words()
    if passed.dep_ == "xcomp" and passed.head == _carrier(trigger):
        return _carries(passed)
    if passed.dep_ not in ("acl", "relcl"):
        return False
    if passed.head == trigger:
        return passed.lemma_.lower() in words.carrying | words.planning | _ISSUED
    return (
        passed.head.pos_ == "PROPN"
        and trigger.is_ancestor(passed.head)
        and passed.lemma_.lower() in ("last", "begin", "end", "run", "start")
    )


def _shared(doc: Doc, base: Token, passed: Token, span: Span) -> int:
    """1 for a time of a joined verb: a leading one of the first, a trailing one of a verb of saying, the governor's of an infinitive."""
    words = time_words()
    joined = _first_conjunct(base) == _first_conjunct(passed)
    if joined and base.dep_ == "conj" and passed.i < base.i and span.end <= passed.i:
        return 0 if any(owner_of(doc[item["start"] : item["end"]]) == base for item in doc._.amur_dates) else 1
    if joined and passed.dep_ == "conj" and base.i < passed.i:
        if (
            base.dep_ == "relcl"
            and _has_relative(passed)
            and not any(owner_of(doc[d["start"] : d["end"]]) == base for d in doc._.amur_dates)
        ):
            return 1  # "whom X received and with whom Y held talks on Friday"
        own_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in passed.children)
        return 1 if passed.lemma_.lower() in words.utterance and not own_subject else 0
    if joined and base.dep_ == "conj" and passed == base.head and passed.i < span.start < base.i:
        return 1 if _goes_on(doc, base, passed) else 0
    if base.tag_ == "VBG" and base.dep_ == "acl" and base.head.head == passed and base.head.dep_ == "nsubj" and not joined:
        return 1  # "Ministers meeting in Y agreed on Friday": while they met
    if (
        base.dep_ in ("xcomp", "advcl")
        and base.head == passed
        and base.tag_ in ("VBG", "VB")
        and passed.lemma_.lower() not in words.utterance
    ):
        return 1
    return 0


def _has_relative(verb: Token) -> bool:
    return any(token.tag_ in ("WP", "WDT", "WP$") for child in verb.children for token in child.subtree if child.i < verb.i)


def _goes_on(doc: Doc, base: Token, first: Token) -> bool:
    """For "left on Friday and took the post": the same subject, the same tense, no time of its own, no "then" or "later"."""
    if base.tag_ != first.tag_ or any(child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "neg") for child in base.children):
        return False
    if any(child.lower_ in ("then", "later", "before", "once", "earlier") for child in base.children):
        return False
    return not any(owner_of(doc[item["start"] : item["end"]]) == base for item in doc._.amur_dates)


def owner_of(span: Span) -> Token | None:
    """The token the expression modifies, past its own prepositions, where it stands right behind a verb of saying that verb."""
    owner = _parsed_owner(span)
    if owner is None:
        return None
    return _said_before(span, owner) or _told_before_saying(span, owner) or _behind_event_noun(span) or owner


def _said_before(span: Span, owner: Token) -> Token | None:
    """For "said on Wednesday he had met X", where the parse draws the day into the clause."""
    doc, first = span.doc, span.start
    while first > 0 and doc[first - 1].pos_ == "ADP" and doc[first - 1].lower_ in ("on", "in", "late", "early"):
        first -= 1
    verb = doc[first - 1] if first > 0 else None
    if verb is None or verb.pos_ != "VERB" or verb.lemma_.lower() not in time_words().utterance:
        return None
    return verb if owner.i >= span.end and owner.sent.start == verb.sent.start and verb.is_ancestor(owner) else None


def _behind_event_noun(span: Span) -> Token | None:
    """For "their first since the invasion last year": the bare time behind an event noun after "since" or "after" is the noun's."""
    doc = span.doc
    noun = doc[span.start - 1] if span.start > 0 else None
    if noun is None or noun.pos_ != "NOUN" or noun.dep_ != "pobj" or span.root.dep_ != "npadvmod":
        return None
    after = noun.head.lower_ in ("since", "after", "before", "until", "following")
    return noun if after and noun.lemma_.lower() in time_words().event_nouns else None


def _told_before_saying(span: Span, owner: Token) -> Token | None:
    """For "X opened the fair in Y on Sunday, television reported on Monday": the first day is not the report's."""
    doc = span.doc
    if owner.lemma_.lower() not in time_words().utterance or owner.i < span.end or span.end >= len(doc) or doc[span.end].text != ",":
        return None
    if not any(child.dep_ == "nsubj" and span.end < child.i < owner.i for child in owner.children):
        return None
    told = (
        owner.head
        if owner.dep_ in ("advcl", "parataxis", "ccomp", "conj")
        else next((c for c in owner.children if c.dep_ == "ccomp"), None)
    )
    if told is None or told.pos_ not in _VERBAL or not told.sent.start < told.i < span.start:
        return None
    return told


def _parsed_owner(span: Span) -> Token | None:
    token = span.root
    if token.pos_ in _VERBAL:  # "before the month was out he had left": a clause of its own beside that of the event
        beside = [c for c in token.children if c.i >= span.end and c.pos_ in _VERBAL]
        return beside[0] if beside else token.head if token.head != token else None
    for _ in range(6):
        if token.head == token:
            return token if token.i < span.start or token.i >= span.end else None
        token = token.head
        inside = span.start <= token.i < span.end
        if (
            inside
            or token.pos_ == "ADP"
            or token.dep_ == "prep"
            or token.lower_ in ("early", "late", "later", "earlier", "only", "just", "ago")
            or token.ent_type_ == "DATE"
            or (token.tag_ == "VBG" and token.lower_ in ("beginning", "starting") and token.dep_ in ("prep", "advcl", "acl", "xcomp"))
        ):
            continue
        return token
    return None


def through_names(token: Token) -> Token:
    """Past names and plain nouns, on which the parser hangs a time that belongs to their verb ("met in Moscow on Monday")."""
    words = time_words()
    current = token
    for _ in range(8):
        if current.pos_ in _VERBAL or current.lemma_.lower() in words.event_nouns or current.head == current:
            return current
        current = current.head
    return current


def _carrier(trigger: Token) -> Token | None:
    """The verb of which an event noun is the subject or object, if that verb only carries or plans it."""
    if trigger.pos_ in _VERBAL:
        return None
    token = trigger
    for _ in range(4):
        if token.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "oprd"):
            verb = token.head
            return verb if _carries(verb) else None
        if token.dep_ == "prep" and (token.lower_ in ("before", "since", "until") or any(c.dep_ == "npadvmod" for c in token.children)):
            return None  # "three days after the talks" are not at their time
        if token.dep_ == "agent" and token.head.lemma_.lower() == "follow":
            return token.head
        if token.dep_ == "conj" or token.dep_ in ("pobj", "prep") or token.lemma_.lower() in ("part", "series", "round"):
            token = token.head
            if token.pos_ in _VERBAL:
                return token if _carries(token) else None
            continue
        return None
    return None


def _carries(verb: Token) -> bool:
    """Whether a verb only carries its event noun, or plans it; calling it off is an event of its own."""
    if any(child.dep_ == "prt" and child.lower_ in ("off", "down", "back") for child in verb.children):
        return False
    return verb.lemma_.lower() in time_words().carrying | {"plan", "schedule", "expect", "set", "slate", "arrange"}


def _first_conjunct(token: Token) -> Token:
    current = token
    while current.dep_ == "conj":
        current = current.head
    return current
