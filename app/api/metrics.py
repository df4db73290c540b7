"""Figures for Prometheus at `/metrics`: what was asked and how long it took, by route; how store, queue and workers are.

Each application has figures of its own. A route is its template (`/api/v1/events/{id}`), never a path, so that the number of
series is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.api.deps import Services
from app.api.parameters import NoQuery

PREFIX: Final = "/api/v1"  # a router that was included does not know its prefix
UNKNOWN_ROUTE: Final = "(none)"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

router = APIRouter(tags=["operations"])
disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each series, of no use to anyone


class Metrics:
    """The figures of one application."""

    def __init__(self, state: Any, software: str) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter("amur_http_requests", "Requests answered", ("method", "route", "status"), registry=self.registry)
        self._seconds = Histogram(
            "amur_http_request_duration_seconds", "Time to the end of an answer", ("route",), buckets=_BUCKETS_S, registry=self.registry
        )
        self.in_progress = Gauge("amur_http_requests_in_progress", "Requests being answered", registry=self.registry)
        self.registry.register(_Condition(state, software))
        ProcessCollector(registry=self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note an answer."""
        self._requests.labels(method if method in _METHODS else "OTHER", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _Condition(Collector):
    """What is read when somebody asks: the store and the queue."""

    def __init__(self, state: Any, software: str) -> None:
        self._state, self._software = state, software

    def collect(self) -> Iterator[Any]:
        yield InfoMetricFamily("amur_build", "The software", value={"version": self._software})
        services = getattr(self._state, "services", None)
        yield GaugeMetricFamily("amur_ready", "1 once the store is open", value=float(services is not None))
        if not isinstance(services, Services):
            return
        store = services.store.health()
        yield GaugeMetricFamily("amur_store_version", "Version of the graph: one more with each change", value=store.version)
        yield GaugeMetricFamily("amur_store_published_version", "Version on the disk, for readers beside the owner", value=store.published)
        yield GaugeMetricFamily("amur_store_quads", "Statements in the graph", value=store.quads)
        yield GaugeMetricFamily("amur_store_graphs", "Named graphs", value=store.graphs)
        yield GaugeMetricFamily("amur_query_workers", "Processes that run users' queries", value=store.workers)
        yield CounterMetricFamily("amur_query_workers_lost", "Query workers killed at a deadline, or dead", value=store.workers_lost)
        if services.queue is not None:
            queue = services.queue.state()
            yield GaugeMetricFamily("amur_ingest_waiting", "Articles accepted and not read yet", value=queue.waiting)
            yield GaugeMetricFamily("amur_ingest_stalled", "1 while nothing can be written (a full disk)", value=float(bool(queue.stalled)))
            done = CounterMetricFamily("amur_ingest_articles", "Articles read over HTTP, by what came of them", labels=["outcome"])
            for outcome in ("added", "updated", "unchanged", "failed"):
                done.add_metric([outcome], queue.finished[outcome])
            yield done


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, query: NoQuery) -> Response:
    """Requests by route and status, their duration, the store's version, the queue, the workers."""
    figures: Metrics = request.app.state.metrics
    return Response(generate_latest(figures.registry), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


def route_of(scope: Scope) -> str:
    """The template of the route that answered."""
    route, path = getattr(scope.get("route"), "path", None), str(scope["path"])
    if isinstance(route, str):
        return route if not path.startswith(f"{PREFIX}/") or route.startswith(PREFIX) else f"{PREFIX}{route}"
    for mounted in ("/static", "/mcp", "/rdf-graph-store", "/sparql"):
        if path == mounted or path.startswith(f"{mounted}/"):
            return mounted
    return UNKNOWN_ROUTE
