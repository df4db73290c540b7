"""Nothing of the gold texts stands in the project, and no claim stands without words of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gazetteer import Gazetteer

from .conftest import GoldTexts

ROOT = Path(__file__).resolve().parents[2]
LENGTH = 6
PLACES = ("app", "bench", "data/frames", "data/words", "docs", "ontology", "scripts", "tests")
KINDS = frozenset({".py", ".yaml", ".yml", ".txt", ".md", ".json", ".ttl", ".rq"})
WORD = re.compile(r"[^\W_]+")
pytestmark = [pytest.mark.shared, pytest.mark.slow]


def words_of(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def sequences(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + LENGTH]) for i in range(len(words) - LENGTH + 1))


def test_no_six_words_of_a_real_text_stand_in_the_project(gold_texts: GoldTexts) -> None:
    gazetteer = Gazetteer.load()
    named = [*gazetteer.actors.values(), *gazetteer.places.values(), *gazetteer.offices.values()]
    names = {
        words
        for thing in named
        for name in (thing.names if hasattr(thing, "names") else (thing.label,))
        for words in sequences_of_name(name)
    }
    foreign = {sequence: d.key for d in gold_texts.documents if d.section == "dev" for sequence in sequences(words_of(d.text))}
    assert len(foreign) > 1000
    taken = [
        (path.relative_to(ROOT).as_posix(), foreign[sequence], " ".join(sequence))
        for place in PLACES
        for path in sorted((ROOT / place).rglob("*"))
        if path.suffix in KINDS and path.is_file()
        for sequence in sequences(words_of(path.read_text(encoding="utf-8")))
        if sequence in foreign and not is_a_name(sequence, names)
    ]
    assert not taken, "\n".join(map(str, taken))


def sequences_of_name(name: str) -> Iterator[tuple[str, ...]]:
    """All stretches of a name of two words and more."""
    words = words_of(name)
    return (tuple(words[i:j]) for i in range(len(words)) for j in range(i + 2, len(words) + 1))


def is_a_name(sequence: tuple[str, ...], names: set[tuple[str, ...]]) -> bool:
    """Names of the registry make up all but two of its words."""
    left = list(sequence)
    for size in range(LENGTH, 1, -1):
        i = 0
        while i + size <= len(left):
            if tuple(left[i : i + size]) in names:
                del left[i : i + size]
            else:
                i += 1
    return len(left) <= 2


def test_no_claim_without_evidence(gold_texts: GoldTexts) -> None:
    read = 0
    for document, article, claims in gold_texts.ours:
        for claim in claims:
            read += 1
            assert claim.evidence, (document.key, claim.id)
            for evidence in claim.evidence:
                assert evidence.quote.strip() and article.text[evidence.start : evidence.end] == evidence.quote, (document.key, claim.id)
    assert read > 500


def test_no_day_without_words(gold_texts: GoldTexts) -> None:
    """A time has words of the text, or it is the day that a dateline, a heading or the publication of an utterance gives."""
    for document, article, claims in gold_texts.ours:
        given = {article.published.isoformat()} if article.published else set()
        for claim in claims:
            time = claim.time
            told = (document.key, claim.type, claim.rule, time)
            assert all(article.text[start:end] == words for words, start, end in time.words), told
            if time.edtf is None or time.precision != "day":
                continue
            if time.basis == "dateline":
                assert time.edtf.split("/")[0] in given | days_of_headings(article.text, time.edtf), told
            else:
                assert time.words, told


def days_of_headings(text: str, edtf: str) -> set[str]:
    """The day itself, if the text names it somewhere by number and month."""
    day = edtf.split("/")[0]
    parts = day.split("-")
    if len(parts) != 3:
        return set()
    number = str(int(parts[2]))
    return {day} if re.search(rf"(?<!\d)0?{number}(?!\d)", text) else set()
