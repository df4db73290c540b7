"""Sorted N-Triples lines, from which all RDF formats are written: they are cheap to sort and to merge, and carry no engine objects.

A line is `subject predicate object .` in canonical N-Triples without its line end; subject and predicate hold no spaces. Runs of
lines are sorted in memory; where there are several, they wait on the disk and are merged, so that memory stays bounded.
"""

from __future__ import annotations

import heapq
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from operator import methodcaller
from typing import IO, BinaryIO, Final, Protocol

from app.ids import Names
from app.model import IRI, RDF, XSD, BlankNode, RdfLiteral, Term

RUN_LINES: Final = 1_000_000  # about 200 MB
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SIMPLE = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_CHUNK = 2000

Properties = list[tuple[str, list[str]]]  # predicate -> objects, as N-Triples terms
Key = Callable[[bytes], bytes]
resource_first: Key = methodcaller("replace", b">", b" ", 1)  # a resource stands before the nodes that are fragments of it


class GraphSource(Protocol):
    """What the writers read: a store, or a part of one."""

    def graphs(self) -> tuple[IRI, ...]:
        """The names of the graphs, sorted."""
        ...

    def ntriples(self, graph: IRI) -> list[bytes]:
        """The graph as sorted canonical N-Triples lines without line ends."""
        ...


def managed_graphs(store: GraphSource, names: Names) -> tuple[IRI, ...]:
    """The graphs that are exported, sorted by name."""
    return tuple(sorted(graph for graph in store.graphs() if names.is_managed_graph(graph)))


def union_lines(store: GraphSource, graphs: Iterable[IRI], key: Key | None = None) -> Iterator[bytes]:
    """All triples of the graphs, sorted by the key (without one, as bytes), each once."""
    return (line for line, _ in groupby(sort_lines((store.ntriples(graph) for graph in graphs), key)))


def sort_lines(batches: Iterable[list[bytes]], key: Key | None = None, *, run_lines: int = RUN_LINES) -> Iterator[bytes]:
    """The lines of all batches in order of the key, equal ones beside each other. Runs but the last wait in unnamed files."""
    with ExitStack() as stack:
        runs: list[IO[bytes]] = []
        current: list[bytes] = []
        for batch in batches:
            current += batch
            if len(current) >= run_lines:
                current.sort(key=key)
                runs.append(_spill(stack.enter_context(tempfile.TemporaryFile()), current))
                current = []
        current.sort(key=key)
        if not runs:
            yield from current
            return
        yield from heapq.merge(*(_read_back(run) for run in runs), current, key=key)


def _spill(file: IO[bytes], lines: list[bytes]) -> IO[bytes]:
    write_lines(file, lines)
    file.seek(0)
    return file


def _read_back(file: IO[bytes]) -> Iterator[bytes]:
    return map(methodcaller("rstrip", b"\n"), file)


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


def write_lines(out: BinaryIO | IO[bytes], lines: Iterable[bytes]) -> None:
    """Write lines with their ends, some thousands at a time."""
    for chunk in join_lines(lines):
        out.write(chunk)


def join_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines with their ends, some thousands in a piece."""
    remaining = iter(lines)
    while chunk := list(islice(remaining, _CHUNK)):
        yield b"\n".join(chunk) + b"\n"


class LineReader:
    """A binary file to read from, made of lines as they come."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._chunks = join_lines(lines)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (without one: all that is left); empty at the end."""
        if size is None or size < 0:
            found, self._rest = self._rest + b"".join(self._chunks), b""
            return found
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SIMPLE[found[3]]
