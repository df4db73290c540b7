"""What we write, as SPARQL update texts: each is one transaction of an engine or a server. Both stores use the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.errors import Forbidden
from app.model import IRI, BlankNode, Delta, Quad
from app.stores.gate import TOKEN
from app.stores.terms import write_blocks, write_iri

_OPERATION = re.compile(r"insert|delete|with|clear|drop|create|load|add|move|copy", re.IGNORECASE)


def article_text(article: IRI, quads: Iterable[Quad], world: Delta) -> str:
    """An article's graph with new content, and the change of the world. Raises ValueError for quads of another graph and blank nodes."""
    content = list(quads)
    if any(quad.graph != article for quad in content):
        raise ValueError(f"a quad of another graph among those of {article.value}")
    if _has_blank_node(content) or _has_blank_node(world.added):
        raise ValueError(f"a blank node among the quads of {article.value}")
    return _replace_text(article, content, world.removed, world.added)


def graph_text(graph: IRI, quads: Iterable[Quad]) -> str:
    """A graph with new content."""
    return _replace_text(graph, [quad._replace(graph=graph) for quad in quads])


def document_text(graph: IRI | None, triples: str, *, keep: bool) -> str:
    """A user's triples (N-Triples) added to a graph (None: the default graph), or (not `keep`) put in place of its content."""
    where = "DEFAULT" if graph is None else f"GRAPH {write_iri(graph)}"
    steps = [] if keep else [f"CLEAR SILENT {where}"]
    steps += [] if graph is None else [f"CREATE SILENT {where}"]
    inside = triples if graph is None else f"{where} {{\n{triples}}}"
    return " ;\n".join([*steps, f"INSERT DATA {{\n{inside}\n}}"])


def drop_text(graph: IRI | None) -> str:
    """A graph dropped, or the default graph emptied."""
    return "DROP SILENT DEFAULT" if graph is None else f"DROP SILENT GRAPH {write_iri(graph)}"


def followed_by(text: str, operation: str) -> str:
    """An update and one more operation, as one update. Not the other way round: the engine knows no PREFIX behind a semicolon."""
    tokens = [found for found in TOKEN.finditer(text) if found.lastgroup != "space"]
    if tokens and tokens[-1][0] == ";":  # a last semicolon is allowed, and two in a row are not
        text = text[: tokens[-1].start()]
    is_prologue = not any(found.lastgroup == "word" and _OPERATION.match(found[0]) for found in tokens)
    return f"{text}\n{operation}" if is_prologue else f"{text}\n;\n{operation}"


def managed(graph: IRI) -> Forbidden:
    """Why a user may not write this graph."""
    return Forbidden(f"The graph {graph.value} is managed: it follows from the articles.", "Write to a graph of your own.")


def _replace_text(graph: IRI, quads: Iterable[Quad], removed: Iterable[Quad] = (), added: Iterable[Quad] = ()) -> str:
    steps = [drop_text(graph)]
    deletions = write_blocks(removed)
    insertions = "\n".join(block for block in (write_blocks(added), write_blocks(quads)) if block)
    if deletions:
        steps.append(f"DELETE DATA {{\n{deletions}\n}}")
    if insertions:
        steps.append(f"INSERT DATA {{\n{insertions}\n}}")
    return " ;\n".join(steps)


def _has_blank_node(quads: Iterable[Quad]) -> bool:
    return any(isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode) for quad in quads)
