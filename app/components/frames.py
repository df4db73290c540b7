"""Which events a sentence tells: rules of `data/frames/*.yaml`, indexed by trigger lemma, each tried at every trigger word.

A frame found is a dict in `doc._.amur_frames`: type, rule, trigger and governor (token indexes), roles {role: [fillers]},
status, certainty, and what the rule adds (medium, phase, name, ordinal, forum).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.frames_fit import fits_verb, fits_word
from app.components.frames_names import find_exercise_names, forum_name, seat_the_forum, status_without_denial, stays_away
from app.components.frames_overlaps import without_manners, without_overlaps
from app.components.interpreter import Arguments, Filler
from app.components.lexicon import word_set
from app.components.rules import Rule, RuleSet, confidence_of, load_rules
from app.components.status import find_status, status_of_noun

_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
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
            if frame is not None and frame["type"] == "Meeting":
                _seat_with_body(frame)
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
    found = without_overlaps(without_manners(found, doc), doc)
    _add_ellipses(doc, arguments, found)
    doc._.amur_frames = found
    return found


def _without_names(frame: dict[str, Any], names: dict[int, str], doc: Doc) -> None:
    """The name of an exercise takes no part in it."""
    if names:
        for fillers in frame["roles"].values():
            fillers[:] = [f for f in fillers if f["type"] == "State" or not any(i in names for i in range(f["start"], f["end"]))]


def _seat_with_body(frame: dict[str, Any]) -> None:
    """Whoever met "the leaders of the G7" attended its session."""
    fillers = frame["roles"].get("participant", [])
    bodies = [f for f in fillers if f["type"] == "InternationalOrganization" and f["via"] == "group"]
    if len(bodies) == 1 and len(fillers) > 1:
        others = [f for f in fillers if f not in bodies]
        frame["type"] = "Summit"
        frame["roles"] = {"participant": bodies, "attendee": [*others, *frame["roles"].get("attendee", [])]}


_JOINED: Final = frozenset({"OtherEvent", "Sanction", "Condemnation"})
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
    if token.tag_ == "NN" and any(c.lower_ in ("a", "an", "one") for c in token.children) and not words & _APART:
        return []  # "a call with A, B and C" is one
    each = bool(words & _APART) or (
        token.tag_ == "NNS" and token.lemma_.lower() not in ("talk", "negotiation", "consultation", "discussion")
    )
    if words & _APART and len(sides) > 1 and len({f["country"] or f["ref"] for f in guests}) == 1:
        hosts, guests, sides = guests, hosts, {guests[0]["country"] or guests[0]["ref"]}
    groups: dict[str, list[Filler]] = {}
    named = {f["country"] for f in guests if f["type"] == "Person"}
    for filler in guests:
        if each and filler["type"] == "State" and filler["ref"] in named:
            continue
        groups.setdefault(filler["ref"] if each else filler["country"] or filler["ref"], []).append(filler)
    if (
        len(sides) != 1
        or len(groups) < 2
        or sides & {f["country"] or f["ref"] for f in guests}
        or words & _TOGETHER
        or any(f["type"] == "InternationalOrganization" for f in fillers)
    ):
        return []
    return [{"participant": [*hosts, *group], **rest} for group in groups.values()]


def _add_ellipses(doc: Doc, arguments: Arguments, found: list[dict[str, Any]]) -> None:
    """What "Z did so a day later" and "as they had done in May" repeat: the last event before, with the new subject."""
    for token in doc:
        if token.lemma_ != "do" or token.pos_ not in ("VERB", "AUX"):
            continue
        so = any(c.lower_ == "so" and c.dep_ in ("advmod", "dobj") for c in token.children)
        as_before = token.dep_ == "advcl" and any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in token.children)
        if not (so or as_before):
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
        if as_before and last["type"] in _JOINED and not any(c.dep_ in ("aux", "neg") for c in token.children):
            first = next(iter(last["roles"]))
            last["roles"][first] += [f for f in subjects if not any(g["ref"] == f["ref"] for g in last["roles"][first])]
            continue  # "A abstained, as did B"
        status, certainty = find_status(token)
        found.append(
            {**last, "trigger": token.i, "governor": None, "roles": roles, "status": status, "certainty": certainty, "refers": False}
        )


def _try_rule(rule: Rule, light: frozenset[str], token: Token, arguments: Arguments) -> dict[str, Any] | None:
    if not rule.named and not fits_word(rule, token):
        return None
    governor = arguments.governor(token) if rule.pos == "NOUN" or rule.named else None
    if governor is not None and rule.light and governor.lemma_.lower() not in light:
        governor = None
    if rule.governed and governor is None and not any(c.dep_ == "acl" and c.lemma_.lower() in light for c in token.children):
        return None
    if rule.pos in ("VERB", "ADJ") and not rule.named and not fits_verb(rule, token, arguments):
        return None
    roles = _fill_roles(rule, light, token, arguments)
    if roles is None:
        return None
    if rule.person_role or rule.type == "Appointment":
        roles = {role: [f for f in fillers if f["type"] == "Person"] for role, fillers in roles.items()}
    if rule.forum:
        seat_the_forum(roles, token, arguments, light)
    attendance = (governor or arguments.clause_verb(token)) if rule.forum and rule.pos == "NOUN" else None
    away = attendance is not None and stays_away(roles, attendance)
    if rule.forum and governor is not None and governor.lemma_ == "host" and "attendee" in roles:
        roles["host"] = [f for f in roles["attendee"] if f["type"] == "State" and f["slot"] == "gov.subj"]
        roles["attendee"] = [f for f in roles["attendee"] if f not in roles["host"]]
    if rule.type in _TALKS and any(f["type"] == "Person" for f in roles.get("participant", ())):  # "discussed Ukraine by phone"
        topics = token.lemma_.lower() in _TOPICAL
        roles["participant"] = [f for f in roles["participant"] if not (topics and f["slot"] == "obj" and f["type"] != "Person")]
    if rule.type == "Condemnation" and any(f["slot"] in ("obj.poss", "obj.compound", "obj.acl.subj") for f in roles.get("target", ())):
        roles["target"] = [f for f in roles["target"] if not f["slot"].startswith("obj.prep")]  # "condemned Russia's invasion of Ukraine"
    _without_doubles(roles)
    if rule.type == "Agreement" and not roles.get("signatory"):  # "the presidents watched as papers were signed": their states sign
        sides = {f["country"]: _state_of(f) for f in roles.get("attendee", ()) if f["type"] == "Person" and f["country"]}
        roles["signatory"] = list(sides.values()) if len(sides) > 1 else []
    if rule.places_as_states:
        _add_states_of_places(rule, roles, token, arguments, light)
    between = [f for f in roles.get("participant", ()) if f["slot"].startswith("prep:between")]
    if rule.type in _TALKS and len({f["country"] or f["ref"] for f in between}) > 1 and token.pos_ == "NOUN":
        roles["participant"] = between  # "they agreed to a meeting between A and B": who agreed does not take part
    if rule.medium == "unknown" and not any(f["type"] == "Person" or f["via"] == "organ" for f in roles.get("participant", ())):
        return None  # states that "talk to each other"
    destination = _destination(rule, token, arguments, light)
    enough = all(
        (sum(map(len, roles.values())) if role == "any" else len(destination) if role == "destination" else len(roles.get(role, ()))) >= n
        for role, n in rule.need.items()
    )
    if not enough and rule.here and not destination and _is_left_open(token):
        enough = bool(roles.get("visitor"))
    if not enough and not rule.refers:
        return None
    if rule.slot and not any(f["slot"].startswith(rule.slot) for fillers in roles.values() for f in fillers):
        return None
    if rule.exactly is not None and len({f["ref"] for fillers in roles.values() for f in fillers}) > rule.exactly:
        return None
    if not enough and rule.named:
        return None
    status, certainty = (status_of_noun(token) or "occurred", "certain") if rule.presupposed else find_status(token, governor)
    if away and attendance is not None:
        status, certainty = status_without_denial(attendance), "certain"
    if token.dep_ == "pcomp" and token.head.lower_ == "against":
        status = "hypothetical"
    if status in rule.no_status:
        return None
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
        "here": rule.here and not destination,
    }


def _fill_roles(rule: Rule, light: frozenset[str], token: Token, arguments: Arguments) -> dict[Any, list[Filler]] | None:
    """The fillers of all roles; those of the wider clause only where the nearer slots leave too few. None for a body's own meeting."""
    roles: dict[Any, list[Filler]] = {}
    for role, slots in rule.roles.items():
        near = [s for s in slots if not s.startswith("clause.")]
        alone = not any(c.dep_ == "prep" and c.lower_ == "with" for c in token.children)
        apart = token.dep_ == "pobj" and token.head.lower_ in ("after", "before", "since", "following", "ahead", "until")
        beside = token.dep_ == "pobj" and token.head.lower_ in ("at", "in", "during", "after", "following", "of")
        if token.dep_ == "pobj" and token.head.lower_ not in ("at", "in", "during"):  # "the talks" are those told before
            beside = beside and not any(c.dep_ == "det" for c in token.children)
        if alone and (rule.type == "Meeting" or (rule.type == "PhoneCall" and apart)) and not (beside and _are_two_sides(arguments, token)):
            slots = tuple(near)
        fillers = _actors(arguments.fillers(token, near, light))
        only_partners = len(fillers) > 1 and all(f["slot"] == "prep:with" for f in fillers)
        if (len(fillers) < rule.need.get(role, 1) or only_partners) and len(near) < len(slots):
            wide = _actors(arguments.fillers(token, [s for s in slots if s.startswith("clause.")], light))
            fillers += [f for f in wide if not any(g["ref"] == f["ref"] for g in fillers)]
        roles[role] = fillers
    if rule.type in ("Meeting", "PhoneCall", "Visit"):
        roles = {role: [_person_behind(f, arguments) for f in fillers] for role, fillers in roles.items()}
    if rule.type in ("Meeting", "PhoneCall"):
        bearers = arguments.fillers(token, ("compound", "poss", "prep:of"), light) if rule.pos == "NOUN" else []
        if any(f["type"] == "InternationalOrganization" for f in bearers) or (
            token.lemma_.lower() == "summit" and forum_name(token, arguments)
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


_NO_GOALS: Final = word_set("no_goals")


def _is_left_open(verb: Token) -> bool:
    """Whether a verb of motion names no goal at all, not even one that nobody knows."""
    goals = [g for c in verb.children if c.lower_ in ("in", "at", "to", "into", "on") for g in c.children if g.dep_ == "pobj"]
    return all(g.ent_type_ in ("DATE", "TIME") or g.lemma_.lower() in _NO_GOALS for g in goals)


def _are_two_sides(arguments: Arguments, noun: Token) -> bool:
    """Whether the subject of the clause is persons of two states: "A and B agreed on it at talks in X"."""
    people = [f for f in arguments.fillers(noun, ("clause.subj",)) if f["type"] == "Person"]
    return len(people) == 2 and len({f["country"] for f in people} - {None}) == 2


def _state_of(person: Filler) -> Filler:
    return {**person, "ref": person["country"], "name": None, "type": "State", "via": "organ", "title": None, "level": None}


def _add_states_of_places(rule: Rule, roles: dict[Any, list[Filler]], token: Token, arguments: Arguments, light: frozenset[str]) -> None:
    """A bridge "between" two cities joins their states."""
    for role in rule.roles:
        fillers = roles.setdefault(role, [])
        for place in _destination(rule, token, arguments, light):
            state = place["state"] or place["place_state"]
            if state and not any(f["ref"] == state for f in fillers):
                fillers.append(
                    {
                        "ref": state,
                        "name": None,
                        "type": "State",
                        "country": state,
                        "via": "place",
                        "link": 0.8,
                        "start": place["start"],
                        "end": place["end"],
                        "surface": place["surface"],
                        "title": None,
                        "level": None,
                        "slot": "place",
                        "token": place["token"],
                    }
                )


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
                            "place_state": mention["place_state"],
                            "token": item.i,
                            "start": mention["start"],
                            "end": mention["end"],
                            "surface": mention["surface"],
                        }
                    )
    return found
