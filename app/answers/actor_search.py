"""Search of actors by name, of the registry and provisional ones alike.

The registry is indexed once; provisional actors are indexed once, and again only those that a new version of the store changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.answers.kept import keep, last_kept
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, RdfLiteral
from app.name_index import NameIndex
from app.stores import Store

Named = Mapping[str, Mapping[str, tuple[str, ...]]]  # actor id -> language -> names
MOST_FRESH = 2000  # changed actors beside the index before it is made anew


@dataclass(frozen=True, slots=True)
class Provisional:
    """Actors that the registry lacks. `base` is an index of `based_on`; what differs from it stands in `fresh`."""

    names: Named
    based_on: Named
    base: NameIndex
    fresh: NameIndex

    def search(self, text: str) -> dict[str, float]:
        known = {key: score for key, score in self.base.search(text).items() if self.names.get(key) == self.based_on[key]}
        return known | self.fresh.search(text)


def search_actors(store: Store, gazetteer: Gazetteer, names: Names, text: str) -> dict[str, float]:
    """Actor id -> how well its name fits, in (0, 1]; 1 for a whole name, id or Wikidata id."""
    return provisional_actors(store, names).search(text) | registry_index(gazetteer).search(text)


@lru_cache(maxsize=4)
def registry_index(gazetteer: Gazetteer) -> NameIndex:
    """The index of a registry, made once."""
    return NameIndex(
        (actor.id, (actor.id, *actor.names, *actor.surnames, *((actor.wikidata,) if actor.wikidata else ())))
        for actor in gazetteer.actors.values()
    )


def provisional_actors(store: Store, names: Names) -> Provisional:
    """The actors that the registry lacks, kept for as long as the store keeps its version."""
    return keep(store, "provisional", lambda: _index(_read(store, names), last_kept(store, "provisional")))


def _index(named: Named, last: Provisional | None) -> Provisional:
    based_on: Named = last.based_on if last is not None else {}
    changed = [key for key, labels in named.items() if based_on.get(key) != labels]
    if last is None or len(changed) > MOST_FRESH:
        return Provisional(named, named, NameIndex((key, _forms(key, labels)) for key, labels in named.items()), NameIndex(()))
    fresh = NameIndex((key, _forms(key, named[key])) for key in changed)
    return Provisional(named, based_on, last.base, fresh)


def _forms(key: str, labels: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [key, *(name for names in labels.values() for name in names)]


def _read(store: Store, names: Names) -> Named:
    found: dict[str, dict[str, list[str]]] = {}
    for actor, label in store.rows("provisional_actors"):
        if isinstance(actor, IRI) and isinstance(label, RdfLiteral):
            found.setdefault(names.slug(actor), {}).setdefault(label.language or "en", []).append(label.value)
    return {key: {language: tuple(sorted(told)) for language, told in labels.items()} for key, labels in sorted(found.items())}


def read_activity(store: Store, names: Names) -> Mapping[str, int]:
    """Actor id -> number of facts it took part in, kept for as long as the store keeps its version."""
    return keep(store, "activity", lambda: _read_activity(store, names))


def _read_activity(store: Store, names: Names) -> dict[str, int]:
    rows = store.rows("actor_activity")
    return {names.slug(actor): int(number.value) for actor, number in rows if isinstance(actor, IRI) and number is not None}
