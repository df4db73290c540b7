"""Who and what is named: registry names, states by their adjectives, titles, organs, groups, and names the registry lacks.

A mention is a dict (see `extensions`): `ref` the actor it stands for (None until coref settles it), `place` the place it may be,
`kind` which of the two the syntax asks for; `via` says by what (name, ner, adjective, organ, office, group, pronoun); `title`, `level` the
office words beside it; `members` of a group; `link` the quality of the link.
"""

from __future__ import annotations

import re
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from app.components.extensions import empty_lists, register_extensions
from app.components.lexicon import Entry, Lexicon, word_set
from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id

Mention = dict[str, Any]
PLACE_PREPOSITIONS: Final = word_set("place_prepositions")
NOUNS: Final = frozenset({"NOUN", "PROPN"})
MODIFIERS: Final = frozenset({"amod", "compound", "nmod", "nummod", "det", "poss", "npadvmod"})
PRONOUNS: Final = {
    "he": "male",
    "him": "male",
    "his": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
    "herself": "female",
    "they": "plural",
    "them": "plural",
    "their": "plural",
    "both": "plural",
    "who": "relative",
    "whom": "relative",
    "whose": "relative",
    "which": "relative",
    "it": "thing",
    "its": "thing",
}
_FIRST_PERSON: Final = frozenset({"i", "we", "me", "us", "my", "our"})
_NOT_THE_OFFICE: Final = frozenset({"vice", "deputy", "former", "assistant"})  # the vice president is not the president
_PARTICLES: Final = frozenset({"von", "van", "de", "bin", "al"})  # a surname may begin with them
_BODIES: Final = frozenset({"alliance", "bloc", "grouping", "organisation", "organization"})  # the body that was named before
_STYLES: Final = frozenset({"pope", "patriarch", "king", "queen", "emperor", "prince", "sultan", "emir"})  # part of the name
_ARGUMENTS: Final = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj"})
_NOT_A_NAME: Final = re.compile(r"^(?:mr|mrs|ms|dr|sir)\.?$", re.IGNORECASE)


