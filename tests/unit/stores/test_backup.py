from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.archive import Archive
from app.decide import merge
from app.errors import BadInput, StoreProblem
from app.exporters import export_graph
from app.ids import Names
from app.keys import KeyRing
from app.model import IRI, Article, Block, Quad
from app.outcomes import Source
from app.pipeline import Pipeline
from app.settings import Settings
from app.stores import Store, open_store
from app.stores.backup import restore_backup, write_backup
from app.verify import verify_store

DATA = "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1, 2 ; <a:q> [] } <a:s> <a:p> 3 }"


def make_settings(folder: Path) -> Settings:
    return Settings(store=str(folder), plain=True, _env_file=None)


@pytest.mark.parametrize("as_nquads", [False, True])
def test_what_was_kept_comes_back(tmp_path: Path, as_nquads: bool) -> None:
    settings = make_settings(tmp_path / "store")
    key = KeyRing(tmp_path / "store").create("me")
    store = open_store(settings, create=True)
    archive = Archive.open(tmp_path / "store" / "archive.sqlite")
    article = Article(id="a", key="a", text="one", sha256="", blocks=(Block("body", 0, 3),))
    archive.append(b"one", article)
    store.update(DATA)
    store.flush()
    written = write_backup(settings, tmp_path / "kept", as_nquads=as_nquads)  # beside the owner
    assert (written.quads, (tmp_path / "kept" / "graph.nq").is_file()) == (4, as_nquads)
    store.update("CLEAR ALL")
    archive.close()
    store.close()

    shutil.rmtree(tmp_path / "store")
    restored = restore_backup(settings, tmp_path / "kept")
    assert (restored.quads, restored.version) == (4, written.version)
    store = open_store(settings)
    counted = store.answer("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "text/csv")
    assert counted.body.split() == [b"n", b"4"]
    store.close()
    archive = Archive.open(tmp_path / "store" / "archive.sqlite", read_only=True)
    assert [one.article for one in archive.unapplied()] == ["a"]
    assert archive.raw("a", 1) == b"one"
    archive.close()
    assert KeyRing(tmp_path / "store").owner_of(key) == "me"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "store")
    open_store(settings, create=True).close()
    write_backup(settings, tmp_path / "kept")
    with pytest.raises(BadInput, match="exists"):
        write_backup(settings, tmp_path / "kept")
    with pytest.raises(StoreProblem, match="already"):
        restore_backup(settings, tmp_path / "kept")
    with pytest.raises(BadInput, match="no backup"):
        restore_backup(make_settings(tmp_path / "new"), tmp_path / "store")
    with pytest.raises(StoreProblem, match="bare dataset"):
        restore_backup(Settings(store=str(tmp_path / "new"), _env_file=None), tmp_path / "kept")
    assert not (tmp_path / "new").exists()


def test_a_damaged_backup_restores_nothing(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "store")
    store = open_store(settings, create=True)
    store.update(DATA)
    store.close()
    write_backup(settings, tmp_path / "kept", as_nquads=True)
    lines = (tmp_path / "kept" / "graph.nq").read_bytes().splitlines(keepends=True)
    (tmp_path / "kept" / "graph.nq").write_bytes(b"".join(lines[:-1]))
    with pytest.raises(BadInput, match="3 quads where 4"):
        restore_backup(make_settings(tmp_path / "new"), tmp_path / "kept")
    assert not (tmp_path / "new").exists()


# ---- a whole store, while it is owned ---------------------------------------------------------------------------------

HEAD = "id,time,level,format,participants,place,sources\n"
ROWS = [f"m{day},2023-03-{day},foreign,bilateral,wang-yi|sergey-lavrov,moscow,https://example.org/{day}\n" for day in ("06", "08", "21")]


@pytest.fixture(params=["embedded", "remote"])
def managed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, Callable[[str], Settings]]]:
    """Settings of a store, and of another place of the same kind to restore to."""

    def place(name: str) -> Settings:
        if request.param == "embedded":
            return Settings(store=str(tmp_path / name), _env_file=None)
        server = request.getfixturevalue("start_oxigraph")()
        return Settings(store=server.url, archive=str(tmp_path / name), _env_file=None)

    yield place("store"), place


def fill(pipeline: Pipeline, rows: Sequence[str]) -> None:
    for number, row in enumerate(rows):
        source = Source(f"{row[:3]}-meetings.csv", (HEAD + row).encode(), {"title": "A table", "id": f"t{row[:3]}-{number}"})
        for outcomes in pipeline.ingest([source]):
            assert [outcome.status for outcome in outcomes] == ["added"]


def dump(store: Store) -> bytes:
    out = io.BytesIO()
    export_graph(store, "nq", out, Names())
    return out.getvalue()


