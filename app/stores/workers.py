"""Query workers: persistent processes that run strangers' SPARQL and can be killed, and the pool that hands queries to them.

A `Replica` is one process (`app.stores.replica`) with one version of the data; its forked children are the workers. A query
that runs long keeps its worker, and another is forked beside it, so that light queries go on; at most as many as there are
workers may run long. A worker that dies or is killed costs its own client a 503 and nobody else anything.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import app
from app.errors import AppError, Busy, QueryRefused, QueryTimeout, StoreProblem, TooLarge
from app.stores import Answer, Dataset, Limits, frames

if TYPE_CHECKING:
    from app.settings import Settings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_LONG_S = 0.3  # from then on a query counts as a long one
_START_S = 120.0  # for the replica to load the data
_MAX_WAITING = 64
_FOLLOWED_BYTES = 16 * _MEGABYTE  # longer updates than this are not replayed: the data is loaded anew
_GROWTH_LIMIT = 0.5  # a replica never frees what is dropped: reload when this share was inserted since it was loaded


class Replica:
    """One process that holds one version of the data and forks workers."""

    def __init__(self, checkpoint: Path, *, in_memory: bool) -> None:
        ours, theirs = socket.socketpair()
        package_root = str(Path(app.__file__).resolve().parent.parent)
        path = os.pathsep.join([package_root, *filter(None, [os.environ.get("PYTHONPATH")])])
        with theirs:
            self._process = subprocess.Popen(  # -P: a folder named `app` where the user stands is not ours
                [sys.executable, "-P", "-m", "app.stores.replica"],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path},
                close_fds=True,
            )  # fmt: skip
        self._control = ours
        self._control.settimeout(_START_S)
        self._talking = threading.Lock()
        self.loaded_bytes = sum(file.stat().st_size for file in checkpoint.iterdir() if file.is_file())
        self.applied_bytes = 0
        try:
            self._ask({"do": "open", "checkpoint": str(checkpoint), "in_memory": in_memory})
        except BaseException:
            self.close()
            raise

    def apply(self, text: str) -> None:
        """Run an update of ours; later forks have it."""
        self._ask({"do": "apply"}, text.encode())
        self.applied_bytes += len(text)

    def fork(self, memory_bytes: int, version: int) -> Worker:
        """A new worker."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                reply = self._ask({"do": "fork", "memory_bytes": memory_bytes}, handle=theirs.fileno())
        except BaseException:
            ours.close()
            raise
        return Worker(int(reply["pid"]), ours, self, version)

    def kill(self, pid: int) -> None:
        """Kill a worker, if it still lives."""
        with self._talking, contextlib.suppress(OSError):
            frames.send(self._control, {"do": "kill", "pid": pid})

    def close(self) -> None:
        """End the process; it takes its workers along."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, head: dict[str, Any], body: bytes = b"", handle: int | None = None) -> dict[str, Any]:
        with self._talking:
            try:
                frames.send(self._control, head, body, handle)
                reply, _ = frames.receive(self._control)
            except (EOFError, OSError) as error:
                raise StoreProblem("The process that holds the data for queries has ended.", "Try again.") from error
        if not reply["ok"]:
            raise StoreProblem(f"The data for queries cannot be loaded: {reply['error']}.", "See the log of the server.")
        return reply


@dataclass(eq=False, slots=True)
class Worker:
    """One query process, seen from the server."""

    pid: int
    link: socket.socket
    replica: Replica
    version: int

    def kill(self) -> None:
        self.link.close()
        self.replica.kill(self.pid)

    def retire(self) -> None:
        """Let it end by itself: it has nothing to do."""
        self.link.close()


class WorkerPool:
    """Hands each query to an idle worker of the newest version. Methods may be called from any thread."""

    def __init__(self, settings: Settings, checkpoint: Path, version: int, *, in_memory: bool) -> None:
        self._settings = settings
        self._in_memory = in_memory
        self._checkpoint, self._target = checkpoint, version  # what is to be shown
        self._updates: list[str] | None = []  # from the shown version to the target; None: load anew
        self._version = version  # what is shown
        self._replica: Replica | None = None
        self._idle: list[Worker] = []
        self._busy = self._long = self._waiting = 0
        self._changed = threading.Condition()
        self._following = threading.Lock()
        self._closed = False
        self._replaced: list[Replica] = []  # old ones whose last queries may still run
        self.lost = 0

    @property
    def running(self) -> int:
        """Workers that are there."""
        with self._changed:
            return len(self._idle) + self._busy

    def announce(self, version: int, checkpoint: Path, updates: list[str]) -> None:
        """There is a new version: its checkpoint, and the texts that lead to it from the last one. The next query will see it."""
        with self._changed:
            self._target, self._checkpoint = version, checkpoint
            if self._updates is None or not self._in_memory:
                self._updates = None
            else:
                self._updates.extend(updates)
                if sum(map(len, self._updates)) > _FOLLOWED_BYTES:
                    self._updates = None

    def run(self, text: str, media_type: str, dataset: Dataset | None, limits: Limits) -> Answer:
        """Run one query. Raises QueryRefused, QueryTimeout, TooLarge, Busy."""
        timeout_s = min(limits.timeout_s or self._settings.query_timeout_s, self._settings.query_timeout_s)
        most = self._settings.result_limit_mb * _MEGABYTE
        request = {
            "media_type": media_type,
            "timeout_s": timeout_s,
            "rows": limits.rows,
            "result_bytes": min(limits.result_bytes or most, most),
            "dataset": dataset and {
                "default": [iri.value for iri in dataset.default],
                "named": None if dataset.named is None else [iri.value for iri in dataset.named],
            },
        }  # fmt: skip
        deadline = time.monotonic() + timeout_s
        worker = self._take(deadline)
        head, body = self._exchange(worker, request, text.encode("utf-8", "surrogatepass"), deadline, timeout_s)
        if "error" in head:
            raise _explain(head, text, int(request["result_bytes"]))  # type: ignore[call-overload]
        return Answer(body, head["media_type"], worker.version)

    def close(self) -> None:
        """End all processes."""
        with self._following:
            with self._changed:
                self._closed = True
                self._changed.notify_all()
            self._drop_replica()

    # ---- taking and giving back ----------------------------------------------------------------------------------------

    def _take(self, deadline: float) -> Worker:
        """An idle worker of the target version; waits for one until the deadline."""
        self._follow()
        with self._changed:
            if self._waiting >= _MAX_WAITING:
                raise _busy()
            self._waiting += 1
            try:
                while True:
                    if self._closed:
                        raise StoreProblem("The store is closed.", "Open it again.")
                    while self._idle:
                        worker = self._idle.pop()
                        if worker.version == self._version and worker.replica is self._replica:
                            self._busy += 1
                            return worker
                        worker.retire()
                    if self._busy - self._long < self._settings.query_workers and self._long <= self._settings.query_workers:
                        self._busy += 1
                        break
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise _busy()
            finally:
                self._waiting -= 1
        try:
            return self._fork()
        except BaseException:
            with self._changed:
                self._busy -= 1
                self._changed.notify()
            raise

    def _fork(self) -> Worker:
        for attempt in (1, 2):
            replica, version = self._replica, self._version
            if replica is not None:
                try:
                    return replica.fork(self._settings.query_memory_mb * _MEGABYTE, version)
                except StoreProblem:
                    if attempt == 2:
                        raise
                    _LOG.warning("the replica process has ended and is started again")
            with self._following:
                if self._replica is replica:
                    self._restart()
        raise StoreProblem("No query process can be started.", "Try again.")

    def _exchange(
        self, worker: Worker, request: dict[str, Any], text: bytes, deadline: float, timeout_s: float
    ) -> tuple[dict[str, Any], bytes]:
        is_long = False
        try:
            worker.link.settimeout(max(0.001, min(_LONG_S, deadline - time.monotonic())))
            frames.send(worker.link, request, text)
            try:
                reply = frames.receive(worker.link)
            except TimeoutError:
                is_long = True
                with self._changed:
                    self._long += 1
                    self._changed.notify()
                worker.link.settimeout(max(0.001, deadline - time.monotonic()))
                reply = frames.receive(worker.link)
        except (TimeoutError, EOFError, OSError) as error:
            worker.kill()
            self._give_back(None, is_long=is_long)
            if isinstance(error, TimeoutError):
                raise QueryTimeout(
                    f"The query ran longer than {timeout_s:g} s and was stopped.", "Ask for less: add filters, or a LIMIT."
                ) from None
            raise QueryTimeout(
                "The process that ran the query died: it needed too much memory, or its text was too deeply nested.",
                "Ask for less at once.",
            ) from None
        except BaseException:
            worker.kill()
            self._give_back(None, is_long=is_long)
            raise
        self._give_back(worker, is_long=is_long)
        return reply

    def _give_back(self, worker: Worker | None, *, is_long: bool) -> None:
        with self._changed:
            self._busy -= 1
            self._long -= is_long
            if worker is None:
                self.lost += 1
            elif self._closed or worker.version != self._version or len(self._idle) >= self._settings.query_workers:
                worker.retire()
            else:
                self._idle.append(worker)
            self._changed.notify()

    # ---- following the writer ------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Bring the replica to the target version; the first query starts it."""
        if self._replica is not None and self._version == self._target:
            return
        with self._following:
            if self._closed or (self._replica is not None and self._version == self._target):
                return
            with self._changed:
                updates, target = None if self._updates is None else list(self._updates), self._target
            replica = self._replica
            if replica is not None and updates is not None and self._may_apply(replica, updates):
                try:
                    for text in updates:
                        replica.apply(text)
                except StoreProblem:
                    _LOG.warning("the replica could not follow and is loaded again")
                else:
                    with self._changed:
                        self._updates = self._updates[len(updates) :] if self._updates is not None else None
                        self._version = target
                    return
            self._restart()

    @staticmethod
    def _may_apply(replica: Replica, updates: list[str]) -> bool:
        grown = replica.applied_bytes + sum(map(len, updates))
        return grown <= max(_MEGABYTE, _GROWTH_LIMIT * replica.loaded_bytes)

    def _restart(self) -> None:
        """Load the newest checkpoint into a new process; the old one goes, with what runs in it. Holds `_following`."""
        with self._changed:
            target, checkpoint = self._target, self._checkpoint
            self._updates = []
        fresh = Replica(checkpoint, in_memory=self._in_memory)
        with self._changed:
            old, self._replica, self._version = self._replica, fresh, target
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.retire()
        if old is not None:
            self._replaced.append(old)
            timer = threading.Timer(self._settings.query_timeout_s + 1, old.close)
            timer.daemon = True
            timer.start()

    def _drop_replica(self) -> None:
        with self._changed:
            replica, self._replica = self._replica, None
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.retire()
        for old in (*self._replaced, *([replica] if replica else [])):
            old.close()


