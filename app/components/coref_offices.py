"""Surnames, offices and organs: who is meant by a title, with the article first and the registry by date after it."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from app.components.coref_state import SUBJECTS, Cast, Mention
from app.ids import provisional_actor_id

_PUBLIC_SPEAKERS: Final = frozenset(
    {
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "officer",
        "official",
        "diplomat",
        "ambassador",
        "envoy",
        "senator",
        "commander",
        "head",
        "chief",
        "commander-in-chief",
        "general",
        "admiral",
        "representative",
    }
)


def resolve_surname(cast: Cast, mention: Mention) -> None:
    surname = mention["surface"]
    known = [ref for ref in cast.by_surname.get(surname, []) if cast.fits(ref, mention)]
    if len(known) > 1:
        known.sort(key=lambda ref: -cast.people[ref].last)
        seen = [ref for ref in known if cast.people[ref].last >= 0]
        known = seen[:1] or known[:1]
    candidates = known or [ref for ref in mention["refs"] if cast.fits(ref, mention)] or list(mention["refs"])
    if len(candidates) > 1:
        held = [
            ref for ref in candidates if any(_office_fits(cast, h.office, mention) for h in cast.gazetteer.offices_of(ref, on=cast.day))
        ]
        candidates = held if len(held) == 1 else candidates
    if len(candidates) == 1:
        mention["ref"] = candidates[0]
        mention["link"] = max(mention["link"], 0.9)
        person = cast.people.get(candidates[0])
        name, _, country = cast.lexicon.actor_facts(candidates[0])
        mention["name"] = person.name if person else name
        mention["country"] = mention["country"] or (person.country if person else country)
    elif not candidates:
        mention["ref"] = provisional_actor_id(surname)
        mention["link"] = 0.5
    mention["type"] = "Person"


def _office_fits(cast: Cast, office_id: str, mention: Mention) -> bool:
    office = cast.gazetteer.offices.get(office_id)
    return office is not None and (mention["level"] is None or office.level == mention["level"])


def resolve_office(cast: Cast, mention: Mention, doc: Doc) -> None:
    token = doc[mention["head"]]
    apposed = next(
        (
            cast.at[c.i]
            for c in token.children
            if c.dep_ == "appos" and c.i in cast.at and cast.at[c.i]["type"] == "Person" and cast.at[c.i]["ref"]
        ),
        None,
    )
    if apposed is not None:
        mention["ref"], mention["name"], mention["country"] = apposed["ref"], apposed["name"], apposed["country"] or mention["country"]
        return
    word = token.lemma_.lower()
    if word == "counterpart":
        _counterpart(cast, mention, doc)
        return
    if word in ("host", "guest"):
        _other_person(cast, mention, doc)
        return
    country = mention["country"] or _owner_state(cast, token) or (cast.own_side(doc) if mention["level"] or word == "secretary" else None)
    mention["country"] = country
    if word == "secretary" and mention["title"] == "secretary" and country == "united-states":
        mention["level"] = "foreign"  # "the Secretary" of American texts
    if word in _PUBLIC_SPEAKERS and mention["level"] is None:
        if country:
            mention |= {"ref": country, "type": "State", "via": "organ", "organ": word, "name": cast.lexicon.actor_facts(country)[0]}
        return
    holder = cast.holder(country, mention["level"], mention["title"] or word, doc, _beside(cast, mention, token, doc))
    if holder:
        cast.take(mention, holder)
    elif country:  # an office without a name stands for its state
        mention |= {
            "ref": country,
            "type": "State",
            "via": "organ",
            "organ": word,
            "name": cast.lexicon.actor_facts(country)[0],
            "link": 0.7,
        }


def _beside(cast: Cast, mention: Mention, token: Token, doc: Doc) -> frozenset[str]:
    """The persons named in the clause of a bare title: "the President met President X" are two."""
    verb = token
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    found = set()
    for other in doc._.amur_mentions:
        if other["type"] != "Person" or not other["ref"] or other["via"] not in ("name", "ner", "surname") or other is mention:
            continue
        head = doc[other["head"]]
        while head.pos_ not in ("VERB", "AUX") and head.head != head and head != token:
            head = head.head
        if head == verb and other["start"] > mention["start"]:
            found.add(other["ref"])
    return frozenset(found)


def _owner_state(cast: Cast, token: Token) -> str | None:
    """The state ("its president") that the possessive pronoun means."""
    for child in token.children:
        if child.dep_ == "poss" and child.i in cast.at:
            owner = cast.at[child.i]
            if owner["type"] == "State" and owner["ref"]:
                return str(owner["ref"])
            return str(owner["country"]) if owner["country"] else None
    return None


def _counterpart(cast: Cast, mention: Mention, doc: Doc) -> None:
    token = doc[mention["head"]]
    owner = next((cast.at[c.i] for c in token.children if c.dep_ == "poss" and c.i in cast.at and cast.at[c.i]["ref"]), None)
    person = cast.people.get(owner["ref"]) if owner else None
    if person is None:
        recent = [m for _, m, _ in cast.trail[-6:] if m["type"] == "Person" and m["ref"] in cast.people]
        person = cast.people[recent[-1]["ref"]] if recent else None
    if person is None:
        return
    levels = person.levels | cast.registry_levels(person.ref)
    country = mention["country"]
    others = [
        p
        for p in cast.people.values()
        if p.ref != person.ref
        and p.last >= 0
        and (p.country == country if country else p.country != person.country)
        and (p.levels | cast.registry_levels(p.ref)) & levels
    ]
    if others:
        cast.take(mention, max(others, key=lambda p: p.last).ref)
    elif country:
        for level in sorted(levels):
            holder = cast.holder(country, level, "", doc)
            if holder:
                cast.take(mention, holder)
                return
        mention |= {
            "ref": country,
            "type": "State",
            "via": "organ",
            "organ": "counterpart",
            "name": cast.lexicon.actor_facts(country)[0],
        }


def _other_person(cast: Cast, mention: Mention, doc: Doc) -> None:
    token = doc[mention["head"]]
    owner = next((cast.at[c.i]["ref"] for c in token.children if c.dep_ == "poss" and c.i in cast.at), None)
    sentence = token.sent.start
    subject = next((cast.at[c.i] for c in token.head.children if c.dep_ in SUBJECTS and c.i in cast.at and c != token), None)
    side = subject["country"] if subject is not None else None
    own = {m["ref"] for m in doc._.amur_mentions if sentence <= m["start"] < mention["start"]}
    for _, other, _ in reversed(cast.trail[-12:]):
        if (
            other["type"] == "Person"
            and other["ref"] in cast.people
            and other["ref"] != owner
            and (other["ref"] not in own or owner)
            and not (side and other["country"] == side)
        ):
            cast.take(mention, other["ref"])
            return


def resolve_bare_organ(cast: Cast, mention: Mention) -> None:
    """A bare organ ("the ministry"): the side of the organ of that kind named before, else nothing."""
    for _, other, _ in reversed(cast.trail):
        if other.get("organ") == mention["organ"] and other["ref"]:
            mention["ref"], mention["country"], mention["name"] = other["ref"], other["country"], other["name"]
            return
        if other["type"] in ("Ministry", "ArmedForce") and mention["organ"] in other["name"].lower() and other["country"]:
            mention["ref"], mention["country"] = other["country"], other["country"]
            mention["name"] = cast.lexicon.actor_facts(other["country"])[0]
            return


def resolve_body(cast: Cast, mention: Mention) -> None:
    """As "the alliance", "the grouping": the international organisation named last."""
    for _, other, _ in reversed(cast.trail[-40:]):
        if other["type"] == "InternationalOrganization" and other["ref"]:
            mention["ref"], mention["name"], mention["country"] = other["ref"], other["name"], None
            return


def resolve_national(cast: Cast, mention: Mention, doc: Doc) -> None:
    """One man by his nation ("the Russian", "the American"): the person of that state named last."""
    token = doc[mention["head"]]
    if (
        mention["surface"].endswith("ese")
        or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj")
        or not any(c.lower_ == "the" for c in token.children)
        or token.tag_ in ("NNS", "NNPS")
        or (token.i + 1 < len(doc) and doc[token.i + 1].pos_ in ("NOUN", "PROPN", "ADJ"))
    ):
        return
    for _, other, _ in reversed(cast.trail[-25:]):
        if other["type"] == "Person" and other["ref"] in cast.people and cast.people[other["ref"]].country == mention["ref"]:
            mention |= {"via": "pronoun", "gender": "national", "adjective": False, "kind": "actor", "place": None}
            cast.take(mention, other["ref"])
            return
