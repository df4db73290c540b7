"""The files by which Amur is built, checked and shipped name things that exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
from typer.main import get_command

from app.cli import cli
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def dockerfile() -> list[tuple[str, str]]:
    """Instruction and argument, continued lines joined, comments left out."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(instruction, argument) for instruction, argument in lines]


def last(instruction: str) -> str:
    return [argument for name, argument in dockerfile() if name == instruction][-1]


def test_the_container_starts_a_command_that_exists() -> None:
    program, command, *flags = json.loads(last("CMD"))
    commands = cast("Any", get_command(cli)).commands
    assert (program, flags) == ("amur", [])
    assert command in commands
    assert 'amur = "app.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_container_asks_a_route_that_exists() -> None:
    from app.api.factory import create_app

    check = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    assert check[:2] == ["python", "-c"]
    compile(check[2], "HEALTHCHECK", "exec")
    (route,) = re.findall(r"\}(/[a-z]+)", check[2])
    assert route in create_app(Settings(_env_file=None)).openapi()["paths"]  # type: ignore[call-arg]


def test_the_container_is_small_and_unprivileged() -> None:
    stages = [argument for name, argument in dockerfile() if name == "FROM"]
    assert len(stages) == 2
    assert all("slim" in stage for stage in stages)
    names = [name for name, _ in dockerfile()]
    assert last("USER") not in ("root", "0")
    assert "USER" in names[names.index("FROM", 1) : names.index("CMD")]
    assert last("VOLUME") == "/var/lib/amur"


def test_the_container_sets_settings_that_exist() -> None:
    settings = re.findall(r"\bAMUR_([A-Z_]+)=(\S+)", "\n".join(argument for name, argument in dockerfile() if name == "ENV"))
    assert settings
    made = Settings(_env_file=None, **{name.lower(): value for name, value in settings})  # type: ignore[call-arg,arg-type]
    assert made.store.startswith("/var/lib/amur/")
    assert made.host == "0.0.0.0"


def test_the_container_copies_files_that_exist_and_are_not_ignored() -> None:
    ignored = set((ROOT / ".dockerignore").read_text("utf-8").split())
    sources = [part for name, argument in dockerfile() if name == "COPY" and "--from" not in argument for part in argument.split()[:-1]]
    assert {"app", "ontology", "data", "uv.lock"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source not in ignored


def test_the_check_of_a_new_machine_is_a_script_that_runs_everything() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text("utf-8")
    assert text.splitlines()[-1] == "make check test test-remote"
    assert "set -euo pipefail" in text
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    assert subprocess.run([bash, "-n", str(script)], capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize("target", ["setup", "demo", "serve", "test", "check", "quality", "bench", "build"])
def test_the_makefile_has_the_promised_targets(target: str) -> None:
    if shutil.which("make") is None:
        pytest.skip("no make")
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(rf"^  make {target} +\w", shown, re.MULTILINE)
    dry = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert dry.returncode == 0, dry.stderr
    for script in re.findall(r"(?<=bin/python )[a-z]+/\w+\.py", dry.stdout):
        assert (ROOT / script).exists(), script
