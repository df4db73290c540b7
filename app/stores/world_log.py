"""Which things of the world each version of a store changed, as far as this process changed them: so that lists can follow.

Kept beside the store and gone with it; nothing on the disk. A store that another process writes has no log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from app.model import IRI, Quad
from app.stores import Store

MOST_ENTRIES = 500


@dataclass(slots=True)
class _Entry:
    things: frozenset[IRI] | None  # None: perhaps everything
    version: int | None = None  # None while it is being written


@dataclass(slots=True)
class _Log:
    start: int  # what changed after this version is known
    entries: deque[_Entry] = field(default_factory=deque)
    lock: Lock = field(default_factory=Lock)


_LOGS: WeakKeyDictionary[Store, _Log] = WeakKeyDictionary()


def begin_log(store: Store) -> None:
    """From now on every change of the world of this store is told here."""
    _LOGS[store] = _Log(store.version)


def restart_log(store: Store) -> None:
    """Forget what the log of this store tells, if there is one: something changed that it does not know."""
    if store in _LOGS:
        begin_log(store)


@contextmanager
def changing_world(store: Store, quads: Iterable[Quad] | None) -> Iterator[None]:
    """Around a write that changes the world by these quads, or (None) as a whole."""
    log = _LOGS.get(store)
    if log is None:
        yield
        return
    things = None if quads is None else frozenset(IRI(quad.subject.value.split("#", 1)[0]) for quad in quads)
    entry = _Entry(things)
    with log.lock:
        log.entries.append(entry)
    try:
        yield
    finally:
        with log.lock:
            entry.version = store.version
            while len(log.entries) > MOST_ENTRIES and log.entries[0].version is not None:
                log.start = max(log.start, log.entries.popleft().version or 0)


def changed_since(store: Store, version: int) -> frozenset[IRI] | None:
    """The things whose statements may be others than in that version; None when that is not known."""
    log = _LOGS.get(store)
    if log is None or version < log.start:
        return None
    with log.lock:
        entries = [entry for entry in log.entries if entry.version is None or entry.version > version]
    if any(entry.things is None for entry in entries):
        return None
    return frozenset(thing for entry in entries for thing in entry.things or ())
