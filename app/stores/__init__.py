"""Where the graph lives: the `Store` protocol and `open_store`. No engine object leaves this folder; quads are our own tuples.

Two lanes lead to the data. `rows` runs our own parameterised queries (`app/queries/*.rq`) in the calling thread; `answer` runs
SPARQL that strangers wrote in processes that can be killed. Importing this package loads no engine.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from app.model import IRI, Delta, Quad, Term

if TYPE_CHECKING:
    from app.settings import Settings

__all__ = ["NO_LIMITS", "Answer", "AnswersInLoop", "ClientGone", "Dataset", "Health", "Limits", "Store", "open_store"]


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a query sees (SPARQL 1.1 protocol, 2.1.4): `default` graphs are merged; `named` None means all named graphs."""

    default: tuple[IRI, ...] = ()
    named: tuple[IRI, ...] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query; None takes the store's own. They can only lower those."""

    timeout_s: float | None = None
    memory_mb: int | None = None
    result_bytes: int | None = None
    rows: int | None = None


NO_LIMITS = Limits()


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole serialised result of one query, made on one version of the data."""

    body: bytes
    media_type: str
    version: int


@dataclass(frozen=True, slots=True)
class Health:
    """How the store is."""

    ok: bool
    kind: str  # "embedded" or "remote"
    version: int
    published: int  # the version that readers and query workers see
    quads: int
    graphs: int
    read_only: bool
    workers: int  # running query workers
    workers_lost: int  # since the start: killed at a deadline, or dead


class Store(Protocol):
    """A set of named graphs with a version that grows with every change."""

    @property
    def base_iri(self) -> str:
        """The base that the store was made with."""
        ...

    @property
    def version(self) -> int:
        """Grows with every change and is never used twice for different content."""
        ...

    @property
    def is_behind(self) -> bool:
        """Whether the graph, when it was opened, did not show all that the archive calls applied: then it must be shown again."""
        ...

    def warm_up(self) -> None:
        """Begin, in the background, what the first `answer` would wait for. For who serves."""
        ...

    def answer(self, text: str, accept: str, dataset: Dataset | None = None, limits: Limits | None = None) -> Answer:
        """Run a stranger's SPARQL query on the last published version.

        `accept` is an Accept header or a media type. Raises QueryRefused, Forbidden, TooLarge, NotAcceptable, QueryTimeout, Busy.
        """
        ...

    def rows(
        self, query_name: str, params: Mapping[str, Term] | None = None, values: Mapping[str, Sequence[Term]] | None = None
    ) -> list[tuple[Term | None, ...]]:
        """Run `app/queries/{query_name}.rq`: `params` substitute variables, `values` fill the text's `VALUES ?name { }`."""
        ...

    def replace(self, article: IRI, quads: Iterable[Quad], world: Delta) -> int:
        """Make `quads` the whole content of the article's graph and change the world, at once. Returns the new version."""
        ...

    def put_graph(self, graph: IRI, quads: Iterable[Quad]) -> int:
        """Make `quads` the whole content of the graph, at once. Returns the new version."""
        ...

    def get_graph(self, graph: IRI) -> list[Quad]:
        """The quads of the graph, sorted as canonical N-Quads lines are; an unknown graph is empty."""
        ...

    def delete_graph(self, graph: IRI) -> int:
        """Drop the graph. Returns the new version."""
        ...

    def update(self, text: str, using: Dataset | None = None, limits: Limits | None = None) -> int:
        """Run a user's SPARQL update, whole or not at all; `using` is the dataset of the protocol. Returns the new version.

        Raises Forbidden (SERVICE, LOAD, a managed graph), QueryRefused, QueryTimeout, Busy.
        """
        ...

    def write_graph(self, graph: IRI | None, documents: Sequence[tuple[bytes, str]], *, base: str, keep: bool) -> tuple[int, bool]:
        """Add a user's RDF documents to a graph (None: the default graph), or (not `keep`) make them its content, at once.

        Each document stands with its media type. Returns the new version, and whether the graph was not there before. Raises
        Forbidden, QueryRefused, QueryTimeout, TooLarge.
        """
        ...

    def drop_graph(self, graph: IRI | None) -> int:
        """Drop a user's graph, or empty the default graph. Returns the new version. Raises Forbidden, NotFound."""
        ...

    def graphs(self) -> tuple[IRI, ...]:
        """The names of all graphs that have IRIs, sorted."""
        ...

    def ntriples(self, graph: IRI) -> list[bytes]:
        """The graph as sorted canonical N-Triples lines without line ends: fast, for exporters."""
        ...

    def snapshot(self, path: Path) -> int:
        """Write a copy that can be opened by itself to the new folder `path`. Returns its version."""
        ...

    def flush(self) -> int:
        """Make all writes durable and show them to readers and query workers. Returns the published version."""
        ...

    def health(self) -> Health:
        """How the store is."""
        ...

    def close(self) -> None:
        """Flush, stop the workers, give up ownership. Closing twice is harmless."""
        ...


@runtime_checkable
class AnswersInLoop(Protocol):
    """A store that can also answer within the server's event loop, which costs a light query a third of what a thread does."""

    async def answer_in_loop(
        self,
        text: str,
        accept: str,
        dataset: Dataset | None = None,
        limits: Limits | None = None,
        client: Callable[[], Awaitable[None]] | None = None,
    ) -> Answer:
        """As `Store.answer`. A query that runs long is ended when `client` returns, because its client has gone: ClientGone."""
        ...


def open_store(settings: Settings, *, create: bool = False, read_only: bool = False) -> Store:
    """Open the store that the settings name.

    Writing makes this process the owner. Reading opens the last published version, also beside a running owner. Raises
    StoreProblem when there is no store (and not `create`), it has another base or a newer schema, or another process owns it.
    """
    if settings.is_remote_store:
        from app.stores.remote_opening import open_remote

        return open_remote(settings, create=create, read_only=read_only)
    from app.stores.embedded_opening import open_embedded

    return open_embedded(settings, create=create, read_only=read_only)
