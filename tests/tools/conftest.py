"""The network of network.py as projections and as files, and the loaders of graph tools."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.exporters import NetworkRequest, export_network
from app.exporters.dataset import describe_network
from app.exporters.network import Network, actor_network, event_network
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store, open_store
from app.traverse import GraphFilters, Projection, project

HERE = Path(__file__).parent
LOADERS = HERE / "package.json"


def load(name: str) -> ModuleType:
    """A module of this folder."""
    full = f"amur_test_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def rules() -> ModuleType:
    """tests/tools/rules.py."""
    return load("rules")


@pytest.fixture(scope="session")
def network_settings(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load("network").fill(tmp_path_factory.mktemp("tools"))


@pytest.fixture(scope="session")
def store(network_settings: Any) -> Iterator[Store]:
    opened = open_store(network_settings, read_only=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def projection(store: Store) -> Projection:
    """All that the network holds, plans and denials too."""
    return project(store, Gazetteer.load(), Names(), GraphFilters(statuses=("all",)))


@pytest.fixture(scope="session")
def network(projection: Projection, store: Store) -> Callable[[str], Network]:
    about = describe_network(projection, Names())
    made = {"actors": actor_network(projection, Names(), about), "events": event_network(projection, store, Names(), about)}
    return made.__getitem__


@pytest.fixture(scope="session")
def exported(projection: Projection, store: Store) -> Callable[..., bytes]:
    def make(format_: str, projected: str = "actors", **more: Any) -> bytes:
        out = io.BytesIO()
        export_network(projection, store, Names(), NetworkRequest(format_, projected, **more), out)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def read_in_node(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Any]:
    """Reads a file with a loader (see read_network.mjs); without node, npm or the registry the tests are skipped by name."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node or npm is not installed, so the loaders of graph tools cannot run (Debian: apt install nodejs npm)")
    folder = tmp_path_factory.mktemp("loaders")
    for name in ("package.json", "package-lock.json", "read_network.mjs"):
        shutil.copy(HERE / name, folder)
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the npm registry did not give the loaders of graph tools within two minutes")
    if done.returncode:
        pytest.skip(f"the npm registry does not give the loaders of graph tools: {done.stderr.strip()[-200:]}")

    def read(loader: str, data: bytes) -> Any:
        file = folder / f"{loader}-{len(data)}.txt"
        file.write_bytes(data)
        ran = subprocess.run(
            [node, "read_network.mjs", loader, str(file)], cwd=folder, capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )  # fmt: skip
        if ran.returncode:
            raise ValueError(ran.stderr.strip())
        return json.loads(ran.stdout)

    read.folder = folder  # type: ignore[attr-defined]
    return read
