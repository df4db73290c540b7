"""The words that report speech, as data: `data/words/reporting.yaml` read once into a frozen lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.resources import find_resource


class _File(BaseModel):
    """The shape of the word file; an unknown key is an error, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verbs: dict[str, list[str]]
    objects_only: dict[str, list[str]] = Field(alias="objects-only")
    stripped: list[tuple[str, str, str]]
    particles: dict[str, list[str]]
    refuses: dict[str, list[str]]
    needs: dict[str, list[str]]
    givers: list[str]
    finite_only: list[str] = Field(alias="finite-only")
    bearers: list[str]
    texts: list[str]
    nouns: dict[str, list[str]]
    accounts: list[str]
    no_speakers: list[str] = Field(alias="no-speakers")
    officials: list[str]
    outlets: list[str]
    channels: dict[str, list[str]]
    outlet_names: list[str] = Field(alias="outlet-names")
    no_turns: list[str] = Field(alias="no-turns")
    label_titles: list[str] = Field(alias="label-titles")


@dataclass(frozen=True, slots=True)
class Reporting:
    """Which verb takes which content, and which nouns are texts, officials, accounts or no speakers at all."""

    verbs: Mapping[str, tuple[str, ...]]
    objects_only: Mapping[str, frozenset[str]]
    stripped: frozenset[tuple[str, str, str]]
    particles: Mapping[str, frozenset[str]]
    refuses: Mapping[str, frozenset[str]]
    needs: Mapping[str, frozenset[str]]
    givers: frozenset[str]
    finite_only: frozenset[str]
    bearers: frozenset[str]
    texts: frozenset[str]
    nouns: Mapping[str, tuple[str, ...]]  # noun -> what introduces its content
    accounts: frozenset[str]
    no_speakers: frozenset[str]
    officials: frozenset[str]
    outlets: frozenset[str]
    outlet_names: frozenset[str]
    no_turns: frozenset[str]
    label_titles: frozenset[str]
    channels: tuple[tuple[str, re.Pattern[str]], ...]

    def prepositions(self, verb: str) -> frozenset[str]:
        """The prepositions whose object is content of this verb."""
        return frozenset(kind.removeprefix("prep:") for kind in self.verbs.get(verb, ()) if kind.startswith("prep:"))


@cache
def reporting_words() -> Reporting:
    """The lexicon of the shipped word file."""
    raw: Any = yaml.safe_load(find_resource("data", "words", "reporting.yaml").read_text(encoding="utf-8"))
    file = _File.model_validate(raw)
    nouns: dict[str, tuple[str, ...]] = {}
    for introduction, words in file.nouns.items():
        for word in words:
            nouns[word] = (*nouns.get(word, ()), introduction)
    return Reporting(
        verbs={verb: tuple(kinds) for verb, kinds in file.verbs.items()},
        objects_only={verb: frozenset(nouns_) for verb, nouns_ in file.objects_only.items() if nouns_},
        stripped=frozenset(file.stripped),
        particles={verb: frozenset(words) for verb, words in file.particles.items()},
        refuses={verb: frozenset(words) for verb, words in file.refuses.items()},
        needs={verb: frozenset(words) for verb, words in file.needs.items()},
        givers=frozenset(file.givers),
        finite_only=frozenset(file.finite_only),
        bearers=frozenset(file.bearers),
        texts=frozenset(file.texts),
        nouns=nouns,
        accounts=frozenset(file.accounts),
        no_speakers=frozenset(file.no_speakers),
        officials=frozenset(file.officials),
        outlets=frozenset(file.outlets),
        outlet_names=frozenset(file.outlet_names),
        no_turns=frozenset(file.no_turns),
        label_titles=frozenset(file.label_titles),
        channels=tuple(
            (name, re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)) for name, phrases in file.channels.items()
        ),
    )
