"""The whole of Amur, as a person would tell it:

bytes -> read -> archive (durable: acknowledged) -> annotate -> extract -> resolve -> validate -> emit -> consolidate -> store

The text side (app/text_side.py) is pure; the graph side, here, has one writer: the owner of the store. Whatever happens in
between, an acknowledged article is replayed at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from app import vocab
from app.archive import Archive, Version
from app.consolidate import block_keys, changes_of, world_change, world_quads
from app.decision_graph import decision_quads
from app.emit import article_quads, ontology_quads
from app.errors import ConfigurationProblem, NotFound
from app.executors import ExtractionFailed, Extractor
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Article, ArticleMeta, Change, Claim, ClaimRecord, Decision, Delta, Quad, RdfLiteral
from app.outcomes import Outcome, Source
from app.query_graph import query_quads
from app.registry_graph import registry_quads
from app.settings import Settings
from app.stores import Store, open_store
from app.text_side import Extracted, Reading, TextSide

logger = logging.getLogger(__name__)
_Item = TypeVar("_Item")
FLUSH_EVERY = 50  # articles between two syncs of the graph; each costs about 0.1 s


@dataclass(frozen=True, slots=True)
class Retraction:
    """What the graph lost with an article: titles of events that are gone, and of those that keep other claims."""

    article: str
    title: str | None
    claims: int
    events_lost: tuple[str, ...]
    events_weakened: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild made."""

    articles: int
    claims: int
    failed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Accepted:
    """An article that the archive holds and the graph is to show."""

    reading: Reading
    version: Version


