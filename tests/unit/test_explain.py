"""`amur explain`: rules, parse and claims of an article, as data and as a page that is safe to open."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.errors import BadInput
from app.explain import explain_article
from app.explain_page import explanation_page
from app.outcomes import Source
from app.settings import Settings
from app.text_side import Reading, TextSide

TEXT = (
    "Xi Jinping met Vladimir Putin in Moscow on March 20, 2023. "
    "Putin said that trade <script>alert('x')</script> & gas had grown by 30 percent.\n"
)


@pytest.fixture(scope="module")
def explained() -> dict[str, Any]:
    text_side = TextSide(Settings(_env_file=None))
    (reading,) = text_side.read(Source("note.txt", TEXT.encode(), {"published": "2023-03-22", "title": "A <b>bold</b> note"}))
    assert isinstance(reading, Reading)
    return explain_article(reading.article, text_side)


def sentences(explained: dict[str, Any]) -> list[dict[str, Any]]:
    return [sentence for block in explained["blocks"] if block["kind"] == "body" for sentence in block["sentences"]]


def test_a_frame_tells_rule_trigger_roles_and_claims(explained: dict[str, Any]) -> None:
    sentence = sentences(explained)[0]
    (frame,) = [f for f in sentence["frames"] if f["type"] == "Meeting"]
    assert frame["trigger_text"] == "met"
    assert frame["complete"] and frame["status"] == "occurred"
    assert {ref for refs in frame["roles"].values() for ref in refs} == {"xi-jinping", "vladimir-putin"}
    claims = {claim["id"]: claim for claim in explained["claims"]}
    assert frame["rule"] in {claims[i]["rule"] for i in sentence["claims"]}
    assert [date["edtf"] for date in sentence["dates"]] == ["2023-03-20"]


def test_an_attribution_tells_its_speaker(explained: dict[str, Any]) -> None:
    said = [a for s in sentences(explained) for a in s["attributions"] if a["verb_text"] == "said"]
    assert [a["speakers"] for a in said] == [["vladimir-putin"]]


def test_offsets_are_those_of_the_text(explained: dict[str, Any]) -> None:
    for sentence in sentences(explained):
        for part in (*sentence["tokens"], *sentence["mentions"], *sentence["dates"]):
            assert TEXT[part["start"] : part["end"]] == part["text"]
    json.dumps(explained)


def test_the_page_is_escaped_and_needs_nothing_from_outside(explained: dict[str, Any]) -> None:
    page = explanation_page([explained])
    assert "<script" not in page and "<b>" not in page
    assert "&lt;b&gt;bold" in page
    assert "<svg" in page and "nsubj" in page and "xi-jinping" in page
    loaded = re.findall(r"(?:src|href)=\"(?!#)([^\"]+)\"", page)
    assert loaded == [] and "@import" not in page and "url(" not in page
    assert page == explanation_page([explained])


def test_the_command_writes_page_and_json(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(TEXT, "utf-8")
    page = tmp_path / "note.html"
    assert CliRunner().invoke(cli, ["explain", str(note), "--published", "2023-03-22", "-o", str(page)]).exit_code == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    told = CliRunner().invoke(cli, ["explain", str(note), "--json"])
    assert [e["article"]["key"] for e in json.loads(told.stdout)] == ["note"]


def test_what_cannot_be_explained_is_refused_in_words(tmp_path: Path) -> None:
    for name in ("absent.txt", "two"):
        with pytest.raises(BadInput) as caught:
            if name == "two":
                (tmp_path / "a.txt").write_text("A.", "utf-8")
                (tmp_path / "b.txt").write_text("B.", "utf-8")
                CliRunner().invoke(cli, ["explain", str(tmp_path)], catch_exceptions=False, standalone_mode=False)
            else:
                CliRunner().invoke(cli, ["explain", str(tmp_path / name)], catch_exceptions=False, standalone_mode=False)
        assert caught.value.detail and caught.value.hint
