"""Which events a sentence tells: rules of `data/frames/*.yaml`, indexed by trigger lemma, each tried at every trigger word.

A frame found is a dict in `doc._.amur_frames`: type, rule, trigger and governor (token indexes), roles {role: [fillers]},
status, certainty, and what the rule adds (medium, phase, name, ordinal, forum).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.interpreter import Arguments, Filler, modifier_lemmas, object_lemmas
from app.components.lexicon import load_words, word_set
from app.components.rules import Rule, RuleSet, confidence_of, load_rules
from app.components.status import find_status, status_of_noun
from app.ids import provisional_actor_id

_OFFICES: Final = word_set("offices")
_COUNTED: Final = frozenset({"Meeting", "PhoneCall", "Visit", "MilitaryExercise", "JointPatrol"})
_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
_PLURAL_ONE: Final = frozenset({"talk", "negotiation", "consultation", "discussion"})  # "talks" are one occasion
_ORDINALS: Final = word_set("ordinals")
NOT_EVENT_ACTORS: Final = frozenset({"MediaOutlet"})


def find_all_frames(docs: Sequence[Doc]) -> None:
    """Fill `amur_frames` of all blocks."""
    rules = load_rules()
    for doc in docs:
        find_frames(doc, rules)


def find_frames(doc: Doc, rules: RuleSet) -> list[dict[str, Any]]:
    """Fill and return `doc._.amur_frames`, in text order; at one trigger the first rule that fits wins for each type."""
    arguments = Arguments(doc)
    found: list[dict[str, Any]] = []
    names = find_exercise_names(doc)
    for token in doc:
        done: set[str] = set()
        for rule in (*rules.by_lemma.get(token.lemma_.lower(), ()), *(rules.named if token.i in names else ())):
            if rule.type in done or (rule.type in _TALKS and done & _TALKS):
                continue
            frame = _try_rule(rule, rules.light[rule.id], token, arguments)
            if frame is not None and rule.id == "summit.gather" and not frame["roles"].get("participant"):
                frame = None
            if frame is not None and frame["type"] in _TALKS and frame["complete"] and len(parts := _sittings(frame, token)) > 1:
                found += [{**frame, "name": None, "roles": roles} for roles in parts]
                done.add(rule.type)
            elif frame is not None:
                _without_names(frame, names, doc)
                frame["name"] = names.get(token.i) or next(
                    (names[c.i] for c in token.subtree if c.i in names and c.i != token.i and c.head.dep_ not in ("relcl",)), None
                )
                found.append(frame)
                done.add(rule.type)
    _add_ellipses(doc, arguments, found)
    doc._.amur_frames = found
    return found


def _without_names(frame: dict[str, Any], names: dict[int, str], doc: Doc) -> None:
    """The name of an exercise takes no part in it."""
    if names:
        for fillers in frame["roles"].values():
            fillers[:] = [f for f in fillers if f["type"] == "State" or not any(i in names for i in range(f["start"], f["end"]))]


_TOPICAL: Final = frozenset({"discuss", "review", "debate", "exchange", "consult"})
_TOGETHER: Final = frozenset({"together", "jointly", "trilateral", "three-way", "tripartite", "quadrilateral", "four-way", "multilateral"})
_APART: Final = frozenset({"each", "separate", "separately", "respectively", "individually", "successively"})


def _sittings(frame: dict[str, Any], token: Token) -> list[dict[str, list[Filler]]]:
    """Roles of each meeting where one side meets several: "met the ministers of A and B" are two, unless all sat together."""
    fillers = frame["roles"].get("participant", [])
    rest = {role: found for role, found in frame["roles"].items() if role != "participant"}
    words = {t.lower_ for head in (token, token.head) for t in (head, *head.children)}
    hosts = [f for f in fillers if f["slot"].split(".")[-1] in ("subj", "poss")]
    guests = [f for f in fillers if f not in hosts]
    sides = {f["country"] or f["ref"] for f in hosts}
    if words & _APART and len(sides) > 1 and len({f["country"] or f["ref"] for f in guests}) == 1:
        hosts, guests, sides = guests, hosts, {guests[0]["country"] or guests[0]["ref"]}
    groups: dict[str, list[Filler]] = {}
    for filler in guests:
        groups.setdefault(filler["country"] or filler["ref"], []).append(filler)
    if len(sides) != 1 or len(groups) < 2 or sides & set(groups) or words & _TOGETHER or any(f["via"] == "group" for f in fillers):
        return []
    return [{"participant": [*hosts, *group], **rest} for group in groups.values()]


def _add_ellipses(doc: Doc, arguments: Arguments, found: list[dict[str, Any]]) -> None:
    """What "Z did so a day later" and "as they had done in May" repeat: the last event before, with the new subject."""
    for token in doc:
        so = any(c.lower_ == "so" and c.dep_ in ("advmod", "dobj") for c in token.children)
        as_before = token.dep_ == "advcl" and any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in token.children)
        if token.lemma_ != "do" or token.pos_ not in ("VERB", "AUX") or not (so or as_before):
            continue
        last = next((f for f in reversed(found) if f["trigger"] < token.i and f["complete"]), None)
        subjects = _actors(arguments.fillers(token, ("subj",)))
        if last is None or not subjects:
            continue
        everyone = {f["ref"] for fillers in last["roles"].values() for f in fillers}
        roles = last["roles"]
        if not {f["ref"] for f in subjects} <= everyone:
            roles = {role: [f for f in fillers if f["slot"] != "subj"] for role, fillers in roles.items()}
            first = next(iter(roles))
            roles[first] = [*subjects, *roles[first]]
        status, certainty = find_status(token)
        found.append(
            {**last, "trigger": token.i, "governor": None, "roles": roles, "status": status, "certainty": certainty, "refers": False}
        )


_NAME: Final = re.compile(r"\b((?:[A-Z][a-z]+(?:[ /-](?:[A-Z][a-z]+|of|and))*?)[ -](?:19|20)\d\d)(?:[A-Z]?)\b")


def find_exercise_names(doc: Doc) -> dict[int, str]:
    """Names with a year, by the index of their head token: "Joint Sea 2022", "Vostok-2018"; no dates, no editions of forums or games."""
    found: dict[int, str] = {}
    dates = {i for d in doc._.amur_dates or [] for i in range(d["start"], d["end"])}
    for match in _NAME.finditer(doc.text):
        span = doc.char_span(match.start(1), match.end(1), alignment_mode="expand")
        words = [t for t in span if t.is_alpha] if span is not None else []
        if span is None or span.start in dates or not words:
            continue
        if (
            any(t.ent_type_ in ("PERSON", "GPE") and t.text not in ("Vostok",) and len(words) == 1 and "-" not in span.text for t in words)
            or words[0].lower_ in _NOT_EXERCISES
            or words[-1].lower_ in _NOT_EXERCISES
        ):
            continue
        if span[0].is_sent_start and span[0].pos_ in ("ADP", "DET", "ADV", "SCONJ", "PRON"):
            continue
        mentioned = any(
            m["start"] <= span.start < m["end"] and m["type"] in ("Person", "State", "InternationalOrganization", "MediaOutlet")
            for m in doc._.amur_mentions or []
        )
        if mentioned:
            continue
        found[span.root.i if span.root.i in range(span.start, span.end) else span.start] = match.group(1)
    return found


_NOT_EXERCISES: Final = word_set("not_exercise_names")


def _try_rule(rule: Rule, light: frozenset[str], token: Token, arguments: Arguments) -> dict[str, Any] | None:
    if not rule.named and not _fits_word(rule, token):
        return None
    governor = arguments.governor(token) if rule.pos == "NOUN" or rule.named else None
    if governor is not None and rule.light and governor.lemma_.lower() not in light:
        governor = None
    if rule.governed and governor is None and not any(c.dep_ == "acl" and c.lemma_.lower() in light for c in token.children):
        return None
    if rule.pos in ("VERB", "ADJ") and not rule.named and not _fits_verb(rule, token, arguments):
        return None
    roles = _fill_roles(rule, light, token, arguments)
    if roles is None:
        return None
    if rule.person_role or rule.type == "Appointment":
        roles = {role: [f for f in fillers if f["type"] == "Person"] for role, fillers in roles.items()}
    if rule.forum:
        _seat_the_forum(roles, token, arguments, light)
    if rule.forum and governor is not None and governor.lemma_ == "host" and "attendee" in roles:
        roles["host"] = [f for f in roles["attendee"] if f["type"] == "State" and f["slot"] == "gov.subj"]
        roles["attendee"] = [f for f in roles["attendee"] if f not in roles["host"]]
    if rule.type in _TALKS and any(f["type"] == "Person" for f in roles.get("participant", ())):  # "discussed Ukraine by phone"
        topics = token.lemma_.lower() in _TOPICAL
        roles["participant"] = [f for f in roles["participant"] if not (topics and f["slot"] == "obj" and f["type"] != "Person")]
    if rule.type == "Condemnation" and any(f["slot"] in ("obj.poss", "obj.compound", "obj.acl.subj") for f in roles.get("target", ())):
        roles["target"] = [f for f in roles["target"] if not f["slot"].startswith("obj.prep")]  # "condemned Russia's invasion of Ukraine"
    _without_doubles(roles)
    destination = _destination(rule, token, arguments, light)
    enough = all(
        (sum(map(len, roles.values())) if role == "any" else len(destination) if role == "destination" else len(roles.get(role, ()))) >= n
        for role, n in rule.need.items()
    )
    if not enough and not rule.refers:
        return None
    if rule.exactly is not None and len({f["ref"] for fillers in roles.values() for f in fillers}) > rule.exactly:
        return None
    if not enough and rule.named:
        return None
    status, certainty = (status_of_noun(token) or "occurred", "certain") if rule.presupposed else find_status(token, governor)
    return {
        "type": rule.type,
        "rule": rule.id,
        "trigger": token.i,
        "governor": governor.i if governor is not None else None,
        "roles": roles,
        "complete": enough,
        "status": rule.status or status,
        "certainty": certainty,
        "destination": destination,
        "medium": rule.medium,
        "phase": rule.phase,
        "confidence": confidence_of(rule),
        "refers": rule.refers,
    }


def _fill_roles(rule: Rule, light: frozenset[str], token: Token, arguments: Arguments) -> dict[Any, list[Filler]] | None:
    """The fillers of all roles; those of the wider clause only where the nearer slots leave too few. None for a body's own meeting."""
    roles: dict[Any, list[Filler]] = {}
    for role, slots in rule.roles.items():
        near = [s for s in slots if not s.startswith("clause.")]
        if rule.type == "Meeting" and not any(c.dep_ == "prep" and c.lower_ == "with" for c in token.children):
            slots = tuple(near)
        fillers = _actors(arguments.fillers(token, near, light))
        if len(fillers) < rule.need.get(role, 1) and len(near) < len(slots):
            wide = _actors(arguments.fillers(token, [s for s in slots if s.startswith("clause.")], light))
            fillers += [f for f in wide if not any(g["ref"] == f["ref"] for g in fillers)]
        roles[role] = fillers
    if rule.type in ("Meeting", "PhoneCall", "Visit"):
        roles = {role: [_person_behind(f, arguments) for f in fillers] for role, fillers in roles.items()}
    if rule.type in ("Meeting", "PhoneCall"):
        bearers = arguments.fillers(token, ("compound", "poss", "prep:of"), light) if rule.pos == "NOUN" else []
        if any(f["type"] == "InternationalOrganization" for f in bearers) or (
            token.lemma_.lower() == "summit" and _forum_name(token, arguments)
        ):
            return None
    if rule.default_sides and not any(roles.values()) and (rule.pos != "VERB" or arguments.is_passive(token)):
        role = next(iter(rule.roles))
        sides = (token.doc._.amur_article or {}).get("sides") or []
        roles[role] = [
            {
                "ref": s,
                "name": None,
                "type": "State",
                "country": s,
                "via": "context",
                "link": 0.6,
                "start": token.i,
                "end": token.i + 1,
                "surface": token.text,
                "title": None,
                "level": None,
                "slot": "context",
                "token": token.i,
            }
            for s in sides
        ]
    return roles


