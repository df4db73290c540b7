"""Turtle: the union of the managed graphs, one block a subject, a resource before the nodes that are fragments of it.

IRIs under the base are written relative to it, vocabulary terms with prefixes. See docs/decisions on how it stays fast and sorted.
"""

from __future__ import annotations

from typing import BinaryIO, Final

import pyoxigraph as ox

from app.exporters.lines import GraphSource, LineReader, managed_graphs, resource_first, union_lines
from app.ids import ONTOLOGY_NAMESPACE, Names
from app.model import RDF, XSD

PREFIXES: Final = {
    "amur": ONTOLOGY_NAMESPACE,
    "codes": "https://w3id.org/amur/codes#",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": XSD,
}


def write_turtle(store: GraphSource, out: BinaryIO, names: Names) -> None:
    """Write Turtle (https://www.w3.org/TR/turtle/) by the engine's own writer, which keeps the order it is given."""
    lines = union_lines(store, managed_graphs(store, names), resource_first)
    triples = ox.parse(LineReader(lines), ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]  # it reads from anything with `read`
    ox.serialize(triples, WithHeader(out, names), ox.RdfFormat.TURTLE, prefixes=PREFIXES, base_iri=names.base)  # type: ignore[arg-type]


class WithHeader:
    """A binary file to write to that puts the base and the prefixes in order, whatever order the engine has them in."""

    def __init__(self, out: BinaryIO, names: Names) -> None:
        self._out = out
        self._head = b""
        self._is_waiting = True
        out.write(f"@base <{names.base}> .\n".encode())
        out.write("".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(PREFIXES.items())).encode())

    def write(self, data: bytes) -> int:
        """Leave out the engine's own header, which ends before the first line that does not begin with `@`."""
        if not self._is_waiting:
            self._out.write(data)
            return len(data)
        self._head += data
        while self._head.startswith(b"@") and b"\n" in self._head:
            self._head = self._head.split(b"\n", 1)[1]
        if self._head and not self._head.startswith(b"@"):
            self._out.write(self._head)
            self._head, self._is_waiting = b"", False
        return len(data)

    def flush(self) -> None:
        """Pass it on."""
        self._out.flush()
