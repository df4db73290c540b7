"""What became of articles that were sent: a job as JSON, or as a stream of events (Server-Sent Events) that ends with it.

The id of an event is the number of articles told by then; a client that connects again with `Last-Event-ID` gets the rest.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import anyio
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.deps import QueueDep
from app.api.openapi import problems
from app.api.parameters import NoQuery, Slug
from app.api.rendering import json_response
from app.ingest_queue import IngestQueue
from app.job_log import Job, JobItem

EVENT_STREAM: Final = "text/event-stream"
DONE: Final = "done"
_LOOK_EVERY_S: Final = 0.2
_SIGN_OF_LIFE_S: Final = 15.0

_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {EVENT_STREAM: {"schema": {"type": "string"}}}},
    204: {"description": "the stream was told to its end"},
}

router = APIRouter(tags=["ingestion"])


@dataclass(frozen=True, slots=True)
class JobArticle:
    """One article of a job. `status`: waiting, reading, added, updated (a new version), unchanged (it was known), failed."""

    name: str
    article: str | None  # its id
    url: str | None
    status: Literal["waiting", "reading", "added", "updated", "unchanged", "failed"]
    claims: int
    refused: tuple[str, ...]
    warnings: tuple[str, ...]
    reason: str | None
    hint: str | None


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many articles of a job are in which state."""

    articles: int
    waiting: int
    reading: int
    added: int
    updated: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True)
class JobView:
    """Articles that came together. `status`: queued, running, done, or failed (nothing of it could be taken in)."""

    id: str
    url: str
    status: Literal["queued", "running", "done", "failed"]
    received: str  # ISO 8601 UTC
    finished: str | None
    ahead: int  # articles that are read before
    counts: JobCounts
    articles: tuple[JobArticle, ...]


def view_job(job: Job, ahead: int) -> JobView:
    """A job as it is told."""
    articles = tuple(map(_view_item, job.items))
    states = [article.status for article in articles]
    counts = {state: states.count(state) for state in ("waiting", "reading", "added", "updated", "unchanged", "failed")}
    status: Literal["queued", "running", "done", "failed"] = "queued" if counts["waiting"] == len(states) else "running"
    if job.finished:
        status = "failed" if states and counts["failed"] == len(states) else "done"
    return JobView(
        job.id, job_url(job), status, job.received, job.finished, 0 if job.finished else ahead, JobCounts(len(states), **counts), articles
    )


def job_url(job: Job) -> str:
    return f"/api/v1/jobs/{job.id}"


def _view_item(item: JobItem) -> JobArticle:
    outcome, url = item.outcome, f"/api/v1/articles/{item.article}" if item.article else None
    if outcome is None:
        return JobArticle(item.name, item.article, url, "reading" if item.is_running else "waiting", 0, (), (), None, None)
    return JobArticle(
        item.name, item.article, url, outcome.status, outcome.claims, outcome.refused, outcome.warnings, outcome.reason, outcome.hint
    )


@router.get(
    "/jobs/{id}", summary="What became of articles that were sent", response_model=JobView,
    responses=_STREAM | problems(400, 404, 503),
)  # fmt: skip
async def show_job(request: Request, queue: QueueDep, id: Slug, query: NoQuery) -> Response:
    """The state of each article. With `Accept: text/event-stream`: an `article` event for each as it is finished, `progress` in between,
    `done` at the end, with which the stream closes. The address of a job is its secret: whoever has it may ask.
    """
    job = queue.job(id)
    if EVENT_STREAM not in request.headers.get("accept", ""):
        return json_response(asdict(view_job(job, queue.ahead_of(id))))
    last = request.headers.get("last-event-id", "")
    if last == DONE:
        return Response(status_code=204)  # tells an EventSource not to come back
    told = int(last) if last.isascii() and last.isdigit() else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_follow(queue, id, min(told, len(job.items))), media_type=EVENT_STREAM, headers=headers)


async def _follow(queue: IngestQueue, job_id: str, told: int) -> AsyncIterator[str]:
    """The events of a job after the first `told` articles."""
    revision, last_sign = -1, time.monotonic()
    yield "retry: 2000\n\n"
    while True:
        job = queue.job(job_id)
        while told < len(job.items) and job.items[told].outcome is not None:
            item = asdict(_view_item(job.items[told]))
            told += 1
            yield _event("article", item, str(told))
        summary = asdict(view_job(job, queue.ahead_of(job_id)))
        summary.pop("articles")
        if job.finished:
            yield _event(DONE, summary, DONE)
            return
        if queue.is_closing:
            yield ": the server ends; the job is kept, ask again later\n\n"
            return
        if job.revision != revision:
            revision, last_sign = job.revision, time.monotonic()
            yield _event("progress", summary)
        elif time.monotonic() - last_sign > _SIGN_OF_LIFE_S:
            last_sign = time.monotonic()
            yield ": still here\n\n"
        await anyio.sleep(_LOOK_EVERY_S)


def _event(kind: str, data: dict[str, Any], event_id: str | None = None) -> str:
    head = f"event: {kind}\n" + (f"id: {event_id}\n" if event_id is not None else "")
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"
