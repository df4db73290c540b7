"""The committed scripts are what their sources build to."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "app" / "web"


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_committed_islands_are_built_from_their_sources(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI") == "true":
            pytest.fail("npm is missing, and CI must not skip the build of the islands")
        pytest.skip("npm is not installed, so the islands cannot be built (Debian: apt install npm)")
    copy = tmp_path / "islands"
    shutil.copytree(WEB / "islands", copy, ignore=shutil.ignore_patterns("node_modules"))
    for command in ([npm, "ci", "--ignore-scripts"], [npm, "run", "build"], ["node", "notices.js"]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == (WEB.parents[1] / "THIRD_PARTY_NOTICES").read_text(encoding="utf-8")
    assert files_of(tmp_path / "static" / "islands") == files_of(WEB / "static" / "islands")
