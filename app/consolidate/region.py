"""The part of the world around a change, before and after it, loaded as it is asked for.

Which event a claim was placed in is not computed again: the graph shows it. Only where a person joined events, the clusters that
were joined are found anew, from the claims around them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from app.consolidate.blocks import NOT_EVENTS
from app.consolidate.cluster import Cluster, Rank, rank
from app.consolidate.events import choose_cluster, join_clusters, parted_from
from app.consolidate.lifecycle import Standing, standing_of
from app.consolidate.prepared import Cache, Prepared, prepare
from app.consolidate.rulings import rulings_of
from app.gazetteer import Gazetteer
from app.model import ClaimRecord, Decision

Fetch = Callable[[Sequence[str]], Iterable[ClaimRecord]]


class Shown(Protocol):
    """What the graph shows before a change."""

    def events_of(self, claims: Collection[str]) -> Mapping[str, Collection[str]]:
        """Event id -> all its claims, of the events that tell one of these claims."""
        ...

    def known_of(self, counts: Collection[str]) -> Mapping[str, int]:
        """Count id -> how many events it is told to know."""
        ...


class Side:
    """The claims loaded, as decisions make them, and where they are placed: before, or after the change."""

    def __init__(self, decisions: Sequence[Decision], gazetteer: Gazetteer) -> None:
        self.decisions, self.gazetteer = decisions, gazetteer
        self.rulings = rulings_of(decisions)
        self.parted = parted_from(self.rulings)
        self.mates: dict[str, set[str]] = {}  # claim -> those that a person joined to it
        for pair in self.rulings.together:
            for claim in pair:
                self.mates.setdefault(claim, set()).update(pair - {claim})
        self.items: dict[str, Prepared] = {}
        self.by_key: dict[str, set[str]] = {}
        self.home: dict[str, str] = {}  # claim -> label of its cluster
        self.members: dict[str, set[str]] = {}  # label -> claims

    def take(self, records: Sequence[ClaimRecord], cache: Cache) -> list[Prepared]:
        items = prepare(records, self.decisions, self.gazetteer, cache)
        for item in items:
            self.items[item.claim.id] = item
            for key in item.keys:
                self.by_key.setdefault(key, set()).add(item.claim.id)
        return items

    def place(self, claim: str, label: str | None) -> None:
        """Put a claim into a cluster, out of the one it was in; None: into none."""
        old = self.home.pop(claim, None)
        if old is not None:
            self.members[old].discard(claim)
        if label is not None:
            self.home[claim] = label
            self.members.setdefault(label, set()).add(claim)

    def near(self, keys: Iterable[str]) -> set[str]:
        """The claims stored under any of the merge keys."""
        return {claim for key in keys for claim in self.by_key.get(key, ())}

    def prefix(self, label: str, before: Rank | None = None) -> list[Prepared]:
        """The claims of a cluster in the order they are placed, those before a rank only."""
        ranked = sorted((rank(self.items[claim]), claim) for claim in self.members.get(label, ()))
        return [self.items[claim] for mark, claim in ranked if before is None or mark < before]

    def choose(self, item: Prepared) -> str | None:
        """The label of the cluster that a claim joins, out of the claims placed before it. All claims near it must be loaded."""
        mark = rank(item)
        labels = set()
        for claim in self.near(item.near):
            other = self.items[claim]
            if claim in self.home and other.group == item.group and rank(other) < mark:
                labels.add(self.home[claim])
        clusters = {label: Cluster.of(self.prefix(label, mark)) for label in sorted(labels)}
        chosen = choose_cluster(item, list(clusters.values()), self.parted.get(item.claim.id, ()), self.gazetteer)
        return next((label for label, cluster in clusters.items() if cluster is chosen), None)

    def joined(self, claims: Iterable[str]) -> set[str]:
        """The claims, and all that are one event with them by clusters and by people's joins, as far as they are loaded."""
        found: set[str] = set()
        pending = {claim for claim in claims if claim in self.home}
        while pending:
            found |= pending
            mates = {mate for claim in pending for mate in self.members[self.home[claim]]}
            mates |= {mate for claim in mates for mate in self.mates.get(claim, ()) if mate in self.home}
            pending = mates - found
        return found

    def clusters(self, claims: Iterable[str]) -> list[Cluster]:
        """The events, after people's joins, of these claims (all of each event must be loaded), by id."""
        labels = {self.home[claim] for claim in self.joined(claims)}
        made = [Cluster.of(self.prefix(label)) for label in sorted(labels)]
        return sorted(join_clusters(made, self.rulings), key=lambda cluster: cluster.id)

    def partners(self, claims: Iterable[str]) -> set[str]:
        """Those whom people joined to the claims."""
        return {mate for claim in claims for mate in self.mates.get(claim, ())}


