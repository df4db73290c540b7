"""How much is in a store. Counting takes time in proportion, so the figures of a large store may be some seconds old."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

LARGE_QUADS: Final = 500_000
COUNTED_EVERY_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What was in a store at a version; `at_s` by the monotonic clock."""

    version: int
    quads: int
    graphs: int  # that have IRIs or blank nodes for names
    at_s: float


def count_again(engine: ox.Store, version: int, last: Counted | None) -> Counted:
    """The last count where it still holds or may stand, else a new one."""
    if last is not None:
        may_stand = last.quads > LARGE_QUADS and time.monotonic() - last.at_s < COUNTED_EVERY_S
        if last.version == version or may_stand:
            return last
    return Counted(version, len(engine), sum(1 for _ in engine.named_graphs()), time.monotonic())
