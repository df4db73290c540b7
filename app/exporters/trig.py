"""TriG: all managed graphs by name, each as Turtle blocks."""

from __future__ import annotations

from typing import BinaryIO

from app.exporters.lines import managed_graphs, readable_lines, write_lines
from app.exporters.turtle import BlockWriter
from app.ids import Names
from app.stores import Store
from app.stores.terms import write_iri


def write_trig(store: Store, out: BinaryIO, names: Names) -> None:
    """Write TriG (https://www.w3.org/TR/trig/)."""
    writer = BlockWriter(names.base)
    write_lines(out, writer.header())
    for graph in managed_graphs(store, names):
        blocks = list(writer.blocks(readable_lines(store, [graph]), indent="    "))
        if blocks:  # an emptied graph is as if it had never been
            write_lines(out, [f"\n{writer.shorten(write_iri(graph))} {{".encode(), *blocks, b"}"])
