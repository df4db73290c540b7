"""What the archive holds: articles and their versions, claims by article and by block key, decisions, changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from pydantic import TypeAdapter

from app.archive_file import SCHEMA_VERSION, ArchiveFile
from app.errors import NotFound
from app.model import Article, ArticleMeta, Block, Change, Claim, ClaimRecord, Decision, Extraction

CLAIM = TypeAdapter(Claim)
META = TypeAdapter(ArticleMeta)
BLOCKS = TypeAdapter(tuple[Block, ...])
EXTRACTION = TypeAdapter(Extraction)
DECISION = TypeAdapter(Decision)
CHANGE = TypeAdapter(Change)
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


class ArchiveReading(ArchiveFile):
    """The reading half of the archive."""

    def changes(self, since: int, limit: int, after: int = 0) -> tuple[RecordedChange, ...]:
        """The changes of versions above `since` numbered above `after`, in order, at most `limit`."""
        if self._rows("PRAGMA user_version")[0][0] < SCHEMA_VERSION:  # opened for reading, and written by an earlier Amur
            return ()
        rows = self._rows(
            "SELECT number, version, at, cause, change FROM changes WHERE version > ? AND number > ? ORDER BY number LIMIT ?",
            (since, after, limit),
        )
        return tuple(RecordedChange(row[0], row[1], row[2], row[3], CHANGE.validate_json(row[4])) for row in rows)

    def latest_changes(self, since: int, limit: int, before: int | None = None) -> tuple[RecordedChange, ...]:
        """The same the other way round: the latest first, those numbered below `before`."""
        if self._rows("PRAGMA user_version")[0][0] < SCHEMA_VERSION:
            return ()
        rows = self._rows(
            "SELECT number, version, at, cause, change FROM changes WHERE version > ? AND (? IS NULL OR number < ?)"
            " ORDER BY number DESC LIMIT ?",
            (since, before, before, limit),
        )
        return tuple(RecordedChange(row[0], row[1], row[2], row[3], CHANGE.validate_json(row[4])) for row in rows)

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
        return tuple(META.validate_json(row[0]) for row in rows)

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
        return EXTRACTION.validate_json(rows[0][0]) if rows and rows[0][0] is not None else None

    def claims(self, article_id: str) -> tuple[Claim, ...]:
        """The claims of the current version, in the order they were saved in; none for a retracted article."""
        rows = self._rows(
            f"SELECT c.claim FROM articles a JOIN claims c ON c.article = a.id AND c.version = a.current WHERE a.id = ? AND {_SHOWN}"
            " ORDER BY c.position",
            (article_id,),
        )
        return tuple(CLAIM.validate_json(row[0]) for row in rows)

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
        return tuple(CLAIM.validate_json(row[0]) for row in rows)

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
        return tuple(DECISION.validate_json(row[0]) for row in self._rows("SELECT decision FROM decisions ORDER BY number"))

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
                metas[article, version] = META.validate_json(meta)
            records.append(ClaimRecord(metas[article, version], CLAIM.validate_json(claim)))
        return tuple(records)


def _to_article(meta: str, blocks: str, text: bytes) -> Article:
    stored = META.validate_json(meta)
    shared = {field.name: getattr(stored, field.name) for field in fields(stored) if field.name != "text_length"}
    return Article(text=text.decode("utf-8", "surrogatepass"), blocks=BLOCKS.validate_json(blocks), **shared)
