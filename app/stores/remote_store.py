"""The remote store: the graph on any SPARQL 1.1 server, all else (archive, keys, owner) in a folder here.

The server keeps a *marker*, a small graph that names the archive its content comes from and the version that it shows. Every write of
ours is one update text that also moves the marker, so after a lost connection the marker tells whether the write was taken, and a
server that comes back empty, restored from an older copy or filled by someone else is noticed before anything is answered from it.

Strangers' texts pass the same gates as in the embedded store. The server runs them; we wait until the deadline and no longer.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import owner
from app.errors import Busy, NotFound, QueryTimeout, StoreProblem
from app.ids import Names
from app.model import IRI, Delta, Quad, RdfLiteral, Term
from app.queries import DEFAULT_GRAPHS, load_query
from app.stores import Answer, Dataset, Health, Limits
from app.stores.folder import Folder, write_version
from app.stores.gate import check_query
from app.stores.markers import VERSION_PROPERTY, Marker, marker_update, read_marker
from app.stores.own_requests import list_graphs, own, run, select, slow_server
from app.stores.query_graphs import graphs_named_in, mentions_graph, put_within
from app.stores.remote import JSON_RESULTS, N_TRIPLES, ConnectionLost, Parameters, Rejected, SparqlServer, TooSlow
from app.stores.remote_results import write_dataset, write_results, write_triples
from app.stores.server_errors import explain_rejection
from app.stores.terms import write_iri, write_quad, write_term
from app.stores.update_gate import check_update
from app.stores.update_texts import article_text, document_text, drop_text, followed_by, graph_text, managed
from app.stores.workers import WorkerPool
from app.stores.world_log import restart_log

if TYPE_CHECKING:
    from app.settings import Settings

_MEGABYTE: Final = 1024 * 1024
_CHECK_EVERY_S: Final = 2.0  # how long a server is believed to hold what it held
_PER_WORKER: Final = 8  # queries of users under way at once, for each of AMUR_QUERY_WORKERS
_LARGEST_UPDATE: Final = 32 * _MEGABYTE  # characters; a larger graph goes by the Graph Store protocol


class RemoteStore:
    """A `Store` on a server. Methods may be called from any thread; writes queue."""

    def __init__(
        self, server: SparqlServer, settings: Settings, folder: Folder | None, marker: Marker | None, version: int, *,
        lock: int | None = None, is_behind: bool = False,
    ) -> None:  # fmt: skip
        """`folder` is None for reading only; `lock` is a file descriptor to close in the end."""
        self._server, self._settings, self._folder = server, settings, folder
        self._names = Names(settings.base_iri)
        self._archive_id = marker.archive if marker else None  # None: a bare dataset, which has no marker
        self._version = version
        self._lock = lock
        self._is_behind = is_behind
        self._doubtful: set[int] = set()  # versions of writes that may yet be taken: we did not wait for their end
        self._writing = threading.RLock()
        self._checked_at = time.monotonic()
        self._opening_pool = threading.Lock()
        self._pool: WorkerPool | None = None
        self._closed = False
        self._places = threading.Semaphore(settings.query_workers * _PER_WORKER)
        self._count: tuple[int, int, int] | None = None  # (version, quads, graphs)
        self._named: tuple[int, tuple[IRI, ...]] | None = None  # (version, names of the graphs)
        self._reserved = version
        if folder is not None:
            self._reserved = write_version(folder, version, clean=False)

    # ---- what it is ----------------------------------------------------------------------------------------------------

    @property
    def base_iri(self) -> str:
        return self._settings.base_iri

    @property
    def version(self) -> int:
        return self._version

    @property
    def is_behind(self) -> bool:
        return self._is_behind

    def warm_up(self) -> None:
        """The server has its own ways."""

    def health(self) -> Health:
        self._check(now=True)
        version = self._version
        if self._count is None or self._count[0] != version:
            graphs = self.graphs()
            named = self._select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {self._marker_iri()}) }}")
            own = self._select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            counted = sum(int(row[0].value) for row in (*named, *own) if isinstance(row[0], RdfLiteral))
            self._count = (version, counted, len(graphs))
        return Health(
            ok=True, kind="remote", version=version, published=version, quads=self._count[1], graphs=self._count[2],
            read_only=self._folder is None, workers=0, workers_lost=0,
        )  # fmt: skip

    # ---- reading -------------------------------------------------------------------------------------------------------

    def rows(
        self, query_name: str, params: Mapping[str, Term] | None = None, values: Mapping[str, Sequence[Term]] | None = None
    ) -> list[tuple[Term | None, ...]]:
        query = load_query(query_name)
        text = query.fill({name: " ".join(write_term(term) for term in terms) for name, terms in (values or {}).items()})
        graphs = tuple(self._names.graph(*name.split("/")) for name in query.graphs)
        dataset = Dataset(graphs)
        if mentions_graph(text) and len(graphs) == 1:  # the default graph as one more GRAPH, instead of a list of all names
            text, dataset = put_within(text, graphs[0]), Dataset()
        if params:
            text += f"\nVALUES ({' '.join('?' + name for name in params)}) {{ ({' '.join(map(write_term, params.values()))}) }}"
        self._check()
        return self._select(text, self._parameters(text, dataset))

    def get_graph(self, graph: IRI) -> list[Quad]:
        self._check()
        quads = []
        for subject, predicate, value in self._select(f"SELECT ?s ?p ?o {{ GRAPH {write_iri(graph)} {{ ?s ?p ?o }} }}"):
            if subject is None or value is None or isinstance(subject, RdfLiteral) or not isinstance(predicate, IRI):
                raise ValueError(f"no quad: {subject} {predicate} {value}")
            quads.append(Quad(subject, predicate, value, graph))
        return sorted(quads, key=lambda quad: write_quad(quad).encode())

    def graphs(self) -> tuple[IRI, ...]:
        self._check()
        marker = self._names.graph("store")
        return tuple(graph for graph in list_graphs(self._server) if self._settings.plain or graph != marker)

    def ntriples(self, graph: IRI) -> list[bytes]:
        self._check()
        body = own(self._server, partial(self._server.get_graph, graph))
        return sorted(line for line in write_triples(self._server.graph_url, body, N_TRIPLES).split(b"\n") if line)

    def answer(self, text: str, accept: str, dataset: Dataset | None = None, limits: Limits | None = None) -> Answer:
        checked, limits = check_query(text, accept), limits or Limits()
        if dataset is None and not checked.has_dataset_clause and not self._settings.plain:
            dataset = Dataset(default=tuple(self._names.graph(name) for name in DEFAULT_GRAPHS))
        seconds = self._seconds(limits)
        deadline = time.monotonic() + seconds
        if not self._places.acquire(timeout=seconds):
            raise Busy("All places for queries are taken.", "Try again in some seconds.", retry_after_s=2)
        is_over = True
        try:
            self._check()
            version, start = self._version, self._base_clause()
            most = self._settings.result_limit_mb * _MEGABYTE
            most = min(limits.result_bytes or most, most)
            is_graph = checked.form in ("construct", "describe")
            parameters = self._parameters(text, dataset or Dataset())
            remaining = max(0.001, deadline - time.monotonic())
            body = self._server.query(
                start + text, N_TRIPLES if is_graph else JSON_RESULTS, parameters, timeout_s=remaining, limit_bytes=most
            )
        except Rejected as refused:
            raise explain_rejection(refused, "query", len(start)) from None
        except TooSlow:
            is_over = False
            raise _timeout("query", seconds) from None
        finally:
            self._give_place_back(seconds, is_over=is_over)
        convert = write_triples if is_graph else write_results
        return Answer(convert(self._server.query_url, body, checked.media_type, limits.rows), checked.media_type, version)

    # ---- writing -------------------------------------------------------------------------------------------------------

    def replace(self, article: IRI, quads: Iterable[Quad], world: Delta) -> int:
        return self._write(article_text(article, quads, world))

    def put_graph(self, graph: IRI, quads: Iterable[Quad]) -> int:
        content = list(quads)
        text = graph_text(graph, content)
        if len(text) <= _LARGEST_UPDATE:
            return self._write(text)
        triples = "\n".join(write_quad(quad._replace(graph=None)) for quad in content).encode()
        with self._writing:  # two requests: in between, the marker tells an older version than the content has, which costs a repetition
            self._settle()
            own(self._server, partial(self._server.put_graph, graph, triples))
            return self._write("")

    def delete_graph(self, graph: IRI) -> int:
        return self._write(drop_text(graph))

    def update(self, text: str, using: Dataset | None = None, limits: Limits | None = None) -> int:
        checked = check_update(text, using, None if self._settings.plain else self._names.is_managed_graph)
        seconds = self._seconds(limits or Limits())
        try:
            return self._write(checked.text, timeout_s=seconds)
        except Rejected as refused:
            raise explain_rejection(refused, "update", len(self._base_clause())) from None

    def write_graph(self, graph: IRI | None, documents: Sequence[tuple[bytes, str]], *, base: str, keep: bool) -> tuple[int, bool]:
        self._refuse_managed(graph)
        pool = self._parsers()
        triples = "".join(pool.parse(data, media_type, base, Limits()).decode() for data, media_type in documents)
        with self._writing:
            is_new = graph is not None and graph not in self.graphs()
            return self._write(document_text(graph, triples, keep=keep)), is_new

    def drop_graph(self, graph: IRI | None) -> int:
        self._refuse_managed(graph)
        with self._writing:
            if graph is not None and graph not in self.graphs():
                raise NotFound(f"There is no graph {graph.value}.", "The service description at /sparql lists the graphs.")
            return self._write(drop_text(graph))

    def snapshot(self, path: Path) -> int:
        if path.exists():
            raise StoreProblem(f"{path} exists already.", "Give the path of a new folder.")
        path.parent.mkdir(parents=True, exist_ok=True)
        marker = None if self._settings.plain else (self._names.graph("store"), VERSION_PROPERTY)
        with tempfile.TemporaryFile(dir=path.parent) as answer:  # one query, hence one state of the graph, with the marker in it
            try:
                self._server.query_into(answer, "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", JSON_RESULTS)
            except (Rejected, TooSlow) as error:
                raise slow_server(self._server) from error
            answer.seek(0)
            version = write_dataset(self._server.query_url, answer, path, marker)
        return self._version if version is None else version

    def flush(self) -> int:
        """Note the version: from now on, a server that shows an older one has lost something."""
        if self._folder is not None:
            with self._writing:
                self._reserved = write_version(self._folder, self._version, clean=False)
        return self._version

    def close(self) -> None:
        if self._pool:
            self._pool.close()
        with self._writing:
            if self._closed:
                return
            self._closed = True
            self._server.close()
            if self._folder is not None:
                try:
                    write_version(self._folder, self._version, clean=not self._doubtful)
                finally:
                    owner.release_ownership(self._folder.path)
                    if self._lock is not None:
                        os.close(self._lock)

    # ---- inside --------------------------------------------------------------------------------------------------------

    def _write(self, text: str, *, timeout_s: float | None = None) -> int:
        if self._folder is None:
            raise StoreProblem(f"The store on {self._server.url} is open for reading only.", "Write through its owner.")
        with self._writing:
            self._settle()
            target = max([self._version, *self._doubtful]) + 1
            if target + 1 >= self._reserved:
                self._reserved = write_version(self._folder, self._version, clean=False)
            if self._archive_id is not None:
                text = followed_by(text, marker_update(self._names, Marker(self._archive_id, target)))
            try:
                self._server.update(self._base_clause() + text, timeout_s=timeout_s)
            except Rejected as refused:
                if timeout_s is None:  # ours
                    raise ValueError(f"the server refuses a text of ours: {refused.message}") from refused
                raise
            except TooSlow:
                self._doubtful.add(target)
                if timeout_s is None:
                    raise slow_server(self._server) from None
                raise _timeout("update", timeout_s) from None
            except ConnectionLost:
                self._doubtful.add(target)
                raise
            self._version = target
            return target

    def _settle(self) -> None:
        """Compare the server's marker with what we know. Raises StoreProblem when it holds something else. Holds `_writing`."""
        if self._closed:
            raise StoreProblem(f"The store on {self._server.url} is closed.", "Open it again.")
        self._checked_at = time.monotonic()
        if self._archive_id is None:
            return
        marker = read_marker(self._server, self._names)
        if marker is None or marker.archive != self._archive_id:
            raise self._lost(marker)
        if marker.version == self._version:
            return
        if self._folder is None and marker.version > self._version:
            self._version = marker.version
        elif marker.version in self._doubtful:  # a write whose end we did not see: it was taken
            fresh = max(self._version, *self._doubtful)
            if marker.version != fresh:
                fresh += 1
                run(self._server, marker_update(self._names, Marker(self._archive_id, fresh)))
            self._version = fresh
            restart_log(self)
        else:
            raise self._lost(marker)

    def _check(self, *, now: bool = False) -> None:
        """As `_settle`, before reading: every few seconds, and not while a write is under way."""
        is_due = now or self._closed or self._doubtful or time.monotonic() - self._checked_at > _CHECK_EVERY_S
        if is_due and self._writing.acquire(blocking=False):
            try:
                self._settle()
            finally:
                self._writing.release()

    def _lost(self, marker: Marker | None) -> StoreProblem:
        self._checked_at = -_CHECK_EVERY_S  # the next one looks again
        found = (
            "nothing of it"
            if marker is None
            else f"version {marker.version}" + ("" if marker.archive == self._archive_id else " of another archive")
        )
        return StoreProblem(
            f"The SPARQL server {self._server.url} should show version {self._version} of the graph and shows {found}: "
            "it was restarted without its data, or another program changed it.",
            "Start Amur again: it shows everything anew from the archive.",
            retry_after_s=60,
        )

    def _refuse_managed(self, graph: IRI | None) -> None:
        if graph is not None and not self._settings.plain and self._names.is_managed_graph(graph):
            raise managed(graph)

    def _select(self, text: str, parameters: Parameters = ()) -> list[tuple[Term | None, ...]]:
        """One of our own queries."""
        return select(self._server, text, parameters)

    def _parameters(self, text: str, dataset: Dataset) -> list[tuple[str, str]]:
        """The dataset as parameters of the protocol. There a list of default graphs without named ones means: no named ones."""
        if dataset.default and dataset.named is None and mentions_graph(text):
            if self._named is None or self._named[0] != self._version:
                self._named = (self._version, self.graphs())
            named: Iterable[IRI] = graphs_named_in(text) or self._named[1]
        else:
            named = dataset.named or ()
        return [("default-graph-uri", iri.value) for iri in dataset.default] + [("named-graph-uri", iri.value) for iri in named]

    def _seconds(self, limits: Limits) -> float:
        return min(limits.timeout_s or self._settings.query_timeout_s, self._settings.query_timeout_s)

    def _give_place_back(self, seconds: float, *, is_over: bool) -> None:
        """A query that we left is still running on the server: its place stays taken for as long again."""
        if is_over:
            self._places.release()
            return
        timer = threading.Timer(seconds, self._places.release)
        timer.daemon = True
        timer.start()

    def _base_clause(self) -> str:
        return f"BASE {write_iri(IRI(self.base_iri))} "

    def _marker_iri(self) -> str:
        return write_iri(self._names.graph("store"))

    def _parsers(self) -> WorkerPool:
        """Processes that parse users' documents, as in the embedded store; they hold no data."""
        with self._opening_pool:
            if self._pool is None:
                nothing = Path(tempfile.mkdtemp(prefix="amur-"))
                self._pool = WorkerPool(self._settings, lambda: (0, nothing), 0, in_memory=True)
            return self._pool


def _timeout(what: str, seconds: float) -> QueryTimeout:
    return QueryTimeout(f"The {what} ran longer than {seconds:g} s and was left.", "Ask for less: add filters, or a LIMIT.")
