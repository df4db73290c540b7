"""docs/http.md: each example is asked, and answers what the page says; each route of the service stands on it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
EXAMPLES = [block.strip().splitlines() for block in re.findall(r"^```http\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)]


def holds(told: Any, answered: Any) -> bool:
    """True if all that is told is in the answer: members of objects, the first items of lists; an empty list is empty."""
    if isinstance(told, dict):
        return isinstance(answered, dict) and all(key in answered and holds(value, answered[key]) for key, value in told.items())
    if isinstance(told, list):
        return isinstance(answered, list) and bool(told) == bool(answered) and all(map(holds, told, answered))
    return bool(told == answered)


@pytest.mark.parametrize("example", EXAMPLES, ids=[lines[0] for lines in EXAMPLES])
def test_examples(client: TestClient, example: list[str]) -> None:
    method, address = example[0].split(" ", 1)
    status, _, more = example[1].partition(" ")
    answer = client.request(method, address)
    assert answer.status_code == int(status)
    if more:
        assert (answer.headers["location"] if status.startswith("3") else answer.headers["content-type"].split(";")[0]) == more
    if len(example) > 2:
        assert holds(json.loads("\n".join(example[2:])), answer.json()), answer.text


def test_every_route_and_parameter_is_described(client: TestClient) -> None:
    for path, item in client.get("/openapi.json").json()["paths"].items():
        assert path.removeprefix("/api/v1") in TEXT, path
        for parameter in item.get("get", {}).get("parameters", ()) if path.startswith("/api/") else ():
            assert re.search(rf"`{parameter['name']}`|[?&{{]{parameter['name']}[=}}&]", TEXT), (path, parameter["name"])
