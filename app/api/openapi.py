"""The OpenAPI document: what FastAPI makes, with our problems in place of its own validation errors."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from app.api.examples import load_examples, problem_example
from app.api.negotiate import Format
from app.api.problems import MEDIA_TYPE, Problem

DESCRIPTION: Final = """Who met whom, when, where, in what capacity, and who says so: a knowledge graph of China-Russia relations.

What is answered are claims of articles, not established facts: each item carries the words that prove it, who says so and
how sure it is. Dates are `since`/`until`, both inclusive; a partial date means its whole month or year. An actor parameter takes
an id, a name in English, Chinese or Russian, or a Wikidata id. Errors are RFC 9457 problems that say what to do."""

TAGS: Final = [
    {"name": "meetings", "description": "Who met whom when."},
    {"name": "events", "description": "All kinds of events, and one with its claims, evidence and conflicts."},
    {"name": "actors", "description": "People, states and organisations; search in three scripts."},
    {"name": "articles", "description": "The documents and their claims with the sentence that proves each."},
    {"name": "statements", "description": "What was said and measured, counts, and where claims disagree."},
    {"name": "changes", "description": "What is new, merged, corrected or retracted since a version."},
    {"name": "graph", "description": "Neighbours, paths, groups and pairs over time, in the graph of actors that events join."},
    {"name": "ingestion", "description": "Articles in and out, and claims judged, with a key."},
    {"name": "linked data", "description": "Exports, resource addresses and the ontology."},
    {"name": "sparql", "description": "SPARQL 1.1 protocol."},
    {"name": "operations", "description": "Is the service alive, is it ready?"},
]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route for its OpenAPI entry."""
    return {status: {"model": Problem, "description": WORDS[status], "content": {MEDIA_TYPE: {}}} for status in statuses}


MERGED: Final[dict[int | str, dict[str, Any]]] = {301: {"description": "it is part of another thing now: that one's address"}}
WORDS: Final = {
    400: "a parameter has an unusable value, or does not exist here",
    401: "the token is missing or wrong",
    403: "it is refused: a managed graph, SERVICE or LOAD",
    404: "there is no such thing; candidates are listed where there are near ones",
    406: "none of the formats asked for can be made",
    409: "the name fits several actors; candidates are listed",
    412: "it is not as If-Match or If-None-Match says",
    413: "the body is over the limit",
    415: "the body's type is not read here",
    429: "too much at once; see Retry-After",
    503: "the store is not loaded, or the query was stopped",
}


def also(*formats: Format) -> dict[int | str, dict[str, Any]]:
    """The 200 of a route: the other formats it can be had in."""
    return {
        200: {"content": {one.media_type: {"schema": {} if one.media_type.endswith("json") else {"type": "string"}} for one in formats}}
    }


PROTOCOL_PROBLEMS: Final[dict[str, tuple[int, ...]]] = {  # of routes that are bare ASGI applications
    "/sparql": (400, 401, 403, 406, 413, 415, 429, 503),
    "/sparql/update": (400, 401, 403, 413, 415, 429, 503),
    "/rdf-graph-store": (400, 401, 403, 404, 406, 412, 413, 415, 503),
}


def install_openapi(app: FastAPI) -> None:
    """Make `app.openapi()` describe what is really answered."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(make())
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents for changing its document


def _correct(document: dict[str, Any]) -> None:
    """Take FastAPI's 422 out (we answer 400), say that problems are application/problem+json, and put the examples in."""
    examples = load_examples()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operation["responses"].pop("422", None)
            for missing in PROTOCOL_PROBLEMS.get(path, ()):
                content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                operation["responses"].setdefault(str(missing), {"description": WORDS[missing], "content": content})
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if MEDIA_TYPE in content and "application/json" in content:
                    content[MEDIA_TYPE] = content.pop("application/json")
                if MEDIA_TYPE in content and (example := problem_example(int(status), path)) is not None:
                    content[MEDIA_TYPE].setdefault("example", example)
            for media_type, example in examples.get(f"{method} {path}", {}).items():
                for status in ("200", "202"):
                    success = operation["responses"].get(status, {}).get("content", {})
                    if media_type in success:
                        success[media_type].setdefault("example", example)
    for name in ("HTTPValidationError", "ValidationError"):
        document.get("components", {}).get("schemas", {}).pop(name, None)
