from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.archive import Archive
from app.errors import BadInput, StoreProblem
from app.keys import KeyRing
from app.model import Article, Block
from app.settings import Settings
from app.stores import open_store
from app.stores.backup import restore_backup, write_backup

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
