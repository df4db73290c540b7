"""The lines of docs/exports.md and docs/graph.md, and the notebook, run as they stand against a running service."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
import uvicorn

from app.api.factory import create_app

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:8000"
EXPORTS = (ROOT / "docs" / "exports.md").read_text("utf-8")
GRAPH = (ROOT / "docs" / "graph.md").read_text("utf-8")
NOTEBOOK = ROOT / "docs" / "notebooks" / "network.ipynb"
RUN_NOTEBOOK = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], 4)
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": sys.argv[3]}}).execute()
nbformat.write(notebook, sys.argv[2])
"""
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("loaders")]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def address(network_settings: Any) -> Iterator[str]:
    """A server over the network of network.py, on a port that the system chose."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(network_settings), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


def run_python(code: str, folder: Path, **more: str) -> str:
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT), **more}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


EXPECTED = {
    "pandas": ["2023", "e"],
    "igraph": ["Sergei Shoigu", "谢尔盖·绍伊古"],
    "networkx": ["('xi-jinping', 'vladimir-putin'", "('vladimir-putin', 'sergei-shoigu'", "; c"],
    "rdflib": ["https://w3id.org/amur/id/event/e", "Wang Yi conferred with Sergey Lavrov"],
}


@pytest.mark.parametrize("tool", EXPECTED)
def test_a_user_gets_the_answer_with_five_lines(address: str, tmp_path: Path, tool: str) -> None:
    [code] = [block for block in blocks(EXPORTS, "python") if f"import {tool}" in block or f"from {tool}" in block or f", {tool}" in block]
    assert len([line for line in code.splitlines() if not line.startswith("import")]) <= 5
    printed = run_python(code.replace(ADDRESS, address), tmp_path)
    for words in EXPECTED[tool]:
        assert words in printed


def test_the_loader_of_gephi_lite_reads_the_address(address: str, read_in_node: Callable[..., Any], tmp_path: Path) -> None:
    [code] = blocks(EXPORTS, "javascript")
    folder = read_in_node.folder  # type: ignore[attr-defined]
    script = folder / "documented.mjs"
    script.write_text(code.replace(ADDRESS, address), "utf-8")
    done = subprocess.run(
        [shutil.which("node") or "node", str(script)], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "王毅" in done.stdout
    assert "2023-03-03" in done.stdout


def test_load_graph_as_documented(network_settings: Any, tmp_path: Path) -> None:
    [code] = [block for block in blocks(EXPORTS, "python") if "load_graph" in block]
    printed = run_python(code.replace('"amur-store"', repr(network_settings.store)), tmp_path)
    assert printed.split()[-1] == "2023-07-01"


def test_the_shell_lines_write_files(network_settings: Any, tmp_path: Path) -> None:
    [lines] = blocks(EXPORTS, "sh")
    for line in lines.strip().splitlines():
        command = line.replace("amur ", f"{sys.executable} -m app ", 1)
        environment = {**os.environ, "AMUR_STORE": network_settings.store, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "network.gexf").read_bytes().startswith(b"<?xml")
    assert len((tmp_path / "claims.csv").read_text("utf-8").splitlines()) > 4
    import gzip

    whole = gzip.decompress((tmp_path / "everything.nq.gz").read_bytes())
    assert b"graph/registry> .\n" in whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "everything.nq.gz", "leaders.gexf", "network.gexf"]


def holds(told: Any, answered: Any) -> bool:
    """Whether all that is told is in the answer; of lists, the first items."""
    if isinstance(told, dict):
        return isinstance(answered, dict) and all(key in answered and holds(value, answered[key]) for key, value in told.items())
    if isinstance(told, list):
        return isinstance(answered, list) and bool(told) == bool(answered) and all(map(holds, told, answered))
    return bool(told == answered)


@pytest.mark.parametrize("example", [block.splitlines() for block in blocks(GRAPH, "http")], ids=lambda lines: lines[0])
def test_examples_of_the_graph(address: str, example: list[str]) -> None:
    method, path = example[0].split(" ", 1)
    answer = httpx.request(method, f"{address}{path}", timeout=60)
    assert answer.status_code == int(example[1])
    assert holds(json.loads("\n".join(example[2:])), answer.json()), answer.text


def test_every_route_format_and_table_is_described() -> None:
    from app.api import export, graph
    from app.exporters import FORMATS, TABLES

    for route in graph.router.routes:
        assert f"`{getattr(route, 'path', '').removeprefix('/graph/').split(':')[0]}" in GRAPH
    for name in (*FORMATS, *TABLES):
        assert f"`{name}`" in EXPORTS or f"={name}`" in EXPORTS, name
    for name in export.ExportParameters.model_fields:
        word = name.removesuffix("_")
        assert re.search(rf"`{word}`|`{word}=|--{word}|[?&]{word}=", EXPORTS), name


def test_the_notebook_runs_and_shows_what_the_service_answers(address: str, tmp_path: Path) -> None:
    source = nbformat.read(NOTEBOOK, 4)
    assert not any(cell.get("outputs") for cell in source.cells)  # outputs would go stale
    done = tmp_path / "done.ipynb"
    environment = {
        **os.environ,
        "AMUR_URL": address,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-c", RUN_NOTEBOOK, str(NOTEBOOK), str(done), str(tmp_path)],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    outputs = [output for cell in nbformat.read(done, 4).cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
    printed = "".join(output.get("text", "") for output in outputs)
    subgraph = httpx.get(f"{address}/api/v1/graph/subgraph", timeout=60).json()
    assert f"{subgraph['total_nodes']} actors, {subgraph['total_edges']} edges" in printed
    assert "Bombers" not in printed
    assert "Wang Yi conferred with Sergey Lavrov in Jakarta in July 2023." in printed
    assert "Warning" not in printed
    assert any("JointPatrol" in output.get("data", {}).get("text/plain", "") for output in outputs)
