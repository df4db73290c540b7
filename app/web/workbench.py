"""The pages that hold an island: the SPARQL editor and its kin. Each has a form or a table as its twin without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.api.deps import ServicesDep
from app.api.headers import CONTENT_SECURITY_POLICY
from app.ids import Names
from app.queries import list_examples
from app.web.pages import page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

ROW_FORMATS: Final = ("csv", "json", "xml", "tsv")
GRAPH_FORMATS: Final = ("ttl", "nt", "jsonld")
KINDS: Final = ("actor", "event", "article", "claim", "statement", "figure", "counted", "place", "office", "topic")
FIRST: Final = "who_met_whom"
# The editor and its tables set styles on what they draw; scripts stay bound to our own files.
STYLED: Final = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")}
_PREFIX = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^<>]+)>", re.MULTILINE | re.IGNORECASE)
_GRAPH_FORM = re.compile(r"^\s*(CONSTRUCT|DESCRIBE)\b", re.MULTILINE | re.IGNORECASE)


@router.get("/sparql-ui")
def sparql(request: Request, services: ServicesDep) -> Response:
    """An editor for queries; `?query=` or `?example=` fills it, an example is run at once."""
    examples: list[dict[str, Any]] = [
        {"name": one.name, "title": one.title, "description": one.description, "body": _without_header(one.text)} for one in list_examples()
    ]
    bodies = {one["name"]: one["body"] for one in examples}
    chosen = request.query_params.get("example")
    chosen = chosen if chosen in bodies else None
    query = request.query_params.get("query") or bodies[chosen or FIRST]
    response = page(
        request, services, "sparql.html", examples=examples, chosen=chosen, query=query,
        row_formats=ROW_FORMATS, graph_formats=GRAPH_FORMATS,
        is_graph=_GRAPH_FORM.search(query) is not None, prefixes=_prefixes(bodies.values(), services.names), iris=services.names.base,
        deadline=f"{services.settings.query_timeout_s:g}",
    )  # fmt: skip
    response.headers.update(STYLED)
    return response


def _prefixes(queries: Iterable[str], names: Names) -> dict[str, str]:
    """Those of the examples, and one for each kind of thing: the tables of the editor shorten IRIs by them."""
    ours = {kind: names.resource(kind, "x").value.removesuffix("x") for kind in KINDS}
    return {**{prefix: namespace for text in queries for prefix, namespace in _PREFIX.findall(text)}, **ours}


def _without_header(text: str) -> str:
    """The query alone: title and description stand in the list."""
    lines = text.splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(lines[start:]) + "\n"
