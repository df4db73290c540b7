"""`amur serve` and `amur demo`: the HTTP service."""

from __future__ import annotations

import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer
import uvicorn

from app.cli.ingest import ingest_inputs, show_outcomes
from app.cli.inputs import gather_inputs
from app.cli.terminal import StoreOption, messages, print_json, read_settings
from app.errors import ConfigurationProblem
from app.owner import claim_ownership
from app.resources import find_resource
from app.settings import Settings
from app.stores import open_store

if TYPE_CHECKING:
    from app.ingest_queue import IngestQueue

SHUTDOWN_S: Final = 30  # for requests that are being answered
HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (AMUR_HOST).", show_default=False)]
PortOption = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0: any free one (AMUR_PORT).", show_default=False)]

JsonOption = Annotated[bool, typer.Option("--json", help="Print the address as JSON once it serves.")]
PlainOption = Annotated[bool | None, typer.Option("--plain", help="Serve a bare dataset by SPARQL alone (AMUR_PLAIN).", show_default=False)]


def add_commands(cli: typer.Typer) -> None:
    cli.command("demo")(demo)
    cli.command("serve")(serve)


def demo(host: HostOption = None, port: PortOption = None, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Fill a store with the bundled corpus and serve it."""
    settings = read_settings(store, host=host, port=port)
    with bind(settings) as listener:  # first: with a port in use nothing is written
        corpus = [str(find_resource("data", "articles")), str(find_resource("data", "curated"))]
        show_outcomes(ingest_inputs(settings, gather_inputs(corpus, None, {}, settings)), as_json=False)
        run(settings, listener, as_json=as_json)


def serve(
    host: HostOption = None, port: PortOption = None, store: StoreOption = None, plain: PlainOption = None, as_json: JsonOption = False
) -> None:
    """Serve the store of the settings; a new one holds ontology, registry and queries only, or (--plain) nothing."""
    settings = read_settings(store, host=host, port=port, plain=plain)
    with bind(settings) as listener:
        run(settings, listener, as_json=as_json)


def bind(settings: Settings) -> socket.socket:
    """A bound socket, so that a port in use is known before anything is opened. Raises ConfigurationProblem."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as problem:
        listener.close()
        raise ConfigurationProblem(
            f"Cannot listen on {settings.host}:{settings.port}: {problem.strerror}.",
            "Stop what uses the port, or choose another with --port (0: any free one).",
        ) from None
    return listener


def run(settings: Settings, listener: socket.socket, *, as_json: bool = False) -> None:
    """Serve until interrupted; the address is printed once the store is loaded. Raises what the store raises when it is opened."""
    host, port = listener.getsockname()[:2]
    url = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    from app.api.factory import create_app  # here, so that the other commands start without it
    from app.api.wire import Protocol
    from app.pipeline import Pipeline

    gc.set_threshold(20_000, 20, 50)  # answers are many objects and little garbage: looking for some took 40 % of a long list
    with contextlib.ExitStack() as stack:
        if settings.plain:
            app = create_app(settings, stack.enter_context(contextlib.closing(open_store(settings, create=True))))
        else:
            app = create_app(settings, pipeline=stack.enter_context(Pipeline.open(settings, finish_later=True)))
        app.state.services.store.warm_up()
        config = uvicorn.Config(
            app, http=Protocol, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=SHUTDOWN_S
        )
        queue: IngestQueue | None = app.state.services.queue
        _Announcing(config, settings, url, as_json=as_json, on_exit=queue.begin_to_close if queue else None).run(sockets=[listener])


class _Announcing(uvicorn.Server):
    """Says where it serves, and tells the owner file, when start-up is complete. SIGINT and SIGTERM end it in order."""

    def __init__(self, config: uvicorn.Config, settings: Settings, url: str, *, as_json: bool, on_exit: Callable[[], None] | None) -> None:
        super().__init__(config)
        self.settings, self.url, self.as_json, self._on_exit = settings, url, as_json, on_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Running requests are answered; streams end, since nothing else would end them."""
        if self._on_exit is not None:
            self._on_exit()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            claim_ownership(self.settings.folder, self.url)
            messages().print(f"Amur serves [bold]{self.url}/[/bold]  (Ctrl-C stops it)")
            if self.as_json:
                print_json({"url": self.url, "store": self.settings.store})

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike the parent's, this does not raise the signal again at the end: to be stopped is no failure."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
