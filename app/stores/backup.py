"""A store as files that can be kept elsewhere, and back: the archive, the keys and a version of the graph that fit together.

It works beside a running owner. What the archive calls applied is in the last published version, and what came after that is
pending: so an archive that was copied while no new version was published belongs to the version before, and the next start of
the restored store does what is pending. A backup may be restored to a folder or to a server, wherever it came from.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version as package_version
from pathlib import Path

import pyoxigraph as ox

from app.errors import BadInput, StoreProblem
from app.ids import Names
from app.model import IRI
from app.owner import read_owner
from app.settings import Settings
from app.stores import open_store
from app.stores.folder import (
    KEYS,
    SCHEMA_VERSION,
    Folder,
    Metadata,
    newest_checkpoint,
    prepare_folder,
    read_metadata,
    read_noted_version,
    write_json,
    write_version,
)  # fmt: skip
from app.stores.markers import Marker, marker_update
from app.stores.own_requests import list_graphs, own, run
from app.stores.remote import SparqlServer

_ABOUT = "backup.json"
_DUMP = "graph.nq"
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or read."""

    folder: Path
    version: int
    quads: int


def write_backup(settings: Settings, target: Path, *, as_nquads: bool = False) -> Backup:
    """Copy the store to the new folder `target`; `as_nquads`: the graph as one N-Quads file, which any RDF software reads."""
    if target.exists():
        raise BadInput(f"{target} exists already.", "Give the path of a new folder.")
    server = settings.store if settings.is_remote_store else ""
    source = prepare_folder(settings.folder, settings.base_iri, create=False, plain=settings.plain, server=server)
    if read_owner(source.path) is None:
        open_store(settings).close()  # publishes what an unclean end left unpublished
    partial = Folder(target.with_name(f".{target.name}.part"))
    copy = _copy_from_server if server else _copy_checkpoint
    for _ in range(_TRIES):
        shutil.rmtree(partial.path, ignore_errors=True)
        partial.path.mkdir(parents=True)
        version = copy(settings, source, partial)
        if version is not None:
            break
    else:
        raise StoreProblem("The store changes faster than it can be copied.", "Try again when less is written.")
    if (source.path / KEYS).is_file():
        shutil.copy2(source.path / KEYS, partial.path / KEYS)
    kept = read_metadata(source)
    write_json(partial.metadata, replace(kept, schema=SCHEMA_VERSION, graph=partial.graph_name, server="", id="").as_json())
    graph = ox.Store.read_only(str(partial.graph))
    quads = len(graph)
    if as_nquads:
        graph.dump(str(partial.path / _DUMP), ox.RdfFormat.N_QUADS)
        del graph
        shutil.rmtree(partial.graph)
    write_json(partial.path / _ABOUT, {"version": version, "quads": quads, "amur": package_version("amur")})
    partial.path.rename(target)
    return Backup(target, version, quads)


def _copy_checkpoint(settings: Settings, source: Folder, target: Folder) -> int | None:
    """Copy archive and graph; the version, or None when another one was published meanwhile."""
    newest = newest_checkpoint(source)
    if newest is None:
        raise StoreProblem(f"The store {source.path} has published nothing yet.", "Try again shortly.")
    try:
        _copy_archive(source.archive, target.archive)
        shutil.copytree(newest[1], target.graph)
    except FileNotFoundError:
        return None  # the version went while it was copied
    return newest[0] if newest_checkpoint(source) == newest else None


def _copy_from_server(settings: Settings, source: Folder, target: Folder) -> int | None:
    """As `_copy_checkpoint`. The archive goes first: what it calls applied is on the server by then."""
    store = open_store(settings, read_only=True)
    try:
        before = read_noted_version(source) if settings.plain else store.version
        _copy_archive(source.archive, target.archive)
        shown = store.snapshot(target.graph)
        return before if settings.plain or shown == before else None
    finally:
        store.close()


