"""The command line itself is killed while it ingests; what comes out in the end is what would have come without."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.exporters import export_graph
from app.ids import Names
from app.resources import find_resource
from app.settings import Settings
from app.stores import open_store

ROUNDS = 4


def start_ingest(folder: Path) -> subprocess.Popen[bytes]:
    inputs = [str(find_resource("data", "curated")), *map(str, sorted(find_resource("data", "articles").glob("2013*.md")))]
    command = [sys.executable, "-m", "app", "ingest", *inputs]
    return subprocess.Popen(command, env={**os.environ, "AMUR_STORE": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def dump(folder: Path) -> bytes:
    store = open_store(Settings(store=str(folder), _env_file=None), read_only=True)
    out = io.BytesIO()
    export_graph(store, "nq", out, Names())
    store.close()
    return out.getvalue()


@pytest.mark.slow
def test_killed_ingests_end_like_one_that_was_left_alone(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    started = time.monotonic()
    assert start_ingest(whole).wait(120) == 0
    duration = time.monotonic() - started

    chance = random.Random(20230717)
    killed = tmp_path / "killed"
    for _ in range(ROUNDS):
        ingest = start_ingest(killed)
        time.sleep(chance.uniform(0.4, 1.0) * duration)
        ingest.send_signal(signal.SIGKILL)
        ingest.wait()
    assert start_ingest(killed).wait(240) == 0
    in_the_end, alone = dump(killed), dump(whole)
    assert sorted(set(in_the_end.splitlines()) ^ set(alone.splitlines()))[:10] == []  # readable when it fails
    assert in_the_end == alone
