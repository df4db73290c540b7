"""Rows of curated tables as cells."""

from __future__ import annotations

import pytest

from app.answers.rows import RowCell, TableRows, read_row

HEADER = ("id", "time", "participants", "occasion", "note", "sources")
QUOTE = 'm-1,2013-05-04,"A, B|C","Talks over tea, at length",,https://example.org/a|https://example.org/b'


def test_cells_have_the_names_of_their_columns_and_empty_ones_are_left_out() -> None:
    row = read_row(QUOTE, HEADER)
    assert row is not None
    assert row.subject == "Talks over tea, at length"
    assert row.sources == 2
    assert [cell.column for cell in row.cells] == ["id", "time", "participants", "occasion", "sources"]
    assert row.cells[2] == RowCell("participants", ("A, B", "C"))


@pytest.mark.parametrize("header", [(), ("id", "time")])
def test_without_a_fitting_header_cells_have_no_names(header: tuple[str, ...]) -> None:
    row = read_row(QUOTE, header)
    assert row is not None
    assert {cell.column for cell in row.cells} == {None}
    assert (row.subject, row.sources) == (None, 2)


@pytest.mark.parametrize("quote", ["", '"never closed'])
def test_what_is_no_row_has_no_cells(quote: str) -> None:
    assert read_row(quote, HEADER) is None


def test_without_an_archive_rows_are_read_nevertheless() -> None:
    row = TableRows(None).read(QUOTE, "a1")
    assert row is not None
    assert row.cells[0] == RowCell(None, ("m-1",))
