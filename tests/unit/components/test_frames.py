"""Every rule fires on its examples and stays silent on its counterexamples."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from app.annotate import Annotator, build_annotator
from app.components.rules import RuleSet, confidence_of, load_rules
from app.gazetteer import Gazetteer
from app.model import Article, Block
from app.settings import Settings

CASES = [
    (rule.id, sentence, fires)
    for rule in load_rules().rules
    for fires, sentences in ((True, rule.examples), (False, rule.counterexamples))
    for sentence in sentences
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def read(text: str) -> Article:
    return Article("a", "a", text, "", (Block("body", 0, len(text)),), published=date(2023, 7, 17))


@pytest.mark.parametrize(("rule", "sentence", "fires"), CASES, ids=[f"{rule}-{n}" for n, (rule, _, _) in enumerate(CASES)])
def test_rule(annotator: Annotator, rule: str, sentence: str, fires: bool) -> None:
    frames = [frame for doc in annotator.annotate(read(sentence)) for frame in doc._.amur_frames]
    assert any(frame["rule"] == rule and frame["complete"] for frame in frames) == fires, [(f["rule"], f["roles"]) for f in frames]


def test_every_family_shows_both_sides() -> None:
    shown: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule in load_rules().rules:
        shown[rule.type][0] += len(rule.examples)
        shown[rule.type][1] += len(rule.counterexamples)
    few = {kind: counts for kind, counts in shown.items() if min(counts) < 5}
    assert not few


def test_rules_have_unique_ids_and_a_measured_confidence() -> None:
    rules = load_rules()
    assert isinstance(rules, RuleSet)
    ids = [rule.id for rule in rules.rules]
    assert len(ids) == len(set(ids))
    assert all(0.0 < confidence_of(rule) < 1.0 for rule in rules.rules)
