"""One request to a worker and its reply, through the stages of a query: by a thread that waits for it, or within an event loop.

Both do the same. Threads cost a light query more than its own run (the interpreter's lock goes to and fro), so the server's short way
runs in its event loop; all other callers wait.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.errors import AppError
from app.stores import ClientGone, frames
from app.stores.places import CALM_AFTER_S, LONG_AFTER_S, STEADY_AFTER_S, Places, Stage, Ticket, busy
from app.stores.processes import Worker

_ENDS: dict[Stage, float] = {"fresh": STEADY_AFTER_S, "steady": CALM_AFTER_S, "calm": LONG_AFTER_S}
_FRESH_WEIGHT = 0.3  # of all time that passes while others wait for the place of a query
_IDLE_WEIGHT = 0.2  # of time that passes without being used, where the system does not tell what a process waits for

Reply = tuple[dict[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked to do, without the text: a head for the wire, and the bounds in it."""

    subject: str  # "query", "document" or "update"
    head: bytes
    timeout_s: float
    result_bytes: int


@dataclass(frozen=True, slots=True)
class Job:
    """A request with its text, as it stands on the wire, and when it is to be over (`time.monotonic`)."""

    request: Request
    message: bytes
    deadline: float

    @classmethod
    def begin(cls, request: Request, text: bytes) -> Job:
        """A job whose time runs from now."""
        return cls(request, frames.join(request.head, text), time.monotonic() + request.timeout_s)


def exchange_waiting(job: Job, worker: Worker, places: Places, ticket: Ticket, woken: threading.Event) -> Reply:
    """Send the request and wait for the reply. `woken` is set by the ticket. Raises EOFError, OSError (TimeoutError), Busy."""
    spent = _Spent(worker)
    worker.link.settimeout(job.request.timeout_s)
    worker.link.sendall(job.message)
    while True:
        left = job.deadline - time.monotonic()
        if ticket.stage == "paused":
            if not woken.wait(left):
                raise busy()
            worker.resume()
        elif worker.wait(min(left, spent.left(ticket))):
            worker.link.settimeout(max(1.0, job.deadline - time.monotonic()))
            return frames.receive(worker.link)
        else:
            if time.monotonic() >= job.deadline:
                raise TimeoutError
            if spent.left(ticket) <= 0:
                woken.clear()
                _move_on(worker, places, ticket)