class Region:
    """Both sides of a change. `load` brings in claims; their events come whole."""

    def __init__(
        self,
        fetch: Fetch,
        shown: Shown,
        old: Sequence[ClaimRecord],
        new: Sequence[ClaimRecord],
        decisions: tuple[Sequence[Decision], Sequence[Decision]],
        gazetteer: Gazetteer,
    ) -> None:
        self._fetch, self.shown, self.gazetteer = fetch, shown, gazetteer
        self.changed = {record.article.id for record in (*old, *new)}
        self.before, self.after = Side(decisions[0], gazetteer), Side(decisions[1], gazetteer)
        self._cache: Cache = {}
        self._held: list[ClaimRecord] = [*old, *new]  # the cache goes by identity
        self._asked: set[str] = set()
        self.known: set[str] = {record.claim.id for record in old}
        self.after.take(new, self._cache)
        self._complete(self.before.take(old, self._cache))

    def load(self, keys: Iterable[str]) -> None:
        """All claims that the graph shows under the keys, and the whole events of those, placed as the graph shows them."""
        pending = set(keys) - self._asked
        if pending:
            self._complete(self._fetch_new(pending))

    def _fetch_new(self, keys: set[str]) -> list[Prepared]:
        self._asked |= keys
        fresh = [r for r in self._fetch(sorted(keys)) if r.article.id not in self.changed and r.claim.id not in self.known]
        self.known.update(record.claim.id for record in fresh)
        self._held += fresh
        self.after.take(fresh, self._cache)
        return self.before.take(fresh, self._cache)

    def _complete(self, fresh: list[Prepared]) -> None:
        """Place what was loaded as the graph shows it, and load the rest of its events."""
        unsettled: set[str] = set()
        while fresh:
            unplaced = {item.claim.id for item in fresh if item.claim.type not in NOT_EVENTS} - self.before.home.keys()
            keys: set[str] = set()
            for event, members in self.shown.events_of(sorted(unplaced)).items() if unplaced else ():
                if any(pair <= set(members) for pair in self.before.rulings.together):
                    unsettled |= set(members)
                for claim in members:
                    self.before.place(claim, event)
                    self.after.place(claim, event)
                keys |= {f"r:{claim}" for claim in members if claim not in self.known}
            keys |= {key for claim in unsettled & self.before.items.keys() for key in self.before.items[claim].near}
            fresh = self._fetch_new(keys - self._asked) if keys - self._asked else []
        self._settle_joined(unsettled & self.before.items.keys())

    def _settle_joined(self, claims: Collection[str]) -> None:
        """The clusters that people's joins made events of, as they are by themselves."""
        for claim in claims:
            self.before.place(claim, None)
        for item in sorted((self.before.items[claim] for claim in claims), key=rank):
            label = self.before.choose(item) or f"natural:{item.claim.id}"
            self.before.place(item.claim.id, label)
            self.after.place(item.claim.id, label)

    def events(self, side: Side, claims: Iterable[str]) -> list[Cluster]:
        """The whole events of these claims, after people's joins."""
        found = {claim for claim in claims if claim in side.home}
        while missing := side.partners(side.joined(found)) - self.known:
            self.load({f"r:{claim}" for claim in missing})
            if not missing & self.known:
                break
        return side.clusters(found)


def standings_of(clusters: Iterable[Cluster]) -> dict[str, Standing]:
    return {cluster.id: standing_of(cluster.ordered()) for cluster in clusters}
