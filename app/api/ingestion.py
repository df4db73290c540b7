"""Writing through HTTP, with a key: articles in, articles out, claims judged.

An article is in the archive, on the disk, before it is acknowledged; it is read by a queue (app/ingest_queue.py). The same
article twice is the same article: its identity is its URL, its id, or (of one without both) its text, so that a client that is
not sure whether a request arrived may simply send it again.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from typing import Annotated, Any, Final

import anyio
from anyio import CapacityLimiter
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app import decide
from app.api.deps import PipelineDep, QueueDep, ServicesDep
from app.api.jobs import JobView, job_url, view_job
from app.api.openapi import problems
from app.api.parameters import NoQuery, Parameters, Slug
from app.api.rendering import json_response
from app.api.writers import WriterDep
from app.decide import Decided
from app.errors import BadInput, BadParameter, UnsupportedMedia
from app.graph_side import WAIT_S
from app.ingest_queue import IngestQueue
from app.job_log import Job
from app.outcomes import Source
from app.pipeline import Retraction

JSON_TYPE: Final = "application/json"
# media type -> the suffix by which the readers know it
MEDIA_TYPES: Final = {
    "text/plain": ".txt", "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/markdown": ".md",
    "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "text/csv": ".csv", "application/rss+xml": ".rss",
    "application/atom+xml": ".atom", "application/xml": ".xml", "text/xml": ".xml", "application/warc": ".warc",
}  # fmt: skip
_AT_ONCE: Final = 4  # bodies that are read side by side

_KNOWN: Final[dict[int | str, dict[str, Any]]] = {200: {"model": JobView, "description": "it is known already: nothing is to be done"}}

router = APIRouter(tags=["ingestion"])


class Told(Parameters):
    """What the sender tells of an article; it beats what the article says of itself."""

    title: str | None = Field(None, description="headline", examples=["Ministers meet in Kazan"])
    publisher: str | None = Field(None, description="who published it: a name, or an id of the registry", examples=["Example Times"])
    published: str | None = Field(None, description="the day it appeared, YYYY-MM-DD", examples=["2024-05-21"])
    author: str | None = Field(None, description="byline")
    language: str | None = Field(None, description="BCP 47 language; recognised if not given", examples=["en"])
    url: str | None = Field(None, description="its address; without tracking parameters it is its identity")
    id: str | None = Field(None, description="its identity where it has no url; else its text is", examples=["kazan-1"])
    kind: str | None = Field(None, description="news, readout, digest, transcript, commentary, reconstruction, curated")
    licence: str | None = Field(None, description="what may be done with its text; decides whether it is shown", examples=["CC BY 4.0"])
    sources: str | None = Field(None, description="what it cites for itself, parted by ` | `")


class ArticleBody(BaseModel):
    """An article as JSON: `text` or `html`, and what is told of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = Field(None, description="plain text, headline first")
    html: str | None = Field(None, description="the page, of which the article is taken")
    title: str | None = None
    publisher: str | None = None
    published: str | None = Field(None, description="YYYY-MM-DD")
    author: str | list[str] | None = None
    language: str | None = None
    url: str | None = None
    id: str | None = None
    kind: str | None = None
    licence: str | None = None
    sources: str | list[str] | None = None

    @model_validator(mode="after")
    def _has_one_content(self) -> ArticleBody:
        if (self.text is None) == (self.html is None):
            raise ValueError("give either text or html")
        return self


