"""GEXF 1.3 (https://gexf.net), with the timeline that Gephi plays: written here, since networkx writes 1.2 and loses dates and ids.

Time stands in spells: `mode="dynamic"`, `timeformat="date"`, intervals only. Attributes are static, in one block for nodes and one for
edges: graphology takes the last block of each class alone and fails on values that another one declares. IRIs and days are strings:
Gephi drops columns of other types. What other readers ignore (spells) is repeated in plain attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO, Final

from lxml import etree

from app.exporters.network import Kind, Link, Network, Node
from app.exporters.xml_text import DECLARATION, as_text, legal, one_line, write_element

NAMESPACE: Final = "http://gexf.net/1.3"
VIZ: Final = "http://gexf.net/1.3/viz"
_TYPES: Final[Mapping[Kind, str]] = {"string": "string", "integer": "integer", "double": "double", "boolean": "boolean", "list": "string"}
_SCALE: Final = 1000.0


_ROOT: Final = f'<gexf xmlns="{NAMESPACE}" xmlns:viz="{VIZ}" version="1.3">'
_GRAPH: Final = '<graph defaultedgetype="undirected" mode="dynamic" timeformat="date" timerepresentation="interval">'


def write_gexf(network: Network, out: BinaryIO) -> None:
    """Write the network, element by element."""
    out.write(f"{DECLARATION}{_ROOT}\n".encode())
    write_element(out, _meta(network))
    out.write(f"{_GRAPH}\n".encode())
    for part, columns in (("node", network.node_columns), ("edge", network.link_columns)):
        write_element(out, _attributes(part, columns))
    out.write(f'<nodes count="{network.node_count}">\n'.encode())
    for node in network.nodes():
        write_element(out, _node(node, network.node_columns))
    out.write(f'</nodes>\n<edges count="{network.link_count}">\n'.encode())
    for link in network.links():
        write_element(out, _edge(link, network.link_columns))
    out.write(b"</edges>\n</graph>\n</gexf>\n")


def _element(name: str, attributes: Mapping[str, str] | None = None, text: str | None = None) -> etree._Element:
    found = etree.Element(f"{{{NAMESPACE}}}{name}", dict(attributes or {}), nsmap={None: NAMESPACE, "viz": VIZ})
    found.text = text
    return found


def _meta(network: Network) -> etree._Element:
    meta = _element("meta")
    meta.append(_element("creator", text=legal(network.about.get("creator", "Amur"))))
    meta.append(_element("keywords", text=legal(network.about.get("keywords", ""))))
    told = " ".join(text for name, text in network.about.items() if name not in ("creator", "keywords"))
    meta.append(_element("description", text=legal(f"{network.title}. {told}")))
    return meta


def _attributes(part: str, columns: Mapping[str, Kind]) -> etree._Element:
    found = _element("attributes", {"class": part, "mode": "static"})
    for name, kind in columns.items():
        found.append(_element("attribute", {"id": name, "title": name, "type": _TYPES[kind]}))
    return found


def _node(node: Node, columns: Mapping[str, Kind]) -> etree._Element:
    found = _element("node", {"id": legal(node.id), "label": one_line(node.label)})
    found.append(_values(node.values, columns))
    _add_spells(found, node.spells)
    red, green, blue = node.colour
    etree.SubElement(found, f"{{{VIZ}}}size", {"value": repr(node.size)})
    etree.SubElement(found, f"{{{VIZ}}}color", {"r": str(red), "g": str(green), "b": str(blue)})
    if node.place is not None:
        x, y = (repr(round(one * _SCALE, 2)) for one in node.place)
        etree.SubElement(found, f"{{{VIZ}}}position", {"x": x, "y": y, "z": "0.0"})
    return found


def _edge(link: Link, columns: Mapping[str, Kind]) -> etree._Element:
    head = {
        "id": legal(link.id), "source": legal(link.source), "target": legal(link.target), "kind": link.kind,
        "label": one_line(link.label), "weight": f"{float(link.weight)}",
    }  # fmt: skip
    found = _element("edge", head)
    found.append(_values(link.values, columns))
    _add_spells(found, link.spells)
    return found


def _values(values: Mapping[str, Any], columns: Mapping[str, Kind]) -> etree._Element:
    found = _element("attvalues")
    for name in columns:
        value = values.get(name)
        if value is not None and value != []:
            etree.SubElement(found, f"{{{NAMESPACE}}}attvalue", {"for": name, "value": as_text(value)})
    return found


def _add_spells(element: etree._Element, spells: Iterable[tuple[date, date]]) -> None:
    known = list(spells)
    if known:
        found = etree.SubElement(element, f"{{{NAMESPACE}}}spells")
        for start, end in known:
            etree.SubElement(found, f"{{{NAMESPACE}}}spell", {"start": start.isoformat(), "end": end.isoformat()})
