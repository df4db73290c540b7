"""The arguments of a trigger word, once for all rules: subjects across passive, relative, participle and control, objects,
prepositions, possessives, compounds and the light verb that governs a noun; conjuncts and appositions are always expanded.

Slot expressions of the rules:

- of verbs: `subj`, `obj`, `iobj`, `prep:with` (several words: `prep:with|alongside`), `obj.X` (slot X of the object noun);
- of nouns: `poss`, `compound` (also adjectives), `prep:of`, `appos`, `gov.X` (slot X of the verb that has the noun as object or
  subject, if the rule's `light` lists it), `acl.X` (slot X of a participle or relative clause at the noun: "hosted by"),
  `clause.subj` (the subject of the clause in which the noun stands as an adverbial: "after talks with Y, X said"), `clause.going` (the
  same, where the clause does not merely speak about the occasion, or its verb is one of `light`);
- `attr.X` (slot X of the predicate noun: "became X's supplier"); `after.X` (slot X of a clause with "after" or "when");
- `xcomp.X` (slot X of the infinitive that the verb governs: "agreed to supply X");
- `head` (of "visiting" before a name: who that is);
- `members` (of a noun: "including X", "among them Y"), `joined` (of a verb: "and were joined by X");
- `beside.in` (what "in" leads to in the clause in which the noun stands: "in X on a visit");
- `by.obj` (whom the noun acts on: "the two were brought together by the summit").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.clauses import SUBJECTS, VERBS, Clauses
from app.components.lexicon import word_set

Mention = dict[str, Any]
Filler = dict[str, Any]
_CONTAINERS: Final = word_set("containers")
_AIDES: Final = frozenset({"chief", "adviser", "advisor", "aide", "envoy", "spokesman", "spokeswoman", "secretary", "deputy", "assistant"})
_DELEGATIONS: Final = frozenset({"delegation", "team", "mission"})
_AFTER: Final = frozenset({"after", "when", "as", "once"})
_INTRUDING: Final = frozenset({"enter", "approach", "fly", "cross", "violate", "breach", "intrude", "appear", "near"})
_VESSELS: Final = word_set("vessels")
MEASURES: Final = frozenset(
    {
        "hundred",
        "thousand",
        "million",
        "dozen",
        "number",
        "shipment",
        "batch",
        "set",
        "piece",
        "load",
        "delivery",
        "lot",
        "pair",
        "couple",
        "dollar",
        "euro",
        "yuan",
        "ruble",
        "rouble",
        "yen",
        "ton",
        "tonne",
        "round",
        "container",
        "truckload",
        "planeload",
        "consignment",
        "tranche",
        "package",
        "worth",
        "volume",
        "quantity",
        "unit",
        "type",
        "regiment",
    }
)


class Arguments(Clauses):
    """Slots of one trigger in a Doc whose mentions are resolved."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.at: dict[int, Mention] = {}
        for mention in doc._.amur_mentions or []:
            if not mention.get("counts", True):  # the label of a turn
                continue
            for i in range(mention["start"], mention["end"]):
                self.at.setdefault(i, mention)
            self.at[mention["head"]] = mention
        for mention in doc._.amur_mentions or []:
            if mention.get("title_head") is not None:
                self.at.setdefault(mention["title_head"], mention)

    # ---- tokens

    def tokens(self, trigger: Token, slot: str, light: frozenset[str] = frozenset()) -> list[Token]:
        """The head tokens that fill a slot, without conjuncts."""
        first, _, rest = slot.partition(".")
        if first == "gov":
            verb = self.governor(trigger)
            if verb is None or (light and verb.lemma_.lower() not in light):
                return []
            return [t for t in self.tokens(verb, rest, light) if t != trigger and not self.is_inside(t, trigger)]
        if first == "acl":
            found = []
            for child in [t for c in trigger.children if c.dep_ in ("acl", "relcl") and c.pos_ in VERBS for t in (c, *c.conjuncts)]:
                if child.pos_ in VERBS and (not light or child.lemma_.lower() in light or child.lemma_ in ("hold", "have")):
                    found += [t for t in self.tokens(child, rest, light) if t != trigger and t.lower_ not in ("that", "which")]
            return found
        if first == "obj" and rest:
            nouns = [n for noun in self.objects(trigger) for n in (noun, *(c for c in noun.conjuncts if c.i > noun.i and c.pos_ == "NOUN"))]
            return [t for noun in nouns for t in self.tokens(noun, rest, light)]
        if first == "subj" and rest:
            return [t for noun in self.subjects(trigger) for t in self.tokens(noun, rest, light)]
        if first.startswith("prep:") and rest:
            return [t for noun in self.prepositional(trigger, frozenset(first[5:].split("|"))) for t in self.tokens(noun, rest, light)]
        if first == "clause":
            verb = self.clause_verb(trigger)
            if rest == "obj":  # "urged Y in a call to …", where the noun names nobody
                if trigger.head.lower_ not in ("in", "during", "by", "over", "on", "via", "through"):
                    return []
                named = any(c.dep_ == "prep" and c.lower_ in ("with", "between", "of", "among") for c in trigger.children)
                return self.objects(verb) if verb is not None and not named and trigger.head.head == verb else []
            if verb is None or (rest == "going" and not self.is_at(trigger) and verb.lemma_.lower() not in light):
                return []
            return self.subjects(verb)
        if first == "attr":
            return [t for c in trigger.children if c.dep_ in ("attr", "oprd", "acomp") for t in self.tokens(c, rest, light)]
        if first == "after":
            clauses = [
                c
                for c in trigger.children
                if c.dep_ == "advcl" and c.pos_ in VERBS and any(g.dep_ in ("mark", "advmod") and g.lower_ in _AFTER for g in c.children)
            ]
            return [t for clause in clauses if clause.lemma_.lower() in _INTRUDING for t in self.tokens(clause, rest, light)]
        if first == "xcomp":
            clauses = [c for c in trigger.children if c.dep_ == "xcomp" and (not light or c.lemma_.lower() in light)]
            return [t for clause in clauses for t in self.tokens(clause, rest, light)]
        if first == "beside":  # "in X on a visit"
            verb = self.clause_verb(trigger)
            return self.prepositional(verb, frozenset({rest})) if verb is not None else []
        if first == "by":
            by = trigger.head
            verb = by.head
            if trigger.dep_ != "pobj" or by.lower_ != "by" or verb.pos_ not in VERBS or verb.lemma_.lower() not in light:
                return []
            return self.objects(verb)
        if slot == "subj":
            return self.subjects(trigger)
        if slot == "obj":
            return self.objects(trigger)
        if slot == "iobj":
            given = self.is_passive(trigger) and any(c.dep_ == "dobj" for c in trigger.children)
            return (
                (self.surface_subjects(trigger) if given else [])
                + [c for c in trigger.children if c.dep_ in ("dative", "iobj") and c.pos_ != "ADP"]
                + [g for c in trigger.children if c.dep_ == "dative" and c.pos_ == "ADP" for g in c.children if g.dep_ == "pobj"]
            )
        if slot.startswith("prep:"):
            return self.prepositional(trigger, frozenset(slot[5:].split("|")))
        if slot == "poss":
            return [c for c in trigger.children if c.dep_ == "poss"]
        if slot == "presence":
            return self.witnesses(trigger)
        if slot == "head":
            return self.visitor_named(trigger)
        if slot == "members":
            return self.members(trigger)
        if slot == "joined":
            return [t for c in trigger.children if c.dep_ == "conj" and c.lemma_.lower() == "join" for t in self.subjects(c)]
        if slot == "appos":
            return [c for c in trigger.children if c.dep_ == "appos"]
        if slot == "compound":
            return self.modifiers(trigger)
        raise ValueError(f"unknown slot {slot!r}")

    def modifiers(self, noun: Token) -> list[Token]:
        """Compounds and adjectives before a noun, also those of a flat or hyphenated chain ("the Xi-Putin summit")."""
        found = []
        for child in noun.lefts:
            if child.dep_ in ("compound", "amod", "nmod", "npadvmod", "nummod", "punct", "appos", "dep") or (
                child.dep_ == "poss" and child.i in self.at and self.at[child.i]["adjective"]
            ):
                found.append(child)
                found += [
                    t
                    for t in child.subtree
                    if t != child
                    and t.i < noun.i
                    and t.i in self.at
                    and t.dep_ in ("compound", "amod", "nmod", "npadvmod", "appos", "conj", "dep")
                ]
        if (
            noun.dep_ == "conj"
            and not found
            and noun.head.pos_ in ("NOUN", "PROPN")
            and noun.head.i < noun.i
            and not any(c.dep_ in ("det", "poss") for c in noun.children)
        ):
            return self.modifiers(noun.head)
        return [t for t in found if t.i in self.at and self.at[t.i]["head"] == t.i]

    # ---- fillers

    def fillers(self, trigger: Token, slots: Iterable[str], light: frozenset[str] = frozenset()) -> list[Filler]:
        """The actors that fill the slots, conjuncts and appositions expanded, each once."""
        found: list[Filler] = []
        for slot in slots:
            for token in self.tokens(trigger, slot, light):
                for item in self._with_conjuncts(token, slot):
                    for filler in self.actors_at(item):
                        if not any(f["ref"] == filler["ref"] for f in found):
                            found.append({**filler, "slot": slot, "token": item.i})
        return found

    def _with_conjuncts(self, token: Token, slot: str) -> list[Token]:
        if slot == "compound" or slot.endswith(".compound"):
            return [token, *(t for t in token.conjuncts if t.i > token.i and t.i in self.at)]
        items = [token]
        for conjunct in token.conjuncts:
            if conjunct.i > token.i and conjunct.pos_ not in VERBS:
                items.append(conjunct)
        for child in token.lefts:  # a list whose first name was read as a modifier: "Kim, Shoigu and a delegation"
            person = self.at.get(child.i)
            if (
                child.dep_ in ("nmod", "dep", "appos")
                and person is not None
                and person["type"] == "Person"
                and self.doc[child.i + 1].lower_ in (",", "and")
            ):
                items.append(child)
        for item in list(items):  # a chain after an apposition: "Wang Yi, the minister, and Lavrov"
            for child in item.children:
                if child.dep_ == "appos" and item.i in self.at:
                    items += [
                        t
                        for t in child.conjuncts
                        if t.i > child.i and t.i in self.at and self.at[t.i]["type"] == "Person" and t not in items
                    ]
        return items

    def actors_at(self, token: Token, depth: int = 0) -> list[Filler]:
        """The actors a noun phrase stands for."""
        if token.lower_ in ("that", "which", "who") and token.dep_ in SUBJECTS and token.head.dep_ == "relcl" and depth <= 2:
            return self.actors_at(token.head.head, depth + 1)
        mention = self.at.get(token.i)
        if mention is not None and mention["type"] == "Person" and _is_vessel(token):
            mention = None
        if mention is not None and mention.get("organ") in _DELEGATIONS and depth <= 2 and (heads := self._heads_of(token, depth)):
            return heads
        if mention is not None and mention["via"] == "group" and depth <= 2 and mention["type"] != "InternationalOrganization":
            # "countries including A and B"; a body's own leaders sit for the body
            named = [
                f
                for g in self.prepositional(token, frozenset({"including"}))
                for t in (g, *g.conjuncts)
                for f in self.actors_at(t, depth + 1)
            ]
            if named:
                return named
        if mention is not None:
            if mention["members"]:
                return [_filler(mention, ref) for ref in mention["members"]]
            if mention["ref"]:
                return [_filler(mention, mention["ref"])]
        if depth > 2:
            return []
        for child in token.children:  # "his host, Sergey Lavrov"; "the foreign ministers, A and B"
            if child.dep_ == "appos":
                apposed = [f for t in self._with_conjuncts(child, "appos") for f in self.actors_at(t, depth + 1)]
                if apposed:
                    return apposed
        if mention is not None and mention["kind"] == "place" and mention["ref"] is None:
            return []
        if (
            token.lemma_.lower() in _CONTAINERS
            or (mention is None and token.pos_ in ("NOUN", "PROPN") and _is_designation(token))
            or (mention is not None and mention["via"] in ("group", "organ"))
            or token.pos_ in ("NUM", "DET")
        ):
            for child in token.children:
                if child.dep_ == "acl" and child.lemma_.lower() in ("base", "locate", "register", "headquarter"):
                    found = [
                        f
                        for g in self.prepositional(child, frozenset({"in", "at"}))
                        for t in (g, *g.conjuncts)
                        for f in self.actors_at(t, depth + 1)
                    ]
                    if found:
                        return found
                if child.dep_ == "prep" and child.lower_ in ("of", "from", "between", "including"):
                    found = [f for g in child.children if g.dep_ == "pobj" for t in (g, *g.conjuncts) for f in self.actors_at(t, depth + 1)]
                    if found:
                        return found
            modifiers = [f for t in self.modifiers(token) for f in self.actors_at(t, depth + 1)]
            if modifiers:
                return modifiers
            for child in token.children:
                if child.dep_ == "poss":
                    owners = self.actors_at(child, depth + 1)
                    if token.lemma_.lower() in _AIDES:  # "the president's adviser" is not the president
                        return [_side_of(o) for o in owners if o["type"] != "Person" or o["country"]]
                    return owners
        return []

    def _heads_of(self, delegation: Token, depth: int) -> list[Filler]:
        """The person who heads a delegation ("the delegation led by X", "X's delegation")."""
        found: list[Filler] = []
        if delegation.dep_ == "dobj" and delegation.head.lemma_.lower() in ("lead", "head", "bring"):
            found += [f for t in self.subjects(delegation.head) for f in self.actors_at(t, depth + 1)]
        for child in delegation.children:
            if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in ("lead", "head"):
                found += [f for t in self.subjects(child) for g in self._with_conjuncts(t, "subj") for f in self.actors_at(g, depth + 1)]
            elif child.dep_ == "prep" and child.lower_ in ("under", "of"):
                found += [f for g in child.children if g.dep_ == "pobj" for f in self.actors_at(g, depth + 1)]
        return [f for f in found if f["type"] == "Person"]


