"""What arrives on the wire before HTTP: addresses with signs as people type them, and what is no HTTP at all."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.problems import MEDIA_TYPE

_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that also reads `curl '…?actor=王毅'`.

    An address is ASCII by the standard, and the parser refuses all else; curl and most scripts send the bytes of what was typed. In the
    line of the request they are encoded as a browser would have done.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._is_between = True  # no request has begun that is not read to its end

    def data_received(self, data: bytes) -> None:
        if self._is_between:
            line, end, rest = data.partition(b"\r\n")
            if end and not line.isascii():
                data = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._is_between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_between = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """As a problem, as all errors are."""
        body = json.dumps(
            {
                "type": "/docs#problem-bad-input",
                "title": "Bad Request",
                "status": 400,
                "detail": msg,
                "hint": "Speak HTTP/1.1, with the address percent-encoded: a space is %20.",
            }
        ).encode()
        head = f"HTTP/1.1 400 Bad Request\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()
