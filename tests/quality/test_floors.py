"""What the extraction has reached on the gold texts it does not lose again (floors may only rise: `make quality`)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 0.0005
OF_A_CLASS = 10  # fewer events of a status make no figure
LEAST_OF_A_CLASS = 0.75


def load_quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("amur_quality", ROOT / "scripts" / "quality_scores.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
@pytest.mark.slow
def test_extraction_stays_above_its_floors(shared: Path) -> None:
    gold = shared / "gold"
    if not (gold / "score.py").exists():
        pytest.skip("no gold texts in ../shared")
    quality = load_quality()
    floors = json.loads((ROOT / "tests" / "quality" / "floors.json").read_text(encoding="utf-8"))
    if floors["gold"] != quality.gold_digest(gold):
        pytest.skip("the gold texts are others than those of the floors: run make quality")
    scores = quality.score_sections(gold, quality.extract_sections(gold), boot=False)
    figures = quality.figures_of(scores)
    fallen = {key: (round(figures[key], 3), floor) for key, floor in floors["floors"].items() if figures.get(key, 0.0) < floor - TOLERANCE}
    assert not fallen, f"below the floor (reached, floor): {fallen}"
    classes = {key: value for key, value in quality.status_classes(scores).items() if value[1] >= OF_A_CLASS}
    assert len(classes) > 1
    assert all(right / n >= LEAST_OF_A_CLASS for right, n in classes.values()), classes


def test_floors_are_figures_of_both_halves() -> None:
    floors = json.loads((ROOT / "tests" / "quality" / "floors.json").read_text(encoding="utf-8"))["floors"]
    assert {key.rsplit(".", 1)[0] for key in floors} == {
        f"{section}.{half}" for section in ("dev", "wire", "own", "broad") for half in "AB"
    }
    assert all(0.0 <= value <= 1.0 for value in floors.values())
