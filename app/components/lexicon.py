"""The names that the linker knows: registry, states with their adjectives and seats, titles and organs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id
from app.resources import find_resource

Tokens = tuple[str, ...]


@dataclass(slots=True)
class Entry:
    """What a string may name. `adjective` entries are sides of a noun ("Chinese"), `people` are nationals."""

    actors: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    adjective: bool = False
    seat: bool = False  # a capital or a seat of power: a place that stands for its state
    surname: bool = False

    def add(self, other: Entry) -> None:
        self.actors += [ref for ref in other.actors if ref not in self.actors]
        self.places += [ref for ref in other.places if ref not in self.places]
        self.adjective = self.adjective and other.adjective
        self.seat = self.seat or other.seat
        self.surname = self.surname and other.surname


@dataclass(frozen=True, slots=True)
class State:
    """A state; `id` is the registry's where it has it, else provisional."""

    id: str
    name: str
    place: str


class Lexicon:
    """All names by their first token, longest first; and the word lists."""

    def __init__(self, gazetteer: Gazetteer, tokenize: Callable[[str], Iterable[str]]) -> None:
        self.gazetteer = gazetteer
        self._tokenize = tokenize
        self.names: dict[str, dict[Tokens, Entry]] = {}
        self.states: dict[str, State] = {}
        self.surnames: dict[str, list[str]] = {}
        words = load_words("titles")
        self.titles: dict[str, set[str]] = {head: set(before) for head, before in words["titles"].items()}
        self.levels: dict[str, str] = {title: level for level, titles in words["levels"].items() for title in titles}
        self.plural_titles: dict[str, str | None] = words["plural_titles"]
        self.plural_states: set[str] = set(words["plural_states"])
        self.organs: set[str] = set(words["organs"])
        self.plain_organ_words: set[str] = set(words["plain_organ_words"])
        self.plural_organizations: set[str] = set(words["plural_organizations"])
        self.body_words: frozenset[str] = frozenset(words["body_words"])
        self.firm_words: frozenset[str] = frozenset(words["firm_words"])
        self.person_verbs: frozenset[str] = frozenset(words["person_verbs"])
        self.capitals: dict[str, str] = {}  # state -> place
        self._add_states(load_words("demonyms"), load_words("metonyms"))
        self._add_registry()

    # ---- look-up

    def lookup(self, tokens: list[str], start: int) -> tuple[int, Entry] | None:
        """The longest name that begins at this token: (end, entry)."""
        tokens = [_whole(token) for token in tokens[start : start + _LONGEST]]
        found = self._lookup(tokens)
        return (start + found[0], found[1]) if found else None

    def _lookup(self, tokens: list[str], start: int = 0) -> tuple[int, Entry] | None:
        best: tuple[int, Entry] | None = None
        for form in dict.fromkeys((tokens[start], _from_capitals(tokens[start]))):
            for name, entry in self.names.get(form, {}).items():
                end = start + len(name)
                if end > len(tokens) or (best and end <= best[0]):
                    continue
                if all(tokens[start + i] == part or _from_capitals(tokens[start + i]) == part for i, part in enumerate(name)):
                    best = (end, entry)
        return best

    def actor_facts(self, ref: str) -> tuple[str, str, str | None]:
        """(English name, type, state) of a registry actor or state."""
        actor = self.gazetteer.actors.get(ref)
        if actor is not None:
            return actor.labels.get("en", ref), actor.type, self.gazetteer.side_of(ref)
        state = next((s for s in self.states.values() if s.id == ref), None)
        if state is not None:
            return state.name, "State", state.id
        return ref, "Actor", None

    # ---- filling

    def _add(self, name: str, entry: Entry) -> None:
        tokens = tuple(self._tokenize(name))
        if not tokens or not any(c.isupper() for c in name):
            return
        here = self.names.setdefault(tokens[0], {})
        if tokens in here:
            here[tokens].add(entry)
        else:
            here[tokens] = Entry(list(entry.actors), list(entry.places), entry.adjective, entry.seat, entry.surname)

    def _add_states(self, demonyms: dict[str, Any], metonyms: dict[str, Any]) -> None:
        for key, row in demonyms["states"].items():
            name = row["name"]
            known = key in self.gazetteer.actors
            place = next(iter(self.gazetteer.find_places(name)), None) or provisional_actor_id(name)
            state = State(key if known else provisional_actor_id(name), name, place)
            self.states[key] = state
            for alias in [name, *row["aliases"]]:
                self._add(alias, Entry([state.id], [state.place]))
            for adjective in row["adjectives"]:
                self._add(
                    adjective,
                    Entry([state.id], [state.place] if adjective in row["aliases"] else [], adjective=adjective not in row["aliases"]),
                )
            for people in row["people"]:
                self._add(people, Entry([state.id]))
        for prefix, key in demonyms["prefixes"].items():
            self._add(prefix, Entry([self.states[key].id], adjective=True))
        for section in ("capitals", "seats"):
            for key, names in metonyms[section].items():
                for name in names:
                    places = list(self.gazetteer.find_places(name)[:1])
                    if not places and section == "capitals":
                        places = [provisional_actor_id(name)]
                    if section == "capitals":
                        self.capitals.setdefault(self.states[key].id, places[0])
                    self._add(name, Entry([self.states[key].id], places, seat=True))

    def _add_registry(self) -> None:
        for ref, actor in self.gazetteer.actors.items():
            names = {n for n in (actor.labels.get("en"), *actor.aliases) if n and _is_latin(n) and "(" not in n}
            for name in names:
                if name.split()[0].lower() not in self.titles:  # "President of Russia" is read as a title
                    self._add(name, Entry([ref]))
            for surname in actor.surnames:
                if _is_latin(surname):
                    self.surnames.setdefault(surname, []).append(ref)
        for surname, refs in self.surnames.items():
            self._add(surname, Entry(list(dict.fromkeys(refs)), surname=True))
        for ref, place in self.gazetteer.places.items():
            if place.type == "country":
                continue
            for name in {n for n in (place.labels.get("en"), *place.aliases) if n and _is_latin(n) and "(" not in n}:
                self._add(name, Entry([], [ref]))


@lru_cache(maxsize=16)
def load_words(name: str) -> dict[str, Any]:
    """A word file of `data/words`, as it stands."""
    with find_resource("data", "words", f"{name}.yaml").open(encoding="utf-8") as file:
        words: dict[str, Any] = yaml.safe_load(file)
    return words


def word_set(key: str) -> frozenset[str]:
    """A word class of `data/words/grammar.yaml`."""
    return frozenset(load_words("grammar")[key])


def _is_latin(text: str) -> bool:
    return all(ord(c) < 0x250 for c in text)


_LONGEST = 16  # tokens of a name
_MONTHS = frozenset({"Jan.", "Feb.", "Mar.", "Apr.", "Jun.", "Jul.", "Aug.", "Sep.", "Sept.", "Oct.", "Nov.", "Dec."})


def _whole(token: str) -> str:
    """A name at the end of a sentence that the tokenizer took for a month ("Dong Jun.")."""
    return token[:-1] if token in _MONTHS else token


def _from_capitals(token: str) -> str:
    """Datelines and headlines shout: "MOSCOW" is looked up as "Moscow"; short ones are acronyms and stay."""
    return token.capitalize() if len(token) > 3 and token.isupper() else token
