"""Articles that wait to be read: accepted (and in the archive) at once, shown in the graph one after another by a thread of their own.

The text side runs in worker processes, so that whoever asks the server meanwhile does not wait. A job is finished when its
articles can be asked for everywhere, on the disk. What was accepted and not shown when the process ends, in whatever way, is
taken up at the next start, under the same job.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from app.errors import Busy, NotFound, StoreProblem
from app.executors import ExtractionFailed, Extractor, Stopped
from app.job_log import Job, JobItem, JobLog
from app.outcomes import Outcome, Source
from app.pipeline import Accepted, Pipeline
from app.text_side import Extracted

logger = logging.getLogger(__name__)
_T = TypeVar("_T")
FILE_NAME: Final = "jobs.sqlite"
LEFT_OVER: Final = "restart"  # owner of the job of articles that no other job speaks of
FLUSH_AFTER_S: Final = 1.0  # a sync costs about 0.1 s
RETRY_AFTER_S: Final = 5.0  # after a full disk
_KEPT_JOBS: Final = 1000  # in memory; older ones are read from the log


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue is. `stalled` says why nothing goes on just now."""

    waiting: int
    is_alive: bool
    stalled: str | None
    finished: Counter[str]  # by outcome, since the start
    seconds_an_article: float


class IngestQueue:
    """The queue of one pipeline. `submit` may be called from any thread; the thread that works starts with the first article."""

    def __init__(self, pipeline: Pipeline, log: JobLog, *, limit: int) -> None:
        self._pipeline, self._log, self._limit = pipeline, log, limit
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._line: deque[tuple[str, int]] = deque()  # (job, index of its item)
        self._changed = threading.Condition()
        self._is_closing = False
        self._thread: threading.Thread | None = None
        self._extractor = Extractor(pipeline.settings, pipeline.text_side, apart=True)
        self._stalled: str | None = None
        self._finished: Counter[str] = Counter()
        self._seconds = 1.0
        self._running: list[str] = []  # jobs of the articles that are being read

    @classmethod
    def open(cls, pipeline: Pipeline) -> IngestQueue:
        """The queue beside the archive of the pipeline, with what an earlier process left."""
        settings = pipeline.settings
        log = JobLog.open(settings.folder / FILE_NAME)
        queue = cls(pipeline, log, limit=settings.queue_limit)
        queue._take_up_left_overs()
        return queue

    def close(self) -> None:
        """Stop after what is being shown; what waits is kept for the next start."""
        self.begin_to_close()
        self._extractor.stop()
        if self._thread is not None:
            self._thread.join()
        self._extractor.close()
        self._log.close()

    @property
    def is_closing(self) -> bool:
        return self._is_closing

    def begin_to_close(self) -> None:
        """Take nothing more, and let those who follow jobs go."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    # ---- in and out ----------------------------------------------------------------------------------------------------

    def check_room(self, owner: str) -> None:
        """Raises Busy (429) when the owner has half the queue already, StoreProblem (503) when it is full or closing."""
        with self._changed:
            if self._is_closing:
                raise StoreProblem("The server is about to end.", "Send it again to the next one.", retry_after_s=10)
            own = sum(self._jobs[job].owner == owner for job, _ in self._line)
            waiting = len(self._line)
        retry_after_s = max(1, min(600, round(waiting * self._seconds / 2)))
        if waiting >= self._limit:
            raise StoreProblem(
                f"{waiting} articles wait to be read; that is the limit.",
                f"Try again in {retry_after_s} s, or raise AMUR_QUEUE_LIMIT.",
                retry_after_s=retry_after_s,
            )
        if own >= max(1, self._limit // 2):
            raise Busy(
                f"{own} articles of this key wait to be read; a key may have half of the queue.",
                f"Try again in {retry_after_s} s.",
                retry_after_s=retry_after_s,
            )

    def submit(self, owner: str, sources: Sequence[Source]) -> Job:
        """Read the sources and put their articles into the archive, durably. The job is finished where there is nothing to do."""
        items = [_item_of(found) for source in sources for found in self._pipeline.accept(source)]
        return self._add(owner, items)

    def job(self, job_id: str) -> Job:
        """A job as it is now. Raises NotFound."""
        with self._changed:
            found = self._jobs.get(job_id)
        found = found or self._log.get(job_id)
        if found is None:
            raise NotFound(
                f"There is no job {job_id}.",
                "Jobs are forgotten some time after they ended; GET /api/v1/articles/{id} tells of an article.",
            )
        return found

    def ahead_of(self, job_id: str) -> int:
        """How many articles are read before those of the job."""
        with self._changed:
            line = [*self._running, *(job for job, _ in self._line)]
        return line.index(job_id) if job_id in line else 0

    def wait(self, job_id: str, revision: int, timeout_s: float) -> Job:
        """The job once it is finished or past `revision`, the queue is closing, or the time is up."""
        until = time.monotonic() + timeout_s
        with self._changed:
            while True:
                found = self._jobs.get(job_id)
                rest = until - time.monotonic()
                if found is None or found.finished or found.revision > revision or self._is_closing or rest <= 0:
                    break
                self._changed.wait(rest)
        return self.job(job_id)

    def state(self) -> QueueState:
        with self._changed:
            is_alive = self._thread is None or self._thread.is_alive()
            return QueueState(len(self._line) + len(self._running), is_alive, self._stalled, Counter(self._finished), self._seconds)

    # ---- the thread ----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        shown: list[tuple[str, int, Outcome]] = []  # not on the disk yet
        last_flush = time.monotonic()
        try:
            while batch := self._next_batch():
                for told in self._read(batch):
                    shown.append(told)
                with self._changed:
                    is_last = not self._line
                if is_last or self._pipeline.graph_side.is_flush_due or time.monotonic() - last_flush > FLUSH_AFTER_S:
                    self._persistently(self._pipeline.graph_side.flush)
                    self._tell(shown)
                    shown.clear()
                    last_flush = time.monotonic()
        except Stopped:
            logger.info("ingestion stopped", extra={"waiting": len(self._line)})
        finally:
            if shown:
                self._pipeline.graph_side.flush()
                self._tell(shown)

    def _next_batch(self) -> list[tuple[str, int, JobItem]]:
        """The next articles; none when the queue closes."""
        workers = self._pipeline.settings.workers
        with self._changed:
            self._changed.wait_for(lambda: self._line or self._is_closing)
            if self._is_closing:
                return []
            batch = []
            for job_id, index in [self._line.popleft() for _ in range(min(1 if workers == 1 else 2 * workers, len(self._line)))]:
                item = replace(self._jobs[job_id].items[index], is_running=True)
                self._jobs[job_id] = self._jobs[job_id].with_item(index, item)
                batch.append((job_id, index, item))
            self._running = [job_id for job_id, _, _ in batch]
            self._changed.notify_all()
            return batch

    def _read(self, batch: Sequence[tuple[str, int, JobItem]]) -> Iterator[tuple[str, int, Outcome]]:
        """The outcomes of a batch, whose articles the graph shows then."""
        started = time.monotonic()
        taken = [self._pipeline.resume(item.name, item.article or "", item.version or 0) for _, _, item in batch]
        results = iter(list(self._extractor.run([found.reading for found in taken if isinstance(found, Accepted)])))
        for (job_id, index, _), found in zip(batch, taken, strict=True):
            yield job_id, index, found if isinstance(found, Outcome) else self._show(found, next(results))
            with self._changed:
                self._running.remove(job_id)
        self._seconds += 0.2 * ((time.monotonic() - started) / len(batch) - self._seconds)

    def _show(self, accepted: Accepted, result: Extracted | ExtractionFailed) -> Outcome:
        """The article boundary: whatever goes wrong inside costs this article only, and a full disk only time."""
        try:
            return self._persistently(lambda: self._pipeline.show(accepted, result))
        except Stopped:
            raise
        except Exception as problem:
            name, article = accepted.reading.name, accepted.reading.article.id
            logger.exception("an article could not be shown", extra={"article": article})
            reason = f"It is kept, but it could not be shown ({type(problem).__name__})."
            return Outcome(name, "failed", article, reason=reason, hint="It is tried again at the next start.")

    def _persistently(self, work: Callable[[], _T]) -> _T:
        """The result of work that a full disk holds up for as long as it is full. Raises Stopped when the queue closes meanwhile."""
        while True:
            try:
                result = work()
            except StoreProblem as problem:
                logger.error("ingestion is held up", extra={"reason": str(problem)})
                with self._changed:
                    self._stalled = str(problem)
                    if self._changed.wait_for(lambda: self._is_closing, RETRY_AFTER_S):
                        raise Stopped from problem
            else:
                self._stalled = None
                return result

    def _tell(self, shown: Sequence[tuple[str, int, Outcome]]) -> None:
        """What came of articles, to those who ask for their jobs."""
        finished = []
        with self._changed:
            for job_id, index, outcome in shown:
                item = replace(self._jobs[job_id].items[index], outcome=outcome, is_running=False)
                job = self._jobs[job_id].with_item(index, item)
                if not job.waiting:
                    job = replace(job, finished=_now())
                    finished.append(job)
                self._jobs[job_id] = job
                self._finished[outcome.status] += 1
        for job in finished:
            self._note(job)
        with self._changed:
            self._changed.notify_all()

    # ---- inside --------------------------------------------------------------------------------------------------------

    def _add(self, owner: str, items: Sequence[JobItem]) -> Job:
        job = Job(f"j{secrets.token_hex(12)}", owner, _now(), tuple(items))
        if not job.waiting:
            job = replace(job, finished=job.received)
        self._note(job)
        with self._changed:
            self._finished.update(item.outcome.status for item in items if item.outcome)
            self._enqueue(job)
        return job

    def _enqueue(self, job: Job) -> None:
        self._jobs[job.id] = job
        for old in [one.id for one in list(self._jobs.values())[:-_KEPT_JOBS] if one.finished]:
            del self._jobs[old]
        waiting = [(job.id, index) for index, item in enumerate(job.items) if item.outcome is None]
        self._line.extend(waiting)
        if waiting and self._thread is None and not self._is_closing:
            self._thread = threading.Thread(target=self._work, name="ingestion", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _note(self, job: Job) -> None:
        try:
            self._log.put(job)
        except StoreProblem:
            logger.exception("a job could not be noted")  # its articles are in the archive

    def _take_up_left_overs(self) -> None:
        known = set()
        with self._changed:
            for job in self._log.unfinished():
                items = tuple(replace(item, is_running=False) for item in job.items)
                known |= {(item.article, item.version) for item in items}
                self._enqueue(replace(job, items=items))
        rest = [one for one in self._pipeline.left_over if (one.article, one.version) not in known]
        if rest:
            self._add(LEFT_OVER, [JobItem(one.article, one.article, one.version) for one in rest])


def _item_of(found: Accepted | Outcome) -> JobItem:
    if isinstance(found, Outcome):
        return JobItem(found.name, found.article, None, found)
    return JobItem(found.reading.name, found.reading.article.id, found.version.number)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
