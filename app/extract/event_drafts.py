"""Event drafts of an article, and the merge of several mentions of one occurrence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from spacy.tokens import Doc, Token

from app.components.interpreter import Arguments
from app.gazetteer import Gazetteer
from app.model import Article, Certainty, Participation, PlaceRef, Status, UncertainTime

STATUS_CLASS: Final[Mapping[str, int]] = {
    "occurred": 0,
    "ongoing": 0,
    "planned": 1,
    "denied": 2,
    "cancelled": 2,
    "hypothetical": 3,
    "alleged": 3,
}
PAIRED: Final = frozenset({"Meeting", "PhoneCall", "MilitaryExercise", "JointPatrol"})


@dataclass(eq=False, slots=True)
class Draft:
    """An event as one mention tells it; merged mentions lend it what they know."""

    type: Any
    rule: str
    block: int
    block_kind: str
    trigger: Token
    governor: Token | None
    participants: list[Participation]
    status: Status
    certainty: Certainty
    medium: Literal["phone", "video", "unknown"] | None
    complete: bool
    phase: Literal["begins", "continues", "ends", "suspended", "resumed"] | None
    confidence: float
    refers: bool
    definite: bool
    time: UncertainTime = field(default_factory=UncertainTime)
    places: list[PlaceRef] = field(default_factory=list)
    sidelines_of: Draft | None = None
    part_of: Draft | None = None
    in_response_to: Draft | None = None
    in_support_of: Draft | None = None
    documented_in: Draft | None = None
    ordinal: int | None = None
    forces: str | None = None
    span: tuple[int, int] | None = None  # the part of the sentence that is its own, where one verb tells several events
    name: str | None = None
    mentions: list[tuple[int, Token, Token | None]] = field(default_factory=list)  # (block, trigger, governor) of all that were joined

    @property
    def actors(self) -> frozenset[str]:
        return frozenset(p.actor.id for p in self.participants)

    @property
    def position(self) -> tuple[int, int]:
        return self.block, self.trigger.i


class Reading:
    """What is known while the events of one article are read, in text order."""

    def __init__(self, article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> None:
        self.article = article
        self.docs = docs
        self.gazetteer = gazetteer
        self.arguments: dict[int, Arguments] = {}
        self.drafts: list[Draft] = []
        self.names: dict[str, str] = {}
        self.countries: dict[str, str] = {}
        self.named: set[str] = set()  # persons whom text or title name
        for doc in docs:
            for mention in doc._.amur_mentions or []:
                if mention["ref"] and mention["type"] == "Person" and mention["via"] in ("name", "surname", "ner"):
                    self.named.add(mention["ref"])
                if mention["ref"] and mention["type"] in ("Person", "Organization"):
                    if mention["via"] != "pronoun" and len(mention["name"]) > len(self.names.get(mention["ref"], "")):
                        self.names[mention["ref"]] = mention["name"]
                    if mention["country"]:
                        self.countries.setdefault(mention["ref"], mention["country"])
