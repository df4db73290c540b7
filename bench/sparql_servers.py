"""The servers that bench/sparql.py compares, each on the same generated data, on loopback, ended with the bench."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pyoxigraph as ox

from app.settings import Settings
from app.stores import open_store

RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


def generate(tools: Path, work: Path, events: int) -> tuple[Path, int]:
    """The N-Quads file of so many events, and how many quads it has."""
    data = work / f"{events}.nq"
    subprocess.run(
        [sys.executable, str(tools / "synth_kg.py"), "--events", str(events), "--out", str(data)], check=True, capture_output=True
    )
    with data.open("rb") as lines:
        return data, sum(1 for _ in lines)


def start_native(stack: contextlib.ExitStack, work: Path, data: Path, *, on_disk: bool) -> str:
    """The engine's own server."""
    server = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    port = free_port()
    folder = work / f"native-{data.stem}"
    if on_disk:
        subprocess.run([server, "load", "--location", str(folder), "--file", str(data)], check=True, capture_output=True)
    run(stack, [server, "serve", "--bind", f"127.0.0.1:{port}", *(["--location", str(folder)] if on_disk else [])])
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url}/query?query=ASK%7B%7D")
    if not on_disk:
        head = {"Content-Type": "application/n-quads"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/store", data.read_bytes(), head, method="POST")).close()
    return f"{url}/query"


def make_store(work: Path, data: Path) -> Path:
    """A bare dataset that holds the data: put into the engine's files while nobody owns them."""
    folder = work / f"amur-{data.stem}"
    open_store(Settings(store=str(folder), plain=True, _env_file=None), create=True).close()
    graph = ox.Store(str(folder / "oxigraph"))
    graph.bulk_load(path=str(data), format=ox.RdfFormat.N_QUADS)
    graph.flush()
    del graph
    shutil.rmtree(folder / "checkpoints")
    return folder


def start_amur(stack: contextlib.ExitStack, folder: Path, *, cache_mb: int) -> str:
    """`amur serve --plain` on a store that `make_store` made, or on a copy of it."""
    port = free_port()
    more = {"AMUR_STORE": str(folder), "AMUR_CACHE_MB": str(cache_mb), "AMUR_REPLICA_LIMIT_MB": "4000"}
    run(stack, [sys.executable, "-m", "app", "serve", "--plain", "--port", str(port)], more)
    wait_for(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")
    return f"http://127.0.0.1:{port}/sparql"


def start_rdflib(stack: contextlib.ExitStack, data: Path) -> str:
    """rdflib-endpoint over rdflib's own memory store."""
    port = free_port()
    run(stack, [sys.executable, "-c", RDFLIB, str(data), str(port)])
    wait_for(f"http://127.0.0.1:{port}/?query=ASK%7B%7D")
    return f"http://127.0.0.1:{port}/"


def run(stack: contextlib.ExitStack, command: list[str], more: dict[str, str] | None = None) -> None:
    process = subprocess.Popen(command, env={**os.environ, **(more or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(url: str) -> None:
    until = time.monotonic() + 180
    while True:
        try:
            urllib.request.urlopen(url, timeout=120).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
