"""The folder of an embedded store: what is in it, whether it is ours, which version it has, which checkpoints are published.

```
    store.json      format, schema version, base IRI
    version.json    version, and whether it was closed in order
    oxigraph/       the graph (RocksDB)
    archive.sqlite  the system of record
    checkpoints/N/  published copies (hard links) of version N, for readers
    owner.json      see app.owner
```
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.errors import StoreProblem

SCHEMA_VERSION = 1
FORMAT = "amur-store"
KEYS = "keys.json"  # may be there before the store is: a key can be made first
_RESERVED = 1000  # versions that an unclean end may cost: they are never used again
_KEPT_CHECKPOINTS = 2  # a reader may just be opening the last but one


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths of a store."""

    path: Path

    @property
    def graph(self) -> Path:
        return self.path / "oxigraph"

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


def prepare_folder(path: Path, base_iri: str, *, create: bool, plain: bool = False) -> Folder:
    """The store at `path`, checked; made if it is missing and `create` is set.

    Raises StoreProblem for a missing store, a folder or file that is no store, another base and a newer schema.
    """
    folder = Folder(path)
    if path.exists() and not path.is_dir():
        raise StoreProblem(f"{path} is a file, not the folder of a store.", "Set AMUR_STORE to a folder.")
    if folder.metadata.is_file():
        check_metadata(folder, base_iri, plain=plain)
        return folder
    if path.is_dir() and any(file.name != KEYS for file in path.iterdir()):
        raise StoreProblem(
            f"The folder {path} holds other files and no Amur store; nothing was written to it.",
            "Set AMUR_STORE to an empty or new folder.",
        )
    if not create:
        raise StoreProblem(f"There is no store at {path}.", "`amur ingest` or `amur demo` makes one; AMUR_STORE says where.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        write_json(folder.metadata, {"format": FORMAT, "schema": SCHEMA_VERSION, "base_iri": base_iri, "plain": plain})
    except OSError as error:
        raise StoreProblem(f"The store {path} cannot be made: {error.strerror}.", "Choose a folder that you may write to.") from error
    return folder


def check_metadata(folder: Folder, base_iri: str, *, plain: bool) -> None:
    """Raises StoreProblem for another base, a newer schema, a folder of something else, and a bare dataset that is not one."""
    try:
        content = json.loads(folder.metadata.read_text(encoding="utf-8"))
        kind, schema, base = content["format"], int(content["schema"]), content["base_iri"]
        is_plain = bool(content.get("plain", False))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem(f"{folder.metadata} cannot be read, so {folder.path} is not used as a store.", "Restore a backup.") from error
    if kind != FORMAT:
        raise StoreProblem(f"{folder.path} is the folder of something else ({kind!r}).", "Set AMUR_STORE to another folder.")
    if schema > SCHEMA_VERSION:
        raise StoreProblem(
            f"The store {folder.path} has schema version {schema}; this Amur knows up to {SCHEMA_VERSION}.", "Install a newer Amur."
        )
    if is_plain != plain:
        told = ("a bare dataset", "Serve it with --plain.") if is_plain else ("no bare dataset", "Serve it without --plain.")
        raise StoreProblem(f"The store {folder.path} is {told[0]}.", told[1])
    if base != base_iri:
        raise StoreProblem(
            f"The store {folder.path} was made with the base IRI {base}, not {base_iri}.",
            "Set AMUR_BASE_IRI to the store's base, or use another store.",
        )


def read_version(folder: Folder) -> int:
    """The version to go on from: after an unclean end, one that was certainly never used."""
    try:
        content = json.loads(folder.version_file.read_text(encoding="utf-8"))
        return int(content["version"] if content["clean"] else content["reserved"])
    except (OSError, ValueError, KeyError, TypeError):
        newest = newest_checkpoint(folder)
        return newest[0] + _RESERVED if newest else 0


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