class Linker:
    """spaCy component: fills `doc._.amur_mentions`. `gazetteer` is set by `build_annotator`."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lexicon: Lexicon | None = None

    def attach(self, gazetteer: Gazetteer) -> None:
        """Read the names of the registry."""
        self._lexicon = Lexicon(gazetteer, lambda text: [t.text for t in self._nlp.make_doc(text)])

    @property
    def lexicon(self) -> Lexicon:
        if self._lexicon is None:
            raise RuntimeError("the linker needs a gazetteer: call attach first")
        return self._lexicon

    def __call__(self, doc: Doc) -> Doc:
        find_mentions(doc, self.lexicon)
        return doc


@Language.factory("amur_linker")
def create_linker(nlp: Language, name: str) -> Linker:
    register_extensions()
    return Linker(nlp)


def find_mentions(doc: Doc, lexicon: Lexicon) -> list[Mention]:
    """Fill and return `doc._.amur_mentions`, in text order."""
    empty_lists(doc)
    finder = _Finder(doc, lexicon)
    doc._.amur_mentions = finder.run()
    mentions: list[Mention] = doc._.amur_mentions
    return mentions


class _Finder:
    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.found: list[Mention] = []
        self.taken: dict[int, Mention] = {}

    def run(self) -> list[Mention]:
        self._known_names()
        self._entities()
        self._unseen_names()
        self._titles()
        self._capitals()
        self._organs()
        self._groups_and_pronouns()
        self._states_behind_cities()
        return sorted(self.found, key=lambda m: (m["start"], m["end"]))

    def _put(self, start: int, end: int, **facts: Any) -> Mention:
        span = self.doc[start:end]
        mention: Mention = {
            "start": start,
            "end": end,
            "head": span.root.i,
            "kind": "actor",
            "ref": None,
            "refs": [],
            "members": [],
            "via": "name",
            "name": span.text,
            "type": "Actor",
            "country": None,
            "surface": span.text,
            "place": None,
            "place_name": None,
            "title": None,
            "level": None,
            "adjective": False,
            "plural": False,
            "link": 1.0,
        }
        mention.update(facts)
        self.found.append(mention)
        for i in range(start, end):
            self.taken[i] = mention
        return mention

    def _states_behind_cities(self) -> None:
        """In "Vienna, Austria" the state only says where the city lies."""
        for mention in self.found:
            i = mention["start"]
            before = self.taken.get(i - 2) if i > 1 and self.doc[i - 1].text == "," else None
            if (
                mention["type"] == "State"
                and mention["via"] == "name"
                and not mention["adjective"]
                and before is not None
                and before["kind"] == "place"
                and before["type"] == "Place"
            ):
                place = self.lexicon.gazetteer.places.get(before["place"] or "")
                if place is None or place.country == mention["ref"]:
                    mention |= {"kind": "place", "ref": None, "refs": [], "type": "Place"}

    # ---- names of the registry and of states

    def _known_names(self) -> None:
        tokens = [t.text for t in self.doc]
        i = 0
        while i < len(tokens):
            starts = tokens[i][:1].isupper() or tokens[i][:1].isdigit() or tokens[i] in _PARTICLES
            hit = self.lexicon.lookup(tokens, i) if starts else None
            if hit is not None and hit[1].adjective and self._is_inside_name(i):
                hit = None
            if hit is None or (hit[1].surname and (self.doc[i].pos_ == "PRON" or self._is_part_of_longer_name(i, hit[0]))):
                i += 1
                continue
            end, entry = hit
            self._put_known(i, end, entry)
            i = end

    def _is_inside_name(self, i: int) -> bool:
        """An adjective of a state inside the name of an organisation or region ("North American Aerospace Defense Command") is no side."""
        return (
            i > 0
            and self.doc[i - 1].text in ("North", "South", "Latin", "East", "West", "Central", "Pan", "Trans")
            and self.doc[i - 1].text + " " + self.doc[i].text not in ("South African", "Central African")
        )

    def _is_part_of_longer_name(self, start: int, end: int) -> bool:
        """A registry surname inside an unknown full name ("Wang Wenbin") is not the registry's person."""
        before = self.doc[start - 1] if start else None
        if (
            before is not None
            and before.pos_ == "PROPN"
            and before.dep_ == "compound"
            and before.i + 1 == start
            and before.head.i < end
            and before.head.i >= start
            and before.text.istitle()
            and before.i not in self.taken
            and before.lemma_.lower() not in self.lexicon.titles
            and not _NOT_A_NAME.match(before.text)
            and before.ent_type_ in ("PERSON", "")
            and before.lower_ not in self.lexicon.body_words
            and not any(before.lower_ in allowed for allowed in self.lexicon.titles.values())
        ):
            return True
        head = self.doc[start:end].root.head
        if (
            self.doc[start:end].root.dep_ == "compound"
            and head.i >= end
            and head.pos_ == "PROPN"
            and head.ent_type_ in ("PERSON", "")
            and all(t.text in ("-", "–") or t.pos_ == "PROPN" for t in self.doc[end : head.i])
            and head.lemma_.lower() not in self.lexicon.titles
            and head.lemma_.lower() not in self.lexicon.organs
            and head.lower_ not in self.lexicon.body_words
            and self.lexicon.lookup([t.text for t in self.doc], head.i) is None
            and self.lexicon.lookup([t.text for t in self.doc], end) is None
        ):
            return True
        for ent in self.doc.ents:
            if ent.label_ == "PERSON" and ent.start <= start and end <= ent.end:
                words = [
                    t
                    for t in ent
                    if t.i not in self.taken
                    and not _NOT_A_NAME.match(t.text)
                    and t.text not in ("'s", "-", "–")
                    and t.lemma_.lower() not in self.lexicon.titles
                ]
                return len(words) > end - start and not any(t.text in ("-", "–") for t in ent)
        return False

    def _put_known(self, start: int, end: int, entry: Entry) -> None:
        head = self.doc[start:end].root
        facts: dict[str, Any] = {}
        if entry.actors:
            facts["refs"] = list(entry.actors)
            if len(entry.actors) == 1 or not entry.surname:
                facts["ref"] = entry.actors[0]
            name, kind, country = self.lexicon.actor_facts(entry.actors[0])
            facts |= {
                "name": name if facts.get("ref") else self.doc[start:end].text,
                "type": kind,
                "country": country if len(entry.actors) == 1 else None,
            }
            if kind == "Person":
                facts |= {"via": "surname" if entry.surname or end - start == 1 else "name", "link": 1.0 if len(entry.actors) == 1 else 0.5}
        if entry.places:
            facts["place"] = entry.places[0]
            known = self.lexicon.gazetteer.places.get(entry.places[0])
            facts["place_name"] = known.labels.get("en") if known else self._place_name(entry.places[0], self.doc[start:end].text)
        if not entry.actors:
            facts |= {"kind": "place", "type": "Place"}
        elif entry.places and not entry.adjective:
            facts["kind"] = "place" if is_place_by_syntax(head) else "actor"
        if entry.seat:
            facts["via"] = "seat"
        if entry.adjective or (facts.get("type") == "State" and head.dep_ in ("amod", "compound", "nmod") and not entry.seat):
            facts["adjective"] = True
            facts["via"] = "adjective"
        self._put(start, end, **facts)

    def _place_name(self, ref: str, text: str) -> str:
        return next(
            (s.name for s in self.lexicon.states.values() if s.place == ref), text.title() if text.isupper() and len(text) > 3 else text
        )

    # ---- names that the registry lacks

    def _entities(self) -> None:
        for ent in self.doc.ents:
            start, end = self._trim(ent)
            if start >= end or any(i in self.taken for i in range(start, end)):
                continue
            text = self.doc[start:end].text
            if not any(c.isupper() for c in text):
                continue
            if text in ("QUESTION", "REPORTER", "Q", "MODERATOR", "ANSWER"):
                continue
            if ent.label_ == "PERSON" and self.doc[end - 1].lemma_.lower() in self.lexicon.titles and end - start > 1:
                continue  # "National Security Advisor"
            if ent.label_ == "PERSON" and not any(c.isdigit() for c in text):
                self._put(start, end, refs=[], type="Person", via="ner" if end - start > 1 else "surname", link=0.8)
            elif ent.label_ not in ("PERSON", "DATE", "MONEY") and self._stands_as_person(start, end):
                self._put(start, end, refs=[], type="Person", via="ner" if end - start > 1 else "surname", link=0.6)
            elif ent.label_ in ("GPE", "LOC", "FAC") and end - start <= 6:
                place = provisional_actor_id(text)
                self._put(start, end, kind="place", type="Place", place=place, place_name=text, via="ner", link=0.7)
            elif (
                ent.label_ == "ORG" and self.doc[end - 1].lemma_.lower() not in self.lexicon.titles and not self._is_plain_organ(start, end)
            ):
                self._put(start, end, ref=provisional_actor_id(text), refs=[], type="Organization", via="ner", link=0.7)

    def _stands_as_person(self, start: int, end: int) -> bool:
        """Whether a capitalised name that the model takes for something else stands where persons stand.

        That is behind a title, beside a person, as whom somebody met or talked with, or as a state's own ("Iran's Name Surname").
        """
        words = self.doc[start:end]
        if not 1 <= len(words) <= 4 or not all(t.text.replace("-", "").replace(".", "").isalpha() and t.text[:1].isupper() for t in words):
            return False
        if any(
            (t.text.isupper() and len(t) > 2)
            or t.lemma_.lower() in self.lexicon.organs
            or t.lower_ in self.lexicon.body_words
            or t.lower_.rstrip("s") in self.lexicon.body_words
            for t in words
        ):
            return False
        head = words.root
        before = self.doc[start - 1] if start else None
        if before is not None and before.lemma_.lower() in self.lexicon.titles and before.pos_ in NOUNS and before.i not in self.taken:
            return True
        beside = [t for t in head.conjuncts if (m := self.taken.get(t.i)) is not None and m["type"] == "Person"]
        owner = next((self.taken.get(c.i) for c in head.children if c.dep_ == "poss"), None)
        if len(words) > 1 and beside and (owner is None or owner["type"] == "State"):
            return True
        if head.dep_ == "dobj":
            return head.head.lemma_.lower() in self.lexicon.person_verbs
        if head.dep_ == "pobj" and head.head.lower_ in ("with", "by", "between"):
            verb = head.head.head
            return verb.lemma_.lower() in self.lexicon.person_verbs or (
                head.head.lower_ == "with" and len(words) > 1 and verb.pos_ == "NOUN"
            )
        if head.dep_ in ("nsubj", "nsubjpass") and len(words) > 1:
            return head.head.lemma_.lower() in self.lexicon.person_verbs
        return False

    def _unseen_names(self) -> None:
        """Two or three capitalised proper names in a person's place that the recogniser passed over."""
        i = 0
        while i < len(self.doc):
            end = i
            while (
                end < len(self.doc)
                and self.doc[end].pos_ == "PROPN"
                and end not in self.taken
                and self.doc[end].text.isalpha()
                and self.doc[end].text.istitle()
                and not self.doc[end].ent_type_
                and (self.doc[end].lemma_.lower() not in self.lexicon.titles and self.doc[end].lemma_.lower() not in self.lexicon.organs)
            ):
                end += 1
            if 2 <= end - i <= 3 and (end == len(self.doc) or not self.doc[end].like_num):
                head = self.doc[i:end].root
                if head.dep_ in ("nsubj", "nsubjpass", "dobj", "conj", "appos") or (
                    head.dep_ == "pobj" and head.head.lower_ in ("with", "between", "by")
                ):
                    self._put(i, end, refs=[], type="Person", via="ner", link=0.5)
            i = max(end, i + 1)

    def _is_plain_organ(self, start: int, end: int) -> bool:
        """A bare organ ("Defence Ministry", "Navy"): an organ of some state, not an organisation by a name of its own."""
        if self.doc[end - 1].lemma_.lower() not in self.lexicon.organs:
            return False
        return end - start < 2 or all(t.lower_ in self.lexicon.plain_organ_words for t in self.doc[start : end - 1])

    def _trim(self, ent: Span) -> tuple[int, int]:
        """An entity without article, possessive and title words."""
        start, end = ent.start, ent.end
        while start < end and (
            self.doc[start].pos_ == "DET"
            or self.doc[start].lower_ in ("the", "a", "an")
            or _NOT_A_NAME.match(self.doc[start].text)
            or (ent.label_ == "PERSON" and self.doc[start].lower_ in self.lexicon.titles and self.doc[start].lower_ not in _STYLES)
        ):
            start += 1
        while end > start and (self.doc[end - 1].text in ("'s", "'", ",", ".") or self.doc[end - 1].is_punct):
            end -= 1
        return start, end

    # ---- titles: "the Russian president", "Foreign Minister Wang Yi", "Russia's foreign minister, Sergey Lavrov"

    def _titles(self) -> None:
        for token in self.doc:
            lemma = _lemma(token)
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
            person = self._person_named(token)
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
                    self._put(
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
                        count=_count_of(token),
                        link=0.8,
                    )
                continue
            self._put(
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
        allowed = self.lexicon.titles[_lemma(token)]
        start = token.i
        words = [_lemma(token)]
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
        return found

    def _capitals(self) -> None:
        """The capital by its state: "the Indonesian capital"."""
        for token in self.doc:
            if token.lemma_.lower() == "capital" and token.pos_ == "NOUN" and token.i not in self.taken:
                sides = self.sides(token)
                place = self.lexicon.capitals.get(sides[0]) if len(sides) == 1 else None
                if place is not None:
                    known = self.lexicon.gazetteer.places.get(place)
                    name = known.label if known else token.text
                    kind = "place" if is_place_by_syntax(token) else "actor"
                    self._put(
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

    # ---- organs: "Chinese warships", "the Defence Ministry in Beijing"

    def _organs(self) -> None:
        for token in self.doc:
            if token.i in self.taken or token.pos_ not in NOUNS or _lemma(token) not in self.lexicon.organs:
                continue
            if token.dep_ == "compound" and token.head.lemma_.lower() in self.lexicon.organs:
                continue
            if token.lemma_.lower() in self.lexicon.plural_organizations and token.tag_ in ("NNS", "NNPS") and _count_of(token):
                continue
            sides = self.sides(token)
            named = self._named_organ(token)
            start = min(
                (c.i for c in token.children if c.dep_ in ("amod", "compound", "nmod") and c.i < token.i and c.i not in self.taken),
                default=token.i,
            )
            start = start if all(i not in self.taken for i in range(start, token.i)) else token.i
            if not sides and named:
                members = [m for m in (named["members"] or [named["ref"]]) if m]
                sides = [self.lexicon.actor_facts(m)[2] or m for m in members]
            name, _, country = self.lexicon.actor_facts(sides[0]) if len(sides) == 1 else (token.text, "", None)
            if sides:
                self._put(
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
                self._put(start, token.i + 1, head=token.i, type="State", via="organ", organ=token.lemma_.lower(), link=0.6)

    def _named_organ(self, token: Token) -> Mention | None:
        """The organ ("warships of the Chinese navy") that the noun belongs to."""
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "from"):
                for grandchild in child.children:
                    mention = self.taken.get(grandchild.i)
                    if mention is not None and mention["type"] in ("ArmedForce", "Ministry", "GovernmentBody", "State"):
                        return mention
        return None

    # ---- groups and pronouns

    def _groups_and_pronouns(self) -> None:
        for token in self.doc:
            if token.i in self.taken:
                continue
            lemma, lower = token.lemma_.lower(), token.lower_
            count = _count_of(token)
            if (
                token.tag_ in ("NNS", "NNPS")
                and lemma in self.lexicon.plural_organizations
                and (_count_of(token) or any(c.lower_ in ("the", "both") for c in token.children))
            ):
                self._put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="Organization",
                    plural=True,
                    count=_count_of(token),
                    sides=[],
                    link=0.8,
                )
            elif token.tag_ in ("NNS", "NNPS") and lemma in self.lexicon.plural_states:
                self._put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="State",
                    plural=True,
                    count=count,
                    sides=self.sides(token),
                    link=0.8,
                )
            elif (
                lower in _BODIES
                and token.tag_ in ("NN", "NNP")
                and any(c.lower_ in ("the", "this") for c in token.children)
                and not any(c.dep_ in ("compound", "nmod", "amod", "nummod", "prep", "poss") for c in token.children)
            ):
                self._put(token.i, token.i + 1, via="body", type="InternationalOrganization", link=0.7)
            elif (lower in ("pair", "duo", "trio") and any(c.lower_ in ("the", "this") for c in token.children)) or (
                lower in ("two", "three")
                and token.dep_ not in ("nummod", "compound")
                and self.doc[token.i - 1].lower_ in ("the", "these", "those")
            ):
                self._put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="Actor",
                    plural=True,
                    count=3 if lower in ("three", "trio") else 2,
                    link=0.8,
                )
            elif (
                lower in PRONOUNS
                and token.pos_ in ("PRON", "DET", "ADJ", "CCONJ")
                and not (lower == "both" and token.dep_ in ("preconj", "det", "predet"))
            ):
                self._put(
                    token.i,
                    token.i + 1,
                    kind="group" if PRONOUNS[lower] == "plural" else "actor",
                    via="pronoun",
                    gender=PRONOUNS[lower],
                    plural=PRONOUNS[lower] == "plural",
                    count=2 if lower == "both" else None,
                    link=0.7,
                )
            elif lower in _FIRST_PERSON and token.pos_ in ("PRON", "DET"):
                self._put(token.i, token.i + 1, via="pronoun", gender="first", link=0.6)


def _lemma(token: Token) -> str:
    lemma = token.lemma_.lower()
    return lemma[:-1] if token.tag_ == "NNPS" and lemma.endswith("s") else lemma


def _count_of(token: Token) -> int | None:
    for child in token.children:
        if child.lower_ in ("two", "both"):
            return 2
        if child.lower_ == "three":
            return 3
    return None


def is_place_by_syntax(token: Token) -> bool:
    """Whether a name of a state or capital stands where a place stands."""
    while token.dep_ in ("conj", "appos") and token.head.pos_ in NOUNS and token.head.i < token.i:
        token = token.head
    if token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS:
        return True
    return token.dep_ in ("npadvmod", "advmod")
