"""The folder of an embedded store: what is in it, whether it is ours, which version it has, which checkpoints are published.

```
    store.json      format, schema version, base IRI, which folder holds the graph; or which server, and the archive's id there
    version.json    version, and whether it was closed in order
    oxigraph/       the graph (RocksDB); oxigraph-…/ after an update was exchanged for it (see app.stores.exchange)
    archive.sqlite  the system of record
    checkpoints/N/  published copies (hard links) of version N, for readers
    owner.json      see app.owner
```
Where the graph is on a server, there are only archive, keys, owner, `store.json` and `version.json`.

Schema versions: 1 had the graph always in `oxigraph/`. It is read as it is, and becomes 2 when it is opened for writing, so that an
Amur that knows only 1 refuses a folder whose graph it would not find.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import StoreProblem

_LOG = logging.getLogger(__name__)
SCHEMA_VERSION = 2
_OLDEST_SCHEMA = 1
_GRAPH = "oxigraph"
FORMAT = "amur-store"
KEYS = "keys.json"
_BEFORE_THE_STORE = (KEYS, "watch.sqlite", "watch.sqlite-wal", "watch.sqlite-shm")  # a key can be made first, a folder watched
_RESERVED = 1000  # versions that an unclean end may cost: they are never used again
_KEPT_CHECKPOINTS = 2  # a reader may just be opening the last but one


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths of a store."""

    path: Path
    graph_name: str = _GRAPH

    @property
    def graph(self) -> Path:
        return self.path / self.graph_name

    def new_graph(self) -> Path:
        """A place for another graph."""
        return self.path / f"{_GRAPH}-{secrets.token_hex(4)}"

    @property
    def archive(self) -> Path:
        return self.path / "archive.sqlite"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def metadata(self) -> Path:
        return self.path / "store.json"

    @property
    def version_file(self) -> Path:
        return self.path / "version.json"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `store.json` says."""

    schema: int
    base_iri: str
    plain: bool
    graph: str = _GRAPH
    server: str = ""  # the URL of the server that holds the graph
    id: str = ""  # by which that server knows this archive

    def as_json(self) -> dict[str, object]:
        place = {"server": self.server, "id": self.id} if self.server else {"graph": self.graph}
        return {"format": FORMAT, "schema": self.schema, "base_iri": self.base_iri, "plain": self.plain, **place}


def prepare_folder(path: Path, base_iri: str, *, create: bool, plain: bool = False, server: str = "") -> Folder:
    """The store at `path`, checked; made if it is missing and `create` is set. `server`: what it keeps beside a graph on a server.

    Raises StoreProblem for a missing store, a folder or file that is no store, another base, server or kind, and a newer schema.
    """
    setting = "AMUR_ARCHIVE" if server else "AMUR_STORE"
    folder = Folder(path)
    if path.exists() and not path.is_dir():
        raise StoreProblem(f"{path} is a file, not a folder.", f"Set {setting} to a folder.")
    if folder.metadata.is_file():
        found = check_metadata(folder, base_iri, plain=plain, server=server)
        return Folder(path, found.graph)
    if path.is_dir() and any(file.name not in _BEFORE_THE_STORE for file in path.iterdir()):
        raise StoreProblem(
            f"The folder {path} holds other files and no Amur store; nothing was written to it.",
            f"Set {setting} to an empty or new folder.",
        )
    if not create:
        raise StoreProblem(f"There is no store at {path}.", f"`amur ingest` or `amur demo` makes one; {setting} says where.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        made = Metadata(SCHEMA_VERSION, base_iri, plain, server=server, id=uuid.uuid4().hex if server else "")
        write_json(folder.metadata, made.as_json())
    except OSError as error:
        raise StoreProblem(f"The store {path} cannot be made: {error.strerror}.", "Choose a folder that you may write to.") from error
    return folder


def read_metadata(folder: Folder) -> Metadata:
    """Raises StoreProblem for a file that cannot be read, the folder of something else, and a schema that is not known."""
    try:
        content: dict[str, Any] = json.loads(folder.metadata.read_text(encoding="utf-8"))
        kind, schema, base = content["format"], int(content["schema"]), str(content["base_iri"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem(f"{folder.metadata} cannot be read, so {folder.path} is not used as a store.", "Restore a backup.") from error
    if kind != FORMAT:
        raise StoreProblem(f"{folder.path} is the folder of something else ({kind!r}).", "Set AMUR_STORE to another folder.")
    if schema > SCHEMA_VERSION:
        raise StoreProblem(
            f"The store {folder.path} has schema version {schema}; this Amur knows up to {SCHEMA_VERSION}.", "Install a newer Amur."
        )
    if schema < _OLDEST_SCHEMA:
        raise StoreProblem(
            f"The store {folder.path} has schema version {schema}; this Amur reads {_OLDEST_SCHEMA} to {SCHEMA_VERSION}.",
            "Make a backup with the Amur that wrote it, or read its articles into a new store.",
        )
    return Metadata(
        schema, base, bool(content.get("plain", False)), str(content.get("graph", _GRAPH)), str(content.get("server", "")),
        str(content.get("id", "")),
    )  # fmt: skip


def check_metadata(folder: Folder, base_iri: str, *, plain: bool, server: str = "") -> Metadata:
    """What `store.json` says, if it is what is wanted. Raises StoreProblem for another base, kind or server, and as `read_metadata`."""
    found = read_metadata(folder)
    if found.server and not server:
        raise StoreProblem(
            f"{folder.path} keeps the archive of the graph on the server {found.server}.",
            f"Set AMUR_STORE to that URL and AMUR_ARCHIVE to {folder.path}.",
        )
    if server and not found.server:
        raise StoreProblem(f"{folder.path} is a store of its own, with its graph in it.", "Set AMUR_ARCHIVE to another folder.")
    if found.plain != plain:
        told = ("a bare dataset", "Serve it with --plain.") if found.plain else ("no bare dataset", "Serve it without --plain.")
        raise StoreProblem(f"The store {folder.path} is {told[0]}.", told[1])
    if found.base_iri != base_iri:
        raise StoreProblem(
            f"The store {folder.path} was made with the base IRI {found.base_iri}, not {base_iri}.",
            "Set AMUR_BASE_IRI to the store's base, or use another store.",
        )
    return found


def migrate_folder(folder: Folder) -> None:
    """Bring a folder of an older schema to this one; for its owner, before anything else is written."""
    found = read_metadata(folder)
    if found.schema < SCHEMA_VERSION:
        _LOG.warning("the store is brought to a newer schema", extra={"from": found.schema, "to": SCHEMA_VERSION})
        write_json(folder.metadata, replace(found, schema=SCHEMA_VERSION).as_json())


def exchange_graph(folder: Folder, graph: Path) -> Folder:
    """From now on `graph`, which is complete and synced, is the graph of the store: one file names it."""
    write_json(folder.metadata, replace(read_metadata(folder), graph=graph.name).as_json())
    return Folder(folder.path, graph.name)


def remove_other_graphs(folder: Folder) -> None:
    """Remove graphs that were exchanged, and what an interrupted update left; for the owner, before anything reads."""
    for path in folder.path.glob(f"{_GRAPH}*"):
        if path != folder.graph and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def read_version(folder: Folder) -> int:
    """The version to go on from: after an unclean end, one that was certainly never used."""
    try:
        content = json.loads(folder.version_file.read_text(encoding="utf-8"))
        return int(content["version"] if content["clean"] else content["reserved"])
    except (OSError, ValueError, KeyError, TypeError):
        newest = newest_checkpoint(folder)
        return newest[0] + _RESERVED if newest else 0


def read_noted_version(folder: Folder) -> int:
    """The version that was noted last: at least this one was shown, and flushed."""
    try:
        return int(json.loads(folder.version_file.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def write_version(folder: Folder, version: int, *, clean: bool) -> int:
    """Note the version durably. Returns up to which version the note holds if no other is written."""
    reserved = version + _RESERVED
    write_json(folder.version_file, {"version": version, "reserved": reserved, "clean": clean})
    return reserved


def newest_checkpoint(folder: Folder) -> tuple[int, Path] | None:
    """Version and path of the newest published checkpoint."""
    found = _checkpoints(folder)
    return found[-1] if found else None


def remove_old_checkpoints(folder: Folder) -> None:
    """Remove all published checkpoints but the newest ones, and what an interrupted publication left."""
    for _, path in _checkpoints(folder)[:-_KEPT_CHECKPOINTS]:
        shutil.rmtree(path, ignore_errors=True)
    if folder.checkpoints.is_dir():
        for path in folder.checkpoints.glob(".*"):
            shutil.rmtree(path, ignore_errors=True)


def size_on_disk(path: Path) -> int:
    """Bytes of the files directly in a folder."""
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file())


def _checkpoints(folder: Folder) -> list[tuple[int, Path]]:
    if not folder.checkpoints.is_dir():
        return []
    return sorted((int(path.name), path) for path in folder.checkpoints.iterdir() if path.name.isdecimal())


def write_json(path: Path, content: dict[str, object]) -> None:
    """Write a small file so that after a crash it is either the old or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
