from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app import owner
from app.errors import ConfigurationProblem, StoreProblem
from app.ids import Names
from app.model import IRI, BlankNode, Delta, Quad, RdfLiteral
from app.queries import load_query, parse_query
from app.settings import Settings
from app.stores import Dataset, Store, open_store

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


def test_replace_is_whole(filled: Store) -> None:
    before = filled.version
    version = filled.replace(
        A1, [triple("a1", "new", A1)], Delta(removed=(triple("world", "event 1", WORLD),), added=(triple("world", "event 3", WORLD),))
    )
    assert version == before + 1
    assert [quad.object.value for quad in filled.get_graph(A1)] == ["new"]
    assert [quad.object.value for quad in filled.get_graph(WORLD)] == ["event 2", "event 3"]
    filled.replace(A1, [], Delta())
    assert A1 not in filled.graphs()


def test_replace_refuses_foreign_quads_and_blank_nodes(filled: Store) -> None:
    version = filled.version
    with pytest.raises(ValueError, match="another graph"):
        filled.replace(A1, [triple("a1", "x", WORLD)], Delta())
    with pytest.raises(ValueError, match="blank node"):
        filled.replace(A1, [Quad(BlankNode("b"), IRI(f"{EX}p"), IRI(f"{EX}o"), A1)], Delta())
    assert filled.version == version


def test_graphs_are_put_and_deleted(store: Store) -> None:
    mine = IRI(f"{EX}mine")
    store.put_graph(mine, [triple("s", "one", A1)])
    assert store.get_graph(mine) == [triple("s", "one", mine)]
    store.put_graph(mine, [triple("s", "two", mine), triple("s", "three", mine)])
    assert store.ntriples(mine) == [
        b'<http://example.org/s> <http://example.org/says> "three" .',
        b'<http://example.org/s> <http://example.org/says> "two" .',
    ]
    store.delete_graph(mine)
    assert store.graphs() == ()
    assert store.get_graph(mine) == []


def test_answers_see_the_default_dataset(filled: Store) -> None:
    assert count(filled) == 2  # the world only: articles are named graphs
    assert count(filled, Dataset((A1,))) == 3
    assert count(filled, Dataset((A1, WORLD))) == 5
    named = filled.answer("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv")
    assert len(named.body.split()) == 4
    assert filled.answer("ASK { GRAPH ?g { ?s ?p ?o } }", "application/json", Dataset((A1,), ())).body == b'{"head":{},"boolean":false}'
    chosen = filled.answer(f"SELECT (COUNT(*) AS ?n) FROM <{A1.value}> {{ ?s ?p ?o }}", "text/csv")
    assert chosen.body.split() == [b"n", b"3"]


def test_answers_follow_what_is_flushed(filled: Store) -> None:
    assert count(filled) == 2
    filled.replace(A1, [], Delta(removed=(triple("world", "event 1", WORLD),)))
    filled.flush()
    answer = filled.answer(COUNT, "text/csv")
    assert answer.body.split() == [b"n", b"1"]
    assert answer.version == filled.version


def test_the_replica_is_loaded_anew_when_it_has_grown(filled: Store) -> None:
    assert count(filled) == 2
    for round_ in range(3):  # each more text than a replica of this size may take in
        filled.put_graph(IRI(f"{EX}big{round_}"), [triple(f"s{i}", f"{round_} {'x' * 900}", A1) for i in range(800)])
        filled.flush()
        assert count(filled, Dataset((IRI(f"{EX}big{round_}"),))) == 800


def test_answers_from_disk(settings: Settings, filled: Store) -> None:
    filled.close()
    on_disk = open_store(settings.model_copy(update={"replica_limit_mb": 0}))
    try:
        assert count(on_disk) == 2
        on_disk.replace(A1, [], Delta(added=(triple("world", "event 3", WORLD),)))
        on_disk.flush()
        assert count(on_disk) == 3
    finally:
        on_disk.close()


def test_formats(filled: Store) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{A1.value}> {{ ?s ?p ?o }} }}"
    assert filled.answer(query, "application/n-triples").body.count(b"\n") == 3
    assert filled.answer(query, "text/turtle").body.startswith(b"@prefix")
    assert len(json.loads(filled.answer(query, "application/ld+json").body)) == 1
    assert filled.answer(COUNT, "application/sparql-results+xml").body.startswith(b"<?xml")
    assert filled.answer(COUNT, "text/tab-separated-values").body == b"?n\n2\n"


def test_many_threads(filled: Store) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(lambda _: count(filled), range(120))) == [2] * 120
    health = filled.health()
    assert health.workers_lost == 0
    assert 1 <= health.workers <= 2


def test_rows_substitute_and_fill(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# title: What is said\n# graphs: world\nSELECT ?s ?o ?missing { VALUES ?o { } ?s ?p ?o OPTIONAL { ?s <a:b> ?missing } }"
    query = parse_query("said", text)
    assert (query.title, query.graphs) == ("What is said", ("world",))
    monkeypatch.setattr("app.stores.oxigraph.load_query", lambda name: query)
    nasty = RdfLiteral('x" } UNION { ?s ?p ?o')
    rows = filled.rows("said", values={"o": [RdfLiteral("event 2"), nasty]})
    assert rows == [(IRI(f"{EX}world"), RdfLiteral("event 2"), None)]
    assert filled.rows("said", {"s": IRI(f"{EX}other")}, {"o": [RdfLiteral("event 2")]}) == []
    with pytest.raises(KeyError):
        filled.rows("said", values={"nothing": [nasty]})


def test_unknown_query_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_query("../sparql")


# ---- opening ----------------------------------------------------------------------------------------------------------


def test_no_store_is_said(settings: Settings) -> None:
    for read_only in (True, False):
        with pytest.raises(StoreProblem, match="There is no store"):
            open_store(settings, read_only=read_only)
    assert not Path(settings.store).exists()


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


def test_another_base_is_refused(settings: Settings, store: Store) -> None:
    store.close()
    with pytest.raises(StoreProblem, match=r"base IRI https://w3id\.org/amur/"):
        open_store(settings.model_copy(update={"base_iri": "https://example.org/kg/"}))


def test_a_newer_schema_is_refused(settings: Settings, store: Store) -> None:
    store.close()
    path = Path(settings.store) / "store.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": 99}))
    with pytest.raises(StoreProblem, match="schema version 99"):
        open_store(settings)


def test_a_url_is_not_taken_for_a_folder(settings: Settings) -> None:
    with pytest.raises(ConfigurationProblem):
        open_store(settings.model_copy(update={"store": "http://localhost:7878"}), create=True)


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


def test_closed_store_says_so(filled: Store) -> None:
    filled.close()
    with pytest.raises(StoreProblem, match="closed"):
        filled.graphs()


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


def test_snapshot_opens_by_itself(settings: Settings, filled: Store, tmp_path: Path) -> None:
    import pyoxigraph as ox

    filled.snapshot(tmp_path / "copies" / "one")
    assert len(ox.Store.read_only(str(tmp_path / "copies" / "one"))) == 8
    with pytest.raises(StoreProblem, match="exists already"):
        filled.snapshot(tmp_path / "copies" / "one")


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
        "from app.errors import StoreProblem\n"
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
