"""Keyset pages: the cursor is the sort key of the last item seen, so pages hold when the data changes."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from app.consolidate.periods import Bounds
from app.errors import BadParameter

T = TypeVar("T")
Key = tuple[str, ...]
Order = Literal["asc", "desc"]


def dated_key(bounds: Bounds, iri: str) -> Key:
    """The order of things in time: those with a first possible day by it; then those of which only the last one is known, or nothing."""
    earliest, latest = bounds
    last = latest.isoformat() if latest is not None else "9999-12-31"
    return ("0", earliest.isoformat(), last, iri) if earliest is not None else ("1", "", last, iri)


def take_page(
    items: Sequence[T], key: Callable[[T], Key], limit: int, cursor: str | None, order: Order = "asc", *, is_sorted: bool = False
) -> tuple[list[T], str | None]:
    """The items after the cursor in order of `key`, at most `limit`, and the next cursor. Raises BadParameter.

    In the order "desc" the first part of the key still counts upwards: of dated things the undated stand last in both.
    """
    if limit < 1:
        raise BadParameter(f"limit={limit} is no number of items.", "Write a number from 1.", parameter="limit")
    ordered = items if is_sorted else sorted(items, key=key)
    seen = _read_position(cursor, order) if cursor else None
    if seen is not None and ordered and len(seen) != len(key(ordered[0])):
        raise BadParameter("The cursor belongs to another list.", "Begin again without a cursor.", parameter="cursor")
    if order == "asc":
        start = bisect_right(ordered, seen, key=key) if seen is not None else 0
        page = list(ordered[start : start + limit])
        has_more = start + limit < len(ordered)
    else:
        border = bisect_left(ordered, "1", key=lambda item: key(item)[0])
        groups = [ordered[:border], ordered[border:]]
        page, has_more = [], False
        for number, group in enumerate(groups):
            end = len(group)
            if seen is not None and int(seen[0] != "0") >= number:
                end = bisect_left(group, seen, key=key) if int(seen[0] != "0") == number else 0
            wanted = limit - len(page)
            page += reversed(group[max(0, end - wanted) : end])
            has_more |= end > wanted
    return page, write_cursor(key(page[-1]) if order == "asc" else ("-", *key(page[-1]))) if page and has_more else None


def _read_position(cursor: str, order: Order) -> Key:
    seen = read_cursor(cursor)
    if (seen[:1] == ("-",)) != (order == "desc"):
        raise BadParameter("The cursor belongs to another order.", "Begin again without a cursor.", parameter="cursor")
    return seen[1:] if order == "desc" else seen


def write_cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Key:
    """The sort key in a cursor. Raises BadParameter."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, binascii.Error, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise BadParameter("The cursor cannot be read.", "Use `next` of the page before, unchanged.", parameter="cursor")
    return tuple(found)
