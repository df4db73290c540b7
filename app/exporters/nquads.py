"""N-Quads: all managed graphs by name. Sorted, these lines are the canonical form of a store."""

from __future__ import annotations

import heapq
from typing import BinaryIO

from app.exporters.lines import managed_graphs, write_lines
from app.ids import Names
from app.stores import Store
from app.stores.terms import write_iri


def write_nquads(store: Store, out: BinaryIO, names: Names) -> None:
    """Write canonical N-Quads (https://www.w3.org/TR/n-quads/), sorted as bytes."""
    graphs = []
    for graph in managed_graphs(store, names):
        end = f" {write_iri(graph)} .".encode()
        graphs.append(sorted(line.removesuffix(b" .") + end for line in store.ntriples(graph)))
    write_lines(out, heapq.merge(*graphs))
