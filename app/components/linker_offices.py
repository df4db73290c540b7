"""Offices and organs: titles with their sides, capitals by their state, ministries, ships and officials of a state."""

from __future__ import annotations

import re
from typing import Final

from spacy.tokens import Token

from app.components.linker_names import NOUNS, Mention, NameFinder, is_place_by_syntax

_NOT_THE_OFFICE: Final = frozenset({"vice", "deputy", "former", "assistant"})  # the vice president is not the president
_ARGUMENTS: Final = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj"})


class OfficeFinder(NameFinder):
    """Mentions of a Doc by titles and organs."""

    def titles(self) -> None:
        for token in self.doc:
            lemma = lemma_of(token)
            if token.i in self.taken or token.pos_ not in NOUNS or lemma not in self.lexicon.titles:
                continue
            title, start = self._title_words(token)
            sides = self.sides(token)
            country = sides[0] if len(sides) == 1 else None
            level = next(
                (
                    self.lexicon.levels[t]
                    for t in (
                        (title,) if title.split(" ", 1)[0] in _NOT_THE_OFFICE else (title, title.split(" ", 1)[-1], token.lemma_.lower())
                    )
                    if t in self.lexicon.levels
                ),
                None,
            )
            person = self._person_named(token) if not lists_members(token) else None
            if person is not None:
                if token.dep_ in _ARGUMENTS and token.i < person["start"]:
                    person["title_head"] = token.i  # "with Secretary of the Security Council of the Russian Federation X"
                if person["title"] is None or token.dep_ != "appos":
                    person["title"], person["level"] = title, level
                    if person["country"] is None:
                        person["country"] = country
                continue
            if token.tag_ in ("NNS", "NNPS"):
                if lemma in self.lexicon.plural_titles:
                    self.put(
                        start,
                        token.i + 1,
                        head=token.i,
                        kind="group",
                        via="group",
                        type="Person",
                        title=title,
                        level=level or self.lexicon.plural_titles[lemma],
                        members=[],
                        plural=True,
                        sides=sides,
                        count=count_of(token),
                        link=0.8,
                    )
                continue
            self.put(
                start,
                token.i + 1,
                head=token.i,
                via="office",
                type="Person",
                title=title,
                level=level,
                country=country,
                sides=sides,
                link=0.8,
            )

    def _title_words(self, token: Token) -> tuple[str, int]:
        allowed = self.lexicon.titles[lemma_of(token)]
        start = token.i
        words = [lemma_of(token)]
        while start > 0 and self.doc[start - 1].lower_ in allowed and start - 1 not in self.taken:
            start -= 1
            words.insert(0, self.doc[start].lower_)
        following = self.doc[token.i + 1 : token.i + 8]
        tail = re.match(r"(?:of|for) (?:national )?(?:foreign affairs|defen[cs]e|state affairs|state|government)", following.text.lower())
        if tail:
            words.append(tail.group(0))
        return " ".join(words), start

    def _person_named(self, title: Token) -> Mention | None:
        """The person whose title this is: by compound, apposition either way, or standing right behind."""

        def person_at(i: int) -> Mention | None:
            mention = self.taken.get(i)
            return mention if mention is not None and mention["type"] == "Person" and mention["via"] in ("name", "surname", "ner") else None

        if title.dep_ in ("compound", "nmod", "appos", "amod", "poss") and (mention := person_at(title.head.i)) and (title.dep_ != "poss"):
            return mention
        for child in title.children:
            if child.dep_ in ("appos", "flat", "compound", "nmod") and child.i > title.i and (mention := person_at(child.i)):
                return mention
        right = title.i + 1
        while right < len(self.doc) and right - title.i <= 12:
            mention = self.taken.get(right)
            token = self.doc[right]
            if mention is not None and (found := person_at(right)):
                return found if all(self._is_title_tail(t) for t in self.doc[title.i + 1 : right]) else None
            if not self._is_title_tail(token):
                return None
            right += 1
        return None

    def _is_title_tail(self, token: Token) -> bool:
        mention = self.taken.get(token.i)
        return (
            token.lower_ in ("of", "for", "the", "and")
            or token.lower_ in ("foreign", "affairs", "national", "defence", "defense", "state")
            or (mention is not None and mention["type"] in ("State", "InternationalOrganization", "GovernmentBody", "Ministry"))
        )

    def sides(self, token: Token) -> list[str]:
        """The states whose adjective, possessive, compound or "of" phrase the noun bears."""
        found: list[str] = []
        for child in token.children:
            if child.dep_ in ("amod", "compound", "nmod", "poss", "appos", "npadvmod"):
                found += self._state_and_conjuncts(child, adjectives=child.dep_ != "appos")
        if not found:  # "American Typhon missiles", "Chinese H-6 bombers"
            for t in token.lefts:
                if t.dep_ in ("compound", "nmod", "amod"):
                    found += [
                        s
                        for inner in t.lefts
                        if inner.dep_ in ("compound", "amod")
                        for s in self._state_and_conjuncts(inner, adjectives=True)
                    ]
        for prepositions in (("of", "from"), ("in",)):  # "the ministry in Beijing" only where nothing tells more
            for child in token.children:
                if not found and child.dep_ == "prep" and child.lower_ in prepositions and token.pos_ in NOUNS:
                    for grandchild in child.children:
                        if grandchild.dep_ == "pobj":
                            found += self._state_and_conjuncts(grandchild, adjectives=False) or self._side_of_organ(grandchild)
        if not found and token.dep_ == "conj" and token.head.i < token.i and token.head.pos_ in NOUNS:
            left = [c for c in token.head.children if c.dep_ in ("amod", "poss", "nmod")]
            if not any(c.dep_ in ("amod", "poss") for c in token.children):
                for child in left:
                    found += self._state_and_conjuncts(child, adjectives=True)
        if not found:  # flat parses: "Chinese Defence Ministry" read as one proper name
            i = token.i - 1
            while i >= 0 and self.doc[i].dep_ in ("compound", "amod", "nmod") and self.doc[i].head.i >= token.i:
                mention = self.taken.get(i)
                if mention is not None and mention["type"] == "State":
                    found.append(mention["ref"])
                i -= 1
        return list(dict.fromkeys(found))

    def _side_of_organ(self, token: Token) -> list[str]:
        """The state of a named organ ("the commander of the Russian Navy")."""
        mention = self.taken.get(token.i)
        return [mention["country"]] if mention is not None and mention["type"] in ("ArmedForce", "Ministry") and mention["country"] else []

    def _state_and_conjuncts(self, token: Token, adjectives: bool) -> list[str]:
        found = []
        for item in (token, *token.conjuncts) if adjectives or token.conjuncts else (token,):
            mention = self.taken.get(item.i)
            if mention is not None and mention["type"] == "State" and mention["ref"]:
                found.append(mention["ref"])
            elif mention is not None and adjectives and mention["type"] == "ArmedForce" and mention["country"]:
                found.append(mention["country"])  # "Russian military aircraft"
        return found

    def capitals(self) -> None:
        """The capital by its state: "the Indonesian capital"."""
        for token in self.doc:
            if token.lemma_.lower() == "capital" and token.pos_ == "NOUN" and token.i not in self.taken:
                sides = self.sides(token)
                place = self.lexicon.capitals.get(sides[0]) if len(sides) == 1 else None
                if place is not None:
                    known = self.lexicon.gazetteer.places.get(place)
                    name = known.label if known else token.text
                    kind = "place" if is_place_by_syntax(token) else "actor"
                    self.put(
                        token.i,
                        token.i + 1,
                        head=token.i,
                        kind=kind,
                        ref=sides[0],
                        type="State",
                        country=sides[0],
                        place=place,
                        place_name=name,
                        via="seat",
                    )

    def organs(self) -> None:
        for token in self.doc:
            if token.i in self.taken or token.pos_ not in NOUNS or lemma_of(token) not in self.lexicon.organs:
                continue
            if token.dep_ == "compound" and token.head.lemma_.lower() in self.lexicon.organs:
                continue
            if token.lemma_.lower() in self.lexicon.plural_organizations and token.tag_ in ("NNS", "NNPS") and count_of(token):
                continue
            sides = self.sides(token)
            named = self._named_organ(token)
            start = min(
                (c.i for c in token.children if c.dep_ in ("amod", "compound", "nmod") and c.i < token.i and c.i not in self.taken),
                default=token.i,
            )
            start = start if all(i not in self.taken for i in range(start, token.i)) else token.i
            if not sides and named:
                members = [m for organ in named for m in (organ["members"] or [organ["ref"]]) if m]
                sides = list(dict.fromkeys(self.lexicon.actor_facts(m)[2] or m for m in members))
            name, _, country = self.lexicon.actor_facts(sides[0]) if len(sides) == 1 else (token.text, "", None)
            if sides:
                self.put(
                    start,
                    token.i + 1,
                    head=token.i,
                    ref=sides[0] if len(sides) == 1 else None,
                    members=sides,
                    name=name,
                    type="State",
                    country=country,
                    via="organ",
                    organ=token.lemma_.lower(),
                    kind="actor" if len(sides) == 1 else "group",
                    plural=len(sides) > 1,
                )
            elif token.lemma_.lower() in (
                "ministry",
                "navy",
                "military",
                "army",
                "embassy",
                "government",
                "delegation",
                "official",
                "department",
            ):
                self.put(start, token.i + 1, head=token.i, type="State", via="organ", organ=token.lemma_.lower(), link=0.6)

    def _named_organ(self, token: Token) -> list[Mention]:
        """The organs ("warships of the Chinese navy and the Pacific Fleet") that the noun belongs to."""
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "from"):
                for grandchild in child.children:
                    named = [self.taken.get(t.i) for t in (grandchild, *grandchild.conjuncts)]
                    organs = [m for m in named if m is not None and m["type"] in ("ArmedForce", "Ministry", "GovernmentBody", "State")]
                    if organs:
                        return organs
        return []


def lists_members(noun: Token) -> bool:
    """Whether a group names some of its members behind a comma: "ministers, among them X"."""
    doc, i = noun.doc, noun.i
    return i + 3 < len(doc) and doc[i + 1].text == "," and doc[i + 2].lower_ == "among" and doc[i + 3].lower_ in ("them", "whom")


def lemma_of(token: Token) -> str:
    """The lemma in lower case; the model leaves capitalised plurals as they are ("Ministries")."""
    lemma = token.lemma_.lower()
    if token.tag_ != "NNPS" or not lemma.endswith("s"):
        return lemma
    return lemma[:-3] + "y" if lemma.endswith("ies") else lemma[:-1]


def count_of(token: Token) -> int | None:
    for child in token.children:
        if child.lower_ in ("two", "both"):
            return 2
        if child.lower_ == "three":
            return 3
    return None
