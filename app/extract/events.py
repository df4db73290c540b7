"""Frames -> event claims of one article: who, when, where; several mentions of one occurrence become one claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from spacy.tokens import Doc, Token

from app.components.interpreter import Arguments
from app.components.lexicon import load_words
from app.extract.event_confidence import weigh
from app.extract.event_drafts import Draft, Reading
from app.extract.event_merge import merge_drafts
from app.extract.event_places import find_places
from app.extract.event_sides import supply_sides
from app.extract.event_stand_ins import find_stand_ins, with_stand_ins
from app.extract.event_times import find_time, is_timetable, is_under_way, split_by_dates
from app.extract.statements import Voices
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import ActorRef, Article, Claim, Evidence, Participation
from app.registry_records import Actor

Phase = Literal["begins", "continues", "ends", "suspended", "resumed"]
ROLLED_UP: Final = frozenset({"Ministry", "ArmedForce"})
_GERUND_PHASE: Final[dict[str, Phase]] = {
    "begin": "begins",
    "start": "begins",
    "open": "begins",
    "launch": "begins",
    "kick": "begins",
    "embark": "begins",
    "end": "ends",
    "conclude": "ends",
    "finish": "ends",
    "complete": "ends",
    "wrap": "ends",
    "resume": "resumed",
    "suspend": "suspended",
    "continue": "continues",
}


def extract(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The event claims of an article, in text order."""
    reading = Reading(article, docs, gazetteer)
    for index, doc in enumerate(docs):
        reading.arguments[index] = Arguments(doc)
        for frame in doc._.amur_frames or []:
            reading.drafts += _drafts(reading, index, frame)
    supply_sides(reading)
    drafts = [draft for draft in merge_drafts(reading) if _has_its_sides(draft)]
    return tuple(weigh(claim) for claim in with_stand_ins(_claims(article, docs, drafts, gazetteer), find_stand_ins(article, docs)))


def _has_its_sides(draft: Draft) -> bool:
    """Does the event still have who it takes? Two names that turn out to be one actor make no meeting; a forum that is merely named,
    without a day, a place or anybody who attends, is a topic.
    """
    if draft.type == "Summit" and draft.time.edtf is None and not draft.places:
        return any(participation.role != "participant" for participation in draft.participants)
    needed = {"Meeting": 2, "PhoneCall": 2, "Visit": 2, "OtherEvent": 0}.get(draft.type, 1)
    return len({participation.actor.id for participation in draft.participants}) >= needed


def _drafts(reading: Reading, index: int, frame: dict[str, Any]) -> list[Draft]:
    """The drafts of one frame: several where one verb has several dates, each with its place ("met in A in May and in B in June")."""
    parts: list[Draft] = []
    if frame.get("here"):
        place = _here(reading, reading.docs[index], frame)
        frame = {**frame, "destination": place, "complete": bool(place)}
    for destination in _by_state(reading, frame):
        for part in split_by_dates(reading, _draft(reading, index, {**frame, "destination": destination})):
            part.places = find_places(reading, part, destination)
            if is_under_way(reading, part):
                part.status = "ongoing"
            if part.status in ("occurred", "ongoing") and _is_to_come(reading, part):
                part.status = "planned"
            if part.type == "Meeting" and _is_at_a_distance(part):
                part.type, part.medium, part.places = "PhoneCall", "phone", []
            if part.type == "Meeting" and len(part.participants) > 3:  # more than three sides are a gathering
                part.type = "Summit"
                part.participants = [replace(p, role="attendee") for p in part.participants]
            if part.medium == "unknown" and (
                _TITLE_SAYS_MEETING.search(reading.article.title or "") or part.places or _is_on_sidelines(part.trigger)
            ):  # no call has a place
                part.type, part.medium = "Meeting", None
            parts.append(part)
    return parts


