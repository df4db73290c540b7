"""ETag and 304: an answer is a function of store version, software, address and the headers it varies with.

The version is read before the answer is made, so a write in between makes the tag too old, never too new.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.deps import Services
from app.ids import digest

NOT_OURS: Final = ("/static/", "/internal/", "/sparql", "/rdf-graph-store", "/health", "/ready", "/metrics", "/mcp", "/api/v1/jobs/")


class Revalidation:
    """Puts a weak ETag on every successful GET that reads the store, and answers 304 without reading when it still holds."""

    def __init__(self, app: ASGIApp, software: str) -> None:
        self.app = app
        self.software = software

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        services = getattr(scope["app"].state, "services", None) if scope["type"] == "http" else None
        if not isinstance(services, Services) or scope["method"] != "GET" or scope["path"].startswith(NOT_OURS):
            await self.app(scope, receive, send)
            return
        version = str(services.store.version)
        request_headers = Headers(scope=scope)
        accept = request_headers.get("accept", "")
        asked = (scope["path"], scope["query_string"].decode("latin-1"), accept)
        etag = f'W/"{digest(version, services.gazetteer.version, self.software, *asked, length=20)}"'
        validators = {"ETag": etag, "Cache-Control": "no-cache", "X-Amur-Version": version}
        held = [tag.strip() for tag in request_headers.get("if-none-match", "").split(",")]
        if etag in held:
            headers = [(name.lower().encode(), value.encode()) for name, value in {**validators, "Vary": "Accept"}.items()]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_with_validators(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                for name, value in validators.items():
                    headers.setdefault(name, value)
                headers.add_vary_header("Accept")
            await send(message)

        await self.app(scope, receive, send_with_validators)
