"""Records and projections kept for as long as the store keeps its version."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from weakref import WeakKeyDictionary

from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store
from app.stores.world_log import changed_since
from app.traverse.projection import GraphFilters, Projection
from app.traverse.records import Records, follow_records, read_records

MOST_FOLLOWED: Final = 2000  # changed things; of more, everything is read again
KEPT: Final = 8  # projections of a store, the last asked for


class _Shelf:
    """What is kept of one store."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.records: Records | None = None
        self.registry = ""
        self.projections: OrderedDict[GraphFilters, Projection] = OrderedDict()


_SHELVES: WeakKeyDictionary[Store, _Shelf] = WeakKeyDictionary()  # each store's own, gone with it
_MAKING = threading.Lock()


def records_of(store: Store, gazetteer: Gazetteer, names: Names) -> Records:
    """All events and actors of the store as it is now."""
    shelf = _shelf(store)
    with shelf.lock:
        return _current_records(shelf, store, gazetteer, names)


def project(store: Store, gazetteer: Gazetteer, names: Names, filters: GraphFilters) -> Projection:
    """The graph of the filters on the store as it is now."""
    shelf = _shelf(store)
    with shelf.lock:
        records = _current_records(shelf, store, gazetteer, names)
        found = shelf.projections.get(filters)
        if found is None:
            with _no_collection():
                found = shelf.projections[filters] = Projection(records, filters)
            while len(shelf.projections) > KEPT:
                shelf.projections.popitem(last=False)
        shelf.projections.move_to_end(filters)
        return found


def _read(shelf: _Shelf, store: Store, gazetteer: Gazetteer, names: Names) -> Records:
    """What this process changed since the last reading, where that is known and little; else everything."""
    known = shelf.records if shelf.registry == gazetteer.version else None
    changed = changed_since(store, known.version) if known is not None else None
    if known is None or changed is None or len(changed) > MOST_FOLLOWED:
        return read_records(store, gazetteer, names)
    return follow_records(store, gazetteer, names, known, changed)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Makes millions of objects, none of them garbage: looking for some would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _shelf(store: Store) -> _Shelf:
    with _MAKING:
        return _SHELVES.setdefault(store, _Shelf())


def _current_records(shelf: _Shelf, store: Store, gazetteer: Gazetteer, names: Names) -> Records:
    if shelf.records is None or shelf.records.version != store.version or shelf.registry != gazetteer.version:
        with _no_collection():
            shelf.records = _read(shelf, store, gazetteer, names)
        shelf.registry = gazetteer.version
        shelf.projections.clear()
    return shelf.records
