"""What arrives on the wire before HTTP: addresses with signs as people type them, heads without end, and what is no HTTP at all."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.problems import MEDIA_TYPE

MOST_BYTES: Final = 256 * 1024  # address and headers; a query of the largest size takes 96 kB of an address
_LINGER_S: Final = 1.0  # while the client reads why it is refused; what it sends is thrown away
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 that also reads `curl '…?actor=王毅'`.

    An address is ASCII by the standard, and the parser refuses all else; curl and most scripts send the bytes of what was typed. In the
    line of the request they are encoded as a browser would have done.

    The parser keeps a head, or trailers, whatever their size. A request that brings neither a body nor its end within `MOST_BYTES` is
    refused: those are all that is in memory until then.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._is_between = True  # no request has begun that is not read to its end
        self._kept = 0  # bytes since the last piece of a body
        self._is_refused = False

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._kept += len(data)
        if self._is_between:
            line, end, rest = data.partition(b"\r\n")
            if end and not line.isascii():
                data = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest
        super().data_received(data)
        if self._kept > MOST_BYTES:
            self._refuse_head()

    def on_body(self, body: bytes) -> None:
        self._kept = 0  # it goes to the application, whose limits hold
        super().on_body(body)

    def on_message_begin(self) -> None:
        self._is_between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_between = True
        self._kept = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """As a problem, as all errors are."""
        self.transport.write(
            _problem(400, "Bad Request", "bad-input", msg, "Speak HTTP/1.1, with the address percent-encoded: a space is %20.")
        )
        self.transport.close()

    def _refuse_head(self) -> None:
        self._is_refused = True
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            detail = f"Address and headers have more than {MOST_BYTES} bytes."
            self.transport.write(_problem(431, "Request Header Fields Too Large", "too-large", detail, "Send a long query by POST."))
        self.loop.call_later(_LINGER_S, self.transport.close)


def _problem(status: int, title: str, code: str, detail: str, hint: str) -> bytes:
    """A whole answer."""
    body = json.dumps({"type": f"/docs#problem-{code}", "title": title, "status": status, "detail": detail, "hint": hint}).encode()
    head = f"HTTP/1.1 {status} {title}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
