"""Messages between the serving process and its query processes: a JSON head and a body of bytes, length-prefixed, on a socket."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTHS = struct.Struct("!IQ")


def send(link: socket.socket, head: dict[str, Any], body: bytes = b"", handle: int | None = None) -> None:
    """Send one message; `handle` is a file descriptor to pass along."""
    encoded = json.dumps(head, separators=(",", ":")).encode()
    start = _LENGTHS.pack(len(encoded), len(body))
    if handle is None:
        link.sendall(start + encoded if len(body) > 65536 else start + encoded + body)
        if len(body) > 65536:
            link.sendall(body)
        return
    socket.send_fds(link, [start], [handle])
    link.sendall(encoded + body)


def receive(link: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Receive one message. Raises EOFError when the other side has gone, TimeoutError by the socket's timeout."""
    size, body_size = _LENGTHS.unpack(_read(link, _LENGTHS.size))
    head = json.loads(_read(link, size))
    return head, _read(link, body_size)


def receive_with_handle(link: socket.socket) -> tuple[dict[str, Any], bytes, int | None]:
    """As `receive`, with the file descriptor that came along."""
    start, handles, _, _ = socket.recv_fds(link, _LENGTHS.size, 1)
    if not start:
        raise EOFError
    start += _read(link, _LENGTHS.size - len(start))
    size, body_size = _LENGTHS.unpack(start)
    head = json.loads(_read(link, size))
    return head, _read(link, body_size), handles[0] if handles else None


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
