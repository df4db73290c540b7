"""How often each topic was spoken about, by the side of who spoke."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from app.answers.labels import LabelBook
from app.answers.statements import read_statement_index
from app.answers.views import Named
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store


@dataclass(frozen=True, slots=True)
class TopicCount:
    """One topic and its statements: of speakers of China, of Russia, of others. One statement counts once a side."""

    topic: Named
    china: int
    russia: int
    other: int


def count_topics(store: Store, gazetteer: Gazetteer, names: Names) -> tuple[TopicCount, ...]:
    """All topics that were spoken about, the most frequent first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in read_statement_index(store):
        speakers = [names.slug(speaker.value) for speaker in row.speakers if isinstance(speaker, IRI)]
        sides = {side if (side := gazetteer.side_of(one)) in ("china", "russia") else "other" for one in speakers} or {"other"}
        for topic in row.topics:
            counts[names.slug(topic.value)].update(sides)
    book = LabelBook(store, gazetteer, names)
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    topics = book.names_of("topic", [slug for slug, _ in ordered])
    return tuple(TopicCount(topic, by["china"], by["russia"], by["other"]) for topic, (_, by) in zip(topics, ordered, strict=True))
