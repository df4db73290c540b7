"""The graph side of the pipeline: claims and decisions -> graphs. One writer: what changes the graph goes through one lock, in order.

The archive is told that the graph shows a version only after the graph is on the disk; until then its articles stand in a list
of *written* ones, whose new claims count and whose applied ones do not.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from app import vocab
from app.archive import Archive, Version
from app.consolidate import ShownInStore, block_keys, changes_of, world_change, world_quads
from app.decision_graph import decision_quads
from app.emit import article_quads, ontology_quads
from app.errors import StoreProblem
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Article, ArticleMeta, Change, Claim, ClaimRecord, Decision, Delta, Extraction, Quad, RdfLiteral
from app.query_graph import query_quads
from app.registry_graph import registry_quads
from app.sentences import Sentences
from app.stores import Store
from app.stores.world_log import begin_log, changing_world
from app.text_side import Extracted

logger = logging.getLogger(__name__)
FLUSH_EVERY = 50  # articles between two syncs of the graph; each costs about 0.1 s
WAIT_S = 20.0  # for the writer before a client is told to come back


class GraphSide:
    """The managed graphs of a store, kept in step with its archive. Methods may be called from any thread."""

    def __init__(self, store: Store, archive: Archive, gazetteer: Gazetteer, names: Names) -> None:
        self.store, self.archive, self.gazetteer, self.names = store, archive, gazetteer, names
        self.sentences = Sentences.beside(archive)
        self._lock = threading.RLock()
        self._written: dict[str, int] = {}
        begin_log(store)

    def close(self) -> None:
        self.sentences.close()

    @contextmanager
    def writing(self, wait_s: float = -1) -> Iterator[None]:
        """Nothing else changes archive or graph inside. Raises StoreProblem (503) when it is not free within `wait_s` seconds."""
        if not self._lock.acquire(timeout=wait_s):
            raise StoreProblem("The store is busy with a long piece of work (a rebuild).", "Try again in a minute.", retry_after_s=60)
        try:
            yield
        finally:
            self._lock.release()

    def append(self, data: bytes, article: Article, given: dict[str, object]) -> Version:
        """Put an article into the archive, durably."""
        with self.writing(WAIT_S):
            if article.id in self._written:
                self.flush()  # the archive must know what the graph shows before it changes again
            return self.archive.append(data, article, given)

    def show(self, article: Article, version: int, result: Extracted) -> None:
        """Make the graph show the claims of this version, in one update. `flush` makes it last."""
        with self.writing():
            delta = self.world_change(self.shown_records(article.id), _records(article, result.claims))
            self.note_changes(article.id, delta)
            with changing_world(self.store, (*delta.added, *delta.removed)):
                self.store.replace(self.graph_of(article.id), article_quads(article, result.claims, result.extraction, self.names), delta)
            self.save(article, version, result)
            self.sentences.put(article.id, version, result.claims)
            self._written[article.id] = version

    def withdraw(self, article: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Take an article out: how many claims it had, and the titles of the events lost and weakened."""
        with self.writing(WAIT_S):
            self.flush()
            old = self.shown_records(article)
            delta = self.world_change(old, [])
            lost, weakened = self._losses(delta)
            version = self.archive.retract(article)
            self.note_changes(article, delta)
            with changing_world(self.store, (*delta.added, *delta.removed)):
                self.store.replace(self.graph_of(article), (), delta)
            self.sentences.drop(article)
            self._written[article] = version.number
            self.flush()
            return len(old), lost, weakened

    def decide(self, decision: Decision) -> tuple[tuple[Change, ...], tuple[str, ...], tuple[str, ...]]:
        """Record a decision and show what it makes of the world: the changes, and the titles of events lost and weakened."""
        with self.writing(WAIT_S):
            self.flush()
            delta = self.world_change((), (), extra=(decision,))
            lost, weakened = self._losses(delta)
            changes = self._changes(delta)
            self.archive.add_decision(decision)
            self.note_changes(decision.id, delta)
            with changing_world(self.store, (*delta.added, *delta.removed)):
                self.store.replace(self.names.graph("decisions"), decision_quads(self.archive.decisions(), self.names), delta)
            self.store.flush()
            return changes, lost, weakened

    @property
    def is_flush_due(self) -> bool:
        return len(self._written) >= FLUSH_EVERY

    def flush(self, also: dict[str, int] | None = None) -> None:
        """Make the graph durable, then tell the archive what it shows."""
        with self.writing():
            self._written.update(also or {})
            if self._written:
                self.store.flush()
                for article, version in self._written.items():
                    self.archive.mark_applied(article, version)
                shown = self.archive.applied() if also else {}
                for article in also or {}:
                    self.sentences.refresh(self.archive, article, shown.get(article))
                self._written.clear()

    # ---- one article ---------------------------------------------------------------------------------------------------

    def graph_of(self, article: str) -> IRI:
        return self.names.graph("article", article)

    def put_article(self, article: Article, claims: tuple[Claim, ...], extraction: Extraction) -> None:
        """Write an article's graph without the world."""
        self.store.put_graph(self.graph_of(article.id), article_quads(article, claims, extraction, self.names))

    def save(self, article: Article, version: int, result: Extracted) -> None:
        """Keep the claims of a version in the archive."""
        keys = {claim.id: block_keys(claim, self.gazetteer) for claim in result.claims}
        self.archive.save_claims(article.id, version, result.claims, result.extraction, keys)

    def shown_records(self, article: str) -> list[ClaimRecord]:
        """The claims of an article that the graph shows now."""
        return list(self.archive.records_of(article, applied=article not in self._written))

    # ---- the world -----------------------------------------------------------------------------------------------------

    def world_change(self, old: Sequence[ClaimRecord], new: Sequence[ClaimRecord], extra: Sequence[Decision] = ()) -> Delta:
        """The change against what the graph shows: of the articles just written their new claims, of all others the applied ones.

        `extra` are decisions that the archive does not hold yet.
        """
        written = self._written

        def fetch(keys: Collection[str]) -> list[ClaimRecord]:
            applied = [r for r in self.archive.claims_in_blocks(keys, applied=True) if r.article.id not in written]
            return applied + [r for r in self.archive.claims_in_blocks(keys) if r.article.id in written]

        decisions = self.archive.decisions()
        return world_change(
            fetch, ShownInStore(self.store, self.names), old, new, decisions, (*decisions, *extra), self.gazetteer, self.names
        )

    def put_world(self, records: Iterable[ClaimRecord]) -> None:
        """Make the world anew from all claims."""
        quads = world_quads(records, self.archive.decisions(), self.gazetteer, self.names)
        held = set(self.store.get_graph(self.names.graph("world")))
        self.note_changes("", Delta(removed=tuple(held.difference(quads)), added=tuple(set(quads) - held)))
        with changing_world(self.store, None):
            self.store.put_graph(self.names.graph("world"), quads)

    def all_records(self, unshown: Collection[str]) -> Iterator[ClaimRecord]:
        """The claims that the world is made of: of all articles the current ones, of the `unshown` those that the graph still shows."""
        for meta in self.archive.articles():
            if meta.id in unshown:
                yield from self.shown_records(meta.id)
            else:
                yield from (ClaimRecord(meta, claim) for claim in self.archive.claims(meta.id))

    def note_changes(self, cause: str, delta: Delta) -> None:
        """Record what the next version of the graph changes."""
        self.archive.add_changes(self.store.version + 1, cause, self._changes(delta))

    def _changes(self, delta: Delta) -> tuple[Change, ...]:
        """What a change, not yet written, does to each thing; an event that keeps its title is told by it, too."""
        found = changes_of(delta, self.names)
        bare = [self.names.resource(change.kind, change.id) for change in found if change.title is None]
        named = self.store.rows("labels", {}, {"thing": bare}) if bare else []
        titles = {thing: label.value for thing, label in named if isinstance(label, RdfLiteral) and label.language == "en"}
        return tuple(
            change if change.title is not None else replace(change, title=titles.get(self.names.resource(change.kind, change.id)))
            for change in found
        )

    def _losses(self, delta: Delta) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Titles of the events that a change takes away, and of those that lose a claim and stay (perhaps under another IRI)."""
        claims_of: dict[IRI, set[object]] = {}
        for quad in delta.removed:
            if quad.predicate.value == vocab.P_CLAIM and isinstance(quad.subject, IRI) and self.names.kind(quad.subject) == "event":
                claims_of.setdefault(quad.subject, set()).add(quad.object)
        named = self.store.rows("labels", {}, {"thing": sorted(claims_of)}) if claims_of else []
        titles = {thing: label.value for thing, label in named if isinstance(label, RdfLiteral) and label.language == "en"}
        gone = {quad.subject for quad in delta.removed if quad.predicate.value == vocab.P_STATUS}
        gone -= {quad.subject for quad in delta.added if quad.predicate.value == vocab.P_STATUS}
        moved = {quad.object for quad in delta.added if quad.predicate.value == vocab.P_CLAIM}
        lost, weakened = [], []
        for event, claims in sorted(claims_of.items()):
            if event not in gone or claims & moved:
                weakened.append(titles.get(event, self.names.slug(event)))
            else:
                lost.append(titles.get(event, self.names.slug(event)))
        return tuple(lost), tuple(weakened)

    # ---- shipped graphs ------------------------------------------------------------------------------------------------

    def _shipped_graphs(self) -> Iterator[tuple[IRI, Callable[[], tuple[Quad, ...]]]]:
        yield self.names.graph("ontology"), lambda: ontology_quads(self.names)
        yield self.names.graph("registry"), lambda: registry_quads(self.gazetteer, self.names)
        yield self.names.graph("queries"), lambda: query_quads(self.names)
        yield self.names.graph("decisions"), lambda: decision_quads(self.archive.decisions(), self.names)

    def put_shipped_graphs(self) -> bool:
        """Bring ontology, registry, queries and decisions up to date; True if what the world rests on changed."""
        resting_on = (self.names.graph("registry"), self.names.graph("decisions"))
        has_changed = False
        for graph, make in self._shipped_graphs():
            quads = make()
            if set(self.store.get_graph(graph)) != set(quads):
                self.store.put_graph(graph, quads)
                has_changed |= graph in resting_on
        return has_changed

    def load_shipped_graphs(self) -> None:
        """At the start: the shipped graphs, and the world when it rests on what has changed in them."""
        if self.put_shipped_graphs():
            if self.archive.articles():
                logger.warning(
                    "the registry or the decisions changed: the world is computed anew; amur rebuild links the articles to it as well"
                )
                self.put_world(self.all_records({item.article for item in self.archive.unapplied()}))
            self.store.flush()


def _records(article: Article, claims: Iterable[Claim]) -> list[ClaimRecord]:
    meta = ArticleMeta.of(article)
    return [ClaimRecord(meta, claim) for claim in claims]
