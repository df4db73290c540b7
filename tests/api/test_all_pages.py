"""Every list over HTTP, page by page: the same items as at once, in the same order, also as a table."""

from __future__ import annotations

import csv
import io
import json

import pytest
from fastapi.testclient import TestClient

PATHS = (
    "meetings?status=all", "meetings?status=all&order=desc", "events?status=all", "events?status=all&order=desc&min_confidence=0", "agreements",
    "actors?q=li", "actors?q=минист", "actors/wang-yi/timeline", "actors/xi-jinping/timeline?order=desc", "articles", "statements", "statements?order=desc",
    "figures", "counted", "conflicts", "search?q=in", "changes?since=0",
)  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 7])
@pytest.mark.parametrize("path", PATHS)
def test_pages_are_the_whole(client: TestClient, path: str, size: int) -> None:
    joint = "&" if "?" in path else "?"
    whole = client.get(f"/api/v1/{path}{joint}limit=500").json()
    assert whole["next"] is None
    seen = []
    address = f"/api/v1/{path}{joint}limit={size}"
    while address:
        answer = client.get(address)
        assert 0 < len(answer.json()["items"]) <= size or not whole["items"]
        seen += answer.json()["items"]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert [json.dumps(one, sort_keys=True) for one in seen] == [json.dumps(one, sort_keys=True) for one in whole["items"]]


@pytest.mark.parametrize("path", PATHS)
def test_tables_have_a_row_for_every_item(client: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/{path}{joint}limit=3&format=csv").text)))
    assert len(rows) == len(client.get(f"/api/v1/{path}{joint}limit=3").json()["items"])
