"""Queries of death, and the same within updates, sent to a running server: each client is told what was wrong in time, nobody else
notices, no process but a query's own ends, and none outgrows its cap.

The server's deadline is short. An answer may come half a second after it, and a busy machine may add `SCHEDULING_S`.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from app.keys import KeyRing

DEADLINE_S = 0.8
SCHEDULING_S = 2.0
MEMORY_MB = 160
RUNNING = 2  # queries of death at once
QUADS = 900
LIGHT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
UPDATE = {"Content-Type": "application/sparql-update"}

P = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
NUMBERS = " ".join(map(str, range(800)))
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
GROWN = "?c"
for _ in range(12):
    GROWN = f"REPLACE({GROWN}, '.', 'abcdefghij')"
OF_DEATH = {
    "product": f"SELECT (COUNT(*) AS ?n) {{ {P} . ?m ?n1 ?o }}",
    "distinct product": f"SELECT DISTINCT ?c ?f ?i ?l {{ {P} }}",
    "order of a product": f"SELECT ?a {{ {P} }} ORDER BY ?c ?f DESC(?i) ?l",
    "order by chance": f"SELECT ?a {{ {P} }} ORDER BY RAND() LIMIT 1",
    "concatenation of a product": f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {P} }}",
    "concatenation by group": f"SELECT ?a (GROUP_CONCAT(?l; separator='{'x' * 500}') AS ?x) {{ {P} }} GROUP BY ?a",
    "endless paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:no>)* ?b . ?c (!<x:no>)* ?d . ?e (!<x:no>)* ?f . ?g (!<x:no>)* ?h }",
    "paths of paths": "SELECT (COUNT(*) AS ?n) { ?a ((<x:next>|<x:far>)*/(^<x:far>|<x:next>)*)* ?b . ?b ((<x:next>|<x:far>)+)+ ?c . ?c !<x:no>* ?d }",
    "doubled strings": f"SELECT * {{ BIND('0123456789' AS ?x0) {DOUBLED} }}",
    "grown strings": f"SELECT (STRLEN({GROWN}) AS ?n) {{ ?a <x:says> ?c }}",
    "patterns over a product": f"SELECT (COUNT(*) AS ?n) {{ {P} FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l)), '(w+o+)+(r*d*)*z$')) }}",
    "values": f"SELECT (SUM(?v * ?w * ?x) AS ?n) {{ VALUES ?v {{ {NUMBERS} }} VALUES ?w {{ {NUMBERS} }} VALUES ?x {{ {NUMBERS} }} }}",
    "bound over a product": f"SELECT (MAX(?x) AS ?n) {{ {P} BIND(SHA512(CONCAT(STR(?c), STR(?l))) AS ?x) }}",
    "nested optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l OPTIONAL { ?m ?o ?p } } } } }",
    "difference of products": f"SELECT (COUNT(*) AS ?n) {{ {P} MINUS {{ ?a ?b ?c . ?d ?q ?r . ?j ?y ?z }} }}",
    "absence of a product": f"SELECT (COUNT(*) AS ?n) {{ {P} FILTER NOT EXISTS {{ ?x ?y ?c . ?v ?w ?i . ?c ?y ?x }} }}",
    "presence in presence": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER EXISTS { ?g ?h ?i FILTER EXISTS { ?j ?k ?l FILTER(?l = ?a || ?i = 'no') } } }",
    "selections side by side": f"SELECT * {{ {{ SELECT * {{ {P} }} }} {{ SELECT * {{ ?c ?x ?y . ?m ?n ?o . ?q ?r ?s . ?t ?u ?v }} ORDER BY ?o }} }}",
    "aggregates of a product": f"SELECT ?b ?k (COUNT(DISTINCT ?c) AS ?n) (SUM(STRLEN(STR(?l))) AS ?m) {{ {P} }} GROUP BY ?b ?k HAVING (SUM(STRLEN(STR(?f))) > 0)",
    "union of products": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join([f"{{ {P} }}"] * 18) + " }",
    "far offset": f"SELECT ?a {{ {P} }} OFFSET 900000000000 LIMIT 1",
}  # fmt: skip
GRAPHS = {
    "large construct": f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?l . ?g ?b ?f }} WHERE {{ {P} }}",
    "description of all": f"DESCRIBE ?a ?d ?g {{ {P} }}",
}


class Server:
    """A bare dataset behind `amur serve`."""

    def __init__(self, folder: Path) -> None:
        environment = {
            **os.environ, "AMUR_STORE": str(folder / "store"), "AMUR_QUERY_TIMEOUT_S": str(DEADLINE_S), "AMUR_QUERY_WORKERS": "2",
            "AMUR_QUERY_MEMORY_MB": str(MEMORY_MB), "AMUR_RESULT_LIMIT_MB": "8",
        }  # fmt: skip
        amur = [sys.executable, "-m", "app"]
        self.key = {"Authorization": f"Bearer {KeyRing(folder / 'store').create('test')}"}
        self.process = subprocess.Popen([*amur, "serve", "--plain", "--port", "0", "--json"], env=environment, stdout=subprocess.PIPE)
        assert self.process.stdout
        told = b""
        while not told.rstrip().endswith(b"}"):
            line = self.process.stdout.readline()
            assert line, "the server has ended"
            told += line
        self.url = f"{json.loads(told)['url']}/sparql"

    def count(self) -> int:
        answer = httpx.get(self.url, params={"query": LIGHT}, headers={"Accept": "text/csv"}, timeout=10)
        assert answer.status_code == 200, answer.text
        return int(answer.text.split()[1])

    def fill(self) -> None:
        triples = [f"<x:{i}> <x:says> 'word {i}' ; <x:next> <x:{i + 1}> ; <x:far> <x:{i * 7 % 300}> ." for i in range(QUADS // 3)]
        httpx.post(
            self.url, content="INSERT DATA { " + " ".join(triples) + " }", headers={**self.key, **UPDATE}, timeout=10
        ).raise_for_status()

    def processes(self) -> dict[int, int]:
        """Resident bytes by pid, of the server and all that it started."""
        parents, found = {}, {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = status.read_text().rpartition(")")[2].split()
                parents[int(status.parent.name)] = int(fields[1])
                found[int(status.parent.name)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        ours = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return {pid: found[pid] for pid in ours if pid in found}

    def lasting(self) -> set[int]:
        """The pids of the server and of the process that holds the data: its one child."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {self.process.pid, *map(int, children)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("death"))
    try:
        started.fill()
        assert started.count() == QUADS
        yield started
    finally:
        started.process.terminate()
        started.process.wait()
        assert started.process.stdout
        started.process.stdout.close()


