"""The rules of `data/frames/*.yaml`: one way in which English tells an event of one kind, with sentences that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.model import ClaimType, Role
from app.resources import find_resource


class Rule(BaseModel):
    """One way in which English tells an event of one kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    type: ClaimType
    trigger: tuple[str, ...] = Field(description="lemmas of the trigger word")
    pos: Literal["VERB", "NOUN", "ADJ"] = "VERB"
    particle: tuple[str, ...] = Field((), description="particles or prepositions the verb must have")
    object: tuple[str, ...] = Field((), description='lemmas of which the object must be one; "of:x" for what it is of')
    object_type: tuple[str, ...] = Field((), description="types of actor of which the object must be one")
    no_object: tuple[str, ...] = Field((), description="lemmas the object must not be")
    subject: tuple[str, ...] = Field((), description="lemmas of which the subject must be one")
    no_subject: tuple[str, ...] = Field((), description="lemmas the subject must not be")
    subject_type: tuple[str, ...] = ()
    preposition: tuple[str, ...] = Field((), description="the verb or noun must have one of these prepositions")
    modifier: tuple[str, ...] = Field((), description="words of which one must stand before the noun")
    no_modifier: tuple[str, ...] = Field((), description="words that must not stand before the noun or verb")
    complement: bool | None = Field(None, description="whether the verb must (not) have a clause or predicate complement")
    complement_words: tuple[str, ...] = Field((), description="lemmas of which the predicate noun must be one")
    clause_words: tuple[str, ...] = Field((), description="lemmas of which the infinitive behind the verb must be one")
    complement_title: bool = Field(False, description='the complement must be an office ("became foreign minister")')
    person_role: bool = Field(False, description="only persons fill the roles")
    passive: bool | None = None
    light: tuple[str, ...] = Field((), description="verbs that may govern the noun and lend it their arguments")
    governed: bool = Field(False, description="the noun counts only under one of the light verbs")
    singular: bool = False
    roles: Mapping[Role, tuple[str, ...]]
    need: Mapping[str, int] = Field(default_factory=dict, description='how many fillers a role needs; "any" for all together')
    destination: tuple[str, ...] = Field((), description="slots of the place that a Visit goes to")
    medium: Literal["phone", "video", "unknown"] | None = None
    phase: Literal["begins", "continues", "ends", "suspended", "resumed"] | None = None
    no_complement: tuple[str, ...] = Field((), description='lemmas the clause complement must not be; "that" for any that-clause')
    presupposed: bool = Field(False, description="the noun tells a thing done, whatever is said of it; only its own adjectives count")
    slot: str | None = Field(None, description="the beginning of a slot of which one filler must come")
    exactly: int | None = Field(None, description="how many take part, no more")
    status: str | None = Field(None, description="a status the words themselves give")
    forum: bool = Field(False, description="the participant is an organisation or named forum, all others attend")
    preposition_type: tuple[str, ...] = Field((), description="types of actor that must stand behind one of the prepositions")
    preposition_object: tuple[str, ...] = Field((), description="lemmas of which one must stand behind one of the prepositions")
    named: bool = Field(False, description='the trigger is a name with a year ("Joint Sea 2022")')
    default_sides: bool = Field(False, description="without actors of its own, the two states that the article is about take part")
    countable: bool = Field(False, description="in the plural it tells no single event")
    several: bool = Field(False, description="in the plural with partners it names it tells one event with each")
    attributive: bool = Field(False, description='the verb stands as an adjective before its subject ("visiting minister X")')
    here: bool = Field(False, description="without a destination: to where the article reports from, or to the other side of the clause")
    places_as_states: bool = Field(False, description="the states of the places in `destination` take part")
    no_preposition_object: tuple[str, ...] = Field((), description="lemmas that must not stand behind one of the prepositions")
    no_status: tuple[str, ...] = Field((), description="statuses with which the words tell nothing")
    no_preposition: tuple[str, ...] = Field((), description="prepositions the verb or noun must not have")
    refers: bool = Field(False, description="without participants of its own it means the last such event")
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class RuleSet:
    """All rules by trigger lemma."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.by_lemma: dict[str, list[Rule]] = defaultdict(list)
        self.light: dict[str, frozenset[str]] = {rule.id: frozenset(rule.light) for rule in rules}
        for rule in rules:
            for lemma in rule.trigger:
                self.by_lemma[lemma].append(rule)
        self.named = tuple(rule for rule in rules if rule.named)


@lru_cache(maxsize=1)
def load_rules() -> RuleSet:
    """The rules of `data/frames`, in file and text order. Raises ValueError naming the file of a rule that is no rule."""
    rules: list[Rule] = []
    word_lists: dict[str, list[str]] = {}
    folder = find_resource("data", "frames")
    for path in sorted(folder.glob("*.yaml")):
        if path.stem == "confidence":
            continue
        with path.open(encoding="utf-8") as file:
            content: dict[str, Any] = yaml.safe_load(file) or {}
        word_lists |= content.get("lists", {})
        for row in content.get("rules", []):
            try:
                rules.append(
                    Rule.model_validate(
                        {
                            key: _expand(value, word_lists) if key != "roles" else {r: _expand(s, word_lists) for r, s in value.items()}
                            for key, value in row.items()
                        }
                    )
                )
            except ValueError as problem:
                raise ValueError(f"{path.name}, rule {row.get('id')}: {problem}") from problem
    return RuleSet(rules)


@lru_cache(maxsize=1)
def load_confidence() -> tuple[dict[str, float], dict[str, float]]:
    """Measured precision by rule and by kind (`data/frames/confidence.yaml`)."""
    with find_resource("data", "frames", "confidence.yaml").open(encoding="utf-8") as file:
        table: dict[str, dict[str, float]] = yaml.safe_load(file)
    return table["rules"], table["kinds"]


@lru_cache(maxsize=1)
def load_mark_precision() -> dict[str, float]:
    """Measured precision of events by what is told of them (`marks` of `data/frames/confidence.yaml`)."""
    with find_resource("data", "frames", "confidence.yaml").open(encoding="utf-8") as file:
        marks: dict[str, float] = yaml.safe_load(file).get("marks", {})
    return marks


def confidence_of(rule: Rule) -> float:
    """How often a claim of this rule was right on texts that were read; a rule without a record has the average of its kind."""
    rules, kinds = load_confidence()
    return rules.get(rule.id, kinds.get(rule.type, kinds["all"]))


def _expand(value: Any, word_lists: Mapping[str, list[str]]) -> Any:
    """`$name` in a list stands for the words of that list."""
    if isinstance(value, list):
        return [word for item in value for word in (word_lists[item[1:]] if isinstance(item, str) and item.startswith("$") else [item])]
    return value
