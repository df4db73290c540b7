"""Stores of an older layout are brought to this one, or refused with what to do; of a newer one refused. Nothing is left half way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.archive import Archive
from app.errors import StoreProblem
from app.ids import Names
from app.model import IRI, Article, Block, Quad, RdfLiteral
from app.settings import Settings
from app.stores import open_store
from app.stores.folder import SCHEMA_VERSION

WORLD = Names().graph("world")
QUAD = Quad(IRI("http://example.org/s"), IRI("http://example.org/p"), RdfLiteral("kept"), WORLD)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a store as schema version 1 had it: no word of where the graph is, because it was always in `oxigraph`."""
    made = Settings(store=str(tmp_path / "store"), _env_file=None)
    store = open_store(made, create=True)
    store.put_graph(WORLD, [QUAD])
    store.close()
    write(made, schema=1, graph=None)
    return made


def write(settings: Settings, **changed: Any) -> None:
    path = settings.folder / "store.json"
    content = json.loads(path.read_text()) | changed
    path.write_text(json.dumps({name: value for name, value in content.items() if value is not None}))


def schema(settings: Settings) -> Any:
    return json.loads((settings.folder / "store.json").read_text())["schema"]


def test_the_layout_before_is_read_as_it_is_and_migrated_by_its_owner(settings: Settings) -> None:
    reader = open_store(settings, read_only=True)
    assert (reader.get_graph(WORLD), schema(settings)) == ([QUAD], 1)
    reader.close()
    store = open_store(settings)
    assert (store.get_graph(WORLD), schema(settings)) == ([QUAD], SCHEMA_VERSION)
    store.update("INSERT { GRAPH <http://example.org/g> { ?s ?p ?id } } WHERE { GRAPH ?g { ?s ?p ?o } BIND(RAND() AS ?id) }")
    store.close()
    graph = json.loads((settings.folder / "store.json").read_text())["graph"]
    assert graph != "oxigraph"  # what an Amur that knows only version 1 would not find, and therefore refuses
    again = open_store(settings)
    assert len(again.get_graph(IRI("http://example.org/g"))) == 1
    again.close()


@pytest.mark.parametrize(
    ("version", "words"), [(0, "Make a backup with the Amur that wrote it"), (SCHEMA_VERSION + 1, "Install a newer Amur")]
)
def test_versions_that_are_not_known_are_refused(settings: Settings, version: int, words: str) -> None:
    write(settings, schema=version)
    before = {path: path.stat().st_mtime_ns for path in settings.folder.rglob("*")}
    for read_only in (True, False):
        with pytest.raises(StoreProblem, match=f"schema version {version}") as told:
            open_store(settings, read_only=read_only)
        assert words in str(told.value)
    assert {path: path.stat().st_mtime_ns for path in settings.folder.rglob("*")} == before


# ---- the archive ------------------------------------------------------------------------------------------------------


def make_archive(path: Path) -> None:
    archive = Archive.open(path)
    archive.append(b"one", Article(id="a", key="a", text="one", sha256="", blocks=(Block("body", 0, 3),)))
    archive.close()


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def user_version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_older_archive_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    make_archive(path)
    newest, wanted = user_version(path), tables(path)
    later = wanted - {"articles", "versions", "claims", "claim_blocks", "decisions"}
    execute(path, *(f"DROP TABLE {table}" for table in sorted(later)), "PRAGMA user_version = 1")
    reader = Archive.open(path, read_only=True)
    assert (reader.raw("a", 1), reader.changes(0, 10)) == (b"one", ())
    reader.close()
    assert user_version(path) == 1
    archive = Archive.open(path)
    assert archive.raw("a", 1) == b"one"
    archive.close()
    assert (user_version(path), tables(path)) == (newest, wanted)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: execute(path, "PRAGMA user_version = 99"), "schema version 99.*Install a newer Amur"),
        (lambda path: execute(path, "PRAGMA user_version = 0"), "database of something else; nothing was written"),
        (lambda path: path.write_bytes(b"no database at all, but long enough to look like one" * 50), "cannot be opened.*Restore a backup"),
    ],
)
def test_archives_that_are_not_ours_are_refused(tmp_path: Path, spoil: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "archive.sqlite"
    make_archive(path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match=words):
        Archive.open(path)
    assert path.read_bytes() == before
