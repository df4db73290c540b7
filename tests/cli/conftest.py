"""Two ways to run a command: as a process of its own, and (faster) in this one; one filled store for tests that only read."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli import main

KAZAN = """Foreign ministers meet in Kazan

KAZAN, May 20 -- Foreign Minister Wang Yi met his Russian counterpart, Sergey Lavrov, in Kazan on Monday, the ministry said.
"""
MOSCOW = """---
id: moscow-visit
title: A visit to Moscow
published: 2023-03-22
publisher: Example Times
---

Vladimir Putin received Xi Jinping in Moscow on March 21, 2023.
"""
TIMEOUT_S = 120


@dataclass(frozen=True)
class Result:
    """What a command left: exit code, data, messages."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Amur = Callable[..., Result]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AMUR_")}
    return {**kept, "AMUR_STORE": str(folder / "store"), **more}


def run_process(folder: Path, *arguments: str, stdin: bytes = b"", **more: str) -> Result:
    """`python -m app …` as a process, in this folder, with the store `store` there."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        env=environment(folder, **more), cwd=folder, input=stdin, capture_output=True, timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def amur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Amur]:
    """Run a command in this process, in `tmp_path`, with the store `tmp_path/store` unless `store` says otherwise."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AMUR_")]:
        monkeypatch.delenv(name)
    logger = logging.getLogger("app")
    before = logger.handlers[:], logger.level, logger.propagate

    def run(*arguments: str, store: Path | None = None) -> Result:
        monkeypatch.setenv("AMUR_STORE", str(store or tmp_path / "store"))
        monkeypatch.setattr(sys, "argv", ["amur", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    yield run
    logger.handlers[:], logger.level, logger.propagate = before


def write_inputs(folder: Path) -> tuple[str, str]:
    (folder / "kazan.txt").write_text(KAZAN, "utf-8")
    (folder / "moscow.md").write_text(MOSCOW, "utf-8")
    return "kazan.txt", "moscow.md"


@pytest.fixture
def inputs(tmp_path: Path) -> tuple[str, str]:
    """Two articles in `tmp_path`: kazan.txt (to be read with --published 2024-05-21) and moscow.md."""
    return write_inputs(tmp_path)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that the command line filled with the two articles; never written to afterwards."""
    folder = tmp_path_factory.mktemp("filled")
    done = run_process(folder, "ingest", *write_inputs(folder), "--published", "2024-05-21", "--publisher", "Example Times")
    assert done.code == 0, done
    return folder / "store"


@dataclass
class Server:
    """A running `amur serve` and its store's folder."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str
    log: Path

    def get(self, path: str, **params: str) -> httpx.Response:
        return httpx.get(self.url + path, params=params, timeout=30)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT_S)


def start_server(folder: Path, *arguments: str, **more: str) -> Server:
    """Start `amur serve --port 0` (or the command given) and wait for the address that it prints on stderr."""
    log = folder / "server.log"
    with log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", *(arguments or ("serve", "--port", "0"))],
            env=environment(folder, **more), cwd=folder, stdout=subprocess.PIPE, stderr=err,
        )  # fmt: skip
    until = time.monotonic() + TIMEOUT_S
    while time.monotonic() < until and process.poll() is None:
        words = [word for word in log.read_text("utf-8").split() if word.startswith("http://")]
        if words:
            return Server(process, folder, words[0].rstrip("/"), log)
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"no server: {log.read_text('utf-8')}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on an empty store of its own."""
    folder = tmp_path_factory.mktemp("server")
    write_inputs(folder)
    running = start_server(folder)
    yield running
    if running.process.poll() is None:
        running.stop()
    if running.process.stdout:
        running.process.stdout.close()


@pytest.fixture(scope="session")
def run_amur() -> Amur:
    """`run_process`, for tests that want a process."""
    return run_process


@pytest.fixture
def start_amur() -> Iterator[Callable[..., Server]]:
    """`start_server`; what is still running at the end of the test is killed."""
    started: list[Server] = []

    def start(folder: Path, *arguments: str) -> Server:
        started.append(start_server(folder, *arguments))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
        if running.process.stdout:
            running.process.stdout.close()
