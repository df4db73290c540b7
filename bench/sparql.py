"""Amur's SPARQL endpoint against the engine's own server and rdflib-endpoint, alternating in one run; only ratios are worth quoting.

`python bench/sparql.py TOOLS [--events N] [--seconds S] [--skip-rdflib] [--out FILE]`; TOOLS holds synth_kg.py and bench_http.py.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pyoxigraph as ox

from app.settings import Settings
from app.stores import open_store

LIGHT = "who_met|did_a_meet|top_co|timeline|statements|construct|evidence|office"
RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", type=Path)
    parser.add_argument("--events", type=int, default=2900)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--skip-rdflib", action="store_true")
    parser.add_argument("--on-disk", action="store_true", help="the engine's server reads from disk, Amur from memory")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amur-bench-") as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        data = work / "data.nq"
        subprocess.run(
            [sys.executable, str(asked.tools / "synth_kg.py"), "--events", str(asked.events), "--out", str(data)],
            check=True,
            capture_output=True,
        )
        quads = sum(1 for _ in data.open("rb"))
        native = start_native(stack, work, data, on_disk=asked.on_disk)
        fresh, cached = (start_amur(stack, work, data, cache_mb=size) for size in (0, 64))
        lines = [
            f"{quads} quads, {os.cpu_count()} cores shared with the load generator; native {'on disk' if asked.on_disk else 'in memory'}.",
            "",
        ]
        lines += ["| what | clients | native req/s | Amur req/s | ratio | p95 native ms | p95 Amur ms |", "|---|---|---|---|---|---|---|"]
        for what, url, clients, more in (
            ("fresh light queries, mixed", fresh, 16, []),
            ("fresh light queries, mixed", fresh, 4, []),
            ("repeated queries (cache), mixed", cached, 16, ["--actors", "2", "--events", "5"]),
        ):
            lines.append(measure(asked, work, what, native, url, clients, more))
        if not asked.skip_rdflib:
            lines.append(measure(asked, work, "rdflib-endpoint in Amur's place", native, start_rdflib(stack, work, data), 4, []))
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")


def measure(asked: argparse.Namespace, work: Path, what: str, native: str, other: str, clients: int, more: list[str]) -> str:
    """One row of the table: the mixed run of the load generator."""
    report = work / "report.json"
    command = [sys.executable, str(asked.tools / "bench_http.py"), "--endpoint", f"native={native}", "--endpoint", f"other={other}"]
    command += ["--clients", str(clients), "--seconds", str(asked.seconds), "--rounds", str(asked.rounds), "--mix", "--only", LIGHT]
    subprocess.run([*command, "--events", str(asked.events), *more, "--json", str(report)], check=True, capture_output=True)
    rows = {row["endpoint"]: row for row in json.loads(report.read_text()) if row["query"].startswith("MIX")}
    one, two = rows["native"], rows["other"]
    failed = f" ({two['err']} errors)" if two["err"] else ""
    return (
        f"| {what} | {clients} | {one['rps']:.0f} | {two['rps']:.0f}{failed} | {two['ratio']:.2f} | {one['p95']:.0f} | {two['p95']:.0f} |"
    )


def start_native(stack: contextlib.ExitStack, work: Path, data: Path, *, on_disk: bool) -> str:
    server = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    port = free_port()
    if on_disk:
        subprocess.run([server, "load", "--location", str(work / "native"), "--file", str(data)], check=True, capture_output=True)
    run(stack, [server, "serve", "--bind", f"127.0.0.1:{port}", *(["--location", str(work / "native")] if on_disk else [])])
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url}/query?query=ASK%7B%7D")
    if not on_disk:
        head = {"Content-Type": "application/n-quads"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/store", data.read_bytes(), head, method="POST")).close()
    return f"{url}/query"


def start_amur(stack: contextlib.ExitStack, work: Path, data: Path, *, cache_mb: int) -> str:
    """A bare dataset that holds the data: put into the engine's files while nobody owns them."""
    folder = work / f"amur-{cache_mb}"
    open_store(Settings(store=str(folder), plain=True, _env_file=None), create=True).close()
    graph = ox.Store(str(folder / "oxigraph"))
    graph.bulk_load(path=str(data), format=ox.RdfFormat.N_QUADS)
    graph.flush()
    del graph
    shutil.rmtree(folder / "checkpoints")
    port = free_port()
    more = {"AMUR_STORE": str(folder), "AMUR_CACHE_MB": str(cache_mb), "AMUR_REPLICA_LIMIT_MB": "4000"}
    run(stack, [sys.executable, "-m", "app", "serve", "--plain", "--port", str(port)], more)
    wait_for(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")
    return f"http://127.0.0.1:{port}/sparql"


def start_rdflib(stack: contextlib.ExitStack, work: Path, data: Path) -> str:
    port = free_port()
    run(stack, [sys.executable, "-c", RDFLIB, str(data), str(port)])
    wait_for(f"http://127.0.0.1:{port}/?query=ASK%7B%7D")
    return f"http://127.0.0.1:{port}/"


def run(stack: contextlib.ExitStack, command: list[str], more: dict[str, str] | None = None) -> None:
    process = subprocess.Popen(command, env={**os.environ, **(more or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)


def wait_for(url: str) -> None:
    until = time.monotonic() + 180
    while True:
        try:
            urllib.request.urlopen(url, timeout=60).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
