"""GraphML (http://graphml.graphdrawing.org): ids of edges are unique, lists are joined with "; ", no attribute is called `id`.

The ids of edges are repeated in an attribute: igraph 1.0 puts the ids of nodes in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Final

from lxml import etree

from app.exporters.network import Kind, Network, Values
from app.exporters.xml_text import DECLARATION, as_text, legal, one_line, write_element

NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_TYPES: Final[Mapping[Kind, str]] = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean", "list": "string"}
_DRAWN: Final[Mapping[str, Kind]] = {"size": "double", "x": "double", "y": "double", "r": "integer", "g": "integer", "b": "integer"}


def write_graphml(network: Network, out: BinaryIO) -> None:
    """Write the network, element by element."""
    node_columns: Mapping[str, Kind] = {"label": "string", **network.node_columns, **_DRAWN}
    link_columns: Mapping[str, Kind] = {"edge_id": "string", "label": "string", "weight": "double", **network.link_columns}
    about: Mapping[str, Kind] = dict.fromkeys(("title", *network.about), "string")
    out.write(f'{DECLARATION}<graphml xmlns="{NAMESPACE}">\n'.encode())
    for part, columns in (("graph", about), ("node", node_columns), ("edge", link_columns)):
        for name, kind in columns.items():
            key = {"id": f"{part}_{name}", "for": part, "attr.name": name, "attr.type": _TYPES[kind]}
            write_element(out, _element("key", key))
    out.write(f'<graph id="{network.projection}" edgedefault="undirected">\n'.encode())
    for name, text in {"title": network.title, **network.about}.items():
        write_element(out, _element("data", {"key": f"graph_{name}"}, legal(text)))
    for node in network.nodes():
        drawn = {"size": node.size, **dict(zip("rgb", node.colour, strict=True))}
        if node.place is not None:
            drawn |= dict(zip("xy", node.place, strict=True))
        found = _element("node", {"id": legal(node.id)})
        _add_data(found, "node", node_columns, {"label": one_line(node.label), **node.values, **drawn})
        write_element(out, found)
    for link in network.links():
        found = _element("edge", {"id": legal(link.id), "source": legal(link.source), "target": legal(link.target)})
        head = {"edge_id": link.id, "label": one_line(link.label), "weight": float(link.weight)}
        _add_data(found, "edge", link_columns, {**head, **link.values})
        write_element(out, found)
    out.write(b"</graph>\n</graphml>\n")


def _element(name: str, attributes: Mapping[str, str], text: str | None = None) -> etree._Element:
    found = etree.Element(f"{{{NAMESPACE}}}{name}", dict(attributes), nsmap={None: NAMESPACE})
    found.text = text
    return found


def _add_data(element: etree._Element, part: str, columns: Mapping[str, Kind], values: Values) -> None:
    for name in columns:
        value = values.get(name)
        if value is not None and value != []:
            found = etree.SubElement(element, f"{{{NAMESPACE}}}data", {"key": f"{part}_{name}"})
            found.text = as_text(value)
