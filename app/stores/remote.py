"""A SPARQL 1.1 server over HTTP: query, update and Graph Store protocol. The only module that uses httpx here.

It knows nothing of articles, versions or gates. Whatever goes wrong becomes one of three errors: `Rejected` (the server reads the
text and refuses it), `TooSlow` (the deadline passed; what the server does from then on is unknown), or a StoreProblem that names the
address, the reason and the remedy. User names, passwords and tokens stand in no message.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import httpx

from app.errors import Busy, StoreProblem, TooLarge
from app.model import IRI

if TYPE_CHECKING:
    from app.settings import Settings

JSON_RESULTS: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
_CONNECT_S: Final = 5.0
_DUMP_S: Final = 3600.0
_CONNECTIONS: Final = 64
_SHOWN: Final = 300  # characters of what a server says
_SECRETS_HINT: Final = "Set AMUR_STORE_USER and AMUR_STORE_PASSWORD, or AMUR_STORE_TOKEN."

Parameters = Sequence[tuple[str, str]]


class Rejected(Exception):
    """The server reads the text and refuses it, or fails by it. `message` is the server's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooSlow(Exception):
    """The deadline passed before the whole answer was there."""


class ConnectionLost(StoreProblem):
    """The connection broke while the server worked: what was sent may have been done, or not."""


