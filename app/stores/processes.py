"""The processes behind a pool of query workers, seen from the server: one that holds the data, and the workers that it forks."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import app
from app.errors import StoreProblem
from app.stores import frames

_START_S = 120.0  # for the replica to load the data
_ALLOCATOR = ":".join(  # of the GNU C library: huge pages and no giving back between queries make a light query a quarter faster
    f"glibc.malloc.{name}={value}"
    for name, value in {
        "hugetlb": 1, "tcache_count": 2000, "trim_threshold": 64 << 20, "mmap_threshold": 32 << 20, "top_pad": 1 << 20,
    }.items()
)  # fmt: skip


class Replica:
    """One process that holds one version of the data and forks workers."""

    def __init__(self, checkpoint: Path, *, in_memory: bool) -> None:
        ours, theirs = socket.socketpair()
        package_root = str(Path(app.__file__).resolve().parent.parent)
        path = os.pathsep.join([package_root, *filter(None, [os.environ.get("PYTHONPATH")])])
        with theirs:
            self._process = subprocess.Popen(  # -P: a folder named `app` where the user stands is not ours
                [sys.executable, "-P", "-m", "app.stores.replica"],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={"GLIBC_TUNABLES": _ALLOCATOR, **os.environ, "PYTHONPATH": path},
                close_fds=True,
            )  # fmt: skip
        self._control = ours
        self._control.settimeout(_START_S)
        self._sending = threading.Lock()
        self._asking = threading.Lock()  # from a question to its reply; orders pass meanwhile
        self.loaded_bytes = sum(file.stat().st_size for file in checkpoint.iterdir() if file.is_file())
        self.applied_bytes = 0
        try:
            self._ask({"do": "open", "checkpoint": str(checkpoint), "in_memory": in_memory})
        except BaseException:
            self.close()
            raise

    def apply(self, text: str, base: str) -> None:
        """Run an update of ours; later forks have it."""
        self._ask({"do": "apply", "base": base}, text.encode())
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
        self._tell({"do": "kill", "pid": pid})

    def calm(self, pid: int) -> None:
        """Let a worker run only when no other process wants the processor. There is no way back."""
        self._tell({"do": "calm", "pid": pid})

    def pause(self, pid: int) -> None:
        """Stop a worker until `resume`."""
        self._tell({"do": "pause", "pid": pid})

    def resume(self, pid: int) -> None:
        """Let a paused worker go on."""
        self._tell({"do": "resume", "pid": pid})

    def close(self) -> None:
        """End the process; it takes its workers along."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def _tell(self, head: dict[str, Any]) -> None:
        with self._sending, contextlib.suppress(OSError):
            frames.send(self._control, head)

    def _ask(self, head: dict[str, Any], body: bytes = b"", handle: int | None = None) -> dict[str, Any]:
        with self._asking:
            try:
                with self._sending:
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

    @property
    def has_ended(self) -> bool:
        """Whether an idle worker is no more: nothing but the end of its socket can be read from one."""
        return self.wait(0)

    def cpu_s(self) -> float | None:
        """Processor time it has used so far; None where the system does not tell of other processes (it has a clock for each on Linux)."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # as clock_getcpuclockid(3) numbers it
        except (OSError, OverflowError):
            return None

    def waited_s(self) -> float | None:
        """Time in which it wanted a processor and had none; None where the system does not tell."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_bytes().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return None

    def wait(self, seconds: float) -> bool:
        """Wait until there is something to receive, or the process has ended; False when the time is over before."""
        poll = select.poll()
        poll.register(self.link, select.POLLIN)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def kill(self) -> None:
        self.link.close()
        self.replica.kill(self.pid)

    def calm(self) -> None:
        self.replica.calm(self.pid)

    def pause(self) -> None:
        self.replica.pause(self.pid)

    def resume(self) -> None:
        self.replica.resume(self.pid)

    def retire(self) -> None:
        """Let it end by itself: it has nothing to do."""
        self.link.close()
