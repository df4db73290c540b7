"""The application, as a table of contents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from importlib.metadata import version as package_version
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import (
    actors,
    articles,
    changes,
    claims,
    events,
    export,
    graph,
    health,
    ingestion,
    internal,
    jobs,
    linked_data,
    mcp,
    meetings,
    metrics,
    sitemap,
    statements,
)
from app.api.compress import Compression
from app.api.conditional import Revalidation
from app.api.deps import Services
from app.api.graph_store import graph_store_router
from app.api.headers import ResponseHeaders
from app.api.openapi import DESCRIPTION, TAGS, install_openapi
from app.api.own_process import OwnProcess
from app.api.problems import install_problem_handlers
from app.api.query_service import QueryService
from app.api.rates import RateLimit
from app.api.requests import BodyLimit, HeadAsGet, NoBugShown, RepeatedParameters, RequestRecord
from app.api.sparql import sparql_router
from app.api.sparql_lane import QueryLane
from app.gazetteer import Gazetteer
from app.ids import Names
from app.ingest_queue import IngestQueue
from app.keys import KeyRing, keys_folder
from app.pipeline import Pipeline
from app.settings import Settings
from app.stores import Store
from app.web import pages, reports, workbench

API = "/api/v1"


class Application(FastAPI):
    """The routes behind their middleware, and before that what must cost nothing: the short way for queries, and rates."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.front: ASGIApp = super().__call__

    def put_before(self, front: ASGIApp) -> None:
        """Let `front`, which knows what was in front so far, see requests first."""
        self.front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.front(scope, receive, send)


def create_app(settings: Settings | None = None, store: Store | None = None, *, pipeline: Pipeline | None = None) -> FastAPI:
    """The service over the store of the settings, which it opens at start and then owns.

    A store that is handed in stays the caller's, and so does a pipeline: neither is closed. Without a pipeline, only the bearers of
    keys write. A plain store is served by its SPARQL routes alone.
    """
    settings = settings or Settings()  # every field has a default
    software = package_version("amur")
    app = Application(
        title="Amur", version=software, description=DESCRIPTION, openapi_tags=TAGS, docs_url=None, redoc_url=None,
        license_info={"name": "Apache-2.0"}, lifespan=_lifespan(settings, opens_store=store is None and pipeline is None),
        redirect_slashes=False,
    )  # fmt: skip

    install_problem_handlers(app, pages.render_problem)
    install_openapi(app)

    app.include_router(health.router)
    app.include_router(metrics.router)
    if not settings.plain:
        _add_graph_routes(app)

    app.add_middleware(Revalidation, software=software)  # innermost
    app.add_middleware(RepeatedParameters)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_mb * 1_000_000)
    app.add_middleware(Compression)
    app.add_middleware(HeadAsGet)
    app.add_middleware(NoBugShown)
    app.add_middleware(ResponseHeaders)
    app.put_before(QueryLane(app.front, app.state))
    if settings.rate_per_minute:
        app.put_before(RateLimit(app.front, settings.rate_per_minute, KeyRing(keys_folder(settings))))
    app.state.metrics = metrics.Metrics(app.state, software)
    app.put_before(RequestRecord(app.front, app.state.metrics))
    if store is None and pipeline is None:
        app.put_before(OwnProcess(app.front, settings=settings))

    if pipeline is not None:
        _serve_pipeline(app, pipeline)
    elif store is not None:
        _serve(app, Services(settings, store, Gazetteer.load(settings.registry), Names(settings.base_iri)))
    return app


def _add_graph_routes(app: FastAPI) -> None:
    """All that knows what the managed graphs say."""
    for answers in (meetings, events, actors, articles, claims, statements, changes, graph, ingestion, jobs):
        app.include_router(answers.router, prefix=API)
    app.include_router(export.router)
    app.include_router(linked_data.router)
    app.include_router(sitemap.router)
    app.include_router(internal.router)
    app.include_router(pages.router)
    app.include_router(workbench.router)
    app.include_router(reports.router)
    app.mount("/static", pages.static_files(), name="static")
    app.state.mcp = mcp.McpEndpoint()
    app.router.routes.append(Route(mcp.PATH, app.state.mcp))


def _serve_pipeline(app: FastAPI, pipeline: Pipeline) -> None:
    """A store that this process owns, with the queue of its articles."""
    settings = pipeline.settings
    queue, keys = IngestQueue.open(pipeline), KeyRing(keys_folder(settings))
    _serve(app, Services(settings, pipeline.store, pipeline.gazetteer, pipeline.names, pipeline, queue, keys))


def _serve(app: FastAPI, services: Services) -> None:
    app.state.services = services
    keys = services.keys or KeyRing(keys_folder(services.settings))
    app.state.queries = queries = QueryService(services.store, services.settings)
    app.include_router(sparql_router(services.store, services.settings, keys, queries))
    app.include_router(graph_store_router(services.store, services.settings, keys))


def _lifespan(settings: Settings, *, opens_store: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """From start to end: the store, where the application opens it itself, and the queue, which is closed before the store."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            if opens_store:
                pipeline = stack.enter_context(Pipeline.open(settings, finish_later=True))
                pipeline.store.warm_up()
                _serve_pipeline(app, pipeline)
            services: Services | None = getattr(app.state, "services", None)
            if services is not None and services.queue is not None:
                stack.callback(services.queue.close)
            try:
                yield
            finally:
                if not settings.plain:
                    await app.state.mcp.close()
                app.state.services = app.state.queries = None

    return lifespan
