"""What graph tools trip over, as rules: each takes a file and tells what is wrong with it. See the table in docs/exports.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from lxml import etree

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
Check = Callable[[bytes], list[str]]


def parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))


def own_gexf(data: bytes) -> list[str]:
    """GEXF 1.3 with our own ids and no value that is Python's spelling of something."""
    root = parse(data)
    found = [] if root.tag == f"{GEXF}gexf" and root.get("version") == "1.3" else ["not GEXF 1.3"]
    found += [f"edge id {edge.get('id')} says nothing" for edge in root.iter("{*}edge") if "|" not in (edge.get("id") or "")]
    values = [value.get("value") or "" for value in root.iter("{*}attvalue")]
    return found + [f"value {value}" for value in values if value == "None" or re.match(r"[\[{(]['\"0-9]", value)]


def unique_edge_ids(data: bytes) -> list[str]:
    counted = Counter(edge.get("id") for edge in parse(data).iter("{*}edge"))
    return [f"edge id {name} {number} times" for name, number in counted.items() if number > 1 or name is None]


def cytoscape_edge_ids(data: bytes) -> list[str]:
    edges = json.loads(data)["elements"]["edges"]
    names = [edge["data"].get("id") for edge in edges]
    return ["an edge without data.id" for name in names if name is None] + (["edge ids twice"] if len(set(names)) < len(names) else [])


def readable_types(data: bytes) -> list[str]:
    allowed = {"string", "integer", "double", "boolean"}
    return [f"type {one.get('type')}" for one in parse(data).iter(f"{GEXF}attribute") if one.get("type") not in allowed]


def time_is_declared(data: bytes) -> list[str]:
    """Static blocks hold no values with times, there is one block a class, and days are announced as such."""
    root = parse(data)
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    found = []
    if graph.get("mode") == "dynamic" and graph.get("timeformat") != "date":
        found.append("dynamic without timeformat=date")
    blocks = Counter(block.get("class") for block in graph.iter(f"{GEXF}attributes"))
    found += [f"{number} blocks of class {name}: one reader keeps the last alone" for name, number in blocks.items() if number != 1]
    is_static = {one.get("id") for block in graph.iter(f"{GEXF}attributes") if block.get("mode") != "dynamic" for one in block}
    timed = {value.get("for") for value in root.iter(f"{GEXF}attvalue") if value.get("start") or value.get("end")}
    return found + [f"times on the static attribute {name}" for name in sorted(is_static & timed)]


def spells_of(element: etree._Element) -> list[tuple[str | None, str | None]]:
    return [(spell.get("start"), spell.get("end")) for spell in element.iter(f"{GEXF}spell")]


def clean_intervals(data: bytes) -> list[str]:
    """Whole days, both ends, in order, neither overlapping nor touching; nothing but intervals."""
    root = parse(data)
    found = [f"{one.tag} has a timestamp" for one in root.iter() if one.get("timestamp") or one.get("timestamps")]
    found += [f"{one.get('id')} has start or end beside spells" for one in root.iter(f"{GEXF}node", f"{GEXF}edge") if one.get("start")]
    for element in root.iter(f"{GEXF}node", f"{GEXF}edge"):
        last = None
        for start, end in spells_of(element):
            if start is None or end is None:
                found.append(f"{element.get('id')}: an open bound")
                continue
            first, final = date.fromisoformat(start), date.fromisoformat(end)
            if first > final or (last is not None and first <= last + timedelta(days=1)):
                found.append(f"{element.get('id')}: spells overlap or are out of order")
            last = final
    return found


def no_parallel_edges(data: bytes) -> list[str]:
    counted = Counter(
        (*sorted((edge.get("source", ""), edge.get("target", ""))), edge.get("kind")) for edge in parse(data).iter(f"{GEXF}edge")
    )
    return [f"{key} {number} times" for key, number in counted.items() if number > 1]


