"""What events of one occasion lend each other: forum and talks beside it, visit and meetings on it, clauses joined by "where" or "and"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from app.extract.event_anchors import anchor_times
from app.extract.event_drafts import STATUS_CLASS, Draft, Reading
from app.extract.event_months import take_common_month
from app.model import Participation, PlaceRef, UncertainTime

_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
_LENDERS: Final = frozenset({"Meeting", "Visit", "Summit", "Agreement", "MilitaryExercise", "JointPatrol"})
_BORROWERS: Final = frozenset({"Meeting", "Agreement", "Visit", "Summit", "OtherEvent", "Deployment"})
_VERBS: Final = frozenset({"VERB", "AUX"})


def share_occasions(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Fill what is missing in drafts from others of the same occasion, in place."""
    _attend_forums(drafts)
    share_in_sentence(drafts)
    _date_texts(drafts)
    _narrow_visits(reading, drafts)
    _meet_on_visits(reading, drafts)
    _follow_plans(reading, drafts)
    anchor_times(reading, drafts)
    take_common_month(reading, drafts)
    _keep_plans_ahead(reading, drafts)


def _carriers(draft: Draft) -> Iterator[tuple[int, Token]]:
    for block, trigger, governor in draft.mentions:
        yield block, trigger
        if governor is not None:
            yield block, governor
        for child in trigger.children:
            if child.dep_ in ("acl", "relcl") and child.pos_ in _VERBS:
                yield block, child


def _nearest_above(draft: Draft, drafts: Sequence[Draft], types: frozenset[str]) -> Draft | None:
    """The event in whose clause another stands: the first carrier above its own trigger."""
    carriers = {
        (block, token.i): other for other in drafts if other is not draft and other.type in types for block, token in _carriers(other)
    }
    own_people = draft.type == "Summit" and any(p.role == "attendee" for p in draft.participants)
    for block, trigger, _ in draft.mentions:
        below = trigger
        for ancestor in trigger.ancestors:
            if own_people and below.dep_ == "relcl":  # "…, where both took part in a session": beside, not the setting
                break
            below = ancestor
            other = carriers.get((block, ancestor.i))
            if other is not None:
                same = [
                    d
                    for d in drafts
                    if d.type in types and d is not draft and any(b == block and t.i == ancestor.i for b, t in _carriers(d))
                ]
                inside = [d for d in same if d.span is not None and d.span[0] <= trigger.i < d.span[1]]
                return inside[0] if inside else other
    return None


def _attend_forums(drafts: Sequence[Draft]) -> None:
    for forum in [d for d in drafts if d.type == "Summit"]:
        talks = _nearest_above(forum, drafts, frozenset({"Meeting", "PhoneCall", "Visit"}))
        if talks is None:
            continue
        for participation in talks.participants:
            is_talker = participation.role in ("participant", "attendee", "visitor")
            if is_talker and participation.actor.id not in forum.actors:
                forum.participants.append(Participation(participation.actor, role="attendee"))
        if talks.type in _TALKS:
            talks.sidelines_of = forum
        _lend_time(talks, forum)
        _lend_time(forum, talks)
        _lend_places(talks, forum)
        _lend_places(forum, talks)
        if STATUS_CLASS[talks.status] == 1:
            forum.status = talks.status
        verb = talks.governor or talks.trigger
        is_of_the_day = forum.time.precision not in ("month", "season", "year")  # a chronicle tells in the present what is long over
        if is_of_the_day and forum.status == "occurred" and talks.status == "occurred" and verb.tag_ in ("VBZ", "VBP"):
            forum.status = "ongoing"  # told in the present: the talks are over, the session is not


def _lend_time(source: Draft, target: Draft) -> None:
    if target.time.edtf is None and source.time.edtf is not None and STATUS_CLASS[source.status] == STATUS_CLASS[target.status]:
        target.time = replace(source.time, basis="event-anchored")


def _lend_places(source: Draft, target: Draft) -> None:
    if not target.places and source.places and target.type not in ("PhoneCall",):
        target.places = list(source.places)


