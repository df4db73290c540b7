"""The process that parses markup from outside, seen from here: started when first needed, killed and replaced when it takes too long.

A page with 100,000 attributes on one tag keeps a parser busy for longer than anybody waits, and nothing but the end of its process
stops it.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.readers.items import Unreadable

LIMIT_S: Final = 10.0


class MarkupWorker:
    """One such process; it does one thing at a time."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, work: str, what: str, **request: Any) -> Mapping[str, Any]:
        """The answer of `work` (page, feed, fragment; see app/readers/markup_script.py). `what` names the input in messages.

        Raises Unreadable when the input kills the process, passes the limit or cannot be parsed.
        """
        remedy = "Save the article's text as .txt instead."
        with self._lock:
            process = self._running()
            body = json.dumps({"work": work, **request}).encode()
            try:
                answer: dict[str, Any] = json.loads(self._exchange(process, struct.pack(">I", len(body)) + body))
            except TimeoutError:
                self._kill()
                raise Unreadable(f"Parsing its {what} took longer than {self._limit_s:g} s.", remedy) from None
            except (OSError, EOFError):
                self._kill()
                raise Unreadable(f"Parsing its {what} failed.", remedy) from None
        if "error" in answer:
            raise Unreadable(f"Its {what} cannot be parsed ({answer['error']}).", remedy)
        return answer

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(__file__).with_name("markup_script.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes) -> bytes:
        deadline = time.monotonic() + self._limit_s
        assert process.stdin is not None and process.stdout is not None
        writer = threading.Thread(target=_write, args=(process.stdin, request), daemon=True)
        writer.start()
        length = struct.unpack(">I", _read(process, 4, deadline))[0]
        answer = _read(process, length, deadline)
        writer.join()
        return answer

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    _close(pipe)
            self._process = None


def _write(pipe: Any, data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.flush()
    except (OSError, ValueError):  # the worker died or was killed: the reading side tells
        return


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was not yet written cannot be written any more
        return


def _read(process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    assert process.stdout is not None
    data = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(data) < size:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError
            part = os.read(process.stdout.fileno(), size - len(data))
            if not part:
                raise EOFError
            data += part
    return data


@lru_cache(maxsize=1)
def shared_worker() -> MarkupWorker:
    """The worker of this process, killed when the process ends; a forked process gets one of its own."""
    worker, owner = MarkupWorker(), os.getpid()
    atexit.register(lambda: worker.close() if os.getpid() == owner else None)
    return worker


os.register_at_fork(after_in_child=shared_worker.cache_clear)