def _person_behind(filler: Filler, arguments: Arguments) -> Filler:
    """The person behind a long title that the parse took for an organisation ("Party Politburo Member and Director Y Z")."""
    if filler["type"] in ("Person", "State"):
        return filler
    token = arguments.doc[filler["token"]]
    people = {}
    for item in (token, *token.conjuncts):
        for inner in item.subtree:
            mention = arguments.at.get(inner.i)
            if mention is not None and mention["type"] == "Person" and mention["ref"] and mention["via"] in ("name", "ner"):
                people[mention["ref"]] = mention
    if len(people) != 1:
        return filler
    mention = next(iter(people.values()))
    return {
        **filler,
        "ref": mention["ref"],
        "name": mention["name"],
        "type": "Person",
        "country": mention["country"],
        "via": mention["via"],
        "start": mention["start"],
        "end": mention["end"],
        "surface": mention["surface"],
        "title": mention["title"],
        "level": mention["level"],
    }


def _seat_the_forum(roles: dict[Any, list[Filler]], token: Token, arguments: Arguments, light: frozenset[str]) -> None:
    """The forum takes part in its own session: an organisation named at the noun, or a capitalised name that the noun heads."""
    organizations = [f for f in roles.get("participant", []) if f["type"] in ("InternationalOrganization", "Organization")]
    named = _forum_name(token, arguments) if not organizations and token.pos_ in ("NOUN", "PROPN") else None
    if token.pos_ == "VERB" and len(arguments.fillers(token, ("subj", "obj", "prep:with"), light)) > len(organizations):
        organizations = []  # "the EU and China met" is no session of the EU
    led = [f for f in arguments.fillers(token, ("gov.subj",), light) if f["type"] == "InternationalOrganization" and f["via"] != "name"]
    roles["participant"] = organizations or ([named] if named else led[:1])  # "SCO leaders wound up a summit"


