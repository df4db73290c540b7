"""Where an event was: places attached to its trigger and the verb that carries it, a destination, or "here" and "there"."""

from __future__ import annotations

from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.lexicon import load_words, word_set
from app.extract.event_drafts import Draft, Reading
from app.model import PlaceRef

_PREPOSITIONS: Final = word_set("event_place_prepositions")
_VERBS: Final = frozenset({"VERB", "AUX"})
_VENUES: Final = frozenset(
    {"square", "palace", "hall", "hotel", "airport", "residence", "building", "buildings", "villa", "guesthouse", "park"}
)
_BEFORE_WHERE: Final = 8  # tokens
_ALONG_A_WAY: Final = frozenset({"from", "into", "through", "along", "across"})  # where ships and planes go, not where people meet
_MOVING: Final = frozenset({"MilitaryExercise", "JointPatrol", "Deployment", "Visit"})
_FLOWN: Final = _MOVING - {"Visit"}
_READ_AS_VERBS: Final = frozenset({"exercise", "drill", "patrol"})  # "the Joint Sea-2021 exercise off Y"
_FLYING: Final = frozenset({"fly", "sail", "pass", "cruise", "steam", "navigate", "travel", "transit", "operate", "cross", "circle"})
_PLACELESS: Final = frozenset({"Sanction", "Condemnation", "Appointment", "Aid"})


