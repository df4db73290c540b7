"""Curated tables: a CSV of events, figures or statements -> one article and the claims of its rows.

The article's text is the file; each claim's evidence is its row. The columns are described in data/curated/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from app.gazetteer import Gazetteer
from app.ids import article_id
from app.model import Article, Block, Claim
from app.readers.assemble import article_key, describe
from app.readers.curated_cells import CsvRow, split_rows
from app.readers.curated_rows import (
    TableRow,
    claim_agreement,
    claim_call,
    claim_exercise,
    claim_figure,
    claim_meeting,
    claim_statement,
)  # fmt: skip
from app.readers.decode import decode_text
from app.readers.items import CuratedTable, ReadFailure, ReadItem, Unreadable

PUBLISHER: Final = "Amur Tables"  # of tables that name no publisher of their own
_ORIGIN: Final = ("note", "sources", "confidence")


@dataclass(frozen=True, slots=True)
class TableKind:
    """What a table holds: its title, its columns, and how a row becomes a claim."""

    title: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    make_claim: Callable[[TableRow], Claim]


TABLES: Final[Mapping[str, TableKind]] = {
    "meetings": TableKind(
        "Meetings",
        ("id", "time", "level", "format", "participants"),
        ("place", "venue", "occasion", "topics", *_ORIGIN),
        claim_meeting,
    ),
    "calls": TableKind("Calls", ("id", "time", "level", "medium", "participants"), ("subject", "topics", *_ORIGIN), claim_call),
    "exercises": TableKind(
        "Exercises and patrols",
        ("id", "time", "type", "name", "participants"),
        ("kind", "alt_names", "ordinal", "places", "area", "forces", *_ORIGIN),
        claim_exercise,
    ),
    "agreements": TableKind(
        "Agreements",
        ("id", "time", "name", "parties"),
        ("kind", "signatories", "place", "content", "topics", *_ORIGIN),
        claim_agreement,
    ),
    "trade": TableKind(
        "Trade figures", ("id", "period", "what", "value", "unit"), ("agency", "comparator", "reference", *_ORIGIN), claim_figure
    ),
    "statements": TableKind(
        "Statements", ("id", "time", "speakers", "content"), ("place", "quote", "about", "topics", *_ORIGIN), claim_statement
    ),
}


def read_curated(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """The table, then a failure for each row that cannot be understood. Raises Unreadable for a file that is no such table."""
    text = decode_text(data)
    try:
        header, *rows = split_rows(text)
    except ValueError as error:
        raise Unreadable(f"It is no CSV: {error}.", "Quote cells that hold commas, and double quotation marks inside them.") from error
    columns = tuple(cell.value.strip() for cell in header.cells)
    kind = _find_kind(columns, name)
    _check_columns(columns, kind)
    article = _table_article(text, (header, *rows), kind, name, meta, gazetteer)
    claims: list[Claim] = []
    failures: list[ReadFailure] = []
    seen: set[str] = set()
    for row in rows:
        try:
            claims.append(_read_row(row, columns, kind, article, gazetteer, seen))
        except ValueError as error:
            failures.append(
                ReadFailure(
                    name,
                    f"The row is left out: {error}.",
                    "Correct the cell; the columns are described in data/curated.",
                    f"line {row.line}",
                )
            )
    return (CuratedTable(article, tuple(claims)), *failures)


def _find_kind(columns: tuple[str, ...], name: str) -> TableKind:
    """By the file's name, else the kind whose required columns are there."""
    stem = PurePath(name).stem.lower()
    fitting = [kind for kind in TABLES.values() if set(kind.required) <= set(columns)]
    if stem in TABLES:
        return TABLES[stem]
    if len(fitting) == 1:
        return fitting[0]
    near = max(TABLES.items(), key=lambda item: len(set(item[1].required) & set(columns)) / len(item[1].required))
    missing = [column for column in near[1].required if column not in columns]
    if not missing:
        raise Unreadable("Its columns fit several kinds of table.", f"Name the file {', '.join(f'{stem}.csv' for stem in TABLES)}.")
    raise Unreadable(
        f"Its columns are those of no table; for {near[0]} the column {missing[0]!r} is missing.",
        f"A table of {near[0]} needs {', '.join(near[1].required)}.",
    )


def _check_columns(columns: tuple[str, ...], kind: TableKind) -> None:
    missing = [column for column in kind.required if column not in columns]
    if missing:
        raise Unreadable(f"The column {missing[0]!r} is missing.", f"Needed are {', '.join(kind.required)}.")
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise Unreadable(f"The column {twice[0]!r} stands twice.", "Remove or rename one of them.")


def _read_row(row: CsvRow, columns: tuple[str, ...], kind: TableKind, article: Article, gazetteer: Gazetteer, seen: set[str]) -> Claim:
    if len(row.cells) != len(columns):
        raise ValueError(f"it has {len(row.cells)} cells, the header {len(columns)}")
    cells = dict(zip(columns, row.cells, strict=True))
    key = cells["id"].value.strip()
    if not key:
        raise ValueError("the id is empty")
    if key in seen:
        raise ValueError(f"the id {key!r} stands already above")
    seen.add(key)
    return kind.make_claim(TableRow(cells, row.start, row.end, article.text, article.id, gazetteer))


def _table_article(
    text: str, rows: tuple[CsvRow, ...], kind: TableKind, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer
) -> Article:
    about = describe({"publisher": PUBLISHER} | {key: value for key, value in (meta or {}).items() if value is not None}, {})
    key = article_key(about, name)
    publisher_id = gazetteer.find_publisher(about.publisher, about.url)
    publisher = gazetteer.actors.get(publisher_id or "")
    return Article(
        id=article_id(key),
        key=key,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        blocks=tuple(Block("boilerplate" if row is rows[0] else "row", row.start, row.end) for row in rows),
        title=about.title or kind.title,
        publisher=about.publisher,
        publisher_id=publisher_id,
        author=about.author,
        published=about.published,
        language=about.language or "en",
        url=about.url,
        kind="curated",
        licence=about.licence or (publisher.media.licence if publisher and publisher.media else None),
        sources=about.sources,
        media_type="text/csv",
    )
