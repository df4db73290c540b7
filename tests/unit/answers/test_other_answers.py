"""Actors, articles, claims, statements, figures, counts, contradictions, coverage; and the schemas of all answers."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.answers import to_json
from app.answers.actors import find_actors, find_offices, get_actor
from app.answers.articles import ArticleFilters, choose_shown, find_articles, get_article
from app.answers.checks import find_conflicts, find_counted
from app.answers.claims import get_claim
from app.answers.coverage import get_coverage
from app.answers.event_index import EventFilters
from app.answers.events import find_events, get_event
from app.answers.figures import find_figures
from app.answers.meetings import find_meetings
from app.answers.statements import StatementFilters, find_statements
from app.errors import BadDate, NotFound
from app.gazetteer import Gazetteer
from app.ids import Names, article_id
from app.stores import Store

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT / "docs" / "schemas"


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("amur_schemas", ROOT / "scripts" / "schemas.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(name: str, answer: Any) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(to_json(answer))


def test_schemas_on_disk_are_those_of_the_views() -> None:
    generator = load_generator()
    for name in generator.VIEWS:
        assert json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) == generator.make_schema(name)
    assert {path.stem for path in SCHEMAS.glob("*.json")} == {*generator.VIEWS, *generator.WRITTEN_BY_HAND}


def test_a_lost_property_is_a_break() -> None:
    find_breaks = load_generator().find_breaks
    old = {"properties": {"a": {"type": "string", "enum": ["x", "y"]}}}
    assert find_breaks(old, {"properties": {"a": {"type": "string", "enum": ["x", "y", "z"]}, "b": {}}}) == []
    assert find_breaks(old, {"properties": {}}) and find_breaks(old, {"properties": {"a": {"type": "integer", "enum": ["x", "y"]}}})
    assert find_breaks(old, {"properties": {"a": {"type": "string", "enum": ["x"]}}})


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_schemas_are_schemas_and_their_examples_valid(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for example in schema.get("examples", []):
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(example)
        assert not Draft202012Validator(schema).is_valid({})


def test_all_answers_fit_their_schemas(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    events = find_events(store, gazetteer, EventFilters(status="all"), names)
    check("events", events)
    check("meetings", find_meetings(store, gazetteer, EventFilters(), names))
    for item in events.items:
        check("event", get_event(store, gazetteer, names, item.id))
        for claim in item.claims:
            check("claim", get_claim(store, gazetteer, names, claim.id))
    check("articles", find_articles(store, gazetteer, names, ArticleFilters()))
    for key in ("one", "two", "table"):
        check("article", get_article(store, gazetteer, names, article_id(key)))
    check("actors", find_actors(store, gazetteer, names, None, 500))
    for actor in ("wang-yi", "x-ivan-testov-zzrg", "china", "tass"):
        check("actor", get_actor(store, gazetteer, names, actor))
    check("offices", find_offices(store, gazetteer, names))
    check("statement", find_statements(store, gazetteer, names, StatementFilters()))
    check("figure", find_figures(store, gazetteer, names))
    check("counted", find_counted(store, gazetteer, names))
    check("conflict", find_conflicts(store, gazetteer, names))
    check("coverage", get_coverage(store, gazetteer, names))


def test_a_merged_event_is_found_under_its_first_id(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    [item] = find_meetings(store, gazetteer, EventFilters(actor="wang-yi", with_="sergey-lavrov"), names).items
    [other] = get_event(store, gazetteer, names, item.id).merged
    assert get_event(store, gazetteer, names, other).event.id == item.id != other
    with pytest.raises(NotFound):
        get_event(store, gazetteer, names, "e000")


def test_relations_lead_both_ways(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    [done] = find_meetings(store, gazetteer, EventFilters(since="2023-10", actor="xi-jinping"), names).items
    detail = get_event(store, gazetteer, names, done.id)
    [plan] = detail.relations["realizes"]
    assert [r.id for r in get_event(store, gazetteer, names, plan.id).relations["realized_by"]] == [done.id]
    assert detail.before is not None and "March 2023" in detail.before.title["en"] and detail.after is None


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("Lavrov", "sergey-lavrov"),
        ("拉夫罗夫", "sergey-lavrov"),
        ("Лавр", "sergey-lavrov"),
        ("Wang Y", "wang-yi"),
        ("testov", "x-ivan-testov-zzrg"),
    ],
)
def test_actors_are_found_in_three_scripts(store: Store, gazetteer: Gazetteer, names: Names, q: str, first: str) -> None:
    assert find_actors(store, gazetteer, names, q).items[0].id == first


def test_actors_are_listed_by_activity_and_paged(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    page = find_actors(store, gazetteer, names, None, 3)
    assert page.items[0].events == 4 and page.next
    following = find_actors(store, gazetteer, names, None, 3, page.next)
    assert not {item.id for item in page.items} & {item.id for item in following.items}


def test_one_actor(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    actor = get_actor(store, gazetteer, names, "wang-yi")
    assert any(holding.office.id == "foreign-minister-of-china" and holding.since == date(2013, 3, 16) for holding in actor.offices)
    assert actor.events == {"Meeting": 3, "Summit": 1} and not actor.provisional
    assert [(c.actor.id, c.type, c.events) for c in actor.counterparts if c.type == "Meeting"] == [
        ("sergey-lavrov", "Meeting", 1),
        ("x-ivan-testov-zzrg", "Meeting", 1),
    ]
    with pytest.raises(NotFound):
        get_actor(store, gazetteer, names, "nobody")


def test_office_holders_on_a_day(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    found = find_offices(store, gazetteer, names, "2023-04-01", "foreign-minister-of-china").items
    assert [holding.holder.id for holding in found] == ["qin-gang"]
    with pytest.raises(BadDate):
        find_offices(store, gazetteer, names, "April")


def test_an_article_shows_what_its_licence_allows(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    slug = article_id("two")
    text = "\n".join(claim.claim.quote for claim in get_article(store, gazetteer, names, slug).claims)
    quotes = get_article(store, gazetteer, names, slug, text)
    assert quotes.shown == "quotes" and quotes.text is None
    assert [p.text for p in quotes.passages if p.claims] == [claim.claim.quote for claim in quotes.claims]
    assert all(p.text is None for p in quotes.passages if not p.claims)
    full = get_article(store, gazetteer, names, slug, text, "full")
    assert "".join(p.text or "" for p in full.passages) == text == full.text
    none = get_article(store, gazetteer, names, slug, text, "none")
    assert none.text is None and all(p.text is None for p in none.passages)
    assert 0.9 < quotes.covered < 1


@pytest.mark.parametrize(
    ("licence", "shown"),
    [("CC BY 4.0", "full"), ("cc0", "full"), ("CC BY-NC-ND 4.0", "quotes"), (None, "quotes"), ("all rights reserved", "quotes")],
)
def test_open_licences(licence: str | None, shown: str) -> None:
    assert choose_shown("auto", licence) == shown


def test_statements_by_topic_side_and_words(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    for filters in (StatementFilters(topic="ukraine"), StatementFilters(side="china"), StatementFilters(speaker="Wang Yi", q="trust")):
        [said] = find_statements(store, gazetteer, names, filters).items
        assert said.quote == "We trust each other." and said.direct and said.channels == ("readout",)
        assert said.addressees[0].id == "sergey-lavrov"
    for nothing in (StatementFilters(side="russia"), StatementFilters(q="distrust"), StatementFilters(until="2022")):
        answer = find_statements(store, gazetteer, names, nothing)
        assert not answer.items and answer.coverage.reason


def test_figures_that_differ_are_a_conflict(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    values = {figure.value: figure for figure in find_figures(store, gazetteer, names, "trade", "2023-06", "2023-06").items}
    assert set(values) == {"20.8", "20.5"}
    assert values["20.8"].comparator == "highest-since"
    assert [c.kind for figure in values.values() for c in figure.conflicts] == ["value"]
    assert not find_figures(store, gazetteer, names, "trade", "2022", "2022").items


def test_counts_are_checked_against_the_graph(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    [count] = find_counted(store, gazetteer, names, "JointPatrol").items
    assert (count.number, count.known, count.missing) == (3, 1, 2)
    assert [event.type for event in count.events] == ["JointPatrol"]
    assert not find_counted(store, gazetteer, names, "Meeting").items


def test_contradictions_keep_both_sides(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    found = find_conflicts(store, gazetteer, names).items
    assert sorted(conflict.kind for conflict in found) == ["polarity", "value"]
    assert all(len(conflict.claims) == 2 and all(claim.quote for claim in conflict.claims) for conflict in found)
    assert [c.kind for c in find_conflicts(store, gazetteer, names, "value").items] == ["value"]


def test_coverage_lists_months_without_articles(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    report = get_coverage(store, gazetteer, names, "2023-06", "2023-08")
    assert [(p.period, p.articles) for p in report.periods] == [("2023-06", 0), ("2023-07", 2), ("2023-08", 0)]
    assert report.empty_months == ("2023-06", "2023-08") and report.articles == 2


def test_a_claim_leads_to_its_event_and_can_be_cited(store: Store, gazetteer: Gazetteer, names: Names) -> None:
    [item] = find_meetings(store, gazetteer, EventFilters(actor="wang-yi", with_="sergey-lavrov"), names).items
    claim = get_claim(store, gazetteer, names, item.claims[-1].id)
    assert claim.belongs_to == item.id and claim.belongs_to_kind == "event"
    assert claim.claim.quote in ("Lavrov met Wang in the Indonesian capital on 13 July.",)
    assert "TASS" in claim.citation and claim.iri in claim.citation
    with pytest.raises(NotFound):
        get_claim(store, gazetteer, names, "c000")
