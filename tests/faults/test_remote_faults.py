"""A SPARQL server that is away, goes away, comes back, comes back empty, is slow, wants a password, or is none at all."""

from __future__ import annotations

import contextlib
import http.server
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, Busy, QueryTimeout, StoreProblem
from app.ids import Names
from app.model import IRI, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import Limits, Store, open_store

NAMES = Names()
WORLD = NAMES.graph("world")
SECRET = "s3cret-canary"


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    return Settings(store=url, archive=str(folder), query_timeout_s=2, _env_file=None, **more)


def quad(value: str, graph: IRI = WORLD) -> Quad:
    return Quad(IRI("http://example.org/s"), IRI("http://example.org/p"), RdfLiteral(value), graph)


def values(store: Store) -> list[str]:
    return [found.object.value for found in store.get_graph(WORLD)]


def test_a_server_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem) as told:
        open_store(settings_for("http://127.0.0.1:1", tmp_path / "a"), create=True)
    for part in ("http://127.0.0.1:1/", "cannot be reached", "Connection refused", "Start it, or correct AMUR_STORE"):
        assert part in str(told.value)


def test_a_server_that_is_killed_and_comes_back(tmp_path: Path, start_oxigraph: Callable[..., Any]) -> None:
    server = start_oxigraph(tmp_path / "data")
    store = open_store(settings_for(server.url, tmp_path / "a"), create=True)
    store.put_graph(WORLD, [quad("one")])
    store.flush()
    server.kill()
    for ask in (lambda: store.get_graph(WORLD), lambda: store.put_graph(WORLD, []), lambda: store.answer("ASK {}", "*/*"), store.health):
        with pytest.raises(StoreProblem, match=r"cannot be reached|was lost"):
            ask()
    server.start()
    assert values(store) == ["one"]
    version = store.version
    assert store.put_graph(WORLD, [quad("two")]) == version + 1  # what was refused used up no version
    assert values(store) == ["two"]
    store.close()


def test_a_server_that_comes_back_empty_is_not_answered_from(tmp_path: Path, start_oxigraph: Callable[..., Any]) -> None:
    server = start_oxigraph()
    settings = settings_for(server.url, tmp_path / "a")
    store = open_store(settings, create=True)
    store.put_graph(WORLD, [quad("one")])
    store.flush()
    server.kill()
    server.start()
    time.sleep(2.1)  # what was looked at is believed for two seconds
    for ask in (lambda: store.get_graph(WORLD), lambda: store.answer("ASK {}", "*/*"), lambda: store.put_graph(WORLD, []), store.health):
        with pytest.raises(StoreProblem, match="without its data") as told:
            ask()
        assert "anew from the archive" in str(told.value)
    store.close()
    again = open_store(settings)
    assert (again.is_behind, values(again)) == (True, [])
    assert again.version > store.version
    again.put_graph(WORLD, [quad("anew")])
    again.flush()
    again.close()
    last = open_store(settings)
    assert last.is_behind is False
    last.close()


def test_an_older_copy_on_the_server_is_noticed(tmp_path: Path, start_oxigraph: Callable[..., Any]) -> None:
    server = start_oxigraph(tmp_path / "data")
    settings = settings_for(server.url, tmp_path / "a")
    store = open_store(settings, create=True)
    store.put_graph(WORLD, [quad("old")])
    store.flush()
    server.kill()
    shutil.copytree(tmp_path / "data", tmp_path / "kept")
    server.start()
    store.put_graph(WORLD, [quad("new")])
    store.flush()
    store.close()
    server.kill()
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "kept").rename(tmp_path / "data")
    server.start()
    store = open_store(settings)
    assert (store.is_behind, values(store)) == (True, ["old"])
    store.close()


def test_the_graph_of_another_archive_is_left_alone(tmp_path: Path, shared_oxigraph: Any) -> None:
    shared_oxigraph.update("DROP ALL")
    store = open_store(settings_for(shared_oxigraph.url, tmp_path / "mine"), create=True)
    store.put_graph(WORLD, [quad("mine")])
    with pytest.raises(StoreProblem, match="another archive"):
        open_store(settings_for(shared_oxigraph.url, tmp_path / "other"), create=True)
    shared_oxigraph.update(f"DROP GRAPH <{NAMES.graph('store').value}>")
    with pytest.raises(StoreProblem, match="no archive is known"):
        open_store(settings_for(shared_oxigraph.url, tmp_path / "third"), create=True)
    with pytest.raises(StoreProblem, match="another program changed it"):
        store.put_graph(WORLD, [])
    store.close()
    with pytest.raises(StoreProblem, match="a store of its own"):
        open_store(Settings(store=str(tmp_path / "embedded"), _env_file=None), create=True).close()
        open_store(settings_for(shared_oxigraph.url, tmp_path / "embedded"))
    with pytest.raises(StoreProblem, match="AMUR_ARCHIVE"):
        open_store(Settings(store=str(tmp_path / "mine"), _env_file=None))


