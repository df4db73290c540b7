"""Measure the JSON API and the exports at about 3k and 60k events against what they are built on, in one run; only the ratios travel.

`python bench/api.py [--sizes 3000,60000] [--requests 60] [--write]`. For each size a store is made up (bench/synthetic.py), served by
`amur serve` and, with the same graph, by the server of the engine (`oxigraph serve`), both over loopback. Each question of the API is
asked in turns with one SPARQL query for the same data ("bare"), for the 40 busiest actors. Exports are timed against `oxigraph dump`
and rdflib. `--write` writes docs/bench-api.md. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import graph as traversal
import httpx
from synthetic import make_store

from app import vocab
from app.exporters import export_graph
from app.ids import Names
from app.settings import Settings
from app.stores import open_store

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "bench-api.md"
BIN: Final = Path(sys.executable).parent
NAMES: Final = Names()
WORLD, REGISTRY = NAMES.graph("world").value, NAMES.graph("registry").value
PREFIXES: Final = """PREFIX amur: <https://w3id.org/amur/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> """
FACTS: Final = f"VALUES ?status {{ <{vocab.CODES['Status']['occurred']}> <{vocab.CODES['Status']['ongoing']}> }}"
WAIT_S: Final = 300.0


@dataclass
class Row:
    """One question: milliseconds of each request, ours and the peer's; `bar` is what must hold, and whether it does."""

    what: str
    ours_ms: list[float]
    peer: str = ""
    peer_ms: list[float] = field(default_factory=list)
    bar: str = ""
    holds: bool | None = None

    def cells(self) -> list[str]:
        ours, peer = spread(self.ours_ms), spread(self.peer_ms) if self.peer_ms else ("", "")
        ratio = f"{p95(self.ours_ms) / p95(self.peer_ms):.2f}" if self.peer_ms else ""
        return [self.what, *ours, self.peer, *peer, ratio, self.bar + ("" if self.holds is None else ": yes" if self.holds else ": **no**")]


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def spread(values: list[float]) -> tuple[str, str]:
    return f"{statistics.median(values):.1f}", f"{p95(values):.1f}"


# ---- the two servers ------------------------------------------------------------------------------------------------------


@contextmanager
def amur_server(store: Path) -> Iterator[str]:
    """`amur serve` over a store; its address."""
    command = [str(BIN / "amur"), "serve", "--port", "0", "--json"]
    environment = {**os.environ, "AMUR_STORE": str(store)}
    with running(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        told = "".join(process.stdout.readline().decode() for _ in range(4))
        url = str(json.loads(told)["url"])
        until = time.monotonic() + WAIT_S
        while httpx.get(f"{url}/ready", timeout=WAIT_S).status_code != 200 and time.monotonic() < until:
            time.sleep(0.2)
        yield url


@contextmanager
def engine_server(graph: Path) -> Iterator[str]:
    """`oxigraph serve` over a copy of the graph; the address of its query endpoint."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(graph), "--bind", address]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"http://{address}/query?query=ASK%7B%7D", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield f"http://{address}/query"


@contextmanager
def running(command: list[str], **more: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, **more)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def copy_graph(source: Path, target: Path) -> Path:
    """The files of a closed graph; the large ones, which never change, as hard links."""

    def take(one: str, two: str) -> object:
        return os.link(one, two) if one.endswith(".sst") else shutil.copy2(one, two)

    shutil.copytree(source, target, copy_function=take)
    return target


# ---- questions and their bare queries -------------------------------------------------------------------------------------


def bare_meetings(actor: str, since: int) -> str:
    """A page of meetings with what the API tells of them: participants, place, time, claims with words and article."""
    iri = NAMES.resource("actor", actor).value
    return (
        PREFIXES
        + f"""
SELECT * WHERE {{
  {{ SELECT ?event ?time ?status ?earliest ?latest ?edtf WHERE {{ {FACTS} GRAPH <{WORLD}> {{
      ?event amur:hasParticipant <{iri}> ; a amur:Meeting ; amur:status ?status ; amur:time ?time ; amur:confidence ?confidence .
      ?time sem:hasLatestEndTimeStamp ?latest .
      OPTIONAL {{ ?time sem:hasEarliestBeginTimeStamp ?earliest }} OPTIONAL {{ ?time amur:edtf ?edtf }}
      FILTER(?latest >= "{since}-01-01"^^<{vocab.XSD_DATE}>) }} }} ORDER BY ?earliest ?event LIMIT 50 }}
  GRAPH <{WORLD}> {{ ?event rdfs:label ?title ; amur:participation ?part ; amur:place ?place ; amur:claim ?claim .
    ?part amur:actor ?actor ; amur:role ?role . OPTIONAL {{ ?part amur:onBehalfOf ?side }} }}
  GRAPH ?article {{ ?claim ?property ?value }}
}}"""
    )


def bare_neighbors(actor: str) -> str:
    """The events that join an actor to others, with their kinds, times and claims."""
    iri = NAMES.resource("actor", actor).value
    return (
        PREFIXES
        + f"""
SELECT ?other ?event ?kind ?status ?earliest ?latest ?claim WHERE {{ {FACTS} GRAPH <{WORLD}> {{
  ?event amur:hasParticipant <{iri}>, ?other ; a ?kind ; amur:status ?status ; amur:time ?time ; amur:claim ?claim .
  FILTER(?other != <{iri}>)
  OPTIONAL {{ ?time sem:hasEarliestBeginTimeStamp ?earliest }} OPTIONAL {{ ?time sem:hasLatestEndTimeStamp ?latest }} }} }}"""
    )


def bare_actor(actor: str) -> str:
    """What is known of an actor: names, offices, and of its events the kinds and the others."""
    iri = NAMES.resource("actor", actor).value
    return (
        PREFIXES
        + f"""
SELECT ?kind ?other (COUNT(DISTINCT ?event) AS ?events) WHERE {{ {FACTS} GRAPH <{WORLD}> {{
  ?event amur:hasParticipant <{iri}>, ?other ; a ?kind ; amur:status ?status . FILTER(?other != <{iri}>) }} }} GROUP BY ?kind ?other"""
    )


def bare_path(source: str, target: str) -> str:
    """Whether two steps of contacts join two actors, as SPARQL can ask it."""
    one, two = (NAMES.resource("actor", actor).value for actor in (source, target))
    step = "(amur:met|amur:spokeWith)"
    return PREFIXES + f"SELECT ?between WHERE {{ GRAPH <{WORLD}> {{ <{one}> {step} ?between . ?between {step} <{two}> }} }} LIMIT 1"


def busiest(engine: str, count: int) -> list[str]:
    query = PREFIXES + (
        f"SELECT ?actor (COUNT(?event) AS ?n) WHERE {{ GRAPH <{WORLD}> {{ ?event amur:hasParticipant ?actor }} }}"
        f" GROUP BY ?actor ORDER BY DESC(?n) ?actor LIMIT {count}"
    )  # fmt: skip
    found = ask_engine(engine, query).json()["results"]["bindings"]
    return [row["actor"]["value"].rsplit("/", 1)[1] for row in found]


def ask_engine(engine: str, query: str) -> httpx.Response:
    answer = httpx.post(
        engine,
        content=query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
        timeout=WAIT_S,
    )
    answer.raise_for_status()
    return answer


def in_turns(count: int, ours: Callable[[int], object], peer: Callable[[int], object] | None) -> tuple[list[float], list[float]]:
    """Milliseconds of `count` requests of each side in turns, after three of each that are not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-3, count):
        for side, work in enumerate((ours, peer)):
            if work is not None:
                started = time.perf_counter()
                work(number)
                if number >= 0:
                    times[side].append((time.perf_counter() - started) * 1000)
    return times


