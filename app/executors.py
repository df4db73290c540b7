"""Where the text side runs: in this process, or in several that may die without losing an article.

Workers are spawned, hold no store, and end with their parent. A broken pool is built anew and its unfinished articles are
submitted again; one that was running at three deaths is given up with a reason.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from app.settings import Settings
from app.text_side import Extracted, Reading, TextSide

logger = logging.getLogger(__name__)
DEATHS: Final = 3
WATCH_S: Final = 2.0
_text_side: TextSide | None = None  # of a worker process; the parent never sets it


class ExtractionFailed(Exception):
    """The claims of one article could not be made; the message says why."""


class Stopped(Exception):
    """The extractor was stopped before it had all results."""


def extract_one(text_side: TextSide, reading: Reading) -> Extracted | ExtractionFailed:
    """The claims of one article, or why there are none. The article boundary: whatever goes wrong inside costs this article only."""
    try:
        return text_side.extract(reading)
    except Exception as error:
        logger.exception("extraction failed", extra={"article": reading.article.id, "input": reading.name})
        return ExtractionFailed(f"the extraction failed with {type(error).__name__}: {error}")


class Extractor:
    """Runs the text side over batches. `workers` above 1 starts processes with the first batch; close it afterwards.

    `apart`: in processes even with one worker, for a server whose own process must stay free.
    """

    def __init__(self, settings: Settings, text_side: TextSide, *, apart: bool = False) -> None:
        self._settings, self._text_side = settings, text_side
        self._is_apart = apart or settings.workers > 1
        self._pool: ProcessPoolExecutor | None = None
        self._is_stopped = False

    @property
    def batch_size(self) -> int:
        return 1 if self._settings.workers == 1 else 8 * self._settings.workers

    def run(self, readings: Sequence[Reading]) -> Iterator[Extracted | ExtractionFailed]:
        """The results in the order of the readings."""
        if not self._is_apart:
            for reading in readings:
                yield extract_one(self._text_side, reading)
            return
        yield from self._run_in_processes(readings)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def stop(self) -> None:
        """From another thread: kill the workers and let `run` raise Stopped. What they had begun is lost and can be run again."""
        self._is_stopped = True
        pool = self._pool
        for process in list((getattr(pool, "_processes", None) or {}).values()):  # the executor itself only waits for them
            process.kill()

    def _run_in_processes(self, readings: Sequence[Reading]) -> list[Extracted | ExtractionFailed]:
        results: dict[int, Extracted | ExtractionFailed] = {}
        deaths: Counter[int] = Counter()
        while len(results) < len(readings):
            if self._is_stopped:
                raise Stopped
            pending = [index for index in range(len(readings)) if index not in results]
            suspects = [index for index in pending if deaths[index]]
            for group in [[index] for index in suspects] or [pending]:  # after a death one at a time, so that the culprit is found
                if not self._run_group(group, readings, results):
                    deaths.update(index for index in group if index not in results)
            for index, count in deaths.items():
                if count >= DEATHS and index not in results:
                    results[index] = ExtractionFailed(f"a worker died {count} times over this article")
        return [results[index] for index in range(len(readings))]

    def _run_group(self, group: Sequence[int], readings: Sequence[Reading], results: dict[int, Extracted | ExtractionFailed]) -> bool:
        """Run some of the readings; False if the pool broke before all were done."""
        pool = self._pool or self._start()
        futures = {}
        try:
            futures = {pool.submit(_extract_in_worker, readings[index]): index for index in group}
            for future in as_completed(futures):
                results[futures[future]] = future.result()
        except BrokenProcessPool:
            if not self._is_stopped:
                logger.warning("a worker died; starting others", extra={"unfinished": len(group) - sum(i in results for i in group)})
            for future, index in futures.items():
                if future.done() and not future.cancelled() and future.exception() is None:
                    results[index] = future.result()
            pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            return False
        return True

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(
            self._settings.workers, mp_context=context, initializer=_start_worker, initargs=(self._settings, os.getpid())
        )
        return self._pool


def _start_worker(settings: Settings, parent: int) -> None:
    global _text_side
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    _text_side = TextSide(settings)


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)


def _extract_in_worker(reading: Reading) -> Extracted | ExtractionFailed:
    if _text_side is None:
        raise RuntimeError("a worker without a text side")
    return extract_one(_text_side, reading)
