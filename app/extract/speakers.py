"""Who a speaker is: tokens of a block -> actors. Ministries, offices of state and outlets speak for themselves; capitals, governments and
unnamed officials for their state; the issuer of a text ("we", "I") is told by the metadata or the turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id
from app.model import ActorRef

Mention = dict[str, Any]
_ORGANS_WITH_A_NAME: Final = frozenset(
    {"ministry", "department", "customs", "bank", "council", "staff", "administration", "agency", "commission", "committee", "embassy"}
)
_STATES_OWN: Final = frozenset({"government", "administration"})  # these are their state
_GENERIC: Final = re.compile(
    r"\b(?:Staff|Chiefs|Ministry|Department|Council|Committee|Commission|Office|Agency|Service|Bureau|Bank|Court|Parliament|Guard|Command|Board"
    r"|Authority)\b"
)
_MODIFIERS: Final = frozenset({"amod", "compound", "poss", "nmod", "nummod"})


def resolve_speaker(doc: Doc, index: int, gazetteer: Gazetteer, earlier: Sequence[Doc] = ()) -> tuple[ActorRef, ...]:
    """The actors that the noun phrase headed by this token means, as speakers; empty when the text does not settle it.

    `earlier` are the blocks before this one: "the Chinese ministry" is the one named there.
    """
    token = doc[index]
    mention = _mention_at(doc, index)
    organ = _named_organ(doc, token, mention, gazetteer, earlier)
    if organ is not None:
        return (organ,)
    around = _authorities(doc, token, gazetteer) or _those_around(doc, token, gazetteer)
    if around is not None:
        return (around,)
    institution = _institution(doc, token, mention, gazetteer)
    if institution is not None:
        return (institution,)
    organisation = _members_of(doc, token, gazetteer)
    if organisation is not None:
        return (organisation,)
    if token.dep_ == "appos" and token.pos_ == "PROPN" and token.head.pos_ == "NOUN" and (mention is None or mention["kind"] == "place"):
        return (_apposed_person(doc, token, gazetteer),)
    if mention is not None:
        found = _of_mention(doc, mention, gazetteer)
        if found:
            return found
        if mention["via"] == "pronoun":
            return ()
    elif token.pos_ == "PROPN":
        return (_unknown_name(doc, token, gazetteer),)
    return _by_modifiers(doc, token, gazetteer)


_BRANCHES: Final = {"defence": "Defence Ministry", "defense": "Defence Ministry", "customs": "customs"}
_AROUND: Final = frozenset({"ally", "neighbour", "neighbor", "partner", "rival", "opponent", "adversary", "enemy"})


def _authorities(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef | None:
    """As in "Ruritanian defence authorities": the ministry that the branch of government has there."""
    branch = next((_BRANCHES[c.lower_] for c in token.children if c.lower_ in _BRANCHES), None)
    country = _country_near(doc, token, gazetteer) if branch and token.lemma_.lower() == "authority" else None
    found = _registry_organ(str(branch), country, gazetteer) if country else None
    return actor_ref(found, gazetteer, words=_span_words(doc, token.left_edge.i, token.i + 1)) if found else None


def _those_around(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef | None:
    """As in "Ruritania's allies": they are others than Ruritania, and the text does not name them."""
    owner = next((c for c in token.children if c.dep_ == "poss" and c.pos_ == "PROPN"), None)
    if token.lemma_.lower() not in _AROUND or token.tag_ != "NNS" or owner is None:
        return None
    name = f"{doc[owner.left_edge.i : owner.i + 1].text}'s {token.text}"
    return ActorRef(provisional_actor_id(name), name, "Actor", None, _span_words(doc, owner.left_edge.i, token.i + 1))


def _apposed_person(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef:
    """As in "The president, Name Surname": a person, whatever the model takes the name for."""
    parts = [child for child in token.children if child.dep_ == "compound" and child.i < token.i]
    start, end = min([token.i, *(part.i for part in parts)]), token.i + 1
    name = doc[start:end].text
    found = gazetteer.find_actors(name)
    words = _span_words(doc, start, end)
    return (
        actor_ref(found[0], gazetteer, words=words)
        if len(found) == 1
        else ActorRef(provisional_actor_id(name), name, "Person", None, words)
    )


def _unknown_name(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef:
    """A name that neither registry nor model knows: whoever bears it says something."""
    parts = [child for child in token.children if child.dep_ == "compound" and child.i < token.i and child.pos_ == "PROPN"]
    start = min([token.i, *(part.i for part in parts)])
    name = doc[start : token.i + 1].text
    return ActorRef(provisional_actor_id(name), name, "Actor", None, _span_words(doc, start, token.i + 1))


def _members_of(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef | None:
    """As in "NATO members", "all EU states": the organisation whose members speak together."""
    if token.tag_ not in {"NNS", "NNPS"}:
        return None
    for mention in doc._.amur_mentions or []:
        if (
            mention["type"] == "InternationalOrganization"
            and mention["ref"]
            and token.left_edge.i <= mention["start"] < token.i
            and doc[mention["head"]].dep_ in {"compound", "nmod", "amod", "poss"}
        ):
            return actor_ref(mention["ref"], gazetteer, mention["name"], mention["type"], mention["country"], _words(doc, mention))
    return None


def _mention_at(doc: Doc, index: int) -> Mention | None:
    mentions = doc._.amur_mentions or []
    return next((m for m in mentions if m["head"] == index), None) or next((m for m in mentions if m["start"] <= index < m["end"]), None)


def _of_mention(doc: Doc, mention: Mention, gazetteer: Gazetteer) -> tuple[ActorRef, ...]:
    if mention["ref"]:
        return (actor_ref(mention["ref"], gazetteer, mention["name"], mention["type"], mention["country"], _words(doc, mention)),)
    if mention["members"]:
        return tuple(actor_ref(ref, gazetteer) for ref in mention["members"])
    if mention["place"] and mention["kind"] == "place" and mention["place"] in gazetteer.places:
        country = gazetteer.places[mention["place"]].country
        return (actor_ref(country, gazetteer, words=_words(doc, mention)),) if country else ()
    if mention["type"] == "Person" and mention["via"] in {"name", "ner", "surname"} and mention["surface"][:1].isupper():
        return (ActorRef(provisional_actor_id(mention["surface"]), mention["surface"], "Person", mention["country"], _words(doc, mention)),)
    return ()


def actor_ref(
    ref: str, gazetteer: Gazetteer, name: str | None = None, kind: str | None = None, country: str | None = None,
    words: tuple[str, int, int] | None = None,
) -> ActorRef:  # fmt: skip
    """An actor by id, with the registry's name and type where it is known there."""
    actor = gazetteer.actors.get(ref)
    if actor is not None:
        return ActorRef(ref, actor.labels.get("en", ref), actor.type, gazetteer.side_of(ref), words)
    return ActorRef(ref, name or ref.removeprefix("x-").rsplit("-", 1)[0].replace("-", " ").title(), kind or "Actor", country, words)


