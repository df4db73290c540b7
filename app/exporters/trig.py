"""TriG: all managed graphs by name, each sorted as in Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyoxigraph as ox

from app.exporters.lines import GraphSource, LineReader, managed_graphs, resource_first
from app.exporters.nquads import name_graph
from app.exporters.turtle import PREFIXES, WithHeader
from app.ids import Names


def write_trig(store: GraphSource, out: BinaryIO, names: Names) -> None:
    """Write TriG (https://www.w3.org/TR/trig/) by the engine's own writer, which keeps the order it is given."""

    def lines() -> Iterator[bytes]:
        for graph in managed_graphs(store, names):
            yield from name_graph(sorted(store.ntriples(graph), key=resource_first), graph)

    quads = ox.parse(LineReader(lines()), ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # it reads from anything with `read`
    ox.serialize(quads, WithHeader(out, names), ox.RdfFormat.TRIG, prefixes=PREFIXES, base_iri=names.base)  # type: ignore[arg-type]
