"""The embedded store: pyoxigraph on a RocksDB folder, one writer, published checkpoints for everyone else.

Facts it rests on (pyoxigraph 0.5): an iterator of results is bound to its thread, so each method reads it to its end; an
update text is one transaction; commits are atomic but reach the disk for certain only at `flush`; a checkpoint is hard links.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from app import owner
from app.errors import AppError, NotFound, StoreProblem
from app.ids import Names
from app.model import IRI, Delta, Quad, Term
from app.queries import DEFAULT_GRAPHS, load_query
from app.stores import NO_LIMITS, Answer, Dataset, Health, Limits
from app.stores.counting import Counted, count_again
from app.stores.engine_errors import error_head
from app.stores.engine_terms import from_engine, from_engine_subject, to_engine
from app.stores.exchange import update_copy
from app.stores.folder import (
    Folder,
    exchange_graph,
    newest_checkpoint,
    remove_old_checkpoints,
    size_on_disk,
    write_version,
)  # fmt: skip
from app.stores.gate import CheckedQuery, check_query
from app.stores.terms import write_quad, write_term
from app.stores.update_gate import CheckedUpdate, check_update
from app.stores.update_texts import article_text, document_text, drop_text, graph_text, managed
from app.stores.workers import WorkerPool, explain

if TYPE_CHECKING:
    from app.settings import Settings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_FLUSH_AFTER_S = 1.0
_REHEARSAL = 0.5  # of an update's time is for its rehearsal in memory
_FORESEEN = 0.1  # of its time: what took no longer in memory ends on disk in time as well, which is up to seven times slower
_LINGER_S = 60.0  # how long the files of a graph that was exchanged stay, for who still reads them


class EmbeddedStore:
    """A `Store` on one folder. Methods may be called from any thread; writes queue."""

    def __init__(self, folder: Folder, settings: Settings, engine: ox.Store, version: int, *, read_only: bool) -> None:
        self._folder = folder
        self._settings = settings
        self._names = Names(settings.base_iri)
        own = tuple(self._names.graph(name) for name in DEFAULT_GRAPHS)
        self._own_dataset = None if settings.plain else Dataset(default=own)
        self._engine: ox.Store | None = engine
        self._version = version
        self._is_read_only = read_only
        self._writing = threading.RLock()
        self._opening_pool = threading.Lock()
        self._pool: WorkerPool | None = None
        self._is_closing = False
        self._warming: threading.Thread | None = None
        self._flushing: threading.Timer | None = None  # set while a flush is due
        self._reserved = version
        newest = newest_checkpoint(folder)
        self._published = version if read_only else (newest[0] if newest and newest[0] == version else -1)
        self._count: Counted | None = None
        self._left: list[tuple[float, Path]] = []  # graphs that were exchanged, and when
        if not read_only:
            self._reserved = write_version(folder, version, clean=False)

    # ---- what it is ----------------------------------------------------------------------------------------------------

    @property
    def base_iri(self) -> str:
        return self._settings.base_iri

    @property
    def version(self) -> int:
        return self._version

    @property
    def published_version(self) -> int:
        return self._published

    @property
    def is_behind(self) -> bool:
        return False  # a flush syncs the graph before the archive calls anything applied

    def warm_up(self) -> None:
        def ask() -> None:
            with contextlib.suppress(AppError):  # whoever asks next is told
                self.answer("ASK {}", "text/csv")

        if self._warming is None:
            self._warming = threading.Thread(target=ask, name="warm-up", daemon=True)
            self._warming.start()

    def health(self) -> Health:
        engine = self._open_engine()
        counted = self._count = count_again(engine, self._version, self._count)
        pool = self._pool
        return Health(
            ok=True, kind="embedded", version=self._version, published=max(self._published, 0),
            quads=counted.quads, graphs=counted.graphs, read_only=self._is_read_only, workers=pool.running if pool else 0,
            workers_lost=pool.lost if pool else 0,
        )  # fmt: skip

    # ---- reading -------------------------------------------------------------------------------------------------------

    def rows(
        self, query_name: str, params: Mapping[str, Term] | None = None, values: Mapping[str, Sequence[Term]] | None = None
    ) -> list[tuple[Term | None, ...]]:
        query = load_query(query_name)
        text = query.fill({name: " ".join(write_term(term) for term in terms) for name, terms in (values or {}).items()})
        solutions = self._open_engine().query(
            text,
            default_graph=[ox.NamedNode(self._names.graph(*name.split("/")).value) for name in query.graphs],
            substitutions={ox.Variable(name): to_engine(term) for name, term in (params or {}).items()},
        )
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError(f"query {query_name} is no SELECT")
        return [tuple(None if term is None else from_engine(term) for term in solution) for solution in solutions]

    def get_graph(self, graph: IRI) -> list[Quad]:
        found = self._open_engine().quads_for_pattern(None, None, None, ox.NamedNode(graph.value))
        quads = [Quad(from_engine_subject(q.subject), IRI(q.predicate.value), from_engine(q.object), graph) for q in found]
        return sorted(quads, key=lambda quad: write_quad(quad).encode())

    def graphs(self) -> tuple[IRI, ...]:
        return tuple(sorted(IRI(g.value) for g in self._open_engine().named_graphs() if isinstance(g, ox.NamedNode)))

    def ntriples(self, graph: IRI) -> list[bytes]:
        dumped = self._open_engine().dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph.value))
        return sorted(line for line in (dumped or b"").split(b"\n") if line)

    def answer(self, text: str, accept: str, dataset: Dataset | None = None, limits: Limits | None = None) -> Answer:
        checked = check_query(text, accept)
        return self._current_pool().run(text, checked.media_type, self._dataset(checked, dataset), limits or NO_LIMITS)

    async def answer_in_loop(
        self,
        text: str,
        accept: str,
        dataset: Dataset | None = None,
        limits: Limits | None = None,
        client: Callable[[], Awaitable[None]] | None = None,
    ) -> Answer:
        """As `answer`, within the server's event loop; see `app.stores.AnswersInLoop`."""
        checked = check_query(text, accept)
        pool = self._pool
        if pool is None:
            pool = await asyncio.to_thread(self._current_pool)
        return await pool.run_in_loop(text, checked.media_type, self._dataset(checked, dataset), limits or NO_LIMITS, client)

    def _dataset(self, checked: CheckedQuery, asked: Dataset | None) -> Dataset | None:
        """What a query sees: what the request names, else what the text names, else our graphs, or the whole of a bare dataset."""
        return self._own_dataset if asked is None and not checked.has_dataset_clause else asked

    # ---- writing -------------------------------------------------------------------------------------------------------

    def replace(self, article: IRI, quads: Iterable[Quad], world: Delta) -> int:
        return self._write(article_text(article, quads, world))

    def put_graph(self, graph: IRI, quads: Iterable[Quad]) -> int:
        return self._write(graph_text(graph, quads))

    def delete_graph(self, graph: IRI) -> int:
        return self._write(drop_text(graph))

    def update(self, text: str, using: Dataset | None = None, limits: Limits | None = None) -> int:
        started, seconds = time.monotonic(), self._settings.query_timeout_s
        checked = check_update(text, using, None if self._settings.plain else self._names.is_managed_graph)
        if checked.has_search:
            seconds = min((limits and limits.timeout_s) or seconds, seconds)
            took_s = self._current_pool().rehearse(checked.text, Limits(timeout_s=seconds * _REHEARSAL))
            if took_s is None or not checked.is_repeatable or took_s > seconds * _FORESEEN:
                return self._exchange(checked, started + seconds, seconds)
        try:
            version = self._write(checked.text, is_repeatable=checked.is_repeatable)
        except ValueError as error:
            raise explain(error_head(error.__cause__ or error), 0, "update") from error
        self._flush_soon()
        return version

    def _exchange(self, checked: CheckedUpdate, deadline: float, seconds: float) -> int:
        """Run an update on a copy of the graph and go on with the copy. Other writes go on meanwhile; when one did, once more without."""
        with contextlib.ExitStack() as held:
            for _ in range(2):
                version, copy = self._copy_graph()
                try:
                    update_copy(
                        copy, checked.text, self.base_iri, timeout_s=deadline - time.monotonic(), deadline_s=seconds,
                        memory_bytes=self._settings.query_memory_mb * _MEGABYTE,
                    )  # fmt: skip
                    with self._writing:
                        if self._version == version:
                            self._go_on_with(copy, checked)
                            return self._version
                finally:
                    if copy != self._folder.graph:
                        shutil.rmtree(copy, ignore_errors=True)
                held.enter_context(self._writing)
        raise AssertionError("nobody else writes while we hold the lock")

    def _copy_graph(self) -> tuple[int, Path]:
        self._refuse_reader()
        with self._writing:
            engine = self._open_engine()
            copy = self._folder.new_graph()
            try:
                engine.flush()
                engine.backup(str(copy))
            except OSError as error:
                raise StoreProblem(f"The store {self._folder.path} could not be copied: {error}.", "Is the disk full?") from error
            return self._version, copy

    def _go_on_with(self, copy: Path, checked: CheckedUpdate) -> None:
        """Make a copy the graph of the store. Holds `_writing`."""
        try:
            engine = ox.Store(str(copy))
            folder = exchange_graph(self._folder, copy)
        except OSError as error:
            raise StoreProblem(f"The store {self._folder.path} could not be written: {error}.", "Is the disk full?") from error
        self._left.append((time.monotonic(), self._folder.graph))
        self._folder, self._engine = folder, engine
        self._after_write(checked.text if checked.is_repeatable else None)
        self._flush_soon()

    def write_graph(self, graph: IRI | None, documents: Sequence[tuple[bytes, str]], *, base: str, keep: bool) -> tuple[int, bool]:
        self._refuse_managed(graph)
        pool = self._current_pool()
        triples = "".join(pool.parse(data, media_type, base, Limits()).decode() for data, media_type in documents)
        with self._writing:
            is_new = graph is not None and graph not in self.graphs()
            version = self._write(document_text(graph, triples, keep=keep))
        self._flush_soon()
        return version, is_new

    def drop_graph(self, graph: IRI | None) -> int:
        self._refuse_managed(graph)
        with self._writing:
            if graph is not None and graph not in self.graphs():
                raise NotFound(f"There is no graph {graph.value}.", "The service description at /sparql lists the graphs.")
            version = self._write(drop_text(graph))
        self._flush_soon()
        return version

    def _refuse_managed(self, graph: IRI | None) -> None:
        if graph is not None and not self._settings.plain and self._names.is_managed_graph(graph):
            raise managed(graph)

    def _write(self, text: str, *, is_repeatable: bool = True) -> int:
        self._refuse_reader()
        with self._writing:
            engine = self._open_engine()
            try:
                engine.update(text, base_iri=self._settings.base_iri)
            except (SyntaxError, ValueError, RuntimeError) as error:  # such as an IRI that is none to the engine; nothing is written
                raise ValueError(f"the engine refuses a term: {error}") from error
            except OSError as error:
                raise StoreProblem(f"The store {self._folder.path} could not be written: {error}.", "Is the disk full?") from error
            self._after_write(text if is_repeatable else None)
            return self._version

    def _after_write(self, text: str | None) -> None:
        """There is a new version, to which `text` leads (None: who follows must look at the data)."""
        self._version += 1
        if self._version >= self._reserved - 1:
            self._reserved = write_version(self._folder, self._version, clean=False)
        if self._pool:
            self._pool.announce(self._version, text)

    def _refuse_reader(self) -> None:
        if self._is_read_only:
            raise StoreProblem(f"The store {self._folder.path} is open for reading only.", "Write through its owner.")

    def _flush_soon(self) -> None:
        """A user's write is committed when it is answered, and on the disk for certain some moments later, together with others."""
        with self._writing:
            if self._flushing is None and self._engine is not None:
                self._flushing = threading.Timer(_FLUSH_AFTER_S, self._flush_now)
                self._flushing.daemon = True
                self._flushing.start()

    def _flush_now(self) -> None:
        with self._writing:
            self._flushing = None
            if self._engine is not None:
                try:
                    self.flush()
                except StoreProblem:
                    _LOG.exception("the store could not be flushed")

    def flush(self) -> int:
        if self._is_read_only:
            return self._published
        with self._writing:
            if self._published == self._version:
                return self._version
            engine = self._open_engine()
            try:
                engine.flush()
                target = self._folder.checkpoints / str(self._version)
                temporary = self._folder.checkpoints / f".{self._version}"
                self._folder.checkpoints.mkdir(exist_ok=True)
                shutil.rmtree(temporary, ignore_errors=True)
                shutil.rmtree(target, ignore_errors=True)
                engine.backup(str(temporary))
                temporary.rename(target)
            except OSError as error:
                raise StoreProblem(f"The store {self._folder.path} could not be flushed: {error}.", "Is the disk full?") from error
            self._published = self._version
            remove_old_checkpoints(self._folder)
            self._remove_left_graphs()
            return self._version

    def _remove_left_graphs(self) -> None:
        while self._left and time.monotonic() - self._left[0][0] > _LINGER_S:
            shutil.rmtree(self._left.pop(0)[1], ignore_errors=True)

    def snapshot(self, path: Path) -> int:
        with self._writing:
            engine = self._open_engine()
            if path.exists():
                raise StoreProblem(f"{path} exists already.", "Give the path of a new folder.")
            if self._is_read_only:
                newest = newest_checkpoint(self._folder)
                shutil.copytree(newest[1] if newest else self._folder.graph, path)
                return self._version
            self.flush()
            path.parent.mkdir(parents=True, exist_ok=True)
            engine.backup(str(path))
            return self._version

    def close(self) -> None:
        with self._opening_pool:
            self._is_closing = True
        if self._pool:  # before the lock: a pool that is just loading waits for it
            self._pool.close()
        if self._warming is not None:
            self._warming.join()
        with self._writing:
            if self._engine is None:
                return
            if self._flushing:
                self._flushing.cancel()
            try:
                self.flush()
                if not self._is_read_only:
                    write_version(self._folder, self._version, clean=True)
            finally:
                self._engine = None  # the engine gives its lock back when it is collected
                if not self._is_read_only:
                    owner.release_ownership(self._folder.path)
                for _, path in self._left:
                    shutil.rmtree(path, ignore_errors=True)

    # ---- inside --------------------------------------------------------------------------------------------------------

    def _open_engine(self) -> ox.Store:
        engine = self._engine
        if engine is None:
            raise self._is_closed()
        return engine

    def _is_closed(self) -> StoreProblem:
        return StoreProblem(f"The store {self._folder.path} is closed.", "Open it again.")

    def _current_pool(self) -> WorkerPool:
        if self._pool:
            return self._pool
        self._open_engine()
        with self._opening_pool, self._writing:  # no write may come between the publication and the pool that is told of writes
            if self._is_closing:
                raise self._is_closed()
            if self._pool is None:
                version, source = self._publish()
                is_small = size_on_disk(source) <= self._settings.replica_limit_mb * _MEGABYTE
                self._pool = WorkerPool(self._settings, self._publish, version, in_memory=not self._is_read_only and is_small)
            return self._pool

    def _publish(self) -> tuple[int, Path]:
        """The newest version as files that may be read."""
        with self._writing:
            version = self.flush()
            newest = newest_checkpoint(self._folder)
            return version, newest[1] if newest and newest[0] == version else self._folder.graph
