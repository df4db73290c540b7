"""The tools themselves read the exports: sizes, types, names in three scripts, days and ids are compared with what was written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import pytest

from app.exporters.network import Network
from app.exporters.xml_text import as_text
from app.traverse import Projection

Exported = Callable[..., bytes]
Read = Callable[[str, bytes], Any]
PROJECTIONS = ("actors", "events")
NODE_LOADERS = {"graphology-gexf": "gexf", "graphology-graphml": "graphml", "graphology": "graphology", "cytoscape": "cyjs"}
WITH_LISTS = ("graphology", "cyjs")  # JSON has lists; the others have text joined with "; "
ILLEGAL = "\x0b"


def expected_nodes(network: Network, *, lists: bool) -> dict[str, dict[str, Any]]:
    return {node.id: {"label": node.label, **known(node.values, lists=lists)} for node in network.nodes()}


def expected_edges(network: Network, *, lists: bool) -> dict[str, dict[str, Any]]:
    return {
        link.id: {"ends": sorted((link.source, link.target)), "weight": link.weight, **known(link.values, lists=lists)}
        for link in network.links()
    }


def known(values: Mapping[str, Any], *, lists: bool) -> dict[str, Any]:
    filled = {name: value for name, value in values.items() if value is not None and value != []}
    return {name: as_text(value) if isinstance(value, list) and not lists else value for name, value in filled.items()}


def compare(found: Mapping[str, Mapping[str, Any]], expected: Mapping[str, Mapping[str, Any]]) -> None:
    """Every expected value is there, and nothing else is."""
    assert set(found) == set(expected)
    for name, values in expected.items():
        got = {key: found[name].get(key) for key in values}
        assert got == values, name


def with_ends(edges: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {edge["key"]: {**edge, "ends": sorted((edge["source"], edge["target"]))} for edge in edges}


def test_the_network_is_worth_reading(network: Callable[[str], Network]) -> None:
    """Otherwise the comparisons below prove little."""
    actors, events = network("actors"), network("events")
    nodes = {node.id: node for node in actors.nodes()}
    assert (actors.node_count, actors.link_count, len(nodes)) == (len(nodes), len(list(actors.links())), 12)
    assert events.node_count == len(list(events.nodes()))
    assert nodes["wang-yi"].values["label_zh"] == "王毅"
    assert nodes["wang-yi"].values["label_ru"] == "Ван И"
    kinds = {link.kind for link in actors.links()}
    assert {"met", "spokeWith", "coAttended", "JointPatrol", "planned:Meeting", "denied:Meeting", "hedged:Meeting"} == kinds
    assert {link.values["date_precision"][0] for link in events.links()} >= {"day", "month", "year", "none", "range"}
    assert nodes["li-qiang"].spells == ()  # its one link has no date
    assert len(nodes["sergei-shoigu"].spells) == 3
    claims = {link.id: link.values["claims"] for link in actors.links()}
    assert len(claims["sergey-lavrov|wang-yi|met"]) == 3


@pytest.mark.parametrize("projected", PROJECTIONS)
@pytest.mark.parametrize("loader", NODE_LOADERS)
@pytest.mark.xdist_group("loaders")
def test_loaders_in_node_read_everything(
    exported: Exported, network: Callable[[str], Network], read_in_node: Read, loader: str, projected: str
) -> None:
    form = NODE_LOADERS[loader]
    found = read_in_node(loader, exported(form, projected))
    lists = form in WITH_LISTS
    assert found["type"] == "undirected"
    compare({node["id"]: node for node in found["nodes"]}, expected_nodes(network(projected), lists=lists))
    compare(with_ends(found["edges"]), expected_edges(network(projected), lists=lists))
    assert all(node["size"] > 0 for node in found["nodes"])
    if projected == "actors":
        assert len({(node["x"], node["y"]) for node in found["nodes"]}) == len(found["nodes"]) or loader == "cytoscape"


BROKEN_FOR_NODE = [
    (
        "graphology-graphml",
        "graphml",
        b'id="li-shangfu|sergei-shoigu|met"',
        b'id="sergei-shoigu|vladimir-putin|met"',
        "inconsistency detected",
    ),
    ("graphology-gexf", "gexf", b"<nodes count=", b'<attributes class="node" mode="dynamic"/><nodes count=', "undeclared attribute"),
    ("graphology-gexf", "gexf", b'target="sergei-shoigu"', b'target="nobody"', "inexisting node"),
    ("graphology", "graphology", b'"target": "sergei-shoigu"', b'"target": "nobody"', "nobody"),
    ("cytoscape", "cyjs", b'"target": "sergei-shoigu"', b'"target": "nobody"', "nobody"),
]


@pytest.mark.parametrize(("loader", "form", "old", "new", "message"), BROKEN_FOR_NODE)
@pytest.mark.xdist_group("loaders")
def test_loaders_in_node_refuse_what_breaks_the_rules(
    exported: Exported, read_in_node: Read, loader: str, form: str, old: bytes, new: bytes, message: str
) -> None:
    data = exported(form)
    assert old in data
    with pytest.raises(ValueError, match=message):
        read_in_node(loader, data.replace(old, new, 1))


@pytest.mark.xdist_group("loaders")
def test_a_comparison_notices_a_lost_name(exported: Exported, network: Callable[[str], Network], read_in_node: Read) -> None:
    found = read_in_node("graphology-gexf", exported("gexf").replace("王毅".encode(), b"?"))
    with pytest.raises(AssertionError):
        compare({node["id"]: node for node in found["nodes"]}, expected_nodes(network("actors"), lists=False))


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_networkx_reads_graphml(exported: Exported, network: Callable[[str], Network], projected: str) -> None:
    graph = nx.read_graphml(io.BytesIO(exported("graphml", projected)), force_multigraph=True)
    assert not graph.is_directed()
    compare(dict(graph.nodes(data=True)), expected_nodes(network(projected), lists=False))
    found = {key: {**data, "ends": sorted((one, two))} for one, two, key, data in graph.edges(keys=True, data=True)}
    compare(found, expected_edges(network(projected), lists=False))
    assert graph.graph["citation"].startswith("Amur: a knowledge graph")


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_igraph_reads_graphml(exported: Exported, network: Callable[[str], Network], projected: str, tmp_path: Any) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(exported("graphml", projected))
    graph = igraph.Graph.Read_GraphML(str(file))
    assert not graph.is_directed()
    compare({vertex["id"]: vertex.attributes() for vertex in graph.vs}, expected_nodes(network(projected), lists=False))
    found = {edge["edge_id"]: {**edge.attributes(), "ends": sorted(graph.vs[end]["id"] for end in edge.tuple)} for edge in graph.es}
    compare(found, expected_edges(network(projected), lists=False))


@pytest.fixture(scope="module")
def read_in_graph_tool() -> Callable[[Path], Any]:
    """Reads GraphML with Debian's graph-tool, which is in no package index of Python; skipped by name where it is not installed."""
    python = "/usr/bin/python3"
    probe = [python, "-c", "import graph_tool"]
    if not Path(python).exists() or subprocess.run(probe, capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("graph-tool is not installed (Debian: apt install python3-graph-tool, 75 MB)")

    def read(file: Path) -> Any:
        command = [python, str(Path(__file__).with_name("read_graph_tool.py")), str(file)]
        return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout)

    return read


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_graph_tool_reads_graphml(
    exported: Exported, network: Callable[[str], Network], read_in_graph_tool: Callable[[Path], Any], projected: str, tmp_path: Path
) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(exported("graphml", projected))
    found = read_in_graph_tool(file)
    assert not found["directed"]
    names = found["vertices"].pop("_graphml_vertex_id")
    nodes = {name: {column: values[place] for column, values in found["vertices"].items()} for place, name in enumerate(names)}
    edges = {
        name: {
            **{column: values[place] for column, values in found["edges"].items()},
            "ends": sorted(names[end] for end in found["ends"][place]),
        }
        for place, name in enumerate(found["edges"]["edge_id"])
    }
    compare(nodes, expected_nodes(network(projected), lists=False))
    compare(edges, expected_edges(network(projected), lists=False))


