"""What became of the jobs that clients were given, `jobs.sqlite` beside the archive: so that a job can be asked for after a restart.

It is no system of record: the articles are in the archive before a job is noted here, and a lost job loses none of them.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from pydantic import TypeAdapter

from app.errors import StoreProblem
from app.outcomes import Outcome

KEPT: Final = 10_000  # jobs; the oldest finished ones go first
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, finished INTEGER NOT NULL, job TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_unfinished ON jobs (number) WHERE finished = 0;
"""


@dataclass(frozen=True, slots=True)
class JobItem:
    """One article of a job. `outcome` is None while it waits; `version` is None for what could not be read."""

    name: str
    article: str | None
    version: int | None
    outcome: Outcome | None = None
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Articles that came together. `owner` is the key's name."""

    id: str
    owner: str
    received: str  # ISO 8601 UTC
    items: tuple[JobItem, ...]
    finished: str | None = None  # ISO 8601 UTC
    revision: int = 0  # one more with each change

    @property
    def waiting(self) -> int:
        return sum(item.outcome is None for item in self.items)

    def with_item(self, index: int, item: JobItem) -> Job:
        """The job after one of its articles has changed."""
        items = (*self.items[:index], item, *self.items[index + 1 :])
        return replace(self, items=items, revision=self.revision + 1)


_JOB: Final = TypeAdapter(Job)


class JobLog:
    """The open file. Methods may be called from any thread; raises StoreProblem when it cannot be written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it. One that is damaged is put aside: its jobs are forgotten, its articles are not."""
        try:
            return cls(_connect(path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise StoreProblem(f"{path} cannot be opened: {error}.", "Is the disk full?") from error
            path.replace(path.with_name(path.name + ".damaged"))
            return cls(_connect(path))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def put(self, job: Job) -> None:
        """Note a job as it is now."""
        values = (job.id, job.finished is not None, _JOB.dump_json(job).decode())
        with self._lock:
            try:
                self._connection.execute(
                    "INSERT INTO jobs (id, finished, job) VALUES (?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET finished = excluded.finished, job = excluded.job",
                    values,
                )
                self._connection.execute("DELETE FROM jobs WHERE finished = 1 AND number <= (SELECT max(number) FROM jobs) - ?", (KEPT,))
            except sqlite3.Error as error:
                raise StoreProblem(f"The job could not be noted: {error}.", "Is the disk full?") from error

    def get(self, job_id: str) -> Job | None:
        """A job by its id."""
        found = self._rows("SELECT job FROM jobs WHERE id = ?", (job_id,))
        return found[0] if found else None

    def unfinished(self) -> tuple[Job, ...]:
        """What a restart finds undone, in order of arrival."""
        return self._rows("SELECT job FROM jobs WHERE finished = 0 ORDER BY number", ())

    def _rows(self, sql: str, values: tuple[object, ...]) -> tuple[Job, ...]:
        with self._lock:
            try:
                rows = self._connection.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise StoreProblem(f"The jobs cannot be read: {error}.", "Try again.") from error
        return tuple(_JOB.validate_json(row[0]) for row in rows)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # survives kill -9; after a power cut the archive knows the articles
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
