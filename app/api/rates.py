"""How often one client may ask: a bucket of tokens for each key and each address, off unless AMUR_RATE_PER_MINUTE is set.

The bearer of a key has a bucket of its own, wherever it connects from; who has none shares that of the address. The address is the
one that connects, so behind a proxy the proxy must limit. Health, static files and the command line's own route are not counted.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.headers import add_headers
from app.api.problems import problem_response, view_of
from app.api.writers import find_writer
from app.errors import AppError, Busy
from app.keys import KeyRing

NOT_COUNTED: Final = ("/health", "/ready", "/metrics", "/static/", "/internal/")
_MOST_CLIENTS: Final = 10_000  # the one that was quiet longest is forgotten; its bucket has filled up, or nearly so


@dataclass(slots=True)
class Bucket:
    """What a client has left, and since when."""

    tokens: float
    at: float


class Buckets:
    """The buckets of all clients: each holds a minute's requests and fills evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, client: str) -> float:
        """Take one token. Returns 0, or the seconds until there is one."""
        now, per_second = self._clock(), self._per_minute / 60
        bucket = self._buckets.setdefault(client, Bucket(self._per_minute, now))
        bucket.tokens = min(self._per_minute, bucket.tokens + (now - bucket.at) * per_second)
        bucket.at = now
        self._buckets.move_to_end(client)
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / per_second
        bucket.tokens -= 1
        return 0.0


class RateLimit:
    """ASGI middleware: 429 with Retry-After for a client whose bucket is empty."""

    def __init__(self, app: ASGIApp, per_minute: int, keys: KeyRing) -> None:
        self.app = app
        self._keys = keys
        self._per_minute = per_minute
        self._buckets = Buckets(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(NOT_COUNTED):
            await self.app(scope, receive, send)
            return
        seconds = self._buckets.take(self._client_of(scope))
        if not seconds:
            await self.app(scope, receive, send)
            return
        retry_after_s = math.ceil(seconds)
        busy = Busy(f"More than {self._per_minute} requests a minute.", f"Try again in {retry_after_s} s.", retry_after_s=retry_after_s)
        response = problem_response(view_of(Request(scope), busy))
        response.headers["Retry-After"] = str(retry_after_s)
        add_headers(response.headers, scope["path"])
        await response(scope, receive, send)

    def _client_of(self, scope: Scope) -> str:
        with suppress(AppError):  # a key that is not known is the address's own affair
            name = find_writer(Request(scope), self._keys)
            if name is not None:
                return f"key {name}"
        return scope["client"][0] if scope.get("client") else ""
