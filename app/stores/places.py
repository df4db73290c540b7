"""Who may run now: the places for queries in their stages, and the line of those who wait.

Fresh, a query has one of the few worker places. After some milliseconds it is steady: its place is free for the next in line. After
some more it is calm: its process runs only when no other wants the processor. At last it counts as long: of those there are as many
as workers. One that finds no place for long ones is paused until there is one; when many are paused already, its client is told to
come back.
So light queries pass heavy ones, and a crowd of heavy ones queues.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.errors import Busy, StoreProblem

STEADY_AFTER_S = 0.03  # then a query yields its place to the next
CALM_AFTER_S = 0.04  # then it yields the processor to lighter ones
LONG_AFTER_S = 0.3  # then it counts as a long one
MAX_WAITING = 256
_STEADY_PER_WORKER = 8  # and calm
_PAUSED_PER_WORKER = 6

Stage = Literal["new", "waiting", "fresh", "steady", "calm", "paused", "long", "gone"]
_RUNNING: tuple[Stage, ...] = ("fresh", "steady", "calm", "paused", "long")


@dataclass(eq=False, slots=True)
class Ticket:
    """What one query holds. `wake` is called once, from any thread, when it gets on: from waiting to fresh, from paused to long."""

    wake: Callable[[], None]
    stage: Stage = "new"


class Places:
    """Places for so many workers. Methods may be called from any thread and never wait."""

    def __init__(self, workers: int) -> None:
        self._most_fresh = self._most_long = workers
        self._most_steady, self._most_paused = workers * _STEADY_PER_WORKER, workers * _PAUSED_PER_WORKER
        self._taken: Counter[Stage] = Counter()
        self._waiting: deque[Ticket] = deque()
        self._paused: deque[Ticket] = deque()
        self._lock = threading.Lock()
        self._is_closed = False

    @property
    def running(self) -> int:
        """How many queries have a process."""
        with self._lock:
            return sum(self._taken[stage] for stage in _RUNNING)

    def enter(self, wake: Callable[[], None]) -> Ticket:
        """A ticket for a new query: fresh when there is room, else waiting. Raises Busy when too many wait."""
        ticket = Ticket(wake)
        with self._lock:
            if self._is_closed:
                raise StoreProblem("The store is closed.", "Open it again.")
            if not self._waiting and self._has_room():
                self._put(ticket, "fresh")
            elif len(self._waiting) >= MAX_WAITING:
                raise busy()
            else:
                self._put(ticket, "waiting")
                self._waiting.append(ticket)
        return ticket

    def move_on(self, ticket: Ticket) -> Stage:
        """The stage after this one, which the ticket now has. Raises Busy when there is no place for it."""
        with self._lock:
            if ticket.stage == "fresh":
                self._put(ticket, "steady")
            elif ticket.stage == "steady":
                self._put(ticket, "calm")
            elif self._taken["long"] < self._most_long:
                self._put(ticket, "long")
            elif self._taken["paused"] < self._most_paused:
                self._put(ticket, "paused")
                self._paused.append(ticket)
            else:
                raise busy()
            self._let_in()
            return ticket.stage

    def leave(self, ticket: Ticket) -> Stage:
        """Give the place back, whatever it is; the stage it was of. Leaving twice is harmless."""
        with self._lock:
            stage = ticket.stage
            if stage in ("waiting", "paused"):
                line = self._waiting if stage == "waiting" else self._paused
                line.remove(ticket)
            self._put(ticket, "gone")
            self._let_in()
            return stage

    def close(self) -> None:
        """Wake all who wait, for nothing: they find `is_closed`."""
        with self._lock:
            self._is_closed = True
            for ticket in self._waiting:
                ticket.wake()

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def _has_room(self) -> bool:
        return self._taken["fresh"] < self._most_fresh and self._taken["steady"] + self._taken["calm"] < self._most_steady

    def _put(self, ticket: Ticket, stage: Stage) -> None:
        self._taken[ticket.stage] -= 1
        self._taken[stage] += 1
        ticket.stage = stage

    def _let_in(self) -> None:
        while self._waiting and self._has_room():
            ticket = self._waiting.popleft()
            self._put(ticket, "fresh")
            ticket.wake()
        while self._paused and self._taken["long"] < self._most_long:
            ticket = self._paused.popleft()
            self._put(ticket, "long")
            ticket.wake()


def busy() -> Busy:
    """For the client who finds no place."""
    return Busy("All query workers are busy with long queries.", "Try again in some seconds.", retry_after_s=2)
