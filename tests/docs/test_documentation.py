"""README and quickstart are run as they stand: every line of a shell block, the example files, the Python block, every link."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/quickstart.md")
ADDRESS = "http://127.0.0.1:8000"
NOT_RUN_HERE = ("make ", "docker ")  # the targets of make are tested with the Makefile
TIMEOUT_S = 180
pytestmark = pytest.mark.slow


def blocks(page: str, *languages: str) -> list[str]:
    found = re.findall(r"^```(\w+)\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [text for language, text in found if language in languages]


def commands(page: str) -> list[list[str]]:
    """The lines of each shell block."""
    return [[line for line in block.splitlines() if line.strip() and not line.startswith("#")] for block in blocks(page, "sh", "bash")]


@dataclass
class Shell:
    """A folder in which `amur` and `.venv/bin/amur` are the command under test."""

    folder: Path
    address: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        command = self.folder / ".venv" / "bin" / "amur"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app "$@"\n', "utf-8")
        command.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMUR_")}
        self.environment = {**kept, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", **self.environment}

    def run(self, line: str) -> str:
        """Run a line of a page; its standard output. `export` holds for the lines that follow, `serve` is stopped once it serves."""
        if line.startswith(NOT_RUN_HERE):
            return ""
        if exported := re.fullmatch(r"export (\w+)=(\S+)", line):
            self.environment[exported[1]] = exported[2]
            return ""
        if re.search(r"\bamur serve$", line):
            return self._serve(f"{line} --port 0")
        done = subprocess.run(
            ["bash", "-c", line.replace(ADDRESS, self.address).replace("curl ", "curl --fail --silent --show-error ")],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: exit code {done.returncode}: {done.stderr}"
        return done.stdout

    def _serve(self, line: str) -> str:
        with start(line, self.folder, self.environment) as (process, address):
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        return address


class start:  # noqa: N801 - reads as a verb
    """A server started by a shell line, with its address."""

    def __init__(self, line: str, folder: Path, environment: dict[str, str]) -> None:
        self.log = folder / "server.log"
        with self.log.open("wb") as err:
            self.process = subprocess.Popen(["bash", "-c", f"exec {line}"], cwd=folder, env=environment, stderr=err)

    def __enter__(self) -> tuple[subprocess.Popen[bytes], str]:
        until = time.monotonic() + TIMEOUT_S
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"http://[\d.]+:\d+", self.log.read_text("utf-8")):
                return self.process, found[0]
            time.sleep(0.1)
        self.process.kill()
        raise AssertionError(self.log.read_text("utf-8"))

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell beside a server whose store holds the bundled corpus."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder, environment={"AMUR_STORE": str(folder / "amur-store")})
    with start("amur demo --port 0", folder, shell.environment) as (_, address):
        shell.address = address
        yield shell


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def is_question(block: list[str]) -> bool:
    """A block that asks the bundled corpus, beside the server."""
    return any(" met " in line or "curl " in line for line in block) and not any(" ingest " in line for line in block)


def test_every_shell_line_of_the_pages_is_covered() -> None:
    for page in PAGES:
        for line in (line for block in commands(page) for line in block):
            assert line.startswith((*NOT_RUN_HERE, "export ", "amur ", ".venv/bin/amur ", "curl ")), f"{page}: {line}"
            for target in re.findall(r"^make (\w+)", line):
                assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), line


@pytest.mark.parametrize("file", PAGES)
def test_what_a_page_asks_the_bundled_corpus_is_answered(demo: Shell, file: str) -> None:
    questions = [line for block in commands(file) if is_question(block) for line in block]
    assert len(questions) > 2
    for line in questions:
        if line.startswith("curl ") and shutil.which("curl") is None:
            pytest.skip("curl is missing")
        answer = demo.run(line)
        if " -o " in line:
            written = demo.folder / line.rpartition(" -o ")[2].split()[0]
            assert written.stat().st_size > 100_000
        elif answer.startswith("{"):
            found = json.loads(answer)
            assert found.get("items") or found["results"]["bindings"], line
        else:
            assert len(answer.splitlines()) >= 2, line


def test_the_python_block_prints_meetings(demo: Shell) -> None:
    (block,) = blocks("docs/quickstart.md", "python")
    assert ADDRESS in block
    done = subprocess.run(
        [sys.executable, "-c", block.replace(ADDRESS, demo.address)], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, done.stderr
    header, *rows = csv.reader(io.StringIO(done.stdout.strip()))
    assert header == ["title", "edtf"]
    assert len(rows) == 10
    assert all("Meeting" in title and edtf for title, edtf in rows)


def test_the_article_of_the_quickstart_gives_the_meeting_it_tells(empty: Shell) -> None:
    (text,) = blocks("docs/quickstart.md", "text")
    (empty.folder / "visit.txt").write_text(text, "utf-8")
    (block,) = [block for block in commands("docs/quickstart.md") if any(" ingest " in line for line in block)]
    told = "".join(empty.run(line) for line in block)
    assert "2024-05-20\tSergey Lavrov, Wang Yi\tKazan" in told
    assert "failed" not in told
    (item,) = json.loads(empty.run('amur met "Wang Yi" "Sergey Lavrov" --json'))["items"]
    (claim,) = item["claims"]
    assert item["time"] == {**item["time"], "edtf": "2024-05-20", "precision": "day", "match": "certain"}
    assert text[claim["start"] : claim["end"]] == claim["quote"]
    assert claim["article"]["publisher"]["label"]["en"] == "Example Times"


def test_the_front_matter_of_the_quickstart_is_read(empty: Shell) -> None:
    (front,) = blocks("docs/quickstart.md", "markdown")
    (text,) = blocks("docs/quickstart.md", "text")
    (empty.folder / "visit.md").write_text(front.replace("KAZAN, May 20 -- …", text.split("\n\n", 1)[1]), "utf-8")
    (document,) = json.loads(empty.run("amur extract visit.md"))
    about = document["article"]
    assert (about["title"], about["published"]) == ("Foreign ministers meet in Kazan", "2024-05-20")
    assert (about["publisher"], about["key"]) == ("Example Times", "https://times.example/2024/05/20/kazan")
    assert [claim["time"]["edtf"] for claim in document["claims"] if claim["type"] == "Meeting"] == ["2024-05-20"]


def test_reading_ones_own_articles_as_the_readme_says(empty: Shell) -> None:
    (text,) = blocks("docs/quickstart.md", "text")
    for name in ("articles/one.md", "clippings/two.txt", "article.txt"):
        path = empty.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    (block,) = [block for block in commands("README.md") if any(" ingest " in line for line in block)]
    told = [empty.run(line) for line in block]
    assert empty.environment["AMUR_STORE"] == "my-store"
    assert (empty.folder / "my-store" / "archive.sqlite").is_file()
    assert any(answer.startswith("[") and json.loads(answer) for answer in told)
    assert told[-1].startswith("http://")


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_between_files_lead_somewhere(file: str) -> None:
    text = re.sub(r"^```.*?^```", "", (ROOT / file).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (ROOT / file).parent.joinpath(target).exists(), f"{file}: {target}"


def test_paths_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:app|data|ontology|tests|docs|scripts|bench)/[^`<>…]*)`", text)
    assert len(named) > 15
    for path in named:
        assert list(ROOT.glob(path.rstrip("/"))) or "NNNN" in path, path
