"""`met`, `query`, `export`, `verify`, `doctor`: data on stdout, messages on stderr, the exit codes of the contract."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
from typer.main import get_command

from app.cli import cli

PEOPLE = (
    "SELECT ?actor ?event { ?event a <https://w3id.org/amur/ontology#Meeting> ; <https://w3id.org/amur/ontology#hasParticipant> ?actor }"
)
NOT_FACTS = "Claims, not established facts."


# ---- help and version --------------------------------------------------------------------------------------------------


def all_commands() -> list[str]:
    return sorted(cast("Any", get_command(cli)).commands)


def test_the_promised_commands_are_there() -> None:
    promised = "demo ingest extract serve met query export verify rebuild retract doctor"
    assert set(promised.split()) <= set(all_commands())


@pytest.mark.parametrize("command", all_commands())
def test_every_command_explains_itself(amur: Any, tmp_path: Path, command: str) -> None:
    shown = amur(command, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"Usage: amur {command}")
    assert "--json" in shown.out or command in ("extract", "explain", "keys")  # JSON anyway; HTML or JSON; a group
    assert shown.out == amur(command, "-h").out
    assert not (tmp_path / "store").exists()


def test_without_arguments_the_commands_are_listed_as_a_usage_error(amur: Any) -> None:
    shown = amur()
    assert (shown.code, shown.out) == (2, "")
    assert "Commands:" in shown.err
    assert amur("--help").out == shown.err


def test_version(amur: Any) -> None:
    assert amur("--version").out == f"amur {package_version('amur')}\n"


def test_python_m_app_is_amur(tmp_path: Path, run_amur: Any) -> None:
    assert run_amur(tmp_path, "--version").out == f"amur {package_version('amur')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("met",),
        ("met", "Putin", "--bogus"),
        ("nonsense",),
        ("export", "--format", "docx"),
        ("query", "-", "--format", "yaml"),
        ("serve", "--port", "70000"),
        ("ingest",),
        ("ingest", "a", "--workers", "0"),
        ("met", "Putin", "--min-confidence", "2"),
    ],
)
def test_wrong_usage_is_2_and_says_why(amur: Any, arguments: tuple[str, ...]) -> None:
    shown = amur(*arguments)
    assert (shown.code, shown.out) == (2, "")
    assert "Error: " in shown.err
    assert "Traceback" not in shown.err


# ---- met ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [("Wang Yi", "Sergey Lavrov"), ("王毅", "拉夫罗夫"), ("Ван И", "Лавров"), ("wang-yi", "Q58217")])
def test_met_as_json(amur: Any, filled: Path, pair: tuple[str, str]) -> None:
    shown = amur("met", *pair, "--since", "2024-05", "--json", store=filled)
    assert (shown.code, shown.err) == (0, "")
    (item,) = shown.json["items"]
    assert item["time"]["edtf"] == "2024-05-20"
    assert item["place"]["id"] == "kazan"
    assert {person["id"] for person in item["participants"]} == {"wang-yi", "sergey-lavrov"}
    (claim,) = item["claims"]
    assert "met his Russian counterpart" in claim["quote"]
    assert shown.json["next"] is None


def test_met_in_a_pipe_is_a_line_a_meeting(amur: Any, filled: Path) -> None:
    shown = amur("met", "Xi Jinping", "Putin", store=filled)
    header, line = shown.out.splitlines()
    assert header.split("\t") == ["when", "who", "where", "origins", "words"]
    when, who, where, _, words = line.split("\t")
    assert (when, who, where) == ("2023-03-21", "Vladimir Putin, Xi Jinping", "Moscow")
    assert words == "“Vladimir Putin received Xi Jinping in Moscow on March 21, 2023.”"
    assert NOT_FACTS in shown.err
    assert shown.code == 0


def test_met_as_csv(amur: Any, filled: Path) -> None:
    shown = amur("met", "Xi Jinping", "--csv", store=filled)
    header, line, *rest = shown.out.splitlines()
    assert "id" in header.split(",")
    assert "2023-03-21" in line
    assert rest == []


@pytest.mark.parametrize("columns", [60, 100, 240])
def test_met_on_a_terminal_fits_it(filled: Path, columns: int, terminal: Any) -> None:
    shown = terminal(["met", "Wang Yi", "Lavrov", "--store", str(filled)], columns)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).replace("\r\n", "\n").splitlines()
    assert any("2024-05-20" in line for line in lines)
    assert max(len(line) for line in lines if NOT_FACTS not in line) <= min(columns, 180)
    assert any("Kazan" in line for line in lines)
    assert "\t" not in shown


def test_nothing_found_is_3_and_says_why(amur: Any, filled: Path) -> None:
    shown = amur("met", "Putin", "Xi", "--since", "1990", "--until", "1991", store=filled)
    assert (shown.code, shown.out) == (3, "")
    assert "No meeting known. No article from this time" in shown.err
    as_json = amur("met", "Putin", "Xi", "--since", "1990", "--until", "1991", "--json", store=filled)
    assert (as_json.code, as_json.json["items"]) == (3, [])
    assert "No article" in as_json.json["coverage"]["reason"]


@pytest.mark.parametrize(
    ("arguments", "code", "reason", "remedy"),
    [
        (("Nobodovsky", "Xi"), 3, "'Nobodovsky'", "Search"),
        (("Lavrow",), 3, "'Lavrow'", "sergey-lavrov"),
        (("Li",), 2, "'Li' may mean several", "li-qiang"),
        (("Putin", "--since", "soon"), 2, "'soon' is no date", "YYYY-MM-DD"),
        (("Putin", "--until", "2023-02-30"), 2, "'2023-02-30' is no date", "YYYY-MM-DD"),
        (("Putin", "--since", "2024", "--until", "2023"), 2, "before since", "Exchange"),
        (("Putin", "--type", "Party"), 2, "'Party'", "PhoneCall"),
        (("Putin", "--status", "maybe"), 2, "'maybe'", "planned"),
        (("Putin", "--place", "Atlantis"), 2, "'Atlantis'", "name in English"),
    ],
)
def test_bad_questions(amur: Any, filled: Path, arguments: tuple[str, ...], code: int, reason: str, remedy: str) -> None:
    shown = amur("met", *arguments, store=filled)
    assert (shown.code, shown.out) == (code, "")
    assert shown.err.startswith("amur: ")
    assert reason in shown.err
    assert remedy in shown.err
    as_json = amur("met", *arguments, "--json", store=filled)
    assert (as_json.code, as_json.out) == (code, "")
    problem = json.loads(as_json.err)
    assert reason in problem["detail"]
    assert problem["hint"]
    assert problem["code"] in ("unknown-actor", "ambiguous-actor", "bad-date", "bad-parameter")


# ---- query -------------------------------------------------------------------------------------------------------------


def test_query_formats(amur: Any, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "people.rq").write_text(PEOPLE, "utf-8")
    table = amur("query", "people.rq", store=filled)
    assert (table.code, table.err) == (0, "4 rows\n")
    assert table.out.splitlines()[0] == "actor\tevent"
    assert "https://w3id.org/amur/id/actor/wang-yi\thttps://w3id.org/amur/id/event/" in table.out
    as_json = amur("query", "people.rq", "--json", store=filled)
    assert as_json.json == amur("query", "people.rq", "--format", "json", store=filled).json
    assert len(as_json.json["results"]["bindings"]) == 4
    assert len(amur("query", "people.rq", "--format", "csv", store=filled).out.splitlines()) == 5
    assert amur("query", "people.rq", "--format", "tsv", store=filled).out.startswith("?actor\t?event")
    assert "<sparql" in amur("query", "people.rq", "--format", "xml", store=filled).out
    (tmp_path / "graph.rq").write_text(f"CONSTRUCT {{ ?event a ?actor }} WHERE {{ {PEOPLE} }}", "utf-8")
    turtle = amur("query", "graph.rq", "--format", "ttl", store=filled).out
    assert len(list(pyoxigraph.parse(turtle.encode(), pyoxigraph.RdfFormat.TURTLE))) == 4
    (tmp_path / "ask.rq").write_text(f"ASK {{ {PEOPLE.split('{', 1)[1]}", "utf-8")
    assert amur("query", "ask.rq", store=filled).out == "true\n"
    assert amur("query", "ask.rq", "--json", store=filled).json["boolean"] is True


def test_query_from_standard_input(run_amur: Any, filled: Path) -> None:
    shown = run_amur(filled.parent, "query", "-", "--format", "csv", stdin=b"\xef\xbb\xbf" + PEOPLE.encode())
    assert shown.code == 0
    assert len(shown.out.splitlines()) == 5


@pytest.mark.parametrize(
    ("text", "arguments", "code", "words"),
    [
        (b"SELECT * { ?s ?p", (), 2, "not SPARQL"),
        (PEOPLE.encode(), ("--format", "ttl"), 2, "SELECT"),
        (b"\xff\xfe\xfa", (), 1, "not UTF-8"),
        (b"SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", (), 4, "SERVICE"),
        (b"INSERT DATA { <a:a> <a:a> <a:a> }", (), 2, "q.rq"),
        (None, (), 1, "q.rq cannot be read"),
    ],
)
def test_bad_queries(
    amur: Any, filled: Path, tmp_path: Path, text: bytes | None, arguments: tuple[str, ...], code: int, words: str
) -> None:
    if text is not None:
        (tmp_path / "q.rq").write_bytes(text)
    shown = amur("query", "q.rq", *arguments, store=filled)
    assert (shown.code, shown.out) == (code, "")
    assert words in shown.err or words == "q.rq"
    assert len(shown.err.splitlines()) >= 2  # the reason, and the remedy
    assert "Traceback" not in shown.err


# ---- export, verify, doctor ---------------------------------------------------------------------------------------------


def test_export_to_stdout_and_to_a_file_are_the_same(amur: Any, filled: Path, tmp_path: Path) -> None:
    piped = amur("export", store=filled)
    assert piped.code == 0
    assert len(list(pyoxigraph.parse(piped.out.encode(), pyoxigraph.RdfFormat.TURTLE))) > 1000
    written = amur("export", "-o", "all.ttl", store=filled)
    assert (written.code, written.out) == (0, "")
    assert written.err.startswith("Wrote all.ttl")
    assert (tmp_path / "all.ttl").read_text("utf-8") == piped.out
    told = amur("export", "-o", "all.nq", "--format", "nq", "--json", store=filled).json
    assert (told["file"], told["format"]) == ("all.nq", "nq")
    assert told["size_bytes"] == (tmp_path / "all.nq").stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.nq", "all.ttl"]


def test_export_to_nowhere(amur: Any, filled: Path) -> None:
    shown = amur("export", "-o", "no/such/folder/all.ttl", store=filled)
    assert shown.code == 1
    assert "no/such/folder/all.ttl cannot be written" in shown.err
    assert "-o" in shown.err


def test_a_reader_that_has_seen_enough_is_no_failure(filled: Path) -> None:
    command = f"{sys.executable} -m app export --format nq --store {filled} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b" .\n")


def test_verify(amur: Any, filled: Path) -> None:
    shown = amur("verify", store=filled)
    assert (shown.code, shown.err) == (0, "")
    assert [line[:6] for line in shown.out.splitlines()] == ["ok    "] * 5
    as_json = amur("verify", "--json", store=filled)
    assert as_json.json["sound"] is True


def test_doctor_on_a_fresh_checkout_and_on_a_store(amur: Any, filled: Path, tmp_path: Path) -> None:
    fresh = amur("doctor")
    assert (fresh.code, fresh.err) == (0, "")
    assert "does not exist yet" in fresh.out
    assert not (tmp_path / "store").exists()
    checks = {check["check"]: check for check in amur("doctor", "--json", store=filled).json}
    assert {check["state"] for check in checks.values()} == {"ok"}
    assert "3.8.0" in checks["model"]["detail"]
    assert "quads" in checks["store"]["detail"]


def test_doctor_names_a_fault(amur: Any, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "letter.txt").write_text("Dear diary", "utf-8")
    shown = amur("doctor")
    assert shown.code == 4
    assert "fault  store" in shown.out
    assert "other files" in shown.out


def test_colour_only_on_a_terminal_and_never_with_no_color(tmp_path: Path, terminal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = terminal(["met", "Putin", "--store", str(tmp_path / "none")], 80)
    assert "\x1b[31m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = terminal(["met", "Putin", "--store", str(tmp_path / "none")], 80)
    assert "\x1b[" not in plain
    assert "no store" in plain


# ---- a terminal, and processes ------------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Any:
    def run(arguments: list[str], columns: int) -> str:
        """The output of a command on a terminal of this width."""
        mine, theirs = pty.openpty()
        environment = {**os.environ, "COLUMNS": str(columns), "LINES": "50", "TERM": "xterm-256color"}
        process = subprocess.Popen([sys.executable, "-m", "app", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(mine, 65536):
                shown += part
        except OSError:  # Linux tells the end of a terminal in this way
            pass
        os.close(mine)
        process.wait(60)
        return shown.decode()

    return run