class Pipeline:
    """A store with its archive, owned by this process. Use as a context manager, or call `close`."""

    def __init__(self, settings: Settings, store: Store, archive: Archive, gazetteer: Gazetteer) -> None:
        self.settings, self.store, self.archive, self.gazetteer = settings, store, archive, gazetteer
        self.names = Names(settings.base_iri)
        self.text_side = TextSide(settings, gazetteer)

    @classmethod
    def open(cls, settings: Settings, *, create: bool = True) -> Pipeline:
        """Become the owner of the store of the settings, bring its shipped graphs up to date and replay what was left undone.

        Raises StoreProblem when another process owns it, or when there is none and `create` is False.
        """
        if settings.is_remote_store:
            raise ConfigurationProblem(f"{settings.store} is a URL; articles are read into a folder.", "Set AMUR_STORE to a folder.")
        gazetteer = Gazetteer.load(settings.registry)
        store = open_store(settings, create=create)
        try:
            archive = Archive.open(Path(settings.store).expanduser() / "archive.sqlite")
        except BaseException:
            store.close()
            raise
        pipeline = cls(settings, store, archive, gazetteer)
        try:
            pipeline._load_shipped_graphs()
            pipeline._replay()
        except BaseException:
            pipeline.close()
            raise
        return pipeline

    def close(self) -> None:
        self.archive.close()
        self.store.close()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- articles in, articles out -------------------------------------------------------------------------------------

    def ingest(self, sources: Iterable[Source]) -> Iterator[list[Outcome]]:
        """Take the sources in: a list of outcomes for each, in order. A bad one stops nothing else."""
        written: dict[str, int] = {}
        extractor = Extractor(self.settings, self.text_side)
        try:
            for batch in _in_batches(sources, extractor.batch_size):
                accepted = [[self._accept(source, item) for item in self.text_side.read(source)] for source in batch]
                readings = [item.reading for items in accepted for item in items if isinstance(item, _Accepted)]
                if any(reading.article.id in written for reading in readings):
                    self._flush(written)  # the archive must know what the graph shows before it changes again
                results = extractor.run(readings)
                for items in accepted:
                    yield [item if isinstance(item, Outcome) else self._apply(item, next(results), written) for item in items]
                if len(written) >= FLUSH_EVERY:
                    self._flush(written)
        finally:
            extractor.close()
            self._flush(written)

    def retract(self, name: str) -> Retraction:
        """Withdraw an article by its key, id or IRI; the archive keeps it. Raises NotFound."""
        found = self.archive.article_id(name) or self.archive.article_id(self.names.slug(name))
        article = self.archive.article(found) if found else None
        if found is None:
            raise NotFound(f"No article has the key, id or IRI {name!r}.", "GET /api/v1/articles lists them.")
        if article is None:
            raise NotFound(f"The article {found} was withdrawn already.", "A corrected text under its key brings it back.")
        old = self._shown_records(found)
        delta = self._world_change(old, [])
        lost, weakened = self._losses(delta)
        version = self.archive.retract(found)
        self._note_changes(found, delta)
        self.store.replace(self.names.graph("article", found), (), delta)
        self._flush({found: version.number})
        logger.info("article withdrawn", extra={"article": found, "claims": len(old), "events_lost": len(lost)})
        return Retraction(found, article.title, len(old), lost, weakened)

    def decide(self, decision: Decision) -> tuple[tuple[Change, ...], tuple[str, ...], tuple[str, ...]]:
        """Record a decision and show what it makes of the world: the changes, and the titles of events lost and weakened."""
        delta = self._world_change((), (), extra=(decision,))
        lost, weakened = self._losses(delta)
        changes = changes_of(delta, self.names)
        self.archive.add_decision(decision)
        self._note_changes(decision.id, delta)
        self.store.replace(self.names.graph("decisions"), decision_quads(self.archive.decisions(), self.names), delta)
        self.store.flush()
        logger.info("decision recorded", extra={"decision": decision.id, "kind": decision.kind, "changes": len(changes)})
        return changes, lost, weakened

    def rebuild(self) -> Rebuilt:
        """Make all managed graphs anew from the archive, with the rules of this version; when interrupted, the next start goes on.

        An article whose extraction fails keeps the claims that it had.
        """
        self.archive.mark_all_pending()
        extractor = Extractor(self.settings, self.text_side)
        failed: list[str] = []
        shown: dict[str, int] = {}
        records: list[ClaimRecord] = []
        try:
            for batch in _in_batches(self.archive.articles(), extractor.batch_size):
                for meta, result in zip(batch, self._extract_again([meta.id for meta in batch], extractor), strict=True):
                    if isinstance(result, ExtractionFailed):
                        failed.append(f"{meta.id}: {result}")
                    claims = self._show_anew(meta.id, result)
                    if claims is not None:
                        records += [ClaimRecord(meta, claim) for claim in claims]
                        shown[meta.id] = self.archive.versions(meta.id)[-1].number
        finally:
            extractor.close()
        for graph in self.store.graphs():
            if graph.value.startswith(self.names.graph("article", "").value) and self.names.slug(graph) not in shown:
                self.store.delete_graph(graph)
        self._put_shipped_graphs()
        self._put_world(records)
        count = len(shown)
        self._flush(shown)
        return Rebuilt(count, len(records), tuple(failed))

    # ---- one article ---------------------------------------------------------------------------------------------------

    def _accept(self, source: Source, item: Reading | Outcome) -> _Accepted | Outcome:
        """Put an article into the archive, durably; Outcome if there is nothing more to do for it."""
        if isinstance(item, Outcome):
            return item
        article = item.article
        version = self.archive.append(source.data, article, {**source.meta, "name": source.name})
        if not version.is_new:
            known = self.archive.extraction(article.id)
            if version.retracted:
                told = ("It was withdrawn and stays so; a corrected text under its key would bring it back.",)
                return Outcome(item.name, "unchanged", article.id, warnings=told)
            if known is not None and (item.tabled is not None or known.rules == self.text_side.rules):
                return Outcome(item.name, "unchanged", article.id, len(self.archive.claims(article.id)))
        return _Accepted(item, version)

    def _apply(self, accepted: _Accepted, result: Extracted | ExtractionFailed, written: dict[str, int]) -> Outcome:
        """Show an accepted article's claims in the graph, in one update."""
        name, article, version = accepted.reading.name, accepted.reading.article, accepted.version
        if isinstance(result, ExtractionFailed):
            return Outcome(name, "failed", article.id, reason=f"It is kept, but {result}.", hint="It is tried again at the next start.")
        versions = self.archive.versions(article.id)
        if versions[-1].number != version.number:
            return Outcome(name, "updated", article.id, warnings=("Another text under the same key came after it in this run.",))
        new = _records(article, result.claims)
        delta = self._world_change(self._shown_records(article.id), new, written)
        self._note_changes(article.id, delta)
        self.store.replace(self._graph(article), article_quads(article, result.claims, result.extraction, self.names), delta)
        self._save(article, version.number, result)
        written[article.id] = version.number
        logger.info("article read", extra={"article": article.id, "claims": len(new), "refused": len(result.refused)})
        is_first = len(versions) == 1 and version.is_new
        return Outcome(name, "added" if is_first else "updated", article.id, len(new), result.refused, article.warnings)

    def _save(self, article: Article, version: int, result: Extracted) -> None:
        keys = {claim.id: block_keys(claim, self.gazetteer) for claim in result.claims}
        self.archive.save_claims(article.id, version, result.claims, result.extraction, keys)

    def _flush(self, written: dict[str, int]) -> None:
        """Make the graph durable, then tell the archive what it shows."""
        if written:
            self.store.flush()
            for article, version in written.items():
                self.archive.mark_applied(article, version)
            written.clear()

    def _world_change(
        self, old: Sequence[ClaimRecord], new: Sequence[ClaimRecord], written: Collection[str] = (), extra: Sequence[Decision] = ()
    ) -> Delta:
        """The change against what the graph shows: of the articles just written their new claims, of all others the applied ones.

        `extra` are decisions that the archive does not hold yet.
        """

        def fetch(keys: Collection[str]) -> list[ClaimRecord]:
            applied = [r for r in self.archive.claims_in_blocks(keys, applied=True) if r.article.id not in written]
            return applied + [r for r in self.archive.claims_in_blocks(keys) if r.article.id in written]

        decisions = self.archive.decisions()
        return world_change(fetch, old, new, decisions, (*decisions, *extra), self.gazetteer, self.names)

    def _note_changes(self, cause: str, delta: Delta) -> None:
        """Record what the next version of the graph changes."""
        self.archive.add_changes(self.store.version + 1, cause, changes_of(delta, self.names))

    def _shown_records(self, article: str) -> list[ClaimRecord]:
        """The claims of an article that the graph shows now."""
        keys = self.archive.block_keys(article, applied=True)
        return [record for record in self.archive.claims_in_blocks(keys, applied=True) if record.article.id == article]

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

    # ---- start-up ------------------------------------------------------------------------------------------------------

    def _shipped_graphs(self) -> Iterator[tuple[IRI, Callable[[], tuple[Quad, ...]]]]:
        yield self.names.graph("ontology"), lambda: ontology_quads(self.names)
        yield self.names.graph("registry"), lambda: registry_quads(self.gazetteer, self.names)
        yield self.names.graph("queries"), lambda: query_quads(self.names)
        yield self.names.graph("decisions"), lambda: decision_quads(self.archive.decisions(), self.names)

    def _put_shipped_graphs(self) -> bool:
        """Bring ontology, registry, queries and decisions up to date; True if what the world rests on changed."""
        resting_on = (self.names.graph("registry"), self.names.graph("decisions"))
        has_changed = False
        for graph, make in self._shipped_graphs():
            quads = make()
            if set(self.store.get_graph(graph)) != set(quads):
                self.store.put_graph(graph, quads)
                has_changed |= graph in resting_on
        return has_changed

    def _load_shipped_graphs(self) -> None:
        if self._put_shipped_graphs():
            if self.archive.articles():
                logger.warning(
                    "the registry or the decisions changed: the world is computed anew; amur rebuild links the articles to it as well"
                )
                self._put_world(self._all_records({item.article for item in self.archive.unapplied()}))
            self.store.flush()

    def _replay(self) -> None:
        """Finish what stopped between the archive's acknowledgement and the graph. The world is made from all claims: rare, and safe."""
        pending = self.archive.unapplied()
        if not pending:
            return
        logger.warning("finishing what was left undone", extra={"articles": len(pending)})
        done: dict[str, int] = {}
        undone: set[str] = set()
        extractor = Extractor(self.settings, self.text_side)
        try:
            for batch in _in_batches(pending, extractor.batch_size):
                results = iter(self._extract_again([item.article for item in batch if not item.retracted], extractor))
                for item in batch:
                    if item.retracted:
                        self.store.delete_graph(self.names.graph("article", item.article))
                    elif self._show_anew(item.article, next(results)) is None:
                        undone.add(item.article)
                        if not self._shown_records(item.article):
                            self.store.delete_graph(self.names.graph("article", item.article))
                        continue
                    done[item.article] = item.version
        finally:
            extractor.close()
        self._put_world(self._all_records(undone))
        self._flush(done)

    def _extract_again(self, articles: Sequence[str], extractor: Extractor) -> list[Extracted | ExtractionFailed]:
        """The claims of articles of the archive, by the rules of this version."""
        readings = [self._reading_of(article) for article in articles]
        results = extractor.run([reading for reading in readings if isinstance(reading, Reading)])
        return [next(results) if isinstance(reading, Reading) else reading for reading in readings]

    def _show_anew(self, article_id: str, result: Extracted | ExtractionFailed) -> tuple[Claim, ...] | None:
        """Write an article's graph; for a failed extraction with the claims that it had. None: its graph stays as it is."""
        article, known = self.archive.article(article_id), self.archive.extraction(article_id)
        if isinstance(result, ExtractionFailed):
            logger.error("an article could not be read again", extra={"article": article_id, "reason": str(result)})
            result = Extracted(self.archive.claims(article_id), (), known) if known is not None else result
        if article is None or isinstance(result, ExtractionFailed):
            return None
        self.store.put_graph(self._graph(article), article_quads(article, result.claims, result.extraction, self.names))
        self._save(article, self.archive.versions(article_id)[-1].number, result)
        return result.claims

    def _all_records(self, unshown: Collection[str]) -> Iterator[ClaimRecord]:
        """The claims that the world is made of: of all articles the current ones, of the `unshown` those that the graph still shows."""
        for meta in self.archive.articles():
            if meta.id in unshown:
                yield from self._shown_records(meta.id)
            else:
                yield from (ClaimRecord(meta, claim) for claim in self.archive.claims(meta.id))

    def _put_world(self, records: Iterable[ClaimRecord]) -> None:
        quads = world_quads(records, self.archive.decisions(), self.gazetteer, self.names)
        held = set(self.store.get_graph(self.names.graph("world")))
        self._note_changes("", Delta(removed=tuple(held.difference(quads)), added=tuple(set(quads) - held)))
        self.store.put_graph(self.names.graph("world"), quads)

    def _reading_of(self, article_id: str) -> Reading | ExtractionFailed:
        """What the archive holds of an article; the claims of a table are read from its bytes again."""
        article = self.archive.article(article_id)
        if article is None:
            return ExtractionFailed("the archive does not hold it")
        if article.kind != "curated":
            return Reading(article.id, article)
        version = self.archive.versions(article_id)[-1].number
        meta = self.archive.given_meta(article_id, version)
        name = str(meta.pop("name"))
        for item in self.text_side.read(Source(name, self.archive.raw(article_id, version), meta)):
            if isinstance(item, Reading):
                return item
        return ExtractionFailed(f"this version can no longer read the table {name}")

    def _graph(self, article: Article) -> IRI:
        return self.names.graph("article", article.id)


def _records(article: Article, claims: Iterable[Claim]) -> list[ClaimRecord]:
    meta = ArticleMeta.of(article)
    return [ClaimRecord(meta, claim) for claim in claims]


def _in_batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
