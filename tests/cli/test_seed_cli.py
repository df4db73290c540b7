"""The first article of all, by the command line alone: who met whom when, nothing invented, each quote where it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shared
FLAGS = ("--published", "2023-07-17", "--publisher", "Caravanserai")


@pytest.fixture(scope="module")
def seed(shared: Path) -> Path:
    return shared / "gold" / "dev" / "seed.txt"


@pytest.fixture(scope="module")
def seed_store(seed: Path, tmp_path_factory: pytest.TempPathFactory, run_amur: Any) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    done = run_amur(folder, "ingest", str(seed), *FLAGS)
    assert done.code == 0, done.err
    assert "refused claim" not in done.err
    return folder / "store"


@pytest.mark.parametrize("pair", [("Wang Yi", "Sergey Lavrov"), ("王毅", "拉夫罗夫"), ("Ван И", "Лавров")])
def test_the_ministers_met_in_jakarta_in_july(amur: Any, seed: Path, seed_store: Path, pair: tuple[str, str]) -> None:
    (event,) = amur("met", *pair, "--since", "2023-07", "--json", store=seed_store).json["items"]
    assert event["place"]["id"] == "jakarta"
    time = event["time"]
    assert (time["edtf"], time["precision"], time["basis"]) == ("2023-07", "month", "context")
    assert (time["earliest"], time["latest"], time["match"]) == ("2023-07-01", "2023-07-31", "certain")
    assert {person["id"] for person in event["participants"] if person["role"] == "participant"} >= {"wang-yi", "sergey-lavrov"}
    text = seed.read_text("utf-8")
    for claim in event["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
        assert "Jakarta" in claim["quote"]
        assert claim["article"]["publisher"]["label"]["en"] == "Caravanserai"


def test_the_presidents_met_twice_and_no_day_is_invented(amur: Any, seed_store: Path) -> None:
    in_russia, in_beijing = amur("met", "Putin", "Xi", "--json", store=seed_store).json["items"]
    assert in_russia["place"]["id"] == "russia"
    assert (in_russia["time"]["edtf"], in_russia["time"]["precision"]) == ("2023-03", "month")
    assert in_beijing["place"]["id"] == "beijing"
    assert in_beijing["time"]["edtf"] is None
    assert in_beijing["time"]["latest"] <= "2023-07-17"
    assert {event["status"] for event in (in_russia, in_beijing)} == {"occurred"}


def test_it_is_sound_and_the_same_again(amur: Any, seed: Path, tmp_path: Path, run_amur: Any) -> None:
    first = run_amur(tmp_path, "ingest", str(seed), *FLAGS, "--json").json
    before = amur("export", "--format", "nq").out
    again = amur("ingest", str(seed), *FLAGS, "--json").json
    assert (first["added"], again["unchanged"], again["claims"]) == (1, 1, first["claims"])
    assert amur("rebuild", "--json").json["claims"] == first["claims"]
    assert amur("export", "--format", "nq").out == before
    verified = amur("verify", "--json")
    assert verified.code == 0, json.dumps(verified.json, indent=1)