def measure_questions(url: str, engine: str, requests: int) -> list[Row]:
    client, bare = httpx.Client(base_url=url, timeout=WAIT_S), httpx.Client(timeout=WAIT_S)
    actors, chance = busiest(engine, 40), random.Random(7)

    def get(path: str, **params: object) -> None:
        client.get(path, params=params).raise_for_status()  # type: ignore[arg-type]

    def query(text: str) -> None:
        headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
        bare.post(engine, content=text.encode(), headers=headers).raise_for_status()

    def actor(number: int) -> str:
        return actors[number % len(actors)]

    def since(number: int) -> int:
        return 2002 + number % 20

    pairs = [tuple(chance.sample(actors, 2)) for _ in range(requests + 3)]
    started = time.perf_counter()
    get("/api/v1/meetings", actor=actors[0])
    first_list_ms = (time.perf_counter() - started) * 1000
    started = time.perf_counter()
    get(f"/api/v1/graph/neighbors/{actors[0]}")
    first_graph_ms = (time.perf_counter() - started) * 1000
    rows = [Row("first list after a change", [first_list_ms]), Row("first question to the graph after a change", [first_graph_ms])]

    def add(what: str, ours: Callable[[int], object], peer: str, other: Callable[[int], object] | None, bar: str = "") -> Row:
        mine, theirs = in_turns(requests, ours, other)
        sys.stderr.write(f"{what}: {p95(mine):.0f} ms" + (f", {peer} {p95(theirs):.0f} ms\n" if theirs else "\n"))
        rows.append(Row(what, mine, peer if other else "", theirs, bar))
        return rows[-1]

    below_3 = "p95 < 3 x bare"
    for row in (
        add("meetings of an actor since a year, 50", lambda n: get("/api/v1/meetings", actor=actor(n), since=since(n)), "bare query",
            lambda n: query(bare_meetings(actor(n), since(n))), below_3),
        add("neighbors of an actor", lambda n: get(f"/api/v1/graph/neighbors/{actor(n)}"), "bare query",
            lambda n: query(bare_neighbors(actor(n))), below_3),
    ):  # fmt: skip
        row.holds = p95(row.ours_ms) < 3 * p95(row.peer_ms)
    add("one actor", lambda n: get(f"/api/v1/actors/{actor(n)}"), "bare query", lambda n: query(bare_actor(actor(n))))
    deep = add(
        "neighbors of the busiest actor, depth 2", lambda _: get(f"/api/v1/graph/neighbors/{actors[0]}", depth=2), "", None, "< 50 ms"
    )
    deep.holds = statistics.median(deep.ours_ms) < 50
    add("shortest path with its events", lambda n: get("/api/v1/graph/path", source=pairs[n][0], target=pairs[n][1]),
        "two steps in SPARQL", lambda n: query(bare_path(*pairs[n])))  # fmt: skip
    add("the service answers (/health)", lambda _: get("/health"), "", None)
    return rows


