"""The system of record, `archive.sqlite`: raw bytes, versions, extracted claims, decisions, retractions. All RDF is made from it.

What `append`, `retract` and `add_decision` return from is on the disk (WAL, synchronous=FULL). An article's life:

1. `append` stores it and makes it *pending*: the store does not show it yet.
2. `save_claims` keeps what was extracted, with the block keys that say which other claims it could merge with.
3. the pipeline replaces its graph and the world, flushes the store, then `mark_applied`.

On start, `unapplied` lists what stopped between 1 and 3. A retraction goes the same way: retracted, pending, applied. A retracted
article stays retracted when the same text comes again; another text under its key is a new version and brings it back.

Run times stand here only, never in a graph.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter

from app.errors import NotFound, StoreProblem
from app.model import Article, ArticleMeta, Block, Change, Claim, ClaimRecord, Decision, Extraction

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

_CLAIM = TypeAdapter(Claim)
_META = TypeAdapter(ArticleMeta)
_BLOCKS = TypeAdapter(tuple[Block, ...])
_EXTRACTION = TypeAdapter(Extraction)
_DECISION = TypeAdapter(Decision)
_CHANGE = TypeAdapter(Change)
_SHOWN = "a.retracted = 0"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one article. `is_new` is False when the archive had it already; then there is nothing to do."""

    article: str
    number: int  # from 1
    is_new: bool = True
    retracted: bool = False
    received: str = ""  # ISO 8601 UTC


