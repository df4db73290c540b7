"""`amur serve` and `amur demo`, and commands beside them: one process owns the store, the others ask it or read its checkpoint."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

MEETING = ("met", "Wang Yi", "Sergey Lavrov", "--json")


def test_it_prints_its_address_and_answers(server: Any) -> None:
    assert server.log.read_text("utf-8") == f"Amur serves {server.url}/  (Ctrl-C stops it)\n"
    assert server.get("/ready").json()["status"] == "ready"
    assert server.get("/").headers["content-type"].startswith("text/html")
    owner = server.folder / "store" / "owner.json"
    assert stat.S_IMODE(owner.stat().st_mode) == 0o600
    assert json.loads(owner.read_text("utf-8"))["url"] == server.url


def test_addresses_as_people_type_them(server: Any) -> None:
    """curl sends the bytes of what was typed; the standard wants them encoded."""
    host, port = server.url.removeprefix("http://").split(":")

    def send(data: bytes) -> tuple[bytes, Any]:
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(data)
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        return head, json.loads(body)

    def ask(address: str, more: str = "") -> bytes:
        return f"GET {address} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()

    head, found = send(ask("/api/v1/actors?q=王毅", "Connection: close\r\n"))
    assert head.startswith(b"HTTP/1.1 200")
    assert found["items"][0]["id"] == "wang-yi"
    with socket.create_connection((host, int(port)), timeout=20) as line:  # the second on the same connection
        line.sendall(ask("/health"))
        first = b""
        while b'"ok"' not in first:
            first += line.recv(65536)
        line.sendall(ask("/api/v1/graph/neighbors/Лавров", "Connection: close\r\n"))
        assert b'"center": "sergey-lavrov"' in b"".join(iter(lambda: line.recv(65536), b""))
    head, problem = send("王 毅\r\n\r\n".encode())
    assert head.startswith(b"HTTP/1.1 400") and b"application/problem+json" in head
    assert problem["hint"]


def test_commands_beside_it_write_through_it_and_read_its_checkpoint(server: Any, run_amur: Any) -> None:
    flags = ("--published", "2024-05-21", "--publisher", "Example Times")
    assert run_amur(server.folder, *MEETING).code == 3
    before = server.get("/ready").json()["version"]
    added = run_amur(server.folder, "ingest", "kazan.txt", "missing.txt", "moscow.md", *flags, "--json")
    assert added.code == 1
    assert [(article["name"], article["status"]) for article in added.json["articles"]] == [
        ("kazan.txt", "added"), ("missing.txt", "failed"), ("moscow.md", "added"),
    ]  # fmt: skip
    assert server.get("/ready").json()["version"] > before
    again = run_amur(server.folder, "ingest", "kazan.txt", "moscow.md", *flags)
    assert again.code == 0
    assert again.err.splitlines()[1].split()[:5] == ["2", "0", "0", "2", "0"]

    found = run_amur(server.folder, *MEETING)
    assert found.code == 0
    asked = server.get("/api/v1/meetings", **{"actor": "Wang Yi", "with": "Sergey Lavrov"}).json()
    assert found.json["items"] == asked["items"]
    assert len(asked["items"]) == 1

    export = run_amur(server.folder, "export", "--format", "nq")
    assert export.code == 0
    assert export.out == server.get("/export", format="nq").text
    assert run_amur(server.folder, "verify").code == 0
    assert run_amur(server.folder, "doctor").out.count(server.url) == 1

    rebuilt = run_amur(server.folder, "rebuild", "--json")
    assert (rebuilt.code, rebuilt.json["articles"]) == (0, 2)
    assert run_amur(server.folder, "export", "--format", "nq").out == export.out

    taken = run_amur(server.folder, "retract", "moscow-visit")
    assert taken.code == 0
    assert "Withdrawn: A visit to Moscow" in taken.out
    assert server.get("/api/v1/meetings", actor="Putin").json()["items"] == []
    unknown = run_amur(server.folder, "retract", "moscow-visit")
    assert (unknown.code, unknown.out) == (3, "")
    assert "withdrawn already" in unknown.err


def test_bad_input_beside_it_is_told_as_without_it(server: Any, run_amur: Any) -> None:
    (server.folder / "empty.txt").write_bytes(b"")
    (server.folder / "latin.txt").write_bytes("Müller sagt".encode("latin-1"))
    shown = run_amur(server.folder, "ingest", "empty.txt", "latin.txt")
    assert shown.code == 1
    assert "failed: empty.txt: It is empty." in shown.err
    assert "failed: latin.txt: It is not UTF-8" in shown.err


def test_a_second_server_on_the_store_is_refused(server: Any, run_amur: Any) -> None:
    shown = run_amur(server.folder, "serve", "--port", "0")
    assert (shown.code, shown.out) == (4, "")
    assert f"which serves {server.url}" in shown.err
    assert "Traceback" not in shown.err
    assert server.get("/health").status_code == 200


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_told_and_nothing_is_written(tmp_path: Path, run_amur: Any, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        shown = run_amur(tmp_path, command, "--port", port)
        assert (shown.code, shown.out) == (4, "")
        assert f"Cannot listen on 127.0.0.1:{port}" in shown.err
        assert "--port" in shown.err
        assert json.loads(run_amur(tmp_path, command, "--port", port, "--json").err)["code"] == "configuration"
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_not_ours(tmp_path: Path, run_amur: Any) -> None:
    shown = run_amur(tmp_path, "serve", "--host", "192.0.2.1", "--port", "0")
    assert shown.code == 4
    assert "Cannot listen on 192.0.2.1:0" in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_it_in_order(tmp_path: Path, start_amur: Any, run_amur: Any, number: signal.Signals) -> None:
    running = start_amur(tmp_path, "serve", "--port", "0", "--json")
    assert running.process.stdout is not None
    told = json.loads(running.process.stdout.readline() + running.process.stdout.readline() + running.process.stdout.readline() + b"}")
    assert told == {"url": running.url, "store": str(tmp_path / "store")}
    assert running.get("/sparql", query="ASK {}", format="json").status_code == 200  # its workers run
    children = children_of(running.process.pid)
    assert children
    assert running.stop(number) == 0
    assert not (tmp_path / "store" / "owner.json").exists()
    assert "Traceback" not in running.log.read_text("utf-8")
    assert wait_for_end(children)
    graphs = run_amur(tmp_path, "query", "-", "--format", "csv", stdin=b"SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [line.rpartition("/")[2] for line in graphs.out.splitlines()] == ["g", "ontology", "queries", "registry"]


def test_a_killed_server_is_succeeded(tmp_path: Path, start_amur: Any, run_amur: Any) -> None:
    running = start_amur(tmp_path, "serve", "--port", "0")
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    assert (tmp_path / "store" / "owner.json").exists()
    assert run_amur(tmp_path, "ingest", "-", stdin=b"Wang Yi met Sergey Lavrov in Kazan on May 20, 2024.").code == 0
    assert not (tmp_path / "store" / "owner.json").exists()


@pytest.mark.slow
def test_demo_fills_a_store_and_serves_it(tmp_path: Path, start_amur: Any) -> None:
    running = start_amur(tmp_path, "demo", "--port", "0")
    log = running.log.read_text("utf-8")
    counts = dict(zip(*(line.split() for line in log.splitlines()[:2]), strict=True))
    assert (counts["failed"], counts["refused"]) == ("0", "0"), log
    assert int(counts["added"]) == int(counts["articles"]) > 30
    meetings = running.get("/api/v1/meetings", actor="Putin", **{"with": "Xi", "since": "2023", "until": "2023"}).json()["items"]
    assert any(item["time"]["edtf"] == "2023-10-18" and item["place"]["id"] == "beijing" for item in meetings)
    assert running.stop() == 0


# ---- processes ----------------------------------------------------------------------------------------------------------


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.splitlines()
    parents = {int(one): int(two) for one, two in (row.split() for row in rows)}
    found: list[int] = []
    queue = [pid]
    while queue:
        parent = queue.pop()
        fresh = [child for child, its_parent in parents.items() if its_parent == parent]
        found += fresh
        queue += fresh
    return found


def wait_for_end(pids: list[int], timeout_s: float = 15) -> bool:
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