def test_kill_9_of_the_writer(tmp_path: Path, start_oxigraph: Callable[..., Any]) -> None:
    """Whatever moment it is: an article and its share of the world come and go together, and the next one goes on."""
    server = start_oxigraph()
    script = """
import sys
from app.ids import Names
from app.model import IRI, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import open_store
store, names = open_store(Settings(store=sys.argv[1], archive=sys.argv[2], _env_file=None), create=True), Names()
world, says = names.graph("world"), IRI("http://example.org/says")
print("ready", flush=True)
for number in range(int(sys.argv[3]), 10**9):
    name = f"a{number}"
    of = lambda graph: [Quad(IRI(f"http://example.org/{name}"), says, RdfLiteral(f"{name}:{i}"), graph) for i in range(30)]
    store.replace(names.graph("article", name), of(names.graph("article", name)), Delta(added=tuple(of(world))))
"""
    for round_ in range(3):
        command = [sys.executable, "-c", script, server.url, str(tmp_path / "a"), str(round_ * 100_000)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.1 + 0.07 * round_)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        store = open_store(settings_for(server.url, tmp_path / "a"))
        assert store.is_behind is False
        counted = store.answer("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "text/csv").body.decode().split()[1:]
        articles = {line.partition(",")[0] for line in counted} - {WORLD.value}
        assert set(counted) == {f"{graph},30" for graph in articles} | {f"{WORLD.value},{30 * len(articles)}"}
        assert {value.partition(":")[0] for value in values(store)} == {graph.rpartition("/")[2] for graph in articles}
        store.close()
    assert len(articles) > 4


@contextmanager
def answering(answer: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a server that does what `answer` says."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/ds"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sending(status: int, media_type: str, body: bytes, **headers: str) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        with contextlib.suppress(OSError):  # who asked has left
            request.wfile.write(body)

    return answer


RESULTS = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sending(200, "text/html", b"<html>a shop</html>"), ("text/html where", "AMUR_STORE_QUERY_URL")),
        (sending(200, RESULTS, b'{"head":{"vars":["a"]},"results":{"bindings":[The operation was cancelled'), ("broken off", "cancelled")),
        (sending(200, RESULTS, b'{"head":{}}'), ("broken off",)),
        (sending(401, "text/plain", b"who?"), ("401", "AMUR_STORE_PASSWORD", "AMUR_STORE_TOKEN")),
        (sending(404, "text/html", b"<html>no</html>"), ("404", "AMUR_STORE_UPDATE_URL")),
        (sending(302, "text/plain", b"", Location="https://example.org/?key=1"), ("sends", "https://example.org/", "AMUR_STORE")),
        (sending(503, "text/plain", b"starting up"), ("503", "starting up")),
        (sending(429, "text/plain", b""), ("too much to do",)),
        (sending(400, "text/plain", b"no such thing"), ("no such thing",)),
    ],
)
def test_answers_that_are_none(tmp_path: Path, answer: Any, words: tuple[str, ...]) -> None:
    with answering(answer) as url, pytest.raises((StoreProblem, Busy)) as told:
        open_store(settings_for(url, tmp_path / "a", store_user="me", store_password=SECRET), create=True)
    for part in (*words, "" if "too much" in words[0] else url):
        assert part in str(told.value)
    assert SECRET not in repr(told.value) + str(told.value)
    assert "key=1" not in str(told.value)


