"""The gate stands in no honest query's way: all queries of the W3C test suite pass, but those that call other services."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Forbidden, QueryRefused
from app.stores.gate import check_query


@pytest.mark.shared
def test_w3c_queries_pass(shared: Path) -> None:
    files = sorted((shared / "rdf-tests").rglob("*.rq"))
    if not files:
        pytest.skip("../shared/rdf-tests is missing")
    refused, called = [], 0
    for file in files:
        try:
            check_query(file.read_text(encoding="utf-8", errors="replace"), "*/*")
        except Forbidden:
            called += 1
            if "service" not in str(file):
                refused.append(file)
        except QueryRefused as problem:
            if "no query form" not in problem.detail and "not closed" not in problem.detail:
                refused.append(file)
    assert refused == []
    assert len(files) > 600
    assert called <= 12
