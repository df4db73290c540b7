"""Names: those of the registry and of states, and names that the registry lacks."""

from __future__ import annotations

import re
from typing import Any, Final

from spacy.tokens import Doc, Span, Token

from app.components.lexicon import Entry, Lexicon, word_set
from app.ids import provisional_actor_id

Mention = dict[str, Any]
PLACE_PREPOSITIONS: Final = word_set("place_prepositions")
NOUNS: Final = frozenset({"NOUN", "PROPN"})
_PARTICLES: Final = frozenset({"von", "van", "de", "bin", "al"})  # a surname may begin with them
_STYLES: Final = frozenset({"pope", "patriarch", "king", "queen", "emperor", "prince", "sultan", "emir"})  # part of the name
_OPENERS: Final = word_set("sentence_openers")
_SUFFIXES: Final = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})  # of a person's name: "John Doe III"
_NOT_A_NAME: Final = re.compile(r"^(?:mr|mrs|ms|dr|sir)\.?$", re.IGNORECASE)


class NameFinder:
    """Mentions of a Doc by names; `taken` maps tokens to the mention they belong to."""

    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.found: list[Mention] = []
        self.taken: dict[int, Mention] = {}

    def put(self, start: int, end: int, **facts: Any) -> Mention:
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
            "place_state": None,
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

    def known_names(self) -> None:
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
            if (last := self._end_of_firm(i, end, entry)) is not None:
                text = self.doc[i:last].text
                country = entry.actors[0]
                self.put(i, last, ref=provisional_actor_id(text), refs=[], type="Organization", via="ner", link=0.7, country=country)
                i = last
                continue
            while entry.actors and not entry.places and end < len(tokens) and tokens[end] in _SUFFIXES:
                end += 1
            self._put_known(i, end, entry)
            i = end

    def _end_of_firm(self, start: int, end: int, entry: Entry) -> int | None:
        """Where a name that begins with its state ends: "China Development Bank", "Iran Atomic Energy Organisation"."""
        head = self.doc[start].head
        if (
            not entry.actors
            or entry.surname
            or not entry.places
            or head.pos_ != "PROPN"
            or not end + 1 <= head.i <= end + 4
            or self.doc[start].dep_ not in ("compound", "nmod")
            or head.lower_ not in self.lexicon.firm_words
        ):
            return None
        inner = self.doc[end : head.i + 1]
        return head.i + 1 if all(t.pos_ == "PROPN" and t.text[:1].isupper() for t in inner) else None

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
            and not _opens_sentence(before)
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
                    and not _opens_sentence(t)
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
            facts["place_state"] = known.country if known else None
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
        self.put(start, end, **facts)

    def _place_name(self, ref: str, text: str) -> str:
        return next(
            (s.name for s in self.lexicon.states.values() if s.place == ref), text.title() if text.isupper() and len(text) > 3 else text
        )

    def entities(self) -> None:
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
                self.put(start, end, refs=[], type="Person", via="ner" if end - start > 1 else "surname", link=0.8)
            elif ent.label_ not in ("PERSON", "DATE", "MONEY") and self._stands_as_person(start, end):
                self.put(start, end, refs=[], type="Person", via="ner" if end - start > 1 else "surname", link=0.6)
            elif ent.label_ in ("GPE", "LOC", "FAC") and end - start <= 6:
                place = provisional_actor_id(text)
                self.put(start, end, kind="place", type="Place", place=place, place_name=text, via="ner", link=0.7)
            elif (
                ent.label_ == "ORG" and self.doc[end - 1].lemma_.lower() not in self.lexicon.titles and not self._is_plain_organ(start, end)
            ):
                self.put(start, end, ref=provisional_actor_id(text), refs=[], type="Organization", via="ner", link=0.7)

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

    def unseen_names(self) -> None:
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
                    self.put(i, end, refs=[], type="Person", via="ner", link=0.5)
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
            or (_opens_sentence(self.doc[start]) and ent.label_ in ("PERSON", "ORG"))
            or (ent.label_ == "PERSON" and self.doc[start].lower_ in self.lexicon.titles and self.doc[start].lower_ not in _STYLES)
        ):
            start += 1
        while end > start and (self.doc[end - 1].text in ("'s", "'", ",", ".") or self.doc[end - 1].is_punct):
            end -= 1
        return start, end


def _opens_sentence(token: Token) -> bool:
    return bool(token.is_sent_start) and token.lower_ in _OPENERS


def is_place_by_syntax(token: Token) -> bool:
    """Whether a name of a state or capital stands where a place stands."""
    while token.dep_ in ("conj", "appos") and token.head.pos_ in NOUNS and token.head.i < token.i:
        token = token.head
    if token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS:
        return True
    return token.dep_ in ("npadvmod", "advmod")
