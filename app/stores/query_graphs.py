"""Which graphs a query looks into, as far as its tokens tell.

The SPARQL protocol knows no "these default graphs, and all named ones": who names default graphs must list the named ones, too.
"""

from __future__ import annotations

import re

from app.model import IRI
from app.stores.gate import TOKEN
from app.stores.terms import write_iri


def mentions_graph(text: str) -> bool:
    return any("graph" in found[0].lower() for found in TOKEN.finditer(text) if found.lastgroup in ("word", "name"))


def graphs_named_in(text: str) -> tuple[IRI, ...]:
    """The graphs that a query can look into, if it names each of them by a whole IRI; else none."""
    tokens = [found for found in TOKEN.finditer(text) if found.lastgroup != "space"]
    named = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.lastgroup in ("word", "name") and "graph" in token[0].lower():
            iri = following[0][1:-1] if following is not None and following.lastgroup == "iri" else ""
            if token[0].lower() != "graph" or "\\" in iri or not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", iri):
                return ()
            named.append(IRI(iri))
    return tuple(dict.fromkeys(named))


def put_within(text: str, graph: IRI) -> str:
    """One of our queries with all its patterns in a graph; GRAPH within it looks elsewhere all the same."""
    start = re.search(r"WHERE\s*\{", text)
    if start is None:
        raise ValueError("one of our queries has no WHERE")
    end = text.rindex("}")
    return f"{text[: start.end()]} GRAPH {write_iri(graph)} {{{text[start.end() : end]}}} {text[end:]}"