def share_in_sentence(drafts: Sequence[Draft]) -> None:
    """Joined clauses ("he went to B in April, where Y received him"): the later has date and place of the earlier."""
    for draft in drafts:
        if not (draft.type in _BORROWERS or draft.medium == "unknown") or (draft.time.edtf and draft.places):
            continue
        for other in drafts:
            if (
                draft.type == "Deployment"
                and other.type in ("JointPatrol", "MilitaryExercise")
                and _same_sentence(draft, other)
                and other.trigger.i < draft.trigger.i
            ):
                _lend_time(other, draft)  # what an exercise provokes comes at its time
            if (
                other is draft
                or other.type not in _LENDERS
                or not _same_sentence(draft, other)
                or not (draft.actors & other.actors or _sides(draft) & _sides(other))
            ):
                continue
            tie = _tie(draft, other)
            if tie == "conj" and _elsewhere(draft, other):
                continue
            if tie:
                _lend_time(other, draft)
                if draft.medium == "unknown" and tie == "where":
                    draft.type, draft.medium = "Meeting", None
                if tie != "when" and draft.type != "Deployment":
                    _lend_places(other, draft)


def _elsewhere(draft: Draft, other: Draft) -> bool:
    """The later clause has its own subject and another place: "he is due in A on Sunday, and in B he is to meet Y"."""
    clause = _clause(draft)
    while clause is not None and clause.dep_ == "xcomp" and clause.head.pos_ in _VERBS:
        clause = clause.head
    if clause is None or not any(c.dep_ == "nsubj" for c in clause.children):
        return False
    doc = clause.doc
    places = {p.id for p in draft.places}
    for mention in doc._.amur_mentions or ():
        if other.trigger.i < mention["start"] < draft.trigger.i and mention["kind"] == "place" and mention["place"]:
            opened = doc[mention["start"] - 1].lower_ in ("in", "at")
            before = doc[mention["start"] - 2].text if mention["start"] > 1 else ""
            places |= {mention["place"]} if opened and before in ("and", ",", "but") else set()
    return bool(places and other.places and not places & {p.id for p in other.places})


def _date_texts(drafts: Sequence[Draft]) -> None:
    """A joint text "signed after their talks", "released at the meeting" has the date and place of those talks."""
    for text in drafts:
        clause = _clause(text)
        if text.rule in ("agreement.from-talks", "agreement.end-of-talks"):
            held = [d for d in drafts if d.type in _TALKS and text.actors <= d.actors and 0 <= text.block - d.block <= 1]
            if held:
                _lend_time(held[-1], text)
                _lend_places(held[-1], text)
        if text.type != "Agreement" or clause is None or (text.time.edtf and text.places):
            continue
        for talks in drafts:
            if talks.type not in ("Meeting", "Summit", "Visit"):
                continue
            for block, noun, _ in talks.mentions:
                tied = noun.dep_ == "pobj" and noun.head.lower_ in ("after", "at", "during", "following", "in")
                if (
                    block == text.block
                    and tied
                    and noun.sent.start == text.trigger.sent.start
                    and (clause.is_ancestor(noun) or text.trigger.is_ancestor(noun))
                ):
                    _lend_time(talks, text)
                    _lend_places(talks, text)


def _sides(draft: Draft) -> set[str | None]:
    return {p.actor.country for p in draft.participants if p.actor.country}


def _same_sentence(a: Draft, b: Draft) -> bool:
    return a.block == b.block and a.trigger.sent.start == b.trigger.sent.start


def _tie(draft: Draft, other: Draft) -> str | None:
    """How the clause of one event depends on the other's: where, when, conj, purpose or manner."""
    own, above = _clause(draft), _clause(other)
    if own is None or above is None:
        return None
    if any(token.text == ";" for token in own.doc[min(own.i, above.i) : max(own.i, above.i)]):
        return None
    if own == above:
        return "same"
    for ancestor in (own, *own.ancestors):
        if ancestor == above:
            return "below"
        marks = {c.lower_ for c in ancestor.children if c.dep_ in ("advmod", "mark")}
        if ancestor.head == above or above.is_ancestor(ancestor):
            if "where" in marks:
                return "where"
            if "when" in marks:
                return "when"
            if ancestor.dep_ == "conj" and ancestor.head == above and other.trigger.i < draft.trigger.i:
                return "conj"
            if (
                ancestor.dep_ in ("xcomp", "advcl", "acl", "relcl")
                and ancestor.head == above
                and not marks & {"after", "before", "since", "while", "although", "if"}
            ):
                return ancestor.dep_
    return None


def _clause(draft: Draft) -> Token | None:
    token = draft.governor or draft.trigger
    while token.pos_ not in _VERBS and token.head != token:
        token = token.head
    return token if token.pos_ in _VERBS else None


