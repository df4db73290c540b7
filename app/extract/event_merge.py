"""Several mentions of one occurrence in an article become one draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.extract.event_anchors import count_from_events
from app.extract.event_attendance import seat_attendees
from app.extract.event_drafts import PAIRED, STATUS_CLASS, Draft, Reading
from app.extract.event_endings import END_NOUNS
from app.extract.event_occasions import share_in_sentence, share_occasions
from app.extract.event_places import most_specific
from app.extract.event_relations import relate
from app.extract.event_whereabouts import share_whereabouts
from app.model import PlaceRef, UncertainTime


def merge_drafts(reading: Reading) -> list[Draft]:
    """One draft an occurrence, in text order."""
    count_from_events(reading, reading.drafts)
    share_in_sentence([d for d in reading.drafts if d.complete])
    body = [d for d in reading.drafts if d.block_kind not in ("title", "caption")]
    rest = [d for d in reading.drafts if d.block_kind in ("title", "caption")]
    kept: list[Draft] = []
    waiting: list[Draft] = []
    for draft in body:
        if not _take_or_join(reading, draft, kept):
            waiting.append(draft)
    for draft in rest:
        if (
            draft.complete
            and not any(_is_same(reading, draft, other, loose=True) for other in kept)
            and not any(other.type == draft.type for other in kept)
        ):
            kept.append(draft)
    kept = [d for d in kept if d.complete]
    for draft in waiting:
        _announce(draft, kept)
    for draft in kept:
        draft.places = most_specific(reading, draft.places)
    share_occasions(reading, kept)
    seat_attendees(reading, kept)
    share_whereabouts(reading, kept)
    kept = _without_shadows(kept)
    relate(reading, kept)
    return sorted(kept, key=lambda d: d.position)


def _announce(named: Draft, kept: Sequence[Draft]) -> None:
    """What was told without its people ("A meeting is to follow next week.") lends its time to the event that the next sentence tells."""
    sentence = named.trigger.sent
    for draft in sorted(kept, key=lambda d: d.position):
        follows = draft.block == named.block and draft.trigger.sent.start == sentence.end
        if follows and draft.type == named.type and STATUS_CLASS[draft.status] == STATUS_CLASS[named.status]:
            if draft.time.edtf is None and named.time.edtf is not None:
                draft.time = named.time
                draft.mentions += named.mentions
            return


def _take_or_join(reading: Reading, draft: Draft, kept: list[Draft]) -> bool:
    """False for a mention without its people that means no event told before."""
    if not draft.complete and draft.type == "Agreement":
        _sign(draft, kept)
        if draft.complete:
            kept.append(draft)
        return True
    if not draft.complete:
        target = _meant_by(reading, draft, kept)
        if target is not None:
            _join(target, draft)
        return target is not None
    same = [other for other in kept if _is_same(reading, draft, other)]
    if same:
        _join(
            max(
                same,
                key=lambda other: (
                    _is_dated_alike(draft, other),
                    bool({p.id for p in draft.places} & {p.id for p in other.places}),
                    kept.index(other),
                ),
            ),
            draft,
        )
    else:
        kept.append(draft)
    return True


def _sign(text: Draft, kept: Sequence[Draft]) -> None:
    """A text that "the talks produced" is of those who talked, then and there."""
    for talks in reversed(kept):
        if talks.block < text.block - 1:
            return
        if talks.type in ("Meeting", "PhoneCall") and STATUS_CLASS[talks.status] == STATUS_CLASS[text.status]:
            text.participants = [replace(p, role="signatory") for p in talks.participants if p.role in ("participant", "host")]
            text.time = text.time if text.time.edtf else talks.time
            text.places = text.places or list(talks.places)
            text.complete = len(text.participants) > 1
            return


def _is_dated_alike(a: Draft, b: Draft) -> bool:
    return a.time.edtf is not None and b.time.edtf is not None


def _meant_by(reading: Reading, draft: Draft, kept: Sequence[Draft]) -> Draft | None:
    """The event that "the talks" or "the visit" means: the last of its kind that nothing contradicts."""
    if not draft.definite or not draft.refers:
        return None
    for other in reversed(kept):
        in_person = draft.trigger.lemma_ in ("meeting", "talk", "negotiation", "audience", "summit") or bool(draft.places)
        fits_type = (
            other.type == draft.type
            or (draft.type == "Meeting" and other.medium == "unknown" and in_person)
            or (draft.medium == "unknown" and other.type == "Meeting")
        )
        if (
            fits_type
            and draft.actors <= other.actors
            and (STATUS_CLASS[draft.status] == STATUS_CLASS[other.status] or _is_still_to_end(draft, other))
            and (_agree(draft.time, other.time) or _begins_and_ends(draft, other))
            and _same_places(reading, draft, other)
        ):
            return other
        if other.type == draft.type and draft.block - other.block > 2:
            return None
    return None


def _is_still_to_end(end: Draft, other: Draft) -> bool:
    """What has begun is to end on a day ahead: "his visit, which began on Monday … The visit is to end on Friday"."""
    return end.phase == "ends" and end.status == "planned" and other.status in ("occurred", "ongoing") and _begins_and_ends(end, other)


def _begins_and_ends(a: Draft, b: Draft) -> bool:
    """Whether one tells the first and the other the last day of something that lasts."""
    first, last = sorted((a, b), key=lambda d: d.time.earliest or date.min)
    if a.type not in ("Visit", "Summit", "MilitaryExercise", "JointPatrol") or not (first.time.earliest and last.time.latest):
        return False
    phases = (first.phase, last.phase)
    return phases in (("begins", "ends"), (None, "ends")) and 0 < (last.time.latest - first.time.earliest).days <= 60


def _is_same(reading: Reading, a: Draft, b: Draft, *, loose: bool = False) -> bool:
    if a.type != b.type:
        return (
            a.medium == "unknown"
            and b.type == "Meeting"
            and a.actors == b.actors
            and a.block - b.block <= 1
            and _agree(a.time, b.time)
            and STATUS_CLASS[a.status] == STATUS_CLASS[b.status]
        )
    if (
        "do" in (a.trigger.lemma_, b.trigger.lemma_)
        and a.block == b.block
        and a.trigger.sent.start == b.trigger.sent.start
        and a.rule == b.rule
    ):
        return False  # "as they had done in May" tells another event
    if a.name and b.name:
        return a.name == b.name
    if a.type == "Summit":
        shared = {p.actor.id for p in a.participants if p.role == "participant"} & {
            p.actor.id for p in b.participants if p.role == "participant"
        }
        return (
            bool(shared)
            and _agree(a.time, b.time)
            and (_same_places(reading, a, b) or not a.places or not b.places)
            and STATUS_CLASS[a.status] == STATUS_CLASS[b.status]
        )
    agents = [{p.actor.country or p.actor.id for p in d.participants if p.role == "agent"} for d in (a, b)]
    if all(agents) and not agents[0] & agents[1]:
        return False  # what one side does and what the other does about it
    if a.type == "ArmedAttack":
        return (
            _agree(a.time, b.time)
            and STATUS_CLASS[a.status] == STATUS_CLASS[b.status]
            and (_rolled_up(a) <= _rolled_up(b) or _rolled_up(b) <= _rolled_up(a))
        )
    common = a.actors & b.actors
    if not common or not (a.actors <= b.actors or b.actors <= a.actors) or (a.type in PAIRED and len(common) < 2):
        return False
    if a.type in ("Meeting", "PhoneCall") and a.complete and b.complete and _sitting(a) != _sitting(b):
        return False  # with a third person it is another meeting
    if STATUS_CLASS[a.status] != STATUS_CLASS[b.status] and not loose:
        return False
    if a.type == "Agreement" and a.block == b.block and (_carries(a, b) or _carries(b, a)):
        return True
    if a.type == "Agreement" and (a.time.edtf is None) != (b.time.edtf is None) and not a.definite:
        return False  # a text without a date is another text, unless it is "the" text
    if a.type == "Agreement" and a.trigger.sent.start == b.trigger.sent.start and a.block == b.block and a.actors != b.actors:
        return False
    if a.type == "Visit" and _host(a) != _host(b) and a.places and b.places:
        return False  # a region or a stop at home, and the states on the way
    if a.type == "Visit" and _one_tour(a, b):
        return True
    return _agree(a.time, b.time) and _same_places(reading, a, b)


def _host(visit: Draft) -> str | None:
    return next((p.actor.id for p in visit.participants if p.role == "host"), None)


def _sitting(draft: Draft) -> frozenset[str]:
    return frozenset(p.actor.id for p in draft.participants if p.role != "attendee")


def _carries(verb: Draft, noun: Draft) -> bool:
    """Verb and object of one act ("concluded a contract")."""
    return noun.governor is not None and noun.governor.i == verb.trigger.i


def _rolled_up(draft: Draft) -> frozenset[str]:
    """Persons as their states: "Putin attacked" is "Russia attacked"."""
    return frozenset(p.actor.country or p.actor.id for p in draft.participants)


def _one_tour(a: Draft, b: Draft) -> bool:
    """Arrival on one day and departure or a stop on another, a week apart at most, are one visit."""
    if not (a.time.earliest and b.time.latest and b.time.earliest and a.time.latest) or "day" not in (a.time.precision, b.time.precision):
        return False
    gap = max((b.time.earliest - a.time.latest).days, (a.time.earliest - b.time.latest).days)
    return gap <= 7 and (
        a.phase != b.phase or a.trigger.lemma_ in ("arrive", "land", "leave") or b.trigger.lemma_ in ("arrive", "land", "leave")
    )


def _agree(a: UncertainTime, b: UncertainTime) -> bool:
    """Whether two times may be of one event: they overlap, or one is unknown."""
    if a.edtf is None or b.edtf is None:
        return _bounds_meet(a, b)
    return bool(a.earliest and b.latest and b.earliest and a.latest and a.earliest <= b.latest and b.earliest <= a.latest)


def _bounds_meet(a: UncertainTime, b: UncertainTime) -> bool:
    first = max((d for d in (a.earliest, b.earliest) if d), default=date.min)
    last = min((d for d in (a.latest, b.latest) if d), default=date.max)
    return first <= last


def _same_places(reading: Reading, a: Draft, b: Draft) -> bool:
    if not a.places or not b.places or a.type in ("Visit", "JointPatrol", "MilitaryExercise"):
        return True
    return bool({p.id for p in a.places} & {p.id for p in b.places}) or any(
        _lies_in(reading, p, q) or _lies_in(reading, q, p) for p in a.places for q in b.places
    )


def _lies_in(reading: Reading, place: PlaceRef, other: PlaceRef) -> bool:
    known = reading.gazetteer.places.get(place.id)
    return known is not None and other.id in (known.country, known.host)


def _join(target: Draft, other: Draft) -> None:
    """Let a draft learn from another mention of the same occurrence."""
    target.mentions += other.mentions
    if target.medium == "unknown" and other.type == "Meeting":
        target.type, target.medium, target.rule = "Meeting", None, other.rule
    target.name = target.name or other.name
    began = target.type == "Visit" and {target.phase, other.phase} == {None, "ends"}
    if (
        ({target.phase, other.phase} == {"begins", "ends"} or began)
        and target.time.precision == other.time.precision == "day"
        and target.time.edtf != other.time.edtf
    ):
        first, last = sorted((target.time, other.time), key=lambda t: t.earliest or date.min)
        target.time = replace(
            first, edtf=f"{first.edtf}/{last.edtf}", latest=last.latest, precision="range", words=first.words + last.words
        )
        target.phase = None
        target.status = "ongoing" if other.status == "planned" and target.status == "occurred" else target.status
    elif other.time.edtf and (target.time.edtf is None or _lasts_from(target, other) or _narrows(other, target)):
        target.time = other.time
    for place in other.places:
        if not target.places or (target.type == "Visit" and place.id not in {p.id for p in target.places}):
            target.places.append(place)
    for participation in other.participants:
        if participation.actor.id not in target.actors and target.type in ("Summit", "MilitaryExercise"):
            target.participants.append(participation)
    if target.medium == "unknown" and other.medium:
        target.medium = other.medium
    if not target.sidelines_of:
        target.sidelines_of = other.sidelines_of
    target.confidence = min(0.98, target.confidence + 0.05)


def _narrows(other: Draft, target: Draft) -> bool:
    """A day on which a visitor was welcomed is no more than a day of the visit, and that of "the end of the patrol" is its last."""
    end = other.trigger.head.head if other.trigger.dep_ == "pobj" and other.trigger.head.lower_ == "of" else None
    if other.rule == "visit.welcomed" or (end is not None and end.lemma_.lower() in END_NOUNS):
        return False
    return _is_narrower(other.time, target.time)


def _lasts_from(target: Draft, other: Draft) -> bool:
    """The other mention tells the whole length of what the first told by one day of it ("arrives on Monday", "from Monday to Friday")."""
    a, b = target.time, other.time
    if target.type not in ("Visit", "Summit", "MilitaryExercise", "JointPatrol") or a.precision != "day" or b.reading != "throughout":
        return False
    return bool(b.precision == "range" and a.earliest and b.earliest and b.latest and b.earliest <= a.earliest <= b.latest)


def _is_narrower(a: UncertainTime, b: UncertainTime) -> bool:
    if not (a.earliest and a.latest and b.earliest and b.latest):
        return False
    return (a.latest - a.earliest) < (b.latest - b.earliest) and b.precision != "range"


def _without_shadows(drafts: list[Draft]) -> list[Draft]:
    """A call "of unknown medium" between people whose meeting the article tells at no other time is what was said at that meeting."""
    return [
        d
        for d in drafts
        if not (d.medium == "unknown" and any(o.type == "Meeting" and d.actors <= o.actors and _is_shadow(d, o) for o in drafts))
    ]


def _is_shadow(call: Draft, meeting: Draft) -> bool:
    if STATUS_CLASS[meeting.status] not in (0, STATUS_CLASS[call.status]):
        return False
    return call.time.edtf is None or (
        _agree(call.time, meeting.time) and (meeting.time.edtf is not None or abs(call.block - meeting.block) <= 1)
    )