def _forum_name(token: Token, arguments: Arguments) -> Filler | None:
    start = token.i
    doc = token.doc
    while (
        start > token.sent.start
        and (doc[start - 1].pos_ == "PROPN" or (doc[start - 1].lower_ in ("and", "for", "of", "on") and doc[start - 2].pos_ == "PROPN"))
        and doc[start - 1].dep_ in ("compound", "nmod", "amod", "conj", "cc", "nummod", "prep")
    ):
        mention = arguments.at.get(start - 1)
        if mention is not None and mention["type"] == "Person":
            break
        start -= 1
    words = [t for t in doc[start : token.i] if t.pos_ == "PROPN"]
    if (
        not words
        or (len(words) == 1 and token.pos_ != "PROPN")
        or all(t.i in arguments.at and arguments.at[t.i]["kind"] == "place" for t in words)
    ):
        return None
    text = doc[start : token.i + 1].text
    name = " ".join(w if not w.islower() or w in ("and", "of", "for", "on") else w.capitalize() for w in text.split())
    known = arguments.at.get(start)
    ref = known["ref"] if known is not None and known["end"] == token.i + 1 and known["ref"] else provisional_actor_id(name)
    return {
        "ref": ref,
        "name": name,
        "type": "Organization",
        "country": None,
        "via": "forum",
        "link": 0.7,
        "start": start,
        "end": token.i + 1,
        "surface": text,
        "title": None,
        "level": None,
        "slot": "forum",
        "token": token.i,
    }


