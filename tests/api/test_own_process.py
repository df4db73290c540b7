"""`uvicorn app.main:app` as its users start it: in a process of its own, on a port that only the server knows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.api.own_process import loopback_url
from app.owner import read_owner

ARTICLE = "---\ntitle: A day in Harbin\npublished: 2019-05-02\n---\nWang Yi met Sergey Lavrov in Harbin on 1 May 2019.\n"


def environment(store: Path) -> dict[str, str]:
    return {**os.environ, "AMUR_STORE": str(store), "NO_COLOR": "1"}


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The address of a real server over the store; it is stopped in order."""
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0"]
    process = subprocess.Popen(command, env=environment(store), stderr=subprocess.PIPE, text=True)
    killer = threading.Timer(60, process.kill)
    killer.start()
    try:
        assert process.stderr is not None
        told = ""
        for line in process.stderr:
            told += line
            if found := re.search(r"running on (http://\S+)", line):
                break
        else:
            pytest.fail(f"the server did not start: {told}")
        yield found.group(1)
    finally:
        killer.cancel()
        process.terminate()
        process.communicate(timeout=30)


def test_the_command_line_writes_beside_a_server_after_the_first_request(tmp_path: Path) -> None:
    store, article = tmp_path / "store", tmp_path / "harbin.md"
    article.write_text(ARTICLE, encoding="utf-8")
    ingest = [sys.executable, "-m", "app", "ingest", str(article)]
    with serving(store) as url:
        before = read_owner(store)
        assert before is not None
        assert before.url is None  # nobody has asked yet
        refused = subprocess.run(ingest, env=environment(store), capture_output=True, text=True, timeout=60, check=False)
        assert refused.returncode == 4
        assert "first request" in refused.stderr
        with urlopen(f"{url}/health") as answer:
            assert answer.status == 200
        after = read_owner(store)
        assert after is not None
        assert (after.url, after.token) == (url, before.token)
        taken = subprocess.run(ingest, env=environment(store), capture_output=True, text=True, timeout=120, check=False)
        assert taken.returncode == 0, taken.stderr
        with urlopen(f"{url}/api/v1/meetings?actor=wang-yi") as answer:
            assert b"in Harbin on 1 May 2019" in answer.read()
        second = subprocess.run(
            [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0"],
            env=environment(store), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert second.returncode != 0
        assert f"is owned by process {after.pid}, which serves {url}" in second.stderr
        assert "Traceback" not in second.stderr
    assert read_owner(store) is None


@pytest.mark.parametrize(
    ("server", "scheme", "url"),
    [
        (("127.0.0.1", 8000), "http", "http://127.0.0.1:8000"),
        (("::1", 8000), "http", "http://[::1]:8000"),
        (("192.0.2.1", 8000), "http", None),
        (("testserver", 80), "http", None),
        (("/run/amur.sock", None), "http", None),
        (("127.0.0.1", 8000), "https", None),
        (None, "http", None),
    ],
)
def test_only_a_loopback_socket_tells_the_address(server: tuple[str, int | None] | None, scheme: str, url: str | None) -> None:
    assert loopback_url({"type": "http", "scheme": scheme, "server": server}) == url
