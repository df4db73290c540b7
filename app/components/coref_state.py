"""What an article has told so far about its actors: persons with titles, groups named together, states by how often they act."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from spacy.tokens import Doc

from app.components.extensions import text_of
from app.components.lexicon import Lexicon
from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id

Mention = dict[str, Any]
_AMERICAN_LABEL: Final = re.compile(
    r"(?:M(?:R|S|RS)\. [A-Z][A-Z'\u2019-]+|THE PRESIDENT|SECRETARY [A-Z]+|SENIOR (?:ADMINISTRATION|STATE DEPARTMENT) OFFICIAL): "
)
SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})


@dataclass(slots=True)
class Person:
    """A person of the article, as known so far."""

    ref: str
    name: str
    country: str | None
    levels: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    last: int = -1  # running number of the last mention
    gender: str | None = None


class Cast:
    """The state of the resolution of one article, in text order."""

    def __init__(self, docs: Sequence[Doc], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self.docs = docs
        self.gazetteer = gazetteer
        self.lexicon = lexicon
        self.people: dict[str, Person] = {}
        self.by_surname: dict[str, list[str]] = {}
        self.clock = 0
        self.trail: list[tuple[int, Mention, Doc]] = []  # resolved mentions in order
        self.pairs: list[list[str]] = []  # groups of persons named together, latest last
        self.state_order: list[str] = []
        self.states_seen: dict[str, int] = {}
        self.joined: Counter[frozenset[str]] = Counter()  # states named as two sides: "Russia and China", "Sino-Russian"
        self.day: date | None = None
        self.at: dict[int, Mention] = {}
        american = "united-states" in gazetteer.actors and any(_AMERICAN_LABEL.match(text_of(doc)) for doc in docs)
        self.briefing_side = "united-states" if american else None

    def name_unknown(self, mention: Mention) -> None:
        name = mention["surface"]
        for person in self.people.values():
            if person.name.casefold() == name.casefold():
                mention["ref"], mention["name"] = person.ref, person.name
                return
        mention["ref"], mention["name"] = provisional_actor_id(name), name

    def learn(self, mention: Mention) -> None:
        ref = mention["ref"]
        person = self.people.get(ref)
        if person is None:
            person = self.people[ref] = Person(ref, mention["name"], mention["country"])
            words = mention["surface"].split()
            for surname in {words[-1], words[0]} if len(words) > 1 else {words[0]}:
                self.by_surname.setdefault(surname, []).append(ref)
            for surname, refs in self.lexicon.surnames.items():
                if ref in refs and ref not in self.by_surname.setdefault(surname, []):
                    self.by_surname[surname].append(ref)
        person.country = person.country or mention["country"]
        if mention["level"]:
            person.levels.add(mention["level"])
        if mention["title"]:
            person.titles.add(mention["title"])

    def states_of(self, mention: Mention) -> list[str]:
        if mention["type"] == "State" and mention["kind"] != "place":
            return [m for m in ([mention["ref"]] if mention["ref"] else mention["members"]) if m]
        if mention["type"] in ("ArmedForce", "Ministry", "GovernmentBody") and mention["country"]:
            return [mention["country"]]
        if mention["type"] == "Person" and mention["via"] != "pronoun" and mention["country"]:
            return [mention["country"]]
        return []

    def candidates(self, doc: Doc, before: int) -> list[tuple[Mention, Doc]]:
        """Earlier resolved mentions, nearest sentence first, subjects before others within a sentence."""
        ranked: list[tuple[int, int, int, Mention, Doc]] = []
        here = doc[before].sent.start
        sentences: list[tuple[int, int]] = []
        for clock, mention, where in reversed(self.trail[-40:]):
            key = (id(where), where[mention["head"]].sent.start)
            if key not in sentences:
                sentences.append(key)
            distance = sentences.index(key)
            if not (where is doc and where[mention["head"]].sent.start == here) and distance == 0 and sentences[0] != (id(doc), here):
                distance += 1
            head = where[mention["head"]]
            first = head.head if head.dep_ == "conj" else head
            subject = (0 if first.head.dep_ == "ROOT" else 1) if first.dep_ in SUBJECTS else 2
            ranked.append((distance, subject, -clock, mention, where))
        ranked.sort(key=lambda r: r[:3])
        return [(r[3], r[4]) for r in ranked]

    def take(self, mention: Mention, ref: str) -> None:
        name, _, country = self.lexicon.actor_facts(ref)
        person = self.people.get(ref)
        mention["ref"], mention["type"] = ref, "Person"
        mention["name"] = person.name if person else name
        mention["country"] = (person.country if person else None) or country or mention["country"]

    def note_pair(self, doc: Doc, start: int) -> None:
        """Persons named together in a sentence that has been read."""
        refs: list[str] = []
        for mention in doc._.amur_mentions:
            if doc[mention["head"]].sent.start == start and mention["type"] == "Person" and mention.get("counts", True):
                refs += [r for r in ([mention["ref"]] if mention["ref"] else mention["members"]) if r not in refs]
        if len(refs) in (2, 3):
            self.pairs.append(refs)
        states = [(m, s) for m in doc._.amur_mentions if doc[m["head"]].sent.start == start for s in self.states_of(m)]
        for (first, one), (second, other) in itertools.pairwise(states):
            token = doc[second["head"]]
            if one != other and (first is second or token.head.i == first["head"] or token.head == doc[first["head"]].head):
                self.joined[frozenset((one, other))] += 1

    def registry_levels(self, ref: str) -> set[str]:
        holdings = self.gazetteer.offices_of(ref, on=self.day) or self.gazetteer.offices_of(ref)
        return {self.gazetteer.offices[h.office].level for h in holdings if h.office in self.gazetteer.offices}

    def registry_titles(self, ref: str) -> list[str]:
        holdings = self.gazetteer.offices_of(ref, on=self.day)
        return [title for h in holdings if h.office in self.gazetteer.offices for title in self.gazetteer.offices[h.office].titles]

    def fits(self, ref: str, mention: Mention) -> bool:
        country = mention["country"]
        known = self.people[ref].country if ref in self.people else self.gazetteer.side_of(ref)
        return not (country and known and country != known)

    def holder(self, country: str | None, level: str | None, title: str, doc: Doc, barred: frozenset[str] = frozenset()) -> str | None:
        """Who is meant by a title: one of the article with that title or office first, else the registry's holder on the day.

        `barred` are those who stand beside the title in the same clause. A title without side or level means the only one who bears it.
        """

        def matches(person: Person) -> bool:
            if (country and person.country != country) or person.ref in barred:
                return False
            if level:
                return level in person.levels or level in self.registry_levels(person.ref)
            return any(_names(title, t) for t in (*person.titles, *self.registry_titles(person.ref)))

        met = sorted((p for p in self.people.values() if matches(p)), key=lambda p: -p.last)
        met = [p for p in met if p.last >= 0] or met
        if met and (country or level or len(met) == 1):
            return met[0].ref
        if country and level:
            for office in self.gazetteer.offices.values():
                if office.country == country and office.level == level:
                    holders = self.gazetteer.holders(office.id, on=self.day)
                    if len(holders) == 1:
                        return holders[0].holder
        return None

    def has_office(self, country: str, level: str) -> bool:
        """Whether a state has offices of a level, as far as the registry knows its offices (where it knows none: yes)."""
        levels = {office.level for office in self.gazetteer.offices.values() if office.country == country}
        return not levels or level in levels

    def own_side(self, doc: Doc) -> str | None:
        """The state whose government wrote the text: it leaves its own side unsaid."""
        about = doc._.amur_article or {}
        state = self.gazetteer.side_of(about["publisher_id"]) if about.get("publisher_id") else None
        actor = self.gazetteer.actors.get(about.get("publisher_id") or "")
        if state is None:
            hit = self.lexicon.lookup((about.get("publisher") or "").replace("The ", "").split() or [""], 0)
            if hit is not None and hit[1].seat:
                state = hit[1].actors[0]
                actor = None
        own = state if actor is None or actor.type not in ("MediaOutlet", "Company") else None
        return own or self.briefing_side

    def two_states(self, count: int | None) -> list[str]:
        if count == 3:
            return self.state_order[-3:] if len(self.state_order) >= 3 else []
        main = sorted(self.states_seen, key=lambda s: (-self.states_seen[s], -self.state_order.index(s)))[:1]
        partners = [s for s in self.states_seen if s not in main]
        main += sorted(partners, key=lambda s: (-self.states_seen[s], -self.joined[frozenset((*main, s))], -self.state_order.index(s)))[:1]
        last = self.state_order[-2:]
        is_told_of = len(last) == 2 and all(self.states_seen[s] >= 2 for s in last)
        chosen = last if is_told_of and (self.joined[frozenset(last)] or not self.joined[frozenset(main)]) else main
        return sorted(chosen, key=self.state_order.index) if len(chosen) == 2 else []

    def is_leader(self, ref: str) -> bool:
        return "leader" in self.people[ref].levels or "leader" in self.registry_levels(ref)

    def persons_named_together(self, level: str | None, count: int, title: str | None) -> list[str]:
        def fits(ref: str) -> bool:
            if ref not in self.people:
                return False
            if level == "leader" and title and "leader" in title:
                return True
            return level is None or level in self.people[ref].levels or level in self.registry_levels(ref)

        for pair in reversed(self.pairs):
            if len(pair) == count and all(fits(ref) for ref in pair):
                return list(pair)
        recent: list[str] = []
        for _, mention, _ in reversed(self.trail):
            for ref in [mention["ref"]] if mention["ref"] else reversed(mention["members"]):
                if ref not in recent and fits(ref) and not any(self.people[ref].country == self.people[r].country for r in recent):
                    recent.append(ref)
            if len(recent) == count:
                return recent[::-1]
        return []


def _names(title: str, whole: str) -> bool:
    """Whether a bare title means an office: "the minister" a foreign minister, but "the secretary" no general secretary."""
    return title in whole and not (title == "secretary" and "general" in whole)