def _fits_word(rule: Rule, token: Token) -> bool:
    if rule.pos == "VERB":
        if any(
            _is_often(c) or (c.dep_ == "aux" and c.lower_ in ("should", "must", "ought") and not c.is_sent_start) for c in token.children
        ):
            return False  # urged, not told
        if token.pos_ not in ("VERB", "AUX") or (token.dep_ in ("amod", "compound") and token.i + 1 < len(token.doc)):
            return False
    elif rule.pos == "NOUN":
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod") or (rule.singular and token.tag_ in ("NNS", "NNPS")):
            return False
        words = modifier_lemmas(token) if rule.modifier or rule.no_modifier else set()
        if (rule.modifier and not words & set(rule.modifier)) or words & set(rule.no_modifier):
            return False
        if token.tag_ in ("NNS", "NNPS") and rule.type in _COUNTED and any(c.dep_ == "nummod" for c in token.children):
            return False  # "six exercises last year" is a count
        if token.dep_ == "pobj" and token.head.lower_ in ("including", "like") and token.tag_ == "NNS":
            return False
        if rule.countable and token.tag_ in ("NNS", "NNPS") and token.lemma_.lower() not in _PLURAL_ONE:
            return False
        if (
            rule.type in ("Meeting", "PhoneCall", "Visit")
            and token.dep_ in ("attr", "pobj")
            and any(c.dep_ == "amod" and c.lower_ in _ORDINALS for c in token.children)
            and token.dep_ == "attr"
        ):
            return False  # "it was their third meeting" counts, and tells no other meeting
    elif token.pos_ != rule.pos:
        return False
    following = {c.lower_ for c in token.children if c.dep_ in ("prt", "prep", "advmod", "agent", "dative")}
    if rule.particle and not following & set(rule.particle):
        return False
    if rule.preposition_object:
        behind = {
            t.lower_
            for c in token.children
            if c.dep_ in ("prep", "agent", "prt") and c.lower_ in rule.preposition
            for g in c.children
            if g.dep_ == "pobj"
            for t in (g, *g.lefts)
        }
        if not behind & set(rule.preposition_object):
            return False
    return not (rule.preposition and not following & set(rule.preposition))


