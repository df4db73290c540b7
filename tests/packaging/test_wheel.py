"""The wheel alone, in an environment without the checkout and without development tools, reads an article and serves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.resources import find_resource

ROOT = Path(__file__).resolve().parents[2]
TEXT = """Foreign ministers meet in Kazan

KAZAN, May 20 -- Foreign Minister Wang Yi met his Russian counterpart, Sergey Lavrov, in Kazan on Monday, the ministry said.
"""
pytestmark = pytest.mark.slow


def clean_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMUR_", "PYTHON", "VIRTUAL_ENV", "UV_PROJECT"))}
    return {**kept, **more}


def run(*command: str | Path, cwd: Path, timeout_s: float = 300, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=clean_environment(**more), capture_output=True, text=True, timeout=timeout_s, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def uv() -> str:
    own = ROOT / ".uv" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        pytest.skip("uv is neither at .uv/bin/uv nor on the path")
    return found


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    built = run(uv, "build", "--wheel", "--quiet", "--out-dir", out, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel and the locked versions of what it needs."""
    folder = tmp_path_factory.mktemp("clean")
    needs, environment = folder / "needs.txt", folder / "venv"
    python = environment / "bin" / "python"
    for command in (
        (uv, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "-o", needs),
        (uv, "venv", "--quiet", "--python", sys.executable, environment),
        (uv, "pip", "install", "--quiet", "--python", python, "-r", needs),
        (uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel),
    ):
        done = run(*command, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    return environment / "bin"


def test_the_wheel_carries_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("ontology", "data"):
        ours = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert ours
        assert not {f"app/_bundled/{path.relative_to(ROOT).as_posix()}" for path in ours} - names
    for pattern in ("app/queries/**/*.rq", "app/web/templates/*.html", "app/web/*.yaml", "app/web/static/**/*"):
        assert not {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern) if path.is_file()} - names
    assert {name.split("/")[0] for name in names} == {"app", "amur-0.1.0.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/THIRD_PARTY_NOTICES") for name in names)
    assert not [name for name in names if "node_modules" in name]


def test_a_clean_environment_finds_the_bundled_files(installed: Path, tmp_path: Path) -> None:
    doctor = run(installed / "amur", "doctor", "--json", cwd=tmp_path)
    assert doctor.returncode == 0, doctor.stderr
    checks = {check["check"]: check["detail"] for check in json.loads(doctor.stdout)}
    assert "_bundled" in checks["ontology/amur.ttl"]
    assert "_bundled" in checks["data/registry"]
    assert run(installed / "python", "-c", "import pytest", cwd=tmp_path).returncode != 0
    assert run(installed / "python", "-c", "import app; print(app.__file__)", cwd=tmp_path).stdout.startswith(str(installed.parent))


@pytest.fixture(scope="module")
def service(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the installed server, whose store holds one article."""
    folder = tmp_path_factory.mktemp("service")
    (folder / "visit.txt").write_text(TEXT, "utf-8")
    store = str(folder / "store")
    read = run(installed / "amur", "ingest", "visit.txt", "--published", "2024-05-20", "--json", cwd=folder, AMUR_STORE=store)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["added"] == 1
    log = folder / "log"
    with log.open("wb") as err:
        process = subprocess.Popen(
            [str(installed / "amur"), "serve", "--port", "0"], cwd=folder, env=clean_environment(AMUR_STORE=store), stderr=err
        )
    until = time.monotonic() + 60
    while not (found := re.search(r"http://[\d.]+:\d+", log.read_text("utf-8"))) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
    try:
        assert found, log.read_text("utf-8")
        yield found[0]
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_the_installed_server_serves_answers_pages_and_their_files(service: str) -> None:
    assert httpx.get(f"{service}/ready").json()["status"] == "ready"
    meetings = httpx.get(f"{service}/api/v1/meetings", params={"actor": "王毅", "with": "Lavrov"}).json()
    assert [item["time"]["edtf"] for item in meetings["items"]] == ["2024-05-20"]
    page = httpx.get(f"{service}/", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert any(".css" in asset for asset in assets)
    for asset in assets:
        assert httpx.get(service + asset).status_code == 200, asset
    ontology = httpx.get(f"{service}/ontology", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert ontology.status_code == 200
    assert "https://w3id.org/amur/ontology#" in ontology.text
    assert httpx.get(f"{service}/sparql", params={"query": "ASK { ?s ?p ?o }", "format": "json"}).json()["boolean"] is True


def test_an_editable_install_finds_the_checkout() -> None:
    assert find_resource("ontology", "amur.ttl") == ROOT / "ontology" / "amur.ttl"
    assert find_resource("data", "registry") == ROOT / "data" / "registry"
    with pytest.raises(FileNotFoundError, match="_bundled"):
        find_resource("data", "nothing")