class LoopExchange:
    """The same within the running event loop. `wake` is what the ticket is to call, from any thread."""

    __slots__ = (
        "_assembly",
        "_client",
        "_done",
        "_entered",
        "_job",
        "_loop",
        "_places",
        "_spent",
        "_thread",
        "_ticket",
        "_timer",
        "_watch",
        "_worker",
    )

    def __init__(self, job: Job, places: Places, client: Callable[[], Awaitable[None]] | None) -> None:
        """`client` waits until the client has gone; it is asked only about queries that run long."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._job, self._places, self._client = job, places, client
        self._assembly = frames.Assembly()
        self._entered: asyncio.Future[None] | None = None
        self._done: asyncio.Future[Reply] = self._loop.create_future()
        self._worker: Worker | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watch: asyncio.Future[None] | None = None
        self._ticket = places.enter(self.wake)

    @property
    def ticket(self) -> Ticket:
        """What it holds."""
        return self._ticket

    def wake(self) -> None:
        """The ticket has got on."""
        if threading.get_ident() == self._thread:
            self._go_on()
        else:
            self._loop.call_soon_threadsafe(self._go_on)

    async def enter(self) -> None:
        """Wait for a place. Raises Busy."""
        if self._ticket.stage == "waiting":
            self._entered = self._loop.create_future()
            timer = self._loop.call_later(max(0.0, self._job.deadline - time.monotonic()), self._give_up)
            try:
                await self._entered
            finally:
                timer.cancel()

    async def run(self, worker: Worker) -> Reply:
        """Send the request and await the reply. Raises EOFError, OSError (TimeoutError), Busy, ClientGone."""
        self._worker, self._spent, link = worker, _Spent(worker), worker.link
        link.setblocking(False)
        self._loop.add_reader(link, self._read)
        self._timer = self._loop.call_later(STEADY_AFTER_S, self._tick)
        try:
            try:
                sent = link.send(self._job.message)
            except BlockingIOError:
                sent = 0
            if sent < len(self._job.message):
                await asyncio.wait_for(self._loop.sock_sendall(link, self._job.message[sent:]), self._job.deadline - time.monotonic())
            return await self._done
        finally:
            self._loop.remove_reader(link)
            self._timer.cancel()
            if self._watch is not None:
                self._watch.cancel()

    def _read(self) -> None:
        assert self._worker is not None
        try:
            whole = self._assembly.add(self._worker.link.recv(self._assembly.wanted))
        except BlockingIOError:
            return
        except (EOFError, OSError) as error:
            self._fail(error)
            return
        if whole is not None and not self._done.done():
            self._done.set_result(whole)

    def _tick(self) -> None:
        """A stage is over."""
        assert self._worker is not None
        if self._done.done():
            return
        if self._worker.wait(0):  # the reply is there: the loop was late, not the query
            self._timer = self._loop.call_later(0, self._tick)
            return
        if time.monotonic() >= self._job.deadline:
            self._fail(busy() if self._ticket.stage == "paused" else TimeoutError())
            return
        try:
            if self._spent.left(self._ticket) <= 0:
                _move_on(self._worker, self._places, self._ticket)
        except AppError as error:  # Busy: it is for the client, who awaits it
            self._fail(error)
            return
        if self._ticket.stage in ("long", "paused") and self._client is not None and self._watch is None:
            self._watch = asyncio.ensure_future(self._client())
            self._watch.add_done_callback(self._leave)
        self._plan()

    def _go_on(self) -> None:
        if self._entered is not None and not self._entered.done():
            self._entered.set_result(None)
        elif self._worker is not None and self._ticket.stage == "long":
            self._worker.resume()

    def _give_up(self) -> None:
        if self._entered is not None and not self._entered.done():
            self._entered.set_exception(busy())

    def _plan(self) -> None:
        left = self._job.deadline - time.monotonic()
        if self._ticket.stage != "paused":
            left = min(left, self._spent.left(self._ticket))
        self._timer = self._loop.call_later(max(0.0, left), self._tick)

    def _leave(self, watch: asyncio.Future[None]) -> None:
        if not watch.cancelled():
            self._fail(ClientGone())

    def _fail(self, error: BaseException) -> None:
        if not self._done.done():
            self._done.set_exception(error)


class _Spent:
    """What a query has used: all time but that in which its process wanted the processor and had none. On a busy machine a light query
    takes long, too, and is not taken for a heavy one.
    """

    __slots__ = ("_cpu_s", "_first", "_started", "_worker")

    def __init__(self, worker: Worker) -> None:
        self._worker, self._started, self._cpu_s = worker, time.monotonic(), worker.cpu_s()
        self._first: tuple[float, float, float] | None = None  # at the first look: when, used until then, waited until then

    def left(self, ticket: Ticket) -> float:
        """Seconds until its stage may be over, at the soonest; not above 0 when it is."""
        most = _ENDS.get(ticket.stage)
        if most is None:
            return float("inf")
        used, passed = self._used()
        if ticket.stage == "fresh":
            used = max(used, passed * _FRESH_WEIGHT)  # others wait for its place
        return most - used if used < most else 0.0

    def _used(self) -> tuple[float, float]:
        """Seconds used, and seconds passed."""
        now = time.monotonic()
        passed = now - self._started
        if passed < STEADY_AFTER_S / 2:
            return passed, passed  # most queries end before it matters
        cpu_s, waited_s = self._worker.cpu_s(), self._worker.waited_s()
        if cpu_s is None or self._cpu_s is None:
            return passed, passed
        if waited_s is None:
            return max(cpu_s - self._cpu_s, passed * _IDLE_WEIGHT), passed
        if self._first is None:
            self._first = now, cpu_s - self._cpu_s, waited_s
        then, used, waited = self._first
        return used + max(0.0, now - then - (waited_s - waited)), passed


def _move_on(worker: Worker, places: Places, ticket: Ticket) -> None:
    stage = places.move_on(ticket)
    if stage == "calm":
        worker.calm()
    elif stage == "paused":
        worker.pause()