# ---- exports --------------------------------------------------------------------------------------------------------------


def measure_exports(store: Path, graph: Path, folder: Path) -> list[Row]:
    """Milliseconds of the processor for 100,000 statements. bench/graph.py measures the other formats."""
    target, dumped = folder / "ours.ttl", folder / "dump.nq"
    opened = open_store(Settings(store=str(store), _env_file=None), read_only=True)
    try:
        quads = opened.health().quads
        (beside_rdflib,) = traversal._beside_rdflib(opened)  # the same triples, in memory, written by both
        started = time.process_time()
        with target.open("wb") as file:
            export_graph(opened, "ttl", file, NAMES)
        turtle = (time.process_time() - started) * 1e8 / quads
    finally:
        opened.close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(BIN / "oxigraph"), "dump", "--location", str(graph), "--file", str(dumped)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    dump = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e8 / quads
    ours, theirs = beside_rdflib.ours_s * 1000, (beside_rdflib.peer_s or 0) * 1000
    what = f"Turtle of all, {target.stat().st_size / 1e6:.0f} MB: processor for 100,000 of {quads} statements"
    return [
        Row(what, [turtle], "oxigraph dump (N-Quads)", [dump], ">= 0.5 of its speed", turtle <= 2 * dump),
        Row(beside_rdflib.what, [ours], "rdflib", [theirs], ">= 20 x its speed", 20 * ours <= theirs),
    ]


def measure_traversal(store: Path) -> str:
    """The traversal beside networkx and SPARQL paths, in this process (bench/graph.py)."""
    opened = open_store(Settings(store=str(store), _env_file=None), read_only=True)
    try:
        return str(traversal.table_of(list(traversal.measure_traversal(opened))))
    finally:
        opened.close()


# ---- the page -------------------------------------------------------------------------------------------------------------

HEAD: Final = ("what", "median ms", "p95 ms", "peer", "median ms", "p95 ms", "ratio of p95", "bar")


def table(rows: list[Row]) -> str:
    lines = [HEAD, tuple("---" for _ in HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def page(sections: list[tuple[int, float, list[Row], str]], requests: int) -> str:
    text = f"""# The API and the exports beside what they are built on

`make bench-api` makes up stores of two sizes in Amur's own model (`bench/synthetic.py`), serves each by `amur serve` and, the same graph,
by the engine's own server (`oxigraph serve-read-only`), and asks both in turns: a question of the API, then one SPARQL query that fetches
the same data, for the 40 busiest actors. The client shares the cores with both servers. Only ratios of one run mean something elsewhere.
"After a change" is what the first question costs when the store has a new version. `bench/graph.py` measures all formats of exports.

Run on {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()};
{requests} requests a question.
"""
    for events, made_s, rows, walks in sections:
        text += f"\n## {events} events\n\nMade in {made_s:.0f} s.\n\n{table(rows)}"
        text += f"\nTraversal in the process, seconds of the processor:\n\n{walks}\n"
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="3000,60000", help="events, joined by commas")
    parser.add_argument("--requests", type=int, default=60, help="requests a question")
    parser.add_argument("--folder", type=Path, help="keep the stores here, and use those that are there")
    parser.add_argument("--write", action="store_true", help="write docs/bench-api.md")
    options = parser.parse_args()
    sections: list[tuple[int, float, list[Row], str]] = []
    with tempfile.TemporaryDirectory() as temporary:
        for events in map(int, options.sizes.split(",")):
            folder = Path(temporary) / str(events)
            folder.mkdir()
            store = (options.folder or folder) / f"store-{events}"
            started = time.perf_counter()
            if not store.exists():
                make_store(store, events)
            made_s = time.perf_counter() - started
            graph = copy_graph(find_graph(store), folder / "graph")
            with amur_server(store) as url, engine_server(graph) as engine:
                rows = measure_questions(url, engine, options.requests)
            rows += measure_exports(store, graph, folder)
            walks = measure_traversal(store)
            sections.append((events, made_s, rows, walks))
            sys.stdout.write(f"\n{events} events\n\n{table(rows)}\n{walks}\n")
            sys.stdout.flush()
            shutil.rmtree(folder)
    if options.write:
        PAGE.write_text(page(sections, options.requests), "utf-8")
    return 0 if all(row.holds is not False for _, _, rows, _ in sections for row in rows) else 1


def find_graph(store: Path) -> Path:
    """The folder of a closed store that holds its graph."""
    metadata = json.loads((store / "store.json").read_text("utf-8"))
    named = metadata.get("graph")
    return store / named if isinstance(named, str) and (store / named).is_dir() else store / "oxigraph"


if __name__ == "__main__":
    sys.exit(main())
