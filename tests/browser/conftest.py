"""A served, filled store and Debian's chromium. Without chromium the tests are skipped by name; where CI=true they fail."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from app.api.factory import create_app
from app.outcomes import Source
from app.pipeline import Pipeline
from app.resources import find_resource
from app.settings import Settings

AXE = "axe-core@4.10.3"
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def corpus() -> ModuleType:
    """tests/api/corpus.py."""
    name = "amur_test_corpus"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "api" / "corpus.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's chromium instead of a downloaded one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing, and CI must not skip the browser tests (Debian: apt install chromium)")
        pytest.skip("chromium is not installed (Debian: apt install chromium)")
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a server on a port that the system chose."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.1)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def base_url(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small store of tests/api/corpus.py."""
    settings = corpus.settings_in(tmp_path_factory.mktemp("browser"))
    corpus.fill(settings)
    with serving(settings) as url:
        yield url


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the whole bundled corpus, as `amur demo` starts it."""
    settings = Settings(store=str(tmp_path_factory.mktemp("demo") / "store"), _env_file=None)
    files = sorted(find_resource("data", "curated").glob("*.csv")) + sorted(find_resource("data", "articles").glob("2*.md"))
    with Pipeline.open(settings) as pipeline:
        for outcomes in pipeline.ingest(Source(file.name, file.read_bytes(), {}) for file in files):
            assert [outcome.reason for outcome in outcomes if outcome.status == "failed"] == []
    with serving(settings) as url:
        yield url


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, from the npm registry into a folder of this session: it is no part of Amur."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so axe-core cannot be had (Debian: apt install npm)")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", AXE]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the npm registry did not give {AXE} within two minutes")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip(f"the npm registry does not give {AXE}: {done.stderr.strip()[-200:]}")
    return script.read_text(encoding="utf-8")


@pytest.fixture
def shots() -> Path | None:
    """Where screenshots are kept (AMUR_SCREENSHOTS), if anywhere."""
    folder = os.environ.get("AMUR_SCREENSHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
