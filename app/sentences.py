"""Full-text search over evidence sentences: SQLite FTS5, in a file beside the archive, made from it and in step with the graph.

What is searched are the words of the evidence of all claims that the graph shows, of retracted articles none. A word finds those that begin
with it ("patrol" finds "patrols"); words in double quotes are found as they stand, next to each other; all parts of a query must be in
one and the same sentence. Case and accents do not count. Chinese and Japanese signs are words of their own, so that any run of them
is found. Nothing in a query is an operator, so none can be wrong.

The file can be thrown away: it is compared with the archive at every start, and what is missing or stale is made anew.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app.archive import Archive
from app.errors import StoreProblem
from app.model import Claim

SCHEMA_VERSION = 1
FILE_NAME = "sentences.sqlite"
_SCHEMA = """
CREATE TABLE articles (article TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sentences (
  id INTEGER PRIMARY KEY, article TEXT NOT NULL, claim TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  quote TEXT NOT NULL, words TEXT NOT NULL
) STRICT;
CREATE INDEX sentences_by_article ON sentences (article);
CREATE VIRTUAL TABLE found USING fts5(
  words, content='sentences', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3'
);
CREATE TRIGGER sentence_in AFTER INSERT ON sentences BEGIN
  INSERT INTO found (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER sentence_out AFTER DELETE ON sentences BEGIN
  INSERT INTO found (found, rowid, words) VALUES ('delete', old.id, old.words);
END;
"""
_PARTS = re.compile(r'"([^"]*)"|([^\s"]+)')
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # written without spaces between words
_WORDS = re.compile(rf"[{_SIGNS}]|[^\W_{_SIGNS}]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch [start, end) of an article that proves claims; `rank` is smaller for a better match."""

    article: str
    start: int
    end: int
    quote: str
    claims: tuple[str, ...]
    rank: float


class Sentences:
    """An open index. Methods may be called from any thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file for writing; one that is missing, broken or of another version is made anew, empty. Raises StoreProblem."""
        try:
            return cls(_connect(path))
        except sqlite3.DatabaseError:
            for file in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
                file.unlink(missing_ok=True)
        try:
            return cls(_connect(path))
        except sqlite3.Error as error:
            raise StoreProblem(f"The index of sentences {path} cannot be made: {error}.", "Is the disk full?") from error

    @classmethod
    def beside(cls, archive: Archive) -> Self:
        """The index of an archive, in step with it."""
        path = archive.path
        index = cls.open(path.with_name(FILE_NAME)) if path is not None else cls.in_memory(())
        index.follow(archive)
        return index

    @classmethod
    def open_to_read(cls, path: Path) -> Self | None:
        """The index of a store that another process may own; None when there is none that this version reads."""
        if not path.is_file():
            return None
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10, check_same_thread=False)
            if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return cls(connection)
            connection.close()
        except sqlite3.Error:
            return None
        return None

    @classmethod
    def in_memory(cls, rows: Iterable[tuple[str, str, int, int, str]]) -> Self:
        """An index of (article, claim, start, end, quote) for a store without an archive."""
        index = cls(_connect(None))
        with index._change() as connection:
            connection.executemany(_INSERT, ((*row, fold_words(row[4])) for row in rows))
        return index

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        with self._lock:
            self._connection.close()

    # ---- writing -------------------------------------------------------------------------------------------------------

    def put(self, article: str, version: int, claims: Iterable[Claim]) -> None:
        """Make the evidence of the claims all that is found of the article."""
        rows = [
            (article, claim.id, one.start, one.end, _storable(one.quote), fold_words(one.quote))
            for claim in claims
            for one in claim.evidence
        ]
        with self._change() as connection:
            connection.execute("DELETE FROM sentences WHERE article = ?", (article,))
            connection.executemany(_INSERT, rows)
            connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?)", (article, version))

    def drop(self, article: str) -> None:
        """Find nothing of the article any more."""
        with self._change() as connection:
            connection.execute("DELETE FROM sentences WHERE article = ?", (article,))
            connection.execute("DELETE FROM articles WHERE article = ?", (article,))

    def follow(self, archive: Archive) -> None:
        """Bring the index in step with what the archive says that the graph shows."""
        shown = archive.applied()
        with self._lock:
            held = dict(self._connection.execute("SELECT article, version FROM articles"))
        for article in sorted(one for one in held.keys() | shown.keys() if held.get(one) != shown.get(one)):
            self.refresh(archive, article, shown.get(article))

    def refresh(self, archive: Archive, article: str, version: int | None) -> None:
        """Make anew what is found of one article: the claims of the version that the graph shows; None: it shows none."""
        if version is None:
            self.drop(article)
        else:
            self.put(article, version, archive.applied_claims(article))

    # ---- reading -------------------------------------------------------------------------------------------------------

    def find_claims(self, query: str) -> frozenset[str]:
        """The ids of the claims that one sentence of theirs proves which holds all of the query."""
        asked = write_match(query)
        if asked is None:
            return frozenset()
        rows = self._rows("SELECT DISTINCT s.claim FROM found f JOIN sentences s ON s.id = f.rowid WHERE found MATCH ?", asked)
        return frozenset(str(row[0]) for row in rows)

    def find(self, query: str) -> list[Sentence]:
        """The sentences that hold all of the query, the best match first; each once, with all claims that it proves."""
        asked = write_match(query)
        rows = self._rows(
            "SELECT s.article, s.first, s.last, s.quote, s.claim, f.rank FROM found f JOIN sentences s ON s.id = f.rowid"
            " WHERE found MATCH ? ORDER BY s.article, s.first, s.last, s.claim",
            asked,
        )  # fmt: skip
        groups: dict[tuple[str, int, int, str], tuple[list[str], float]] = {}
        for article, start, end, quote, claim, rank in rows:
            groups.setdefault((article, start, end, quote), ([], rank))[0].append(claim)
        found = [Sentence(*key, tuple(claims), rank) for key, (claims, rank) in groups.items()]
        return sorted(found, key=lambda one: (round(one.rank, 6), one.article, one.start, one.end))

    def _rows(self, sql: str, asked: str | None) -> list[tuple[Any, ...]]:
        if asked is None:
            return []
        with self._lock:
            try:
                return self._connection.execute(sql, (asked,)).fetchall()
            except sqlite3.Error as error:
                raise StoreProblem(f"The index of sentences cannot be read: {error}.", "Run `amur rebuild`.") from error

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
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
                raise StoreProblem(f"The index of sentences cannot be written: {error}.", "Is the disk full?") from error


_INSERT = "INSERT INTO sentences (article, claim, first, last, quote, words) VALUES (?, ?, ?, ?, ?, ?)"


def _connect(path: Path | None) -> sqlite3.Connection:
    """A connection that may write. No change waits for the disk: the archive is what lasts."""
    connection = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
        elif version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"schema version {version}")
    except BaseException:
        connection.close()
        raise
    return connection


def fold_words(text: str) -> str:
    """The words of a text as they are compared: without case and accents, signs one by one, joined by single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(c) != "Mn")
    return " ".join(_WORDS.findall(unicodedata.normalize("NFC", plain)))


def _storable(text: str) -> str:
    """The text without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode()


def write_match(query: str) -> str | None:
    """The query in the language of FTS5, every part quoted; None when it holds no word."""
    parts = []
    for phrase, word in _PARTS.findall(query):
        folded = fold_words(phrase or word)
        if folded:
            parts.append(f'"{folded}"' + ("" if phrase else " *"))
    return " AND ".join(parts) or None