class Watch(threading.Thread):
    """Another client who asks light queries all the time, and an eye on the size of the processes."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.counts, self.largest, self.failures = server, 0, 0, list[str]()
        self._is_over = threading.Event()

    def run(self) -> None:
        with httpx.Client(timeout=10) as client:
            while not self._is_over.wait(0.03):
                answer = client.get(self.server.url, params={"query": LIGHT}, headers={"Accept": "text/csv"})
                self.counts += 1
                if answer.status_code != 200 or answer.text.split()[1:] != [str(QUADS)]:
                    self.failures.append(f"{answer.status_code} {answer.text}")
                self.largest = max(self.largest, *self.server.processes().values())

    def end(self) -> None:
        self._is_over.set()
        self.join()


def send(server: Server, text: str, *, as_update: bool) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    kind = UPDATE if as_update else {"Content-Type": "application/sparql-query"}
    answer = httpx.post(server.url, content=text, headers={**server.key, **kind}, timeout=30)
    return answer, time.monotonic() - started


PART = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: text/turtle\r\n\r\n'
NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="the sizes of processes are read from /proc")


@NEEDS_PROC
@pytest.mark.parametrize("as_update", [False, True], ids=["queries", "updates"])
def test_death_comes_to_the_query_alone(server: Server, as_update: bool) -> None:
    texts = {name: f"INSERT {{ <x:s> <x:new> 1 }} WHERE {{ {text} }}" if as_update else text for name, text in OF_DEATH.items()}
    if as_update:
        texts["large insertion"] = f"INSERT {{ ?a ?e ?i }} WHERE {{ {P} }}"
        texts["large deletion"] = f"DELETE {{ ?a ?e ?i }} INSERT {{ ?g ?b ?f }} WHERE {{ {P} }}"
    else:
        texts |= GRAPHS
    lasting, at_rest = server.lasting(), max(server.processes().values())
    watch = Watch(server)
    watch.start()
    with ThreadPoolExecutor(RUNNING) as pool:
        ended = dict(zip(texts, pool.map(lambda text: send(server, text, as_update=as_update), texts.values()), strict=True))
    watch.end()
    statuses = {name: answer.status_code for name, (answer, _) in ended.items()}
    assert set(statuses.values()) <= {503, 413}, statuses
    assert len(statuses) > 20
    for name, (answer, seconds) in ended.items():
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["detail"], name
        assert problem["hint"], name
        assert seconds < DEADLINE_S + 0.5 + SCHEDULING_S, name
    assert watch.failures == []
    assert watch.counts > 20
    assert watch.largest < at_rest + MEMORY_MB * 2**20
    assert server.process.poll() is None
    assert lasting <= set(server.processes())  # neither the server nor the process that holds the data was started again
    assert server.count() == QUADS


@NEEDS_PROC
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "application/sparql-query"), ("", "application/sparql-update"), ("", "application/x-www-form-urlencoded"),
        ("/update", "application/sparql-update"), ("?graph=x:g", "text/turtle"), ("?graph=x:g", "multipart/form-data; boundary=b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "chunked"])
def test_a_hundred_megabytes_are_not_kept(server: Server, path: str, kind: str, is_declared: bool) -> None:
    url = (server.url.replace("/sparql", "/rdf-graph-store") if "graph" in path else server.url) + path
    piece, pieces = b"a" * 1_000_000, 100
    before = server.processes()[server.process.pid]
    length = {"Content-Length": str(len(piece) * (pieces - 1) + len(PART if "multipart" in kind else piece))} if is_declared else {}
    try:
        body = iter([PART if "multipart" in kind else piece, *[piece] * (pieces - 1)])
        answer = httpx.request("POST", url, content=body, headers={**server.key, "Content-Type": kind, **length}, timeout=30)
    except httpx.WriteError:  # the server answered and hung up while we were sending
        answer = None
    grown = server.processes()[server.process.pid] - before
    assert answer is None or answer.status_code == 413
    assert answer is None or answer.json()["hint"]
    assert grown < 48_000_000
    assert server.count() == QUADS


HEADS = {
    "address": (b"GET /", b"a" * 1_000_000),
    "one header": (b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-A: ", b"a" * 1_000_000),
    "many headers": (b"GET /sparql HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n" * 125_000),
    "trailers": (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"6\r\nASK {}\r\n0\r\n",
        b"X-A: b\r\n" * 125_000,
    ),
}  # fmt: skip


@NEEDS_PROC
@pytest.mark.parametrize("name", HEADS)
def test_heads_without_end_are_not_kept(server: Server, name: str) -> None:
    start, piece = HEADS[name]
    before, address = server.processes()[server.process.pid], httpx.URL(server.url)
    with socket.create_connection((address.host, address.port or 80), timeout=20) as client:
        with suppress(OSError):  # the server hung up while we were sending
            client.sendall(start)
            for _ in range(40):
                client.sendall(piece)
        grown = server.processes()[server.process.pid] - before
        told = b""
        with suppress(OSError):
            while more := client.recv(10_000):
                told += more
    assert grown < 20_000_000  # half of what was sent: what the allocator takes at once is no sign
    assert told == b"" or told.startswith(b"HTTP/1.1 431 ")
    assert server.count() == QUADS


@NEEDS_PROC
def test_a_head_over_the_limit_is_told_so(server: Server) -> None:
    answer = httpx.get(server.url, params={"query": "ASK {}"}, headers={"X-A": "a" * 2_000_000}, timeout=20)
    assert (answer.status_code, answer.headers["content-type"]) == (431, "application/problem+json")
    assert answer.json()["hint"]
    assert httpx.get(server.url, params={"query": "ASK {}"}, headers={"X-A": "a" * 200_000}, timeout=20).status_code == 200
