"""One filled store and one running application for all tests of the API; tests that write make their own."""

from __future__ import annotations

import importlib.util
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.api.factory import create_app
from app.outcomes import Source
from app.pipeline import Pipeline
from app.resources import find_resource
from app.settings import Settings

with warnings.catch_warnings():  # Starlette's test client prefers a client library that is not ours
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


def _load_corpus() -> ModuleType:
    name = "amur_test_corpus"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("corpus.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session", autouse=True)
def stores_on_servers(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--on-server`, whatever names a folder as its store gets a server for that folder: the same tests, on the remote store."""
    if not request.config.getoption("--on-server"):
        yield
        return
    start = request.getfixturevalue("start_oxigraph")
    servers: dict[str, str] = {}

    def put_on_server(settings: Settings, /, **values: Any) -> None:
        folder = values.get("store")
        if isinstance(folder, str) and not folder.startswith("http"):
            if folder not in servers:
                servers[folder] = start().url
            values |= {"store": servers[folder], "archive": folder}
        make(settings, **values)

    make = Settings.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "__init__", put_on_server)
        yield


@pytest.fixture(scope="session")
def corpus() -> ModuleType:
    """tests/api/corpus.py."""
    return _load_corpus()


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application that owns a filled store."""
    corpus = _load_corpus()
    settings = corpus.settings_in(tmp_path_factory.mktemp("api"))
    corpus.fill(settings)
    with TestClient(create_app(settings), follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        client.headers["Accept"] = "*/*"
        yield client


@pytest.fixture(scope="session")
def event_id(client: TestClient) -> str:
    """The meeting in Jakarta, which two papers tell."""
    items = client.get("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov").json()["items"]
    assert len(items) == 1
    return str(items[0]["id"])


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application over the whole bundled corpus: dispatches and curated tables, read by the real pipeline."""
    files = sorted(find_resource("data", "curated").glob("*.csv")) + sorted(find_resource("data", "articles").glob("2*.md"))
    settings = Settings(store=str(tmp_path_factory.mktemp("bundled") / "store"), _env_file=None)  # type: ignore[call-arg]
    with Pipeline.open(settings) as pipeline:
        for outcomes in pipeline.ingest(Source(file.name, file.read_bytes(), {}) for file in files):
            assert [outcome.reason for outcome in outcomes if outcome.status == "failed"] == []
    with TestClient(create_app(settings), follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        client.headers["Accept"] = "*/*"
        yield client