def test_a_managed_store_with_decisions_and_keys_comes_back(managed: Any, tmp_path: Path) -> None:
    settings, place = managed
    as_nquads = settings.is_remote_store  # one of each
    mine = "INSERT DATA { GRAPH <http://example.org/mine> { <http://example.org/s> <http://example.org/p> 1, [] } }"
    with Pipeline.open(settings) as pipeline:
        key = KeyRing(settings.folder).create("me")
        fill(pipeline, ROWS[:2])
        events = sorted(pipeline.names.slug(row[0]) for row in pipeline.store.rows("event_days"))  # type: ignore[arg-type]
        merge(pipeline, events[0], events[1], by="me", note="one visit")
        pipeline.store.update(mine)
        pipeline.store.flush()
        before, decisions = dump(pipeline.store), pipeline.archive.decisions()
        written = write_backup(settings, tmp_path / "kept", as_nquads=as_nquads)
        fill(pipeline, ROWS[2:])  # what comes after it is not in it
        assert dump(pipeline.store) != before
    restored = restore_backup(other := place("other"), tmp_path / "kept")
    assert (restored.quads, restored.version) == (written.quads, written.version)
    with Pipeline.open(other) as pipeline:
        assert pipeline.store.is_behind is False
        assert dump(pipeline.store) == before
        assert pipeline.archive.decisions() == decisions
        assert len(pipeline.store.get_graph(IRI("http://example.org/mine"))) == 2
        assert pipeline.archive.unapplied() == ()
        assert KeyRing(other.folder).owner_of(key) == "me"
        fill(pipeline, ROWS[2:])
    assert verify_store(other).is_sound
    with pytest.raises(StoreProblem, match="already"):
        restore_backup(other, tmp_path / "kept")
    with pytest.raises(StoreProblem, match=r"already|another archive"):  # the server is not empty any more
        restore_backup(other.model_copy(update={"archive": str(tmp_path / "third")}), tmp_path / "kept")


def test_a_backup_taken_while_articles_come_is_of_one_moment(managed: Any, tmp_path: Path) -> None:
    settings, place = managed
    with Pipeline.open(settings) as pipeline:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set() and number < 12:
                number += 1
                fill(pipeline, [ROWS[0].replace("m06", f"m{number:02}").replace("03-06", f"03-{number % 28 + 1:02}")])

        thread = threading.Thread(target=write)
        thread.start()
        try:
            written = write_backup(settings, tmp_path / "kept")
        finally:
            stop.set()
            thread.join()
    other = place("other")
    assert restore_backup(other, tmp_path / "kept").version == written.version
    with Pipeline.open(other):  # finishes what was pending
        pass
    assert verify_store(other).is_sound


def test_a_backup_goes_from_a_folder_to_a_server_and_back(tmp_path: Path, start_oxigraph: Callable[[], Any]) -> None:
    one = Settings(store=str(tmp_path / "one"), _env_file=None)
    with Pipeline.open(one) as pipeline:
        fill(pipeline, ROWS)
        before = dump(pipeline.store)
    write_backup(one, tmp_path / "kept")
    two = Settings(store=start_oxigraph().url, archive=str(tmp_path / "two"), _env_file=None)
    restore_backup(two, tmp_path / "kept")
    write_backup(two, tmp_path / "kept again")
    three = Settings(store=str(tmp_path / "three"), _env_file=None)
    restore_backup(three, tmp_path / "kept again")
    for settings in (two, three):
        with Pipeline.open(settings) as pipeline:
            assert (dump(pipeline.store), pipeline.store.is_behind) == (before, False)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda kept: (kept / "archive.sqlite").unlink(), "archive.sqlite is missing"),
        (lambda kept: (kept / "archive.sqlite").write_bytes(b"not a database, but long enough" * 100), "archive.sqlite cannot be read"),
        (lambda kept: (kept / "backup.json").write_text("{"), "backup.json cannot be read"),
        (lambda kept: shutil.rmtree(kept / "oxigraph"), "there is no graph in it"),
        (lambda kept: next((kept / "oxigraph").glob("CURRENT")).unlink(), "graph|quads"),
        (lambda kept: [file.write_bytes(b"x") for file in (kept / "oxigraph").glob("*.sst")], "graph|quads"),
        (lambda kept: (kept / "store.json").unlink(), "store.json cannot be read"),
    ],
)
def test_a_damaged_backup_says_what_is_damaged(tmp_path: Path, spoil: Callable[[Path], Any], words: str) -> None:
    settings = Settings(store=str(tmp_path / "store"), _env_file=None)
    store = open_store(settings, create=True)
    Archive.open(settings.folder / "archive.sqlite").close()
    world = Names().graph("world")
    store.put_graph(
        world, [Quad(IRI(f"http://example.org/{i}"), IRI("http://example.org/p"), IRI("http://example.org/o"), world) for i in range(50)]
    )
    store.close()
    write_backup(settings, tmp_path / "kept")
    spoil(tmp_path / "kept")
    with pytest.raises((BadInput, StoreProblem), match=words):
        restore_backup(Settings(store=str(tmp_path / "new"), _env_file=None), tmp_path / "kept")
    assert not [path.name for path in tmp_path.iterdir() if "new" in path.name]
