"""Traversal and exports at a size, against plain networkx, SPARQL paths, the engine's own dump and rdflib; ratios are what carries over.

`python bench/graph.py [--events 3000,60000] [--store FOLDER]` prints the tables. Times are seconds of the processor, the best of some
rounds, warm unless said otherwise. Our answers include their JSON with titles, events and claims; the peers give ids alone, and networkx
gets the same graph ready in memory. The stores are made up (bench/synthetic.py). `make bench-api` uses `measure_traversal`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import rdflib

sys.path.insert(0, str(Path(__file__).resolve().parent))

from synthetic import make_store

from app.answers import to_json
from app.answers.graph import find_centrality, find_common, find_neighbors, find_paths_between, find_series, find_subgraph
from app.answers.graph_query import GraphQuery
from app.exporters import NetworkRequest, export_graph, export_network
from app.gazetteer import Gazetteer
from app.ids import Names
from app.settings import Settings
from app.stores import Store, open_store
from app.traverse import CONTACTS, LINKS, GraphFilters, load_graph, project, records_of

NAMES = Names()
GAZETTEER = Gazetteer.load()
PREFIX = "PREFIX amur: <https://w3id.org/amur/ontology#> "
LARGE_QUADS = 1_000_000  # above that, each export is measured once
RDFLIB_QUADS = 50_000  # rdflib writes a part of so many triples, and its rate is compared


@dataclass(frozen=True)
class Line:
    """One measurement: seconds of the processor, and those of the peer for the same."""

    what: str
    ours_s: float
    peer: str = ""
    peer_s: float | None = None

    def cells(self) -> list[str]:
        factor = "" if self.peer_s is None else f"{self.peer_s / self.ours_s:.2f}"
        return [self.what, show(self.ours_s), self.peer, "" if self.peer_s is None else show(self.peer_s), factor]


class Null(io.RawIOBase):
    """A file that counts and forgets."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: object) -> int:
        self.size += len(data)  # type: ignore[arg-type]
        return len(data)  # type: ignore[arg-type]


