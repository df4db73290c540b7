"""Fixture strategy: cheap values are built in the tests; what is costly (the annotator, a filled store) is made once a session."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-server",
        action="store_true",
        help="run the tests of the API with every store on an `oxigraph serve` of its own (make test-remote)",
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared facts and gold texts beside the checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return SHARED


class Oxigraph:
    """A running `oxigraph serve` on a port that the kernel chose; `location` None keeps its data in memory."""

    def __init__(self, program: str, location: Path | None = None) -> None:
        self._command = [program, "serve", *(["--location", str(location)] if location else [])]
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, or start again on the port that it had."""
        self._process = subprocess.Popen(
            [*self._command, "--bind", f"127.0.0.1:{self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            self.port = self.port or _listening_port(self._process.pid)
            with contextlib.suppress(httpx.TransportError):
                if self.port and httpx.get(f"{self.url}/query", params={"query": "ASK {}"}, trust_env=False).is_success:
                    return
            time.sleep(0.02)
        pytest.fail("oxigraph serve did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def update(self, text: str) -> None:
        """Run an update past Amur."""
        httpx.post(
            f"{self.url}/update", content=text, headers={"Content-Type": "application/sparql-update"}, trust_env=False, timeout=60
        ).raise_for_status()


def _listening_port(pid: int) -> int:
    """The port on which a process listens; 0 as long as it does not."""
    with contextlib.suppress(OSError):
        links = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in links:
                return int(fields[1].rpartition(":")[2], 16)
    return 0


@pytest.fixture(scope="session")
def start_oxigraph() -> Iterator[Callable[..., Oxigraph]]:
    """Starts servers; all of them are ended with the session. The test is skipped where the program is missing."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    started: list[Oxigraph] = []

    def start(location: Path | None = None) -> Oxigraph:
        if program is None or not Path("/proc/net/tcp").exists():
            pytest.skip("needs the program oxigraph (PyPI), and /proc to find its port")
        started.append(Oxigraph(program, location))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def shared_oxigraph(start_oxigraph: Callable[..., Oxigraph]) -> Oxigraph:
    """One server for many tests; each empties it first."""
    return start_oxigraph()
