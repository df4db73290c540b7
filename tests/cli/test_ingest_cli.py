"""`ingest`, `extract`, `retract`, `rebuild`: what can be read is read, what cannot is named with reason and remedy, nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.stores import open_store

COLUMNS = "id,time,level,format,participants,place,venue,occasion,topics,note,sources,confidence"
ROW = "mt-1,2024-05-20,foreign,bilateral,wang-yi|sergey-lavrov,kazan,,talks,,,https://example.org/one,high"
GOOD = {"title": "Good", "id": "good-line", "published": "2023-05-04", "publisher": "Paper", "text": "Xi met Putin in Moscow on Tuesday."}

# name, content, and what must be said of it: (reason, remedy)
BAD_FILES: dict[str, tuple[bytes, str, str]] = {
    "empty.txt": (b"", "It is empty", "written completely"),
    "blank.txt": (b" \n\n\t\n", "white space", "written completely"),
    "noise.txt": (bytes(range(256)) * 20, "binary", "Only text"),
    "scan.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF", ".txt"),
    "latin.txt": ("Überraschung in Kazan, sagt Müller.".encode("latin-1"), "not UTF-8", "iconv"),
    "menu.html": (b"<html><body><nav><a href='/a'>Home</a></nav></body></html>", "no article", "page of one article"),
    "short.csv": (b"id,time,level\nmt-1,2024-05-20,foreign\n", "'format' is missing", "needs id, time, level, format"),
}


def articles_of(outcome: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {article["name"]: article for article in outcome["articles"]}


def test_ingest_tells_what_it_did(amur: Any, inputs: tuple[str, str]) -> None:
    first = amur("ingest", *inputs, "--published", "2024-05-21", "--publisher", "Example Times", "--json")
    assert (first.code, first.err) == (0, "")
    assert {name: first.json[name] for name in ("added", "updated", "unchanged", "failed", "refused")} == {
        "added": 2, "updated": 0, "unchanged": 0, "failed": 0, "refused": 0,
    }  # fmt: skip
    assert first.json["claims"] == sum(article["claims"] for article in first.json["articles"]) >= 2
    second = amur("ingest", *inputs, "--published", "2024-05-21", "--publisher", "Example Times")
    assert (second.code, second.out) == (0, "")
    header, row, *rest = second.err.splitlines()
    assert dict(zip(header.split(), row.split(), strict=True)) == {
        "articles": "2", "added": "0", "updated": "0", "unchanged": "2", "failed": "0", "claims": str(first.json["claims"]), "refused": "0",
    }  # fmt: skip
    assert rest == []


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_bad_files_are_named_and_stop_nothing(amur: Any, inputs: tuple[str, str], tmp_path: Path, command: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (content, _, _) in BAD_FILES.items():
        (folder / name).write_bytes(content)
    (folder / "lines.jsonl").write_text(f"{json.dumps(GOOD)}\n{{broken\n{json.dumps({**GOOD, 'id': 'other-line'})}\n", "utf-8")
    (folder / "good.csv").write_text(f"{COLUMNS}\n{ROW}\n", "utf-8")
    shown = amur(command, "missing.txt", "in", "nothing/*.md", *inputs, "--published", "2024-05-21")
    assert shown.code == 1
    failed = {line.split(": ")[1]: line for line in shown.err.splitlines() if line.startswith("failed: ")}
    expected = {f"in/{name}": words for name, (_, *words) in BAD_FILES.items()} | {
        "missing.txt": ["There is no such file or folder", "Check the path"],
        "nothing/*.md": ["Matches no file", "Check the path"],
        "in/lines.jsonl, line 2": ["no JSON", "one complete JSON object a line"],
    }
    assert failed.keys() == expected.keys()
    for name, words in expected.items():
        assert all(word in failed[name] for word in words), failed[name]
    assert "Traceback" not in shown.err
    if command == "ingest":
        again = amur("ingest", "missing.txt", "in", "nothing/*.md", *inputs, "--published", "2024-05-21", "--json").json
        assert (again["unchanged"], again["failed"], again["added"]) == (5, len(expected), 0)
        assert again["articles"][0]["name"] == "missing.txt"  # in the order given
        assert amur("verify").code == 0
    else:
        read = [document["article"]["key"] for document in shown.json]
        assert len(read) == 5
        assert not (tmp_path / "store").exists()


def test_only_bad_files_make_no_store(amur: Any, tmp_path: Path) -> None:
    assert amur("ingest", "missing.txt").code == 1
    assert not (tmp_path / "store").exists()


def test_an_article_without_a_date_is_read_with_a_warning(amur: Any, inputs: tuple[str, str]) -> None:
    shown = amur("ingest", inputs[0])
    assert shown.code == 0
    assert "warning: kazan.txt: It has no publication date" in shown.err
    assert "--published" in shown.err


@pytest.mark.parametrize(
    ("arguments", "code", "reason", "remedy"),
    [
        (("--published", "yesterday"), 2, "'yesterday' is no calendar day", "YYYY-MM-DD"),
        (("--published", "2023-02-30"), 2, "'2023-02-30'", "YYYY-MM-DD"),
        (("moscow.md", "--id", "one"), 2, "--id names one article", "front matter"),
        (("--meta", "none.json"), 1, "none.json cannot be read", "--meta"),
        (("--meta", "kazan.txt"), 1, "kazan.txt is no JSON", "Mend"),
        (("--meta", "list.json"), 1, "list.json is no table", "title"),
    ],
)
def test_bad_flags_are_told_before_anything_is_written(
    amur: Any, inputs: tuple[str, str], tmp_path: Path, arguments: tuple[str, ...], code: int, reason: str, remedy: str
) -> None:
    (tmp_path / "list.json").write_text("[1]", "utf-8")
    shown = amur("ingest", inputs[0], *arguments)
    assert (shown.code, shown.out) == (code, "")
    assert reason in shown.err
    assert remedy in shown.err
    assert not (tmp_path / "store").exists()
    problem = json.loads(amur("ingest", inputs[0], *arguments, "--json").err)
    assert reason in problem["detail"]
    assert remedy in problem["hint"]


def test_names_from_outside_do_nothing_to_the_terminal(amur: Any, tmp_path: Path) -> None:
    name = "odd [bold]\x1b[31mred[/nothing].txt"
    (tmp_path / name).parent.mkdir()  # "[/nothing]" would close a style that was never opened
    (tmp_path / name).write_bytes(b"")
    shown = amur("ingest", name)
    assert shown.code == 1
    assert "\x1b" not in shown.err
    assert "odd [bold]�[31mred[/nothing].txt: It is empty." in shown.err


def test_titles_from_outside_do_nothing_to_the_terminal(amur: Any, tmp_path: Path) -> None:
    title = "Rot \\e[31m\\u202Eevil [/red] 习近平"
    (tmp_path / "a.md").write_text(f'---\nid: odd\ntitle: "{title}"\npublished: 2023-05-04\n---\n\nXi met Putin in Moscow.\n', "utf-8")
    assert amur("ingest", "a.md").code == 0
    shown = amur("retract", "odd")
    assert "Withdrawn: Rot �[31m�evil [/red] 习近平" in shown.out


def test_two_files_with_one_key_are_told_of(amur: Any, tmp_path: Path, inputs: tuple[str, str]) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kazan.txt").write_text("Another text\n\nWang Yi met Sergey Lavrov in Moscow on May 22, 2024.\n", "utf-8")
    shown = amur("ingest", "kazan.txt", "other/kazan.txt", "--published", "2024-05-23", "--publisher", "Example Times")
    assert shown.code == 0
    assert "warning: other/kazan.txt: It has the key of kazan.txt and took its place" in shown.err
    assert "--id" in shown.err
    distinct = amur("ingest", "other/kazan.txt", "--published", "2024-05-23", "--publisher", "Example Times", "--id", "other", "--json")
    assert distinct.json["added"] == 1


def test_texts_from_standard_input_do_not_replace_one_another(tmp_path: Path, run_amur: Any) -> None:
    flags = ("--publisher", "Example Times", "--published", "2024-05-23", "--json")
    texts = [f"Talks\n\nWang Yi met Sergey Lavrov in {city} on May 22, 2024.\n".encode() for city in ("Moscow", "Beijing")]
    outcomes = [run_amur(tmp_path, "ingest", "-", *flags, stdin=text).json for text in (*texts, texts[0])]
    assert [next(name for name in ("added", "updated", "unchanged") if outcome[name]) for outcome in outcomes] == [
        "added", "added", "unchanged",
    ]  # fmt: skip
    assert outcomes[0]["articles"][0]["article"] != outcomes[1]["articles"][0]["article"]
    empty = run_amur(tmp_path, "ingest", "-")
    assert empty.code == 1
    assert "failed: stdin: It is empty." in empty.err


# ---- stores that cannot be used ----------------------------------------------------------------------------------------


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """A store that a live process owns: the engine's lock is another process's, here a child's."""
    script = (
        "import sys; from app.settings import Settings; from app.stores import open_store\n"
        "store = open_store(Settings(store=sys.argv[1], _env_file=None), create=True); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"open\n"
        yield
        owner.communicate(timeout=30)


WRITES = [("ingest", "kazan.txt"), ("retract", "kazan"), ("rebuild",)]
READS = [("met", "Putin"), ("export",), ("verify",), ("query", "q.rq")]


@pytest.mark.parametrize("arguments", [*WRITES, *READS, ("serve", "--port", "0"), ("demo", "--port", "0")], ids=lambda a: a[0])
def test_a_folder_that_is_no_store_is_left_alone(
    amur: Any, inputs: tuple[str, str], tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    (folder / "monday.txt").write_text("Dear diary", "utf-8")
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }", "utf-8")
    shown = amur(*arguments, store=folder)
    assert (shown.code, shown.out) == (4, "")
    assert "diary holds other files and no Amur store; nothing was written" in shown.err
    assert "AMUR_STORE" in shown.err
    assert [path.name for path in folder.iterdir()] == ["monday.txt"]


@pytest.mark.parametrize("arguments", [*WRITES[1:], *READS], ids=lambda a: a[0])
def test_where_there_is_no_store_none_is_made(amur: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }", "utf-8")
    shown = amur(*arguments)
    assert (shown.code, shown.out) == (4, "")
    assert "There is no store at" in shown.err
    assert "amur ingest" in shown.err
    assert not (tmp_path / "store").exists()


def test_a_store_of_another_process_is_refused_for_writing_and_open_for_reading(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    with owned(tmp_path / "store"):
        for arguments in (*WRITES, ("serve", "--port", "0")):
            shown = amur(*arguments)
            assert (shown.code, shown.out) == (4, "")
            assert "is in use by process" in shown.err
            assert "Wait" in shown.err
        assert amur("met", "Putin").code == 3
        assert amur("export", "--format", "nt").code == 0
    assert amur("ingest", inputs[1]).code == 0


def test_a_file_as_a_store_and_a_url_as_a_store(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    as_file = amur("ingest", inputs[0], store=tmp_path / inputs[0])
    assert as_file.code == 4
    assert "is a file, not a folder" in as_file.err
    as_url = amur("ingest", inputs[0], "--store", "http://127.0.0.1:9/sparql")
    assert as_url.code == 4
    assert "cannot be reached" in as_url.err and "correct AMUR_STORE" in as_url.err


def test_a_wrong_setting_is_named(amur: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMUR_PORT", "eighty")
    shown = amur("doctor")
    assert (shown.code, shown.out) == (4, "")
    assert "AMUR_PORT is 'eighty'" in shown.err
    assert ".env" in shown.err


# ---- extract ------------------------------------------------------------------------------------------------------------


def test_extract_prints_claims_whose_quotes_stand_in_the_text(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    shown = amur("extract", inputs[0], "--published", "2024-05-21", "--publisher", "Example Times")
    assert (shown.code, shown.err) == (0, "")
    (document,) = shown.json
    assert document["article"]["published"] == "2024-05-21"
    assert "text" not in document["article"]
    text = (tmp_path / inputs[0]).read_text("utf-8")
    (meeting,) = [claim for claim in document["claims"] if claim["type"] == "Meeting"]
    for evidence in meeting["evidence"]:
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert meeting["time"]["edtf"] == "2024-05-20"


def test_extract_with_meta_writes_the_gold_format(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"set": {"kazan": {"published": "2024-05-21", "publisher": "Example Times"}}}), "utf-8")
    shown = amur("extract", *inputs, "--meta", "meta.json", "--gold", "out/gold")
    assert (shown.code, shown.out) == (0, "")
    assert "moscow.md has no entry in meta.json" in shown.err
    assert sorted(path.name for path in (tmp_path / "out" / "gold").iterdir()) == ["kazan.json", "moscow.json"]
    kazan = json.loads((tmp_path / "out" / "gold" / "kazan.json").read_text("utf-8"))
    assert kazan["doc_id"] == "kazan"
    (event,) = [event for event in kazan["events"] if event["type"] == "Meeting"]
    assert json.dumps(event, ensure_ascii=False).count("2024-05-20") >= 1
    assert not (tmp_path / "store").exists()


def test_gold_into_a_place_that_cannot_be_written(amur: Any, inputs: tuple[str, str]) -> None:
    shown = amur("extract", inputs[0], "--published", "2024-05-21", "--gold", "kazan.txt/gold")
    assert shown.code == 1
    assert "cannot be written" in shown.err
    assert "--gold" in shown.err


def test_a_failing_extraction_is_one_failure(amur: Any, inputs: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from app.text_side import TextSide

    really = TextSide.extract

    def stumble(self: TextSide, reading: Any) -> Any:
        if reading.name == "kazan.txt":
            raise ZeroDivisionError("a rule stumbled")
        return really(self, reading)

    monkeypatch.setattr(TextSide, "extract", stumble)
    extracted = amur("extract", *inputs)
    assert (extracted.code, len(extracted.json)) == (1, 1)
    assert "failed: kazan.txt" in extracted.err
    assert "ZeroDivisionError" in extracted.err
    ingested = articles_of(amur("ingest", *inputs, "--json").json)
    assert [ingested[name]["status"] for name in inputs] == ["failed", "added"]
    assert ingested["kazan.txt"]["hint"]


# ---- retract, rebuild ----------------------------------------------------------------------------------------------------


def test_retract_shows_what_is_lost_and_rebuild_changes_nothing(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    amur("ingest", *inputs, "--published", "2024-05-21")
    before = amur("export", "--format", "nq").out
    rebuilt = amur("rebuild")
    assert (rebuilt.code, rebuilt.out) == (0, "")
    assert rebuilt.err.startswith("Rebuilt 2 articles, ")
    assert amur("rebuild", "--json").json["failed"] == []
    assert amur("export", "--format", "nq").out == before
    taken = amur("retract", "moscow-visit")
    assert (taken.code, taken.err) == (0, "")
    assert "Withdrawn: A visit to Moscow, " in taken.out
    assert "lost      Meeting of Vladimir Putin and Xi Jinping, Moscow, 21 March 2023" in taken.out
    assert amur("met", "Putin", "Xi").code == 3
    unknown = amur("retract", "moscow-visit")
    assert (unknown.code, unknown.out) == (3, "")
    assert "withdrawn already" in unknown.err
    problem = json.loads(amur("retract", "never-seen", "--json").err)
    assert problem["code"] == "not-found"
    with_warning = amur("ingest", *inputs, "--published", "2024-05-21")
    assert "withdrawn and stays so" in with_warning.err


def test_what_cannot_be_opened_is_told(amur: Any, inputs: tuple[str, str], tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "kazan.txt").unlink()
        (tmp_path / "kazan.txt").symlink_to(tmp_path / "gone.txt")  # root may open everything that is there
        shown = amur("ingest", "*.txt", inputs[1])
    else:
        (tmp_path / "kazan.txt").chmod(0)
        shown = amur("ingest", *inputs)
    assert shown.code == 1
    assert "kazan.txt" in shown.err
    assert " 1      1 " in shown.err or amur("met", "Putin", "Xi").code == 0


def test_a_large_file_is_refused_by_name(amur: Any, inputs: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMUR_INPUT_LIMIT_MB", "1")
    (tmp_path / "large.txt").write_bytes(b"word " * 210_000)
    shown = amur("ingest", "large.txt", inputs[1])
    assert shown.code == 1
    assert "failed: large.txt: It is larger than 1 MB. Split it, or raise AMUR_INPUT_LIMIT_MB." in shown.err
    store = open_store(Settings(store=str(tmp_path / "store"), _env_file=None), read_only=True)
    assert sum("/graph/article/" in graph.value for graph in store.graphs()) == 1
    store.close()
