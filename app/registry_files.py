"""The registry's tables as rows: the shipped CSV files, then the user's own folder, CSV file or Turtle file, merged and checked.

A row of the user's own with a known id extends the shipped row: lists are joined, filled cells replace, empty cells leave
what was there. Every complaint names file, line, reason and remedy (`BadInput`).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from app.errors import BadInput
from app.resources import find_resource


@dataclass(frozen=True, slots=True)
class Table:
    """The shape of one CSV file: which columns must be there, which may, and which hold lists joined with `|`."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


_LABELS: Final = ("label_en",)
_MORE_LABELS: Final = ("label_zh", "label_ru", "alt_labels")
_ORIGIN: Final = ("note", "sources", "confidence")
_ACTOR: Final = Table(
    "actors",
    ("id", "type", *_LABELS),
    (
        *_MORE_LABELS, "surnames", "country", "parent_organization", "role_hint", "wikidata", "iso2",
        "ownership", "media_kind", "article_kind", "licence", "domains", *_ORIGIN,
    ),
    ("alt_labels", "surnames", "domains", "sources"),
)  # fmt: skip

# File name -> table. Actors may stand in three files of one shape; the shipped registry keeps states and publishers apart.
TABLES: Final[Mapping[str, Table]] = {
    "actors.csv": _ACTOR,
    "states.csv": _ACTOR,
    "publishers.csv": _ACTOR,
    "offices.csv": Table(
        "offices", ("id", "label_en", "level"), ("label_zh", "label_ru", "organization", "country", "titles", "note"), ("titles",)
    ),
    "holdings.csv": Table("holdings", ("id", "holder", "office", "since", "until"), _ORIGIN, ("sources",)),
    "places.csv": Table(
        "places",
        ("id", "label_en", "type"),
        (*_MORE_LABELS, "country", "within", "latitude", "longitude", "coordinate_precision", "geonames", "wikidata", *_ORIGIN),
        ("alt_labels", "sources"),
    ),
    "topics.csv": Table("topics", ("id", "label_en"), ("label_zh", "label_ru", "broader", "note")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the place it comes from, for complaints."""

    cells: Mapping[str, str]
    file: str
    line: int

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def list_of(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(column).split("|") if part.strip())

    def refuse(self, reason: str, remedy: str) -> BadInput:
        return BadInput(f"{self.file}, line {self.line}: {reason}", remedy, file=self.file, line=self.line)


@dataclass(slots=True)
class RegistryRows:
    """All rows by table and id, and the digest of the files they were read from."""

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: {table.name: {} for table in TABLES.values()})
    version: str = ""

    def merge(self, table: Table, rows: Iterable[Row], *, is_own: bool) -> None:
        known = self.tables[table.name]
        seen: dict[str, Row] = {}
        for row in rows:
            key = row.get("id")
            if key in seen:
                raise row.refuse(f"the id {key!r} stands already on line {seen[key].line}", "Give every row an id of its own.")
            seen[key] = row
            before = known.get(key)
            if before is not None and not is_own:
                raise row.refuse(f"the id {key!r} stands already in {before.file}", "Give every row an id of its own.")
            known[key] = row if before is None else _extend(table, before, row)


def _extend(table: Table, before: Row, own: Row) -> Row:
    cells = dict(before.cells)
    for column, value in own.cells.items():
        if value and column in table.lists:
            cells[column] = "|".join(dict.fromkeys((*before.list_of(column), *own.list_of(column))))
        elif value:
            cells[column] = value
    return Row(cells, own.file, own.line)


def read_registry_rows(own: Path | None = None) -> RegistryRows:
    """The shipped registry and the user's own. Raises BadInput for an unreadable file or row."""
    rows = RegistryRows()
    hasher = hashlib.sha256()
    folder = find_resource("data", "registry")
    for path in registry_files(folder):
        data = path.read_bytes()
        hasher.update(path.name.encode() + b"\0" + data)
        rows.merge(TABLES[path.name], parse_table(data, path.name, TABLES[path.name]), is_own=False)
    if own is not None:
        _merge_own(rows, own, hasher)
    rows.version = hasher.hexdigest()[:16]
    return rows


def registry_files(folder: Path) -> tuple[Path, ...]:
    """The tables of a registry folder in the fixed order of `TABLES`."""
    return tuple(folder / name for name in TABLES if (folder / name).is_file())


def own_files(own: Path) -> tuple[Path, ...]:
    """The files that the user's registry setting stands for. Raises BadInput when there is none."""
    if not own.exists():
        raise BadInput(f"{own}: there is no such registry file or folder", "Check AMUR_REGISTRY, or unset it.", file=str(own))
    if own.is_file():
        return (own,)
    found = (*registry_files(own), *sorted(own.glob("*.ttl")))
    if not found:
        names = ", ".join(TABLES)
        raise BadInput(f"{own}: the folder holds no registry table", f"Put one of {names} or a .ttl file there.", file=str(own))
    return found


def _merge_own(rows: RegistryRows, own: Path, hasher: hashlib._Hash) -> None:
    for path in own_files(own):
        data = path.read_bytes()
        hasher.update(b"own\0" + path.name.encode() + b"\0" + data)
        if path.suffix.lower() in {".ttl", ".turtle"}:
            from app.registry_turtle import parse_turtle  # rdflib is slow to import and rarely needed

            for table, own_rows in parse_turtle(data, str(path)).items():
                rows.merge(table, own_rows, is_own=True)
        else:
            table = TABLES.get(path.name) or _guess_table(data, path)
            rows.merge(table, parse_table(data, str(path), table), is_own=True)


def _guess_table(data: bytes, path: Path) -> Table:
    header = set(_decode(data, str(path)).splitlines()[0].split(",")) if data.strip() else set()
    fitting = [table for table in dict.fromkeys(TABLES.values()) if header >= set(table.required) and header <= set(table.columns)]
    if not fitting:
        raise BadInput(
            f"{path}, line 1: the columns are those of no registry table",
            f"Name the file {', '.join(TABLES)}, or use the columns described in data/registry/README.md.",
            file=str(path),
            line=1,
        )
    if len(fitting) == 1:
        return fitting[0]
    # actors and places may have the same columns; types of actors are class names, those of places lower-case words
    types = [row.get("type") for row in parse_table(data, str(path), fitting[0])]
    return next((table for table in fitting if table.name == ("places" if all(map(str.islower, types)) else "actors")), fitting[0])


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{name}, line {line}: the text is not UTF-8", "Save the file as UTF-8.", file=name, line=line) from error


def parse_table(data: bytes, name: str, table: Table) -> tuple[Row, ...]:
    """The rows of one CSV file. Raises BadInput for missing or unknown columns, short or long rows and empty required cells."""
    reader = csv.reader(io.StringIO(_decode(data, name), newline=""), strict=True)
    try:
        header = tuple(column.strip() for column in next(reader))
    except StopIteration:
        raise BadInput(
            f"{name}: the file is empty", f"Its first line must name the columns {', '.join(table.required)}.", file=name
        ) from None
    missing = [column for column in table.required if column not in header]
    if missing:
        raise BadInput(
            f"{name}, line 1: the column {missing[0]!r} is missing", f"Needed are {', '.join(table.required)}.", file=name, line=1
        )
    unknown = [column for column in header if column not in table.columns]
    if unknown:
        raise BadInput(
            f"{name}, line 1: the column {unknown[0]!r} is not known", f"Possible are {', '.join(table.columns)}.", file=name, line=1
        )
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cells):
                continue
            row = Row(dict(zip(header, (cell.strip() for cell in cells), strict=False)), name, reader.line_num)
            if len(cells) != len(header):
                raise row.refuse(f"the row has {len(cells)} cells, the header {len(header)}", "Quote cells that hold a comma.")
            empty = [column for column in table.required if not row.get(column) and column not in {"since", "until"}]
            if empty:
                raise row.refuse(f"the cell {empty[0]!r} is empty", "Fill it in.")
            rows.append(row)
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num}: {error}", "Check the quotation marks.", file=name, line=reader.line_num) from error
    return tuple(rows)


def parse_bound(row: Row, column: str) -> tuple[date | None, date | None]:
    """First and last day of a cell `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; (None, None) when it is empty. Raises BadInput."""
    text = row.get(column)
    if not text:
        return None, None
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            day = date.fromisoformat(text)
            return day, day
        if len(parts) == 2 and len(text) == 7:
            year, month = parts
            after = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), date.fromordinal(after.toordinal() - 1)
        if len(parts) == 1 and len(text) == 4:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
    except ValueError:
        pass
    raise row.refuse(f"the cell {column!r} holds {text!r}, which is no date", "Write YYYY-MM-DD, YYYY-MM or YYYY.")
