"""The first person: whose words stand in a paragraph of a transcript, in a quotation or in a text that says "we, the leaders of …".

"I" is who speaks; "we" is the body that speaks, the state of an official, or, as the subject of a meeting, the speaker and his partner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc, Token

from app.components.attribution_turns import NAMED, Turn, find_turns
from app.components.coref_state import SUBJECTS, Cast, Mention
from app.components.extensions import text_of

_SAYING: Final = frozenset({"say", "tell", "add", "note", "stress", "recall", "explain", "write", "announce", "state", "declare", "reply"})
_TOGETHER: Final = frozenset({"meet", "talk", "speak", "see", "discuss", "agree", "sign", "confer", "sit", "dine", "hold", "have"})
_JOINT_TEXT: Final = re.compile(r"\b(?:statement|declaration|communiqu[eé])\b", re.IGNORECASE)
_TITLES: Final = re.compile(r"^(?:the )?(?P<title>[a-z' -]+)$", re.IGNORECASE)


class Speakers:
    """Who speaks where in an article; `turns` by block."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.together: list[str] = []  # whom "we" means all through a text that several sign
        self.turns: dict[int, list[Turn]] = {}
        bodies = [doc for doc in cast.docs if doc._.amur_block != "title"]
        for turn in find_turns([text_of(doc) for doc in bodies], gazetteer=cast.gazetteer):
            self.turns.setdefault(id(bodies[turn.block]), []).append(turn)
        if not self.turns:
            self._find_remarks(bodies)
        self.labelled = self._labelled(bodies)
        self.labels = {(id(doc), t.start) for doc in bodies for t in self.turns.get(id(doc), ()) if t.label}

    def _find_remarks(self, bodies: Sequence[Doc]) -> None:
        """Remarks of two heads in a text that else is no transcript: paragraphs that open with office, name and a colon."""
        for index, doc in enumerate(bodies):
            match = NAMED.match(text_of(doc))
            if match is not None and len(match.group("label").split()) > 1 and self.person_of(match.group("label"), doc):
                self.turns.setdefault(id(doc), []).append(Turn(index, match.group("label"), match.end(), len(text_of(doc))))
        if len(self.turns) < 2:
            self.turns.clear()

    def is_label(self, mention: Mention, doc: Doc) -> bool:
        """Whether a mention stands in the label before a turn, where nobody takes part in anything."""
        end = doc[mention["end"] - 1].idx + len(doc[mention["end"] - 1])
        near = [start for b, start in self.labels if b == id(doc) and end <= start <= end + 40]
        return bool(near) and any(":" in text_of(doc)[end:start] for start in near)

    def _labelled(self, bodies: Sequence[Doc]) -> list[str]:
        """The persons whose names label turns, in order."""
        found: list[str] = []
        for doc in bodies:
            for turn in self.turns.get(id(doc), ()):
                ref = self.person_of(turn.label, doc)
                if ref and ref not in found:
                    found.append(ref)
        return found

    def person_of(self, label: str | None, doc: Doc) -> str | None:
        """The person that a label names: by a name of the registry or of the article, or by an office of the text's own side."""
        if not label:
            return None
        words = [w.capitalize() if w.isupper() and len(w) > 2 else w for w in label.replace(".", "").split()]
        for start in range(len(words)):
            hit = self.cast.lexicon.lookup(words, start)
            if hit is not None and len(hit[1].actors) == 1 and self.cast.lexicon.actor_facts(hit[1].actors[0])[1] == "Person":
                return hit[1].actors[0]
        for person in self.cast.people.values():
            if person.name.casefold() == " ".join(words).casefold():
                return person.ref
        match = _TITLES.match(label)
        level = self.cast.lexicon.levels.get(match.group("title").strip().lower()) if match else None
        side = self.cast.own_side(doc)
        return self.cast.holder(side, level, "", doc) if level and side else None

    # ---- one mention of the first person

    def resolve(self, mention: Mention, doc: Doc) -> None:
        """Fill `ref` or `members` of "I", "we" and their forms."""
        token = doc[mention["head"]]
        plural = token.lower_ in ("we", "us", "our")
        turns = self.turns.get(id(doc), [])
        turn = next((t for t in turns if t.start <= token.idx < t.end), None)
        speaker = self.person_of(turn.label, doc) if turn is not None else self._quoted(token)
        if plural and not turns:
            self._apposed(token)
            if self.together:
                self._fill(mention, self.together)
                return
        if plural and speaker is not None and self._is_shared(token):
            other = self._other(speaker, doc, token)
            if other is not None:
                self._fill(mention, [speaker, other])
                return
        side = self.cast.people[speaker].country if speaker in self.cast.people else None
        if plural:
            known = self.cast.gazetteer.actors.get(speaker or "")
            body = known.parent if known is not None and known.type == "Person" and not known.country else None
            state = side or body or (self.cast.own_side(doc) if known is None else None)
            if state:
                self._fill(mention, [state])
        elif speaker:
            self._fill(mention, [speaker])
        elif turn is not None or not turns:
            state = self.cast.own_side(doc)
            if state:
                self._fill(mention, [state])

    def _fill(self, mention: Mention, refs: Sequence[str]) -> None:
        name, kind, country = self.cast.lexicon.actor_facts(refs[0])
        if refs[0] in self.cast.people:
            known = self.cast.people[refs[0]]
            name, kind, country = known.name, "Person", known.country or country
        mention["type"], mention["link"] = kind, 0.6
        if len(refs) == 1:
            mention |= {"ref": refs[0], "name": name, "country": country}
        else:
            mention |= {"members": list(refs), "kind": "group", "plural": True}

    def _quoted(self, token: Token) -> str | None:
        """The speaker of a quotation: the subject of the verb of saying above."""
        verb = token.head
        while verb.head != verb:
            if verb.dep_ in ("ccomp", "parataxis") and verb.head.lemma_.lower() in _SAYING:
                for child in verb.head.children:
                    mention = self.cast.at.get(child.i)
                    if child.dep_ in SUBJECTS and mention is not None and mention["type"] == "Person" and mention["ref"]:
                        return str(mention["ref"])
            verb = verb.head
        return None

    def _apposed(self, token: Token) -> None:
        """Note whom "We, the leaders of X" means, or who signs by the title."""
        if self.together:
            return
        for child in token.children:
            if child.dep_ == "appos":
                inside = [m for t in child.subtree if (m := self.cast.at.get(t.i)) is not None and m["head"] == t.i]
                bodies = [m["ref"] for m in inside if m["type"] in ("InternationalOrganization", "Organization") and m["ref"]]
                people = [m["ref"] for m in inside if m["type"] == "Person" and m["ref"]]
                states = [m["ref"] for m in inside if m["type"] == "State" and m["ref"]]
                self.together = bodies[:1] or (people if len(people) > 1 else states if len(states) > 1 else [])
                return
        about = next((doc for doc in self.cast.docs if doc._.amur_block == "title"), None)
        if about is not None and _JOINT_TEXT.search(about.text):
            named = [m for m in about._.amur_mentions if m["ref"]]
            bodies = [m["ref"] for m in named if m["type"] == "InternationalOrganization"]
            states = list(dict.fromkeys(m["ref"] for m in named if m["type"] == "State"))
            self.together = bodies[:1] or (states if len(states) > 1 else [])

    def _is_shared(self, token: Token) -> bool:
        """Whether "we" is the subject of what takes two and names no other ("we met in May", not "we met with him")."""
        verb = token.head
        return (
            token.dep_ in SUBJECTS
            and verb.lemma_.lower() in _TOGETHER
            and not any(c.dep_ == "prep" and c.lower_ in ("with", "to") for c in verb.children)
            and not any(c.dep_ == "dobj" and (m := self.cast.at.get(c.i)) is not None and m["type"] == "Person" for c in verb.children)
        )

    def _other(self, speaker: str, doc: Doc, token: Token) -> str | None:
        """Whom the speaker talks to: the other one whose turns these are, else the person of another side that was named last."""
        side = self.cast.people[speaker].country if speaker in self.cast.people else None
        for ref in self.labelled:
            if ref != speaker and self.cast.lexicon.actor_facts(ref)[2] != side:
                return ref
        for _, other, _ in reversed(self.cast.trail[-12:]):
            ref = other["ref"]
            if other["type"] == "Person" and ref in self.cast.people and ref != speaker and self.cast.people[ref].country != side:
                return str(ref)
        return None
