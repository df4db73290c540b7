"""`amur watch`: once a night or all day, beside a server or alone; half-written and bad files; an end in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

KAZAN = "Wang Yi met Sergey Lavrov in Kazan on May 20, 2024.\n"
SOCHI = "Wang Yi met Sergey Lavrov in Sochi on 13 May 2019.\n"
ONCE = ("watch", "inbox", "--once", "--settle", "0.1", "--json")


def drop(folder: Path, name: str, text: str) -> Path:
    path = folder / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def told(out: str) -> list[tuple[str, str]]:
    return [(Path(one["name"]).name, one["status"]) for one in map(json.loads, out.splitlines())]


def wait_for(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    until = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_once_takes_what_is_new_or_changed_and_names_a_bad_file_once(tmp_path: Path, amur: Any) -> None:
    assert amur(*ONCE).code == 1  # there is no such folder
    assert not (tmp_path / "store").exists()
    drop(tmp_path, "kazan.txt", KAZAN)
    drop(tmp_path, "bad.jsonl", "{broken")
    drop(tmp_path, "notes.pdf", "not for us")
    first = amur(*ONCE)
    assert (first.code, told(first.out)) == (1, [("bad.jsonl, line 1", "failed"), ("kazan.txt", "added")])
    again = amur(*ONCE)
    assert (again.code, again.out, again.err) == (0, "", "")
    drop(tmp_path, "kazan.txt", KAZAN.replace("20", "21"))
    drop(tmp_path, "bad.jsonl", json.dumps({"id": "sochi", "text": SOCHI}))
    third = amur(*ONCE)
    assert (third.code, told(third.out)) == (0, [("bad.jsonl, line 1", "added"), ("kazan.txt", "updated")])


def test_once_waits_for_a_file_that_is_being_written(tmp_path: Path, amur: Any) -> None:
    path = drop(tmp_path, "sochi.txt", "Wang Yi met ")
    done = threading.Event()

    def write() -> None:
        for word in SOCHI.removeprefix("Wang Yi met ").split(" "):
            time.sleep(0.3)
            with path.open("a", encoding="utf-8") as out:
                out.write(f"{word} ")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    shown = amur("watch", "inbox", "--once", "--settle", "1.5", "--json")
    assert done.is_set()
    writer.join()
    assert (shown.code, told(shown.out)) == (0, [("sochi.txt", "added")])
    assert json.loads(shown.out)["claims"] == 1
    drop(tmp_path, "later.txt", KAZAN)
    left = amur("watch", "inbox", "--once", "--settle", "60", "--patience", "0")
    assert left.code == 0
    assert "later.txt is still being written; the next run takes it" in left.err


def test_it_watches_until_it_is_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    environment = {**os.environ, "AMUR_STORE": str(tmp_path / "store"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "app", "watch", "inbox", "--every", "0.2", "--settle", "0.1"]
    log = tmp_path / "log"
    with log.open("wb") as err:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=err)
    try:
        wait_for(lambda: "Watching" in log.read_text("utf-8"))
        drop(tmp_path, "kazan.txt", KAZAN)
        wait_for(lambda: "1 added, 1 claims" in log.read_text("utf-8"))
        drop(tmp_path, "empty.txt", "")
        wait_for(lambda: "1 failed" in log.read_text("utf-8"))
        time.sleep(1)
        assert log.read_text("utf-8").count("failed:") == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text("utf-8")
    assert not (tmp_path / "store" / "owner.json").exists()


def test_beside_a_server_it_sends_what_it_finds(tmp_path: Path, start_amur: Any, run_amur: Any) -> None:
    running = start_amur(tmp_path, "serve", "--port", "0")
    drop(tmp_path, "kazan.txt", KAZAN)
    shown = run_amur(tmp_path, *ONCE)
    assert (shown.code, told(shown.out)) == (0, [("kazan.txt", "added")])
    assert len(running.get("/api/v1/meetings", actor="Wang Yi").json()["items"]) == 1
    assert running.stop() == 0
