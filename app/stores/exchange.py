"""Updates that nobody can foresee run on a copy of the graph, in a process that can be killed; then the store goes on with the copy.

A checkpoint is hard links, so a copy costs as little for a large graph as for a small one, and the update writes new files beside them.
At the deadline the process is killed and its copy removed: the store has not noticed anything.

`python -m app.stores.exchange COPY BASE MEMORY_BYTES PARENT` is that process: the update comes on its standard input, and it says how it
went on its standard output.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import app
from app.errors import QueryTimeout
from app.stores.engine_errors import error_head
from app.stores.workers import explain

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def update_copy(copy: Path, text: str, base: str, *, timeout_s: float, deadline_s: float, memory_bytes: int) -> None:
    """Run an update on the graph in `copy`, and sync it. `deadline_s` is what the user was promised.

    Raises QueryRefused for a wrong text, QueryTimeout after `timeout_s` seconds or beyond the memory.
    """
    package_root = str(Path(app.__file__).resolve().parent.parent)
    path = os.pathsep.join([package_root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-m", "app.stores.exchange", str(copy), base, str(memory_bytes), str(os.getpid())]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path}
    )
    try:
        told, _ = process.communicate(text.encode("utf-8", "surrogatepass"), timeout=max(0.0, timeout_s))
    except subprocess.TimeoutExpired:
        raise QueryTimeout(
            f"The update ran longer than {deadline_s:g} s and was stopped.", "Ask for less: add filters, or a LIMIT."
        ) from None
    finally:
        process.kill()
        process.communicate()
    if process.returncode:
        raise QueryTimeout(
            "The process that ran the update died: it needed too much memory, or its text was too deeply nested.", "Ask for less at once."
        )
    head: dict[str, Any] = json.loads(told)
    if "error" in head:
        raise explain(head, 0, "update")


def main(copy: str, base: str, memory_bytes: str, parent: str) -> None:
    """The process: one update of one copy."""
    with contextlib.suppress(OSError, AttributeError):  # Linux: when the store's process is killed, this one is, too
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != int(parent):
        return  # it was killed before we could ask for that
    text = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    engine = ox.Store(copy)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + int(memory_bytes)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except OSError:
        pass  # this system does not tell
    head: dict[str, Any] = {}
    try:
        engine.update(text, base_iri=base)
        engine.flush()
    except (SyntaxError, OSError, ValueError, RuntimeError, MemoryError) as error:
        head = error_head(error)
    sys.stdout.write(json.dumps(head))


if __name__ == "__main__":
    main(*sys.argv[1:5])
