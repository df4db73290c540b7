"""Each rule of data/frames fires on sentences of our own and is silent on others, whoever takes part and by whichever of its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.annotate import Annotator, build_annotator
from app.components.rules import Rule, load_rules
from app.gazetteer import Gazetteer
from app.model import Article, Block
from app.settings import Settings

TABLE = yaml.safe_load((Path(__file__).parent / "frame_cases.yaml").read_text(encoding="utf-8"))
RULES = {rule.id: rule for rule in load_rules().rules}
MINIMUM = 5


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def filled(template: str) -> Iterator[str]:
    """The sentence with each pair of names."""
    for (a, b), (s, t) in zip(TABLE["persons"], TABLE["states"], strict=True):
        text = template
        for place, name in (("{A}", a), ("{B}", b), ("{S}", s), ("{T}", t)):
            text = text.replace(place, name)
        yield text


def triggers(annotator: Annotator, rule: str, text: str) -> set[str]:
    """The words by which the rule fires in a sentence."""
    article = Article("a", "a", text, "", (Block("body", 0, len(text)),), published=date(2023, 7, 17))
    return {
        doc[frame["trigger"]].lemma_.lower()
        for doc in annotator.annotate(article)
        for frame in doc._.amur_frames
        if frame["rule"] == rule and frame["complete"]
    }


def sentences(rule: Rule, side: str) -> list[str]:
    templates: list[str] = TABLE["rules"].get(rule.id, {}).get(side, [])
    own: list[Any] = list(rule.examples if side == "fires" else rule.counterexamples)
    return [*own, *(text for template in templates for text in filled(template))]


@pytest.mark.parametrize("rule", sorted(TABLE["rules"]))
def test_rule_with_all_names(annotator: Annotator, rule: str) -> None:
    assert rule in RULES, "the table names a rule that is no more"
    rows = TABLE["rules"][rule]
    quiet = [text for template in rows["fires"] for text in filled(template) if not triggers(annotator, rule, text)]
    loud = [text for template in rows.get("silent", ()) for text in filled(template) if triggers(annotator, rule, text)]
    assert not quiet and not loud


@pytest.mark.parametrize("side", ["fires", "silent"])
def test_each_rule_has_sentences_of_its_own(side: str) -> None:
    few = {rule.id: len(sentences(rule, side)) for rule in RULES.values() if len(set(sentences(rule, side))) < MINIMUM}
    assert not few
    assert len({tuple(pair) for pair in TABLE["persons"]}) >= MINIMUM
    assert len({tuple(pair) for pair in TABLE["states"]}) >= MINIMUM


def test_each_rule_fires_by_several_of_its_words(annotator: Annotator) -> None:
    lacking: dict[str, int] = {}
    for rule in RULES.values():
        templates = TABLE["rules"].get(rule.id, {}).get("fires", [])
        shown = [*rule.examples, *(next(filled(template)) for template in templates)]
        words = {word for text in shown for word in triggers(annotator, rule.id, text)}
        wanted = min(MINIMUM, len(rule.trigger))
        if len(words) < wanted:
            lacking[rule.id] = wanted - len(words)
    assert not lacking
