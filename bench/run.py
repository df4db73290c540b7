"""Measure Amur against what it is built on, in one run on one machine: only the ratios mean something elsewhere.

`python bench/run.py` prints the table; `--write` also writes docs/bench.md. Each figure is the best of `--rounds`, in which both
sides take turns.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from starlette.testclient import TestClient

from app import vocab
from app.annotate import load_model
from app.answers.meetings import MeetingFilters, find_meetings
from app.api.factory import create_app
from app.executors import Extractor
from app.exporters import export_graph
from app.ids import Names
from app.outcomes import Source
from app.pipeline import Pipeline
from app.queries import DEFAULT_GRAPHS
from app.readers import expand_paths
from app.resources import find_resource
from app.settings import Settings
from app.text_side import Reading, TextSide

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "bench.md"
NAMES = Names()
QUERIES = 200  # light queries a round
PAGE_LIMIT_S = 0.1  # of a warm page
JSON = "application/sparql-results+json"
LIGHT = f"""PREFIX rdfs: <{vocab.RDFS_LABEL.rpartition("#")[0]}#>
SELECT ?event ?label WHERE {{
  ?event <{vocab.P_HAS_PARTICIPANT}> <{NAMES.resource("actor", "sergey-lavrov").value}> ; a <{vocab.MEETING}> ; rdfs:label ?label
}} LIMIT """


@dataclass(frozen=True)
class Row:
    """One comparison: seconds for a unit of work, by Amur and by its peer."""

    what: str
    unit: str
    ours_s: float
    peer: str = ""
    peer_s: float | None = None

    def cells(self) -> list[str]:
        peer = "" if self.peer_s is None else show(self.peer_s)
        ratio = "" if self.peer_s is None else f"{self.ours_s / self.peer_s:.2f}"
        return [self.what, self.unit, show(self.ours_s), self.peer, peer, ratio]


def show(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


def time_turns(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The best time of each work, in seconds, over rounds in which they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            started = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - started)
    return best


def sources_of(*folders: str) -> list[Source]:
    paths = expand_paths([str(find_resource("data", folder)) for folder in folders])
    return [Source(path.name, path.read_bytes(), {}) for path in paths]


def settings_in(folder: Path) -> Settings:
    return Settings(store=str(folder), _env_file=None)


# ---- the comparisons ----------------------------------------------------------------------------------------------------


def bench_ingest(scratch: Path, rounds: int) -> Iterator[Row]:
    """Dispatches into new stores (archive, extraction, graph, world, flush), and their annotation alone, against the bare model."""
    sources = sources_of("articles")
    text_side = TextSide(settings_in(scratch / "none"))
    readings = [reading for source in sources for reading in text_side.read(source) if isinstance(reading, Reading)]
    texts = [reading.article.text[block.start : block.end] for reading in readings for block in reading.article.blocks]
    thousand_words = sum(len(text.split()) for text in texts) / 1000
    model = load_model("auto")
    pipelines = [Pipeline.open(settings_in(scratch / f"ingest-{number}")) for number in range(rounds)]
    for pipeline in pipelines:
        pipeline.text_side = text_side  # loaded once, as in a running server
    unused = iter(pipelines)
    extractor = Extractor(text_side.settings, text_side)
    list(extractor.run(readings[:1]))
    bare, extracted, ingested = time_turns(
        rounds, lambda: list(model.pipe(texts)), lambda: list(extractor.run(readings)), lambda: list(next(unused).ingest(sources))
    )
    for pipeline in pipelines:
        pipeline.close()
    unit, peer = "1,000 words", "the spaCy model alone"
    yield Row("extract: all claims of the bundled dispatches", unit, extracted / thousand_words, peer, bare / thousand_words)
    yield Row("ingest: the same into a durable store, merged", unit, ingested / thousand_words, peer, bare / thousand_words)


def bench_graph(scratch: Path, rounds: int) -> Iterator[Row]:
    """Queries, exports and answers on the bundled corpus against the engine that holds it."""
    with Pipeline.open(settings_in(scratch / "graph")) as pipeline:
        list(pipeline.ingest(sources_of("articles", "curated")))
        store = pipeline.store
        dump = io.BytesIO()
        export_graph(store, "nq", dump, NAMES)
        peer = ox.Store()
        peer.bulk_load(dump.getvalue(), ox.RdfFormat.N_QUADS)
        graphs = [ox.NamedNode(NAMES.graph(name).value) for name in DEFAULT_GRAPHS]
        fresh = iter(range(1000, 10**9))  # another text each time, so that no cache answers

        def ask_amur() -> None:
            for _ in range(QUERIES):
                store.answer(f"{LIGHT}{next(fresh)}", JSON)

        def ask_engine() -> None:
            for _ in range(QUERIES):
                solutions = peer.query(f"{LIGHT}{next(fresh)}", default_graph=graphs)
                solutions.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]

        def dump_engine() -> None:
            out = io.BytesIO()
            for graph in peer.named_graphs():
                peer.dump(out, ox.RdfFormat.TURTLE, from_graph=graph)

        def meetings(**filters: str) -> Callable[[], object]:
            return lambda: find_meetings(store, pipeline.gazetteer, MeetingFilters(**filters, limit=50), NAMES)  # type: ignore[arg-type]

        ask_amur()
        asked, asked_peer = time_turns(rounds, ask_amur, ask_engine)
        yield Row(
            "a light SPARQL query, in a killable process", "query", asked / QUERIES, "the engine in this process", asked_peer / QUERIES
        )
        ours, theirs = time_turns(rounds, lambda: export_graph(store, "ttl", io.BytesIO(), NAMES), dump_engine)
        yield Row(f"export as Turtle, sorted and merged ({len(peer):,} quads)", "export", ours, "the engine's dump, graph by graph", theirs)
        (pair, everything) = time_turns(rounds, meetings(actor="Putin", with_="Xi"), meetings())
        yield Row("who met whom when: one pair", "answer", pair)
        yield Row("who met whom when: the first 50 of all", "answer", everything)


def bench_pages(scratch: Path, rounds: int) -> Iterator[Row]:
    """Whole pages of the bundled corpus, asked again and again, beside the limit they are held to; with their size as it is sent."""
    with TestClient(create_app(settings_in(scratch / "graph"))) as client:

        def get(path: str) -> bytes:
            answer = client.get(path, headers={"Accept": "text/html"})
            answer.raise_for_status()
            return answer.content

        events = client.get("/api/v1/events", params={"status": "all", "limit": 500}).json()["items"]
        longest = max(events, key=lambda event: len(event["claims"]))["url"]
        pages = {
            "home": "/",
            "the actor with most events": "/actors/vladimir-putin",
            "the event with most claims": longest,
            "meetings": "/meetings",
        }
        for name, path in pages.items():
            size_kb = len(gzip.compress(get(path))) / 1000
            (took,) = time_turns(max(rounds, 5), lambda path=path: get(path))  # type: ignore[misc]
            yield Row(f"page: {name} ({size_kb:.0f} kB compressed, limit 60)", "page", took, "its limit", PAGE_LIMIT_S)


# ---- the table ----------------------------------------------------------------------------------------------------------

HEAD = ("what", "for each", "Amur", "compared with", "it takes", "ratio")


def table_of(rows: Sequence[Row]) -> str:
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def page_of(table: str, rounds: int) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("amur", "spacy", "pyoxigraph"))
    return f"""# Benchmarks

Written by `python bench/run.py --write`; `make bench` prints the table for your machine. Both sides of a row run in turns in one
process, and the best of {rounds} rounds counts. The times are those of one machine ({os.cpu_count()} cores, {platform.machine()}, Python
{platform.python_version()}, {packages}); the ratios are what carries over.

{table}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/bench.md as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="amur-bench-") as folder:
        rows = [row for bench in (bench_ingest, bench_graph, bench_pages) for row in bench(Path(folder), options.rounds)]
    table = table_of(rows)
    print(table)
    if options.write:
        PAGE.write_text(page_of(table, options.rounds), "utf-8")


if __name__ == "__main__":
    main()
