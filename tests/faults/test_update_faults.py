"""Updates that would kill or block their process: refused or stopped before the store runs them, and everyone else is served on."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError, Forbidden, QueryRefused, QueryTimeout
from app.settings import Settings
from app.stores import Limits, Store, open_store

DEADLINE_S = 2.0
LIGHT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
SEARCH = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(6))
OF_DEATH = [
    f"INSERT {{ ?s0 <x:new> ?o5 }} WHERE {{ {SEARCH} }}",
    f"DELETE {{ ?s0 ?p0 ?o0 }} WHERE {{ {SEARCH} FILTER(?o0 != ?o5) }}",
    f"DELETE WHERE {{ {SEARCH} }}",
    "INSERT { ?a <x:new> ?x } WHERE { SELECT ?a (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } GROUP BY ?a }",
    "INSERT { ?a <x:new> ?l } WHERE { SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l }",
    "INSERT { ?a <x:new> ?b } WHERE { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d . ?e (!<x:y>)* ?f . ?g (!<x:y>)* ?h . ?i (!<x:y>)* ?j }",
    f"INSERT DATA {{ <x:s> <x:p> 'first' }} ; DELETE {{ ?s0 ?p0 ?o0 }} WHERE {{ {SEARCH} }}",
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(store=str(tmp_path / "store"), plain=True, query_timeout_s=DEADLINE_S, query_memory_mb=256, _env_file=None)
    opened = open_store(settings, create=True)
    opened.update("INSERT DATA { " + " ".join(f"<x:{i}> <x:says> 'word {i}' ." for i in range(300)) + " }")
    yield opened
    opened.close()


def count(store: Store) -> int:
    return int(store.answer(LIGHT, "text/csv").body.split()[1])


@pytest.mark.parametrize("update", OF_DEATH)
def test_updates_of_death_end_at_their_limit(store: Store, update: str) -> None:
    assert count(store) == 300
    version, started = store.version, time.monotonic()
    with pytest.raises(QueryTimeout):
        store.update(update)
    assert time.monotonic() - started < DEADLINE_S + 0.5
    assert (count(store), store.version) == (300, version)  # nothing of it was done
    store.update("INSERT DATA { <x:s> <x:p> 'next' }")
    assert count(store) == 301


@pytest.mark.parametrize("verb", ["ADD", "COPY", "MOVE"])
def test_graphs_that_are_copied_again_and_again_end_at_their_limit(store: Store, verb: str) -> None:
    """A short text can stand for any number of triples."""
    store.update("INSERT DATA { " + " ".join(f"<x:{i}> <x:is> {i} ." for i in range(3000)) + " }")
    steps = " ; ".join(f"ADD DEFAULT TO <x:g{i}> ; {verb} <x:g{i}> TO <x:h{i}>" for i in range(2000))
    assert count(store) == 3300
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match="update"):
        store.update(steps)
    assert time.monotonic() - started < DEADLINE_S + 0.5
    assert store.graphs() == ()
    store.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }")
    store.update(f"{verb} <x:g> TO <x:copy>")
    assert "x:copy" in [graph.value for graph in store.graphs()]


def test_others_read_and_write_meanwhile(store: Store) -> None:
    def run_long() -> None:
        with pytest.raises(QueryTimeout):
            store.update(OF_DEATH[0])

    thread = threading.Thread(target=run_long)
    thread.start()
    time.sleep(0.2)
    started = time.monotonic()
    store.update("INSERT DATA { <x:s> <x:p> 'meanwhile' }")
    assert count(store) == 301
    assert time.monotonic() - started < 0.8
    assert thread.is_alive()
    thread.join()


@pytest.mark.parametrize("sign", ["(", "[ <x:p> ", "{ ", "!", "1+", "-", "<<( "])
@pytest.mark.parametrize("start", ["INSERT DATA { <x:s> <x:p> ", "INSERT { } WHERE { FILTER(", "DELETE WHERE { ?s <x:p> "])
def test_bombs_are_refused_at_once(store: Store, start: str, sign: str) -> None:
    started = time.monotonic()
    with pytest.raises(AppError) as refused:
        store.update(start + sign * 30_000)
    assert refused.value.status == 400
    assert time.monotonic() - started < 5.0  # some milliseconds on a quiet machine
    assert count(store) == 300


def test_no_update_contacts_anyone(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.5)
        address = f"<http://127.0.0.1:{canary.getsockname()[1]}/>"
        for text in (
            f"LOAD {address}", f"LOAD {address} INTO GRAPH <x:g>", f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {address} {{ ?s ?p ?o }} }}",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT {address} {{ ?s ?p ?o }} }}", f"INSERT DATA {{ }} ; load {address}",
            f"PREFIX service: {address} INSERT {{ ?s ?p 1SERVICE {address} {{ ?s ?p ?o }} }} WHERE {{ }}",
        ):  # fmt: skip
            with pytest.raises((Forbidden, QueryRefused)):
                store.update(text)
        store.update(f"LOAD SILENT {address} INTO GRAPH <x:g> ; LOAD SILENT {address}")
        with pytest.raises(TimeoutError):
            canary.accept()
    assert count(store) == 300


def test_a_search_that_passes_is_done_once(store: Store) -> None:
    store.update("DELETE { ?s <x:says> ?o } INSERT { ?s <x:said> ?o } WHERE { ?s <x:says> ?o }")
    assert count(store) == 300
    assert store.answer("ASK { ?s <x:says> ?o }", "text/csv").body.split()[-1] == b"false"
    store.update("INSERT { ?s <x:id> ?id } WHERE { ?s <x:said> ?o BIND(UUID() AS ?id) }")
    assert count(store) == 600


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Store]:
    """A store whose data may not be held in memory."""
    settings = Settings(
        store=str(tmp_path / "large"), plain=True, replica_limit_mb=0, query_timeout_s=30, query_memory_mb=256, _env_file=None
    )
    opened = open_store(settings, create=True)
    opened.update("INSERT DATA { " + " ".join(f"<x:{i}> <x:says> 'word {i}' ." for i in range(300)) + " }")
    yield opened
    opened.close()


def test_updates_of_data_larger_than_memory(large: Store, tmp_path: Path) -> None:
    version = large.version
    large.update("DELETE { ?s <x:says> ?o } INSERT { ?s <x:said> ?o } WHERE { ?s <x:says> ?o }")
    assert large.version == version + 1
    assert large.answer("SELECT (COUNT(*) AS ?n) { ?s <x:said> ?o }", "text/csv").body.split() == [b"n", b"300"]
    large.update("INSERT DATA { <x:s> <x:p> 1 }")  # the store goes on where the copy was
    large.flush()
    assert count(large) == 301
    with pytest.raises(QueryRefused):
        large.update("DELETE WHERE { ?s ?p }")
    large.close()
    folder = tmp_path / "large"
    assert len(list(folder.glob("oxigraph*"))) == 1
    settings = Settings(store=str(folder), plain=True, replica_limit_mb=0, _env_file=None)
    for read_only in (True, False):
        again = open_store(settings, read_only=read_only)
        assert (count(again), again.version >= large.version) == (301, True)
        again.close()


@pytest.mark.parametrize("update", OF_DEATH[:2])
def test_updates_of_death_of_data_larger_than_memory(large: Store, tmp_path: Path, update: str) -> None:
    version, started = large.version, time.monotonic()
    with pytest.raises(QueryTimeout):
        large.update(update, None, Limits(timeout_s=DEADLINE_S))
    assert time.monotonic() - started < DEADLINE_S + 0.5
    assert (count(large), large.version) == (300, version)
    assert [path.name for path in (tmp_path / "large").glob("oxigraph*")] == ["oxigraph"]


def test_what_is_written_during_a_long_update_is_kept(large: Store) -> None:
    """The first try is for nothing, because the data changed under it; the second keeps others waiting, no longer than the deadline."""
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            large.update(f"INSERT DATA {{ <x:s> <x:p> {number} }}")
            time.sleep(0.01)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        large.update("INSERT { ?s <x:id> ?id } WHERE { ?s <x:says> ?o BIND(RAND() AS ?id) }")
    finally:
        done.set()
        thread.join()
    assert large.answer("SELECT (COUNT(*) AS ?n) { ?s <x:id> ?o }", "text/csv").body.split() == [b"n", b"300"]
    numbers = large.answer("SELECT (COUNT(*) AS ?n) (MAX(?o) AS ?last) { <x:s> <x:p> ?o }", "text/csv").body.decode().split()[1].split(",")
    assert numbers[0] == numbers[1]  # each of them


def test_a_search_by_chance_is_stopped_on_disk_as_well(store: Store, tmp_path: Path) -> None:
    """It ends at once where it is tried, and may not where it counts: so it runs where it can be stopped, in both cases."""
    store.update("INSERT { ?s <x:id> ?id } WHERE { ?s <x:says> ?o BIND(RAND() AS ?id) }")
    assert count(store) == 600
    assert [path.name == "oxigraph" for path in (tmp_path / "store").glob("oxigraph*")].count(False) == 1


def test_kill_9_during_an_exchange(tmp_path: Path) -> None:
    """Before the graph is exchanged or after it: whole, and nothing is left behind."""
    script = (
        "import sys\nfrom app.settings import Settings\nfrom app.stores import open_store\n"
        "store = open_store(Settings(store=sys.argv[1], plain=True, replica_limit_mb=0, _env_file=None), create=True)\n"
        "print('ready', flush=True)\n"
        "for i in range(10**6): store.update(f'INSERT {{ <x:s> <x:p> {i} . <x:t> <x:p> {i} }} WHERE {{}}'); print(i, flush=True)"
    )
    folder = tmp_path / "killed"
    settings = Settings(store=str(folder), plain=True, _env_file=None)
    for rounds in (1, 2):
        writer = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(rounds + 1)]
        time.sleep(0.05 * rounds)
        writer.kill()
        lines += writer.stdout.read().splitlines(keepends=True)
        writer.wait()
        writer.stdout.close()
        store = open_store(settings)
        found = store.answer("SELECT ?s (COUNT(*) AS ?n) { ?s <x:p> ?o } GROUP BY ?s ORDER BY ?s", "text/csv").body.decode().split()[1:]
        one, other = (line.partition(",")[2] for line in found)
        assert one == other
        assert int(one) >= len([line for line in lines if line.strip().isdecimal()]) > 0
        assert len(list(folder.glob("oxigraph*"))) == 1
        store.update("CLEAR ALL")
        store.close()
