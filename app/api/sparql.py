"""SPARQL 1.1 protocol at `/sparql`: queries by GET, form POST and direct POST; updates by both POST forms, with a key, there and at
`/sparql/update`; without either, the service description. `/.well-known/void` describes the data.

Nothing here parses SPARQL: the store's gates count its tokens, and processes that may die run it.
https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import threading
from functools import partial
from typing import Any, Final

import anyio
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.api.query_service import QueryService
from app.api.sparql_requests import FORMATS, Asked, read_request
from app.api.writers import find_writer, require_writer
from app.errors import QueryRefused
from app.ids import Names
from app.keys import KeyRing
from app.settings import Settings
from app.stores import Limits, Store
from app.stores.description import describe_service
from app.stores.void import Statistics, count_data, describe_data

PATH: Final = "/sparql"
UPDATE_PATH: Final = "/sparql/update"
VOID_PATH: Final = "/.well-known/void"
ALLOW: Final = "GET, HEAD, OPTIONS, POST"
_READ_BYTES: Final = 1_000_000  # a body up to this is read to the end before it is refused, so that the client sees why


def sparql_router(store: Store, settings: Settings, keys: KeyRing, queries: QueryService) -> APIRouter:
    """The routes of one store."""
    router = APIRouter(tags=["sparql"])
    names = Names(settings.base_iri)
    counting = threading.Lock()
    counted: dict[int, Statistics] = {}

    told: dict[int | str, dict[str, Any]] = {
        200: {"description": "the result, in the format asked for", "content": {kind: {} for kind in FORMATS.values()}}
    }
    done: dict[int | str, dict[str, Any]] = {204: {"description": "the update is committed"}}
    summary = "Query by SPARQL 1.1"

    async def read(request: Request) -> Asked:
        writes = find_writer(request, keys) is not None
        return await read_request(request, settings.body_limit_mb * 1_000_000 if writes else _READ_BYTES)

    async def run_update(request: Request, asked: Asked) -> Response:
        require_writer(request, keys)
        run = partial(store.update, asked.update or "", asked.using_dataset, Limits(timeout_s=asked.timeout_s))
        version = await anyio.to_thread.run_sync(run)
        return Response(status_code=204, headers={"X-Amur-Version": str(version)})

    # One route answers all methods, so that a 405 lists them all; behind it GET and POST stand for the documentation, each by its name.
    @router.get(PATH, summary=summary, response_class=Response, openapi_extra=_openapi(), responses=told, operation_id="query_by_get")
    @router.post(PATH, summary=summary, response_class=Response, openapi_extra=_openapi(), responses=told, operation_id="query_by_post")
    @router.api_route(PATH, methods=["GET", "POST"], include_in_schema=False, response_class=Response)
    async def answer_query(request: Request) -> Response:
        asked = await read(request)
        if asked.update is not None:
            return await run_update(request, asked)
        accept = asked.accept or request.headers.get("accept", "")
        if asked.query is not None:
            told = await queries.answer(asked, accept, request.headers.get("if-none-match"))
            return Response(told.body, told.status, {"Vary": "Accept", **told.headers})
        if request.method == "POST":
            raise QueryRefused("The request holds no query.", "Send it as the parameter `query`, or as application/sparql-query.")
        body, media_type = await anyio.to_thread.run_sync(describe, str(request.url.replace(query="")), accept)
        return respond(body, media_type, {"Vary": "Accept"})

    def describe(endpoint: str, accept: str) -> tuple[bytes, str]:
        if settings.plain:
            return describe_service(endpoint, None, store.graphs(), accept)
        return describe_service(endpoint, names, store.graphs(), accept, store.get_graph(names.graph("queries")))

    @router.get(VOID_PATH, include_in_schema=False)
    def answer_void(request: Request) -> Response:
        with counting:  # once a version, however many ask
            version = store.version
            if version not in counted:
                counted.clear()
                counted[version] = count_data(store)
            statistics = counted[version]
        root = str(request.url.replace(path="", query=""))
        body, media_type = describe_data(root, statistics, None if settings.plain else names, request.headers.get("accept", ""))
        return respond(body, media_type, {"Vary": "Accept"})

    @router.post(
        UPDATE_PATH, summary="Update by SPARQL 1.1", response_class=Response, status_code=204, responses=done, operation_id="update",
        openapi_extra={"parameters": _openapi()["parameters"][3:4]},
    )  # fmt: skip
    async def answer_update(request: Request) -> Response:
        require_writer(request, keys)
        asked = await read(request)
        if asked.update is None:
            raise QueryRefused("The request holds no update.", "Send it as the form field `update`, or as application/sparql-update.")
        return await run_update(request, asked)

    @router.options(PATH, include_in_schema=False)
    @router.options(UPDATE_PATH, include_in_schema=False)
    async def answer_options(request: Request) -> Response:
        return allow("OPTIONS, POST" if request.url.path == UPDATE_PATH else ALLOW)

    return router


def allow(methods: str) -> Response:
    """The answer to OPTIONS and to the preflight of a browser."""
    return Response(
        status_code=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id, X-Requested-With",
            "Access-Control-Max-Age": "86400",
        },
    )


def respond(body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """A whole answer."""
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Response(body, headers=headers, media_type=media_type)


def parameter(name: str, description: str, kind: str = "string") -> dict[str, object]:
    """One query parameter for the OpenAPI document."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": {"type": kind}}


def _openapi() -> dict[str, Any]:
    return {
        "parameters": [
            parameter("query", "the SPARQL text; without one, GET answers the service description"),
            parameter("default-graph-uri", "graphs that make up the default graph, instead of world, registry and ontology"),
            parameter("named-graph-uri", "graphs that GRAPH can name, instead of all"),
            parameter("timeout", "seconds after which the query is stopped; it can only lower the limit", "number"),
            parameter("format", f"one of {', '.join(FORMATS)}; else the Accept header decides"),
        ]
    }
