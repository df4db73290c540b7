"""The process that holds a copy of the graph and forks query workers. Run as `python -m app.stores.replica`, never imported.

It has no threads, so forking is safe, and it is the parent of all workers: it alone kills them, so that no stranger's pid is
ever hit. Its standard input is the control socket; when that closes, it kills its children and ends. It executes no query.

A worker shares the copy's memory, may add a bounded amount of it, and can open nothing: no file, no connection.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from app.stores import frames
from app.stores.engine_errors import error_head
from app.stores.engine_formats import GRAPH_FORMATS, PREFIXES, RESULT_FORMATS, WITH_PREFIXES

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CALM_NICENESS = 15
_BULK_BYTES = 256 * 1024 * 1024


class ResultTooLarge(Exception):
    """The answer passed its limit of bytes or rows."""


class BoundedBuffer(io.BytesIO):
    """A binary file in memory that refuses to grow over its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit

    def write(self, data: Buffer) -> int:
        """As in `io.BytesIO`. Raises ResultTooLarge."""
        count = super().write(data)
        self._room -= count
        if self._room < 0:
            raise ResultTooLarge
        return count


def main() -> None:
    """Serve the control socket."""
    control = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the server, which closes the socket
    engine: ox.Store | None = None
    children: set[int] = set()
    while True:
        ready, _, _ = select.select([control], [], [], 1.0)
        _reap(children)
        if not ready:
            continue
        try:
            head, body, handle = frames.receive_with_handle(control)
        except (EOFError, OSError):
            break
        reply: dict[str, Any] = {"ok": True}
        try:
            match head["do"]:
                case "open":
                    engine = _open(Path(head["checkpoint"]), in_memory=head["in_memory"])
                    gc.collect()
                    gc.freeze()
                case "apply" if engine is not None:
                    engine.update(body.decode(), base_iri=head["base"])
                case "fork" if engine is not None and handle is not None:
                    reply["pid"] = pid = os.fork()
                    if pid == 0:
                        control.close()
                        _work_and_exit(engine, handle, int(head["memory_bytes"]))
                    children.add(pid)
                case "kill":
                    _kill(children, int(head["pid"]))
                    continue  # nobody waits for it
                case "calm":
                    _calm(children, int(head["pid"]))
                    continue
                case "pause" | "resume" as order:
                    _signal(children, int(head["pid"]), signal.SIGSTOP if order == "pause" else signal.SIGCONT)
                    continue
                case other:
                    reply = {"ok": False, "error": f"cannot {other} now"}
        except (OSError, SyntaxError, ValueError) as error:
            reply = {"ok": False, "error": str(error)}
        finally:
            if handle is not None:
                os.close(handle)
        try:
            frames.send(control, reply)
        except OSError:
            break
    for pid in list(children):
        _kill(children, pid)


def _open(checkpoint: Path, *, in_memory: bool) -> ox.Store:
    """The checkpoint itself, read-only, or a copy of it in memory. A child process reads the disk: its memory goes with it.

    An empty folder gives an empty store: for workers that only parse.
    """
    if not any(checkpoint.iterdir()):
        return ox.Store()
    if not in_memory:
        return ox.Store.read_only(str(checkpoint))
    copy = ox.Store()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        with contextlib.suppress(BaseException):
            os.close(reading)
            with os.fdopen(writing, "wb") as out:
                ox.Store.read_only(str(checkpoint)).dump(out, ox.RdfFormat.N_QUADS)
            status = 0
        os._exit(status)
    os.close(writing)
    size = sum(file.stat().st_size for file in checkpoint.iterdir())
    with os.fdopen(reading, "rb") as source:
        load = copy.load if size < _BULK_BYTES else copy.bulk_load
        load(source, ox.RdfFormat.N_QUADS)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise OSError(f"the checkpoint {checkpoint} could not be read")
    return copy


def _reap(children: set[int]) -> None:
    for pid in list(children):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                continue
        children.discard(pid)


def _kill(children: set[int], pid: int) -> None:
    _reap(children)
    if pid in children:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)  # it is reaped later: a dying process of low priority takes its time