def _is_vessel(name: Token) -> bool:
    return any(c.dep_ in ("compound", "nmod") and c.lemma_.lower() in _VESSELS for c in name.children)


def _is_designation(token: Token) -> bool:
    """The type or name of a ship or aircraft: "the destroyer Urumqi", "two Chinese H-6K and two Russian Tu-95MS bombers"."""
    return any(c.dep_ == "compound" and c.lemma_.lower() in _CONTAINERS for c in token.children) or any(
        t.i > token.i and t.lemma_.lower() in _CONTAINERS for t in token.conjuncts
    )


def _side_of(owner: Filler) -> Filler:
    """The state of a person whose unnamed aide acts."""
    if owner["type"] != "Person":
        return owner
    return {**owner, "ref": owner["country"], "name": None, "type": "State", "via": "organ", "title": None, "level": None}


def _filler(mention: Mention, ref: str) -> Filler:
    return {
        "ref": ref,
        "name": mention["name"] if mention["ref"] == ref else None,
        "type": mention["type"],
        "country": mention["country"],
        "via": mention["via"],
        "link": mention["link"],
        "start": mention["start"],
        "end": mention["end"],
        "surface": mention["surface"],
        "title": mention["title"],
        "level": mention["level"],
    }


def object_lemmas(arguments: Arguments, verb: Token) -> set[str]:
    """Lemmas of the objects of a verb with their conjuncts; "of:x" for what they are of, "with:x" for what stands before them."""
    found: set[str] = set()
    for token in arguments.objects(verb):
        for item in (token, *token.conjuncts):
            found.add(item.lemma_.lower())
            measure = item.lemma_.lower() in MEASURES  # "hundreds of drones" are drones
            for child in item.children:
                if child.dep_ in ("compound", "amod", "nmod"):
                    found |= {f"with:{t.lemma_.lower()}" for t in (child, *child.conjuncts, *child.lefts)}
                if child.dep_ == "prep" and child.lower_ in ("of", "in"):
                    found |= {f"{'' if measure else 'of:'}{g.lemma_.lower()}" for g in child.children if g.dep_ == "pobj"}
    return found


def modifier_lemmas(noun: Token) -> set[str]:
    """Lower-case words before a noun in its phrase."""
    found = set()
    for child in noun.lefts:
        if child.dep_ in ("amod", "compound", "nmod", "poss", "det", "advmod", "npadvmod", "nummod"):
            found |= {t.lower_ for t in child.subtree}
            found |= {t.lemma_.lower() for t in child.subtree}
    if noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
        found |= modifier_lemmas(noun.head)
    return found
