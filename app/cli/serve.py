"""`amur serve` and `amur demo`: the HTTP service."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.cli.ingest import gather_sources, ingest_sources, show_outcomes
from app.cli.terminal import StoreOption, messages, read_settings
from app.errors import ConfigurationProblem
from app.owner import claim_ownership
from app.resources import find_resource
from app.settings import Settings

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (AMUR_HOST).", show_default=False)]
PortOption = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 0: any free one (AMUR_PORT).", show_default=False)]


def add_commands(cli: typer.Typer) -> None:
    cli.command("demo")(demo)
    cli.command("serve")(serve)


def demo(host: HostOption = None, port: PortOption = None, store: StoreOption = None) -> None:
    """Fill a store with the bundled corpus and serve it."""
    settings = read_settings(store, host=host, port=port)
    listener = bind(settings)  # first: with a port in use nothing is written
    corpus = [str(find_resource("data", "articles")), str(find_resource("data", "curated"))]
    sources, failures = gather_sources(corpus, None, {}, settings)
    show_outcomes([*failures, *ingest_sources(settings, sources)], as_json=False)
    run(settings, listener)


def serve(host: HostOption = None, port: PortOption = None, store: StoreOption = None) -> None:
    """Serve the store of the settings; a new one holds ontology, registry and queries only."""
    settings = read_settings(store, host=host, port=port)
    run(settings, bind(settings))


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


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve until interrupted; the address is printed once the store is loaded."""
    host, port = listener.getsockname()[:2]
    url = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    from app.api.factory import create_app  # here, so that the other commands start without it

    app = create_app(settings)
    server = _Announcing(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False), settings, url)
    server.run(sockets=[listener])


class _Announcing(uvicorn.Server):
    """Says where it serves, and tells the owner file, when start-up is complete."""

    def __init__(self, config: uvicorn.Config, settings: Settings, url: str) -> None:
        super().__init__(config)
        self.settings, self.url = settings, url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            if not self.settings.is_remote_store:
                claim_ownership(Path(self.settings.store).expanduser(), self.url)
            messages().print(f"Amur serves [bold]{self.url}/[/bold]  (Ctrl-C stops it)")
