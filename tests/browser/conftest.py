"""A served, filled store and Debian's chromium. Without chromium the tests are skipped by name; where CI=true they fail."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from app.api.factory import create_app

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


@pytest.fixture(scope="session")
def base_url(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a port that the system chose."""
    settings = corpus.settings_in(tmp_path_factory.mktemp("browser"))
    corpus.fill(settings)
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


@pytest.fixture
def shots() -> Path | None:
    """Where screenshots are kept (AMUR_SCREENSHOTS), if anywhere."""
    folder = os.environ.get("AMUR_SCREENSHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
