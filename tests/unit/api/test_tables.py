"""CSV is RFC 4180 and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

from app.api.tables import write_csv


def test_cells_are_quoted_joined_and_guarded() -> None:
    body = write_csv(("a", "b", "c", "d"), [{"a": '=cmd("x")', "b": ["x, y", "z"], "c": True, "d": -3}])
    assert b"\r\n" in body
    assert list(csv.reader(io.StringIO(body.decode()))) == [["a", "b", "c", "d"], ['\'=cmd("x")', "x, y; z", "true", "-3"]]


def test_what_is_missing_is_empty() -> None:
    assert write_csv(("a", "b"), [{"b": None}]) == b"a,b\r\n,\r\n"