def test_igraph_refuses_broken_graphml(exported: Exported, tmp_path: Any) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(exported("graphml").replace(b"occurred</data>", f"occurred{ILLEGAL}</data>".encode(), 1))
    with pytest.raises(igraph.InternalError):
        igraph.Graph.Read_GraphML(str(file))


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_gexf_read_by_networkx_has_the_same_actors_and_edges(exported: Exported, network: Callable[[str], Network], projected: str) -> None:
    """It knows 1.2 alone, by its namespace; what it reads of ours is then the same."""
    data = exported("gexf", projected).replace(b"http://gexf.net/1.3", b"http://www.gexf.net/1.2draft").replace(b'"1.3"', b'"1.2"')
    graph = nx.read_gexf(io.BytesIO(data))
    labels = {node.id: node.label for node in network(projected).nodes()}
    assert {name: values["label"] for name, values in graph.nodes(data=True)} == labels
    assert graph.number_of_edges() == network(projected).link_count
    spells = {link.id: [(s.isoformat(), e.isoformat()) for s, e in link.spells] for link in network(projected).links()}
    found = {data["id"]: data.get("spells", []) for _, _, data in graph.edges(data=True)}
    assert {name: [tuple(one) for one in some] for name, some in found.items()} == spells


# ---- tables -------------------------------------------------------------------------------------------------------------


