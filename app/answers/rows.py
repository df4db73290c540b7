"""A row of a curated table as its cells: evidence that is no sentence is shown as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.archive import Archive
from app.readers.curated_cells import split_rows

_SUBJECTS = ("occasion", "subject", "name", "content", "what")  # the columns that say what a row is about, by kind of table
_SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell that is not empty. `column` is None where the table's header is not known; parts joined by `|` stand apart."""

    column: str | None
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """`subject` is what the row is about, if a column says so; `sources` is the number of sources that it cites."""

    cells: tuple[RowCell, ...]
    subject: str | None
    sources: int


class TableRows:
    """Reads rows of tables with the headers that the archive keeps; without an archive the columns have no names."""

    def __init__(self, archive: Archive | None) -> None:
        self._archive = archive
        self._headers: dict[str, tuple[str, ...]] = {}

    def read(self, quote: str, article: str) -> RowView | None:
        """The row that a claim of a table quotes; None if the quote is no row."""
        if article not in self._headers:
            found = self._archive.article(article) if self._archive is not None else None
            self._headers[article] = _first_row(found.text) if found is not None else ()
        return read_row(quote, self._headers[article])


def read_row(quote: str, header: Sequence[str] = ()) -> RowView | None:
    """The cells of one record, named by the header if that has as many."""
    values = _first_row(quote)
    if not values:
        return None
    columns: Sequence[str | None] = header if len(header) == len(values) else [None] * len(values)
    cells = [RowCell(column, _parts(value)) for column, value in zip(columns, values, strict=True)]
    told = {cell.column: cell.values for cell in cells if cell.column is not None}
    subject = next(("; ".join(told[column]) for column in _SUBJECTS if told.get(column)), None)
    sources = told.get(_SOURCES, ()) if told else [part for cell in cells for part in cell.values if part.startswith(("http", "repo:"))]
    return RowView(tuple(cell for cell in cells if cell.values), subject, len(sources))


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _first_row(text: str) -> tuple[str, ...]:
    try:
        row = next(split_rows(text), None)
    except ValueError:
        return ()
    return tuple(cell.value.strip() for cell in row.cells) if row is not None else ()
