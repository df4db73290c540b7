from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import owner
from app.errors import QueryTimeout, StoreProblem
from app.ids import Names
from app.model import IRI, Delta, Quad, RdfLiteral
from app.queries import load_query
from app.settings import Settings
from app.stores import Dataset, Limits, Store, open_store

NAMES = Names()
EX = "http://example.org/"
WORLD = NAMES.graph("world")
A1 = NAMES.graph("article", "a1")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def triple(name: str, value: str, graph: IRI) -> Quad:
    return Quad(IRI(EX + name), IRI(f"{EX}says"), RdfLiteral(value), graph)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), query_workers=2, query_timeout_s=5, _env_file=None)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings, create=True)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Store:
    """Two articles with three triples each, and a world of two."""
    world = NAMES.graph("world")
    for number in (1, 2):
        graph = NAMES.graph("article", f"a{number}")
        quads = [triple(f"a{number}", f"word {i}", graph) for i in range(3)]
        store.replace(graph, quads, Delta(added=(triple("world", f"event {number}", world),)))
    store.flush()
    return store


def count(store: Store, dataset: Dataset | None = None) -> int:
    return int(store.answer(COUNT, "text/csv", dataset).body.split()[1])


def test_the_replica_is_loaded_anew_when_it_has_grown(filled: Store) -> None:
    assert count(filled) == 2
    for round_ in range(3):  # each more text than a replica of this size may take in
        filled.put_graph(IRI(f"{EX}big{round_}"), [triple(f"s{i}", f"{round_} {'x' * 900}", A1) for i in range(800)])
        filled.flush()
        assert count(filled, Dataset((IRI(f"{EX}big{round_}"),))) == 800


@pytest.mark.parametrize("replica_limit_mb", [0, 512])
def test_answers_are_the_same_from_disk_and_from_memory(settings: Settings, filled: Store, replica_limit_mb: int) -> None:
    """Data over the configured size are read from the published checkpoint, and followed there from version to version."""
    filled.close()
    store = open_store(settings.model_copy(update={"replica_limit_mb": replica_limit_mb}))
    try:
        graphs = Dataset((A1, WORLD), (A1,))
        everything = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
        said = [store.answer(everything, "text/csv", graphs).body.count(b"\r\n")]
        store.replace(A1, [triple("a1", "new", A1)], Delta(added=(triple("world", "event 3", WORLD),)))
        said.append(store.answer(everything, "text/csv", graphs).body.count(b"\r\n"))
        store.update(
            f"DELETE {{ GRAPH <{EX}mine> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{EX}mine> {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        )
        said.append(count(store, Dataset((IRI(f"{EX}mine"),))))
        turtle = store.answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{WORLD.value}> {{ ?s ?p ?o }} }}", "text/turtle").body
        assert said == [6, 5, 7]
        assert turtle.count(b"event") == 3
        endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
        with pytest.raises(QueryTimeout):
            store.answer(endless, "text/csv", graphs, Limits(timeout_s=0.3))
        assert (store.answer(everything, "text/csv", graphs).version, store.health().workers_lost) == (store.version, 1)
    finally:
        store.close()


def test_data_that_outgrow_memory_go_to_the_disk(settings: Settings, filled: Store) -> None:
    filled.close()
    store = open_store(settings.model_copy(update={"replica_limit_mb": 1}))
    assert count(store) == 2
    for round_ in range(3):  # each more than a replica of this size takes in without being loaded anew
        store.put_graph(IRI(f"{EX}big{round_}"), [triple(f"s{i}", f"{round_}-{i} {'x' * 900}", A1) for i in range(900)])
        assert count(store, Dataset((IRI(f"{EX}big{round_}"),))) == 900
    store.update(f"DELETE {{ GRAPH <{EX}big0> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{EX}big0> {{ ?s ?p ?o }} }}")
    assert count(store, Dataset((IRI(f"{EX}big0"),))) == 0
    assert len(list(settings.folder.glob("oxigraph-*"))) == 1  # the update ran on a copy on disk: there is none in memory
    store.close()


def test_many_threads(filled: Store) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(lambda _: count(filled), range(120))) == [2] * 120
    health = filled.health()
    assert health.workers_lost == 0
    assert 1 <= health.workers <= 2


def test_unknown_query_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_query("../sparql")


# ---- opening ----------------------------------------------------------------------------------------------------------


