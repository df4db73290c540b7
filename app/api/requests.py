"""Around every request: a name, a log line, figures, no bug shown, no body over the limit, no value lost, HEAD wherever GET is."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import Metrics, route_of
from app.api.problems import ProblemView, internal_problem, problem_response, view_of
from app.errors import BadParameter, TooLarge
from app.logs import current_request

logger = logging.getLogger("app.request")
SEVERAL_WORDS: Final = ("actor", "with", "type", "kind", "level", "event_format", "status", "sourcing")  # joined by commas
_CHECKED_PATHS: Final = ("/api/", "/export")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:/+=-]{1,100}")


class RequestRecord:
    """The outermost layer: names each request (`X-Request-Id`, the client's or a new one), logs a line and counts it.

    The name stands in the answer, in every log line that the request causes, and in the problem that it ends with.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = current_request.set(request_id)
        status, size = 0, 0

        async def count(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_progress.inc()
        try:
            await self.app(scope, receive, count)
        finally:
            seconds = time.perf_counter() - started
            self._metrics.in_progress.dec()
            self._metrics.count(scope["method"], route_of(scope), status, seconds)
            if logger.isEnabledFor(logging.INFO):
                fields = {"method": scope["method"], "path": scope["path"], "query": scope["query_string"].decode("latin-1")}
                logger.info("request", extra={**fields, "status": status, "size_bytes": size, "duration_ms": round(seconds * 1000, 1)})
            current_request.reset(token)


class NoBugShown:
    """An unhandled error is logged with its trace and answered as a problem without it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            logger.exception("request failed", extra={"method": scope["method"], "path": scope["path"]})
            if has_begun:  # cut the answer, so that the client sees that it is not whole
                raise
            await problem_response(internal_problem(Request(scope)))(scope, receive, send)


class HeadAsGet:
    """Answers HEAD by running GET and keeping the body back; outside of the compression, so that the headers are those of GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers_only(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
            await send(message)

        as_get = {**scope, "method": "GET"}
        try:
            await self.app(as_get, receive, send_headers_only)
        finally:
            scope["route"] = as_get.get("route")  # for the figures


class RepeatedParameters:
    """`type=Meeting&type=PhoneCall`, as libraries write lists, is `type=Meeting,PhoneCall`; a parameter with one value is given once.

    The framework would take the last of them and say nothing: the answer to a question that nobody asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_CHECKED_PATHS) or scope["query_string"].count(b"&") == 0:
            await self.app(scope, receive, send)
            return
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
            values.setdefault(name, []).append(value)
        repeated = [name for name, found in values.items() if len(found) > 1]
        if single := next((name for name in repeated if name not in SEVERAL_WORDS), None):
            detail = f"{single} is given {len(values[single])} times: {', '.join(map(repr, values[single][:3]))}."
            problem = BadParameter(detail, f"Give one value. Several may be given for {', '.join(SEVERAL_WORDS)}.", parameter=single)
            await problem_response(view_of(Request(scope), problem))(scope, receive, send)
            return
        if repeated:
            joined = {name: ",".join(one for one in found if one) for name, found in values.items()}
            scope = {**scope, "query_string": urlencode(joined).encode()}
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a request body over `limit_bytes`, by its declared length or when it has grown past it.

    The internal route is left out (its files have a limit of their own), and so is `/sparql` (the gate's).
    """

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self.app = app
        self.limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/internal/", "/sparql")):
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > self.limit_bytes:
            request = Request(scope)
            await problem_response(_too_large(request, self.limit_bytes))(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit_bytes:
                raise TooLarge("The request body is over the limit.", f"Send at most {self.limit_bytes} bytes.")
            return message

        await self.app(scope, receive_within_limit, send)


def _too_large(request: Request, limit_bytes: int) -> ProblemView:
    return view_of(request, TooLarge("The request body is over the limit.", f"Send at most {limit_bytes} bytes."))
