"""Queries that kill or block their process: the client gets its 503, and everyone else is served on."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import AppError, Busy, Forbidden, QueryRefused, QueryTimeout, TooLarge
from app.ids import Names
from app.model import IRI, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import Dataset, Limits, Store, open_store
from app.stores.gate import CheckedQuery
from app.stores.oxigraph import EmbeddedStore

NAMES = Names()
LIGHT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(6)) + " }"
DEADLINE_S = 1.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    yield from open_filled(tmp_path, DEADLINE_S)


@pytest.fixture
def patient_store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """Time enough for many queries on few processors to use what makes each a long one."""
    yield from open_filled(tmp_path, 8 * DEADLINE_S)


def open_filled(tmp_path: Path, deadline_s: float) -> Iterator[EmbeddedStore]:
    settings = Settings(store=str(tmp_path / "store"), query_workers=2, query_timeout_s=deadline_s, query_memory_mb=256, _env_file=None)
    opened = open_store(settings, create=True)
    says = IRI("http://example.org/says")
    world = tuple(Quad(IRI(f"http://example.org/{i}"), says, RdfLiteral(f"word {i}"), NAMES.graph("world")) for i in range(300))
    opened.replace(NAMES.graph("article", "a"), [], Delta(added=world))
    opened.flush()
    assert isinstance(opened, EmbeddedStore)
    yield opened
    opened.close()


def is_served(store: Store) -> bool:
    return store.answer(LIGHT, "text/csv").body.split() == [b"n", b"300"]


def worker_pids(store: EmbeddedStore) -> list[int]:
    pool = store._pool
    return [worker.pid for worker in pool._idle] if pool else []


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l",
        "SELECT (GROUP_CONCAT(?c) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d . ?e (!<x:y>)* ?f . ?g (!<x:y>)* ?h }",
    ],
)
def test_queries_of_death_end_at_their_limit(store: EmbeddedStore, query: str) -> None:
    assert is_served(store)
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        store.answer(query, "text/csv")
    assert time.monotonic() - started < DEADLINE_S + 0.5
    assert is_served(store)
    assert store.health().workers_lost == 1


def test_memory_is_capped(store: EmbeddedStore) -> None:
    numbers = " ".join(map(str, range(1000)))
    hungry = f"SELECT (CONCAT(STR(?a), STR(?b)) AS ?x) WHERE {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }} ORDER BY ?x"
    with pytest.raises((QueryTimeout, TooLarge)):
        store.answer(f"SELECT * WHERE {{ {{ {hungry} }} ?c ?d ?e }} ORDER BY DESC(?e) ?x", "text/csv", limits=Limits(timeout_s=60))
    assert is_served(store)


@pytest.mark.parametrize("limits", [Limits(result_bytes=500), Limits(rows=10)])
def test_results_are_capped(store: EmbeddedStore, limits: Limits) -> None:
    with pytest.raises(TooLarge):
        store.answer("SELECT * WHERE { ?s ?p ?o }", "text/csv", limits=limits)
    assert is_served(store)
    assert store.health().workers_lost == 0


BOMBS = {
    "brackets": "SELECT * WHERE { " + "{ " * 40_000 + "} " * 40_000 + "}",
    "not": "SELECT * WHERE { FILTER(" + "!" * 60_000 + "true) }",
    "sum": "SELECT * WHERE { FILTER(" + "+".join(["1"] * 40_000) + " > 1) }",
    "patterns": "SELECT * WHERE { " + " . ".join(f"?s{i} ?p ?s{i + 1}" for i in range(3000)) + " }",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_that_pass_the_gate_kill_one_worker_only(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert is_served(store)
    with monkeypatch.context() as patch:
        patch.setattr("app.stores.oxigraph.check_query", lambda text, accept: CheckedQuery("select", True, "text/csv"))
        with pytest.raises((QueryTimeout, QueryRefused)):
            store.answer(BOMBS[name], "text/csv")
    for _ in range(3):
        assert is_served(store)
    with pytest.raises(AppError):
        store.answer(BOMBS[name], "text/csv")  # and with the gate it never gets there
    assert store.health().workers_lost <= 1


def test_a_worker_killed_from_outside_is_replaced(store: EmbeddedStore) -> None:
    assert is_served(store)
    for _ in range(3):
        kill_all(worker_pids(store))
        assert is_served(store)  # nobody notices


def kill_all(pids: list[int]) -> None:
    """Kill processes, and wait until their sockets are closed."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(_state(pid) not in "ZX" for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def test_the_replica_process_killed_from_outside_is_replaced(store: EmbeddedStore) -> None:
    assert is_served(store)
    pool = store._pool
    assert pool
    assert pool._replica
    os.kill(pool._replica._process.pid, signal.SIGKILL)
    pool._replica._process.wait()
    kill_all(worker_pids(store))
    assert is_served(store)


