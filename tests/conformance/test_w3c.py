"""The SPARQL test suites of the W3C, over HTTP, against `amur serve --plain`; what is missed is listed with its reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

KNOWN = json.loads(Path(__file__).with_name("known_misses.json").read_text(encoding="utf-8"))
NOT_REQUIRED = ("entailment", "ours", "graph-store-protocol (direct)")
AMUR = [sys.executable, "-m", "app"]


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address and key of a server of an empty bare dataset."""
    environment = {**os.environ, "AMUR_STORE": str(tmp_path / "store")}
    made = subprocess.run([*AMUR, "keys", "create", "test", "--json"], env=environment, capture_output=True, check=True)
    with subprocess.Popen([*AMUR, "serve", "--plain", "--port", "0", "--json"], env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout
        told = b""
        while not told.rstrip().endswith(b"}"):
            line = server.stdout.readline()
            assert line, "the server has ended"
            told += line
        yield json.loads(told)["url"], json.loads(made.stdout)["key"]
        server.terminate()


@pytest.mark.shared
@pytest.mark.slow
def test_suites(shared: Path, endpoint: tuple[str, str], tmp_path: Path) -> None:
    runner, suites, report = shared / "tools" / "w3c_conformance.py", shared / "rdf-tests", tmp_path / "report.json"
    if not runner.is_file() or not suites.is_dir():
        pytest.skip("the test suites are not in ../shared")
    url, key = endpoint
    command = [sys.executable, str(runner), str(suites), "--query", f"{url}/sparql", "--update", f"{url}/sparql"]
    command += ["--gsp", f"{url}/rdf-graph-store", "--bearer", key, "--extras", "--json", str(report)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert report.is_file(), ended.stderr
    results = json.loads(report.read_text(encoding="utf-8"))
    passed = Counter(one["category"] for one in results if one["result"] == "pass")
    required = [one for one in results if one["category"] not in NOT_REQUIRED and one["result"] != "skip"]
    unknown = {f"{one['category']}/{one['test']}: {one['message'][:300]}" for one in required if one["result"] == "fail"}
    unknown = {text for text in unknown if text.split("/")[1].split(":")[0] not in KNOWN["misses"]}
    assert unknown == set()
    assert len(required) >= 813
    floors = KNOWN["floors"]
    assert sum(one["result"] == "pass" for one in required) >= floors["required"]
    assert {name: passed[name] for name in floors if name != "required"} == {
        name: floor for name, floor in floors.items() if name != "required"
    }
