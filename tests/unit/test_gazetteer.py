"""Names, offices and sides of the shipped registry."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from app.gazetteer import Actor, Gazetteer, fold


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Wang Yi", "wang-yi"),
        ("wang yi", "wang-yi"),
        ("王毅", "wang-yi"),
        ("Ван И", "wang-yi"),
        ("Лавров", "sergey-lavrov"),
        ("拉夫罗夫", "sergey-lavrov"),
        ("Sergei Lavrov", "sergey-lavrov"),
        ("Putin", "vladimir-putin"),
        ("wang-yi", "wang-yi"),
        ("Q7747", "vladimir-putin"),
        ("ＸＩ　ＪＩＮＰＩＮＧ", "xi-jinping"),
        ("习近平", "xi-jinping"),
        ("習近平", "xi-jinping"),
        ("Sergey Shoygu", "sergei-shoigu"),
        ("Kim Jong-un", "kim-jong-un"),
        ("Turkiye", "turkiye"),
        ("Côte d’Ivoire", "cote-d-ivoire"),
        ("法国", "france"),
        ("Франция", "france"),
        ("U.S.", "united-states"),
        ("China's Foreign Ministry", "mfa-china"),
        ("SCO", "sco"),
        ("Amur Wire", "amur-wire"),
    ],
)
def test_a_name_finds_its_actor(gazetteer: Gazetteer, name: str, actor: str) -> None:
    assert gazetteer.find_actors(name) == (actor,)


@pytest.mark.parametrize("surname", ["Li", "Ли", "李", "Zhang", "Ivanov", "Wang"])
def test_a_shared_surname_finds_all_who_bear_it(gazetteer: Gazetteer, surname: str) -> None:
    found = gazetteer.find_actors(surname)
    assert len(found) > 1
    assert list(found) == sorted(found)


def test_an_unknown_name_finds_nobody(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_actors("Nobody Whatsoever") == ()
    assert gazetteer.find_actors("") == ()


@pytest.mark.parametrize(
    ("name", "place"),
    [("St. Petersburg", "saint-petersburg"), ("Пекин", "beijing"), ("Brasilia", "brasilia"), ("Kremlin", "kremlin"), ("Peru", "peru")],
)
def test_a_name_finds_its_place(gazetteer: Gazetteer, name: str, place: str) -> None:
    assert gazetteer.find_places(name) == (place,)


def test_every_state_is_a_place_too(gazetteer: Gazetteer) -> None:
    states = [actor.id for actor in gazetteer.actors.values() if actor.type == "State"]
    assert len(states) > 190
    assert all(state in gazetteer.places for state in states)


def test_holders_follow_the_day(gazetteer: Gazetteer) -> None:
    def names(*days: date) -> list[str]:
        return [holding.holder for holding in gazetteer.holders("foreign-minister-of-china", *days)]

    assert names(date(2023, 7, 13)) == ["qin-gang"]
    assert names(date(2019, 1, 1)) == ["wang-yi"]
    assert names(date(2023, 7, 1), date(2023, 7, 31)) == ["qin-gang", "wang-yi"]
    assert names(date(1990, 1, 1)) == []
    assert len(names()) == 6


def test_offices_of_a_person_follow_the_day(gazetteer: Gazetteer) -> None:
    assert [holding.office for holding in gazetteer.offices_of("dmitry-medvedev", date(2010, 5, 5))] == ["president-of-russia"]
    assert [holding.office for holding in gazetteer.offices_of("wang-yi", date(2023, 7, 13))] == [
        "director-of-the-cpc-foreign-affairs-office"
    ]


def test_offices_have_titles_and_a_level(gazetteer: Gazetteer) -> None:
    assert "defense minister" in gazetteer.offices["defence-minister-of-china"].titles
    assert all(office.titles == tuple(title.lower() for title in office.titles) != () for office in gazetteer.offices.values())
    assert gazetteer.offices["premier-of-china"].level == "premier"


def test_sides(gazetteer: Gazetteer) -> None:
    assert gazetteer.side_of("wang-yi") == "china"
    assert gazetteer.side_of("russia") == "russia"
    assert gazetteer.side_of("hong-kong") == "china"
    assert gazetteer.side_of("sco") is None
    assert gazetteer.side_of("nobody") is None


def test_publishers_by_name_and_host(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_publisher("Wikipedia (a list of days)") == "wikipedia"
    assert gazetteer.find_publisher("Xinhua") == "xinhua"
    assert gazetteer.find_publisher(None, "https://www.tass.com/world/1") == "tass"
    assert gazetteer.find_publisher(None, "http://en.kremlin.ru/x") == "presidential-administration"
    assert gazetteer.find_publisher("Gazette of Nowhere", "https://tass.com/") is None
    assert gazetteer.find_publisher(None) is None
    wire = gazetteer.actors["amur-wire"].media
    assert wire is not None
    assert (wire.article_kind, wire.licence) == ("reconstruction", "CC BY 4.0")


def test_loads_fast_and_pickles(gazetteer: Gazetteer) -> None:
    code = "import time, app.gazetteer as g; t = time.process_time(); g.Gazetteer.load(); print(time.process_time() - t)"
    took_s = min(float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout) for _ in range(3))
    assert took_s < 0.3
    start = time.process_time()
    assert Gazetteer.load() is Gazetteer.load()
    assert time.process_time() - start < 0.1
    assert pickle.loads(pickle.dumps(gazetteer)).find_actors("Putin") == ("vladimir-putin",)


def test_folding_ignores_what_does_not_tell_names_apart() -> None:
    assert fold("Viktor Orbán") == fold("viktor orban")
    assert fold("弗拉基米尔·普京") == fold("弗拉基米尔・普京")
    assert fold("Xi\u200b Jinping") == fold("xi jinping")
    assert fold("Xi'an") == fold("Xi’an")
    assert fold("Li Qiang") != fold("Li Keqiang")


def canonical_names(names: dict[str, list[str]]) -> dict[str, str]:
    return {fold(form): name for name, others in names.items() for form in (name, *others)}


@pytest.mark.shared
def test_labels_are_names_that_the_scorer_knows(gazetteer: Gazetteer, shared: Path) -> None:
    """Where the scorer has the entity at all (one of our other names is known to it), our label is known to it as the same one."""
    tables = json.loads((shared / "gold" / "aliases.json").read_text(encoding="utf-8"))
    for known, ours in ((tables["entities"], gazetteer.actors), (tables["places"], gazetteer.places)):
        canonical = canonical_names(known)
        for thing in ours.values():
            english = [name for name in thing.names if name.isascii()]
            meant = {canonical[fold(name)] for name in english if fold(name) in canonical}
            if isinstance(thing, Actor) and thing.type != "State":  # some organs stand for their state there
                meant -= {actor.label for actor in gazetteer.actors.values() if actor.type == "State"}
            if meant:
                assert fold(thing.labels["en"]) in canonical, (thing.id, meant)


@pytest.mark.shared
def test_most_entities_of_the_scorer_are_in_the_registry(gazetteer: Gazetteer, shared: Path) -> None:
    names = json.loads((shared / "gold" / "aliases.json").read_text(encoding="utf-8"))["entities"]
    unknown = [name for name in names if not gazetteer.find_actors(name)]
    assert len(unknown) < len(names) / 4, unknown
