"""Two kinds of JSON: that of Cytoscape and cytoscape.js, and that of graphology (Gephi Lite, sigma). One node or edge a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from app.exporters.network import Link, Network, Node, Values

_SCALE: Final = 1000.0
_LINES: Final = 500


def write_cytoscape(network: Network, out: BinaryIO) -> None:
    """Write `elements` as cytoscape.js reads them (https://js.cytoscape.org/#notation/elements-json), each with `data.id`."""
    about = {"name": network.title, "projection": network.projection, **network.about}
    head = {"format_version": "1.0", "generated_by": "Amur", "target_cytoscapejs_version": "~3.30", "data": about}
    out.write(_dump(head)[:-1] + b', "elements": {"nodes": [\n')
    _write_items(out, map(_cytoscape_node, network.nodes()))
    out.write(b'\n], "edges": [\n')
    _write_items(out, map(_cytoscape_edge, network.links()))
    out.write(b"\n]}}\n")


def _cytoscape_node(node: Node) -> Mapping[str, Any]:
    data = {"id": node.id, "label": node.label, "name": node.label, **_known(node.values), "size": node.size, "color": _hex(node.colour)}
    if node.place is None:
        return {"data": data}
    x, y = node.place
    return {"data": data, "position": {"x": round(x * _SCALE, 2), "y": round(y * _SCALE, 2)}}


def _cytoscape_edge(link: Link) -> Mapping[str, Any]:
    ends = {"id": link.id, "source": link.source, "target": link.target}
    return {"data": {**ends, "label": link.label, "interaction": link.kind, "weight": link.weight, **_known(link.values)}}


def write_graphology(network: Network, out: BinaryIO) -> None:
    """Write the serialised graph of graphology (https://graphology.github.io/serialization): undirected, with parallel edges."""
    head = {
        "attributes": {"name": network.title, "projection": network.projection, **network.about},
        "options": {"type": "undirected", "multi": True, "allowSelfLoops": False},
    }
    out.write(_dump(head)[:-1] + b', "nodes": [\n')
    _write_items(out, map(_graphology_node, network.nodes()))
    out.write(b'\n], "edges": [\n')
    _write_items(out, map(_graphology_edge, network.links()))
    out.write(b"\n]}\n")


def _graphology_node(node: Node) -> Mapping[str, Any]:
    drawn: dict[str, Any] = {"size": node.size, "color": _hex(node.colour)}
    if node.place is not None:
        drawn |= dict(zip("xy", (round(one * _SCALE, 2) for one in node.place), strict=True))
    return {"key": node.id, "attributes": {"label": node.label, **_known(node.values), **drawn}}


def _graphology_edge(link: Link) -> Mapping[str, Any]:
    attributes = {"label": link.label, "weight": link.weight, **_known(link.values)}
    return {"key": link.id, "source": link.source, "target": link.target, "undirected": True, "attributes": attributes}


def _known(values: Values) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _write_items(out: BinaryIO, items: Iterable[Mapping[str, Any]]) -> None:
    for chunk in _chunks(items):
        out.write(chunk)


def _chunks(items: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    separator, lines = b"", []
    for item in items:
        lines.append(separator + _dump(item))
        separator = b",\n"
        if len(lines) == _LINES:
            yield b"".join(lines)
            lines = []
    yield b"".join(lines)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
