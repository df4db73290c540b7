"""What a server says of a bad text, for who wrote the text."""

from __future__ import annotations

import re
from typing import Any

from app.errors import AppError
from app.stores.remote import Rejected
from app.stores.workers import explain

_PLACES = (re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL), re.compile(r"\bline:? (\d+),? column:? (\d+)\W*(.*)", re.DOTALL | re.I))


def explain_rejection(refused: Rejected, what: str, columns_before: int, *, lines_before: int = 0) -> AppError:
    """`what` (a query, an update) was sent behind so many characters and lines of ours, which its places do not count."""
    found = next((found for pattern in _PLACES if (found := pattern.search(refused.message))), None)
    if found is None:
        return explain({"error": "failed", "message": refused.message or "the server gives no reason"}, 0, what)
    line, column = int(found[1]) - lines_before, int(found[2])
    place: dict[str, Any] = {"line": max(1, line), "column": max(1, column - columns_before) if line == 1 else column}
    return explain({"error": "syntax", "message": found[3] or refused.message, **place}, 0, what)