def test_light_queries_pass_long_ones(store: EmbeddedStore) -> None:
    assert is_served(store)
    with ThreadPoolExecutor(2) as pool:
        long_ones = [pool.submit(store.answer, ENDLESS, "text/csv") for _ in range(2)]
        time.sleep(0.5)
        assert not any(one.done() for one in long_ones)
        assert is_served(store)
        for one in long_ones:
            assert isinstance(one.exception(), QueryTimeout)


def test_a_crowd_of_long_queries_is_turned_away(patient_store: EmbeddedStore) -> None:
    store = patient_store
    assert is_served(store)
    with ThreadPoolExecutor(40) as pool:
        outcomes = [one.exception() for one in [pool.submit(store.answer, ENDLESS, "text/csv") for _ in range(40)]]
    assert {type(outcome) for outcome in outcomes} == {QueryTimeout, Busy}
    assert all(outcome.extra["retry_after_s"] for outcome in outcomes if isinstance(outcome, Busy))
    assert is_served(store)


def test_no_process_stays_behind(store: EmbeddedStore) -> None:
    assert is_served(store)
    pool = store._pool
    assert pool
    assert pool._replica
    pids = [pool._replica._process.pid, *worker_pids(store)]
    store.close()
    deadline = time.monotonic() + 5
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(_lives(pid) for pid in pids)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# ---- nothing is contacted, nothing is read ------------------------------------------------------------------------------


class Canary:
    """A listener on loopback that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.connections = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.connections += 1
            connection.close()

    def close(self) -> int:
        time.sleep(0.1)
        self._stop.set()
        self._thread.join()
        self._socket.close()
        return self.connections


ATTEMPTS = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE SILENT <%s> {} }",
    "PREFIX x: <%s> SELECT * { ?s ?p trueSERVICEx: { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }",
    "LOAD <%s>",
    "LOAD SILENT <%s> INTO GRAPH <http://example.org/g>",
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE <%s>",
]


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("gate", ["shut", "bypassed"])
def test_no_query_contacts_anyone(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, gate: str, in_memory: bool) -> None:
    if not in_memory:
        store._settings = store._settings.model_copy(update={"replica_limit_mb": 0})
    if gate == "bypassed":
        monkeypatch.setattr("app.stores.oxigraph.check_query", lambda text, accept: CheckedQuery("select", True, "text/csv"))
    canary = Canary()
    refused = 0
    for attempt in ATTEMPTS:
        try:
            store.answer(attempt % canary.url, "text/csv" if "DESCRIBE" not in attempt else "text/turtle", limits=Limits(timeout_s=1))
        except Forbidden:
            refused += 1
        except AppError:
            pass
    assert canary.close() == 0
    assert refused == (7 if gate == "shut" else 0)


@pytest.mark.parametrize("graph", ["file:///etc/passwd", "file:/etc/passwd", "http://127.0.0.1:1/x"])
def test_dataset_names_are_names_only(store: EmbeddedStore, graph: str) -> None:
    for text, dataset in (
        (f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}", None),
        (f"SELECT * FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", None),
        ("SELECT * { ?s ?p ?o }", Dataset((IRI(graph),))),
    ):
        assert len(store.answer(text, "text/tab-separated-values", dataset).body.splitlines()) == 1
