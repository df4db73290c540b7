"""Our terms as N-Triples text and back. All SPARQL that we build from data goes through `write_term`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from app.model import IRI, RDF, XSD, BlankNode, Quad, Term

_BAD_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")
_BLANK = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*(?<!\.)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_STRING = f"{XSD}string"
_LANG_STRING = f"{RDF}langString"
# Quote, backslash and control characters; all else stands for itself.
_ESCAPES = {i: f"\\u{i:04X}" for i in (*range(0x20), 0x7F)} | {
    ord("\\"): "\\\\", ord('"'): '\\"', 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r",
}  # fmt: skip


def write_iri(iri: IRI) -> str:
    """`<…>`. Raises ValueError for what cannot be an absolute IRI."""
    if _BAD_IN_IRI.search(iri.value) or not _ABSOLUTE.match(iri.value):
        raise ValueError(f"not an absolute IRI: {iri.value!r}")
    return f"<{iri.value}>"


def write_term(term: Term) -> str:
    """The term as N-Triples (also Turtle and SPARQL) text. Raises ValueError for what no graph can hold."""
    if isinstance(term, IRI):
        return write_iri(term)
    if isinstance(term, BlankNode):
        if not _BLANK.fullmatch(term.value):
            raise ValueError(f"not a blank node label: {term.value!r}")
        return f"_:{term.value}"
    if _SURROGATE.search(term.value):
        raise ValueError(f"a literal holds half of a surrogate pair: {term.value!r}")
    quoted = f'"{term.value.translate(_ESCAPES)}"'
    if term.language is not None:
        if not _LANGUAGE.fullmatch(term.language):
            raise ValueError(f"not a lower-case language tag: {term.language!r}")
        return f"{quoted}@{term.language}"
    if term.datatype == _LANG_STRING:
        raise ValueError(f"a langString without a language: {term.value!r}")
    return quoted if term.datatype == _STRING else f"{quoted}^^{write_iri(IRI(term.datatype))}"


def write_blocks(quads: Iterable[Quad]) -> str:
    """The quads as the inside of INSERT DATA or DELETE DATA: `GRAPH <g> { … }` blocks."""
    by_graph: defaultdict[IRI | None, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[quad.graph].append(f"{write_term(quad.subject)} {write_iri(quad.predicate)} {write_term(quad.object)} .")
    blocks = []
    for graph, triples in by_graph.items():
        inside = "\n".join(triples)
        blocks.append(inside if graph is None else f"GRAPH {write_iri(graph)} {{\n{inside}\n}}")
    return "\n".join(blocks)


def write_quad(quad: Quad) -> str:
    """The quad as a canonical N-Quads line without line end."""
    graph = "" if quad.graph is None else f" {write_iri(quad.graph)}"
    return f"{write_term(quad.subject)} {write_iri(quad.predicate)} {write_term(quad.object)}{graph} ."
