"""Each row of the table of exports.md: the files keep the rule, and a file that breaks it is found out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx
import pytest

from app import vocab
from app.exporters.network import LINK_LABELS, LINK_PROPERTIES, merge_spells
from app.exporters.xml_text import as_text, legal, one_line
from app.stores import Store
from app.traverse import load_graph

Exported = Callable[..., bytes]
PROJECTIONS = ("actors", "events")


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_gexf_keeps_every_rule(exported: Exported, rules: ModuleType, projected: str) -> None:
    data = exported("gexf", projected)
    for check in rules.GEXF_RULES:
        assert check(data) == [], check.__name__


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_graphml_and_cytoscape_keep_every_rule(exported: Exported, rules: ModuleType, projected: str) -> None:
    for check in rules.GRAPHML_RULES:
        assert check(exported("graphml", projected)) == [], check.__name__
    assert rules.cytoscape_edge_ids(exported("cyjs", projected)) == []


@pytest.mark.shared
@pytest.mark.parametrize("projected", PROJECTIONS)
def test_gexf_is_valid_by_its_schema(exported: Exported, rules: ModuleType, shared: Path, projected: str) -> None:
    data = exported("gexf", projected)
    assert rules.valid_gexf(data, shared / "schemas") == []
    assert rules.valid_gexf(data.replace(b'mode="dynamic" timeformat="date"', b'mode="lively" timeformat="date"'), shared / "schemas")
    assert rules.valid_gexf(data.replace(b"<edges count=", b"<wires count=").replace(b"</edges>", b"</wires>"), shared / "schemas")


# ---- negative cases: what other writers do, or what a slip would do --------------------------------------------------------

GRAPH_HEAD = b'<graph defaultedgetype="undirected" mode="dynamic" timeformat="date"'
A_SPELL = b'<spell start="2023-04-16" end="2023-04-16"/>'


def once(data: bytes, old: bytes, new: bytes) -> bytes:
    """The first `old` replaced; it must be there."""
    assert old in data, old
    return data.replace(old, new, 1)


def edge_of(data: bytes, name: bytes) -> bytes:
    start = data.index(b'<edge id="' + name + b'"')
    return data[start : data.index(b"</edge>", start) + len(b"</edge>")]


def in_edge(data: bytes, name: bytes, old: bytes, new: bytes) -> bytes:
    edge = edge_of(data, name)
    return data.replace(edge, once(edge, old, new))


MET = b"li-shangfu|sergei-shoigu|met"
SLIPS: dict[str, list[Callable[[bytes], bytes]]] = {
    "unique_edge_ids": [lambda data: once(data, MET, b"sergei-shoigu|vladimir-putin|met")],
    "readable_types": [
        lambda data: once(data, b'title="iri" type="string"', b'title="iri" type="anyURI"'),
        lambda data: once(data, b'title="first_date" type="string"', b'title="first_date" type="date"'),
    ],
    "time_is_declared": [
        lambda data: once(data, GRAPH_HEAD, b'<graph defaultedgetype="undirected" mode="dynamic"'),
        lambda data: once(data, b'<attvalue for="origins"', b'<attvalue start="2023-01-01" end="2023-01-02" for="origins"'),
        lambda data: once(data, b"<nodes count=", b'<attributes class="node" mode="dynamic"/><nodes count='),
    ],
    "clean_intervals": [
        lambda data: in_edge(data, MET, b'<spell start="2023-04-16" end', b'<spell timestamp="2023-04-16" start="2023-04-16" end'),
        lambda data: in_edge(data, MET, A_SPELL, A_SPELL + b'<spell start="2023-04-17" end="2023-04-18"/>'),
        lambda data: in_edge(data, MET, A_SPELL, b'<spell start="2023-04-16"/>'),
    ],
    "no_parallel_edges": [lambda data: once(data, b"</edges>", edge_of(data, MET).replace(MET, b"again|met") + b"</edges>")],
    "edges_inside_lifetimes": [
        lambda data: in_edge(data, MET, A_SPELL, b'<spell start="2013-04-16" end="2013-04-16"/>'),
        lambda data: in_edge(data, MET, b"<spells>" + A_SPELL + b"</spells>", b""),
        lambda data: in_edge(data, MET, b'target="sergei-shoigu"', b'target="nobody"'),
    ],
    "nothing_unread": [
        lambda data: once(data, b'defaultedgetype="undirected"', b'defaultedgetype="mutual"'),
        lambda data: once(data, b'<edge id="', b'<edge type="mutual" id="'),
        lambda data: once(data, b'<node id="', b'<node pid="china" id="'),
        lambda data: once(data, b"</node>", b"<nodes/></node>"),
    ],
    "dates_are_repeated": [
        lambda data: in_edge(data, MET, b'<attvalue for="first_date" value="2023-04-16"/>', b""),
        lambda data: in_edge(data, MET, b'<attvalue for="year" value="2023"/>', b'<attvalue for="year" value="2022"/>'),
    ],
    "readable_viz": [
        lambda data: once(data, b"<viz:size", b"<size"),
        lambda data: once(data, b'<viz:size value="', b'<viz:size unit="px" value="'),
        lambda data: once(data, b"<viz:color", b"<viz:colour"),
    ],
    "own_gexf": [lambda data: once(data, b'version="1.3"', b'version="1.2"'), lambda data: once(data, b'value="true"', b'value="None"')],
}  # fmt: skip


@pytest.mark.parametrize("rule", SLIPS)
def test_a_slip_is_found(exported: Exported, rules: ModuleType, rule: str) -> None:
    data = exported("gexf")
    check = getattr(rules, rule)
    for slip in SLIPS[rule]:
        broken = slip(data)
        assert broken != data
        assert check(broken), broken[:300]


def test_every_rule_has_its_slips(rules: ModuleType) -> None:
    assert {check.__name__ for check in rules.GEXF_RULES} == set(SLIPS)


def test_what_networkx_writes_breaks_the_rules(store: Store, rules: ModuleType) -> None:
    graph = load_graph(store)
    plain = nx.MultiDiGraph()
    for one, two, data in graph.edges(data=True):
        plain.add_edge(one, two, kind=data["kind"])
    out = io.BytesIO()
    nx.write_gexf(plain, out)
    assert rules.own_gexf(out.getvalue())
    out = io.BytesIO()
    nx.write_graphml(plain, out)
    assert rules.unique_edge_ids(out.getvalue())
    assert rules.cytoscape_edge_ids(json.dumps({"elements": nx.cytoscape_data(plain)["elements"]}).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'attr.name="iri"', b'attr.name="id"'),
        (b'attr.type="int"', b'attr.type="list"'),
        (b"occurred</data>", b"['occurred']</data>"),
        (b"occurred</data>", b"occurred\x01</data>"),
        (b'key="node_label"', b'key="node_unknown"'),
    ],
)
def test_a_slip_in_graphml_is_found(exported: Exported, rules: ModuleType, old: bytes, new: bytes) -> None:
    assert rules.plain_graphml(exported("graphml").replace(old, new, 1))


# ---- the parts that the rules rest on -----------------------------------------------------------------------------------


def test_spells_are_merged_where_they_overlap_or_touch() -> None:
    def day(number: int) -> date:
        return date(2023, 1, number)

    assert merge_spells([(day(5), day(6)), (day(1), day(2)), (day(3), day(3)), (day(5), day(5))]) == ((day(1), day(3)), (day(5), day(6)))
    assert merge_spells([]) == ()


def test_text_is_made_legal_for_xml() -> None:
    assert legal("a\x00\x0b\ud800\ufffe\tb") == "a\tb"
    assert one_line(" a \n\t b\x01 ") == "a b"
    assert [as_text(value) for value in (["a", "b"], True, 3, 0.5, "x")] == ["a; b", "true", "3", "0.5", "x"]


def test_links_are_called_as_in_the_ontology() -> None:
    from rdflib import RDFS, Graph, URIRef

    from app.resources import find_resource

    ontology = Graph().parse(find_resource("ontology", "amur.ttl"))
    for kind, iri in LINK_PROPERTIES.items():
        assert {label.language: str(label) for label in ontology.objects(URIRef(iri), RDFS.label)} == LINK_LABELS[kind]  # type: ignore[attr-defined]
    assert set(LINK_PROPERTIES.values()) == {vocab.P_MET, vocab.P_SPOKE_WITH, vocab.P_CO_ATTENDED}


def test_the_same_graph_gives_the_same_bytes(exported: Exported, tmp_path: Path, network_settings: Any) -> None:
    from app.exporters import NetworkRequest, export_network
    from app.gazetteer import Gazetteer
    from app.ids import Names
    from app.settings import Settings
    from app.stores import open_store
    from app.traverse import GraphFilters, project

    source = open_store(network_settings, read_only=True)
    copy = open_store(Settings(store=str(tmp_path / "copy"), _env_file=None), create=True)  # type: ignore[call-arg]
    try:
        copy.put_graph(Names().graph("world"), [])  # another history, another version
        for graph in reversed(source.graphs()):
            copy.put_graph(graph, reversed(source.get_graph(graph)))
        assert copy.version != source.version
        found = project(copy, Gazetteer.load(), Names(), GraphFilters(statuses=("all",)))
        requests = [(name, projected, "edges") for name in ("gexf", "graphml", "cyjs", "graphology") for projected in PROJECTIONS]
        requests += [("csv", "actors", table) for table in ("edges", "nodes", "events", "participation", "claims")]
        for name, projected, table in requests:
            out = io.BytesIO()
            export_network(found, copy, Names(), NetworkRequest(name, projected, table), out)
            assert out.getvalue() == exported(name, projected, table=table), (name, projected, table)
    finally:
        copy.close()
        source.close()
