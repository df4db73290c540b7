"""The SPARQL 1.1 Graph Store protocol at `/rdf-graph-store`: whole graphs, read by anyone, written with a key.

`?graph=IRI` and `?default` name a graph; so does an address below `/rdf-graph-store/` by itself. POST without a name makes a graph.
https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Sequence
from typing import Final

import anyio
from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.sparql import allow, parameter, respond
from app.api.sparql_requests import read_address, read_body, read_content_type, read_iri, refuse_packed
from app.api.writers import require_writer
from app.errors import BadInput, BadParameter, NotFound, PreconditionFailed, UnsupportedMedia
from app.keys import KeyRing
from app.model import IRI
from app.settings import Settings
from app.stores import Dataset, Store
from app.stores.formats import GRAPH_TYPES, known_type

PATH: Final = "/rdf-graph-store"
ALLOW: Final = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_TAGGED: Final = tuple(kind for name, kind in GRAPH_TYPES.items() if name != "rdf")  # RDF/XML cannot hold every graph


def graph_store_router(store: Store, settings: Settings, keys: KeyRing) -> APIRouter:
    """The routes of one store."""
    router = APIRouter(tags=["sparql"])
    one_writer = threading.Lock()  # from the check of If-Match to the write
    described = {"parameters": [parameter("graph", "the IRI of the graph"), parameter("default", "no value: the default graph")]}
    written: dict[int | str, dict[str, str]] = {201: {"description": "the graph is new"}, 204: {"description": "the graph is written"}}

    @router.get(
        PATH, summary="One graph", response_class=Response, operation_id="graph_store", openapi_extra=described,
        responses={200: {"description": "the graph", "content": {kind: {} for kind in GRAPH_TYPES.values()}}},
    )  # fmt: skip
    @router.put(
        PATH, summary="Replace a graph", response_class=Response, operation_id="put_graph", openapi_extra=described, responses=written
    )
    @router.post(
        PATH, summary="Add to a graph", response_class=Response, operation_id="post_graph", openapi_extra=described, responses=written
    )
    @router.delete(PATH, summary="Drop a graph", response_class=Response, operation_id="delete_graph", openapi_extra=described)
    @router.api_route(PATH, methods=["GET", "PUT", "POST", "DELETE"], include_in_schema=False, response_class=Response)
    @router.api_route(PATH + "/{name:path}", methods=["GET", "PUT", "POST", "DELETE"], include_in_schema=False)
    async def answer_graph(request: Request) -> Response:
        if request.method == "GET":
            return await anyio.to_thread.run_sync(read, request, _graph_of(request))
        require_writer(request, keys)
        is_new = request.method == "POST" and request.url.path == PATH and not request.url.query
        graph = IRI(f"{request.url.replace(query='')}/{secrets.token_hex(8)}") if is_new else _graph_of(request)
        if request.method == "DELETE":
            return await anyio.to_thread.run_sync(drop, request, graph)
        documents = await _read_documents(request, settings.body_limit_mb * 1_000_000)
        return await anyio.to_thread.run_sync(write, request, graph, documents)

    def read(request: Request, graph: IRI | None) -> Response:
        if graph is not None and graph not in store.graphs():
            raise _unknown(graph)
        answer = store.answer(_EVERYTHING, request.headers.get("accept", ""), None if graph is None else Dataset((graph,), ()))
        tag = f'"{_digest(answer.body)}"'
        headers = {"Vary": "Accept", "X-Amur-Version": str(answer.version), "ETag": tag, "Cache-Control": "no-cache"}
        if tag in _tags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return respond(answer.body, answer.media_type, headers)

    def drop(request: Request, graph: IRI | None) -> Response:
        with one_writer:
            check_conditions(request, graph)
            version = store.drop_graph(graph)
        return Response(status_code=204, headers={"X-Amur-Version": str(version)})

    def write(request: Request, graph: IRI | None, documents: Sequence[tuple[bytes, str]]) -> Response:
        base = str(request.url.replace(query="")) if graph is None else graph.value
        with one_writer:
            check_conditions(request, graph)
            version, is_new = store.write_graph(graph, documents, base=base, keep=request.method == "POST")
        headers = {"X-Amur-Version": str(version)}
        if is_new and graph is not None:
            return Response(status_code=201, headers={**headers, "Location": _header(graph.value)})
        return Response(status_code=204, headers=headers)

    def check_conditions(request: Request, graph: IRI | None) -> None:
        """If-Match and If-None-Match of a write (RFC 9110, 13.1). Raises PreconditionFailed."""
        must, must_not = _tags(request.headers.get("if-match", "")), _tags(request.headers.get("if-none-match", ""))
        if not must and not must_not:
            return
        is_there = graph is None or graph in store.graphs()
        tags = current_tags(graph) if is_there else set()
        if must and not (is_there and ("*" in must or tags & must)):
            raise PreconditionFailed("The graph is not as If-Match says.", "Read it again, and decide anew.")
        if must_not and is_there and ("*" in must_not or tags & must_not):
            raise PreconditionFailed("The graph is as If-None-Match says it must not be.", "Read it again, and decide anew.")

    def current_tags(graph: IRI | None) -> set[str]:
        """The tags that the graph bears now, one a format."""
        dataset = None if graph is None else Dataset((graph,), ())
        return {f'"{_digest(store.answer(_EVERYTHING, kind, dataset).body)}"' for kind in _TAGGED}

    @router.options(PATH, include_in_schema=False)
    @router.options(PATH + "/{name:path}", include_in_schema=False)
    async def answer_options() -> Response:
        return allow(ALLOW)

    return router


def _graph_of(request: Request) -> IRI | None:
    """The graph that a request names; None is the default graph. Raises BadParameter, QueryRefused."""
    pairs = read_address(request.scope["query_string"])
    graphs = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if request.url.path != PATH and not graphs and not defaults:
        return read_iri(str(request.url.replace(query="")))
    if len(graphs) + len(defaults) != 1:
        raise BadParameter("The request must name one graph.", "Add ?graph= with its IRI, or ?default.", parameter="graph")
    return None if defaults else read_iri(graphs[0])


async def _read_documents(request: Request, limit_bytes: int) -> list[tuple[bytes, str]]:
    """The RDF documents of the body with their media types; multipart/form-data holds several. Raises UnsupportedMedia, BadInput."""
    refuse_packed(request)
    header = request.headers.get("content-type", "")
    if read_content_type(header)[0] != "multipart/form-data":
        media_type = _document_type(header)
        data = await read_body(request, limit_bytes)
        _refuse_entities(data, media_type)
        return [(data, media_type)]
    documents = []
    async with request.form(max_files=100, max_fields=100) as form:
        for _, part in form.multi_items():
            if isinstance(part, UploadFile):
                documents.append((await part.read(), _document_type(part.content_type or "")))
            else:
                documents.append((part.encode(), "text/turtle"))  # a field without a type
    if not documents:
        raise BadInput("The form holds no document.", "Send each as a part with its media type.")
    for data, kind in documents:
        _refuse_entities(data, kind)
    return documents


def _document_type(header: str) -> str:
    kind, charset = read_content_type(header)
    media_type = known_type(kind)
    if media_type is None:
        raise UnsupportedMedia(f"The body's type is {kind or 'not given'}.", f"Send one of: {', '.join(GRAPH_TYPES.values())}.")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"The body's charset is {charset}.", "Send UTF-8.")
    return media_type


def _refuse_entities(data: bytes, media_type: str) -> None:
    """RDF/XML with entities can stand for a thousand times its size. Raises BadInput."""
    if media_type == GRAPH_TYPES["rdf"] and (b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data):
        raise BadInput("RDF/XML with a document type or entities is not read, nor in UTF-16.", "Send it without, or as Turtle.")


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",") if tag.strip()}


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _header(iri: str) -> str:
    """The IRI as a header may hold it."""
    return "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in iri)


def _unknown(graph: IRI) -> NotFound:
    return NotFound(f"There is no graph {graph.value}.", "The service description at /sparql lists the graphs.")
