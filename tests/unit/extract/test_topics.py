"""Topics of what was said."""

from __future__ import annotations

import pytest

from app.extract.topics import find_topics, topic_patterns
from app.gazetteer import Gazetteer


def test_every_topic_of_the_registry_has_words_and_no_other() -> None:
    assert {topic for topic, _ in topic_patterns()} == set(Gazetteer.load().topics)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("the gas will reach China by a second pipeline", {"energy"}),
        ("Ukrainian ports must stay open", {"ukraine", "transport"}),
        ("settlements in national currencies", {"payments"}),
        ("the Arctic is a zone of peace", {"arctic"}),
        ("terrorism must be fought", {"counter-terrorism"}),
        ("arms control is in danger", {"strategic-stability", "arms"}),
        ("he was glad to see his friend", set()),
        ("the garage was locked", set()),
        ("a report on un-named parties", set()),
        ("she opened the toilet", set()),
        ("they were charming", set()),
    ],
)
def test_find_topics(text: str, topics: set[str]) -> None:
    assert {topic for topic, _, _ in find_topics(text)} == topics


def test_the_span_is_the_word_that_tells_the_topic() -> None:
    text = "They spoke of oil and of Taiwan."
    assert [(topic, text[start:end]) for topic, start, end in find_topics(text)] == [("energy", "oil"), ("taiwan", "Taiwan")]
