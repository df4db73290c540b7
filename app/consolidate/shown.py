"""What the graph shows of events and counts, read from the store."""

from __future__ import annotations

from collections.abc import Collection

from app import vocab
from app.ids import Names
from app.model import IRI
from app.stores import Store


class ShownInStore:
    """The world graph of a store, as a change asks for it (`region.Shown`)."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store, self._names = store, names

    def events_of(self, claims: Collection[str]) -> dict[str, set[str]]:
        """Event id -> all its claims, of the events that tell one of these claims."""
        found: dict[str, set[str]] = {}
        for event, member in self._store.rows("claims_of_same_events", {}, {"claim": [self._names.resource("claim", c) for c in claims]}):
            if isinstance(event, IRI) and isinstance(member, IRI):
                found.setdefault(self._names.slug(event), set()).add(self._names.slug(member))
        return found

    def known_of(self, counts: Collection[str]) -> dict[str, int]:
        """Count id -> how many events it is told to know."""
        rows = self._store.rows("properties", {}, {"thing": [self._names.resource("counted", count) for count in counts]})
        return {
            self._names.slug(thing): int(value.value)
            for thing, predicate, value in rows
            if isinstance(thing, IRI) and predicate is not None and predicate.value == vocab.P_KNOWN and value is not None
        }
