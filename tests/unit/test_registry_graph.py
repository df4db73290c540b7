"""The registry as RDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import vocab
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, BlankNode, Quad, RdfLiteral
from app.registry_graph import registry_quads
from app.validate import shacl_report

NAMES = Names()


@pytest.fixture(scope="module")
def quads() -> tuple[Quad, ...]:
    return registry_quads(Gazetteer.load(), NAMES)


def values(quads: tuple[Quad, ...], subject: IRI, predicate: str) -> list[str]:
    return [quad.object.value for quad in quads if quad.subject == subject and quad.predicate == IRI(predicate)]


def test_sorted_in_one_graph_without_blank_nodes(quads: tuple[Quad, ...]) -> None:
    assert list(quads) == sorted(set(quads))
    assert {quad.graph for quad in quads} == {NAMES.graph("registry")}
    assert not any(isinstance(term, BlankNode) for quad in quads for term in quad[:3])


def test_conforms_to_the_shapes(quads: tuple[Quad, ...]) -> None:
    assert shacl_report(quads).violations == ()


def test_an_actor_has_three_labels_and_its_links(quads: tuple[Quad, ...]) -> None:
    node = NAMES.resource("actor", "mfa-china")
    labels = {quad.object for quad in quads if quad.subject == node and quad.predicate == IRI(vocab.RDFS_LABEL)}
    assert {label.language for label in labels if isinstance(label, RdfLiteral)} == {"en", "zh", "ru"}
    assert values(quads, node, vocab.P_COUNTRY) == [NAMES.resource("actor", "china").value]
    assert values(quads, node, vocab.P_PARENT_ORGANIZATION) == [NAMES.resource("actor", "state-council").value]
    assert vocab.ACTOR in values(quads, node, vocab.RDF_TYPE)
    assert values(quads, NAMES.resource("actor", "vladimir-putin"), vocab.SCHEMA_SAME_AS) == ["http://www.wikidata.org/entity/Q7747"]


def test_a_holding_has_days_and_says_where_only_the_month_is_known(quads: tuple[Quad, ...]) -> None:
    node = NAMES.resource("holding", "qin-gang-foreign-minister-of-china-2022-12-30")
    assert values(quads, node, vocab.P_SINCE) == ["2022-12-30"]
    assert values(quads, node, vocab.P_UNTIL) == ["2023-07-25"]
    node = NAMES.resource("holding", "zhang-hanhui-ambassador-of-china-to-russia-2019-08")
    assert any("since 2019-08" in note for note in values(quads, node, vocab.SKOS_NOTE))


def test_a_point_is_written_longitude_first(quads: tuple[Quad, ...]) -> None:
    assert values(quads, NAMES.resource("place", "jakarta"), vocab.GEO_AS_WKT) == ["POINT(106.8451 -6.2146)"]


def test_a_registry_of_ones_own_conforms_too(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id,type,label_en\nann-example,Person,Ann Example\n", encoding="utf-8")
    own = registry_quads(Gazetteer.load(tmp_path), NAMES)
    node = NAMES.resource("actor", "ann-example")
    assert values(own, node, vocab.RDFS_LABEL) == ["Ann Example"] * 3
    mine = [quad for quad in own if quad.subject == node]
    assert shacl_report(mine).violations == ()