def frame(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("projected", PROJECTIONS)
def test_pandas_reads_nodes_and_edges(exported: Exported, network: Callable[[str], Network], projected: str) -> None:
    nodes = frame(exported("csv", projected, table="nodes")).set_index("id")
    expected = expected_nodes(network(projected), lists=False)
    assert set(nodes.index) == set(expected)
    for name, values in expected.items():
        for column in ("label_en", "label_zh", "label_ru", "first_date", "iri", "claims", "status"):
            if column in values:
                assert str(nodes.loc[name, column]).removeprefix("'") == values[column]
    edges = frame(exported("csv", projected, table="edges"))
    assert len(edges) == network(projected).link_count
    assert edges["id"].is_unique
    assert set(edges["source"]) | set(edges["target"]) <= set(nodes.index)


def test_tables_of_events_participations_and_claims_join(exported: Exported, projection: Projection) -> None:
    events, taking_part, claims = (frame(exported("csv", table=table)) for table in ("events", "participation", "claims"))
    assert list(events["id"]) == [event.id for event in projection.events]
    assert len(events.merge(taking_part, left_on="id", right_on="event")) == len(taking_part)
    told = sorted(claim for cell in events["claims"] for claim in cell.split("; "))
    assert told == sorted(claims["id"])
    assert claims["event"].isin(events["id"]).all()
    met = events[(events["type"] == "Meeting") & (events["status"] == "occurred")]
    assert pd.to_datetime(met["first_date"]).dt.year.min() == 2019
    assert set(events["disputed"].dtype.kind) == {"b"}


def test_cells_that_look_like_formulas_are_guarded_and_the_rest_is_rfc_4180(exported: Exported) -> None:
    data = exported("csv", table="claims")
    assert b"\r\n" in data
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    quote = next(row["quote"] for row in rows if "envoy" in row["quote"])
    assert '=cmd|"/c calc"!A1, <b>&amp;</b>; "quoted"' in quote
    cells = [
        cell for table in ("claims", "events", "participation", "nodes", "edges") for row in read_rows(exported, table) for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=") for cell in read_cells_of_a_formula(exported))


def read_rows(exported: Exported, table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exported("csv", table=table).decode(), newline="")))


def read_cells_of_a_formula(exported: Exported) -> list[str]:
    """A table with a cell that begins with `=`: none of the network's does, so the writer is asked directly."""
    from app.exporters.tables import _cell

    return [_cell("=1+1", "; "), _cell(["=1", "2"], "; ")]


def test_neo4j_headers_name_ids_ends_and_types(exported: Exported) -> None:
    nodes = read_csv_head(exported("csv", table="nodes", neo4j=True))
    assert nodes[0] == "id:ID"
    assert nodes[-1] == ":LABEL"
    assert "claims:string[]" in nodes
    edges = read_csv_head(exported("csv", table="edges", neo4j=True))
    assert edges[:4] == ["id:string", ":START_ID", ":END_ID", ":TYPE"]
    assert "weight:int" in edges
    row = next(row for row in csv.DictReader(io.StringIO(exported("csv", table="edges", neo4j=True).decode())) if row[":TYPE"] == "met")
    assert row["id:string"].endswith("|met")
    labels = {row[":LABEL"] for row in csv.DictReader(io.StringIO(exported("csv", "events", table="nodes", neo4j=True).decode()))}
    assert {"Actor;Person", "Event;Meeting"} <= labels


def read_csv_head(data: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(data.decode())))
