"""A store as files that can be kept elsewhere, and back: the archive and a published version of the graph that fit together.

It works beside a running owner. What the archive calls applied is in the last published version, and what came after that is
pending: so an archive that was copied while no new version was published belongs to the version before, and the next start of
the restored store does what is pending.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

import pyoxigraph as ox

from app.errors import BadInput, StoreProblem
from app.owner import read_owner
from app.settings import Settings
from app.stores import open_store
from app.stores.folder import KEYS, Folder, check_metadata, newest_checkpoint, prepare_folder, write_json, write_version

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
    source = prepare_folder(Path(settings.store).expanduser(), settings.base_iri, create=False, plain=settings.plain)
    if read_owner(source.path) is None:
        open_store(settings).close()  # publishes what an unclean end left unpublished
    partial = target.with_name(f".{target.name}.part")
    for _ in range(_TRIES):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        newest = newest_checkpoint(source)
        if newest is None:
            raise StoreProblem(f"The store {source.path} has published nothing yet.", "Try again shortly.")
        try:
            _copy_archive(source.archive, partial / source.archive.name)
            shutil.copytree(newest[1], partial / source.graph.name)
        except FileNotFoundError:
            continue  # the version went while it was copied
        if newest_checkpoint(source) == newest:
            break
    else:
        raise StoreProblem("The store changes faster than it can be copied.", "Try again when less is written.")
    for name in (source.metadata.name, KEYS):
        if (source.path / name).is_file():
            shutil.copy2(source.path / name, partial / name)
    graph = ox.Store.read_only(str(partial / source.graph.name))
    quads = len(graph)
    if as_nquads:
        graph.dump(str(partial / _DUMP), ox.RdfFormat.N_QUADS)
        del graph
        shutil.rmtree(partial / source.graph.name)
    write_json(partial / _ABOUT, {"version": newest[0], "quads": quads, "amur": package_version("amur")})
    partial.rename(target)
    return Backup(target, newest[0], quads)


def restore_backup(settings: Settings, source: Path) -> Backup:
    """Make the store of the settings from a backup; there must be none yet. Raises BadInput, StoreProblem."""
    target = Path(settings.store).expanduser()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreProblem(f"There is something at {target} already.", "Restore to a new folder: set AMUR_STORE, or move the old one away.")
    kept = Folder(source)
    try:
        about = json.loads((source / _ABOUT).read_text(encoding="utf-8"))
        version, expected = int(about["version"]), int(about["quads"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{source} is no backup of a store.", "Give the folder that `amur backup` wrote.") from error
    check_metadata(kept, settings.base_iri, plain=settings.plain)
    made = Folder(target.with_name(f".{target.name}.part"))
    shutil.rmtree(made.path, ignore_errors=True)
    made.path.mkdir(parents=True)
    for name in (kept.metadata.name, KEYS, kept.archive.name):
        if (source / name).is_file():
            shutil.copy2(source / name, made.path / name)
    if kept.graph.is_dir():
        shutil.copytree(kept.graph, made.graph)
    graph = ox.Store(str(made.graph))
    if (source / _DUMP).is_file():
        graph.bulk_load(path=str(source / _DUMP), format=ox.RdfFormat.N_QUADS)
    graph.flush()
    found = len(graph)
    del graph
    if found != expected:
        raise BadInput(f"The backup holds {found} quads where {expected} were written.", "Take another backup; nothing was restored.")
    write_version(made, version, clean=True)
    if target.is_dir():
        target.rmdir()
    made.path.rename(target)
    return Backup(target, version, found)


def _copy_archive(source: Path, target: Path) -> None:
    if not source.is_file():
        return  # a bare dataset has none
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
