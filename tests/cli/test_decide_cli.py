"""`merge`, `split`, `review`: each prints what it made of the graph; what cannot be decided is refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HEAD = "id,time,level,format,participants,place,sources\n"


@pytest.fixture
def events(amur: Any, tmp_path: Path) -> list[str]:
    """Ids of two meetings of one pair, each from a table of its own."""
    for day in ("06", "08"):
        table = tmp_path / f"{day}-meetings.csv"
        table.write_text(HEAD + f"m{day},2023-03-{day},foreign,bilateral,wang-yi|sergey-lavrov,moscow,https://example.org/{day}\n")
        assert amur("ingest", str(table), "--id", f"table-{day}").code == 0
    return meetings(amur)


def meetings(amur: Any) -> list[str]:
    return [item["id"] for item in amur("met", "wang-yi", "--json").json["items"]]


def test_a_merge_and_a_split_say_what_they_do(amur: Any, events: list[str]) -> None:
    one, two = events
    merged = amur("merge", one, two, "--by", "an editor", "--note", "one visit")
    assert merged.code == 0 and "merged" in merged.out and "weakened" in merged.out
    [kept] = meetings(amur)
    assert kept in events
    again = amur("merge", one, two)
    assert again.code == 1 and "one already" in again.err
    parted = amur("split", kept, "--json").json
    assert parted["decision"]["kind"] == "split" and "new" in {change["reason"] for change in parted["changes"]}
    assert meetings(amur) == events


def test_a_review_takes_a_claim_out_and_brings_it_back(amur: Any, events: list[str]) -> None:
    claim = f"c{events[0][1:]}"
    gone = amur("review", claim, "reject", "--by", "an editor")
    assert gone.code == 0 and "lost" in gone.out and meetings(amur) == events[1:]
    assert amur("review", claim, "accept", "--by", "an editor").code == 0 and meetings(amur) == events
    denied = amur("review", claim, "amend", "--by", "an editor", "--set", "status=denied").code
    assert denied == 0 and meetings(amur) == events[1:]


def test_what_cannot_be_decided_is_refused(amur: Any, events: list[str]) -> None:
    claim = f"c{events[0][1:]}"
    assert amur("review", claim, "accept").code == 2, "who judges?"
    assert amur("review", claim, "amend", "--by", "x", "--set", "status").code != 0
    assert amur("review", claim, "shrug", "--by", "x").code != 0
    unknown = amur("merge", events[0], "eaaaaaaaaaaaa", "--json")
    assert unknown.code == 3 and "eaaaaaaaaaaaa" in json.loads(unknown.err)["detail"]
