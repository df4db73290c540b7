"""Of several readings of the same words the one that tells most."""

from __future__ import annotations

from typing import Any, Final

from spacy.tokens import Doc

_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
_BEFORE: Final = {  # of two readings of one word the one that tells more
    "Deployment": {"Aid", "JointPatrol", "MilitaryExercise", "ArmedAttack", "Visit"},
    "Cooperation": {"Aid", "Agreement", "Sanction"},
    "OtherEvent": {"ArmedAttack", "Sanction", "Condemnation", "Agreement", "Aid", "Deployment", "JointPatrol", "MilitaryExercise"},
}


def without_overlaps(found: list[dict[str, Any]], doc: Doc) -> list[dict[str, Any]]:
    """Without what another frame tells better: arms sent are aid, and what an agreement is about is no act beside it."""
    kept = []
    agreed = {f["trigger"] for f in found if f["type"] == "Agreement" and f["complete"]}
    for frame in found:
        better = _BEFORE.get(frame["type"], set())
        if any(o["trigger"] == frame["trigger"] and o["type"] in better and o["complete"] for o in found):
            continue
        verb = doc[frame["trigger"]]
        if verb.dep_ == "xcomp" and verb.head.lemma_ in ("be", "have"):  # "a contract under which X is to deliver"
            verb = verb.head
        if (
            frame["type"] == "Cooperation"
            and verb.dep_ in ("xcomp", "acl", "ccomp", "advcl", "relcl")
            and any(i == verb.head.i or (verb.dep_ in ("acl", "relcl") and i == verb.head.head.i) for i in agreed)
        ):
            continue
        if frame["status"] == "denied" and verb.dep_ == "xcomp" and any(o["trigger"] == verb.head.i and o["complete"] for o in found):
            continue  # "refused to sign": the refusal is the event
        if frame["type"] == "Agreement" and _is_told_by_another(frame, found, doc):
            continue
        kept.append(frame)
    return kept


def without_manners(found: list[dict[str, Any]], doc: Doc) -> list[dict[str, Any]]:
    """What they did while they talked is how they met: "spoke as they walked onto the stage" was no call."""
    kept = []
    for frame in found:
        verb = doc[frame["trigger"]]
        told = next((f for f in found if f["trigger"] == verb.head.i and f["type"] in _TALKS and f["complete"] and f is not frame), None)
        if frame["rule"] == "meeting.keep-company" and verb.dep_ == "advcl" and told is not None:
            if told["medium"] == "unknown":
                told["type"], told["medium"] = "Meeting", None
            continue
        kept.append(frame)
    return kept


def _is_told_by_another(frame: dict[str, Any], found: list[dict[str, Any]], doc: Doc) -> bool:
    """One paper by two of its words: "a statement issued on Friday", "the signing of a contract"."""
    trigger = doc[frame["trigger"]]
    weak = all(f["slot"] == "context" for fillers in frame["roles"].values() for f in fillers)
    for other in found:
        if other is frame or other["type"] != "Agreement" or not other["complete"]:
            continue
        noun = doc[other["trigger"]]
        if trigger.dep_ in ("acl", "relcl") and trigger.head == noun and weak:
            return True
        if trigger.dep_ == "pobj" and trigger.head.head == noun and noun.pos_ == "NOUN":
            return True
    return False
