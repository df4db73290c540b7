"""Ingest is killed 25 times; each start finishes what was acknowledged, and what comes out in the end is what would have come without."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.archive import Archive
from app.exporters import export_graph
from app.ids import Names
from app.settings import Settings
from app.stores import open_store

ROUNDS = 25
ARTICLES = 80
REOPENED_S = 5.0  # the promise, in seconds of the processor: others may be using it, too

# The process loads the language model once and forks one ingest for each line of its input, so that a round costs no start.
INGEST = """
import os, sys, time
import app.pipeline
from app.outcomes import Source
from app.settings import Settings
from app.text_side import TextSide

warm = TextSide(Settings(_env_file=None))
warm.annotator, warm.rules
app.pipeline.TextSide = lambda settings, gazetteer=None: warm
PLACES = ("Moscow", "Beijing", "Harbin", "Astana", "Khabarovsk")


def sources():
    for number in range(int(sys.argv[1])):
        day, month, year = number % 28 + 1, number % 12 + 1, 2001 + number % 7
        text = f"Li Zhaoxing met Sergey Lavrov in {PLACES[number % 5]} on {day} {'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()[month - 1]} {year}."
        yield Source(f"{number}.txt", text.encode(), {"id": f"small-{number}", "published": f"{year}-12-30"})


def ingest(folder):
    started = time.process_time()
    with app.pipeline.Pipeline.open(Settings(store=folder, _env_file=None)) as pipeline:
        print("opened", time.process_time() - started, flush=True)
        for outcomes in pipeline.ingest(sources()):
            for outcome in outcomes:
                print(outcome.status, outcome.article, flush=True)


for line in iter(sys.stdin.readline, ""):
    pid = os.fork()
    if pid == 0:
        ingest(line.strip())
        os._exit(0)
    print("pid", pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


class Ingests:
    """Ingests one after another, all of the same articles."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, folder: Path) -> Iterator[str]:
        """Start one; its lines, and those of who starts it, up to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        return iter(self._process.stdout.readline, "ended\n")


@contextmanager
def ingests() -> Iterator[Ingests]:
    command = [sys.executable, "-c", INGEST, str(ARTICLES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Ingests(process)
        assert process.stdin is not None
        process.stdin.close()


def dump(folder: Path) -> bytes:
    store = open_store(Settings(store=str(folder), _env_file=None), read_only=True)
    out = io.BytesIO()
    export_graph(store, "nq", out, Names())
    store.close()
    return out.getvalue()


@pytest.mark.slow
def test_killed_ingests_end_like_one_that_was_left_alone(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    chance = random.Random(20230717)
    told: set[str] = set()
    kills = 0
    with ingests() as runs:
        alone = list(runs.start(whole))
        assert sum(line.startswith("added") for line in alone) == ARTICLES
        for _ in range(ROUNDS):
            pid, slept = 0, False
            for line in runs.start(killed):
                word, _, rest = line.strip().partition(" ")
                if word == "pid":
                    pid = int(rest)
                elif word == "opened":
                    assert float(rest) < REOPENED_S
                else:
                    told.add(rest)
                if pid and not slept and (told or word != "pid"):
                    slept = True
                    time.sleep(chance.uniform(0.0, 0.3))
                    os.kill(pid, signal.SIGKILL)
                    kills += 1
            archive = Archive.open(killed / "archive.sqlite")
            assert told <= {meta.id for meta in archive.articles()}  # nothing that was told is lost
            archive.close()
        last = list(runs.start(killed))
    assert kills == ROUNDS
    assert {line.split()[0] for line in last} <= {"pid", "opened", "added", "updated", "unchanged"}
    in_the_end, expected = dump(killed), dump(whole)
    assert sorted(set(in_the_end.splitlines()) ^ set(expected.splitlines()))[:10] == []  # readable when it fails
    assert in_the_end == expected
