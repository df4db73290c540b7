"""The pool that hands strangers' SPARQL to query workers: persistent processes that can be killed.

Who may run when is for `places` to say, and `replies` takes a query through it. The workers are forked from a process that holds the
data and follows the writer; each serves queries of one version only.

A worker that dies or is killed costs its own client a 503 and nobody else anything.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, QueryRefused, QueryTimeout, StoreProblem, TooLarge
from app.stores import Answer, Dataset, Limits
from app.stores.folder import size_on_disk
from app.stores.places import Places, Ticket, busy
from app.stores.processes import Replica, Worker
from app.stores.replies import Job, LoopExchange, Request, exchange_waiting

if TYPE_CHECKING:
    from app.settings import Settings

_LOG = logging.getLogger(__name__)
_MEGABYTE = 1024 * 1024
_FOLLOWED_BYTES = 16 * _MEGABYTE  # longer updates than this are not replayed: the data is loaded anew
_GROWTH_LIMIT = 0.5  # a replica never frees what is dropped: reload when this share was inserted since it was loaded

_SUBJECTS = {"query": "query", "parse": "document", "rehearse": "update"}
_NOT_OURS = ("LATERAL", "SERVICE", "LOAD")  # words that the engine knows and the gate refuses, or no standard has
_CHANGED = -1  # the version of a worker whose data is no longer that of any version


class WorkerPool:
    """Hands each query to an idle worker of the newest version. Methods may be called from any thread."""

    def __init__(self, settings: Settings, publish: Callable[[], tuple[int, Path]], version: int, *, in_memory: bool) -> None:
        """`publish` makes a checkpoint of the newest version and tells which one it is and where."""
        self._settings = settings
        self._may_copy = self._in_memory = in_memory  # data that have outgrown AMUR_REPLICA_LIMIT_MB are read from the disk
        self._publish = publish
        self._target = version  # what is to be shown
        self._updates: list[tuple[int, str]] = []  # from the shown version to the target, each with the version it leads to
        self._must_load = False  # the updates do not lead there
        self._version = version  # what is shown
        self._replica: Replica | None = None
        self._idle: list[Worker] = []
        self._query = lru_cache(64)(self._make_query)  # most queries are alike but for their text
        self._most_idle = 4 * settings.query_workers
        self._places = Places(settings.query_workers)
        self._changed = threading.Lock()
        self._following = threading.Lock()
        self._helpers = ThreadPoolExecutor(2, "amur-replica")  # for an event loop that must not wait for the replica
        self._replaced: list[Replica] = []  # old ones whose last queries may still run
        self.lost = 0

    @property
    def running(self) -> int:
        """Workers that are there."""
        with self._changed:
            return len(self._idle) + self._places.running

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
        """Run one query; the calling thread waits. Raises QueryRefused, QueryTimeout, TooLarge, Busy."""
        return self._run(self._query(media_type, dataset, limits), text.encode("utf-8", "surrogatepass"))

    async def run_in_loop(
        self, text: str, media_type: str, dataset: Dataset | None, limits: Limits, client: Callable[[], Awaitable[None]] | None = None
    ) -> Answer:
        """As `run`, in the running event loop. A query that runs long ends when `client` returns: then nobody waits for it.

        Raises ClientGone, too.
        """
        request = self._query(media_type, dataset, limits)
        job = Job.begin(request, text.encode("utf-8", "surrogatepass"))
        if not self._is_current():
            await asyncio.get_running_loop().run_in_executor(self._helpers, self._follow)
        exchange = LoopExchange(job, self._places, client)
        worker = None
        try:
            await exchange.enter()
            worker = self._idle_worker()
            if worker is None:
                worker = await asyncio.get_running_loop().run_in_executor(self._helpers, self._fork)
            version = worker.version
            head, answer = await exchange.run(worker)
        except (EOFError, OSError) as error:
            raise self._lose(worker, exchange.ticket, error, request) from None
        except BaseException as error:
            self._lose(worker, exchange.ticket, error, request)
            raise
        self._give_back(worker, exchange.ticket)
        return _read_reply(head, answer, version, request)

    def parse(self, data: bytes, media_type: str, base: str, limits: Limits) -> bytes:
        """The triples of an RDF document as N-Triples. Raises QueryRefused, QueryTimeout, TooLarge, Busy."""
        return self._run(self._request("parse", limits, media_type=media_type, base=base), data).body

    def rehearse(self, text: str, limits: Limits) -> float | None:
        """Run an update on a copy of the data in memory, which is thrown away; None where there is none, and nothing was tried.

        Returns the seconds it took, without those in which the copy was made or followed the writer.

        Raises what the update would: QueryRefused, QueryTimeout, Busy.
        """
        if self._in_memory:
            self._follow()  # which may find that the data have outgrown it
        if not self._in_memory:
            return None
        started = time.monotonic()
        self._run(self._request("rehearse", limits, base=self._settings.base_iri), text.encode("utf-8", "surrogatepass"))
        return time.monotonic() - started

    def close(self) -> None:
        """End all processes."""
        self._places.close()
        with self._following:
            self._drop_replica()
        self._helpers.shutdown(wait=False)

    # ---- one request ----------------------------------------------------------------------------------------------------

    def _make_query(self, media_type: str, dataset: Dataset | None, limits: Limits) -> Request:
        named = None if dataset is None or dataset.named is None else [iri.value for iri in dataset.named]
        told = dataset and {"default": [iri.value for iri in dataset.default], "named": named}
        return self._request("query", limits, media_type=media_type, rows=limits.rows, dataset=told, base=self._settings.base_iri)

    def _request(self, do: str, limits: Limits, **more: Any) -> Request:
        timeout_s = min(limits.timeout_s or self._settings.query_timeout_s, self._settings.query_timeout_s)
        most = self._settings.result_limit_mb * _MEGABYTE
        result_bytes = min(limits.result_bytes or most, most)
        head = {"do": do, "timeout_s": timeout_s, "result_bytes": result_bytes, **more}
        return Request(_SUBJECTS[do], json.dumps(head).encode(), timeout_s, result_bytes)

    def _run(self, request: Request, text: bytes) -> Answer:
        job, woken = Job.begin(request, text), threading.Event()
        self._follow()
        ticket = self._places.enter(woken.set)
        worker = None
        try:
            if ticket.stage == "waiting" and not woken.wait(job.deadline - time.monotonic()):
                raise busy()
            worker = self._idle_worker() or self._fork()
            version = worker.version
            if request.subject == "update":
                worker.version = _CHANGED
            head, answer = exchange_waiting(job, worker, self._places, ticket, woken)
        except (EOFError, OSError) as error:
            raise self._lose(worker, ticket, error, request) from None
        except BaseException as error:
            self._lose(worker, ticket, error, request)
            raise
        self._give_back(worker, ticket)
        return _read_reply(head, answer, version, request)

    def _idle_worker(self) -> Worker | None:
        """A worker of the version that is shown, if there is one."""
        with self._changed:
            while self._idle:
                worker = self._idle.pop()
                if worker.version != self._version or worker.replica is not self._replica or worker.has_ended:
                    worker.retire()
                    continue
                if not self._idle and self._places.running > self._settings.query_workers:
                    self._refill()  # others hold theirs for longer
                return worker
        return None

    def _fork(self) -> Worker:
        for attempt in (1, 2):
            if self._places.is_closed:
                break
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

    def _give_back(self, worker: Worker, ticket: Ticket) -> None:
        with self._changed:
            is_current = worker.version == self._version and worker.replica is self._replica
            is_wanted = is_current and not self._places.is_closed and len(self._idle) < self._most_idle
            is_kept = is_wanted and ticket.stage in ("fresh", "steady")  # the others have a low priority for ever
            if is_kept:
                self._idle.append(worker)
        if not is_kept:
            worker.retire()
            self._refill()
        self._places.leave(ticket)

    def _refill(self) -> None:
        """Have workers ready in place of those that ended, so that no query waits for a fork."""
        with suppress(RuntimeError):  # the pool is closing
            self._helpers.submit(self._fork_spare)

    def _fork_spare(self) -> None:
        with self._changed:
            is_wanted = self._is_current() and len(self._idle) < self._settings.query_workers
        if not is_wanted or self._places.is_closed:
            return
        with suppress(StoreProblem):
            spare = self._fork()
            with self._changed:
                is_current = spare.version == self._version and spare.replica is self._replica
                is_kept = is_current and not self._places.is_closed and len(self._idle) < self._most_idle
                if is_kept:
                    self._idle.append(spare)
            if not is_kept:
                spare.retire()

    def _lose(self, worker: Worker | None, ticket: Ticket, error: BaseException, request: Request) -> BaseException:
        """After a failure: the place is free again and the process ends. Returns what to raise."""
        if worker is not None:
            worker.kill()
            with self._changed:
                self.lost += 1
            self._refill()
        self._places.leave(ticket)
        if worker is None or not isinstance(error, (EOFError, OSError)):  # TimeoutError is an OSError
            return error
        return _timeout(request.timeout_s, request.subject) if isinstance(error, TimeoutError) else _death(request.subject)

    # ---- following the writer ------------------------------------------------------------------------------------------

    def _is_current(self) -> bool:
        return self._replica is not None and self._version == self._target

    def _follow(self) -> None:
        """Bring the replica to the target version; the first query starts it."""
        if self._is_current():
            return
        with self._following:
            if self._places.is_closed or self._is_current():
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
        self._in_memory = self._may_copy and size_on_disk(checkpoint) <= self._settings.replica_limit_mb * _MEGABYTE
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
    run = "trial run of the update, which has half of its time," if what == "update" else what
    return QueryTimeout(f"The {run} ran longer than {timeout_s:g} s and was stopped.", "Ask for less: add filters, or a LIMIT.")


def _death(what: str) -> QueryTimeout:
    return QueryTimeout(
        f"The process that ran the {what} died: it needed too much memory, or its text was too deeply nested.", "Ask for less at once."
    )


def _read_reply(head: dict[str, Any], body: bytes, version: int, request: Request) -> Answer:
    if "error" in head:
        raise explain(head, request.result_bytes, request.subject)
    return Answer(body, head["media_type"], version)


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
        named = [item for item in re.sub(r"\[[^\]]*\]", "", alternatives).split(", ") if item.strip() and item not in _NOT_OURS]
        flat = start + one_of + ", ".join(named[:15]) if named else f"{start}something else is expected"
    return flat if len(flat) <= 300 else flat[:300] + " …"
