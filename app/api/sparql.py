"""SPARQL 1.1 protocol at `/sparql`: queries by GET, form POST and direct POST; without a query, the service description.
The Graph Store protocol at `/rdf-graph-store`, reading only.

Nothing here parses SPARQL: the store's gate counts its tokens, and a process that may die runs it.
https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl

import anyio
from anyio import CapacityLimiter
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.errors import BadParameter, NotFound, QueryRefused, TooLarge, UnsupportedMedia
from app.ids import Names
from app.model import IRI
from app.settings import Settings
from app.stores import Dataset, Limits, Store
from app.stores.description import describe_service
from app.stores.formats import GRAPH_TYPES, SELECT_TYPES
from app.stores.terms import write_iri

PATH: Final = "/sparql"
GRAPH_STORE_PATH: Final = "/rdf-graph-store"
ALLOW: Final = "GET, HEAD, OPTIONS, POST"
FORMATS: Final = SELECT_TYPES | GRAPH_TYPES
_READ_BYTES: Final = 1_000_000  # a body up to this is read to the end before it is refused, so that the client sees why
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_WAITING: Final = 64  # requests that wait for a worker in threads of their own


@dataclass(slots=True)
class Asked:
    """What a request asks, from its address and body."""

    query: str | None = None
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    timeout: str | None = None
    format: str | None = None


def sparql_router(store: Store, settings: Settings) -> APIRouter:
    """The routes of one store."""
    router = APIRouter(tags=["sparql"])
    names = Names(settings.base_iri)
    threads: list[CapacityLimiter] = []  # made in the event loop that serves

    told: dict[int | str, dict[str, Any]] = {
        200: {"description": "the result, in the format asked for", "content": {kind: {} for kind in FORMATS.values()}}
    }
    summary = "Query by SPARQL 1.1"

    # One route answers all methods, so that a 405 lists them all; behind it GET and POST stand for the documentation, each by its name.
    @router.get(PATH, summary=summary, response_class=Response, openapi_extra=_openapi(), responses=told, operation_id="query_by_get")
    @router.post(PATH, summary=summary, response_class=Response, openapi_extra=_openapi(), responses=told, operation_id="query_by_post")
    @router.api_route(PATH, methods=["GET", "HEAD", "POST"], include_in_schema=False, response_class=Response)
    async def answer_query(request: Request) -> Response:
        asked = await _read_request(request)
        accept = _wanted_type(asked.format) or request.headers.get("accept", "")
        headers = {"Vary": "Accept"}
        if asked.query is None:
            if request.method == "POST":
                raise QueryRefused("The request holds no query.", "Send it as the parameter `query`, or as application/sparql-query.")
            graphs = await anyio.to_thread.run_sync(store.graphs)
            body, media_type = describe_service(str(request.url.replace(query="")), names, graphs, accept)
        else:
            if not threads:
                threads.append(CapacityLimiter(_WAITING))
            run = partial(store.answer, asked.query, accept, _dataset(asked), Limits(timeout_s=_timeout(asked.timeout)))
            answer = await anyio.to_thread.run_sync(run, limiter=threads[0])
            body, media_type = answer.body, answer.media_type
            headers["X-Amur-Version"] = str(answer.version)
        return _respond(request, body, media_type, headers)

    @router.get(
        GRAPH_STORE_PATH, summary="One graph", response_class=Response, operation_id="graph_store",
        openapi_extra={"parameters": [_parameter("graph", "the IRI of the graph"), _parameter("default", "no value: the default graph")]},
        responses={200: {"description": "the graph", "content": {kind: {} for kind in GRAPH_TYPES.values()}}},
    )  # fmt: skip
    @router.api_route(GRAPH_STORE_PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=Response)
    async def answer_graph(request: Request) -> Response:
        dataset = await anyio.to_thread.run_sync(_named_graph, store, _pairs(request.url.query))
        accept = request.headers.get("accept", "")
        answer = await anyio.to_thread.run_sync(store.answer, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", accept, dataset)
        headers = {"Vary": "Accept", "X-Amur-Version": str(answer.version)}
        return _respond(request, answer.body, answer.media_type, headers)

    @router.options(PATH, include_in_schema=False)
    async def answer_options() -> Response:
        return Response(
            status_code=204,
            headers={
                "Allow": ALLOW,
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Allow-Methods": ALLOW,
                "Access-Control-Allow-Headers": "Accept, Content-Type, Authorization",
                "Access-Control-Max-Age": "86400",
            },
        )

    return router


def _respond(request: Request, body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    if request.method == "HEAD":
        return Response(b"", headers={**headers, "Content-Length": str(len(body))}, media_type=media_type)
    return Response(body, headers=headers, media_type=media_type)


def _named_graph(store: Store, pairs: list[tuple[str, str]]) -> Dataset | None:
    """The graph that an indirect request names; None is the default dataset. Raises BadParameter, NotFound."""
    graphs = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if len(graphs) + len(defaults) != 1:
        raise BadParameter("The request must name one graph.", "Add ?graph= with its IRI, or ?default.", parameter="graph")
    if defaults:
        return None
    graph = _graph(graphs[0])
    if graph not in store.graphs():
        raise NotFound(f"There is no graph {graph.value}.", "The service description at /sparql lists the graphs.")
    return Dataset((graph,), ())


async def _read_request(request: Request) -> Asked:
    asked = Asked()
    _take_parameters(asked, _pairs(request.url.query))
    if request.method != "POST":
        return asked
    kind, charset = _content_type(request.headers.get("content-type", ""))
    if kind not in (_FORM, _DIRECT):
        what = "An update is not taken here" if kind == "application/sparql-update" else f"The body's type is {kind or 'not given'}"
        raise UnsupportedMedia(f"{what}.", f"Send {_FORM} with `query=`, or the query itself as {_DIRECT}.")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"The body's charset is {charset}.", "Send UTF-8.")
    try:
        body = (await _read_body(request)).decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryRefused(f"The body is not UTF-8 (byte {error.start}).", "Send UTF-8.") from error
    if kind == _FORM:
        _take_parameters(asked, _pairs(body))
    elif asked.query is not None:
        raise QueryRefused("The request holds a query in its address and another in its body.", "Send one.")
    else:
        asked.query = body
    return asked


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _READ_BYTES:
            raise TooLarge(f"The body has more than {_READ_BYTES} bytes.", "Send a shorter query.")
    return bytes(body)


def _content_type(header: str) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in header.split(";"))
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return kind.lower(), charset


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise QueryRefused("The parameters are not percent-encoded UTF-8.", "Encode them as UTF-8.") from error
    except ValueError as error:
        raise QueryRefused(f"The parameters cannot be read: {error}.") from error


def _take_parameters(asked: Asked, pairs: list[tuple[str, str]]) -> None:
    for name, value in pairs:
        match name:
            case "query":
                if asked.query is not None:
                    raise QueryRefused("The request holds more than one query.", "Send one.")
                asked.query = value
            case "update":
                raise QueryRefused("The request holds an update; this route answers queries.", "Send a query.")
            case "default-graph-uri":
                asked.default.append(value)
            case "named-graph-uri":
                asked.named.append(value)
            case "timeout":
                asked.timeout = value
            case "format":
                asked.format = value


def _dataset(asked: Asked) -> Dataset | None:
    if not asked.default and not asked.named:
        return None
    return Dataset(tuple(map(_graph, asked.default)), tuple(map(_graph, asked.named)))


def _graph(value: str) -> IRI:
    iri = IRI(value)
    try:
        write_iri(iri)
    except ValueError as error:
        raise QueryRefused(f"The graph name {value!r} is not an absolute IRI.", "Name graphs by their whole IRI.") from error
    return iri


def _timeout(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadParameter(f"timeout: {value!r} is not a number of seconds.", "Give seconds, such as 2.5.", parameter="timeout")
    return seconds


def _wanted_type(value: str | None) -> str | None:
    if value is None:
        return None
    if value in FORMATS.values():
        return value
    if value.lower() not in FORMATS:
        names = ", ".join(FORMATS)
        raise BadParameter(f"format: {value!r} is not known.", f"Use one of: {names}.", parameter="format", known=list(FORMATS))
    return FORMATS[value.lower()]


def _parameter(name: str, description: str, kind: str = "string") -> dict[str, object]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": {"type": kind}}


def _openapi() -> dict[str, object]:
    return {
        "parameters": [
            _parameter("query", "the SPARQL text; without one, GET answers the service description"),
            _parameter("default-graph-uri", "graphs that make up the default graph, instead of world, registry and ontology"),
            _parameter("named-graph-uri", "graphs that GRAPH can name, instead of all"),
            _parameter("timeout", "seconds after which the query is stopped; it can only lower the limit", "number"),
            _parameter("format", f"one of {', '.join(FORMATS)}; else the Accept header decides"),
        ]
    }