def _is_often(token: Token) -> bool:
    """An adverbial of repetition: "met several times", "regularly"."""
    return (token.lemma_ == "time" and token.tag_ == "NNS" and token.dep_ in ("npadvmod", "advmod", "dobj")) or (
        token.dep_ == "advmod"
        and token.lower_
        in ("often", "regularly", "repeatedly", "frequently", "twice", "annually", "usually", "sometimes", "routinely", "periodically")
    )


def _fits_verb(rule: Rule, token: Token, arguments: Arguments) -> bool:
    if rule.passive is not None and arguments.is_passive(token) != rule.passive:
        return False
    if rule.object or rule.no_object:
        lemmas = object_lemmas(arguments, token)
        if (rule.object and not lemmas & set(rule.object)) or lemmas & set(rule.no_object):
            return False
    if rule.object_type and not _has_type(arguments, arguments.objects(token), rule.object_type):
        return False
    if rule.subject and not {t.lemma_.lower() for s in arguments.subjects(token) for t in (s, *s.conjuncts)} & set(rule.subject):
        return False
    if rule.subject_type and not _has_type(arguments, arguments.subjects(token), rule.subject_type):
        return False
    if rule.no_modifier and {c.lower_ for c in token.children} & set(rule.no_modifier):
        return False
    if rule.complement_title:
        complements = [c for c in token.children if c.dep_ in ("attr", "dobj", "oprd", "xcomp", "acomp")]
        if not any(c.lemma_.lower() in _OFFICES for c in complements):
            return False
    if rule.no_complement:
        clauses = {c.lemma_.lower() for c in token.children if c.dep_ in ("xcomp", "ccomp")} | {
            "that" for c in token.children if c.dep_ == "ccomp" and any(g.dep_ == "mark" for g in c.children)
        }
        clauses |= {g.lemma_.lower() for c in token.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"}
        if clauses & set(rule.no_complement):
            return False
    if rule.complement is not None:
        has = any(c.dep_ in ("ccomp", "xcomp", "oprd", "acomp", "attr") for c in token.children)
        return has == rule.complement
    return True


def _has_type(arguments: Arguments, tokens: Iterable[Token], types: Sequence[str]) -> bool:
    return any(f["type"] in types or ("Official" in types and _is_official(t, f)) for t in tokens for f in arguments.actors_at(t))


def _is_official(token: Token, filler: Filler) -> bool:
    """An unnamed office holder, who stands for the state ("the commander of the Russian Navy")."""
    return bool(filler["type"] == "State" and filler["via"] == "organ" and token.lemma_.lower() in load_words("titles")["titles"])


def _actors(fillers: list[Filler]) -> list[Filler]:
    return [f for f in fillers if f["type"] not in NOT_EVENT_ACTORS]


def _without_doubles(roles: dict[Any, list[Filler]]) -> None:
    """An actor has one role of an event: the first the rule names."""
    seen: set[str] = set()
    for fillers in roles.values():
        fillers[:] = [f for f in fillers if f["ref"] not in seen]
        seen |= {f["ref"] for f in fillers}


def _destination(rule: Rule, token: Token, arguments: Arguments, light: frozenset[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for slot in rule.destination:
        for target in arguments.tokens(token, slot, light):
            for item in (target, *(t for t in target.conjuncts if t.i > target.i)):
                mention = arguments.at.get(item.i)
                if mention is not None and mention["place"] and not any(d["place"] == mention["place"] for d in found):
                    found.append(
                        {
                            "place": mention["place"],
                            "name": mention["place_name"],
                            "state": mention["ref"] if mention["type"] == "State" else None,
                            "token": item.i,
                            "start": mention["start"],
                            "end": mention["end"],
                            "surface": mention["surface"],
                        }
                    )
    return found
