"""The short way for SPARQL queries: before the middleware and the router, which cost more than most queries.

It answers GET of a query at `/sparql`; all else, and what it cannot read, goes on to the application, which explains it.
What both send is the same (app/api/query_service.py).
"""

from __future__ import annotations

import logging
from typing import Any, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.compress import SMALLEST, choose_encoding, compress_aside
from app.api.headers import EXPOSED, SECURITY
from app.api.problems import internal_problem, problem_response, view_of
from app.api.query_service import QueryService
from app.api.sparql_requests import Asked, read_address, take_parameters
from app.errors import AppError
from app.stores import ClientGone

PATH: Final = "/sparql"
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
_READ: Final = frozenset({b"accept", b"accept-encoding", b"if-none-match"})
logger = logging.getLogger("app.request")


class QueryLane:
    """ASGI middleware, outermost; it finds the service in `state.queries` once the store is open."""

    def __init__(self, app: ASGIApp, state: Any) -> None:
        self.app, self.state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        service = getattr(self.state, "queries", None)
        asked = _read(scope) if isinstance(service, QueryService) else None
        if asked is None or asked.query is None or not isinstance(service, QueryService):
            await self.app(scope, receive, send)
            return
        given = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _READ}
        headers = _COMMON.copy()

        async def wait_for_client_to_go() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        try:
            told = await service.answer(asked, given.get(b"accept", ""), given.get(b"if-none-match"), wait_for_client_to_go)
            status, body = told.status, told.body
            headers += [(name.lower().encode(), value.encode()) for name, value in told.headers.items()]
            if len(body) >= SMALLEST and (encoding := choose_encoding(given.get(b"accept-encoding", ""))):
                body = await compress_aside(body, encoding)
                headers.append((b"content-encoding", encoding.encode()))
            if status != 304:
                headers.append((b"content-length", str(len(body)).encode()))
        except AppError as error:
            problem = problem_response(view_of(Request(scope), error))
            retry = error.extra.get("retry_after_s")
            status, body = problem.status_code, bytes(problem.body)
            headers += problem.raw_headers + ([(b"retry-after", str(retry).encode())] if retry is not None else [])
        except ClientGone:
            status, body = 499, b""  # as web servers log it; nobody reads it
        except Exception:
            logger.exception("request failed", extra={"method": scope["method"], "path": PATH})
            problem = problem_response(internal_problem(Request(scope)))
            status, body, headers = problem.status_code, bytes(problem.body), [*headers, *problem.raw_headers]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _read(scope: Scope) -> Asked | None:
    """What a plain GET asks; None for anything that the application shall read."""
    try:
        pairs = read_address(scope["query_string"])
        if not all(name in _ASKS for name, _ in pairs):
            return None
        asked = Asked()
        take_parameters(asked, pairs)
        return asked
    except AppError:
        return None