def test_a_folder_of_something_else_is_left_alone(settings: Settings) -> None:
    folder = Path(settings.store)
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(StoreProblem, match="no Amur store"):
        open_store(settings, create=True)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(settings: Settings) -> None:
    Path(settings.store).write_text("mine")
    with pytest.raises(StoreProblem, match="is a file"):
        open_store(settings, create=True)


def test_a_newer_schema_is_refused(settings: Settings, store: Store) -> None:
    store.close()
    path = Path(settings.store) / "store.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 99}))
    with pytest.raises(StoreProblem, match="schema version 99"):
        open_store(settings)


def test_versions_go_on_and_are_never_reused(settings: Settings, filled: Store) -> None:
    version = filled.version
    filled.close()
    filled.close()
    again = open_store(settings)
    assert again.version == version
    again.close()
    (Path(settings.store) / "version.json").unlink()  # as after a crash of the disk
    again = open_store(settings)
    assert again.version > version
    again.close()


def test_reading_beside_the_owner(settings: Settings, filled: Store) -> None:
    filled.replace(A1, [], Delta())
    reader = open_store(settings, read_only=True)
    assert len(reader.get_graph(A1)) == 3  # the last published version
    assert count(reader) == 2
    with pytest.raises(StoreProblem, match="reading only"):
        reader.delete_graph(A1)
    reader.close()
    filled.flush()
    reader = open_store(settings, read_only=True)
    assert reader.get_graph(A1) == []
    assert reader.version == filled.version
    reader.close()


def test_reading_without_owner(settings: Settings, filled: Store) -> None:
    version = filled.version
    filled.close()
    reader = open_store(settings, read_only=True)
    assert (reader.version, len(reader.get_graph(A1))) == (version, 3)
    reader.close()
    assert owner.read_owner(Path(settings.store)) is None


def test_checkpoints_do_not_pile_up(settings: Settings, filled: Store) -> None:
    for number in range(5):
        filled.put_graph(A1, [triple("a1", str(number), A1)])
        filled.flush()
    kept = sorted(int(path.name) for path in (Path(settings.store) / "checkpoints").iterdir())
    assert kept == [filled.version - 1, filled.version]


# ---- owner ------------------------------------------------------------------------------------------------------------


def test_a_second_owner_is_refused_with_pid_and_url(settings: Settings, filled: Store) -> None:
    folder = Path(settings.store)
    owner.claim_ownership(folder, "http://127.0.0.1:8123")
    script = (
        "import sys; from app.settings import Settings; from app.stores import open_store\n"
        "from app.errors import QueryTimeout, StoreProblem\n"
        "try: open_store(Settings(store=sys.argv[1], _env_file=None), create=True)\n"
        "except StoreProblem as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script, settings.store], capture_output=True, text=True, check=True)
    found = owner.read_owner(folder)
    assert found
    assert found.is_this_process
    assert str(found.pid) in done.stdout
    assert "http://127.0.0.1:8123" in done.stdout
    assert "stop it first" in done.stdout


def test_owner_file_is_private_and_keeps_its_token(tmp_path: Path) -> None:
    first = owner.claim_ownership(tmp_path)
    second = owner.claim_ownership(tmp_path, "http://127.0.0.1:1")
    assert (first.token, first.url, second.url) == (second.token, None, "http://127.0.0.1:1")
    assert len(first.token) >= 32
    assert (tmp_path / "owner.json").stat().st_mode & 0o777 == 0o600
    owner.release_ownership(tmp_path)
    assert not (tmp_path / "owner.json").exists()


def test_a_dead_owner_is_taken_over(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "owner.json").write_text(json.dumps({"pid": gone.pid, "url": None, "token": "old"}))
    assert owner.read_owner(tmp_path) is None
    assert owner.claim_ownership(tmp_path).token != "old"


def test_a_reused_pid_is_no_owner(tmp_path: Path) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc")
    (tmp_path / "owner.json").write_text(json.dumps({"pid": 1, "url": None, "token": "old", "started": "another boot:17"}))
    assert owner.read_owner(tmp_path) is None


def test_a_live_owner_is_respected(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (tmp_path / "owner.json").write_text(json.dumps({"pid": other.pid, "url": None, "token": "theirs"}))
        with pytest.raises(StoreProblem, match=f"process {other.pid}"):
            owner.claim_ownership(tmp_path)
    finally:
        other.communicate(b"\n")


def test_a_broken_owner_file_is_no_owner(tmp_path: Path) -> None:
    (tmp_path / "owner.json").write_text("{")
    assert owner.read_owner(tmp_path) is None
