"""The short way for SPARQL queries: before the middleware and the router, which cost more than most queries.

It answers GET of a query at `/sparql`; all else, and what it cannot read, goes on to the application, which explains it.
What both send is the same (app/api/query_service.py).
"""

from __future__ import annotations

import gzip
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.headers import EXPOSED, SECURITY
from app.api.problems import problem_response, view_of
from app.api.query_service import QueryService
from app.api.sparql_requests import Asked, read_pairs, take_parameters
from app.errors import AppError

PATH: Final = "/sparql"
_GZIP_FROM: Final = 1000  # bytes
_COMMON: Final = [
    (name.lower().encode(), value.encode())
    for name, value in {
        **SECURITY,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": EXPOSED,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Accept, Accept-Encoding",
    }.items()
]
_ASKS: Final = frozenset({"query", "default-graph-uri", "named-graph-uri", "timeout", "format"})


class QueryLane:
    """ASGI middleware, outermost; it finds the service in `app.state.queries` once the store is open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service = getattr(scope["app"].state, "queries", None) if scope["type"] == "http" and scope["path"] == PATH else None
        asked = _read(scope) if isinstance(service, QueryService) else None
        if asked is None or asked.query is None or not isinstance(service, QueryService):
            await self.app(scope, receive, send)
            return
        request_headers = Headers(scope=scope)
        status, headers, body = 200, list(_COMMON), b""
        try:
            told = await service.answer(asked, request_headers.get("accept", ""), request_headers.get("if-none-match"))
            status, body = told.status, told.body
            headers += [(name.lower().encode(), value.encode()) for name, value in told.headers.items()]
            if len(body) >= _GZIP_FROM and "gzip" in request_headers.get("accept-encoding", ""):
                body = gzip.compress(body, 5, mtime=0)
                headers.append((b"content-encoding", b"gzip"))
            headers.append((b"content-length", str(len(body)).encode()))
        except AppError as error:
            request = Request(scope)
            problem = problem_response(view_of(request, error))
            retry = error.extra.get("retry_after_s")
            status, body = problem.status_code, bytes(problem.body)
            headers += problem.raw_headers + ([(b"retry-after", str(retry).encode())] if retry is not None else [])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _read(scope: Scope) -> Asked | None:
    """What a plain GET asks; None for anything that the application shall read."""
    if scope["method"] != "GET":
        return None
    try:
        pairs = read_pairs(scope["query_string"].decode("latin-1"))
        if not all(name in _ASKS for name, _ in pairs):
            return None
        asked = Asked()
        take_parameters(asked, pairs)
        return asked
    except AppError:
        return None
