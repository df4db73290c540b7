"""Second pass over the blocks of an article: surnames, offices, groups and pronouns get the actors they stand for.

Works in text order with what was named before (and full names anywhere in the article); the registry settles offices by date.
What stays ambiguous keeps `ref` None and its candidates in `refs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.lexicon import Lexicon
from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id

Mention = dict[str, Any]
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_PUBLIC_SPEAKERS: Final = frozenset(
    {
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "officer",
        "official",
        "diplomat",
        "ambassador",
        "envoy",
        "senator",
        "commander",
        "head",
        "chief",
        "commander-in-chief",
        "general",
        "admiral",
        "representative",
    }
)


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


def resolve_references(docs: Sequence[Doc], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    """Fill `ref` and `members` of the mentions of all blocks, in place."""
    _Resolver(docs, gazetteer, lexicon).run()


class _Resolver:
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

    # ---- passes

    def run(self) -> None:
        for doc in self.docs:
            for mention in doc._.amur_mentions:
                if mention["type"] == "Person" and mention["via"] in ("name", "ner") and mention["ref"] is None and not mention["refs"]:
                    self._name_unknown(mention)
                if (
                    mention["type"] == "Person"
                    and mention["via"] in ("name", "ner")
                    and mention["ref"]
                    and len(mention["surface"].split()) > 1
                ):
                    self._learn(mention)
        for doc in self.docs:
            for mention in doc._.amur_mentions:
                if (
                    mention["type"] == "Person"
                    and mention["title"]
                    and not mention["country"]
                    and mention["via"] in ("name", "ner", "surname")
                    and (own := self._own_side(doc))
                ):
                    mention["country"] = own
            self.day = _day_of(doc)
            self.at = {i: m for m in doc._.amur_mentions for i in range(m["start"], m["end"])}
            sentence = -1
            for mention in doc._.amur_mentions:
                start = doc[mention["head"]].sent.start
                if start != sentence and sentence >= 0:
                    self._note_pair(doc, sentence)
                sentence = start
                self.day = _day_told(doc, start) or _day_of(doc)
                self._resolve(mention, doc)
            if sentence >= 0:
                self._note_pair(doc, sentence)
        seen = [s for s in ("china", "russia") if s in self.states_seen]  # what our articles are about
        sides = seen if len(seen) == 2 else self._two_states(2)
        for doc in self.docs:
            if doc._.amur_article is not None:
                doc._.amur_article["sides"] = sides

    def _name_unknown(self, mention: Mention) -> None:
        name = mention["surface"]
        for person in self.people.values():
            if person.name.casefold() == name.casefold():
                mention["ref"], mention["name"] = person.ref, person.name
                return
        mention["ref"], mention["name"] = provisional_actor_id(name), name

    def _learn(self, mention: Mention) -> None:
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

    # ---- one mention

    def _resolve(self, mention: Mention, doc: Doc) -> None:
        self.clock += 1
        via = mention["via"]
        if via == "surname":
            self._surname(mention)
        elif via == "office":
            self._office(mention, doc)
        elif via == "organ" and mention["ref"] is None and not mention["members"]:
            self._bare_organ(mention)
        elif via == "group":
            self._group(mention, doc)
        elif via == "pronoun":
            self._pronoun(mention, doc)
        if mention["ref"] and mention["type"] == "Person":
            self._learn(mention)
            self.people[mention["ref"]].last = self.clock
            mention["country"] = mention["country"] or self.people[mention["ref"]].country
        for state in self._states_of(mention):
            self.states_seen[state] = self.states_seen.get(state, 0) + 1
            if state in self.state_order:
                self.state_order.remove(state)
            self.state_order.append(state)
        if mention["ref"] or mention["members"]:
            self.trail.append((self.clock, mention, doc))

    def _states_of(self, mention: Mention) -> list[str]:
        if mention["type"] == "State" and mention["kind"] != "place":
            return [m for m in ([mention["ref"]] if mention["ref"] else mention["members"]) if m]
        if mention["type"] in ("ArmedForce", "Ministry", "GovernmentBody") and mention["country"]:
            return [mention["country"]]
        if mention["type"] == "Person" and mention["via"] != "pronoun" and mention["country"]:
            return [mention["country"]]
        return []

    def _surname(self, mention: Mention) -> None:
        surname = mention["surface"]
        known = [ref for ref in self.by_surname.get(surname, []) if self._fits(ref, mention)]
        if len(known) > 1:
            known.sort(key=lambda ref: -self.people[ref].last)
            seen = [ref for ref in known if self.people[ref].last >= 0]
            known = seen[:1] or known[:1]
        candidates = known or [ref for ref in mention["refs"] if self._fits(ref, mention)] or list(mention["refs"])
        if len(candidates) > 1:
            held = [
                ref for ref in candidates if any(self._office_fits(h.office, mention) for h in self.gazetteer.offices_of(ref, on=self.day))
            ]
            candidates = held if len(held) == 1 else candidates
        if len(candidates) == 1:
            mention["ref"] = candidates[0]
            mention["link"] = max(mention["link"], 0.9)
            person = self.people.get(candidates[0])
            name, _, country = self.lexicon.actor_facts(candidates[0])
            mention["name"] = person.name if person else name
            mention["country"] = mention["country"] or (person.country if person else country)
        elif not candidates:
            mention["ref"] = provisional_actor_id(surname)
            mention["link"] = 0.5
        mention["type"] = "Person"

    def _fits(self, ref: str, mention: Mention) -> bool:
        country = mention["country"]
        known = self.people[ref].country if ref in self.people else self.gazetteer.side_of(ref)
        return not (country and known and country != known)

    def _office_fits(self, office_id: str, mention: Mention) -> bool:
        office = self.gazetteer.offices.get(office_id)
        return office is not None and (mention["level"] is None or office.level == mention["level"])

    # ---- offices

    def _office(self, mention: Mention, doc: Doc) -> None:
        token = doc[mention["head"]]
        apposed = next(
            (
                self.at[c.i]
                for c in token.children
                if c.dep_ == "appos" and c.i in self.at and self.at[c.i]["type"] == "Person" and self.at[c.i]["ref"]
            ),
            None,
        )
        if apposed is not None:
            mention["ref"], mention["name"], mention["country"] = apposed["ref"], apposed["name"], apposed["country"] or mention["country"]
            return
        word = token.lemma_.lower()
        if word == "counterpart":
            self._counterpart(mention, doc)
            return
        if word in ("host", "guest"):
            self._other_person(mention, doc)
            return
        country = (
            mention["country"] or self._owner_state(token) or (self._own_side(doc) if mention["level"] or word == "secretary" else None)
        )
        mention["country"] = country
        if word in _PUBLIC_SPEAKERS and mention["level"] is None:
            if country:
                mention |= {"ref": country, "type": "State", "via": "organ", "organ": word, "name": self.lexicon.actor_facts(country)[0]}
            return
        holder = self._holder(country, mention["level"], mention["title"] or word, doc)
        if holder:
            self._take(mention, holder)
        elif country:  # an office without a name stands for its state
            mention |= {
                "ref": country,
                "type": "State",
                "via": "organ",
                "organ": word,
                "name": self.lexicon.actor_facts(country)[0],
                "link": 0.7,
            }

    def _take(self, mention: Mention, ref: str) -> None:
        name, _, country = self.lexicon.actor_facts(ref)
        person = self.people.get(ref)
        mention["ref"], mention["type"] = ref, "Person"
        mention["name"] = person.name if person else name
        mention["country"] = (person.country if person else None) or country or mention["country"]

    def _owner_state(self, token: Token) -> str | None:
        """The state ("its president") that the possessive pronoun means."""
        for child in token.children:
            if child.dep_ == "poss" and child.i in self.at:
                owner = self.at[child.i]
                if owner["type"] == "State" and owner["ref"]:
                    return str(owner["ref"])
                return str(owner["country"]) if owner["country"] else None
        return None

    def _holder(self, country: str | None, level: str | None, title: str, doc: Doc) -> str | None:
        """Who is meant by a title: someone of the article with that title or office first, else the registry's holder on the day."""

        def matches(person: Person) -> bool:
            if country and person.country != country:
                return False
            if level:
                return level in person.levels or level in self._registry_levels(person.ref)
            return any(title in t for t in person.titles) or any(title in t for t in self._registry_titles(person.ref))

        met = sorted((p for p in self.people.values() if matches(p)), key=lambda p: -p.last)
        met = [p for p in met if p.last >= 0] or met
        if met and (country or level):
            return met[0].ref
        if country and level:
            for office in self.gazetteer.offices.values():
                if office.country == country and office.level == level:
                    holders = self.gazetteer.holders(office.id, on=self.day)
                    if len(holders) == 1:
                        return holders[0].holder
        return None

    def _registry_levels(self, ref: str) -> set[str]:
        holdings = self.gazetteer.offices_of(ref, on=self.day) or self.gazetteer.offices_of(ref)
        return {self.gazetteer.offices[h.office].level for h in holdings if h.office in self.gazetteer.offices}

    def _registry_titles(self, ref: str) -> list[str]:
        holdings = self.gazetteer.offices_of(ref, on=self.day)
        return [title for h in holdings if h.office in self.gazetteer.offices for title in self.gazetteer.offices[h.office].titles]

    def _counterpart(self, mention: Mention, doc: Doc) -> None:
        token = doc[mention["head"]]
        owner = next((self.at[c.i] for c in token.children if c.dep_ == "poss" and c.i in self.at and self.at[c.i]["ref"]), None)
        person = self.people.get(owner["ref"]) if owner else None
        if person is None:
            recent = [m for _, m, _ in self.trail[-6:] if m["type"] == "Person" and m["ref"] in self.people]
            person = self.people[recent[-1]["ref"]] if recent else None
        if person is None:
            return
        levels = person.levels | self._registry_levels(person.ref)
        country = mention["country"]
        others = [
            p
            for p in self.people.values()
            if p.ref != person.ref
            and p.last >= 0
            and (p.country == country if country else p.country != person.country)
            and (p.levels | self._registry_levels(p.ref)) & levels
        ]
        if others:
            self._take(mention, max(others, key=lambda p: p.last).ref)
        elif country:
            for level in sorted(levels):
                holder = self._holder(country, level, "", doc)
                if holder:
                    self._take(mention, holder)
                    return
            mention |= {
                "ref": country,
                "type": "State",
                "via": "organ",
                "organ": "counterpart",
                "name": self.lexicon.actor_facts(country)[0],
            }

    def _other_person(self, mention: Mention, doc: Doc) -> None:
        token = doc[mention["head"]]
        owner = next((self.at[c.i]["ref"] for c in token.children if c.dep_ == "poss" and c.i in self.at), None)
        sentence = token.sent.start
        subject = next((self.at[c.i] for c in token.head.children if c.dep_ in _SUBJECTS and c.i in self.at and c != token), None)
        side = subject["country"] if subject is not None else None
        own = {m["ref"] for m in doc._.amur_mentions if sentence <= m["start"] < mention["start"]}
        for _, other, _ in reversed(self.trail[-12:]):
            if (
                other["type"] == "Person"
                and other["ref"] in self.people
                and other["ref"] != owner
                and (other["ref"] not in own or owner)
                and not (side and other["country"] == side)
            ):
                self._take(mention, other["ref"])
                return

    def _bare_organ(self, mention: Mention) -> None:
        """A bare organ ("the ministry"): the side of the organ of that kind named before, else nothing."""
        for _, other, _ in reversed(self.trail):
            if other.get("organ") == mention["organ"] and other["ref"]:
                mention["ref"], mention["country"], mention["name"] = other["ref"], other["country"], other["name"]
                return
            if other["type"] in ("Ministry", "ArmedForce") and mention["organ"] in other["name"].lower() and other["country"]:
                mention["ref"], mention["country"] = other["country"], other["country"]
                mention["name"] = self.lexicon.actor_facts(other["country"])[0]
                return

    # ---- groups

    def _group(self, mention: Mention, doc: Doc) -> None:
        token = doc[mention["head"]]
        apposed = [self.at[t.i] for c in token.children if c.dep_ == "appos" for t in (c, *c.conjuncts) if t.i in self.at]
        named = [m["ref"] for m in apposed if m["ref"]]
        if len(named) > 1:
            mention["members"] = list(dict.fromkeys(named))
            return
        sides = list(mention.get("sides") or [])
        if not sides:
            for child in token.children:
                if child.dep_ == "poss" and child.i in self.at:
                    sides = [s for s in self.at[child.i]["members"] if self.lexicon.actor_facts(s)[1] == "State"]
        organizations = [
            self.at[g.i]["ref"]
            for c in token.children
            if c.dep_ == "prep" and c.lower_ == "of"
            for g in c.children
            if g.i in self.at and self.at[g.i]["type"] == "InternationalOrganization"
        ]
        organizations += [
            self.at[c.i]["ref"]
            for c in token.children
            if c.dep_ in ("compound", "nmod", "poss") and c.i in self.at and self.at[c.i]["type"] == "InternationalOrganization"
        ]
        if organizations:  # "the ministers of the SCO" meet as the SCO
            mention["members"], mention["type"] = organizations, "InternationalOrganization"
        elif mention["type"] == "Organization":
            mention["members"] = self._last_organizations(mention["count"] or 2)
        elif mention["type"] == "State":
            mention["members"] = sides or self._two_states(mention["count"])
        elif len(sides) > 1 and not mention["level"]:
            mention["members"] = sides
        elif sides and mention["level"]:
            held = [self._holder(side, mention["level"], mention["title"] or "", doc) or side for side in sides]
            mention["members"] = list(dict.fromkeys(held))
        else:
            pair = self._persons_named_together(mention["level"], mention["count"] or 2, mention.get("title"))
            if mention["level"] == "leader" and self._is_of_states(token) and not all(self._is_leader(ref) for ref in pair):
                pair = []
            mention["members"] = pair or (
                self._holders_of_main_sides(mention, doc)
                if mention["type"] == "Person" and mention["level"]
                else self._two_states(2)
                if mention["type"] == "Actor"
                else []
            )

    def _is_of_states(self, token: Token) -> bool:
        """For "the leaders of the two states": not whoever talks here."""
        return any(
            c.dep_ == "prep" and c.lower_ == "of" and any(g.lemma_.lower() in self.lexicon.plural_states for g in c.children)
            for c in token.children
        )

    def _is_leader(self, ref: str) -> bool:
        return "leader" in self.people[ref].levels or "leader" in self._registry_levels(ref)

    def _last_organizations(self, count: int) -> list[str]:
        found: list[str] = []
        for _, mention, _ in reversed(self.trail):
            for ref in [mention["ref"]] if mention["ref"] else reversed(mention["members"]):
                if ref not in found and mention["type"] in ("Company", "Organization"):
                    found.append(ref)
            if len(found) >= count:
                return found[:count][::-1]
        return []

    def _holders_of_main_sides(self, mention: Mention, doc: Doc) -> list[str]:
        states = self._two_states(2)
        held = [self._holder(state, mention["level"], mention["title"] or "", doc) for state in states]
        return [h for h in held if h] if len(states) == 2 and all(held) else []

    def _persons_named_together(self, level: str | None, count: int, title: str | None) -> list[str]:
        def fits(ref: str) -> bool:
            if ref not in self.people:
                return False
            if level == "leader" and title and "leader" in title:
                return True
            return level is None or level in self.people[ref].levels or level in self._registry_levels(ref)

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

    def _two_states(self, count: int | None) -> list[str]:
        if count == 3:
            return self.state_order[-3:] if len(self.state_order) >= 3 else []
        main = sorted(self.states_seen, key=lambda s: (-self.states_seen[s], -self.state_order.index(s)))[:2]
        last = self.state_order[-2:]
        chosen = last if len(last) == 2 and self.states_seen[last[0]] >= 2 and self.states_seen[last[1]] >= 2 else main
        return sorted(chosen, key=self.state_order.index) if len(chosen) == 2 else []

    def _note_pair(self, doc: Doc, start: int) -> None:
        """Persons named together in a sentence that has been read."""
        refs: list[str] = []
        for mention in doc._.amur_mentions:
            if doc[mention["head"]].sent.start == start and mention["type"] == "Person":
                refs += [r for r in ([mention["ref"]] if mention["ref"] else mention["members"]) if r not in refs]
        if len(refs) in (2, 3):
            self.pairs.append(refs)

    # ---- pronouns

    def _pronoun(self, mention: Mention, doc: Doc) -> None:
        token, gender = doc[mention["head"]], mention["gender"]
        if gender == "relative":
            self._relative(mention, token)
        elif gender in ("male", "female"):
            self._he_or_she(mention, token, doc)
        elif gender == "plural":
            self._they(mention, token, doc)
        elif gender == "thing":
            self._it(mention, token, doc)
        elif gender == "first":
            self._first_person(mention, doc)

    def _relative(self, mention: Mention, token: Token) -> None:
        verb = token.head
        while verb.dep_ not in ("relcl", "ROOT", "acl") and verb.head != verb:
            verb = verb.head
        antecedent = self.at.get(verb.head.i) if verb.dep_ in ("relcl", "acl") else None
        if antecedent is not None:
            for key in ("ref", "refs", "members", "name", "type", "country", "place", "place_name", "level", "title"):
                mention[key] = antecedent[key]
            nouns = [self.at[t.i] for t in verb.head.conjuncts if t.i in self.at and t.i < verb.head.i]
            if mention["ref"] and nouns and verb.i - token.i < 12 and verb.tag_ in ("VBP", "VB") and all(n["ref"] for n in nouns):
                mention["members"] = [*(n["ref"] for n in nouns), mention["ref"]]
                mention["ref"] = None

    def _candidates(self, doc: Doc, before: int) -> list[tuple[Mention, Doc]]:
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
            subject = (0 if first.head.dep_ == "ROOT" else 1) if first.dep_ in _SUBJECTS else 2
            ranked.append((distance, subject, -clock, mention, where))
        ranked.sort(key=lambda r: r[:3])
        return [(r[3], r[4]) for r in ranked]

    def _he_or_she(self, mention: Mention, token: Token, doc: Doc) -> None:
        barred: set[str] = set()
        if token.dep_ in ("dobj", "pobj", "dative", "iobj"):  # not the subject of its own verb
            verb = token.head
            while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
                verb = verb.head
            while verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in _SUBJECTS for c in verb.children):
                verb = verb.head
            for child in verb.children:
                if child.dep_ in (*_SUBJECTS, "agent") and child.i in self.at and self.at[child.i]["ref"]:
                    barred.add(self.at[child.i]["ref"])
        barred |= {self.at[t.i]["ref"] for t in token.conjuncts if t.i in self.at and self.at[t.i]["ref"]}
        for earlier in doc._.amur_mentions:  # the same pronoun in one sentence keeps its meaning
            if earlier["start"] >= mention["start"]:
                break
            if (
                earlier["via"] == "pronoun"
                and earlier["gender"] == mention["gender"]
                and earlier["ref"]
                and earlier["ref"] not in barred
                and doc[earlier["head"]].sent.start == token.sent.start
            ):
                self._take(mention, earlier["ref"])
                return
        for other, _ in self._candidates(doc, token.i):
            ref = other["ref"]
            if other["type"] != "Person" or ref is None or ref in barred or ref not in self.people:
                continue
            gender = self.people[ref].gender
            if gender and gender != mention["gender"]:
                continue
            self.people[ref].gender = mention["gender"]
            self._take(mention, ref)
            return

    def _they(self, mention: Mention, token: Token, doc: Doc) -> None:
        sentence_refs: list[str] = []
        said = [c for c in token.head.children if c.dep_ in ("ccomp", "parataxis") and token.dep_ in _SUBJECTS]
        for other, where in self._candidates(doc, token.i):
            if where is doc and any(c == doc[other["head"]] or c.is_ancestor(doc[other["head"]]) for c in said):
                continue  # who speaks is not inside what is said
            if other["members"] and len(other["members"]) > 1:
                mention["members"], mention["type"] = list(other["members"]), other["type"]
                return
            head = where[other["head"]]
            if other["ref"] and other["via"] != "adjective":
                joined = [m["ref"] for t in head.conjuncts for m in where._.amur_mentions if m["head"] == t.i and m["ref"]]
                if joined and other["kind"] != "place":
                    mention["members"], mention["type"] = list(dict.fromkeys([other["ref"], *joined])), other["type"]
                    if where[other["head"]].dep_ == "conj":
                        mention["members"].reverse()
                    return
                if other["type"] == "Person":
                    sentence_refs.append(other["ref"])
            distinct = list(dict.fromkeys(sentence_refs))
            if len(distinct) == 2:
                mention["members"], mention["type"] = distinct, "Person"
                return

    def _it(self, mention: Mention, token: Token, doc: Doc) -> None:
        for other, _ in self._candidates(doc, token.i):
            if other["ref"] and other["type"] not in ("Person", "Actor", "Place") and not other["adjective"]:
                for key in ("ref", "name", "type", "country"):
                    mention[key] = other[key]
                return

    def _first_person(self, mention: Mention, doc: Doc) -> None:
        """The "we" of a government's own text is its state."""
        state = self._own_side(doc)
        if state:
            mention |= {"ref": state, "type": "State", "country": state, "name": self.lexicon.actor_facts(state)[0]}

    def _own_side(self, doc: Doc) -> str | None:
        """The state whose government wrote the text: it leaves its own side unsaid."""
        about = doc._.amur_article or {}
        state = self.gazetteer.side_of(about["publisher_id"]) if about.get("publisher_id") else None
        actor = self.gazetteer.actors.get(about.get("publisher_id") or "")
        if state is None:
            hit = self.lexicon.lookup((about.get("publisher") or "").replace("The ", "").split() or [""], 0)
            if hit is not None and hit[1].seat:
                state = hit[1].actors[0]
                actor = None
        return state if actor is None or actor.type not in ("MediaOutlet", "Company") else None


def _day_told(doc: Doc, sentence: int) -> date | None:
    """The day of which a sentence tells, if it names just one time: offices are held then."""
    told = [
        d
        for d in doc._.amur_dates or []
        if d["edtf"] and d["relation"] == "on" and not d["compared"] and doc[d["head"]].sent.start == sentence
    ]
    return date.fromisoformat(told[0]["earliest"]) if len(told) == 1 and told[0]["precision"] in ("day", "month") else None


def _day_of(doc: Doc) -> date | None:
    dateline = doc._.amur_dateline
    day = (dateline or {}).get("date") or doc._.amur_published
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None