def _signal(children: set[int], pid: int, number: signal.Signals) -> None:
    if pid in children:
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def _calm(children: set[int], pid: int) -> None:
    """Give a child a low priority. An unreaped pid cannot belong to anyone else."""
    if pid in children:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _CALM_NICENESS)


# ---- the worker -------------------------------------------------------------------------------------------------------


def _work_and_exit(engine: ox.Store, handle: int, memory_bytes: int) -> None:
    status = 0
    try:
        link = socket.socket(fileno=os.dup(handle))
        os.close(handle)
        _confine(memory_bytes)
        while True:
            request, text = frames.receive(link)
            signal.setitimer(signal.ITIMER_REAL, request["timeout_s"] + 1.0)  # ends this process even if the server is gone
            if request["do"] == "parse":
                head, body = _parse(request, text)
            elif request["do"] == "rehearse":
                head, body = _rehearse(engine, request, text.decode("utf-8", "surrogatepass"))
            else:
                head, body = _run(engine, request, text.decode("utf-8", "surrogatepass"))
            signal.setitimer(signal.ITIMER_REAL, 0)
            frames.send(link, head, body)
    except (EOFError, OSError):
        pass  # the server closed the socket: this worker's time is over
    except BaseException:  # noqa: BLE001 - a forked child must end here, whatever happened
        status = 1
    os._exit(status)


def _confine(memory_bytes: int) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = _pages()
    if pages:
        limit = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _pages() -> int:
    """Pages of address space in use; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0


def _run(engine: ox.Store, request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
    """The head and body of the reply to one query."""
    dataset = request["dataset"]
    options: dict[str, Any] = {"base_iri": request["base"]}
    if dataset is not None:
        options["default_graph"] = [ox.NamedNode(iri) for iri in dataset["default"]]
        if dataset["named"] is not None:
            options["named_graphs"] = [ox.NamedNode(iri) for iri in dataset["named"]]
    media_type = request["media_type"]
    buffer = BoundedBuffer(request["result_bytes"])
    try:
        if request["rows"] is not None:
            _check_rows(engine.query(text, **options), request["rows"])
        result = engine.query(text, **options)
        if isinstance(result, ox.QueryTriples):
            if media_type in WITH_PREFIXES:
                ox.serialize(result, buffer, GRAPH_FORMATS[media_type], prefixes=PREFIXES)
            else:
                result.serialize(buffer, GRAPH_FORMATS[media_type])
        else:
            result.serialize(buffer, RESULT_FORMATS[media_type])
    except ResultTooLarge:
        return {"error": "too-large"}, b""
    except (SyntaxError, OSError, ValueError, RuntimeError, MemoryError) as error:
        return error_head(error), b""
    return {"media_type": media_type}, buffer.getvalue()


def _rehearse(engine: ox.Store, request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
    """The head of the reply to an update of this process's own copy of the data."""
    try:
        engine.update(text, base_iri=request["base"])
    except (SyntaxError, OSError, ValueError, RuntimeError, MemoryError) as error:
        return error_head(error), b""
    return {"media_type": ""}, b""


def _parse(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The head and body of the reply to an RDF document: its triples as N-Triples. Documents with named graphs are refused."""
    buffer = BoundedBuffer(request["result_bytes"])
    try:
        quads = ox.parse(
            data, GRAPH_FORMATS[request["media_type"]], base_iri=request["base"], without_named_graphs=True,
            rename_blank_nodes=True,  # those of two documents of one request must not meet
        )  # fmt: skip
        ox.serialize((quad.triple for quad in quads), buffer, ox.RdfFormat.N_TRIPLES)
    except ResultTooLarge:
        return {"error": "too-large"}, b""
    except (SyntaxError, OSError, ValueError, RuntimeError, MemoryError) as error:
        return error_head(error), b""
    return {"media_type": "application/n-triples"}, buffer.getvalue()


def _check_rows(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, limit: int) -> None:
    if not isinstance(result, ox.QueryBoolean):
        for number, _ in enumerate(result):
            if number >= limit:
                raise ResultTooLarge


if __name__ == "__main__":
    main()
    sys.exit(0)