def _words(doc: Doc, mention: Mention) -> tuple[str, int, int]:
    start, end = doc[mention["start"]].idx, doc[mention["end"] - 1].idx + len(doc[mention["end"] - 1].text)
    return doc.text[start:end], doc._.amur_offset + start, doc._.amur_offset + end


def _named_organ(doc: Doc, token: Token, mention: Mention | None, gazetteer: Gazetteer, earlier: Sequence[Doc]) -> ActorRef | None:
    """A ministry and its like with the side it belongs to: "the Defence Ministry in Beijing", "the Chinese ministry"."""
    lemma = token.lemma_.lower()
    if lemma not in _ORGANS_WITH_A_NAME or (mention is not None and mention["type"] not in {"State", "Organization", "Actor"}):
        return None
    words = [child for child in token.children if child.dep_ in _MODIFIERS and child.i < token.i]
    tokens = doc[min([token.left_edge.i, token.i]) : token.i + 1]
    country = (mention or {}).get("country") or _country_near(doc, token, gazetteer)
    own = " ".join(
        t.text
        for t in tokens
        if (t in words or t.i == token.i or t.dep_ in {"compound", "cc", "conj"})
        and not _is_side(doc, t)
        and t.dep_ != "case"
        and t.pos_ != "DET"
    )
    tail = next((c for c in token.children if c.dep_ == "prep" and c.lower_ in {"of", "for"} and c.i == token.i + 1), None)
    if tail is not None:
        objects = [c for c in tail.subtree if c.i > tail.i and not _is_side(doc, c) and c.dep_ not in {"case", "prep"}]
        if (objects and objects[0].i <= tail.i + 3 and objects[0].pos_ != "DET") or len(objects) > 1:
            own = f"{own} {tail.text} " + " ".join(t.text for t in objects if t.pos_ != "DET")
    named = own.strip()
    if lemma in _STATES_OWN and named.lower() in _STATES_OWN:
        return None
    if " " not in named:
        return _organ_named_before(doc, token, country, lemma, gazetteer, earlier)
    if not country:
        return None
    found = _registry_organ(named, country, gazetteer)
    if found:
        return actor_ref(found, gazetteer, words=_span_words(doc, tokens.start, token.i + 1))
    label = f"{named} of {actor_ref(country, gazetteer).name}"
    return ActorRef(
        provisional_actor_id(label),
        label,
        "Ministry" if lemma == "ministry" else "GovernmentBody",
        country,
        _span_words(doc, tokens.start, token.i + 1),
    )