def find_places(reading: Reading, draft: Draft, destination: list[dict[str, Any]]) -> list[PlaceRef]:
    """The most specific named places, each once."""
    doc = reading.docs[draft.block]
    if destination:
        return most_specific(reading, [_place(reading, draft, d["place"], d["name"], d["start"], d["end"]) for d in destination])
    if draft.type in _PLACELESS or (draft.type == "PhoneCall" and draft.medium != "unknown"):
        return []
    if draft.type == "ArmedAttack":
        target = next((p for p in draft.participants if p.role == "target" and p.actor.type == "State"), None)
        named = target is not None and target.actor.words is not None and reading.gazetteer.find_places(target.actor.words[0])
        if target is not None and named and target.actor.id in reading.gazetteer.places:
            return [PlaceRef(target.actor.id, target.actor.name, target.actor.words)]
    found: list[PlaceRef] = []
    carriers = [draft.trigger] + ([draft.governor] if draft.governor is not None else [])
    carriers += [c for c in draft.trigger.children if c.dep_ == "appos" and c.pos_ == "NOUN"]
    carriers += _above(carriers[-1] if carriers[-1].pos_ in _VERBS else draft.trigger)
    if draft.type == "Summit":  # "the summit of X in Y", read as "X in Y"
        carriers += [g for c in draft.trigger.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
    carriers += [
        c
        for c in draft.trigger.children
        if c.dep_ in ("acl", "relcl") and c.pos_ in _VERBS and c.lemma_ in ("hold", "take", "host", "begin", "open", "start", "end")
    ]
    for carrier in carriers:
        found += _at(reading, draft, carrier)
    if (
        draft.medium == "unknown" and draft.rule != "call.tell"
    ):  # "discussed the situation in Z", "exchanged views on Z": topics, not places
        return most_specific(reading, [p for p in found if _is_venue(doc, p)])
    if not found:  # "met Y in Z", read as "Y in Z"
        for carrier in carriers:
            for argument in carrier.children:
                if argument.dep_ in ("dobj", "nsubjpass") or (
                    argument.dep_ in ("prep", "agent") and argument.lower_ in ("with", "by", "between")
                ):
                    for noun in (
                        [argument]
                        if argument.dep_ != "prep" and argument.dep_ != "agent"
                        else [c for c in argument.children if c.dep_ == "pobj"]
                    ):
                        for item in (noun, *(t for t in noun.conjuncts if t.i > noun.i)):
                            if item != draft.trigger and item.i > carrier.i:
                                found += _at(reading, draft, item)
        if draft.type in ("Visit",):
            found = []
    if not found:  # "came from Z, where he had met Y"
        for verb in carriers:
            if verb.dep_ in ("relcl", "advcl") and any(c.dep_ == "advmod" and c.lower_ == "where" for c in verb.children):
                found += _goal(reading, draft, verb.head) if verb.head.pos_ in _VERBS else _named(reading, draft, verb.head, 1)
                found = found or _before_where(reading, draft, verb)
    if not found and draft.type == "Deployment":
        found = _destination(reading, draft, carriers)
    if draft.type in _FLOWN and all(_is_region(reading, p) for p in found):
        found = _on_their_way(reading, draft, carriers) or found
    if not found:
        for carrier in carriers:
            if carrier.dep_ == "conj" and carrier.head.pos_ in _VERBS:
                first = carrier.head
                found += [p for p in _at(reading, draft, first) if p.words is None or p.words[1] < doc._.amur_offset + first.idx]
    if not found and draft.trigger.pos_ in ("NOUN", "PROPN") and draft.type in ("Meeting", "Summit", "MilitaryExercise"):
        arguments = reading.arguments[draft.block]
        for token in arguments.modifiers(draft.trigger):
            mention = arguments.at[token.i]
            if (mention["place"] and (mention["via"] == "seat" or mention["type"] == "Place") and mention["kind"] == "place") or (
                mention["via"] == "seat" and mention["place"]
            ):
                found.append(_place(reading, draft, mention["place"], mention["place_name"], mention["start"], mention["end"]))
    if not found and (draft.trigger.pos_ == "VERB" or draft.type in _FLOWN):
        found = _behind(reading, draft)
    if not found and any(t.lower_ == "here" and _clause_of(t) == _clause_of(draft.trigger) for t in draft.trigger.sent):
        found = _from_dateline(reading, draft)
    if found and all(_is_unknown_venue(p) for p in found) and (city := _from_dateline(reading, draft)):
        found = city
    return most_specific(reading, found)


def _above(verb: Token) -> list[Token]:
    """What leads to an infinitive: "In Y he is to meet X", "was due in Y to meet X"."""
    found = []
    while verb.pos_ in _VERBS and verb.dep_ == "xcomp" and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        verb = verb.head
        found.append(verb)
    return found


def _clause_of(token: Token) -> Token:
    """The verb of the clause in which a word stands."""
    while token.pos_ not in _VERBS and token.head != token:
        token = token.head
    return token


def _is_unknown_venue(place: PlaceRef) -> bool:
    """A square, palace or hotel that the registry lacks: its city says more."""
    return place.id.startswith("x-") and place.name.split()[-1].lower() in _VENUES


def dateline_place(reading: Reading, draft: Draft) -> PlaceRef | None:
    """The place of the dateline above, or that from which the article reports."""
    line = reading.docs[draft.block]._.amur_dateline
    if line and line.get("place"):
        place = reading.gazetteer.places.get(line["place"])
        return PlaceRef(line["place"], place.label if place else str(line["words"]))
    return _reported_from(reading)


def _from_dateline(reading: Reading, draft: Draft) -> list[PlaceRef]:
    place = dateline_place(reading, draft)
    return [place] if place is not None else []


def _is_venue(doc: Doc, place: PlaceRef) -> bool:
    """Whether "in", "at" or "near" leads to it."""
    if place.words is None:
        return True
    span = doc.char_span(place.words[1] - doc._.amur_offset, place.words[2] - doc._.amur_offset, alignment_mode="expand")
    return span is None or any(t.lower_ in ("in", "at", "near") for t in (span.root.head, span.root.head.head) if t.pos_ == "ADP")


def _behind(reading: Reading, draft: Draft) -> list[PlaceRef]:
    """Where the parse ties a place elsewhere: "in X" behind the trigger, before the next verb or comma."""
    doc = reading.docs[draft.block]
    arguments = reading.arguments[draft.block]
    last = draft.span[1] if draft.span is not None else draft.trigger.sent.end
    for token in doc[draft.trigger.i + 1 : last]:
        is_verb = token.pos_ in _VERBS and token.dep_ not in ("aux", "auxpass") and token.lemma_.lower() not in _READ_AS_VERBS
        if is_verb or token.text in (",", ";", ":", "--"):
            break
        if (
            token.lower_ in ("off", "near")
            and token.i + 1 < last
            and (mention := arguments.at.get(token.i + 1)) is not None
            and mention["place"]
        ):
            return [_place(reading, draft, mention["place"], mention["place_name"], mention["start"], mention["end"])]
        if token.lower_ in ("in", "at") and token.dep_ == "prep" and not (draft.span is not None and token.i < draft.span[0]):
            for target in token.children:
                mention = arguments.at.get(target.i)
                if target.dep_ == "pobj" and mention is not None and mention["place"]:
                    return [_place(reading, draft, mention["place"], mention["place_name"], mention["start"], mention["end"])]
    return []


def _at(reading: Reading, draft: Draft, carrier: Token) -> list[PlaceRef]:
    doc = reading.docs[draft.block]
    found: list[PlaceRef] = []
    prepositions = [c for c in carrier.children if c.dep_ in ("prep", "advmod", "prt", "npadvmod")]
    prepositions += [t for c in prepositions for t in c.conjuncts if t.i > c.i and t.pos_ == "ADP"]
    prepositions += [
        t for c in prepositions if c.lower_ in ("face", "together", "on") for g in (c, *c.children) for t in g.children if t.dep_ == "prep"
    ]
    for child in [*dict.fromkeys(prepositions), *(c for c in carrier.children if c.dep_ == "advmod")]:
        if child.lower_ in _ALONG_A_WAY and draft.type not in _MOVING:
            continue
        if child.pos_ in ("ADP", "ADV", "SCONJ") and child.lower_ in _PREPOSITIONS:
            if draft.span is not None and not draft.span[0] <= child.i < draft.span[1]:
                continue
            for target in child.children:
                if target.dep_ != "pobj":
                    continue
                rest = [t for t in target.conjuncts if t.i > target.i]
                if rest and not any(t.dep_ == "cc" for t in doc[target.i : rest[-1].i]):
                    rest = []  # "in Zhanjiang, Guangdong, China": each lies in the next
                for item in (target, *rest):
                    here = _named(reading, draft, item)
                    found += [p for p in here if not (child.lower_ == "on" and _is_country(reading, p))]  # "a resolution on Y"
        elif child.dep_ == "advmod" and child.lower_ == "here":
            found += _from_dateline(reading, draft)
        elif child.dep_ == "advmod" and child.lower_ == "there":
            found += _named_last(reading, draft, child)
    return found


def _on_their_way(reading: Reading, draft: Draft, carriers: list[Token]) -> list[PlaceRef]:
    """For "a patrol in the region, flying over Y", "intercepted bombers flying near Y"."""
    found: list[PlaceRef] = []
    for carrier in carriers:
        for word in (carrier, *(c for c in carrier.children if c.dep_ in ("dobj", "nsubjpass"))):
            for verb in word.children:
                if verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBG" and verb.lemma_.lower() in _FLYING:
                    found += _at(reading, draft, verb)
    return found


def _is_country(reading: Reading, place: PlaceRef) -> bool:
    known = reading.gazetteer.places.get(place.id)
    return known is not None and known.type == "country"


def _is_region(reading: Reading, place: PlaceRef) -> bool:
    known = reading.gazetteer.places.get(place.id)
    return known is not None and known.type == "region"


def _destination(reading: Reading, draft: Draft, carriers: list[Token]) -> list[PlaceRef]:
    """For "sent a ship to Y", "the deployment of troops to Y"."""
    ways = [c for carrier in carriers for c in carrier.children if c.dep_ in ("prep", "dative")]
    for token in draft.trigger.doc[draft.trigger.i + 1 : draft.trigger.sent.end]:  # however the parse ties it
        if token.pos_ in _VERBS or token.is_punct:
            break
        ways.append(token)
    for way in ways:
        for goal in way.children if way.lower_ in ("to", "toward", "towards") else ():
            mention = reading.arguments[draft.block].at.get(goal.i)
            if goal.dep_ == "pobj" and mention is not None and mention["place"]:
                return _named(reading, draft, goal)
    return []


def _before_where(reading: Reading, draft: Draft, verb: Token) -> list[PlaceRef]:
    """For "in Y in May, where X met Z": the place named last before "where"."""
    where = next(c for c in verb.children if c.lower_ == "where")
    mentions = reading.docs[draft.block]._.amur_mentions or []
    near = [m for m in mentions if m["place"] and m["kind"] == "place" and where.i - _BEFORE_WHERE <= m["start"] and m["end"] <= where.i]
    return [_place(reading, draft, m["place"], m["place_name"], m["start"], m["end"]) for m in near[-1:]]


def _goal(reading: Reading, draft: Draft, motion: Token) -> list[PlaceRef]:
    """For "left for Y on Friday, where Z met him": where the motion leads, else where it took place."""
    for preposition in motion.children:
        if preposition.dep_ == "prep" and preposition.lower_ in ("for", "to") and preposition.i > motion.i:
            for goal in preposition.children:
                mention = reading.arguments[draft.block].at.get(goal.i)
                if goal.dep_ == "pobj" and mention is not None and mention["place"]:
                    return _named(reading, draft, goal)
    return _at(reading, draft, motion)


def _reported_from(reading: Reading) -> PlaceRef | None:
    """The place in capitals that opens an undated report ("ROME - …", "BEIJING (Agency) -")."""
    doc = next((doc for doc in reading.docs if doc._.amur_block == "body"), None)
    first = next((m for m in doc._.amur_mentions or [] if m["place"]), None) if doc is not None else None
    if doc is None or first is None or first["start"] > 0 or not doc[0].text.isupper() or len(doc[0]) < 4 or first["end"] >= len(doc):
        return None
    if doc[first["end"]].text not in ("-", "–", "—", "--", "(", ",", "/", ":"):
        return None
    known = reading.gazetteer.places.get(first["place"])
    return PlaceRef(first["place"], known.label if known else str(first["place_name"]))


def _named_last(reading: Reading, draft: Draft, there: Token) -> list[PlaceRef]:
    """What "there" means: the city named last, else the country."""
    countries: list[PlaceRef] = []
    for block in range(draft.block, max(-1, draft.block - 3), -1):
        for mention in reversed(reading.docs[block]._.amur_mentions or []):
            if (block == draft.block and mention["start"] >= there.i) or not mention["place"] or mention["kind"] != "place":
                continue
            known = reading.gazetteer.places.get(mention["place"])
            place = PlaceRef(mention["place"], known.label if known else str(mention["place_name"]))
            if known is None or known.type != "country":
                return [place]
            countries.append(place)
    return countries[:1]


def _named(reading: Reading, draft: Draft, token: Token, depth: int = 0) -> list[PlaceRef]:
    """The place of a noun phrase: itself, or what lies in it ("the port of X", "his residence in X", "the Chinese capital")."""
    arguments = reading.arguments[draft.block]
    mention = arguments.at.get(token.i)
    if mention is not None and mention["place"] and not mention["adjective"]:
        return [_place(reading, draft, mention["place"], mention["place_name"], mention["start"], mention["end"])]
    if depth > 1:
        return []
    if token.lemma_.lower() == "capital":
        sides = [m["ref"] for c in token.children if (m := arguments.at.get(c.i)) is not None and m["type"] == "State"]
        capital = _capital(reading, sides[0]) if sides else None
        return [capital] if capital else []
    if token.lemma_.lower() in ("sideline", "margin"):  # "on the sidelines of the expo in Z"
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for event in child.children:
                    for inner in event.children:
                        if inner.dep_ == "prep" and inner.lower_ in ("in", "at"):
                            for target in inner.children:
                                if target.dep_ == "pobj" and (found := _named(reading, draft, target, 1)):
                                    return found
        return []
    if token.pos_ in ("NOUN", "PROPN") and token.ent_type_ not in ("DATE", "TIME"):
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "in", "near", "off", "at"):
                for grandchild in child.children:
                    if grandchild.dep_ == "pobj" and (found := _named(reading, draft, grandchild, depth + 1)):
                        return found
            if child.dep_ in ("compound", "nmod", "appos") and (found := _named(reading, draft, child, 2)):
                return found
    return []


