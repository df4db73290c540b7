"""kill -9 at any moment of the write path: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.archive import Archive
from app.ids import Names
from app.owner import read_owner
from app.settings import Settings
from app.stores import open_store

NAMES = Names()
TRIPLES = 40  # of one article, and as many in the world
ROUNDS = 25
REOPENED_S = 5  # the promise; it takes some tenths of a second

# Appends article after article as the pipeline does, and says so after each durable step. Every third changes an older one.
# The process that is started loads the program once and forks one writer a line of its input, so that a round costs no start.
WRITER = """
import os, random, sys
from pathlib import Path
from app.archive import Archive
from app.ids import Names
from app.model import IRI, Article, Block, Claim, Delta, Evidence, Extraction, Quad, RdfLiteral
from app.settings import Settings
from app.stores import open_store
import app.stores.embedded_opening

settings, names, triples = Settings(store=sys.argv[1], _env_file=None), Names(), int(sys.argv[2])
says, world = IRI("http://example.org/says"), names.graph("world")


def content(article, version, graph):
    return [Quad(IRI(f"http://example.org/{article}"), says, RdfLiteral(f"{version}:{i}"), graph) for i in range(triples)]


def apply(store, article, version):
    graph = names.graph("article", article)
    old = tuple(Quad(q.subject, q.predicate, q.object, world) for q in store.get_graph(graph))
    new = tuple(content(article, version, world))
    store.replace(graph, content(article, version, graph), Delta(tuple(set(old) - set(new)), tuple(set(new) - set(old))))


def finish(store, archive):
    store.flush()
    for pending in archive.unapplied():
        archive.mark_applied(pending.article, pending.version)


def write():
    store, archive = open_store(settings, create=True), Archive.open(Path(sys.argv[1]) / "archive.sqlite")
    for pending in archive.unapplied():
        apply(store, pending.article, pending.version)
    finish(store, archive)
    print("ready", flush=True)
    number = len(archive.articles())
    while True:
        number += 1
        name = f"a{number if number % 3 else random.randint(1, number)}"
        text = f"{name} {random.random()}"
        article = Article(id=name, key=name, text=text, sha256="", blocks=(Block("body", 0, len(text)),))
        version = archive.append(text.encode(), article)
        print(name, version.number, flush=True)
        claim = Claim(id=f"c{name}", article=name, type="Meeting", evidence=(Evidence(0, 1, text[0]),), rule="r")
        archive.save_claims(name, version.number, [claim], Extraction("m", "r", "s"), {claim.id: ["all"]})
        apply(store, name, version.number)
        if number % 4 == 0:
            finish(store, archive)


for line in iter(sys.stdin.readline, ""):
    pid = os.fork()
    if pid == 0:
        random.seed(os.getpid())
        write()
    print("pid", pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


@contextmanager
def writers(folder: Path) -> Iterator[Callable[[], tuple[int, Iterator[str]]]]:
    """Starts one writer after another: gives its pid once it is ready, and the lines that it writes from then to its end."""
    command = [sys.executable, "-c", WRITER, str(folder), str(TRIPLES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def start() -> tuple[int, Iterator[str]]:
            stdin.write("go\n")
            stdin.flush()
            pid = 0
            for line in stdout:
                pid = int(line.split()[1]) if line.startswith("pid") else pid
                if line == "ready\n":
                    break
            while not pid:
                line = stdout.readline()
                pid = int(line.split()[1]) if line.startswith("pid") else 0
            return pid, iter(stdout.readline, "ended\n")

        try:
            yield start
        finally:
            stdin.close()


@pytest.mark.slow
def test_kill_at_random_moments(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    chance = random.Random(4711)
    acknowledged: dict[str, int] = {}
    with writers(folder) as start:
        for _ in range(ROUNDS):
            pid, lines = start()
            time.sleep(chance.uniform(0.01, 0.4))
            os.kill(pid, signal.SIGKILL)
            for line in lines:
                name, _, version = line.strip().partition(" ")
                if version.isdecimal():
                    acknowledged[name] = max(acknowledged.get(name, 0), int(version))
            check(folder, acknowledged)
    assert sum(acknowledged.values()) >= ROUNDS  # versions of articles: something was written between the kills


def check(folder: Path, acknowledged: dict[str, int]) -> None:
    """Nothing that was acknowledged is lost, no graph is half there, and the next owner is there at once."""
    started = time.monotonic()
    settings = Settings(store=str(folder), _env_file=None)
    archive, store = Archive.open(folder / "archive.sqlite"), open_store(settings)
    assert time.monotonic() - started < REOPENED_S
    in_archive = {meta.id: archive.versions(meta.id)[-1].number for meta in archive.articles()}
    assert {name: in_archive.get(name, 0) >= version for name, version in acknowledged.items()} == dict.fromkeys(acknowledged, True)
    pending = {one.article for one in archive.unapplied()}
    world = [quad.object.value for quad in store.get_graph(NAMES.graph("world"))]
    of_articles = []
    for name, version in in_archive.items():
        values = {quad.object.value for quad in store.get_graph(NAMES.graph("article", name))}
        versions = {value.partition(":")[0] for value in values}
        assert len(values) in (0, TRIPLES)  # whole, or not there yet
        assert len(versions) <= 1  # never two versions mixed
        if name not in pending:
            assert versions == {str(version)}
        of_articles += sorted(values)
    assert sorted(world) == sorted(of_articles)  # an article and its share of the world come and go together
    store.close()
    archive.close()


def test_a_killed_owner_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with writers(folder) as start:
        pid, lines = start()
        owner = read_owner(folder)
        assert owner
        assert owner.pid == pid
        os.kill(pid, signal.SIGKILL)
        assert all(line != "ready\n" for line in lines)  # to its end
    assert read_owner(folder) is None
    store = open_store(Settings(store=str(folder), _env_file=None))
    taken = read_owner(folder)
    assert taken
    assert taken.is_this_process
    assert taken.token != owner.token
    store.close()


def test_reading_after_a_crash_sees_what_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    script = (
        "import os, sys\nfrom app.ids import Names\nfrom app.model import IRI, Quad, RdfLiteral\nfrom app.settings import Settings\n"
        "from app.stores import open_store\n"
        "store, world = open_store(Settings(store=sys.argv[1], _env_file=None), create=True), Names().graph('world')\n"
        "store.put_graph(world, [Quad(IRI('http://example.org/s'), IRI('http://example.org/p'), RdfLiteral('x'), world)])\n"
        "os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(folder)], check=False).returncode == -signal.SIGKILL
    settings = Settings(store=str(folder), _env_file=None)
    reader = open_store(settings, read_only=True)
    assert len(reader.get_graph(NAMES.graph("world"))) == 1
    version = reader.version
    reader.close()
    store = open_store(settings)
    assert len(store.get_graph(NAMES.graph("world"))) == 1
    assert store.version >= version > 1  # a version that was never used
    store.close()


def test_an_interrupted_publication_leaves_nothing(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), _env_file=None)
    open_store(settings, create=True).close()
    half = tmp_path / "store" / "checkpoints" / ".77"
    half.mkdir()
    (half / "000001.sst").write_text("half")
    reader = open_store(settings, read_only=True)
    assert reader.version == 0
    reader.close()
    store = open_store(settings)
    store.delete_graph(NAMES.graph("world"))
    store.flush()
    assert not half.exists()
    store.close()
