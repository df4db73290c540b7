"""RDF of a part of the graph: only what the filters let through, in every format, read back by two libraries."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from app.answers.exports import ExportQuery, export_data
from app.answers.graph_query import GraphQuery
from app.errors import BadParameter
from app.gazetteer import Gazetteer
from app.ids import Names
from app.stores import Store, open_store

NAMES = Names()
AMUR = "https://w3id.org/amur/ontology#"
PARSERS = {
    "ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nq": (ox.RdfFormat.N_QUADS, "nquads"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    name = "amur_test_network"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[2] / "tools" / "network.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    opened = open_store(sys.modules[name].fill(tmp_path_factory.mktemp("selected")), read_only=True)
    yield opened
    opened.close()


def export(store: Store, format_: str, actors: tuple[str, ...] = (), **filters: object) -> bytes:
    out = io.BytesIO()
    query = ExportQuery(format_, actors=actors, filters=GraphQuery(**filters))  # type: ignore[arg-type]
    export_data(store, Gazetteer.load(), NAMES, query, out)
    return out.getvalue()


def triples(data: bytes, format_: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(data, PARSERS[format_][0])}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("format_", PARSERS)
def test_whole_and_part_are_read_alike_by_two_libraries(store: Store, format_: str) -> None:
    for filters in ({"since": "2024"}, {"type": "Meeting", "place": "moscow"}):
        data = export(store, format_, **filters)
        reference = triples(export(store, "nt", **filters), "nt")
        assert triples(data, format_) == reference
        assert 20 < len(reference) < len(triples(export(store, "nt"), "nt")) / 3
        by_rdflib = rdflib.Dataset(default_union=True)
        by_rdflib.parse(data=data, format=PARSERS[format_][1])
        union = rdflib.Graph()
        for quad in by_rdflib.quads():
            union.add(quad[:3])
        assert isomorphic(union, rdflib.Graph().parse(data=export(store, "nt", **filters), format="nt"))


def test_only_events_that_pass_their_claims_and_those_who_took_part_are_told(store: Store) -> None:
    found = triples(export(store, "ttl", ("Лавров", "wang-yi"), type="Meeting", since="2024"), "ttl")
    typed = {(one.subject.value, one.object.value) for one in found if one.predicate.value.endswith("#type")}
    events = {subject for subject, kind in typed if kind == f"{AMUR}Event"}
    assert len(events) == 1
    assert len({subject for subject, kind in typed if kind == f"{AMUR}Claim"}) == 2
    assert len({subject for subject, kind in typed if kind == f"{AMUR}Article"}) == 2
    actors = {subject.rsplit("/", 1)[-1] for subject, kind in typed if kind == f"{AMUR}Actor"}
    assert actors == {"sergey-lavrov", "wang-yi", "china", "russia"}  # and for whom they act
    links = {one.predicate.value.rpartition("#")[2] for one in found} & {"met", "spokeWith", "coAttended"}
    assert links == {"met"}  # they also spoke and sat in one forum, but not in what was asked for


def test_plans_leave_no_links_behind(store: Store) -> None:
    found = triples(export(store, "nt", status="planned"), "nt")
    assert [one for one in found if one.object == ox.NamedNode(f"{AMUR}planned")]
    assert not [one for one in found if one.predicate.value == f"{AMUR}met"]


def test_nothing_that_passes_is_an_empty_file(store: Store) -> None:
    assert export(store, "nq", since="2030") == b""


@pytest.mark.parametrize(
    "query",
    [
        ExportQuery("ttl", table="nodes"),
        ExportQuery("gexf", table="claims"),
        ExportQuery("nq", projection="events"),
        ExportQuery("csv", table="claims", projection="events"),
        ExportQuery("csv", table="claims", neo4j=True),
        ExportQuery("gexf", neo4j=True),
    ],
)
def test_words_that_do_not_go_together_are_refused(store: Store, query: ExportQuery) -> None:
    with pytest.raises(BadParameter) as refused:
        export_data(store, Gazetteer.load(), NAMES, query, io.BytesIO())
    assert refused.value.hint