@dataclass(frozen=True, slots=True)
class Pending:
    """What the store does not show yet. `retracted`: the article is to be taken out of it."""

    article: str
    version: int
    retracted: bool
    has_claims: bool


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change of the world, in the order of `number`; `cause` is an article or decision id, or empty."""

    number: int
    version: int
    at: str  # ISO 8601 UTC
    cause: str
    change: Change


class Archive:
    """An open archive. Methods may be called from any thread."""

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

    # ---- writing -------------------------------------------------------------------------------------------------------

    def append(self, raw: bytes, article: Article, meta: Mapping[str, object] | None = None) -> Version:
        """Store a document durably. The same text and metadata under the same key is the version that is there already."""
        article_meta = _META.dump_json(ArticleMeta.of(article)).decode()
        blocks = _BLOCKS.dump_json(article.blocks).decode()
        text = article.text.encode("utf-8", "surrogatepass")
        digest = _digest(text, article_meta.encode(), blocks.encode())
        with self._change() as connection:
            row = connection.execute("SELECT current, retracted FROM articles WHERE id = ?", (article.id,)).fetchone()
            number = 1
            if row:
                current, retracted = int(row[0]), bool(row[1])
                same = connection.execute(
                    "SELECT received FROM versions WHERE article = ? AND number = ? AND digest = ?", (article.id, current, digest)
                ).fetchone()
                if same:
                    return Version(article.id, current, is_new=False, retracted=retracted, received=same[0])
                number = 1 + connection.execute("SELECT max(number) FROM versions WHERE article = ?", (article.id,)).fetchone()[0]
                connection.execute("UPDATE articles SET current = ?, retracted = 0, pending = 1 WHERE id = ?", (number, article.id))
            else:
                connection.execute("INSERT INTO articles (id, key, current) VALUES (?, ?, 1)", (article.id, article.key))
            received = datetime.now(UTC).isoformat(timespec="seconds")
            given = json.dumps(dict(meta or {}), default=str, ensure_ascii=False, sort_keys=True)
            connection.execute(
                "INSERT INTO versions (article, number, digest, raw, text, meta, blocks, given, received)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (article.id, number, digest, raw, None if text == raw else text, article_meta, blocks, given, received),
            )
            return Version(article.id, number, received=received)

    def save_claims(
        self, article_id: str, version: int, claims: Sequence[Claim], extraction: Extraction, block_keys: Mapping[str, Sequence[str]]
    ) -> None:
        """Keep what was extracted from a version, in place of what was kept for it before. `block_keys`: claim id -> keys."""
        with self._change() as connection:
            self._require(connection, article_id, version)
            connection.execute("DELETE FROM claims WHERE article = ? AND version = ?", (article_id, version))
            connection.execute("DELETE FROM claim_blocks WHERE article = ? AND version = ?", (article_id, version))
            connection.executemany(
                "INSERT INTO claims (article, version, position, id, claim) VALUES (?, ?, ?, ?, ?)",
                [(article_id, version, i, claim.id, _CLAIM.dump_json(claim).decode()) for i, claim in enumerate(claims)],
            )
            connection.executemany(
                "INSERT INTO claim_blocks (block, article, version, position) VALUES (?, ?, ?, ?)",
                [(key, article_id, version, i) for i, claim in enumerate(claims) for key in sorted(set(block_keys.get(claim.id, ())))],
            )
            connection.execute(
                "UPDATE versions SET extraction = ? WHERE article = ? AND number = ?",
                (_EXTRACTION.dump_json(extraction).decode(), article_id, version),
            )

    def mark_applied(self, article_id: str, version: int) -> None:
        """The store shows this version (or, of a retracted article, nothing), durably. Claims of other versions are dropped."""
        with self._change() as connection:
            self._require(connection, article_id, version)
            connection.execute(
                "UPDATE articles SET pending = (current <> ?), applied = CASE WHEN retracted THEN NULL ELSE ? END WHERE id = ?",
                (version, version, article_id),
            )
            for table in ("claims", "claim_blocks"):
                connection.execute(f"DELETE FROM {table} WHERE article = ? AND version < ?", (article_id, version))

    def mark_all_pending(self) -> None:
        """Forget what the store shows: for a rebuild from nothing."""
        with self._change() as connection:
            connection.execute("UPDATE articles SET pending = NOT retracted, applied = NULL")

    def retract(self, article: str) -> Version:
        """Take an article back: its id or key. It stays in the archive. Raises NotFound."""
        with self._change() as connection:
            row = connection.execute(
                "SELECT id, current, retracted, applied FROM articles WHERE id = ? OR key = ?", (article, article)
            ).fetchone()
            if row is None:
                raise NotFound(f"There is no article {article}.", "Give its id, or the key that it was ingested with.")
            if not row[2]:
                connection.execute("UPDATE articles SET retracted = 1, pending = (applied IS NOT NULL) WHERE id = ?", (row[0],))
            return Version(row[0], row[1], is_new=not row[2], retracted=True)

    def add_decision(self, decision: Decision) -> bool:
        """Record human input durably. False when a decision with this id is there already."""
        with self._change() as connection:
            done = connection.execute(
                "INSERT OR IGNORE INTO decisions (id, decision) VALUES (?, ?)", (decision.id, _DECISION.dump_json(decision).decode())
            )
            return done.rowcount == 1

    def add_changes(self, version: int, cause: str, changes: Sequence[Change]) -> None:
        """Note what a version of the graph changes, before it is written: after a crash a change may be noted twice, never lost."""
        if changes:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            rows = [(version, at, cause, _CHANGE.dump_json(change).decode()) for change in changes]
            with self._change() as connection:
                connection.executemany("INSERT INTO changes (version, at, cause, change) VALUES (?, ?, ?, ?)", rows)

    # ---- reading -------------------------------------------------------------------------------------------------------

    def changes(self, since: int, limit: int, after: int = 0) -> tuple[RecordedChange, ...]:
        """The changes of versions above `since` numbered above `after`, in order, at most `limit`."""
        if self._rows("PRAGMA user_version")[0][0] < SCHEMA_VERSION:  # opened for reading, and written by an earlier Amur
            return ()
        rows = self._rows(
            "SELECT number, version, at, cause, change FROM changes WHERE version > ? AND number > ? ORDER BY number LIMIT ?",
            (since, after, limit),
        )
        return tuple(RecordedChange(row[0], row[1], row[2], row[3], _CHANGE.validate_json(row[4])) for row in rows)

    def latest_changes(self, since: int, limit: int, before: int | None = None) -> tuple[RecordedChange, ...]:
        """The same the other way round: the latest first, those numbered below `before`."""
        if self._rows("PRAGMA user_version")[0][0] < SCHEMA_VERSION:
            return ()
        rows = self._rows(
            "SELECT number, version, at, cause, change FROM changes WHERE version > ? AND (? IS NULL OR number < ?)"
            " ORDER BY number DESC LIMIT ?",
            (since, before, before, limit),
        )
        return tuple(RecordedChange(row[0], row[1], row[2], row[3], _CHANGE.validate_json(row[4])) for row in rows)

    def unapplied(self) -> tuple[Pending, ...]:
        """What the store does not show yet, in order of arrival."""
        rows = self._rows(
            "SELECT a.id, a.current, a.retracted, v.extraction IS NOT NULL FROM articles a"
            " JOIN versions v ON v.article = a.id AND v.number = a.current WHERE a.pending = 1 ORDER BY a.rowid"
        )
        return tuple(Pending(row[0], row[1], bool(row[2]), bool(row[3])) for row in rows)

    def articles(self) -> tuple[ArticleMeta, ...]:
        """The metadata of all articles that are not retracted, by id."""
        rows = self._rows(
            f"SELECT v.meta FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.current WHERE {_SHOWN} ORDER BY a.id"
        )
        return tuple(_META.validate_json(row[0]) for row in rows)

    def article(self, article: str) -> Article | None:
        """The current version of an article by its id or key, with its text; None when unknown or retracted."""
        rows = self._rows(
            "SELECT v.meta, v.blocks, coalesce(v.text, v.raw) FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.current"
            f" WHERE (a.id = ? OR a.key = ?) AND {_SHOWN}",
            (article, article),
        )
        return _to_article(*rows[0]) if rows else None

    def article_id(self, name: str) -> str | None:
        """The id of the article with this id or key, retracted or not."""
        rows = self._rows("SELECT id FROM articles WHERE id = ? OR key = ?", (name, name))
        return str(rows[0][0]) if rows else None

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """All versions of an article, oldest first; none for an unknown one."""
        rows = self._rows(
            "SELECT v.number, a.retracted AND v.number = a.current, v.received FROM versions v JOIN articles a ON a.id = v.article"
            " WHERE v.article = ? ORDER BY v.number",
            (article_id,),
        )
        return tuple(Version(article_id, row[0], is_new=False, retracted=bool(row[1]), received=row[2]) for row in rows)

    def is_applied(self, article_id: str, version: int) -> bool:
        """True if the store shows this version durably."""
        return bool(self._rows("SELECT 1 FROM articles WHERE id = ? AND applied = ? AND pending = 0", (article_id, version)))

    def raw(self, article_id: str, version: int) -> bytes:
        """The bytes as they came. Raises NotFound."""
        rows = self._rows("SELECT raw FROM versions WHERE article = ? AND number = ?", (article_id, version))
        if not rows:
            raise NotFound(f"There is no version {version} of article {article_id}.")
        return bytes(rows[0][0])

    def given_meta(self, article_id: str, version: int) -> dict[str, object]:
        """The metadata that was given beside the document. Raises NotFound."""
        rows = self._rows("SELECT given FROM versions WHERE article = ? AND number = ?", (article_id, version))
        if not rows:
            raise NotFound(f"There is no version {version} of article {article_id}.")
        return dict(json.loads(rows[0][0]))

    def extraction(self, article_id: str) -> Extraction | None:
        """By what the claims of the current version were made; None when they are not extracted yet."""
        rows = self._rows(
            "SELECT v.extraction FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.current WHERE a.id = ?", (article_id,)
        )
        return _EXTRACTION.validate_json(rows[0][0]) if rows and rows[0][0] is not None else None

    def claims(self, article_id: str) -> tuple[Claim, ...]:
        """The claims of the current version, in the order they were saved in; none for a retracted article."""
        rows = self._rows(
            f"SELECT c.claim FROM articles a JOIN claims c ON c.article = a.id AND c.version = a.current WHERE a.id = ? AND {_SHOWN}"
            " ORDER BY c.position",
            (article_id,),
        )
        return tuple(_CLAIM.validate_json(row[0]) for row in rows)

    def applied(self) -> dict[str, int]:
        """Article id -> the version that the store shows, durably."""
        rows = self._rows(f"SELECT a.id, a.applied FROM articles a WHERE a.applied IS NOT NULL AND {_SHOWN} ORDER BY a.id")
        return {row[0]: row[1] for row in rows}

    def applied_claims(self, article_id: str) -> tuple[Claim, ...]:
        """The claims of the version that the store shows."""
        rows = self._rows(
            "SELECT c.claim FROM articles a JOIN claims c ON c.article = a.id AND c.version = a.applied WHERE a.id = ? ORDER BY c.position",
            (article_id,),
        )
        return tuple(_CLAIM.validate_json(row[0]) for row in rows)

    def records_of(self, article_id: str, *, applied: bool = False) -> tuple[ClaimRecord, ...]:
        """The claims of the current version of an article, none for a retracted one; `applied`: those that the store shows now."""
        state = "c.version = a.applied" if applied else f"c.version = a.current AND {_SHOWN}"
        return self._records(f"a.id = ? AND {state}", (article_id,))

    def claim(self, claim_id: str) -> ClaimRecord | None:
        """A claim of a current version by its id."""
        found = self._records(f"c.version = a.current AND {_SHOWN} AND c.id = ?", (claim_id,))
        return next(iter(found), None)

    def block_keys(self, article_id: str, *, applied: bool = False) -> tuple[str, ...]:
        """The block keys of all claims of the current version of an article (`applied`: of the one the store shows), sorted."""
        column = "applied" if applied else "current"
        rows = self._rows(
            f"SELECT DISTINCT b.block FROM articles a JOIN claim_blocks b ON b.article = a.id AND b.version = a.{column}"
            " WHERE a.id = ? ORDER BY b.block",
            (article_id,),
        )
        return tuple(row[0] for row in rows)

    def claims_in_blocks(self, keys: Iterable[str], *, applied: bool = False) -> tuple[ClaimRecord, ...]:
        """All claims that bear one of the block keys, by (article, position), each once.

        Those of the current versions, without retracted articles; `applied`: those that the store shows now.
        """
        with self._lock:
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (block TEXT PRIMARY KEY) WITHOUT ROWID")
            self._connection.execute("DELETE FROM wanted")
            self._connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(key,) for key in keys])
            state = "c.version = a.applied" if applied else f"c.version = a.current AND {_SHOWN}"
            found = (
                "(SELECT DISTINCT b.article, b.version, b.position FROM wanted w CROSS JOIN claim_blocks b ON b.block = w.block) k"
                " CROSS JOIN claims c ON c.article = k.article AND c.version = k.version AND c.position = k.position"
            )  # CROSS JOIN keeps this order: from the keys to the claims, never through all claims
            return self._records(state, source=found)

    def records(self) -> Iterator[ClaimRecord]:
        """All claims of the current versions, by (article, position), without retracted articles."""
        for meta in self.articles():
            for claim in self.claims(meta.id):
                yield ClaimRecord(meta, claim)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, in the order they were made in."""
        return tuple(_DECISION.validate_json(row[0]) for row in self._rows("SELECT decision FROM decisions ORDER BY number"))

    # ---- inside --------------------------------------------------------------------------------------------------------

    def _records(self, condition: str, values: Sequence[object] = (), source: str = "claims c") -> tuple[ClaimRecord, ...]:
        rows = self._rows(
            f"SELECT a.id, c.version, v.meta, c.claim FROM {source} JOIN articles a ON a.id = c.article"
            f" JOIN versions v ON v.article = c.article AND v.number = c.version WHERE {condition} ORDER BY a.id, c.position",
            values,
        )
        metas: dict[tuple[str, int], ArticleMeta] = {}
        records = []
        for article, version, meta, claim in rows:
            if (article, version) not in metas:
                metas[article, version] = _META.validate_json(meta)
            records.append(ClaimRecord(metas[article, version], _CLAIM.validate_json(claim)))
        return tuple(records)

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

    @staticmethod
    def _require(connection: sqlite3.Connection, article_id: str, version: int) -> None:
        if not connection.execute("SELECT 1 FROM versions WHERE article = ? AND number = ?", (article_id, version)).fetchone():
            raise NotFound(f"There is no version {version} of article {article_id}.")


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


def _digest(*parts: bytes) -> str:
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(f"{len(part)}:".encode())
        hasher.update(part)
    return hasher.hexdigest()


def _to_article(meta: str, blocks: str, text: bytes) -> Article:
    stored = _META.validate_json(meta)
    shared = {field.name: getattr(stored, field.name) for field in fields(stored) if field.name != "text_length"}
    return Article(text=text.decode("utf-8", "surrogatepass"), blocks=_BLOCKS.validate_json(blocks), **shared)