def _is_to_come(reading: Reading, draft: Draft) -> bool:
    """Whether it lies behind the day of publication, whatever the tense ("Tuesday, March 21: A and B hold talks").

    Or on it, where the present tense tells a timetable ("X leaves for Y today", "X meets Y on Thursday").
    """
    published, first = reading.article.published, draft.time.earliest
    if published is None or first is None or draft.time.edtf is None:
        return False
    return first > published or (first == published and draft.time.basis == "relative" and is_timetable(reading, draft))


_TITLE_SAYS_MEETING: Final = re.compile(r"\b(?:meeting|meets|met|talks|summit)\b(?!.*\b(?:call|phone|telephone)\b)", re.IGNORECASE)


def _is_at_a_distance(draft: Draft) -> bool:
    """Talks "conducted by video link" are a call."""
    verbs = [t for t in (draft.trigger, draft.governor) if t is not None]
    return any(
        _DISTANCE & {t.lower_ for t in c.subtree}
        for verb in verbs
        for c in verb.children
        if c.dep_ in ("prep", "agent") and c.lower_ in ("by", "via", "over", "through", "on")
    )


_DISTANCE: Final = frozenset({"video", "videolink", "telephone", "phone", "videoconference", "teleconference"})


def _is_on_sidelines(verb: Token) -> bool:
    """Whether it was beside or at a gathering."""
    nouns = ("forum", "summit", "conference", "session", "congress", "ceremony", "parade", "gathering")
    at = any(c.dep_ == "prep" and c.lower_ in ("at", "during") and g.lemma_.lower() in nouns for c in verb.children for g in c.children)
    return at or any(t.lemma_.lower() in ("sideline", "margin") for t in verb.subtree)