def _capital(reading: Reading, state: str) -> PlaceRef | None:
    for name in load_words("metonyms")["capitals"].get(state, []):
        for ref in reading.gazetteer.find_places(name):
            return PlaceRef(ref, reading.gazetteer.places[ref].label)
    return None


def _place(reading: Reading, draft: Draft, ref: str, name: str | None, start: int, end: int) -> PlaceRef:
    doc = reading.docs[draft.block]
    begin = doc._.amur_offset + doc[start].idx
    text = reading.article.text[begin : begin + len(doc[start:end].text)]
    known = reading.gazetteer.places.get(ref)
    return PlaceRef(ref, known.label if known else (name or text), (text, begin, begin + len(text)))


def most_specific(reading: Reading, places: list[PlaceRef]) -> list[PlaceRef]:
    """Without doubles, and without a country that holds another of them."""
    unique = list({p.id: p for p in reversed(places)}.values())[::-1]
    countries = {
        reading.gazetteer.places[p.id].country
        for p in unique
        if p.id in reading.gazetteer.places and reading.gazetteer.places[p.id].type != "country"
    }
    kept = [p for p in unique if not (p.id in countries and len(unique) > 1)]
    hosts = {reading.gazetteer.places[p.id].host for p in kept if p.id in reading.gazetteer.places}
    return [p for p in kept if p.id not in hosts]
