"""What counts as the time of a query: neither a busy machine nor a late event loop makes a light one heavy."""

from __future__ import annotations

import asyncio
import select
import socket
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.stores import frames, replies
from app.stores.places import LONG_AFTER_S, Places, Ticket
from app.stores.replies import Job, LoopExchange, Request, _Spent


@dataclass
class FakeWorker:
    """A process whose clocks the test sets."""

    cpu: float | None = 0.0
    waited: float | None = 0.0
    calmed: list[str] = field(default_factory=list)
    link: Any = None

    def cpu_s(self) -> float | None:
        return self.cpu

    def waited_s(self) -> float | None:
        return self.waited

    def wait(self, seconds: float) -> bool:
        return bool(select.select([self.link], [], [], seconds)[0])

    def calm(self) -> None:
        self.calmed.append("calm")

    def pause(self) -> None:
        self.calmed.append("pause")


class Clock:
    """`time.monotonic` as the test sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(replies.time, "monotonic", lambda: self.now)


@pytest.mark.parametrize("stage", ["steady", "calm"])
def test_a_query_that_gets_no_processor_is_not_heavy(monkeypatch: pytest.MonkeyPatch, stage: Any) -> None:
    clock, worker = Clock(monkeypatch), FakeWorker()
    spent, ticket = _Spent(worker), Ticket(lambda: None, stage)  # type: ignore[arg-type]
    clock.now, worker.cpu, worker.waited = 1000.03, 0.001, 0.02
    assert spent.left(ticket) > 0
    clock.now, worker.cpu, worker.waited = 1004.03, 0.002, 4.019
    assert spent.left(ticket) > 0
    assert spent.left(Ticket(lambda: None, "fresh")) == 0  # others wait for its place


@pytest.mark.parametrize(("cpu", "waited"), [(1.03, 0.0), (0.001, 0.0)], ids=["computes", "waits for the disk"])
def test_a_query_that_computes_or_reads_is_heavy(monkeypatch: pytest.MonkeyPatch, cpu: float, waited: float) -> None:
    clock, worker = Clock(monkeypatch), FakeWorker()
    spent, ticket = _Spent(worker), Ticket(lambda: None, "calm")  # type: ignore[arg-type]
    clock.now, worker.cpu = 1000.03, min(cpu, 0.03)
    assert 0 < spent.left(ticket) <= LONG_AFTER_S
    clock.now, worker.cpu, worker.waited = 1001.03, cpu, waited
    assert spent.left(ticket) == 0


@pytest.mark.parametrize(("cpu", "waited"), [(None, None), (0.001, None)])
def test_where_the_system_tells_less_the_clock_counts(monkeypatch: pytest.MonkeyPatch, cpu: float | None, waited: float | None) -> None:
    clock, worker = Clock(monkeypatch), FakeWorker(cpu, waited)
    spent, ticket = _Spent(worker), Ticket(lambda: None, "calm")  # type: ignore[arg-type]
    clock.now = 1002.0
    assert spent.left(ticket) == 0


def test_a_loop_that_is_late_does_not_take_its_query_for_heavy() -> None:
    """The reply is there when the loop gets to look at its timers first."""

    async def run() -> tuple[Any, list[str], str]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            worker, places = FakeWorker(None, None, link=ours), Places(1)
            exchange = LoopExchange(Job.begin(Request("query", b"{}", 10.0, 1000), b""), places, None)
            running = asyncio.ensure_future(exchange.run(worker))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            frames.send(theirs, {"media_type": "x"}, b"reply")
            exchange._timer.cancel()  # type: ignore[union-attr]
            exchange._spent._started -= 100.0
            exchange._tick()
            return await running, worker.calmed, exchange.ticket.stage

    (head, body), calmed, stage = asyncio.run(run())
    assert (head["media_type"], body) == ("x", b"reply")
    assert (calmed, stage) == ([], "fresh")
