"""The file `archive.sqlite`: its tables, how it is opened, read and changed in durable transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from app.errors import StoreProblem

SCHEMA_VERSION = 2

_SCHEMA = """
CREATE TABLE articles (
  id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, current INTEGER NOT NULL, retracted INTEGER NOT NULL DEFAULT 0,
  pending INTEGER NOT NULL DEFAULT 1, applied INTEGER  -- the version that the store shows, NULL for none
) STRICT;
CREATE INDEX pending_articles ON articles (id) WHERE pending = 1;
CREATE TABLE versions (
  article TEXT NOT NULL REFERENCES articles (id), number INTEGER NOT NULL, digest TEXT NOT NULL, raw BLOB NOT NULL,
  text BLOB,  -- UTF-8; NULL when it is the raw bytes
  meta TEXT NOT NULL, blocks TEXT NOT NULL, given TEXT NOT NULL, received TEXT NOT NULL,
  extraction TEXT,  -- NULL until claims are saved
  PRIMARY KEY (article, number)
) STRICT;
CREATE TABLE claims (
  article TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, claim TEXT NOT NULL,
  PRIMARY KEY (article, version, position), FOREIGN KEY (article, version) REFERENCES versions (article, number)
) STRICT;
CREATE INDEX claims_by_id ON claims (id);
CREATE TABLE claim_blocks (
  block TEXT NOT NULL, article TEXT NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (block, article, version, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_blocks_by_article ON claim_blocks (article, version);
CREATE TABLE decisions (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, decision TEXT NOT NULL) STRICT;
"""
_CHANGES = """
CREATE TABLE changes (
  number INTEGER PRIMARY KEY, version INTEGER NOT NULL,  -- of the store that first showed it
  at TEXT NOT NULL, cause TEXT NOT NULL,  -- article id, decision id, or '' when the world was made anew
  change TEXT NOT NULL
) STRICT;
CREATE INDEX changes_by_version ON changes (version);
"""


class ArchiveFile:
    """An open file. Methods may be called from any thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the file; it is made when it is missing (not `read_only`). Raises StoreProblem."""
        if read_only and not path.is_file():
            raise StoreProblem(f"There is no archive at {path}.", "Ingest something first, or restore a backup.")
        try:
            uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
            connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA foreign_keys = ON")
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            _prepare(connection, path, read_only=read_only)
        except sqlite3.Error as error:
            raise StoreProblem(f"The archive {path} cannot be opened: {error}.", "Restore a backup.") from error
        return cls(connection)

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        with self._lock:
            self._connection.close()

    @property
    def path(self) -> Path | None:
        """The file; None for an archive in memory."""
        name = str(self._rows("PRAGMA database_list")[0][2])
        return Path(name) if name else None

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(sql, tuple(values)).fetchall()
            except sqlite3.Error as error:
                raise StoreProblem(f"The archive cannot be read: {error}.", "Restore a backup.") from error

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise StoreProblem(f"The archive cannot be written: {error}.", "Is the disk full?") from error


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > SCHEMA_VERSION:
        raise StoreProblem(
            f"The archive {path} has schema version {found}; this Amur knows up to {SCHEMA_VERSION}.", "Install a newer Amur."
        )
    if found == SCHEMA_VERSION or read_only:
        return
    if found == 1:
        connection.executescript(f"BEGIN;{_CHANGES}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
        return
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise StoreProblem(f"{path} is the database of something else; nothing was written to it.", "Move it away.")
    connection.executescript(f"BEGIN;{_SCHEMA}{_CHANGES}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
