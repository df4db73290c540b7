"""The pool that hands strangers' SPARQL to query workers: persistent processes that can be killed.

A query goes through three stages. Fresh, it has one of the few worker places. After some milliseconds it is calmed: its process
runs only when no other wants the processor, and its place is free for the next. After some more it counts as long: there are
few places for long queries, and who finds none is told to come back. So light queries pass heavy ones.

A worker that dies or is killed costs its own client a 503 and nobody else anything.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.errors import AppError, Busy, QueryRefused, QueryTimeout, StoreProblem, TooLarge
from app.stores import Answer, Dataset, Limits, frames
from app.stores.processes import Replica, Worker

if TYPE_CHECKING:
    from app.settings import Settings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_CALM_S = 0.03  # then a query yields the processor to lighter ones, and its place to the next
_LONG_S = 0.3  # then it counts as a long one, of which there are as many as workers
_CALM_PER_WORKER = 8
_MAX_WAITING = 64
_FOLLOWED_BYTES = 16 * _MEGABYTE  # longer updates than this are not replayed: the data is loaded anew
_GROWTH_LIMIT = 0.5  # a replica never frees what is dropped: reload when this share was inserted since it was loaded

_SUBJECTS = {"query": "query", "parse": "document", "rehearse": "update"}
_CHANGED = -1  # the version of a worker whose data is no longer that of any version

Stage = Literal["fresh", "calm", "long"]
_ENDS: dict[Stage, float] = {"fresh": _CALM_S, "calm": _LONG_S, "long": float("inf")}  # seconds after the start


class WorkerPool:
    """Hands each query to an idle worker of the newest version. Methods may be called from any thread."""

    def __init__(self, settings: Settings, publish: Callable[[], tuple[int, Path]], version: int, *, in_memory: bool) -> None:
        """`publish` makes a checkpoint of the newest version and tells which one it is and where."""
        self._settings = settings
        self._in_memory = in_memory
        self._publish = publish
        self._target = version  # what is to be shown
        self._updates: list[tuple[int, str]] = []  # from the shown version to the target, each with the version it leads to
        self._must_load = False  # the updates do not lead there
        self._version = version  # what is shown
        self._replica: Replica | None = None
        self._idle: list[Worker] = []
        self._places: dict[Stage, int] = {"fresh": 0, "calm": 0, "long": 0}
        self._waiting = 0
        self._changed = threading.Condition()
        self._following = threading.Lock()
        self._closed = False
        self._replaced: list[Replica] = []  # old ones whose last queries may still run
        self.lost = 0

    @property
    def running(self) -> int:
        """Workers that are there."""
        with self._changed:
            return len(self._idle) + sum(self._places.values())

    def announce(self, version: int, text: str | None) -> None:
        """There is a new version, to which `text` leads from the one before; None: the data must be loaded. The next query sees it."""
        with self._changed:
            self._target = version
            if text is not None and self._in_memory and not self._must_load:
                self._updates.append((version, text))
                self._must_load = sum(len(update) for _, update in self._updates) > _FOLLOWED_BYTES
            else:
                self._must_load = True
            if self._must_load:
                self._updates.clear()

    def run(self, text: str, media_type: str, dataset: Dataset | None, limits: Limits) -> Answer:
        """Run one query. Raises QueryRefused, QueryTimeout, TooLarge, Busy."""
        request = {
            "do": "query",
            "base": self._settings.base_iri,
            "media_type": media_type,
            "rows": limits.rows,
            "dataset": dataset and {
                "default": [iri.value for iri in dataset.default],
                "named": None if dataset.named is None else [iri.value for iri in dataset.named],
            },
        }  # fmt: skip
        return self._run(request, text.encode("utf-8", "surrogatepass"), limits)

    def parse(self, data: bytes, media_type: str, base: str, limits: Limits) -> bytes:
        """The triples of an RDF document as N-Triples. Raises QueryRefused, QueryTimeout, TooLarge, Busy."""
        return self._run({"do": "parse", "media_type": media_type, "base": base}, data, limits).body

    def rehearse(self, text: str, limits: Limits) -> None:
        """Run an update on a copy of the data, which is thrown away. Raises what it would: QueryRefused, QueryTimeout, Busy."""
        if not self._in_memory:
            raise StoreProblem(
                "The data is larger than its copy in memory may be, and updates that search are tried there first.",
                "Raise AMUR_REPLICA_LIMIT_MB, or write with INSERT DATA, DELETE DATA or the Graph Store protocol.",
            )
        request = {"do": "rehearse", "base": self._settings.base_iri}
        self._run(request, text.encode("utf-8", "surrogatepass"), limits)

    def _run(self, request: dict[str, Any], body: bytes, limits: Limits) -> Answer:
        timeout_s = min(limits.timeout_s or self._settings.query_timeout_s, self._settings.query_timeout_s)
        most = self._settings.result_limit_mb * _MEGABYTE
        request = {**request, "timeout_s": timeout_s, "result_bytes": min(limits.result_bytes or most, most)}
        deadline = time.monotonic() + timeout_s
        worker = self._take(deadline)
        version = worker.version
        if request["do"] == "rehearse":
            worker.version = _CHANGED
        head, answer = self._exchange(worker, request, body, deadline, timeout_s)
        if "error" in head:
            raise explain(head, int(request["result_bytes"]), _SUBJECTS[request["do"]])
        return Answer(answer, head["media_type"], version)

    def close(self) -> None:
        """End all processes."""
        with self._following:
            with self._changed:
                self._closed = True
                self._changed.notify_all()
            self._drop_replica()

    # ---- taking and giving back ----------------------------------------------------------------------------------------

    def _take(self, deadline: float) -> Worker:
        """An idle worker of the target version; waits for a place until the deadline."""
        self._follow()
        with self._changed:
            if self._waiting >= _MAX_WAITING:
                raise _busy()
            self._waiting += 1
            try:
                while not self._has_place():
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise _busy()
            finally:
                self._waiting -= 1
            self._places["fresh"] += 1
            while self._idle:
                worker = self._idle.pop()
                if worker.version == self._version and worker.replica is self._replica:
                    return worker
                worker.retire()
        try:
            return self._fork()
        except BaseException:
            with self._changed:
                self._places["fresh"] -= 1
                self._changed.notify()
            raise

    def _has_place(self) -> bool:
        if self._closed:
            raise StoreProblem("The store is closed.", "Open it again.")
        workers = self._settings.query_workers
        return self._places["fresh"] < workers and self._places["calm"] < workers * _CALM_PER_WORKER

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
        """Send the query, take it through its stages, and receive the reply."""
        stage: Stage = "fresh"
        started = time.monotonic()
        try:
            worker.link.settimeout(timeout_s)
            frames.send(worker.link, request, text)
            while not worker.wait(min(started + _ENDS[stage], deadline) - time.monotonic()):
                if time.monotonic() >= deadline:
                    raise TimeoutError
                stage = self._move_on(worker, stage)
            worker.link.settimeout(max(1.0, deadline - time.monotonic()))
            reply = frames.receive(worker.link)
        except (EOFError, OSError) as error:  # TimeoutError is an OSError
            self._lose(worker, stage)
            what = _SUBJECTS[request["do"]]
            raise _timeout(timeout_s, what) if isinstance(error, TimeoutError) else _death(what) from None
        except BaseException:
            self._lose(worker, stage)
            raise
        self._give_back(worker, stage)
        return reply

    def _move_on(self, worker: Worker, stage: Stage) -> Stage:
        """Take a running query to its next stage. Raises Busy when there is no place for it."""
        following: Stage = "calm" if stage == "fresh" else "long"
        with self._changed:
            if following == "long" and self._places["long"] >= self._settings.query_workers:
                raise _busy()
            self._places[stage] -= 1
            self._places[following] += 1
            self._changed.notify()
        if following == "calm":
            worker.calm()
        return following

    def _give_back(self, worker: Worker, stage: Stage) -> None:
        with self._changed:
            self._places[stage] -= 1
            is_current = worker.version == self._version and worker.replica is self._replica
            if stage == "fresh" and is_current and not self._closed and len(self._idle) < self._settings.query_workers:
                self._idle.append(worker)
            else:
                worker.retire()
            self._changed.notify()

    def _lose(self, worker: Worker, stage: Stage) -> None:
        worker.kill()
        with self._changed:
            self._places[stage] -= 1
            self.lost += 1
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
                updates, must_load = list(self._updates), self._must_load
            replica = self._replica
            if replica is not None and not must_load and self._may_apply(replica, updates):
                try:
                    for _, text in updates:
                        replica.apply(text, self._settings.base_iri)
                except StoreProblem:
                    _LOG.warning("the replica could not follow and is loaded again")
                else:
                    self._show(updates[-1][0] if updates else self._version)
                    return
            self._restart()

    def _show(self, version: int) -> None:
        with self._changed:
            self._version = version
            self._updates = [one for one in self._updates if one[0] > version]

    @staticmethod
    def _may_apply(replica: Replica, updates: list[tuple[int, str]]) -> bool:
        grown = replica.applied_bytes + sum(len(text) for _, text in updates)
        return grown <= max(_MEGABYTE, _GROWTH_LIMIT * replica.loaded_bytes)

    def _restart(self) -> None:
        """Load the newest checkpoint into a new process; the old one goes, with what runs in it. Holds `_following`."""
        with self._changed:
            self._must_load = False
        version, checkpoint = self._publish()
        fresh = Replica(checkpoint, in_memory=self._in_memory)
        self._show(version)
        with self._changed:
            old, self._replica = self._replica, fresh
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.retire()
        if old is not None:
            self._replaced = [*(one for one in self._replaced if one.is_alive), old]
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


def _timeout(timeout_s: float, what: str) -> QueryTimeout:
    return QueryTimeout(f"The {what} ran longer than {timeout_s:g} s and was stopped.", "Ask for less: add filters, or a LIMIT.")


def _death(what: str) -> QueryTimeout:
    return QueryTimeout(
        f"The process that ran the {what} died: it needed too much memory, or its text was too deeply nested.", "Ask for less at once."
    )


def _busy() -> Busy:
    return Busy("All query workers are busy with long queries.", "Try again in some seconds.", retry_after_s=2)


def explain(head: dict[str, Any], result_bytes: int, what: str) -> AppError:
    """The error that a worker reports, for its client; `what` was run: a query, update or document."""
    match head["error"]:
        case "syntax":
            place = {key: head[key] for key in ("line", "column") if key in head}
            where = f" in line {place['line']}, column {place['column']}" if place else ""
            kind = "of its format" if what == "document" else "SPARQL 1.1"
            return QueryRefused(f"The {what} is not {kind}{where}: {_shorten(head['message'])}.", "Correct it there.", **place)
        case "too-large":
            return TooLarge(
                f"The answer passed its limit ({result_bytes} bytes, or the rows asked for).", "Add a LIMIT, or page through it."
            )
        case "memory":
            return QueryTimeout(f"The {what} needed too much memory and was stopped.", "Ask for less at once.")
        case _:
            return QueryRefused(f"The {what} failed: {_shorten(head['message'])}.", "Correct it and try again.")


def _shorten(message: str) -> str:
    """The engine's message without its character classes: `expected one of "{", ['0'..='9']` names no more than words and signs."""
    flat = " ".join(message.split()).rstrip(".")
    start, one_of, alternatives = flat.partition("expected one of ")
    if one_of:
        named = [item for item in re.sub(r"\[[^\]]*\]", "", alternatives).split(", ") if item.strip()]
        flat = start + one_of + ", ".join(named[:15]) if named else f"{start}something else is expected"
    return flat if len(flat) <= 300 else flat[:300] + " …"