def show(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """The least processor time of some rounds: others on the machine do not count."""
    found = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        found = min(found, time.process_time() - started)
    return found


def measure_traversal(store: Store) -> Iterator[Line]:
    """Warm answers of the routes, with their JSON, for the busiest actor; and the cold reading that comes before."""
    yield Line("read the world after a change (cold)", best(lambda: records_of(store, GAZETTEER, NAMES), 1))
    filters = GraphFilters(kinds=tuple(sorted(LINKS)))
    yield Line("project it by new filters", best(lambda: project(store, GAZETTEER, NAMES, filters), 1))
    links = project(store, GAZETTEER, NAMES, filters)
    contacts = project(store, GAZETTEER, NAMES, GraphFilters(kinds=tuple(sorted(CONTACTS))))
    yield Line("place the actors on a drawing (once a version)", best(lambda: links.places, 1))
    busiest = max(contacts.graph, key=lambda actor: (contacts.graph.degree(actor, weight="weight"), actor))
    farthest = max(nx.single_source_shortest_path_length(contacts.graph, busiest).items(), key=lambda item: (item[1], item[0]))[0]
    plain = load_graph(store, filters)
    query, drawn = GraphQuery(), GraphQuery(evidence=5)

    def answer(make: Callable[[], object]) -> float:
        make()
        return best(lambda: json.dumps(to_json(make()), ensure_ascii=False))

    def around_by_networkx(depth: int) -> Callable[[], object]:
        return lambda: nx.ego_graph(plain, busiest, radius=depth)

    def sparql(text: str) -> Callable[[], object]:
        engine = store._engine  # type: ignore[attr-defined]
        world = [ox.NamedNode(NAMES.graph("world").value)]
        return lambda: engine.query(PREFIX + text, default_graph=world).serialize(format=ox.QueryResultsFormat.JSON)

    center = NAMES.resource("actor", busiest).value
    two_hops = (
        f"SELECT DISTINCT ?b WHERE {{ <{center}> (amur:met|amur:spokeWith|amur:coAttended)/(amur:met|amur:spokeWith|amur:coAttended)? ?b }}"
    )
    for depth in (1, 2, 3):
        ours = answer(lambda depth=depth: find_neighbors(store, GAZETTEER, NAMES, drawn, busiest, depth))  # type: ignore[misc]
        yield Line(f"neighbors of the busiest, depth {depth}, as JSON", ours, "networkx.ego_graph", best(around_by_networkx(depth), 1))
        if depth == 2:
            yield Line("the same", ours, "SPARQL: ids alone, by derived links", best(sparql(two_hops), 1))
    ours = answer(lambda: find_paths_between(store, GAZETTEER, NAMES, query, busiest, farthest))
    simple = nx.Graph(contacts.graph)
    yield Line(
        "shortest path to the farthest, with events",
        ours,
        "networkx.shortest_path",
        best(lambda: nx.shortest_path(simple, busiest, farthest)),
    )
    reach = f"ASK {{ <{center}> (amur:met|amur:spokeWith)+ <{NAMES.resource('actor', farthest).value}> }}"
    yield Line("the same", ours, "SPARQL: whether there is one", best(sparql(reach), 1))
    ours = answer(lambda: find_paths_between(store, GAZETTEER, NAMES, query, busiest, farthest, 5))
    several = best(lambda: list(islice(nx.shortest_simple_paths(simple, busiest, farthest), 5)))
    yield Line("five shortest paths", ours, "networkx.shortest_simple_paths", several)
    yield Line("contacts in common", answer(lambda: find_common(store, GAZETTEER, NAMES, query, busiest, farthest)))
    yield Line("a pair of states by year", answer(lambda: find_series(store, GAZETTEER, NAMES, query, "china", "russia")))
    yield Line("centrality by degree", answer(lambda: find_centrality(store, GAZETTEER, NAMES, query)))
    yield Line("500 actors with places", answer(lambda: find_subgraph(store, GAZETTEER, NAMES, drawn, layout=True)))


def measure_exports(store: Store) -> Iterator[Line]:
    """Whole exports, against the engine's dump of the same graphs and against rdflib's writer of Turtle."""
    engine = store._engine  # type: ignore[attr-defined]
    graphs = sorted(engine.named_graphs(), key=str)

    def dump() -> None:
        out = Null()
        for graph in graphs:
            engine.dump(out, ox.RdfFormat.TURTLE, from_graph=graph)

    is_large = store.health().quads > LARGE_QUADS
    rounds = 1 if is_large else 2
    dump()
    dumped = best(dump, rounds)
    peer = "oxigraph: Turtle, graph by graph, unsorted"
    for name in ("ttl", "nq") if is_large else ("ttl", "nt", "nq", "trig", "jsonld"):
        yield Line(f"export {name}", best(lambda name=name: export_graph(store, name, Null(), NAMES), rounds), peer, dumped)  # type: ignore[misc, arg-type]
    yield from _beside_rdflib(store)
    everything = project(store, GAZETTEER, NAMES, GraphFilters())
    projections, tables = (("actors",), ("edges",)) if is_large else (("actors", "events"), ("edges", "events", "participation", "claims"))
    requests = [NetworkRequest(name, projected) for name in ("gexf", "graphml", "cyjs", "graphology") for projected in projections]
    requests += [NetworkRequest("csv", table=table) for table in tables]
    for request in requests:
        what = f"{request.format} of {request.projection}" if request.format != "csv" else f"csv of {request.table}"
        yield Line(what, best(lambda request=request: export_network(everything, store, NAMES, request, Null()), 1))  # type: ignore[misc, arg-type]


def _beside_rdflib(store: Store) -> Iterator[Line]:
    """Turtle of the same triples: those that rdflib can hold in reasonable time, from a store of their own."""
    lines: list[bytes] = []
    for graph in store.graphs():
        if len(lines) < RDFLIB_QUADS:
            lines += store.ntriples(graph)
    part = ox.parse(b"\n".join(lines[:RDFLIB_QUADS]) + b"\n", ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph()
    for quad in part:
        graph.add(tuple(_rdflib_term(term) for term in (quad.subject, quad.predicate, quad.object)))  # type: ignore[arg-type]

    class Part:
        """The same lines as a store of one graph."""

        def graphs(self) -> tuple[object, ...]:
            return (NAMES.graph("world"),)

        def ntriples(self, _: object) -> list[bytes]:
            return lines[:RDFLIB_QUADS]

    ours = best(lambda: export_graph(Part(), "ttl", Null(), NAMES), 2)  # type: ignore[arg-type]
    rdflib_s = best(lambda: graph.serialize(format="turtle"), 1)
    yield Line(f"Turtle of {len(graph):,} triples in memory", ours, "rdflib", rdflib_s)


def _rdflib_term(term: object) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    return (
        rdflib.Literal(term.value, lang=term.language)
        if term.language
        else rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
    )


def measure_cli_dump(folder: Path) -> Line | None:
    """`amur export --format ttl` beside `oxigraph dump`, whole processes: N-Quads, since it dumps one graph of Turtle a run."""
    server = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if server is None:
        return None
    copy = folder / "graph-copy"
    shutil.copytree(folder / "oxigraph", copy)
    try:
        out = ["--file", os.devnull, "--format", "nq"]
        theirs = _child_s([server, "dump", "--location", str(copy), *out])
        ours = _child_s([sys.executable, "-m", "app", "export", "--format", "ttl", "-o", os.devnull + ".ttl"], AMUR_STORE=str(folder))
    finally:
        shutil.rmtree(copy)
    return Line("`amur export --format ttl`, whole process", ours, "`oxigraph dump` (N-Quads)", theirs)


def _child_s(command: list[str], **more: str) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        wanted = [str(Path(folder) / "out") if part.startswith(os.devnull) else part for part in command]
        subprocess.run(wanted, env={**os.environ, **more}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


HEAD = ("what", "Amur", "compared with", "it takes", "times as fast")


def table_of(lines: list[Line]) -> str:
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def measure(folder: Path) -> str:
    """The tables of one store."""
    store = open_store(Settings(store=str(folder), _env_file=None), read_only=True)
    try:
        quads = store.health().quads
        graph = project(store, GAZETTEER, NAMES, GraphFilters(kinds=tuple(sorted(LINKS))))
        head = f"{quads:,} quads; {len(graph.graph):,} actors and {len(graph.edges):,} edges by meetings, calls and forums."
    finally:
        store.close()
    store = open_store(Settings(store=str(folder), _env_file=None), read_only=True)
    try:
        traversal, exports = list(measure_traversal(store)), list(measure_exports(store))
    finally:
        store.close()
    whole = measure_cli_dump(folder)
    return f"{head}\n\n{table_of(traversal)}\n\n{table_of(exports + ([whole] if whole else []))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", default="3000,60000", help="sizes, joined by commas")
    parser.add_argument("--store", action="append", default=[], type=Path, help="made-up stores that are there already, in that order")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amur-bench-") as scratch:
        for place, events in enumerate(map(int, options.events.split(","))):
            ready = options.store[place] if place < len(options.store) else None
            folder = ready or Path(make_store(Path(scratch) / str(events), events).store)
            print(f"## {events:,} events\n\n{measure(folder)}", flush=True)


if __name__ == "__main__":
    main()
