"""Sorted N-Triples lines, from which all formats are written: they are cheap to sort and to merge, and carry no engine objects.

A line is `subject predicate object .` in canonical N-Triples without its line end; subject and predicate hold no spaces.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from app.ids import Names
from app.model import IRI, RDF, XSD, BlankNode, RdfLiteral, Term
from app.stores import Store

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SIMPLE = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_CHUNK = 2000

Properties = list[tuple[str, list[str]]]  # predicate -> objects, as N-Triples terms


def managed_graphs(store: Store, names: Names) -> tuple[IRI, ...]:
    """The graphs that are exported, sorted by name."""
    return tuple(sorted(graph for graph in store.graphs() if names.is_managed_graph(graph)))


def union_lines(store: Store, names: Names) -> Iterator[bytes]:
    """All triples of the managed graphs, sorted, each once."""
    return _merge([store.ntriples(graph) for graph in managed_graphs(store, names)])


def readable_lines(store: Store, graphs: Iterable[IRI]) -> Iterator[bytes]:
    """All triples of the graphs, each once, in the order for readers: a resource before the nodes that are fragments of it."""
    return _merge([sorted(store.ntriples(graph), key=_resource_first) for graph in graphs], key=_resource_first)


def group_subjects(lines: Iterable[bytes]) -> Iterator[tuple[str, Properties]]:
    """Sorted lines by subject, then by predicate, as N-Triples terms."""
    split = (line.decode().split(" ", 2) for line in lines)
    for subject, of_subject in groupby(split, key=lambda parts: parts[0]):
        properties = [
            (predicate, [parts[2].removesuffix(" .") for parts in of_predicate])
            for predicate, of_predicate in groupby(of_subject, key=lambda parts: parts[1])
        ]
        yield subject, properties


def read_term(text: str) -> Term:
    """A term from its N-Triples text."""
    if text.startswith("<"):
        return IRI(text[1:-1])
    if text.startswith("_:"):
        return BlankNode(text[2:])
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not an N-Triples term: {text!r}")
    value = _ESCAPE.sub(_unescape, found[1]) if "\\" in found[1] else found[1]
    if found[2]:
        return RdfLiteral(value, f"{RDF}langString", found[2].lower())
    return RdfLiteral(value, found[3] or f"{XSD}string")


def write_lines(out: BinaryIO, lines: Iterable[bytes]) -> None:
    """Write lines with their ends, some thousands at a time."""
    chunk: list[bytes] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == _CHUNK:
            out.write(b"\n".join(chunk) + b"\n")
            chunk.clear()
    if chunk:
        out.write(b"\n".join(chunk) + b"\n")


def _merge(sorted_lists: list[list[bytes]], key: Callable[[bytes], bytes] | None = None) -> Iterator[bytes]:
    return (line for line, _ in groupby(heapq.merge(*sorted_lists, key=key)))


def _resource_first(line: bytes) -> bytes:
    return line.replace(b">", b" ", 1)


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIMPLE[found[3]]
