"""Keyset pages of short lists: the cursor is the sort key of the last item seen, so pages hold when the data changes."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from app.errors import BadParameter

T = TypeVar("T")
Key = tuple[str, ...]


def take_page(items: Sequence[T], key: Callable[[T], Key], limit: int, cursor: str | None) -> tuple[list[T], str | None]:
    """The items after the cursor in order of `key`, at most `limit`, and the next cursor. Raises BadParameter."""
    if limit < 1:
        raise BadParameter(f"limit={limit} is no number of items.", "Write a number from 1.", parameter="limit")
    ordered = sorted(items, key=key)
    if cursor:
        seen = read_cursor(cursor)
        ordered = [item for item in ordered if key(item) > seen]
    page = ordered[:limit]
    return page, write_cursor(key(page[-1])) if len(ordered) > limit else None


def write_cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Key:
    """The sort key in a cursor. Raises BadParameter."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, binascii.Error):
        found = None
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise BadParameter("The cursor cannot be read.", "Use `next` of the page before, unchanged.", parameter="cursor")
    return tuple(found)
