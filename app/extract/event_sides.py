"""Who sat on a side that the words of the event leave open: who led its delegation, or whose journey is being told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Token

from app.components.interpreter import Arguments, Filler
from app.extract.event_drafts import Draft, Reading
from app.model import ActorRef, Participation

_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
_LEADING: Final = frozenset({"lead", "head", "represent"})
_REACH: Final = 3  # sentences from the talks to who led them
_SET: Final = frozenset(
    {"plan", "schedule", "expect", "hold", "follow", "take", "set", "arrange", "begin", "last", "be", "agree", "cancel"}
)


def supply_sides(reading: Reading) -> None:
    """Put persons into drafts of talks, in place, before several mentions become one."""
    for block, doc in enumerate(reading.docs):
        for verb, state, person in _delegates(doc, reading.arguments[block]):
            _seat(reading, block, verb, state, person)
    for draft in reading.drafts:
        if not draft.complete and draft.type in _TALKS and len(draft.participants) == 1 and _is_with(draft):
            _fill_by_traveller(reading, draft)


def _delegates(doc: Doc, arguments: Arguments) -> Iterator[tuple[Token, str, Filler]]:
    """For "The Russian delegation was led by X, the Chinese one by Y": (verb, state, person) of each."""
    for verb in doc:
        if verb.lemma_.lower() not in _LEADING or verb.pos_ not in ("VERB", "AUX"):
            continue
        for noun in arguments.objects(verb):
            mention = arguments.at.get(noun.i)
            sent = mention is not None and (mention.get("organ") == "delegation" or verb.lemma_.lower() == "represent")
            if mention is None or not sent or mention["type"] != "State" or not mention["ref"]:
                continue
            people = [f for f in arguments.fillers(verb, ("subj",)) if f["type"] == "Person"]
            own = [f for f in people if f["country"] in (mention["ref"], None)]
            if own:
                yield verb, mention["ref"], own[0]
        for other in (t for t in verb.subtree if t.lemma_.lower() == "delegation" and t.dep_ == "conj"):  # "and the Chinese one by Y"
            mention = arguments.at.get(other.i)
            named = [f for f in arguments.fillers(other, ("prep:by",)) if f["type"] == "Person"]
            if mention is not None and mention["type"] == "State" and mention["ref"] and named:
                yield verb, mention["ref"], named[0]


def _seat(reading: Reading, block: int, verb: Token, state: str, person: Filler) -> None:
    """The state that talked, told just before or in the same sentence, is who led its delegation."""
    for draft in reversed(reading.drafts):
        if draft.type not in _TALKS or draft.block != block or draft.position > (block, verb.sent.end):
            continue
        between = sum(1 for s in reading.docs[block].sents if draft.trigger.sent.start < s.start <= verb.sent.start)
        if between > _REACH or not any(p.actor.id == state for p in draft.participants):
            continue
        known = reading.gazetteer.actors.get(person["ref"])
        name = known.label if known is not None else person["name"] or reading.names.get(person["ref"]) or person["surface"]
        start = reading.docs[block]._.amur_offset + reading.docs[block][person["start"]].idx
        actor = ActorRef(person["ref"], name, "Person", state, (person["surface"], start, start + len(person["surface"])))
        draft.participants = [Participation(actor, p.role) if p.actor.id == state else p for p in draft.participants]
        return


def _is_with(draft: Draft) -> bool:
    """Whether the noun names just whom somebody talked with: "A meeting with X is planned"."""
    noun = draft.trigger
    return (
        noun.pos_ == "NOUN"
        and noun.dep_ in ("nsubj", "nsubjpass", "attr")
        and noun.head.lemma_.lower() in _SET
        and any(c.dep_ == "prep" and c.lower_ == "with" for c in noun.children)
        and not any(c.dep_ == "poss" for c in noun.children)
    )


def _fill_by_traveller(reading: Reading, draft: Draft) -> None:
    """Whoever's journey the sentences before tell is who talks with the one that is named."""
    partner = draft.participants[0].actor
    for other in reversed(reading.drafts):
        if other.type != "Visit" or other.block != draft.block or other.position >= draft.position or not other.complete:
            continue
        between = sum(1 for s in reading.docs[draft.block].sents if other.trigger.sent.start < s.start <= draft.trigger.sent.start)
        travellers = [p for p in other.participants if p.role == "visitor" and p.actor.type == "Person"]
        if between <= _REACH and len(travellers) == 1 and travellers[0].actor.country != partner.country:
            draft.participants.append(Participation(travellers[0].actor, "participant"))
            draft.complete = True
        return