def restore_backup(settings: Settings, source: Path) -> Backup:
    """Make the store of the settings from a backup; there must be none yet. Raises BadInput, StoreProblem."""
    target = settings.folder
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        setting = "AMUR_ARCHIVE" if settings.is_remote_store else "AMUR_STORE"
        raise StoreProblem(f"There is something at {target} already.", f"Restore to a new folder: set {setting}, or move the old one away.")
    version, expected, kept = _read_about(settings, source)
    made = Folder(target.with_name(f".{target.name}.part"))
    shutil.rmtree(made.path, ignore_errors=True)
    try:
        found = _make_folder(source, kept, made)
        if found != expected:
            raise _damaged(source, f"it holds {found} quads where {expected} were written")
        metadata = Metadata(SCHEMA_VERSION, kept.base_iri, kept.plain)
        if settings.is_remote_store:
            metadata = replace(metadata, server=settings.store, id=uuid.uuid4().hex)
            _fill_server(settings, made, Marker(metadata.id, version))
            shutil.rmtree(made.graph)
        write_json(made.metadata, metadata.as_json())
        write_version(made, version, clean=True)
        if target.is_dir():
            target.rmdir()
        made.path.rename(target)
    finally:
        shutil.rmtree(made.path, ignore_errors=True)
    return Backup(target, version, found)


def _read_about(settings: Settings, source: Path) -> tuple[int, int, Metadata]:
    """Version, number of quads and kind of a backup."""
    try:
        about = json.loads((source / _ABOUT).read_text(encoding="utf-8"))
        version, expected = int(about["version"]), int(about["quads"])
    except FileNotFoundError as error:
        raise BadInput(f"{source} is no backup of a store.", "Give the folder that `amur backup` wrote.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(source, f"{_ABOUT} cannot be read") from error
    kept = read_metadata(Folder(source))
    if kept.plain != settings.plain:
        told = ("a bare dataset", "Restore it with --plain.") if kept.plain else ("no bare dataset", "Restore it without --plain.")
        raise StoreProblem(f"The backup {source} is {told[0]}.", told[1])
    if kept.base_iri != settings.base_iri:
        raise StoreProblem(
            f"The backup {source} was made with the base IRI {kept.base_iri}, not {settings.base_iri}.", "Set AMUR_BASE_IRI to its base."
        )
    return version, expected, kept


def _make_folder(source: Path, kept: Metadata, made: Folder) -> int:
    """Copy archive, keys and graph to the new folder; the number of quads."""
    made.path.mkdir(parents=True)
    for name in (KEYS, made.archive.name):
        if (source / name).is_file():
            shutil.copy2(source / name, made.path / name)
    if not kept.plain and not made.archive.is_file():
        raise _damaged(source, f"{made.archive.name} is missing")
    _check_archive(source, made.archive)
    try:
        if (source / _DUMP).is_file():
            graph = ox.Store(str(made.graph))
            graph.bulk_load(path=str(source / _DUMP), format=ox.RdfFormat.N_QUADS)
        elif (source / kept.graph).is_dir():
            shutil.copytree(source / kept.graph, made.graph)
            graph = ox.Store(str(made.graph))
        else:
            raise _damaged(source, "there is no graph in it")
        graph.flush()
        return len(graph)
    except (OSError, SyntaxError, ValueError, RuntimeError) as error:
        raise _damaged(source, f"the graph cannot be read ({error})") from error


def _check_archive(source: Path, archive: Path) -> None:
    if not archive.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise _damaged(source, f"{archive.name} cannot be read ({error})") from error
    if said != "ok":
        raise _damaged(source, f"{archive.name} is broken ({said})")


def _fill_server(settings: Settings, made: Folder, marker: Marker) -> None:
    """Put the graphs on the server, the marker last: a server that was filled in part only is not taken for a store."""
    server, names = SparqlServer(settings), Names(settings.base_iri)
    try:
        strange = [graph for graph in list_graphs(server) if settings.plain or names.is_managed_graph(graph)]
        if strange:
            raise StoreProblem(
                f"There are graphs on {server.url} already, such as {strange[0].value}.", "Restore to an empty server or dataset."
            )
        graph = ox.Store(str(made.graph))
        for name in (None, *graph.named_graphs()):
            if isinstance(name, ox.BlankNode):
                continue
            triples = graph.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name or ox.DefaultGraph()) or b""
            if name is not None or triples:
                own(server, partial(server.put_graph, None if name is None else IRI(name.value), triples))
        if not settings.plain:
            run(server, marker_update(names, marker))
    finally:
        server.close()


def _damaged(source: Path, reason: str) -> BadInput:
    return BadInput(f"The backup {source} is damaged: {reason}.", "Take another backup; nothing was restored.")


def _copy_archive(source: Path, target: Path) -> None:
    if not source.is_file():
        return  # a bare dataset has none
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