def _busy() -> Busy:
    return Busy("All query workers are busy with long queries.", "Try again in some seconds.", retry_after_s=2)


def _explain(head: dict[str, Any], text: str, result_bytes: int) -> AppError:
    """The error that a worker reports, for its client."""
    match head["error"]:
        case "syntax":
            place = {key: head[key] for key in ("line", "column") if key in head}
            where = f" in line {place['line']}, column {place['column']}" if place else ""
            return QueryRefused(f"The query is not SPARQL 1.1{where}: {_shorten(head['message'])}.", "Correct it there.", **place)
        case "too-large":
            return TooLarge(
                f"The answer passed its limit ({result_bytes} bytes, or the rows asked for).", "Add a LIMIT, or page through it."
            )
        case "memory":
            return QueryTimeout("The query needed too much memory and was stopped.", "Ask for less at once.")
        case _:
            return QueryRefused(f"The query failed: {_shorten(head['message'])}.", "Correct it and try again.")


def _shorten(message: str) -> str:
    """The engine's message without its character classes: `expected one of "{", ['0'..='9']` names no more than words and signs."""
    flat = " ".join(message.split()).rstrip(".")
    start, one_of, alternatives = flat.partition("expected one of ")
    if one_of:
        named = [item for item in re.sub(r"\[[^\]]*\]", "", alternatives).split(", ") if item.strip()]
        flat = start + one_of + ", ".join(named[:15]) if named else f"{start}something else is expected"
    return flat if len(flat) <= 300 else flat[:300] + " …"