def edges_inside_lifetimes(data: bytes) -> list[str]:
    root = parse(data)
    lifetimes = {node.get("id"): spells_of(node) for node in root.iter(f"{GEXF}node")}
    found = []
    for edge in root.iter(f"{GEXF}edge"):
        for end in (edge.get("source"), edge.get("target")):
            life = lifetimes.get(end)
            spells = spells_of(edge)
            if life is None:
                found.append(f"{edge.get('id')} leads to {end}, which is no node")
            elif life and not spells:
                found.append(f"{edge.get('id')} holds always, {end} does not")
            for spell in spells if life else ():
                if not any((one[0] or "") <= (spell[0] or "") and (spell[1] or "") <= (one[1] or "9") for one in life or ()):
                    found.append(f"{edge.get('id')} lies outside of {end}")
    return found


def nothing_unread(data: bytes) -> list[str]:
    root = parse(data)
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    found = [f"type {one.get('type')}" for one in root.iter(f"{GEXF}edge") if one.get("type") not in (None, "directed", "undirected")]
    found += ["defaultedgetype mutual"] if graph.get("defaultedgetype") == "mutual" else []
    found += [f"{node.get('id')} has a parent" for node in root.iter(f"{GEXF}node") if node.get("pid")]
    return found + [f"nodes inside {node.get('id')}" for node in root.iter(f"{GEXF}node") if node.find(f"{GEXF}nodes") is not None]


def dates_are_repeated(data: bytes) -> list[str]:
    """Whatever has spells also says first_date, last_date and year in plain attributes, as does each value the same interval."""
    found = []
    for element in parse(data).iter(f"{GEXF}node", f"{GEXF}edge"):
        spells = spells_of(element)
        values = {value.get("for"): value.get("value") for value in element.iter(f"{GEXF}attvalue")}
        if spells:
            missing = [name for name in ("first_date", "last_date", "year", "date_precision", "status", "claims") if not values.get(name)]
            found += [f"{element.get('id')} lacks {name}" for name in missing]
            if not missing and (values["first_date"] != spells[0][0] or values["year"] != (spells[0][0] or "")[:4]):
                found.append(f"{element.get('id')}: first_date differs from its spells")
    return found


def plain_graphml(data: bytes) -> list[str]:
    """No attribute called id, no lists in Python's or JSON's spelling, declared keys only, well-formed."""
    try:
        root = parse(data)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    found = [f"an attribute called {key.get('attr.name')}" for key in keys.values() if (key.get("attr.name") or "").lower() == "id"]
    found += [f"type {key.get('attr.type')}" for key in keys.values() if key.get("attr.type") not in ("string", "int", "double", "boolean")]
    for value in root.iter(f"{GRAPHML}data"):
        if value.get("key") not in keys:
            found.append(f"undeclared {value.get('key')}")
        if re.match(r"[\[{(]['\"0-9]", value.text or ""):
            found.append(f"a list: {value.text}")
    return found


def readable_viz(data: bytes) -> list[str]:
    """Every node has a colour and a size under the viz namespace, and `value` is the size's first attribute."""
    found = []
    for node in parse(data).iter(f"{GEXF}node"):
        size, colour, position = (node.find(f"{VIZ}{name}") for name in ("size", "color", "position"))
        if size is None or next(iter(size.attrib)) != "value":
            found.append(f"{node.get('id')}: no viz:size that begins with value")
        if colour is None or {"r", "g", "b"} - set(colour.attrib):
            found.append(f"{node.get('id')}: no viz:color")
        if position is not None and {"x", "y", "z"} - set(position.attrib):
            found.append(f"{node.get('id')}: half a position")
    return found


def valid_gexf(data: bytes, schemas: Path) -> list[str]:
    """The schema of GEXF 1.3, once viz is taken out: the schema imports it from a place without a name."""
    root = parse(data)
    for element in list(root.iter(f"{VIZ}*")):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    schema = etree.XMLSchema(etree.parse(str(schemas / "gexf-1.3" / "gexf.xsd")))
    schema.validate(root)
    return [str(error) for error in schema.error_log]  # type: ignore[attr-defined]


GEXF_RULES: tuple[Check, ...] = (
    own_gexf, unique_edge_ids, readable_types, time_is_declared, clean_intervals, no_parallel_edges, edges_inside_lifetimes,
    nothing_unread, dates_are_repeated, readable_viz,
)  # fmt: skip
GRAPHML_RULES: tuple[Check, ...] = (unique_edge_ids, plain_graphml)
