"""The registry's tables, a registry of the user's own, and what is said about a wrong one."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from app.errors import BadInput
from app.gazetteer import Gazetteer
from app.registry_files import TABLES, parse_table, registry_files
from app.resources import find_resource

REGISTRY = find_resource("data", "registry")


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_file_of_the_registry_is_a_known_table() -> None:
    assert {path.name for path in REGISTRY.glob("*.csv")} == set(TABLES)
    assert [path.name for path in registry_files(REGISTRY)] == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_readme_describes_every_file(name: str) -> None:
    assert f"`{name}`" in (REGISTRY / "README.md").read_text(encoding="utf-8")


def test_an_own_folder_extends_and_adds(tmp_path: Path) -> None:
    write(
        tmp_path,
        "actors.csv",
        "id,type,label_en,alt_labels,country",
        "wang-yi,Person,Wang Yi,Director Wang,",
        "ann-example,Person,Ann Example,,china",
    )
    write(tmp_path, "offices.csv", "id,label_en,level,titles,country", "example-envoy,Envoy of Example,other,envoy,china")
    write(tmp_path, "holdings.csv", "id,holder,office,since,until", "ann-envoy,ann-example,example-envoy,2020-02,2021")
    gazetteer = Gazetteer.load(tmp_path)
    assert gazetteer.find_actors("Director Wang") == ("wang-yi",)
    assert gazetteer.actors["wang-yi"].labels["zh"] == "王毅"  # what the own row leaves empty stays
    assert gazetteer.side_of("ann-example") == "china"
    holding = gazetteer.offices_of("ann-example")[0]
    assert (holding.since, holding.until, holding.since_words) == (date(2020, 2, 1), date(2021, 12, 31), "2020-02")
    assert gazetteer.version != Gazetteer.load().version
    assert Gazetteer.load().find_actors("Ann Example") == ()


def test_a_changed_own_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "actors.csv", "id,type,label_en", "ann-example,Person,Ann Example")
    assert Gazetteer.load(path).find_actors("Ann Example") == ("ann-example",)
    write(tmp_path, "actors.csv", "id,type,label_en", "ann-example,Person,Ann B. Example")
    assert Gazetteer.load(path).find_actors("Ann B. Example") == ("ann-example",)


def test_a_single_file_of_any_name_is_told_by_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.csv", "id,label_en,type,country", "sandy-bay,Sandy Bay,bay,russia")
    assert Gazetteer.load(path).find_places("Sandy Bay") == ("sandy-bay",)


def test_turtle_in_our_terms(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.ttl",
        "@prefix amur: <https://w3id.org/amur/ontology#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "@base <https://w3id.org/amur/id/> .",
        '<actor/ann-example> a amur:Person ; rdfs:label "Ann Example"@en , "安"@zh ;',
        '  skos:altLabel "A. Example" ; amur:country <actor/china> .',
        '<actor/example-post> a amur:MediaOutlet ; rdfs:label "Example Post"@en ; amur:country <actor/china> ;',
        "  amur:ownership amur:privateOwned ; amur:mediaKind amur:newspaper .",
        '<office/envoy> a amur:Office ; rdfs:label "Envoy"@en ; amur:officeLevel amur:foreign .',
        "<holding/ann-envoy> a amur:OfficeHolding ; amur:holder <actor/ann-example> ; amur:office <office/envoy> ;",
        '  amur:since "2020-02-03"^^xsd:date .',
        '<place/sandy-bay> a amur:Place ; rdfs:label "Sandy Bay"@en ; amur:placeKind amur:bayPlace .',
        '<topic/tea> a amur:Topic ; skos:prefLabel "tea"@en .',
    )
    gazetteer = Gazetteer.load(path)
    assert gazetteer.find_actors("A. Example") == gazetteer.find_actors("安") == ("ann-example",)
    assert gazetteer.side_of("ann-example") == "china"
    post = gazetteer.actors["example-post"].media
    assert post is not None
    assert (post.ownership, post.kind) == ("private", "newspaper")
    assert gazetteer.offices["envoy"].level == "foreign"
    assert gazetteer.offices_of("ann-example")[0].since == date(2020, 2, 3)
    assert gazetteer.places["sandy-bay"].type == "bay"
    assert gazetteer.topics["tea"].label == "tea"


ACTORS = "id,type,label_en,country"


@pytest.mark.parametrize(
    ("name", "lines", "line", "reason"),
    [
        ("actors.csv", ["id,label_en", "ann,Ann"], 1, "the column 'type' is missing"),
        ("actors.csv", ["id,type,label_en,colour", "ann,Person,Ann,red"], 1, "the column 'colour' is not known"),
        ("actors.csv", [ACTORS, "ann,Person,Ann"], 2, "the row has 3 cells, the header 4"),
        ("actors.csv", [ACTORS, "ann,Person,,china"], 2, "the cell 'label_en' is empty"),
        ("actors.csv", [ACTORS, "bob,Person,Bob,china", "ann,Human,Ann,china"], 3, "'type' holds 'Human'"),
        ("actors.csv", [ACTORS, "Ann A,Person,Ann,china"], 2, "'Ann A' is no slug"),
        ("actors.csv", [ACTORS, "ann,Person,Ann,atlantis"], 2, "'country' names 'atlantis'"),
        ("actors.csv", [ACTORS, "ann,Person,Ann,china", "ann,Person,Ann,china"], 3, "'ann' stands already on line 2"),
        ("actors.csv", [ACTORS, "post,MediaOutlet,Post,"], 2, "an outlet needs a country"),
        ("actors.csv", ["id,type,label_en,wikidata", "ann,Person,Ann,7747"], 2, "'7747' is no Wikidata id"),
        ("holdings.csv", ["id,holder,office,since,until", "h,wang-yi,premier-of-china,2020-13-01,"], 2, "'2020-13-01', which is no date"),
        ("holdings.csv", ["id,holder,office,since,until", "h,wang-yi,premier-of-china,2020,2019"], 2, "before it begins"),
        ("holdings.csv", ["id,holder,office,since,until", "h,nobody,premier-of-china,2020,"], 2, "'holder' names 'nobody'"),
        ("offices.csv", ["id,label_en,level", "o,Office,lofty"], 2, "'level' holds 'lofty'"),
        ("places.csv", ["id,label_en,type,latitude", "p,Place,city,95"], 2, "'latitude' holds '95'"),
        ("places.csv", ["id,label_en,type", "p,Place,planet"], 2, "'type' holds 'planet'"),
        ("actors.csv", [ACTORS, 'ann,Person,"Ann,china'], 2, "unexpected end of data"),
        ("odd.csv", ["a,b", "1,2"], 1, "the columns are those of no registry table"),
        ("mine.ttl", ["@prefix amur: <https://w3id.org/amur/ontology#> .", "<x> a amur:Person ;;;; ["], None, "mine.ttl"),
        ("mine.ttl", ["<http://x/y> a <http://x/Thing> ."], None, "of no type of the registry"),
        ("mine.ttl", ["<http://x/ann> a <https://w3id.org/amur/ontology#Person> ."], 1, "'ann' has no 'label_en'"),
    ],
)
def test_a_wrong_registry_is_explained(tmp_path: Path, name: str, lines: list[str], line: int | None, reason: str) -> None:
    path = write(tmp_path, name, *lines)
    with pytest.raises(BadInput) as caught:
        Gazetteer.load(path)
    assert reason in caught.value.detail
    assert str(path) in caught.value.detail
    assert caught.value.hint
    if line is not None:
        assert caught.value.extra["line"] == line
        assert f"line {line}" in caught.value.detail


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no such registry file or folder.*AMUR_REGISTRY"):
        Gazetteer.load(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="holds no registry table"):
        Gazetteer.load(tmp_path)


def test_a_table_that_is_not_utf8_names_the_line() -> None:
    with pytest.raises(BadInput, match=r"actors.csv, line 2: the text is not UTF-8"):
        parse_table("id,type,label_en\nann,Person,Änne\n".encode("latin-1"), "actors.csv", TABLES["actors.csv"])


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
def test_every_row_of_the_fact_tables_is_in_the_registry(shared: Path) -> None:
    gazetteer = Gazetteer.load()
    for row in facts(shared, "actors.csv"):
        actor = gazetteer.actors[row["id"].replace("_", "-")]
        assert (actor.label, actor.labels["zh"], actor.labels["ru"]) == (row["name_en"], row["name_zh"], row["name_ru"])
        assert actor.wikidata == (row["wikidata_qid"] or None)
        assert actor.confidence == row["confidence"]
        assert len(actor.sources) == len(row["sources"].split(" | "))
    for row in facts(shared, "places.csv"):
        place = gazetteer.places[row["id"].replace("_", "-")]
        assert place.labels["zh"] == row["name_zh"]
        assert row["id"].replace("_", "-") in gazetteer.find_places(row["name_en"])
        assert (place.lat, place.lon) == (float(row["latitude"]), float(row["longitude"]))
    offices = facts(shared, "offices.csv")
    held = {(holding.holder, holding.since_words, holding.until_words) for holding in gazetteer.holdings}
    assert held >= {(row["person_id"].replace("_", "-"), row["start"], row["end"]) for row in offices}


def test_names_of_states_are_those_of_cldr() -> None:
    from babel import Locale

    english = Locale("en").territories
    gazetteer = Gazetteer.load()
    for actor in gazetteer.actors.values():
        if actor.type == "State" and actor.iso2 in english:
            assert actor.id in gazetteer.find_actors(english[actor.iso2]), english[actor.iso2]
