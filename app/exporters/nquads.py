"""N-Quads: all managed graphs by name. Sorted, these lines are the canonical form of a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from app.exporters.lines import GraphSource, managed_graphs, sort_lines, write_lines
from app.ids import Names
from app.model import IRI
from app.stores.terms import write_iri


def write_nquads(store: GraphSource, out: BinaryIO, names: Names) -> None:
    """Write canonical N-Quads (https://www.w3.org/TR/n-quads/), sorted as bytes."""
    write_lines(out, sort_lines(name_graph(store.ntriples(graph), graph) for graph in managed_graphs(store, names)))


def name_graph(lines: Iterable[bytes], graph: IRI) -> list[bytes]:
    """N-Triples lines as N-Quads lines of the graph: no other line end stands in them, since literals escape theirs."""
    return b"\n".join((*lines, b"")).replace(b" .\n", f" {write_iri(graph)} .\n".encode()).split(b"\n")[:-1]
