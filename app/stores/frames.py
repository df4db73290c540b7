"""Messages between the serving process and its query processes: a JSON head and a body of bytes, length-prefixed, on a socket."""

from __future__ import annotations

import json
import socket
import struct
from functools import lru_cache
from typing import Any

_LENGTHS = struct.Struct("!IQ")
_FIRST = 1 << 15  # bytes asked for at once: more must be mapped and unmapped each time, which costs more than a small message
_NEXT = 1 << 20


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One message as it stands on the wire."""
    encoded = json.dumps(head, separators=(",", ":")).encode()
    return join(encoded, body)


def join(encoded: bytes, body: bytes) -> bytes:
    """As `pack`, with a head that is already encoded."""
    return b"%b%b%b" % (_LENGTHS.pack(len(encoded), len(body)), encoded, body)


def send(link: socket.socket, head: dict[str, Any], body: bytes = b"", handle: int | None = None) -> None:
    """Send one message; `handle` is a file descriptor to pass along."""
    message = pack(head, body)
    if handle is not None:
        socket.send_fds(link, [message[: _LENGTHS.size]], [handle])
        message = message[_LENGTHS.size :]
    link.sendall(message)


def receive(link: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Receive one message. Raises EOFError when the other side has gone, TimeoutError by the socket's timeout."""
    assembly = Assembly()
    while True:
        found = assembly.add(link.recv(assembly.wanted))
        if found is not None:
            return found


def receive_with_handle(link: socket.socket) -> tuple[dict[str, Any], bytes, int | None]:
    """As `receive`, with the file descriptor that came along."""
    start, handles, _, _ = socket.recv_fds(link, _LENGTHS.size, 1)
    if not start:
        raise EOFError
    start += _read(link, _LENGTHS.size - len(start))
    size, body_size = _LENGTHS.unpack(start)
    head = read_head(_read(link, size))
    return head, _read(link, body_size), handles[0] if handles else None


class Assembly:
    """Puts one message together from the pieces that arrive; each side sends the next only when it has its answer."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts = bytearray()

    @property
    def wanted(self) -> int:
        """How many bytes to ask for."""
        return _NEXT if self._parts else _FIRST

    def add(self, piece: bytes) -> tuple[dict[str, Any], bytes] | None:
        """The message, once it is whole. Raises EOFError for an empty piece: the other side has gone."""
        if not piece:
            raise EOFError
        if not self._parts and (found := _cut(piece)):  # mostly, one piece is all
            return found
        self._parts += piece
        return _cut(self._parts)


def _cut(message: bytes | bytearray) -> tuple[dict[str, Any], bytes] | None:
    start = _LENGTHS.size
    if len(message) < start:
        return None
    size, body_size = _LENGTHS.unpack_from(message)
    if len(message) < start + size + body_size:
        return None
    with memoryview(message) as view:
        return read_head(bytes(view[start : start + size])), bytes(view[start + size :])


@lru_cache(256)
def read_head(encoded: bytes) -> dict[str, Any]:
    """A head; most are like one before. It is shared: not to be changed."""
    head: dict[str, Any] = json.loads(encoded)
    return head


def _read(link: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        count = link.recv_into(view[done:], min(size - done, 1 << 20))
        if not count:
            raise EOFError
        done += count
    return bytes(buffer)
