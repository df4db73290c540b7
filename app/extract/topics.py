"""Topics of what was said: words of the topic scheme that stand in the text (`data/words/topics.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from app.resources import find_resource


@cache
def topic_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """One pattern a topic, of whole words; a word with a trailing `*` also stands for longer ones."""
    raw: Any = yaml.safe_load(find_resource("data", "words", "topics.yaml").read_text(encoding="utf-8"))
    return tuple((topic, re.compile("|".join(_word(word) for word in words))) for topic, words in raw.items())


def find_topics(text: str) -> tuple[tuple[str, int, int], ...]:
    """(topic id, start, end) of the first word of each topic in the text, in the order of the text."""
    found = [(topic, match.start(), match.end()) for topic, pattern in topic_patterns() if (match := pattern.search(text))]
    return tuple(sorted(found, key=lambda hit: (hit[1], hit[0])))


def _word(word: str) -> str:
    stem = re.escape(word.removesuffix("*")).replace("\\ ", r"\s+")
    stem = stem if any(c.isupper() for c in word) else f"(?i:{stem})"
    return rf"\b{stem}" + (r"\w*" if word.endswith("*") else r"\b")