def _institution(doc: Doc, token: Token, mention: Mention | None, gazetteer: Gazetteer) -> ActorRef | None:
    """An institution that the registry lacks, with the side its name does not tell: "Japan's Joint Staff"."""
    if mention is None or mention["type"] != "Organization" or mention["ref"] in gazetteer.actors or mention["via"] != "ner":
        return None
    owner = next(
        (
            c
            for c in token.children
            if c.dep_ in {"poss", "amod", "compound", "nmod"}
            and (_is_side(doc, c) or c.tag_ == "PRP$")
            and not mention["start"] <= c.i < mention["end"]
        ),
        None,
    )
    country = _mention_at(doc, owner.i) if owner is not None else None
    if country is None or not country["ref"] or not _GENERIC.search(mention["surface"]):
        return None
    found = _registry_organ(mention["surface"], country["ref"], gazetteer)
    if found:
        return actor_ref(found, gazetteer, words=_words(doc, mention))
    label = f"{mention['surface']} of {actor_ref(country['ref'], gazetteer).name}"
    return ActorRef(provisional_actor_id(label), label, "GovernmentBody", country["ref"], _words(doc, mention))


def _registry_organ(name: str, country: str, gazetteer: Gazetteer) -> str | None:
    state = actor_ref(country, gazetteer).name
    for form in (f"{state}'s {name}", f"{name} of {state}", f"{state} {name}", f"{name} of the {state}", name):
        for ref in gazetteer.find_actors(form):
            if gazetteer.side_of(ref) == country and gazetteer.actors[ref].type not in {"State", "Person"}:
                return ref
    return None


def _organ_named_before(
    doc: Doc, token: Token, country: str | None, lemma: str, gazetteer: Gazetteer, earlier: Sequence[Doc]
) -> ActorRef | None:
    """As in "The Chinese ministry", "the ministry": the last one of that side (of any, if none is told) that is named in full before."""
    for block in (doc, *reversed(earlier)):
        for other in reversed(block[: token.i] if block is doc else block):
            if other.lemma_.lower() != lemma:
                continue
            mention = _mention_at(block, other.i)
            known = mention is not None and mention["type"] in {"Ministry", "GovernmentBody"} and mention["ref"] in gazetteer.actors
            if mention is not None and known:
                found: ActorRef | None = actor_ref(mention["ref"], gazetteer)
            elif any(child.dep_ in _MODIFIERS or child.dep_ == "prep" for child in other.children):
                found = _named_organ(block, other, mention, gazetteer, ())
            else:
                found = None
            if found is not None and (country is None or found.country == country):
                return replace(found, words=_span_words(doc, token.i, token.i + 1))
    return None


def _country_near(doc: Doc, token: Token, gazetteer: Gazetteer) -> str | None:
    for mention in doc._.amur_mentions or []:
        if token.left_edge.i <= mention["start"] <= token.right_edge.i and mention["start"] < token.i + 8:
            if mention["type"] == "State" and mention["ref"]:
                return str(mention["ref"])
            if mention.get("place") in gazetteer.places and mention["start"] != token.i:
                country = gazetteer.places[mention["place"]].country
                if country:
                    return country
    return None


def _is_side(doc: Doc, token: Token) -> bool:
    mention = next((m for m in doc._.amur_mentions or [] if m["start"] <= token.i < m["end"]), None)
    if mention is None:
        return False
    if mention["type"] == "State" and mention["via"] in {"adjective", "name", "seat"}:
        return True
    return bool((mention["type"] == "State" or mention["kind"] == "place") and mention["via"] != "organ" and mention["head"] != token.i)


def _span_words(doc: Doc, start: int, end: int) -> tuple[str, int, int]:
    span = doc[start:end]
    return span.text, doc._.amur_offset + span.start_char, doc._.amur_offset + span.end_char


def _by_modifiers(doc: Doc, token: Token, gazetteer: Gazetteer) -> tuple[ActorRef, ...]:
    """Unnamed officials and organs without an entry: the state, organisation or outlet that modifies the noun."""
    for mention in doc._.amur_mentions or []:
        if not (token.left_edge.i <= mention["start"] <= token.right_edge.i) or mention["start"] == token.i:
            continue
        head = doc[mention["head"]]
        within = head.dep_ in _MODIFIERS or (
            head.dep_ == "pobj" and head.head.lower_ in {"of", "for", "from", "at", "with"} and head.head.head.i == token.i
        )
        if within and mention["members"] and mention["type"] == "State":
            return tuple(actor_ref(ref, gazetteer) for ref in mention["members"])
        if within and mention["ref"] and mention["type"] != "Person":
            side = mention["country"] if mention["type"] in {"GovernmentBody", "ArmedForce", "Ministry"} and token.tag_ == "NNS" else None
            return (
                actor_ref(
                    side or mention["ref"],
                    gazetteer,
                    mention["name"],
                    mention["type"],
                    mention["country"],
                    _span_words(doc, token.left_edge.i, token.i + 1),
                ),
            )
    return ()
