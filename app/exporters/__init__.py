"""The graph as files. One module a family of formats; FORMATS lists them all.

Turtle, N-Triples and JSON-LD hold the union of the managed graphs, each triple once; TriG and N-Quads all managed graphs by name.
The same graph gives the same bytes: everything is sorted, nothing is stamped with a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import BadParameter
from app.exporters.jsonld import write_jsonld
from app.exporters.nquads import write_nquads
from app.exporters.ntriples import write_ntriples
from app.exporters.trig import write_trig
from app.exporters.turtle import write_turtle
from app.ids import Names
from app.stores import Store

__all__ = ["FORMATS", "ExportFormat", "export_graph"]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: its name (`?format=`), its media type, the ending of its files, and what writes it."""

    name: str
    media_type: str
    extension: str
    title: str
    write: Callable[[Store, BinaryIO, Names], None]


FORMATS: dict[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat("ttl", "text/turtle", ".ttl", "Turtle", write_turtle),
        ExportFormat("trig", "application/trig", ".trig", "TriG", write_trig),
        ExportFormat("nq", "application/n-quads", ".nq", "N-Quads", write_nquads),
        ExportFormat("nt", "application/n-triples", ".nt", "N-Triples", write_ntriples),
        ExportFormat("jsonld", "application/ld+json", ".jsonld", "JSON-LD", write_jsonld),
    )
}


def export_graph(store: Store, format: str, out: BinaryIO, names: Names) -> None:
    """Write the managed graphs to a binary file, piece by piece. Raises BadParameter for an unknown format."""
    if format not in FORMATS:
        raise BadParameter(
            f"format: {format!r} is not known.", f"Use one of: {', '.join(FORMATS)}.", parameter="format", known=list(FORMATS)
        )
    FORMATS[format].write(store, out, names)
