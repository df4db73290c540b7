"""N-Triples: the union of the managed graphs, sorted."""

from __future__ import annotations

from typing import BinaryIO

from app.exporters.lines import GraphSource, managed_graphs, union_lines, write_lines
from app.ids import Names


def write_ntriples(store: GraphSource, out: BinaryIO, names: Names) -> None:
    """Write canonical N-Triples (https://www.w3.org/TR/n-triples/)."""
    write_lines(out, union_lines(store, managed_graphs(store, names)))
