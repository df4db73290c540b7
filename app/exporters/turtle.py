"""Turtle: the union of the managed graphs, one block a subject. The writer of blocks serves TriG, too.

IRIs under the base are written relative to it, vocabulary terms with prefixes, and both only where every reader must
understand them alike: plain ASCII names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from app.exporters.lines import Properties, group_subjects, managed_graphs, readable_lines, write_lines
from app.ids import ONTOLOGY_NAMESPACE, Names
from app.model import RDF, XSD
from app.stores import Store

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
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RELATIVE = re.compile(r"[a-z]+/[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*(?:#[A-Za-z0-9_-]+)?")
_TYPED = re.compile(r'("(?:[^"\\]|\\.)*+")\^\^<([^>]*)>', re.DOTALL)
_PLAIN = {  # what may stand without quotes, as the grammar has it
    f"{XSD}integer": re.compile(r'"([+-]?[0-9]+)"'),
    f"{XSD}decimal": re.compile(r'"([+-]?[0-9]+\.[0-9]+)"'),
    f"{XSD}boolean": re.compile(r'"(true|false)"'),
}


def write_turtle(store: Store, out: BinaryIO, names: Names) -> None:
    """Write Turtle (https://www.w3.org/TR/turtle/)."""
    writer = BlockWriter(names.base)
    write_lines(out, writer.header())
    write_lines(out, writer.blocks(readable_lines(store, managed_graphs(store, names))))


class BlockWriter:
    """Writes subjects as Turtle blocks relative to one base."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._by_namespace = {namespace: prefix for prefix, namespace in PREFIXES.items()}

    def header(self) -> Iterator[bytes]:
        yield f"@base <{self._base}> .".encode()
        for prefix, namespace in sorted(PREFIXES.items()):
            yield f"@prefix {prefix}: <{namespace}> .".encode()

    def blocks(self, lines: Iterable[bytes], indent: str = "") -> Iterator[bytes]:
        """One item a subject, preceded by an empty line."""
        for subject, properties in group_subjects(lines):
            yield f"\n{indent}{self.shorten(subject)} {self._write_properties(properties, indent)} .".encode()

    def shorten(self, term: str) -> str:
        """An N-Triples term in its shortest safe form."""
        if term.startswith("<"):
            return self._shorten_iri(term)
        found = _TYPED.fullmatch(term)
        if not found:
            return term
        plain = _PLAIN.get(found[2])
        bare = plain.fullmatch(found[1]) if plain else None
        return bare[1] if bare else f"{found[1]}^^{self._shorten_iri(f'<{found[2]}>')}"

    def _write_properties(self, properties: Properties, indent: str) -> str:
        first = sorted(properties, key=lambda item: item[0] != f"<{RDF}type>")  # stable: the rest stays sorted
        parts = []
        for predicate, objects in first:
            name = "a" if predicate == f"<{RDF}type>" else self.shorten(predicate)
            parts.append(f"{name} {' , '.join(map(self.shorten, objects))}")
        return f" ;\n{indent}    ".join(parts)

    def _shorten_iri(self, term: str) -> str:
        iri = term[1:-1]
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is not None and _LOCAL.fullmatch(iri, cut):
            return f"{prefix}:{iri[cut:]}"
        if iri.startswith(self._base) and _RELATIVE.fullmatch(iri, len(self._base)):
            return f"<{iri[len(self._base) :]}>"
        return term