def test_secrets_are_sent_and_never_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    seen: list[tuple[str, str]] = []

    def look(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append((request.path, request.headers.get("Authorization", "")))
        sending(403, "text/plain", b"")(request)

    with answering(look) as url:
        in_url = url.replace("//", f"//me:{SECRET}%40@")
        for settings in (settings_for(in_url, tmp_path / "a"), settings_for(url, tmp_path / "a", store_token=SECRET)):
            with pytest.raises(StoreProblem) as told:
                open_store(settings, create=True)
            assert SECRET not in str(told.value) + repr(settings) + settings.store + caplog.text
            assert "it was given" in str(told.value)
    assert [head.partition(" ")[0] for _, head in seen] == ["Basic", "Bearer"]
    assert seen[0][0] == "/ds/query"
    assert not any(SECRET.encode() in file.read_bytes() for file in (tmp_path / "a").iterdir())


def test_addresses_can_be_told(tmp_path: Path) -> None:
    seen: list[str] = []

    def look(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(request.path)
        sending(200, RESULTS, b'{"head":{"vars":["archive","version"]},"results":{"bindings":[]}}')(request)

    with answering(look) as url:
        settings = settings_for(url, tmp_path / "a", store_query_url=f"{url}/sparql", store_update_url=f"{url}/statements")
        open_store(settings, create=True).close()
    assert set(seen) == {"/ds/sparql", "/ds/statements"}


def test_a_slow_answer_is_left_at_its_deadline(tmp_path: Path, shared_oxigraph: Any) -> None:
    """A server that sends a byte now and then keeps nobody longer than the deadline."""
    shared_oxigraph.update("DROP ALL")

    def drip(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", RESULTS)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        for _ in range(50):
            try:
                request.wfile.write(b" ")
                request.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    with answering(drip) as url:
        settings = settings_for(shared_oxigraph.url, tmp_path / "a", store_query_url=f"{url}/query")
        with pytest.raises(StoreProblem, match="did not answer in time"):
            open_store(settings.model_copy(update={"store_timeout_s": 0.5}), create=True)
        plain = settings.model_copy(update={"plain": True, "archive": str(tmp_path / "b"), "query_timeout_s": 0.5})
        store = open_store(plain, create=True)
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            store.answer("ASK {}", "*/*")
        assert time.monotonic() - started < 2
        store.close()


def test_an_update_that_is_left_is_known_in_the_end(tmp_path: Path, start_oxigraph: Callable[..., Any]) -> None:
    """The client gets a 503 and may think what it likes; the store knows which version the server shows."""
    server = start_oxigraph()
    store = open_store(settings_for(server.url, tmp_path / "a"), create=True)
    numbers = " ".join(f"<http://example.org/{i}> <http://example.org/n> {i} ." for i in range(600))
    store.update(f"INSERT DATA {{ GRAPH <http://example.org/g> {{ {numbers} }} }}")
    before = store.version
    slow = (
        "INSERT { GRAPH <http://example.org/h> { ?a <http://example.org/sum> ?n } } WHERE { { SELECT ?a (COUNT(*) AS ?n) { "
        "GRAPH <http://example.org/g> { ?a ?p ?x . ?b ?q ?y } } GROUP BY ?a } }"
    )
    with pytest.raises(QueryTimeout):
        store.update(slow, None, Limits(timeout_s=0.01))
    until = time.monotonic() + 30
    while IRI("http://example.org/h") not in store.graphs() and time.monotonic() < until:
        time.sleep(0.1)
    assert IRI("http://example.org/h") in store.graphs()
    store.put_graph(WORLD, [quad("after")])
    assert store.version > before + 1
    assert values(store) == ["after"]
    version = store.version
    store.close()
    again = open_store(settings_for(server.url, tmp_path / "a"))
    assert (again.is_behind, again.version >= version) == (False, True)
    again.close()


def test_a_crowd_is_turned_away(tmp_path: Path) -> None:
    """Queries that we left may still run on the server: their places stay taken for a while."""

    def sleep(request: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(1.0)
        sending(200, RESULTS, b'{"head":{},"boolean":true}')(request)

    with answering(sleep) as url:
        store = open_store(settings_for(url, tmp_path / "a", plain=True, query_workers=1, store_timeout_s=1), create=True)
        found: list[str] = []

        def ask() -> None:
            try:
                store.answer("ASK {}", "*/*", None, Limits(timeout_s=0.2))
            except AppError as error:
                found.append(error.code)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == ["busy"] * 4 + ["query-timeout"] * 8
        store.close()


def test_what_an_article_is_stays_here(tmp_path: Path, shared_oxigraph: Any) -> None:
    shared_oxigraph.update("DROP ALL")
    store = open_store(settings_for(shared_oxigraph.url, tmp_path / "a"), create=True)
    article = NAMES.graph("article", "a1")
    store.replace(article, [quad("x", article)], Delta(added=(quad("y"),)))
    store.close()
    kept = json.loads((tmp_path / "a" / "store.json").read_text())
    assert (kept["server"], kept["schema"], len(kept["id"])) == (shared_oxigraph.url, 2, 32)