class ReviewBody(BaseModel):
    """A verdict on a claim."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: str = Field(description="accept, reject (it leaves the world) or amend", examples=["reject"])
    note: str = Field("", description="why", max_length=2000)
    by: str = Field("", description="who judges; the name of the key if not given", max_length=200)
    changes: dict[str, str] = Field({}, description="for amend: edtf, type, status, certainty, level, format", examples=[{}])


_EXAMPLE: Final = {
    "text": "KAZAN, May 20 -- Foreign Minister Wang Yi met Sergey Lavrov in Kazan on Monday, the ministry said.",
    "published": "2024-05-21", "publisher": "Example Times", "id": "kazan-1",
}  # fmt: skip


def _request_body() -> dict[str, Any]:
    schema = ArticleBody.model_json_schema()
    content: dict[str, Any] = {JSON_TYPE: {"schema": schema, "example": _EXAMPLE}}
    content |= {media_type: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/articles", summary="Send an article", status_code=202, response_model=JobView, openapi_extra=_request_body(),
    responses=_KNOWN | problems(400, 401, 413, 415, 429, 503),
)  # fmt: skip
async def post_article(
    request: Request, services: ServicesDep, queue: QueueDep, writer: WriterDep, query: Annotated[Told, Query()]
) -> Response:
    """It is kept for good when the answer comes (202), and read in its turn; `Location` is the job that tells of it. Metadata stand in the
    JSON or, with the other types, in the query. The same article again changes nothing (200), so that a request may be repeated.
    """
    queue.check_room(writer)
    body = await request.body()
    source = _read_request(request.headers.get("content-type", ""), body, query)
    job = await anyio.to_thread.run_sync(partial(_submit, queue, writer, source), limiter=_threads(request))
    response = json_response(asdict(view_job(job, queue.ahead_of(job.id))), status=200 if job.finished else 202)
    response.headers["Location"] = job_url(job)
    return response


@router.delete(
    "/articles/{id}",
    summary="Withdraw an article",
    response_model=Retraction,
    responses=problems(400, 401, 404, 503),
    operation_id="retract",
)
def delete_article(pipeline: PipelineDep, writer: WriterDep, id: Slug, query: NoQuery) -> Response:
    """Its claims leave the graph; the archive keeps it. The answer tells which events are lost and which are weakened."""
    return json_response(pipeline.retract(id).as_json())


@router.post("/claims/{id}/review", summary="Judge a claim", response_model=Decided, responses=problems(400, 401, 404, 503))
def review_claim(pipeline: PipelineDep, writer: WriterDep, id: Slug, body: ReviewBody, query: NoQuery) -> Response:
    """The verdict is kept as data, with who gave it and why; the world follows at once. The answer tells what changed in it."""
    with pipeline.graph_side.writing(WAIT_S):
        made = decide.review(pipeline, id, body.verdict, body.changes, by=body.by or writer, note=body.note)
    return json_response(made.as_json())


def _submit(queue: IngestQueue, writer: str, source: Source) -> Job:
    """Raises BadInput when nothing of the source can be read."""
    job = queue.submit(writer, [source])
    failed = [item.outcome for item in job.items if item.outcome is not None and item.outcome.status == "failed"]
    if len(failed) == len(job.items):
        told = [{"name": one.name, "detail": one.reason, "hint": one.hint} for one in failed]
        raise BadInput(failed[0].reason or "It cannot be read.", failed[0].hint, errors=told)
    return job


def _read_request(content_type: str, body: bytes, query: Told) -> Source:
    """The article of a request. Raises UnsupportedMedia, BadInput."""
    media_type, _, rest = content_type.partition(";")
    media_type = media_type.strip().lower()
    told = query.model_dump(exclude_none=True)
    if media_type == JSON_TYPE:
        content, suffix, in_body = _read_json(body)
        return Source(_name_of(content, suffix), content, {**in_body, **told})
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMedia(
            f"Bodies of the type {media_type or '(none)'} are not read here.",
            f"Send Content-Type: {JSON_TYPE}, {', '.join(MEDIA_TYPES)}.",
            offered=[JSON_TYPE, *MEDIA_TYPES],
        )
    content = _to_utf8(body, rest)
    return Source(_name_of(content, MEDIA_TYPES[media_type]), content, told)


def _read_json(body: bytes) -> tuple[bytes, str, dict[str, Any]]:
    """The content of a JSON body, its suffix, and what is told of it."""
    try:
        article = ArticleBody.model_validate(json.loads(body))
        content = (article.text if article.text is not None else article.html or "").encode()
    except (UnicodeError, RecursionError, json.JSONDecodeError) as error:
        raise BadInput(
            f"The body is no JSON in UTF-8: {error}.", 'Send an object such as {"text": "…", "published": "2024-05-21"}.'
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        known = list(ArticleBody.model_fields)
        raise BadParameter(
            f"{where or 'the object'}: {message[:1].lower()}{message[1:]}.",
            f"Its fields are: {', '.join(known)}.",
            parameter=where,
            known=known,
        ) from None
    told = article.model_dump(exclude_none=True, exclude={"text", "html"})
    return content, ".txt" if article.text is not None else ".html", told


def _name_of(content: bytes, suffix: str) -> str:
    """A name by the content, which is the article's identity when it has no other."""
    return f"posted-{sha256(content).hexdigest()[:16]}{suffix}"


def _to_utf8(body: bytes, parameters: str) -> bytes:
    """The body in UTF-8 by the charset of its Content-Type; without one the readers find out."""
    charset = next(
        (
            value.strip(" \"'")
            for name, _, value in (part.partition("=") for part in parameters.split(";"))
            if name.strip().lower() == "charset"
        ),
        "",
    )
    if not charset:
        return body
    try:
        if codecs.lookup(charset).name == "utf-8":
            return body
        return codecs.BOM_UTF8 + body.decode(charset).encode()
    except (LookupError, UnicodeError) as error:
        raise UnsupportedMedia(f"The body cannot be read in the charset {charset!r}: {error}.", "Send UTF-8.") from None


def _threads(request: Request) -> CapacityLimiter:
    """Threads of their own for reading bodies, so that a slow page holds up no other route."""
    state = request.app.state
    if not isinstance(getattr(state, "ingestion_threads", None), CapacityLimiter):
        state.ingestion_threads = CapacityLimiter(_AT_ONCE)
    limiter: CapacityLimiter = state.ingestion_threads
    return limiter
