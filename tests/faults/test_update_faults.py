"""Updates that would kill or block their process: refused or stopped before the store runs them, and everyone else is served on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError, Forbidden, QueryRefused, QueryTimeout, StoreProblem
from app.settings import Settings
from app.stores import Store, open_store

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
    assert time.monotonic() - started < 1.0
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


def test_updates_of_data_larger_than_memory(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "large"), plain=True, replica_limit_mb=0, _env_file=None)
    store = open_store(settings, create=True)
    store.update("INSERT DATA { <x:s> <x:p> 1 }")
    with pytest.raises(StoreProblem, match="larger"):
        store.update("DELETE WHERE { ?s ?p ?o }")
    assert count(store) == 1
    store.close()
