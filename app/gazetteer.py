"""Who and what there is: actors, places, offices and their holders, topics, and the names they go by in three languages.

Read from `data/registry` and the user's own registry. Names are compared folded: NFKC, case, diacritics, apostrophes and
the kind of space, hyphen or middle dot do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.registry_files import RegistryRows, own_files, read_registry_rows, registry_files
from app.registry_records import (
    Actor,
    MediaProfile,
    Office,
    OfficeHolding,
    Place,
    Topic,
    read_actor,
    read_holding,
    read_office,
    read_place,
    read_topic,
)  # fmt: skip
from app.resources import find_resource

__all__ = ["Actor", "Gazetteer", "MediaProfile", "Office", "OfficeHolding", "Place", "Topic", "fold"]

_SEPARATORS: Final = re.compile(r"[\s\-_\u00ad\u00b7\u2010-\u2015\u2022\u2027\u2043\u2212\u30fb\ufe58\ufe63\uff0d]+")
_APOSTROPHES: Final = re.compile("['`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\uff07]+")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def fold(name: str) -> str:
    """The form in which names are compared. Idempotent."""
    text = _fold_once(name)
    while (again := _fold_once(text)) != text:
        text = again
    return text


def _fold_once(name: str) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return _SEPARATORS.sub(" ", _APOSTROPHES.sub("", text)).strip()


class Gazetteer:
    """The registry with its indexes; immutable, safe to share between threads and to pickle."""

    actors: Mapping[str, Actor]
    places: Mapping[str, Place]
    offices: Mapping[str, Office]
    holdings: tuple[OfficeHolding, ...]
    topics: Mapping[str, Topic]
    version: str

    def __init__(self, rows: RegistryRows) -> None:
        self.version = rows.version
        self.actors = {key: read_actor(row) for key, row in rows.tables["actors"].items()}
        self.places = _with_countries({key: read_place(row) for key, row in rows.tables["places"].items()}, self.actors.values())
        self.offices = {key: read_office(row) for key, row in rows.tables["offices"].items()}
        self.topics = {key: read_topic(row) for key, row in rows.tables["topics"].items()}
        self.holdings = tuple(sorted((read_holding(row) for row in rows.tables["holdings"].values()), key=_holding_order))
        _check_references(rows, self)
        self._actor_names = _index((actor.id, (actor.id, *actor.names, *actor.surnames)) for actor in self.actors.values())
        for actor in self.actors.values():
            if actor.wikidata:
                self._actor_names.setdefault(fold(actor.wikidata), (actor.id,))
        self._place_names = _index((place.id, (place.id, *place.names)) for place in self.places.values())
        self._by_holder = _group((holding.holder, holding) for holding in self.holdings)
        self._by_office = _group((holding.office, holding) for holding in self.holdings)
        self._domains = {domain: actor.id for actor in self.actors.values() for domain in actor.domains}

    @classmethod
    def load(cls, own: Path | None = None) -> Gazetteer:
        """The shipped registry with the user's own merged in; parsed once as long as the files do not change. Raises BadInput."""
        shipped = registry_files(find_resource("data", "registry"))
        files = shipped + (own_files(own) if own is not None else ())
        stamp = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        return _load(own, stamp)

    def find_actors(self, name: str) -> tuple[str, ...]:
        """Ids of all actors that bear the name, id, surname or Wikidata id, sorted.

        Case does not count: whoever looks up words of a running text must first see that they are a name ("us", "he" and
        "plan" are answered here as US, He Lifeng and the PLA Navy).
        """
        return self._actor_names.get(fold(name), ())

    def find_places(self, name: str) -> tuple[str, ...]:
        """Ids of all places that bear the name or id, sorted."""
        return self._place_names.get(fold(name), ())

    def find_publisher(self, name: str | None, url: str | None = None) -> str | None:
        """Id of the actor that publishes under the name, or else on the host of the URL; None if unknown or ambiguous."""
        for candidate in (name, re.sub(r"\s*\(.*\)\s*$", "", name) if name else None):
            found = self.find_actors(candidate) if candidate else ()
            outlets = [key for key in found if self.actors[key].type == "MediaOutlet"] or list(found)
            if len(outlets) == 1:
                return outlets[0]
        if name or not url:
            return None
        host = re.sub(r"^[a-z]+://", "", url.lower()).split("/", 1)[0].split(":", 1)[0].removeprefix("www.")
        while "." in host:
            if host in self._domains:
                return self._domains[host]
            host = host.split(".", 1)[1]
        return None

    def holders(self, office: str, on: date | None = None, until: date | None = None) -> tuple[OfficeHolding, ...]:
        """Holdings of an office on a day, or anywhere in [on, until]; all of them without dates. Earliest first."""
        return tuple(holding for holding in self._by_office.get(office, ()) if holding.overlaps(on, until or on))

    def offices_of(self, person: str, on: date | None = None, until: date | None = None) -> tuple[OfficeHolding, ...]:
        """What a person held on a day, or anywhere in [on, until]; all of it without dates. Earliest first."""
        return tuple(holding for holding in self._by_holder.get(person, ()) if holding.overlaps(on, until or on))

    def side_of(self, actor: str) -> str | None:
        """Id of the state an actor belongs to; a state is its own side."""
        found = self.actors.get(actor)
        if found is None:
            return None
        return found.country or (found.id if found.type == "State" else None)


@lru_cache(maxsize=4)
def _load(own: Path | None, stamp: tuple[tuple[str, int, int], ...]) -> Gazetteer:
    return Gazetteer(read_registry_rows(own))


def _index(names: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for key, forms in names:
        for form in forms:
            folded = fold(form)
            if folded:
                found.setdefault(folded, set()).add(key)
    return {form: tuple(sorted(keys)) for form, keys in found.items()}


def _group(pairs: Iterable[tuple[str, OfficeHolding]]) -> dict[str, tuple[OfficeHolding, ...]]:
    found: dict[str, list[OfficeHolding]] = {}
    for key, holding in pairs:
        found.setdefault(key, []).append(holding)
    return {key: tuple(group) for key, group in found.items()}


def _holding_order(holding: OfficeHolding) -> tuple[date, str]:
    return (holding.since or date.min, holding.id)


def _with_countries(places: Mapping[str, Place], actors: Iterable[Actor]) -> dict[str, Place]:
    """Every state is also a place."""
    countries = {
        actor.id: Place(actor.id, actor.labels, actor.aliases, "country", actor.id, wikidata=actor.wikidata, sources=actor.sources)
        for actor in actors
        if actor.type == "State"
    }
    return {**countries, **places}


def _check_references(rows: RegistryRows, gazetteer: Gazetteer) -> None:
    states = {actor.id for actor in gazetteer.actors.values() if actor.type == "State"}
    kinds: dict[str, Iterable[str]] = {
        "country": states,
        "parent_organization": gazetteer.actors,
        "organization": gazetteer.actors,
        "holder": gazetteer.actors,
        "office": gazetteer.offices,
        "within": gazetteer.places,
        "broader": gazetteer.topics,
    }
    for table in rows.tables.values():
        for row in table.values():
            for column, known in kinds.items():
                value = row.get(column)
                if value and value not in known:
                    thing = "state" if column == "country" else column.replace("parent_", "")
                    raise row.refuse(f"{column!r} names {value!r}, which is no known {thing}", "Correct the id, or add a row for it.")
