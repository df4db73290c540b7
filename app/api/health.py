"""Is the process alive, and is it of use yet?"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.deps import ServicesDep
from app.api.openapi import problems
from app.api.parameters import NoQuery
from app.errors import Busy, QueryTimeout, StoreProblem
from app.stores import Limits

QUERY_TIMEOUT_S: Final = 3.0

router = APIRouter(tags=["operations"])


class Alive(BaseModel):
    status: str = Field(examples=["ok"])


class Ready(BaseModel):
    status: str = Field(examples=["ready"])
    version: int = Field(description="version of the store: one more with each change", examples=[42])
    quads: int = Field(description="statements in the store", examples=[31205])
    graphs: int = Field(description="named graphs", examples=[57])
    queries: str = Field(description="`ok` when a query was just answered, `busy` when all places are taken", examples=["ok"])
    ingestion: str = Field(
        description="`ok`, `stalled: …` while nothing can be written, or `none` where nothing is read in", examples=["ok"]
    )
    waiting: int = Field(description="articles accepted and not read yet", examples=[0])


@router.get("/health", summary="The process answers")
def health(query: NoQuery) -> Alive:
    return Alive(status="ok")


@router.get("/ready", summary="The service is of use", responses=problems(503))
def ready(services: ServicesDep, query: NoQuery) -> Ready:
    """The store is open, a query was just answered by the lane that runs users' queries, and what reads articles is alive; else 503."""
    found = services.store.health()
    queries = _try_query(services)
    state = services.queue.state() if services.queue is not None else None
    if state is not None and not state.is_alive:
        raise StoreProblem("Articles are accepted, but no longer read.", "Restart the server; nothing accepted is lost.")
    if services.queue is not None and services.queue.is_closing:
        raise StoreProblem("The server is about to end.", "Ask the next one.", retry_after_s=2)
    ingestion = "none" if state is None else f"stalled: {state.stalled}" if state.stalled else "ok"
    return Ready(
        status="ready", version=services.store.version, quads=found.quads, graphs=found.graphs, queries=queries, ingestion=ingestion,
        waiting=state.waiting if state is not None else 0,
    )  # fmt: skip


def _try_query(services: ServicesDep) -> str:
    """Raises StoreProblem when the processes that answer queries cannot (their copy of the data is not loaded, or they fail)."""
    try:
        services.store.answer("ASK {}", "application/sparql-results+json", limits=Limits(timeout_s=QUERY_TIMEOUT_S))
    except Busy:
        return "busy"
    except QueryTimeout:
        raise StoreProblem("Queries are not answered yet: the data is being loaded.", "Try again in a moment.", retry_after_s=2) from None
    return "ok"
