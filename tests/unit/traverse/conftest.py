"""The network of tests/tools/network.py in a store that is opened for reading."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store, open_store

_NETWORK = Path(__file__).parents[2] / "tools" / "network.py"


@pytest.fixture(scope="session")
def network_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = "amur_test_network"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _NETWORK)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return Path(sys.modules[name].fill(tmp_path_factory.mktemp("network")).store)


@pytest.fixture(scope="session")
def store(network_folder: Path) -> Iterator[Store]:
    from app.settings import Settings

    opened = open_store(Settings(store=str(network_folder)), read_only=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def names() -> Names:
    return Names()
