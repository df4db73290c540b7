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
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.archive_reading import BLOCKS, CHANGE, CLAIM, DECISION, EXTRACTION, META, ArchiveReading, Pending, RecordedChange, Version
from app.errors import NotFound
from app.model import Article, ArticleMeta, Change, Claim, Decision, Extraction

__all__ = ["Archive", "Pending", "RecordedChange", "Version"]


class Archive(ArchiveReading):
    """An open archive. Methods may be called from any thread."""

    def append(self, raw: bytes, article: Article, meta: Mapping[str, object] | None = None) -> Version:
        """Store a document durably. The same text and metadata under the same key is the version that is there already."""
        article_meta = META.dump_json(ArticleMeta.of(article)).decode()
        blocks = BLOCKS.dump_json(article.blocks).decode()
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
                [(article_id, version, i, claim.id, CLAIM.dump_json(claim).decode()) for i, claim in enumerate(claims)],
            )
            connection.executemany(
                "INSERT INTO claim_blocks (block, article, version, position) VALUES (?, ?, ?, ?)",
                [(key, article_id, version, i) for i, claim in enumerate(claims) for key in sorted(set(block_keys.get(claim.id, ())))],
            )
            connection.execute(
                "UPDATE versions SET extraction = ? WHERE article = ? AND number = ?",
                (EXTRACTION.dump_json(extraction).decode(), article_id, version),
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
                "INSERT OR IGNORE INTO decisions (id, decision) VALUES (?, ?)", (decision.id, DECISION.dump_json(decision).decode())
            )
            return done.rowcount == 1

    def add_changes(self, version: int, cause: str, changes: Sequence[Change]) -> None:
        """Note what a version of the graph changes, before it is written: after a crash a change may be noted twice, never lost."""
        if changes:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            rows = [(version, at, cause, CHANGE.dump_json(change).decode()) for change in changes]
            with self._change() as connection:
                connection.executemany("INSERT INTO changes (version, at, cause, change) VALUES (?, ?, ?, ?)", rows)

    @staticmethod
    def _require(connection: sqlite3.Connection, article_id: str, version: int) -> None:
        if not connection.execute("SELECT 1 FROM versions WHERE article = ? AND number = ?", (article_id, version)).fetchone():
            raise NotFound(f"There is no version {version} of article {article_id}.")


def _digest(*parts: bytes) -> str:
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(f"{len(part)}:".encode())
        hasher.update(part)
    return hasher.hexdigest()
