"""Headers of every answer: what a browser may do with it (CSP and kin) and who may read it (CORS: any site, reading only)."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EXPOSED: Final = "ETag, Link, Location, Content-Disposition, Retry-After, X-Amur-Version, X-Request-Id"
OPEN_PATHS: Final = (
    "/api/", "/export", "/id/", "/ontology", "/openapi.json", "/health", "/ready", "/sparql", "/rdf-graph-store", "/.well-known/",
)  # fmt: skip


def add_headers(headers: MutableHeaders, path: str) -> None:
    """What every answer of this path carries."""
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    if path.startswith(OPEN_PATHS):
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")


class ResponseHeaders:
    """Adds the security headers to all answers and CORS to the open routes; answers the preflight of routes that are only read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        is_open = path.startswith(OPEN_PATHS)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), path)
            await send(message)

        asks_first = scope["method"] == "OPTIONS" and any(name == b"access-control-request-method" for name, _ in scope["headers"])
        if asks_first and is_open and not path.startswith(("/sparql", "/rdf-graph-store")):
            headers = [
                (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
                (b"access-control-allow-headers", b"Accept, If-None-Match"),
                (b"access-control-max-age", b"86400"),
            ]
            await send_with_headers({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send_with_headers)