def _country(reading: Reading, place: PlaceRef) -> str | None:
    known = reading.gazetteer.places.get(place.id)
    return known.country if known is not None and known.type != "country" else None


def _narrow_visits(reading: Reading, drafts: Sequence[Draft]) -> None:
    """A visit to a country went to the city where the visitor met someone in the same or the next sentence."""
    for visit in drafts:
        host = next((p.actor.id for p in visit.participants if p.role == "host"), None)
        if visit.type != "Visit" or host is None or any(_country(reading, p) for p in visit.places):
            continue
        visitors = {p.actor.id for p in visit.participants if p.role == "visitor"}
        for other in drafts:
            if (
                other.type in ("Meeting", "Summit")
                and visitors & other.actors
                and other.block == visit.block
                and STATUS_CLASS[other.status] == STATUS_CLASS[visit.status]
            ):
                cities = [p for p in other.places if _country(reading, p) == host]
                if cities and _can_be_on(visit, other):
                    visit.places = cities
                    _lend_time(other, visit) if _same_sentence(visit, other) else None
                    break


def _can_be_on(visit: Draft, other: Draft) -> bool:
    if visit.time.edtf is None or other.time.edtf is None:
        return _same_sentence(visit, other)
    return bool(
        visit.time.earliest
        and other.time.latest
        and visit.time.latest
        and other.time.earliest
        and visit.time.earliest <= other.time.latest
        and other.time.earliest <= visit.time.latest
    )


def _meet_on_visits(reading: Reading, drafts: Sequence[Draft]) -> None:
    """A meeting or joint text without a place, on a day of a visit by one to the other's country, was where the visitor was."""
    visits = [d for d in drafts if d.type == "Visit" and d.time.edtf and len(d.places) == 1 and _country(reading, d.places[0])]
    for draft in drafts:
        if draft.type not in ("Meeting", "Agreement") or draft.places or not draft.time.edtf:
            continue
        for visit in visits:
            visitors = {p.actor.id for p in visit.participants if p.role == "visitor"}
            host = next((p.actor.id for p in visit.participants if p.role == "host"), None)
            if (
                visitors & draft.actors
                and host in _sides(draft)
                and _can_be_on(visit, draft)
                and STATUS_CLASS[visit.status] == STATUS_CLASS[draft.status]
            ):
                draft.places = list(visit.places)
                break


def _follow_plans(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Plans ("On Monday X will be in B. X will meet Y"): planned meetings of a planned visit that the same paragraph tells."""
    for draft in drafts:
        if draft.type not in ("Meeting", "Visit", "Summit", "Agreement") or STATUS_CLASS[draft.status] != 1:
            continue
        for other in drafts:
            people = {p.actor.id for p in other.participants if p.role in ("visitor", "attendee", "participant")}
            near = other.type == "Visit" or abs(other.trigger.sent.start - draft.trigger.sent.start) <= _A_SENTENCE
            if (
                other is not draft
                and other.type in ("Visit", "Summit", "Meeting")
                and near
                and other.block == draft.block
                and other.status == "planned"
                and people & draft.actors
                and other.position < draft.position
                and not (_same_sentence(draft, other) and _elsewhere(draft, other))
                and not _are_apart(reading, draft, other)
            ):
                _lend_time(other, draft)
                if draft.type != "Visit":
                    _lend_places(other, draft)


def _are_apart(reading: Reading, draft: Draft, other: Draft) -> bool:
    """Whether each has a city of its own, and not the same."""
    own, others = ({p.id for p in d.places if _country(reading, p)} for d in (draft, other))
    return bool(own and others and not own & others)


_A_SENTENCE: Final = 40  # tokens between the beginnings of neighbouring sentences


def _keep_plans_ahead(reading: Reading, drafts: Sequence[Draft]) -> None:
    """What is still planned was not on a past day: such a day is of the plan or of the way there."""
    for draft in drafts:
        line = reading.docs[draft.block]._.amur_dateline
        written = (line or {}).get("date")
        if written and not (line or {}).get("heading") and draft.time.earliest and draft.time.earliest.isoformat() > written:
            continue  # ahead of the day the report is dated
        if (
            draft.status == "planned"
            and reading.article.published
            and draft.time.latest
            and not (line and line.get("heading"))
            and draft.time.latest < reading.article.published
            and draft.time.basis != "stated"
        ):
            draft.time = UncertainTime()
