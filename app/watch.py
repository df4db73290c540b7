"""What is new in a watched folder. `watch.sqlite`, beside the archive, remembers which files were taken, by size and time of change.

A file is taken when it has not changed for a while, so that one that is still being written is waited for; it is taken again when
it changes. One that could not be read is remembered, too, and so is named once. It is no system of record: without the file,
everything is read again, and changes nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from app.errors import BadInput, StoreProblem
from app.readers.paths import is_article_file

FILE_NAME: Final = "watch.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it stood in the folder."""

    path: Path
    size_bytes: int
    changed_ns: int  # of its content or its attributes: a copy that keeps its old date is new, too


class WatchLog:
    """Which files were taken. Raises StoreProblem when it cannot be kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the log in the store's folder, or make it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / FILE_NAME, timeout=30, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise StoreProblem(f"{folder / FILE_NAME} cannot be opened: {error}.", "Is the disk full, or the folder not yours?") from error
        return cls(connection)

    def close(self) -> None:
        self._connection.close()

    def has(self, seen: Seen) -> bool:
        """True if the file was taken as it is now."""
        row = self._connection.execute("SELECT size, changed FROM files WHERE path = ?", (str(seen.path),)).fetchone()
        return bool(row == (seen.size_bytes, seen.changed_ns))

    def add(self, seen: Seen) -> None:
        """The file was taken, or cannot be."""
        try:
            self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (str(seen.path), seen.size_bytes, seen.changed_ns))
        except sqlite3.Error as error:
            raise StoreProblem(f"What was taken cannot be noted: {error}.", "Is the disk full?") from error


def list_files(folder: Path) -> Iterator[Seen]:
    """The files of a folder that a reader knows by their names, with all below it, sorted. Raises BadInput for what is no folder."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder.", "Name the folder in which articles appear.")
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            try:
                if is_article_file(path, folder):
                    status = path.stat()
                    yield Seen(path, status.st_size, max(status.st_mtime_ns, status.st_ctime_ns))
            except OSError:  # it has gone meanwhile
                continue


def split_settled(found: list[Seen], before: dict[Path, Seen], now_ns: int, settle_s: float) -> tuple[list[Seen], list[Seen]]:
    """The files that have stood still for `settle_s` seconds, and those that may still be written to.

    A file counts as still when it is as it was at the last look (`before`) and its time of change is some time ago; one whose time
    lies in the future (a foreign clock) when it is as it was at the last look.
    """
    settled: list[Seen] = []
    unsettled: list[Seen] = []
    for seen in found:
        age_s = (now_ns - seen.changed_ns) / 1e9
        is_still = age_s >= settle_s or age_s < 0
        (settled if is_still and before.get(seen.path) == seen else unsettled).append(seen)
    return settled, unsettled
