"""Full-text search over evidence sentences: what a query finds, and how the index keeps in step with the archive."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.archive import Archive
from app.model import Article, Claim, Evidence, Extraction
from app.sentences import FILE_NAME, Sentences, fold_words, write_match

TOLD = {
    "c1": "The two navies held their sixth joint patrol in the Pacific.",
    "c2": "A patrol of the coast guard was called off; the joint statement did not mention it.",
    "c3": "王毅外长在雅加达会见拉夫罗夫。",
    "c4": "Лавров встретился с Ван И в Джакарте ещё раз.",
    "c5": "Minister Señor Peña met his counterpart in Brasília.",
}


@pytest.fixture(scope="module")
def index() -> Iterator[Sentences]:
    made = Sentences.in_memory((f"a{claim[1]}", claim, 0, len(text), text) for claim, text in TOLD.items())
    with closing(made):
        yield made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("patrol", "c1 c2"), ("PATROL joint", "c1 c2"), ("patr", "c1 c2"), ("atrol", ""), ('"joint patrol"', "c1"), ('"joint patr"', ""),
        ("joint-patrol", "c1"), ("会见", "c3"), ("雅加达", "c3"), ("外长会见", ""), ("外长 会见", "c3"), ("拉夫罗夫 王毅", "c3"), ("夫罗", "c3"),
        ("лавров", "c4"), ("Джакарт", "c4"), ("еще", "c4"), ("Ван И", "c4"), ("senor pena", "c5"), ("BRASÍLIA", "c5"), ("nowhere", ""),
        ("", ""), ("   ", ""), ("!!!", ""), ('"', ""), ("patrol !!!", "c1 c2"),
    ],
)  # fmt: skip
def test_what_a_query_finds(index: Sentences, query: str, found: str) -> None:
    assert sorted(index.find_claims(query)) == found.split()
    assert sorted(claim for sentence in index.find(query) for claim in sentence.claims) == found.split()


@pytest.mark.parametrize(
    "query", ["AND", "OR NOT", "NEAR(a b)", "a AND", "words: x", "-patrol", "^patrol", "(", ")", "a*b*", '"a" OR "b', "'; DROP TABLE found; --", "\0"]
)  # fmt: skip
def test_nothing_in_a_query_is_an_operator(index: Sentences, query: str) -> None:
    assert isinstance(index.find(query), list)


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_query_raises(index: Sentences, query: str) -> None:
    index.find_claims(query)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_text_is_found_by_itself(text: str) -> None:
    with closing(Sentences.in_memory([("a", "c", 0, len(text), text)])) as one:
        if fold_words(text).isascii() and fold_words(text):
            assert one.find_claims(text) == {"c"}
        assert bool(write_match(text)) == bool(fold_words(text.replace('"', " ")))


def test_the_better_match_comes_first(index: Sentences) -> None:
    first, second = index.find("joint")
    assert (first.claims, second.claims) == (("c1",), ("c2",)), "the shorter sentence"
    assert first.rank <= second.rank


# ---- in step with the archive -------------------------------------------------------------------------------------------


def article(key: str, text: str) -> Article:
    return Article(id=key, key=key, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), blocks=())


def show(archive: Archive, key: str, text: str) -> int:
    version = archive.append(text.encode(), article(key, text)).number
    claim = Claim(id=f"c-{key}-{version}", article=key, type="Meeting", evidence=(Evidence(0, len(text), text),), rule="r")
    archive.save_claims(key, version, [claim], Extraction("m", "r", "s"), {})
    archive.mark_applied(key, version)
    return version


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive.open(tmp_path / "archive.sqlite")) as opened:
        yield opened


def test_the_index_follows_the_archive(archive: Archive) -> None:
    show(archive, "one", "They met in Sochi.")
    show(archive, "two", "They met in Beijing.")
    with closing(Sentences.beside(archive)) as index:
        assert index.find_claims("met") == {"c-one-1", "c-two-1"}
        show(archive, "one", "They parted in Sochi.")
        archive.retract("two")
        index.follow(archive)
        assert (index.find_claims("met"), index.find_claims("Sochi")) == (frozenset(), {"c-one-2"})


def test_what_the_graph_does_not_show_yet_is_not_found(archive: Archive) -> None:
    archive.append(b"They met.", article("one", "They met."))
    with closing(Sentences.beside(archive)) as index:
        assert index.find_claims("met") == frozenset()


@pytest.mark.parametrize("damage", ["delete", "overwrite", "other version"])
def test_a_lost_or_broken_index_is_made_anew(archive: Archive, tmp_path: Path, damage: str) -> None:
    show(archive, "one", "They met in Sochi.")
    Sentences.beside(archive).close()
    file = tmp_path / FILE_NAME
    if damage == "delete":
        file.unlink()
    elif damage == "overwrite":
        file.write_bytes(b"no database" * 1000)
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 99")
    with closing(Sentences.beside(archive)) as index:
        assert index.find_claims("Sochi") == {"c-one-1"}


def test_a_reader_opens_it_beside_its_owner_and_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    assert Sentences.open_to_read(tmp_path / FILE_NAME) is None
    show(archive, "one", "They met in Sochi.")
    with closing(Sentences.beside(archive)):
        reader = Sentences.open_to_read(tmp_path / FILE_NAME)
        assert reader is not None
        with closing(reader):
            assert reader.find_claims("sochi") == {"c-one-1"}
            with pytest.raises(Exception, match="cannot be written"):
                reader.drop("one")
