"""Amur's SPARQL endpoint against the engine's own server and rdflib-endpoint, in turns in one run of some minutes.

`python bench/sparql.py TOOLS [--write]`; TOOLS holds synth_kg.py and bench_http.py. Prints the tables of docs/bench-sparql.md, and
writes them there with `--write`. Only ratios are worth quoting; each is the median over rounds of some seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from sparql_load import Figures, Load, load_tool, ratio
from sparql_servers import generate, make_store, start_amur, start_native, start_rdflib

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "bench-sparql.md"
MISSES = ROOT / "tests" / "conformance" / "known_misses.json"
SMALL, LARGE = 2_900, 54_500  # events: about 100,000 and 2 million quads
ROUNDS = 9
HEAD = "| what | clients | peer req/s | Amur req/s | ratio | wanted | p95 peer ms | p95 Amur ms |\n|---|---|---|---|---|---|---|---|"
SEARCH = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
PATIENCE_S = 20.0  # with rdflib-endpoint
DEATH_LIMIT_S = 1.0
KILLERS = 2  # clients, as many as cores
OF_DEATH = [
    f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?x {{ {SEARCH} }} }}",
    f"SELECT * {{ GRAPH ?x {{ {SEARCH} }} }} ORDER BY ?c ?f ?i ?l",
    f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ GRAPH ?y {{ {SEARCH} }} }}",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?x { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d . ?e (!<x:y>)* ?f } }",
]
BOMBS = {
    "brackets": "SELECT * { " + "{" * 5_000,
    "`!`": "SELECT * { FILTER(" + "!" * 7_000 + "true) }",
    "`1+1`": "SELECT * { FILTER(" + "1+" * 3_500 + "1) }",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", type=Path)
    parser.add_argument("--seconds", type=float, default=1.5, help="length of one slice")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--large", type=int, default=LARGE, help="events of the large data; 0: not measured")
    parser.add_argument("--skip-rdflib", action="store_true")
    parser.add_argument("--write", action="store_true", help="write docs/bench-sparql.md")
    asked = parser.parse_args()
    started = time.monotonic()
    load = Load(load_tool(asked.tools / "bench_http.py"), asked.seconds)
    with tempfile.TemporaryDirectory(prefix="amur-bench-") as folder:
        parts = small_part(asked, load, Path(folder))
        if asked.large:
            parts += large_part(asked, load, Path(folder))
    took, (load_now, *_) = time.monotonic() - started, os.getloadavg()
    told = f"The run took {took:.0f} s on {os.cpu_count()} cores; load at its end {load_now:.1f}."
    text = "\n".join([*parts, "", told, "", *conformance()])
    sys.stdout.write(text)
    if asked.write:
        before, mark, _ = PAGE.read_text(encoding="utf-8").partition("<!-- figures -->\n")
        PAGE.write_text(before + mark + "\n" + text, encoding="utf-8")


def small_part(asked: argparse.Namespace, load: Load, work: Path) -> list[str]:
    """All that is measured on the small data."""
    data, quads = generate(asked.tools, work, SMALL)
    with contextlib.ExitStack() as stack:
        native = start_native(stack, work, data, on_disk=False)
        store = make_store(work, data)
        amur = start_amur(stack, store, cache_mb=0)
        rows = [f"## {quads:,} quads, all in memory", "", HEAD]
        for clients, wanted in ((16, 0.65), (4, 0.60)):
            one, two = load.take_turns([native, amur], clients=clients, rounds=asked.rounds, events=SMALL)
            rows.append(row("fresh light queries, mixed; peer: native", clients, one, two, wanted))
        death = load.beside(amur, OF_DEATH, killers=KILLERS, clients=4, events=SMALL, seconds=2.5, limit_s=DEATH_LIMIT_S)
        bombs = {name: time_of_bomb(amur, text) for name, text in BOMBS.items()}
    with contextlib.ExitStack() as stack:
        native = start_native(stack, work, data, on_disk=False)
        amur = start_amur(stack, store, cache_mb=64)
        one, two = load.take_turns([native, amur], clients=16, rounds=asked.rounds, events=5, actors=2)
        rows.append(row("repeated queries (cache), mixed; peer: native", 16, one, two, 1.5))
        if not asked.skip_rdflib:
            other = start_rdflib(stack, data)
            one, two = load.take_turns([other, amur], clients=4, rounds=1, events=SMALL, patience_s=PATIENCE_S)
            rows.append(row("light queries, mixed; peer: rdflib-endpoint", 4, one, two, None))
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(death.statuses.items()))
    rows += [
        "", "## Queries of death and bombs, same data", "",
        "| what | figure | wanted |", "|---|---|---|",
        f"| queries of death ({KILLERS} clients, one after the other without a pause, limit {DEATH_LIMIT_S:g} s): answers |"
        f" {statuses} | 503, or 429 |",
        f"| the latest 503, after its limit | {death.over_s * 1000:.0f} ms | 500 ms |",
        f"| p95 of light queries meanwhile (4 clients), times what it is without | {death.p95_ratio:.2f} ({death.alone.p95:.0f} ms,"
        f" {death.meanwhile.p95:.0f} ms) | < 2 |",
        *(f"| bomb of {name}, the longest of five: {status} after | {1000 * seconds:.0f} ms | 400 in 100 ms |"
          for name, (status, seconds) in bombs.items()),
        "",
    ]  # fmt: skip
    return rows


def large_part(asked: argparse.Namespace, load: Load, work: Path) -> list[str]:
    """Amur in memory beside the engine's server on disk; in longer slices, since light queries take a while there."""
    load = Load(load.tool, 4 * load.seconds)
    data, quads = generate(asked.tools, work, asked.large)
    rows = [f"## {quads:,} quads, Amur in memory, native on disk", "", HEAD]
    with contextlib.ExitStack() as stack:
        native = start_native(stack, work, data, on_disk=True)
        amur = start_amur(stack, make_store(work, data), cache_mb=0)
        for clients in (16, 4):
            one, two = load.take_turns([native, amur], clients=clients, rounds=max(3, asked.rounds // 3), events=asked.large)
            rows.append(row("fresh light queries, mixed; peer: native on disk", clients, one, two, 2))
    return rows


def row(what: str, clients: int, one: Figures, two: Figures, wanted: float | None) -> str:
    rates = [
        f"{each.rate:.{0 if each.rate > 10 else 1}f}" + (f" ({each.errors} without an answer)" if each.errors else "")
        for each in (one, two)
    ]
    times = ratio(one, two)
    told = f"{times:.2f}" if math.isfinite(times) else f"> {two.rate * PATIENCE_S / clients:.0f}"  # no answer to any client in that time
    return f"| {what} | {clients} | {rates[0]} | {rates[1]} | {told} | {f'>= {wanted}' if wanted else ''} | {one.p95:.0f} | {two.p95:.0f} |"


def conformance() -> list[str]:
    """The W3C suites: what `make conformance` holds the service to, and what it knows to be missed."""
    known = json.loads(MISSES.read_text(encoding="utf-8"))
    floors, misses = known["floors"], known["misses"]
    required = floors["required"]
    return [
        "## Conformance", "",
        "`make conformance` runs the W3C suites for SPARQL 1.1 and 1.2 over HTTP against `amur serve --plain`, and is part of CI.", "",
        "| suite | passed | of | wanted |", "|---|---|---|---|",
        f"| without entailment, direct graph identification and federation | {required} | {required + len(misses)} | 794 |",
        f"| of it protocol | {floors['protocol']} | 34 | 34 |",
        f"| of it Graph Store protocol, indirect | {floors['graph-store-protocol (indirect)']} | 9 | 9 |",
        f"| the runner's own: negotiation, HEAD, CORS, caching, limits | {floors['ours']} | 25 | 25 |", "",
        "| missed | why |", "|---|---|", *(f"| `{name}` | {why} |" for name, why in misses.items()), "",
    ]  # fmt: skip


def time_of_bomb(endpoint: str, text: str) -> tuple[int, float]:
    """Status, and the longest of five times, of a POST of the text."""
    longest, status = 0.0, 0
    for _ in range(5):
        request = urllib.request.Request(endpoint, text.encode(), {"Content-Type": "application/sparql-query"}, method="POST")
        started = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                status = response.status
        except urllib.error.HTTPError as error:
            status = error.code
        longest = max(longest, time.monotonic() - started)
    return status, longest


if __name__ == "__main__":
    main()
