"""The rows of a CSV text with the place of every cell, so that a row and a cell can be quoted by offsets (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is the cell without its quotation marks; `start`, `end` are the code points of what stands between them."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One record without its line end; `line` counts from 1."""

    cells: tuple[Cell, ...]
    start: int
    end: int
    line: int


def split_rows(text: str) -> Iterator[CsvRow]:
    """Records in order, blank lines left out. Raises ValueError with the line of a quotation mark that never closes."""
    position, line, size = 0, 1, len(text)
    while position < size:
        start, first_line = position, line
        cells: list[Cell] = []
        while True:
            cell, position = _read_cell(text, position, first_line)
            cells.append(cell)
            line += text.count("\n", cell.start, cell.end)
            if position >= size or text[position] != ",":
                break
            position += 1
        end = position
        if position < size:
            position += 2 if text.startswith("\r\n", position) else 1
            line += 1
        if end > start:
            yield CsvRow(tuple(cells), start, end, first_line)


def _read_cell(text: str, start: int, line: int) -> tuple[Cell, int]:
    """The cell that begins at `start`, and where the comma, line end or end of text after it stands."""
    if not text.startswith('"', start):
        end = start
        while end < len(text) and text[end] not in ",\r\n":
            end += 1
        return Cell(text[start:end], start, end), end
    position = start + 1
    while True:
        close = text.find('"', position)
        if close < 0:
            raise ValueError(f"a quotation mark opens on line {line} and never closes")
        if not text.startswith('"', close + 1):
            break
        position = close + 2
    after = close + 1
    if after < len(text) and text[after] not in ",\r\n":
        raise ValueError(f"there is text after a closing quotation mark on line {line}")
    return Cell(text[start + 1 : close].replace('""', '"'), start + 1, close), after
