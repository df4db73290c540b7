"""What lists are filtered and sorted by, kept for as long as the store keeps its version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from app.stores import Store

T = TypeVar("T")
_KEPT: WeakKeyDictionary[Store, dict[str, tuple[int, Any]]] = WeakKeyDictionary()  # each store's own, gone with it


def keep(store: Store, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made once for each version of the store. `name` tells apart what is kept; the value must not be changed."""
    version = store.version
    kept = _KEPT.setdefault(store, {})
    known = kept.get(name)
    if known is not None and known[0] == version:
        found: T = known[1]
        return found
    made = make()
    if store.version == version:
        kept[name] = (version, made)
    return made


def last_kept(store: Store, name: str) -> Any:
    """What was kept last, perhaps for an earlier version; None for nothing."""
    known = _KEPT.get(store, {}).get(name)
    return known[1] if known is not None else None
