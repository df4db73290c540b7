"""Articles over HTTP while others ask, and a server that is killed while it reads them: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from app.keys import KeyRing

ARTICLES = 12
ASKED = 20


def start(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server over the store in `folder`, and its address."""
    log = folder / f"log-{time.monotonic_ns()}"
    environment = {**os.environ, "AMUR_STORE": str(folder / "store"), "NO_COLOR": "1"}
    with log.open("wb") as err:
        process = subprocess.Popen([sys.executable, "-m", "app", "serve", "--port", "0"], env=environment, stderr=err)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"http://\S+\d", log.read_text("utf-8")):
            return process, found[0]
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"no server: {log.read_text('utf-8')}")


def is_finished(job: str) -> bool:
    return bool(httpx.get(job, timeout=30).json()["finished"])


@pytest.mark.slow
def test_reading_holds_up_nobody_and_a_killed_server_goes_on_with_its_jobs(tmp_path: Path) -> None:
    key = KeyRing(tmp_path / "store").create("test")
    lines = [
        {"id": f"n{day}", "published": "2024-06-30", "text": f"Wang Yi met Sergey Lavrov in Kazan on June {day}, 2024.\n" * 5}
        for day in range(1, ARTICLES + 1)
    ]
    process, url = start(tmp_path)
    try:
        sent = httpx.post(
            f"{url}/api/v1/articles",
            content="\n".join(map(json.dumps, lines)),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"},
            timeout=60,
        )
        assert sent.status_code == 202
        job = sent.headers["location"]
        for _ in range(ASKED):
            for path in ("/health", "/api/v1/meetings?actor=wang-yi", "/sparql?query=ASK%7B%7D"):
                assert httpx.get(url + path, timeout=30).status_code == 200
        assert not is_finished(url + job)  # all of that was answered while articles were being read
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    process, url = start(tmp_path)
    try:
        until = time.monotonic() + 120
        while not is_finished(url + job) and time.monotonic() < until:
            time.sleep(0.1)
        told = httpx.get(url + job, timeout=30).json()
        assert (told["status"], told["counts"]["added"]) == ("done", ARTICLES)
        met = httpx.get(f"{url}/api/v1/meetings?actor=wang-yi&limit=100", timeout=30).json()["items"]
        assert {item["time"]["edtf"] for item in met} == {f"2024-06-{day:02}" for day in range(1, ARTICLES + 1)}
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