class SparqlServer:
    """A server and its three addresses. Methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        root = settings.store.rstrip("/")
        self.url = settings.store
        self.query_url = settings.store_query_url or f"{root}/query"
        self.update_url = settings.store_update_url or f"{root}/update"
        self.graph_url = settings.store_graph_url or f"{root}/store"
        self._timeout_s = settings.store_timeout_s
        token, password = settings.store_token.get_secret_value(), settings.store_password.get_secret_value()
        self._client = httpx.Client(
            auth=httpx.BasicAuth(settings.store_user, password) if settings.store_user and not token else None,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS, keepalive_expiry=30),
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def query(
        self, text: str, accept: str, dataset: Parameters = (), *, timeout_s: float | None = None, limit_bytes: int | None = None
    ) -> bytes:
        """The whole answer to a query, in the media type asked for. Raises TooLarge over `limit_bytes`."""
        form = _as_form([("query", text), *dataset])
        return self._ask("POST", self.query_url, form, accept, timeout_s=timeout_s, limit_bytes=limit_bytes, content_type=_FORM)

    def query_into(self, sink: BinaryIO, text: str, accept: str) -> None:
        """Write the whole answer to a query into a file, however large it is."""
        self._ask("POST", self.query_url, _as_form([("query", text)]), accept, timeout_s=_DUMP_S, content_type=_FORM, once=True, sink=sink)

    def update(self, text: str, *, timeout_s: float | None = None) -> None:
        """Run an update; when this returns, it is committed. Never repeated by itself: raises ConnectionLost."""
        body = text.encode("utf-8")
        self._ask("POST", self.update_url, body, "*/*", timeout_s=timeout_s, content_type="application/sparql-update", once=True)

    def get_graph(self, graph: IRI) -> bytes:
        """The graph as N-Triples; nothing for one that is not there."""
        return self._ask("GET", self.graph_url, b"", N_TRIPLES, {"graph": graph.value}, may_be_missing=True)

    def put_graph(self, graph: IRI | None, triples: bytes) -> None:
        """Make N-Triples the whole content of a graph (None: the default graph)."""
        where = {"default": ""} if graph is None else {"graph": graph.value}
        self._ask("PUT", self.graph_url, triples, "*/*", where, content_type=N_TRIPLES)

    # ---- one request ---------------------------------------------------------------------------------------------------

    def _ask(
        self,
        method: str,
        url: str,
        body: bytes,
        accept: str,
        where: dict[str, str] | None = None,
        *,
        content_type: str = "",
        timeout_s: float | None = None,
        limit_bytes: int | None = None,
        may_be_missing: bool = False,
        once: bool = False,
        sink: BinaryIO | None = None,
    ) -> bytes:
        seconds = timeout_s or self._timeout_s
        headers = {"Accept": accept} | ({"Content-Type": content_type} if content_type else {})
        timeout = httpx.Timeout(seconds, connect=min(_CONNECT_S, seconds))
        deadline = time.monotonic() + seconds
        for is_last in (once, True):
            request = self._client.build_request(method, url, content=body or None, params=where, headers=headers, timeout=timeout)
            try:
                return self._send(request, deadline, limit_bytes, may_be_missing, sink)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = "it does not answer" if isinstance(error, httpx.TimeoutException) else _words(error)
                raise StoreProblem(
                    f"The SPARQL server {url} cannot be reached: {reason}.", "Start it, or correct AMUR_STORE.", retry_after_s=5
                ) from error
            except (httpx.TimeoutException, _Cut) as error:
                raise TooSlow(f"{url} needs more than {seconds:g} s") from error
            except httpx.TransportError as error:
                if time.monotonic() >= deadline:
                    raise TooSlow(f"{url} needs more than {seconds:g} s") from error
                if is_last:  # else: a connection that was kept open may have been closed by the server meanwhile
                    raise ConnectionLost(
                        f"The connection to the SPARQL server {url} was lost: {_words(error)}.",
                        "See whether it still runs, and its log; then try again.",
                        retry_after_s=5,
                    ) from error
            except (httpx.InvalidURL, ValueError) as error:
                raise StoreProblem(f"{url} cannot be asked: {error}.", "Correct AMUR_STORE.") from error
        raise AssertionError("unreachable")

    def _send(self, request: httpx.Request, deadline: float, limit_bytes: int | None, may_be_missing: bool, sink: BinaryIO | None) -> bytes:
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            with _cut_off(response, deadline):
                for chunk in response.iter_bytes():
                    if sink is not None and response.is_success:
                        sink.write(chunk)
                        continue
                    body += chunk
                    if limit_bytes is not None and len(body) > limit_bytes and response.is_success:
                        raise TooLarge(f"The answer passed its limit ({limit_bytes} bytes).", "Add a LIMIT, or page through it.")
        finally:
            response.close()
        if response.status_code == 404 and may_be_missing:
            return b""
        if not response.is_success:
            raise _refusal(str(request.url.copy_with(query=None)), response, bytes(body))
        _check_type(str(request.url.copy_with(query=None)), request.headers["Accept"], response)
        return bytes(body)


_FORM: Final = "application/x-www-form-urlencoded"


class _Cut(Exception):
    """We ended the connection ourselves, at the deadline."""


@contextlib.contextmanager
def _cut_off(response: httpx.Response, deadline: float) -> Iterator[None]:
    """End the connection at the deadline: the timeouts of httpx hold for each piece of an answer, not for the whole."""
    stream = response.extensions.get("network_stream")
    link: socket.socket | None = stream.get_extra_info("socket") if stream is not None else None
    was_cut = threading.Event()

    def cut(link: socket.socket) -> None:
        was_cut.set()
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut, (link,)) if link is not None else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield
    except httpx.TransportError as error:
        raise (_Cut() if was_cut.is_set() else error) from None
    finally:
        if timer is not None:
            timer.cancel()


def _as_form(pairs: Parameters) -> bytes:
    return str(httpx.QueryParams(list(pairs))).encode("ascii")


def _refusal(url: str, response: httpx.Response, body: bytes) -> Exception:
    """What a status other than success means."""
    said = " ".join(body[:4000].decode("utf-8", "replace").split())
    shown = "" if "<html" in said.lower() or not said else f": {said[:_SHOWN]}"
    match response.status_code:
        case 400:
            return Rejected(body[:4000].decode("utf-8", "replace").strip())
        case 422 | 500 if shown:  # 500 is what oxigraph says to an update that fails, such as CLEAR of no graph
            return Rejected(shown[2:])
        case 401 | 403:
            given = "Authorization" in response.request.headers
            return StoreProblem(
                f"The SPARQL server {url} refuses {'what it was given as' if given else 'requests without'} a password or token"
                f" ({response.status_code}).",
                _SECRETS_HINT,
            )
        case 404 | 405:
            return StoreProblem(
                f"The SPARQL server answers {response.status_code} at {url}: there is no such service{shown}.",
                "Set AMUR_STORE_QUERY_URL, AMUR_STORE_UPDATE_URL and AMUR_STORE_GRAPH_URL to the server's addresses.",
            )
        case 429:
            return Busy(f"The SPARQL server {url} has too much to do.", "Try again in some seconds.", retry_after_s=5)
        case status if 300 <= status < 400:
            there = response.headers.get("location", "another address").partition("?")[0]
            return StoreProblem(f"The SPARQL server sends {url} on to {there}.", "Set AMUR_STORE to the address that answers by itself.")
        case status:
            return StoreProblem(
                f"The SPARQL server {url} answers {status}{shown}.", "Its log says why; try again, or restart it.", retry_after_s=5
            )


def _check_type(url: str, accept: str, response: httpx.Response) -> None:
    """Raises StoreProblem for an answer of another kind than was asked for, such as the web page of something else."""
    told = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if accept == "*/*" or told == accept or (told == "application/json" and accept == JSON_RESULTS) or not told:
        return
    raise StoreProblem(
        f"The server at {url} answers with {told} where {accept} was asked for.",
        "Is it a SPARQL 1.1 service? Correct AMUR_STORE, or AMUR_STORE_QUERY_URL and its like.",
    )


def _words(error: Exception) -> str:
    """The reason in an error of the transport; it holds no secret, as those are sent in headers only."""
    cause: Any = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return str(cause.strerror)
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__
