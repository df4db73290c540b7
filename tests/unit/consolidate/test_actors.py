"""The spellings of one full name are one actor; a short name joins nobody; near names stay apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.consolidate.actors import canonical_actor
from app.consolidate.rulings import OF_ACTORS, rulings_of
from app.consolidate.spellings import readings, spelling_key
from app.ids import provisional_actor_id
from app.model import ActorRef, Decision


@pytest.mark.parametrize(
    "names",
    [
        ("Qin Gang", "Цинь Ган", "秦刚"),
        ("Li Shangfu", "Ли Шанфу", "李尚福"),
        ("Zeng Peiyan", "曾培炎"),
        ("Ouyang Nana", "欧阳娜娜"),
        ("Xie Zhenhua", "解振华", "Се Чжэньхуа"),
        ("Wang Yi", "Ван И"),
        ("Ma Zhaoxu", "Ма Чжаосюй"),
        ("Pyotr Ivanov", "Пётр Иванов", "Petr Ivanov", "PETR IVANOV"),
        ("Aleksey Petrov", "Alexei Petrov", "Алексей Петров", "Alexey Petrov"),
        ("Sergei Shoigu", "Сергей Шойгу", "Sergey Shoygu"),
        ("Yury Ushakov", "Юрий Ушаков", "Yuri Ushakov", "Iurii Ushakov"),
        ("Yevgeny Primakov", "Евгений Примаков", "Evgeniy Primakov"),
    ],
)
def test_spellings_of_one_name_have_one_key(names: tuple[str, ...]) -> None:
    keys = {spelling_key(name) for name in names}
    assert len(keys) == 1 and None not in keys


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Li Lin", "Li Ling"),
        ("Qin Gang", "Qing Gan"),
        ("Ли Линь", "Ли Лин"),
        ("Pyotr Ivanov", "Pavel Ivanov"),
        ("Andrei Denisov", "Andrei Rudenko"),
        ("Wang Yi", "Wang Qi"),
        ("Ivanov Petr", "Petr Ivanov"),
    ],
)
def test_near_names_have_keys_of_their_own(one: str, two: str) -> None:
    assert spelling_key(one) != spelling_key(two)


@pytest.mark.parametrize("name", ["Lavrov", "Лавров", "毅", "拉夫罗夫", "普京", "", "Mr 7"])
def test_a_short_name_joins_nobody(name: str) -> None:
    assert spelling_key(name) is None


def test_a_spelling_through_cyrillic_is_left_to_the_registry(gazetteer: Any) -> None:
    assert "qin gang" in readings("Tsin Gan") and readings("Qin Gang") == () and readings("John Smith") == ()
    tsin = ActorRef(provisional_actor_id("Tsin Gan"), "Tsin Gan", "Person")
    assert canonical_actor(tsin, gazetteer).id == "qin-gang"
    assert canonical_actor(replace(tsin, country="japan"), gazetteer).id != "qin-gang", "another state, another person"
    assert canonical_actor(replace(tsin, type="Organization"), gazetteer).id == tsin.id


def test_characters_are_read_for_actors_that_the_registry_lacks(gazetteer: Any) -> None:
    names = ("Fang Xiaoling", "方晓玲", "Фан Сяолин")
    found = {canonical_actor(ActorRef(provisional_actor_id(name), name, "Person"), gazetteer).id for name in names}
    assert len(found) == 1 and found.pop() not in gazetteer.actors
    assert canonical_actor(ActorRef(provisional_actor_id("秦刚"), "秦刚", "Person"), gazetteer).id == "qin-gang"
    assert canonical_actor(ActorRef(provisional_actor_id("秦"), "秦", "Person"), gazetteer).id == provisional_actor_id("秦")


def test_the_last_decision_on_a_pair_holds() -> None:
    def decide(number: int, kind: str, *targets: str, **more: Any) -> Decision:
        return Decision(f"d{number}", kind, targets, at=f"2024-01-{number:02d}T00:00:00Z", **more)  # type: ignore[arg-type]

    joined, parted = decide(1, "merge", "ea", "eb"), decide(2, "split", "ea", "eb")
    assert rulings_of([joined]).together == {frozenset(("ca", "cb"))}
    assert rulings_of([parted, joined]).apart == {frozenset(("ca", "cb"))} and not rulings_of([parted, joined]).together
    assert rulings_of([joined, parted, decide(3, "merge", "eb", "ea")]).together == {frozenset(("ca", "cb"))}
    some = decide(4, "split", "ea", "eb", changes=(("from", "ec"),))
    assert rulings_of([some]).apart == {frozenset(("ca", "cc")), frozenset(("cb", "cc"))}
    people = [decide(5, "merge", "x-a", "x-b", changes=(OF_ACTORS,)), decide(6, "merge", "x-b", "wang-yi", changes=(OF_ACTORS,))]
    assert rulings_of(people).actors == {"x-a": "wang-yi", "x-b": "wang-yi"}
    assert rulings_of([*people, decide(7, "split", "x-a", changes=(OF_ACTORS,))]).actors == {"x-a": "x-a", "x-b": "wang-yi"}
