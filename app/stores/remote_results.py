"""What a SPARQL server answers, read whole and written in the format that is wanted.

A server may break off an answer behind a 200 (a timeout of its own), so every answer is parsed to its end before any of it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from app.errors import StoreProblem, TooLarge
from app.model import IRI, RDF, XSD, BlankNode, RdfLiteral, Term
from app.stores.engine_formats import GRAPH_FORMATS, PREFIXES, RESULT_FORMATS, WITH_PREFIXES


def read_rows(url: str, body: bytes) -> list[tuple[Term | None, ...]]:
    """The solutions of a SELECT as our terms, in the order of its variables; `body` is SPARQL JSON."""
    try:
        answer = json.loads(body)
        names: Sequence[str] = answer["head"]["vars"]
        return [tuple(_to_term(row.get(name)) for name in names) for row in answer["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(url, body) from error


def write_results(url: str, body: bytes, media_type: str, rows: int | None) -> bytes:
    """SPARQL JSON as another format of results. Raises TooLarge for more than `rows`."""
    try:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        if rows is not None and isinstance(found, ox.QuerySolutions):
            if any(number >= rows for number, _ in enumerate(found)):
                raise TooLarge(f"The answer passed its limit ({rows} rows).", "Add a LIMIT, or page through it.")
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        return found.serialize(format=RESULT_FORMATS[media_type]) or b""
    except (SyntaxError, ValueError) as error:
        raise _broken(url, body) from error


def write_triples(url: str, body: bytes, media_type: str, rows: int | None = None) -> bytes:
    """N-Triples as another format of RDF; what comes out as N-Triples is canonical. Raises TooLarge for more than `rows`."""
    graph = ox.Store()
    try:
        if b"_:" in body:  # loading gives blank nodes other names each time, and answers would never be the same
            graph.extend(ox.parse(body, ox.RdfFormat.N_TRIPLES))
        else:
            graph.load(body, ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise _broken(url, body) from error
    if rows is not None and len(graph) > rows:
        raise TooLarge(f"The answer passed its limit ({rows} triples).", "Add a LIMIT, or page through it.")
    prefixes = PREFIXES if media_type in WITH_PREFIXES else None
    return graph.dump(format=GRAPH_FORMATS[media_type], from_graph=ox.DefaultGraph(), prefixes=prefixes) or b""


def write_dataset(url: str, answer: BinaryIO, path: Path, marker: tuple[IRI, str] | None) -> int | None:
    """Make a store of the engine at `path` from a SELECT of ?g ?s ?p ?o; the version that the marker tells, which is left out.

    `marker` is its graph, and the property of its version.
    """
    version: int | None = None

    def quads(solutions: ox.QuerySolutions) -> Iterator[ox.Quad]:
        nonlocal version
        for graph, subject, predicate, value in solutions:
            if marker is not None and graph is not None and graph.value == marker[0].value:
                version = int(value.value) if predicate.value == marker[1] else version
                continue
            yield ox.Quad(subject, predicate, value, graph or ox.DefaultGraph())

    copy = ox.Store(str(path))
    try:
        solutions = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("no solutions")
        copy.bulk_extend(quads(solutions))
    except (SyntaxError, ValueError, OSError) as error:
        raise StoreProblem(
            f"The answer of the SPARQL server {url} is broken off or not in its format: {error}.", "Its log says why."
        ) from error
    copy.flush()
    return version


def _to_term(told: dict[str, Any] | None) -> Term | None:
    if told is None:
        return None
    value = told["value"]
    match told["type"]:
        case "uri":
            return IRI(value)
        case "bnode":
            return BlankNode(value)
        case "literal" | "typed-literal":
            language = told.get("xml:lang")
            if language:
                return RdfLiteral(value, f"{RDF}langString", language.lower())
            return RdfLiteral(value, told.get("datatype", f"{XSD}string"))
        case _:
            raise ValueError("a triple term, which our model has no place for")


def _broken(url: str, body: bytes) -> StoreProblem:
    end = " ".join(body[-120:].decode("utf-8", "replace").split())
    return StoreProblem(
        f"The answer of the SPARQL server {url} is broken off or not in its format; it ends with {end!r}.",
        "Its log says why: perhaps a timeout of its own.", retry_after_s=5,
    )  # fmt: skip
