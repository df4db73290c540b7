"""The whole of Amur, as a person would tell it:

bytes -> read -> archive (durable: acknowledged) -> annotate -> extract -> resolve -> validate -> emit -> consolidate -> store

The text side (app/text_side.py) is pure; the graph side (app/graph_side.py) has one writer: the owner of the store. Whatever
happens in between, an acknowledged article is shown in the end: at the next start, or (`finish_later`) by whoever takes up
what `left_over` lists.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

from app.archive import Archive, Pending, Version
from app.errors import NotFound
from app.executors import ExtractionFailed, Extractor
from app.gazetteer import Gazetteer
from app.graph_side import GraphSide
from app.ids import Names
from app.model import Change, Claim, ClaimRecord, Decision
from app.outcomes import Outcome, Source
from app.settings import Settings
from app.stores import Store, open_store
from app.text_side import Extracted, Reading, TextSide

logger = logging.getLogger(__name__)
_Item = TypeVar("_Item")


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
class Accepted:
    """An article that the archive holds and the graph is to show."""

    reading: Reading
    version: Version


class Pipeline:
    """A store with its archive, owned by this process. Use as a context manager, or call `close`."""

    def __init__(self, settings: Settings, store: Store, archive: Archive, gazetteer: Gazetteer) -> None:
        self.settings, self.store, self.archive, self.gazetteer = settings, store, archive, gazetteer
        self.names = Names(settings.base_iri)
        self.text_side = TextSide(settings, gazetteer)
        self.graph_side = GraphSide(store, archive, gazetteer, self.names)
        self.left_over: tuple[Pending, ...] = ()

    @classmethod
    def open(cls, settings: Settings, *, create: bool = True, finish_later: bool = False) -> Pipeline:
        """Become the owner of the store of the settings, bring its shipped graphs up to date and replay what was left undone.

        `finish_later`: articles of which the graph shows nothing yet are only listed in `left_over`. Raises StoreProblem when
        another process owns it, or when there is none and `create` is False.
        """
        gazetteer = Gazetteer.load(settings.registry)
        store = open_store(settings, create=create)
        try:
            archive = Archive.open(settings.folder / "archive.sqlite")
        except BaseException:
            store.close()
            raise
        pipeline = cls(settings, store, archive, gazetteer)
        try:
            if store.is_behind:
                logger.warning("the store does not show what it should: everything is shown anew from the archive")
                archive.mark_all_pending()
            pipeline.graph_side.load_shipped_graphs()
            pipeline._replay(finish_later=finish_later)
        except BaseException:
            pipeline.close()
            raise
        return pipeline

    def close(self) -> None:
        self.graph_side.close()
        self.archive.close()
        self.store.close()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- articles in, articles out -------------------------------------------------------------------------------------

    def ingest(self, sources: Iterable[Source]) -> Iterator[list[Outcome]]:
        """Take the sources in: a list of outcomes for each, in order. A bad one stops nothing else."""
        extractor = Extractor(self.settings, self.text_side)
        try:
            for batch in _in_batches(sources, extractor.batch_size):
                accepted = [self.accept(source) for source in batch]
                results = extractor.run([item.reading for items in accepted for item in items if isinstance(item, Accepted)])
                for items in accepted:
                    yield [item if isinstance(item, Outcome) else self.show(item, next(results)) for item in items]
                if self.graph_side.is_flush_due:
                    self.graph_side.flush()
        finally:
            extractor.close()
            self.graph_side.flush()

    def accept(self, source: Source) -> list[Accepted | Outcome]:
        """Read a source and put its articles into the archive, durably; an Outcome where there is nothing more to do."""
        return [item if isinstance(item, Outcome) else self._append(source, item) for item in self.text_side.read(source)]

    def resume(self, name: str, article_id: str, number: int) -> Accepted | Outcome:
        """An article that was accepted before, from the archive; an Outcome when it was replaced or withdrawn meanwhile."""
        version = next((known for known in self.archive.versions(article_id) if known.number == number), None)
        if version is None:
            return Outcome(name, "failed", article_id, reason="The archive does not hold it.", hint="Send it again.")
        if (told := self._overtaken(name, article_id, number)) is not None:
            return told
        if self.archive.is_applied(article_id, number):
            return Outcome(name, "added" if number == 1 else "updated", article_id, len(self.archive.claims(article_id)))
        reading = self._reading_of(article_id)
        if isinstance(reading, ExtractionFailed):
            return self._failure(name, article_id, reading)
        return Accepted(replace(reading, name=name), replace(version, is_new=True))

    def show(self, accepted: Accepted, result: Extracted | ExtractionFailed) -> Outcome:
        """Show an accepted article's claims in the graph, in one update; `graph_side.flush` makes it last."""
        name, article, version = accepted.reading.name, accepted.reading.article, accepted.version
        if isinstance(result, ExtractionFailed):
            return self._failure(name, article.id, result)
        with self.graph_side.writing():
            if (told := self._overtaken(name, article.id, version.number)) is not None:
                return told
            self.graph_side.show(article, version.number, result)
        logger.info("article read", extra={"article": article.id, "claims": len(result.claims), "refused": len(result.refused)})
        is_first = version.number == 1 and version.is_new
        return Outcome(name, "added" if is_first else "updated", article.id, len(result.claims), result.refused, article.warnings)

    def retract(self, name: str) -> Retraction:
        """Withdraw an article by its key, id or IRI; the archive keeps it. Raises NotFound."""
        found = self.archive.article_id(name) or self.archive.article_id(self.names.slug(name))
        article = self.archive.article(found) if found else None
        if found is None:
            raise NotFound(f"No article has the key, id or IRI {name!r}.", "GET /api/v1/articles lists them.")
        if article is None:
            raise NotFound(f"The article {found} was withdrawn already.", "A corrected text under its key brings it back.")
        claims, lost, weakened = self.graph_side.withdraw(found)
        logger.info("article withdrawn", extra={"article": found, "claims": claims, "events_lost": len(lost)})
        return Retraction(found, article.title, claims, lost, weakened)

    def decide(self, decision: Decision) -> tuple[tuple[Change, ...], tuple[str, ...], tuple[str, ...]]:
        """Record a decision and show what it makes of the world: the changes, and the titles of events lost and weakened."""
        changes, lost, weakened = self.graph_side.decide(decision)
        logger.info("decision recorded", extra={"decision": decision.id, "kind": decision.kind, "changes": len(changes)})
        return changes, lost, weakened

    def rebuild(self) -> Rebuilt:
        """Make all managed graphs anew from the archive, with the rules of this version; when interrupted, the next start goes on.

        An article whose extraction fails keeps the claims that it had.
        """
        with self.graph_side.writing():
            self.graph_side.flush()
            return self._rebuild()

    # ---- one article ---------------------------------------------------------------------------------------------------

    def _append(self, source: Source, reading: Reading) -> Accepted | Outcome:
        article = reading.article
        data = source.data if reading.raw is None else reading.raw
        version = self.graph_side.append(data, article, {**source.meta, "name": source.name})
        if not version.is_new:
            known = self.archive.extraction(article.id)
            if version.retracted:
                told = ("It was withdrawn and stays so; a corrected text under its key would bring it back.",)
                return Outcome(reading.name, "unchanged", article.id, warnings=told)
            if known is not None and (reading.tabled is not None or known.rules == self.text_side.rules):
                return Outcome(reading.name, "unchanged", article.id, len(self.archive.claims(article.id)))
        return Accepted(replace(reading, raw=None), version)

    def _overtaken(self, name: str, article_id: str, number: int) -> Outcome | None:
        """What to tell of a version that another one replaced, or that was withdrawn, before the graph showed it."""
        last = self.archive.versions(article_id)[-1]
        if last.number != number:
            return Outcome(name, "updated", article_id, warnings=("Another text under the same key came after it.",))
        return Outcome(name, "unchanged", article_id, warnings=("It was withdrawn meanwhile.",)) if last.retracted else None

    @staticmethod
    def _failure(name: str, article_id: str, problem: ExtractionFailed) -> Outcome:
        return Outcome(name, "failed", article_id, reason=f"It is kept, but {problem}.", hint="It is tried again at the next start.")

    # ---- start-up and rebuild ------------------------------------------------------------------------------------------

    def _replay(self, *, finish_later: bool) -> None:
        """Finish what stopped between the archive's acknowledgement and the graph. The world is made from all claims: rare, and safe."""
        pending = self.archive.unapplied()
        if finish_later:
            graphs = set(self.store.graphs())
            self.left_over = tuple(one for one in pending if not one.retracted and self._shows_nothing(one.article, graphs))
            left = set(self.left_over)
            pending = tuple(one for one in pending if one not in left)
        if not pending:
            return
        logger.warning("finishing what was left undone", extra={"articles": len(pending)})
        done: dict[str, int] = {}
        undone = {one.article for one in self.left_over}
        extractor = Extractor(self.settings, self.text_side)
        try:
            for batch in _in_batches(pending, extractor.batch_size):
                results = iter(self._read_again([item.article for item in batch if not item.retracted], extractor))
                for item in batch:
                    if item.retracted:
                        self.store.delete_graph(self.graph_side.graph_of(item.article))
                    elif self._show_anew(item.article, next(results)) is None:
                        undone.add(item.article)
                        if not self.graph_side.shown_records(item.article):
                            self.store.delete_graph(self.graph_side.graph_of(item.article))
                        continue
                    done[item.article] = item.version
        finally:
            extractor.close()
        self.graph_side.put_world(self.graph_side.all_records(undone))
        self.graph_side.flush(done)

    def _shows_nothing(self, article_id: str, graphs: set[Any]) -> bool:
        """True if the graph certainly knows nothing of an article: a version is shown together with its graph, in one update."""
        return self.graph_side.graph_of(article_id) not in graphs and not self.archive.block_keys(article_id, applied=True)

    def _rebuild(self) -> Rebuilt:
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
            if graph.value.startswith(self.graph_side.graph_of("").value) and self.names.slug(graph) not in shown:
                self.store.delete_graph(graph)
        self.graph_side.put_shipped_graphs()
        self.graph_side.put_world(records)
        count = len(shown)
        self.graph_side.flush(shown)
        return Rebuilt(count, len(records), tuple(failed))

    def _read_again(self, articles: Sequence[str], extractor: Extractor) -> list[Extracted | ExtractionFailed]:
        """As `_extract_again`, but what was extracted by the same rules already is taken from the archive."""
        results: list[Extracted | ExtractionFailed | None] = []
        for article in articles:
            known = self.archive.extraction(article)
            is_kept = known is not None and known.rules == self.text_side.rules
            results.append(Extracted(self.archive.claims(article), (), known) if known is not None and is_kept else None)
        fresh = iter(self._extract_again([one for one, kept in zip(articles, results, strict=True) if kept is None], extractor))
        return [next(fresh) if kept is None else kept for kept in results]

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
        self.graph_side.put_article(article, result.claims, result.extraction)
        self.graph_side.save(article, self.archive.versions(article_id)[-1].number, result)
        return result.claims

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


def _in_batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
