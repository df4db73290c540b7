"""What a server that starts the application by itself (`uvicorn app.main:app`) leaves to us: a start that fails in words, and its address.

An application cannot know the port before a request comes. The first one that arrives over loopback tells it; from then on the
owner file names the address, and the command line beside the server sends its changes there.
"""

from __future__ import annotations

import ipaddress
import threading

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AppError
from app.owner import claim_ownership
from app.settings import Settings


class OwnProcess:
    """ASGI middleware of an application that opens its store itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._lock, self._is_known = threading.Lock(), False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._start(scope, receive, send)
            return
        if not self._is_known and (url := loopback_url(scope)):
            with self._lock:
                self._is_known = self._is_known or self._tell(url)
        await self.app(scope, receive, send)

    def _tell(self, url: str) -> bool:
        try:
            claim_ownership(self.settings.folder, url)
        except (AppError, OSError):
            return False  # the store is not open yet, or the disk is full: reading works nevertheless
        return True

    async def _start(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The lifespan, with a problem that we can explain told in its own words instead of a traceback."""
        held: list[Message] = []

        async def hold_failure(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                held.append(message)
            else:
                await send(message)

        try:
            await self.app(scope, receive, hold_failure)
        except AppError as problem:
            await send({"type": "lifespan.startup.failed", "message": str(problem)})
            if not held:
                raise
        except BaseException:
            for message in held:
                await send(message)
            raise


def loopback_url(scope: Scope) -> str | None:
    """The address that a request over loopback came to, without TLS; None for all others (another machine, a Unix socket)."""
    host, port = scope.get("server") or (None, None)
    if scope["type"] != "http" or scope.get("scheme") != "http" or host is None or port is None:
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if not address.is_loopback:
        return None
    return f"http://[{host}]:{port}" if address.version == 6 else f"http://{host}:{port}"
