"""Grammar of a clause: subjects across passive, relative, participle and control, objects, prepositions, the light verb above a noun."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from app.components.lexicon import word_set

SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
VERBS: Final = frozenset({"VERB", "AUX"})
_OBJECT_CONTROL: Final = word_set("object_control")
_BLAMED: Final = word_set("blamed")
_ABOUT: Final = frozenset({"about", "regarding", "despite", "since", "until", "against", "like", "including"})
_TOPICS: Final = frozenset(
    {
        "importance",
        "preparation",
        "outcome",
        "result",
        "role",
        "significance",
        "success",
        "agenda",
        "plan",
        "proposal",
        "idea",
        "ahead",
        "boycott",
    }
)
_TRANSPARENT: Final = word_set("transparent")
_PENALTIES: Final = frozenset({"sanction", "tariff", "penalty", "fine", "restriction", "embargo"})


class Clauses:
    """What the tree alone says about the arguments of a word; who they are is for `Arguments`."""

    @staticmethod
    def is_at(noun: Token) -> bool:
        """Whether the clause may tell what happened at the occasion, and not what was said of it ("the importance of the summit")."""
        token = noun
        for _ in range(4):
            while token.dep_ in ("conj", "appos", "compound") and token.head.pos_ in ("NOUN", "PROPN"):
                token = token.head
            if token.dep_ != "pobj":
                return token.dep_ in ("dobj", "nsubjpass")
            if token.head.lower_ in _ABOUT or token.head.head.lemma_.lower() in _TOPICS:
                return False
            if token.head.lower_ != "of":
                return True
            token = token.head.head
        return True

    def witnesses(self, word: Token) -> list[Token]:
        """Those who look on ("in the presence of X", "watched by X", "attended by X")."""
        found = []
        if word.dep_ in ("advcl", "ccomp") and word.head.lemma_.lower() in ("watch", "look", "witness", "oversee"):  # "watched as X signed"
            found += self.surface_subjects(word.head)
        for child in word.children:
            if child.dep_ == "prep" and child.lower_ == "in":
                for noun in child.children:
                    if noun.lemma_.lower() == "presence":
                        found += self.prepositional(noun, frozenset({"of"}))
            elif (
                child.pos_ in VERBS
                and child.dep_ in ("acl", "advcl", "conj")
                and child.lemma_.lower() in ("watch", "witness", "attend", "oversee", "look")
            ):
                found += self.subjects(child)
            elif child.dep_ in ("dobj", "nsubjpass", "pobj", "prep"):
                found += (
                    [t for c in ([child] if child.dep_ != "prep" else list(child.children)) for t in self.witnesses(c)]
                    if child.dep_ != "prep" or child.lower_ in ("in", "on", "at")
                    else []
                )
        return found

    def members(self, noun: Token) -> list[Token]:
        """Those named of a group: "the ministers, including X", "leaders, among them Y and Z"."""
        found = self.prepositional(noun, frozenset({"including"}))
        doc = noun.doc
        for i in range(noun.i + 1, min(noun.i + 4, len(doc) - 2)):
            if doc[i].lower_ == "among" and doc[i + 1].lower_ in ("them", "whom"):
                name = doc[i + 2]
                while name.dep_ in ("compound", "amod", "nmod", "det") and name.head.i > name.i:
                    name = name.head
                return [*found, name]
        return found

    @staticmethod
    def visitor_named(verb: Token) -> list[Token]:
        """Whom "visiting" describes: the noun behind it, however the parse took it ("met visiting minister X")."""
        if verb.dep_ in ("amod", "compound"):
            return [verb.head]
        return [c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "nsubj")][:1]

    def is_passive(self, verb: Token) -> bool:
        if verb.dep_ == "acl" and verb.tag_ == "VBD" and not any(c.dep_ in ("nsubj", "dobj") for c in verb.children):
            return True  # "the pact, concluded in Beijing, …", with the tag of a past tense
        return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children) or (
            verb.tag_ == "VBN"
            and (
                (verb.dep_ == "acl" and not any(c.dep_ == "nsubj" for c in verb.children))
                or (
                    verb.dep_ in ("advcl", "conj", "ccomp", "ROOT", "dep")
                    and any(c.dep_ == "agent" for c in verb.children)
                    and not any(c.dep_ == "dobj" for c in verb.children)
                )
            )
        )

    def surface_subjects(self, verb: Token, depth: int = 0) -> list[Token]:
        own = [c for c in verb.children if c.dep_ in SUBJECTS and c.lower_ not in ("there",)]
        if own or depth > 5:
            return own
        head = verb.head
        if verb.pos_ == "ADJ":
            return self.surface_subjects(head, depth + 1) if verb.dep_ in ("acomp", "conj", "attr", "oprd") and head != verb else []
        if verb.dep_ == "conj" and head.pos_ in VERBS:
            return self.surface_subjects(head, depth + 1)
        if verb.dep_ in ("xcomp", "ccomp") and head.pos_ in (*VERBS, "ADJ"):
            if verb.dep_ == "ccomp" and not any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
                return []
            if head.lemma_.lower() in _OBJECT_CONTROL and (objects := [c for c in head.children if c.dep_ in ("dobj", "dative")]):
                return objects
            return self.surface_subjects(head, depth + 1)
        if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON") and verb.dep_ == "acl":
            if verb.tag_ == "VB" and head.pos_ == "NOUN":  # "his decision to visit", "an invitation to visit"
                owner = [c for c in head.children if c.dep_ == "poss"]
                if head.lemma_.lower() in ("invitation", "request", "appeal"):  # the guest travels, not the host
                    governor = self.governor(head)
                    if governor is None:
                        return []
                    given = [c for c in governor.children if c.dep_ == "dative" and c.pos_ != "ADP"]
                    return given or (self.subjects(governor) if governor.lemma_ in ("accept", "receive", "get", "decline") else [])
                if owner:
                    return owner
                governor = self.governor(head)
                return self.surface_subjects(governor, depth + 1) if governor is not None else [head]
            return [head]
        if verb.dep_ == "relcl" and not own:
            return (
                [head]
                if not any(c.dep_ in ("dobj",) for c in verb.children if c.lower_ in ("whom", "which", "that"))
                and verb.tag_ in ("VBG", "VBN")
                else []
            )
        if verb.dep_ == "advcl" and head.pos_ in VERBS and verb.tag_ in ("VBG", "VBN", "VB"):
            return self.surface_subjects(head, depth + 1)
        if verb.dep_ in ("pcomp", "prep") and verb.tag_ in ("VBG", "VBN"):
            if (
                head.lower_ in ("of", "for", "from", "with")
                and head.head.lemma_.lower() in _BLAMED
                and (objects := [c for c in head.head.children if c.dep_ == "dobj"])
            ):
                return objects
            if head.lower_ == "for" and any(c.lemma_.lower() in _PENALTIES for c in head.head.children if c.dep_ in ("dobj", "nsubjpass")):
                return self.prepositional(head.head, frozenset({"on", "against"})) or [
                    t
                    for c in head.head.children
                    if c.dep_ in ("dobj", "nsubjpass")
                    for t in self.prepositional(c, frozenset({"on", "against"}))
                ]  # "imposed sanctions on X for buying arms"
            if head.lower_ in ("against", "from") and (objects := [c for c in head.head.children if c.dep_ == "dobj"]):
                return objects  # "warned X against sending"
            clause = head
            while clause.pos_ not in VERBS and clause.head != clause:
                clause = clause.head
            return self.surface_subjects(clause, depth + 1) if clause.pos_ in VERBS else []
        if verb.dep_ == "dep" and head.pos_ in VERBS:
            return self.surface_subjects(head, depth + 1)
        return []

    def subjects(self, verb: Token) -> list[Token]:
        """Who does it: subject of an active, agent of a passive verb."""
        if self.is_passive(verb):
            return self._agents(verb) or self._stray_agents(verb)
        return self.surface_subjects(verb)

    def _stray_agents(self, verb: Token) -> list[Token]:
        """A "by X" that the parse hung on a date or place behind the passive verb."""
        for token in verb.subtree:
            if (
                token.i > verb.i
                and token.lower_ == "by"
                and token.dep_ in ("prep", "agent")
                and token.head.pos_ in ("PROPN", "NUM", "NOUN")
                and token.head.ent_type_ in ("DATE", "GPE", "LOC", "FAC")
            ):
                return [g for g in token.children if g.dep_ == "pobj"]
        return []

    def _agents(self, verb: Token) -> list[Token]:
        return [
            g for c in verb.children if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by") for g in c.children if g.dep_ == "pobj"
        ]

    def objects(self, verb: Token) -> list[Token]:
        """To whom it is done: object of an active, subject of a passive verb, antecedent of an object relative."""
        if self.is_passive(verb):  # "was given a welcome": the thing, not the receiver
            return [c for c in verb.children if c.dep_ == "dobj"] or self.surface_subjects(verb)
        own = [c for c in verb.children if c.dep_ in ("dobj", "oprd") and c.lower_ not in ("which", "that")]
        if own:
            return own
        if (
            verb.dep_ in ("relcl", "acl")
            and verb.head.pos_ in ("NOUN", "PROPN")
            and (
                any(c.dep_ == "dobj" for c in verb.children)
                or (
                    any(c.dep_ in SUBJECTS and c.lower_ not in ("who", "which", "that") for c in verb.children)
                    and not any(
                        c.lower_ in ("where", "when") or (c.dep_ == "prep" and any(g.lower_ in ("which", "whom") for g in c.children))
                        for c in verb.children
                    )
                )
            )
        ):
            return [verb.head]
        return []

    def prepositional(self, word: Token, prepositions: frozenset[str]) -> list[Token]:
        found = []
        for child in [*word.children, *(t for c in word.children if c.dep_ == "prep" for t in c.children if t.dep_ == "conj")]:
            if child.dep_ in ("prep", "agent", "advmod", "dative", "mark", "prt", "conj") and (
                child.lower_ in prepositions or child.lemma_.lower() in prepositions
            ):
                found += [g for g in child.children if g.dep_ in ("pobj", "dobj")]
                for nested in child.children:  # "together with", "along with"
                    if nested.dep_ == "prep" and nested.lower_ in prepositions:
                        found += [g for g in nested.children if g.dep_ == "pobj"]
            elif child.dep_ in ("prep", "advmod") and child.lower_ in ("together", "along", "jointly", "face", "back", "home"):
                found += self.prepositional(child, prepositions)
        return found

    def governor(self, noun: Token) -> Token | None:
        """The verb that has the noun as object, subject or complement; passes through "round of", "series of" and conjunction."""
        token = noun
        for _ in range(4):
            head = token.head
            if token.dep_ == "conj" and head.pos_ in ("NOUN", "PROPN"):
                token = head
            elif token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_.lower() in _TRANSPARENT:
                token = head.head
            elif token.dep_ == "appos" or (token.dep_ == "pobj" and head.lower_ == "in" and head.head.lemma_.lower() == "part"):
                token = head if token.dep_ == "appos" else head.head
            else:
                break
        head = token.head
        if token.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "oprd") and head.pos_ in VERBS:
            return head
        if (
            token.dep_ == "pobj"
            and head.dep_ == "prep"
            and head.head.pos_ in VERBS
            and head.lower_ in ("in", "for", "to", "on", "with", "at", "into", "through")
        ):
            return head.head
        return None

    def clause_verb(self, noun: Token) -> Token | None:
        """The verb whose adverbial the noun stands in ("after talks with Y, X left")."""
        token = noun
        while token.dep_ in ("conj", "appos", "compound") and token.head.pos_ in ("NOUN", "PROPN"):
            token = token.head
        if token.dep_ != "pobj":
            return None
        head = token.head
        while head.dep_ in ("prep", "pobj", "pcomp") and head.head.pos_ not in VERBS and head.head != head:
            if head.dep_ == "prep" and head.head.pos_ in ("NOUN", "PROPN") and head.head.lemma_.lower() not in _TRANSPARENT:
                return self.clause_verb(head.head) if head.head.dep_ == "pobj" else self.governor(head.head)
            head = head.head
        return head.head if head.head.pos_ in VERBS else None

    def is_inside(self, token: Token, noun: Token) -> bool:
        return noun.is_ancestor(token)
