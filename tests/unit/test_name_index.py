"""Actors found by what somebody types, in three scripts and with errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers.actor_search import registry_index
from app.gazetteer import Gazetteer
from app.name_index import BEGINNING, WHOLE, WORD, NameIndex

INDEX = registry_index(Gazetteer.load())
SMALL = NameIndex(
    [
        ("lavrov", ["Sergey Lavrov", "Сергей Лавров", "谢尔盖·拉夫罗夫"]),
        ("lavrentiev", ["Alexander Lavrentiev", "Александр Лаврентьев"]),
        ("wang-yi", ["Wang Yi", "王毅", "Ван И"]),
        ("wang-yilin", ["Wang Yilin", "王宜林"]),
        ("yi-wang", ["Yi Wang"]),
    ]
)


def best(text: str, index: NameIndex = INDEX) -> str:
    scores = index.search(text)
    return min(scores, key=lambda key: (-scores[key], key)) if scores else ""


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Lavrov", "sergey-lavrov"), ("lavr", "sergey-lavrov"), ("Lavrof", "sergey-lavrov"), ("Sergei Lavrof", "sergey-lavrov"),
        ("Lavrov Sergey", "sergey-lavrov"), ("Лавро", "sergey-lavrov"), ("Лаврав", "sergey-lavrov"), ("拉夫罗夫", "sergey-lavrov"),
        ("习", "xi-jinping"), ("习近平", "xi-jinping"), ("Xi Jin Ping", "xi-jinping"), ("xijinping", "xi-jinping"),
        ("Мишус", "mikhail-mishustin"), ("Mishutsin", "mikhail-mishustin"), ("WANG YI", "wang-yi"), ("wang-yi", "wang-yi"),
    ],
)  # fmt: skip
def test_the_best_match(text: str, actor: str) -> None:
    assert best(text) == actor


def test_whole_names_stand_before_beginnings_before_words_before_similar_ones() -> None:
    assert SMALL.search("Wang Yi") == {"wang-yi": WHOLE, "wang-yilin": BEGINNING, "yi-wang": 0.82}
    assert SMALL.search("lavr") == {"lavrov": WORD, "lavrentiev": WORD}
    similar = SMALL.search("Lavrof")
    assert set(similar) == {"lavrov"} and 0 < similar["lavrov"] < 0.82


def test_a_part_of_a_name_in_signs_is_found() -> None:
    assert best("罗夫", SMALL) == "lavrov"
    assert best("宜林", SMALL) == "wang-yilin"


@pytest.mark.parametrize("text", ["", " ", "·", "qqqqqqqqqq", "王王王王王"])
def test_nothing_is_found(text: str) -> None:
    assert SMALL.search(text) == {}


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_text_raises_and_scores_are_bounded(text: str) -> None:
    assert all(0 < score <= 1 for score in INDEX.search(text).values())


@given(st.sampled_from(["Vladimir Putin", "Sergey Lavrov", "Mikhail Mishustin", "Владимир Путин"]), st.data())
@settings(max_examples=60, deadline=None)
def test_a_name_with_two_neighbours_exchanged_is_found(name: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(name) - 2))
    typed = name[:position] + name[position + 1] + name[position] + name[position + 2 :]
    if " " not in name[position : position + 2]:
        assert max(INDEX.search(name), key=lambda key: INDEX.search(name)[key]) in INDEX.search(typed)
