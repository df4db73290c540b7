"""Compression by zstd or gzip, as Accept-Encoding asks (RFC 9110, 12.5.3; RFC 8878)."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from typing import Final

import anyio
import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST: Final = 1000  # bytes; less is sent as it is
ENCODINGS: Final = ("zstd", "gzip")  # the first is taken when a client likes both as much
_AT_ONCE: Final = 256_000  # bytes
_GZIP_LEVEL: Final = 5
_ZSTD_LEVEL: Final = 3
_PACKED_ALREADY: Final = ("image/png", "image/jpeg", "image/webp", "font/", "application/zip", "application/gzip", "text/event-stream")


@lru_cache(256)
def choose_encoding(header: str) -> str | None:
    """The encoding to send in, of those that an Accept-Encoding header takes; None: as it is."""
    qualities: dict[str, float] = {}
    for element in header.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        if name:
            qualities[name] = quality
    liked = {name: qualities.get(name, qualities.get("*", 0.0)) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: liked[name])
    return best if liked[best] > 0 and liked[best] >= qualities.get("identity", 0.0) else None


def compress(body: bytes, encoding: str) -> bytes:
    """The whole body in an encoding of ENCODINGS."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


async def compress_aside(body: bytes, encoding: str) -> bytes:
    """As `compress`; a large body is compressed in a thread, so that the event loop goes on."""
    return compress(body, encoding) if len(body) <= _AT_ONCE else await anyio.to_thread.run_sync(compress, body, encoding)


class Compression:
    """ASGI middleware: compresses whole and streamed answers, and says in Vary that it might."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        encoding = choose_encoding(Headers(scope=scope).get("accept-encoding", ""))
        await self.app(scope, receive, _Compressor(send, encoding).send)


class _Compressor:
    """What one answer goes through."""

    def __init__(self, send: Send, encoding: str | None) -> None:
        self._send, self._encoding = send, encoding
        self._start: Message = {}
        self._stream: zstandard.ZstdCompressionObj | zlib._Compress | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message  # held back until it is known whether the body is worth it
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start:
            start, self._start = self._start, {}
            headers = MutableHeaders(scope=start)
            if _can_be_packed(headers, start["status"]):
                headers.add_vary_header("Accept-Encoding")
                if self._encoding and (more or len(body) >= SMALLEST):
                    headers["Content-Encoding"] = self._encoding
                    if more:
                        del headers["Content-Length"]
                        self._stream = _open(self._encoding)
                    else:
                        body = await compress_aside(body, self._encoding)
                        headers["Content-Length"] = str(len(body))
            await self._send(start)
        if self._stream is not None:
            body = self._stream.compress(body) + (b"" if more else self._stream.flush())
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


def _can_be_packed(headers: Headers, status: int) -> bool:
    kind = headers.get("content-type", "")
    return status not in (204, 304) and "content-encoding" not in headers and bool(kind) and not kind.startswith(_PACKED_ALREADY)


def _open(encoding: str) -> zstandard.ZstdCompressionObj | zlib._Compress:
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 31)
