"""Provisional actors in the search: those of a new version are found, those that are gone are not."""

from __future__ import annotations

import pytest

from app.answers.actor_search import Named, _index
from app.answers.actors import find_actors, find_offices
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store

BEFORE: Named = {"x-one": {"en": ("Pavel Vymyslov",)}, "x-two": {"en": ("Anna Nikogdina",)}}
AFTER: Named = {"x-one": {"en": ("Pavel Vymyslov", "P. Vymyslov")}, "x-three": {"zh": ("无名氏",)}}


def test_a_new_version_is_searched_without_making_the_index_anew() -> None:
    before = _index(BEFORE, None)
    after = _index(AFTER, before)
    assert after.base is before.base
    assert set(before.search("vymys")) == set(after.search("vymys")) == set(after.search("P. Vymyslov")) == {"x-one"}
    assert (set(before.search("nikogdina")), after.search("nikogdina")) == ({"x-two"}, {})
    assert (before.search("无名"), set(after.search("无名"))) == ({}, {"x-three"})
    again = _index(BEFORE, after)
    assert set(again.search("nikogdina")) == {"x-two"} and again.search("无名") == {}


def test_an_actor_that_the_registry_lacks_is_found(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    for text in ("Testov", "testo", "Ivan Tesotv", "x-ivan-testov-zzrg"):
        found = find_actors(store, gazetteer, names, text).items
        assert found[0].id == "x-ivan-testov-zzrg" and found[0].provisional and found[0].events == 2, text


def test_an_office_by_id_or_name(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    office = gazetteer.offices["foreign-minister-of-russia"]
    for text in (office.id, *office.labels.values(), office.labels["en"].upper()):
        assert {holding.office.id for holding in find_offices(store, gazetteer, names, office=text).items} == {office.id}
    with pytest.raises(BadParameter, match="nosuch") as problem:
        find_offices(store, gazetteer, names, office="nosuch foreign minister")
    assert problem.value.extra["candidates"]