def _by_state(reading: Reading, frame: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Destinations by their state: "visited A and B" are two visits where A and B lie in different countries."""
    if frame["type"] != "Visit":
        return [frame["destination"]]
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for target in frame["destination"]:
        place = reading.gazetteer.places.get(target["place"])
        groups.setdefault((place.country if place is not None else None) or target["state"], []).append(target)
    return list(groups.values()) or [[]]


def _draft(reading: Reading, index: int, frame: dict[str, Any]) -> Draft:
    doc = reading.docs[index]
    trigger: Token = doc[frame["trigger"]]
    governor = doc[frame["governor"]] if frame["governor"] is not None else None
    participants = _participants(reading, doc, frame)
    draft = Draft(
        type=frame["type"],
        rule=frame["rule"],
        block=index,
        block_kind=doc._.amur_block,
        trigger=trigger,
        governor=governor,
        participants=participants,
        status=frame["status"],
        certainty=frame["certainty"],
        medium=frame["medium"],
        complete=frame["complete"],
        phase=frame["phase"] or _phase(trigger, governor),
        confidence=frame["confidence"],
        refers=frame["refers"],
        definite=_is_definite(trigger),
    )
    draft.name = frame.get("name") if draft.type in ("MilitaryExercise", "JointPatrol") else None
    draft.mentions = [(index, trigger, governor)]
    draft.time = find_time(reading, draft)
    return draft


def _here(reading: Reading, doc: Doc, frame: dict[str, Any]) -> list[dict[str, Any]]:
    """To where somebody came who "arrived" or is "visiting": the other side that the sentence names, else the place of the dateline."""
    trigger: Token = doc[frame["trigger"]]
    own = {f["country"] for fillers in frame["roles"].values() for f in fillers}
    state = None
    if trigger.tag_ == "VBG" and trigger.dep_ in ("amod", "compound"):
        others = {
            m["country"]
            for m in doc._.amur_mentions or ()
            if m["type"] == "Person" and m["country"] and m["ref"] and trigger.sent.start <= m["head"] < trigger.sent.end
        } - own
        state = next(iter(others)) if len(others) == 1 else None
    line = doc._.amur_dateline
    place = line["place"] if line and not line.get("heading") else None
    if state is None and place is None:
        return []
    words = {"start": trigger.i, "end": trigger.i + 1, "token": trigger.i, "surface": trigger.text}
    known = reading.gazetteer.places.get(place) if place else None
    if state is not None and (known is None or known.country != state):
        actor = reading.gazetteer.actors.get(state)
        found = next(iter(reading.gazetteer.find_places(actor.label)), None) if actor is not None else None
        return [{"place": found or state, "name": actor.label if actor is not None else state, "state": state, **words}]
    return [{"place": place, "name": known.label if known is not None else place, "state": state, **words}]


def _participants(reading: Reading, doc: Doc, frame: dict[str, Any]) -> list[Participation]:
    found: list[Participation] = []
    for role, fillers in frame["roles"].items():
        for filler in fillers:
            actor = _actor(reading, doc, filler)
            if actor is not None and not any(p.actor.id == actor.id for p in found):
                found.append(Participation(actor=actor, role=role))
    if frame["type"] == "Visit":
        found = _with_host(reading, doc, frame, found)
    if frame["type"] in ("MilitaryExercise", "JointPatrol"):
        found = _as_states(reading, found)
    persons = {p.actor.country for p in found if p.actor.type == "Person"}
    if frame["type"] == "Visit":
        return found
    if frame["type"] == "Meeting":  # bodies do not sit down where persons of their state do
        seated = [p for p in found if not (p.actor.type in ("GovernmentBody", "InternationalOrganization") and persons)]
        found = seated if len(seated) > 1 else found
    return [p for p in found if not (p.actor.type == "State" and p.actor.id in persons)]


def _as_states(reading: Reading, found: list[Participation]) -> list[Participation]:
    """Exercises are the states', whoever opens them."""
    states: dict[str, Participation] = {}
    for participation in found:
        known = reading.gazetteer.actors.get(participation.actor.country or "")
        if participation.actor.type == "Person" and known is not None:
            participation = Participation(
                ActorRef(known.id, known.label, known.type, known.id, participation.actor.words), participation.role
            )
        states.setdefault(participation.actor.id, participation)
    return list(states.values())


_SEATS: Final = frozenset(name for names in load_words("metonyms")["seats"].values() for name in names)


def _is_named(reading: Reading, ref: str, known: Actor) -> bool:
    """Whether text, title or author name the person."""
    about = f"{reading.article.title or ''} {reading.article.author or ''}"
    return ref in reading.named or any(name in about for name in (known.label, *known.surnames) if name.isascii())


def _actor(reading: Reading, doc: Doc, filler: dict[str, Any]) -> ActorRef | None:
    ref = filler["ref"]
    known = reading.gazetteer.actors.get(ref)
    if known is not None and known.type == "Person" and known.country and not _is_named(reading, ref, known):
        ref, known = known.country, reading.gazetteer.actors.get(known.country)  # an office whose holder the text does not name
    if known is not None and known.country and (known.type in ROLLED_UP or known.label.removeprefix("The ") in _SEATS):
        ref, known = known.country, reading.gazetteer.actors.get(known.country)
    start = doc._.amur_offset + doc[filler["start"]].idx
    surface = reading.article.text[start : start + len(doc[filler["start"] : filler["end"]].text)]
    words = (surface, start, start + len(surface))
    if known is not None:
        return ActorRef(ref, known.label, known.type, known.id if known.type == "State" else reading.gazetteer.side_of(ref), words)
    name = filler["name"] or reading.names.get(ref) or filler["surface"]
    return ActorRef(
        ref, name, filler["type"] if filler["type"] != "Actor" else "Organization", filler["country"] or reading.countries.get(ref), words
    )


def _with_host(reading: Reading, doc: Doc, frame: dict[str, Any], visitors: list[Participation]) -> list[Participation]:
    """A Visit has the state of its destination as host; travel at home is no visit."""
    for target in frame["destination"]:
        state = target["state"]
        place = reading.gazetteer.places.get(target["place"])
        if place is not None and place.country:
            state = place.country
        if state is None or any(p.actor.country == state for p in visitors):
            continue
        own = {p.actor.country for p in visitors if p.actor.type == "Person"}
        if len(own - {None}) > 1:
            return []  # people of several countries gather there; nobody is the host's visitor
        visitors = [p for p in visitors if p.actor.type == "Person" or (p.actor.type == "State" and p.actor.id not in own)]
        actor = reading.gazetteer.actors.get(state)
        if actor is not None:
            return [*visitors, Participation(ActorRef(state, actor.label, actor.type, state), role="host")]
    return visitors


def _phase(trigger: Token, governor: Token | None) -> Phase | None:
    for token in (trigger, governor, *(c for c in trigger.children if c.dep_ in ("acl", "relcl")), *_is_to(trigger)):
        if token is not None and token.lemma_.lower() in _GERUND_PHASE:
            return _GERUND_PHASE[token.lemma_.lower()]
    if trigger.dep_ == "pobj" and trigger.head.lower_ == "of":
        return _EDGES.get(trigger.head.head.lemma_.lower())
    return None


_EDGES: Final[dict[str, Phase]] = {"start": "begins", "beginning": "begins", "end": "ends", "close": "ends"}


def _is_to(trigger: Token) -> list[Token]:
    """For "the visit is to end on Friday": what its subject is to do."""
    verb = trigger.head
    return [c for c in verb.children if c.dep_ == "xcomp"] if trigger.dep_ == "nsubj" and verb.lemma_ == "be" else []


def _is_definite(trigger: Token) -> bool:
    return any(
        c.dep_ in ("det", "poss") and c.lower_ in ("the", "this", "that", "these", "those", "their", "his", "her", "its", "both")
        for c in trigger.children
    ) or (trigger.pos_ == "NOUN" and any(c.dep_ == "poss" for c in trigger.children))


def _claims(article: Article, docs: Sequence[Doc], drafts: Sequence[Draft], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    ids: dict[int, str] = {}
    voices = Voices(article, docs, gazetteer)
    for number, draft in enumerate(drafts):
        doc = docs[draft.block]
        start = doc._.amur_offset + draft.trigger.idx
        discriminator = "|".join(sorted(p.actor.id for p in draft.participants)) + "|" + str(draft.time.edtf)
        ids[number] = claim_id(article.id, draft.type, start, start + len(draft.trigger), discriminator)
    for number, draft in enumerate(drafts):
        doc = docs[draft.block]

        def known(other: Draft | None) -> str | None:
            return ids[drafts.index(other)] if other is not None and other in drafts else None

        sources, reporters = voices.behind(draft.block, draft.trigger.i)
        claims.append(
            Claim(
                id=ids[number],
                article=article.id,
                type=draft.type,
                evidence=_evidence(article, docs, draft),
                rule=draft.rule,
                participants=tuple(draft.participants),
                time=draft.time,
                places=tuple(draft.places),
                status=draft.status,
                certainty=draft.certainty,
                confidence=round(draft.confidence, 2),
                sourcing="attributed" if sources else "own",
                attributed_to=sources,
                reported_by=reporters,
                medium=draft.medium,
                phase=draft.phase,
                name=draft.name,
                ordinal=draft.ordinal,
                forces=draft.forces,
                part_of=known(draft.part_of),
                on_sidelines_of=known(draft.sidelines_of),
                in_response_to=known(draft.in_response_to),
                in_support_of=known(draft.in_support_of),
                documented_in=known(draft.documented_in),
            )
        )
    return tuple(claims)


def _evidence(article: Article, docs: Sequence[Doc], draft: Draft) -> tuple[Evidence, ...]:
    """The sentences that tell it, the one of its own trigger first."""
    found: list[Evidence] = []
    for block, trigger, _ in [(draft.block, draft.trigger, None), *draft.mentions]:
        sentence = trigger.sent
        start = docs[block]._.amur_offset + sentence.start_char
        end = docs[block]._.amur_offset + sentence.end_char
        while end > start and article.text[end - 1].isspace():
            end -= 1
        item = Evidence(start, end, article.text[start:end])
        if item not in found:
            found.append(item)
    return tuple(found)
