"""The way in for the command line while this process owns the store: not public, and not part of the documented API.

Every request comes from this machine and carries the token of `owner.json` (readable by the owner's user only) as a bearer
token. One change at a time; the work runs in a thread (articles: in the queue), so that reading goes on.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Header, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from app import decide
from app.api.deps import PipelineDep, QueueDep, ServicesDep
from app.errors import BadInput, Forbidden, StoreProblem, TooLarge, Unauthorized
from app.graph_side import WAIT_S
from app.outcomes import Source
from app.owner import read_owner

COMMAND_LINE: Final = "command line"  # owner of its jobs


def require_owner_token(request: Request, services: ServicesDep, authorization: Annotated[str, Header()] = "") -> None:
    """Raises Forbidden for another machine, Unauthorized without the owner's token."""
    host = request.client.host if request.client else ""
    if not _is_loopback(host):
        raise Forbidden("The internal route is answered on this machine only.", "Run the command on the machine that serves.")
    owner = read_owner(services.settings.folder)
    scheme, _, token = authorization.partition(" ")
    if owner is None or scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), owner.token.encode()):
        raise Unauthorized("The token is missing or is not this store's.", "The command line reads it from the store's owner.json.")


router = APIRouter(prefix="/internal", include_in_schema=False, dependencies=[Depends(require_owner_token)])


class RetractBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    article: str


class DecisionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    by: str = ""
    note: str = ""


class MergeBody(DecisionBody):
    one: str
    two: str


class SplitBody(DecisionBody):
    name: str
    claims: list[str] = []


class ReviewBody(DecisionBody):
    name: str
    verdict: str
    changes: dict[str, str] = {}


@router.post("/ingest")
def ingest(services: ServicesDep, queue: QueueDep, file: list[UploadFile], meta: Annotated[str, Form()] = "{}") -> dict[str, Any]:
    """Read the files into the store; `meta` is a JSON object that holds for all of them. Answers the outcome of each article."""
    told = _read_meta(meta)
    limit_bytes = services.settings.input_limit_mb * 1_000_000
    sources = []
    for upload in file:
        data = upload.file.read(limit_bytes + 1)
        name = upload.filename or "upload"
        if len(data) > limit_bytes:
            raise TooLarge(f"{name} is over {services.settings.input_limit_mb} MB.", "Split it, or raise AMUR_INPUT_LIMIT_MB.")
        sources.append(Source(name, data, told))
    job = queue.submit(COMMAND_LINE, sources)
    while not job.finished:
        if queue.is_closing:
            raise StoreProblem("The server ends; what it accepted is kept.", "It is read at the next start.")
        job = queue.wait(job.id, job.revision, WAIT_S)
    return {"articles": [item.outcome.as_json() for item in job.items if item.outcome is not None]}


@router.post("/retract")
def retract(pipeline: PipelineDep, body: RetractBody) -> dict[str, Any]:
    """Withdraw an article by key, id or IRI; answers what the graph lost."""
    return pipeline.retract(body.article).as_json()


@router.post("/merge")
def merge(pipeline: PipelineDep, body: MergeBody) -> dict[str, Any]:
    """Make two events or two actors one; answers what the graph lost."""
    with pipeline.graph_side.writing(WAIT_S):
        return decide.merge(pipeline, **body.model_dump()).as_json()


@router.post("/split")
def split(pipeline: PipelineDep, body: SplitBody) -> dict[str, Any]:
    """Part an event or a joined actor."""
    with pipeline.graph_side.writing(WAIT_S):
        return decide.split(pipeline, **body.model_dump()).as_json()


@router.post("/review")
def review(pipeline: PipelineDep, body: ReviewBody) -> dict[str, Any]:
    """Judge a claim."""
    with pipeline.graph_side.writing(WAIT_S):
        return decide.review(pipeline, **body.model_dump()).as_json()


@router.post("/rebuild")
def rebuild(pipeline: PipelineDep) -> dict[str, Any]:
    """Make the graph anew from the archive."""
    return pipeline.rebuild().as_json()


def _read_meta(text: str) -> dict[str, object]:
    try:
        told = json.loads(text)
    except ValueError as problem:
        raise BadInput(f"meta is no JSON: {problem}.", 'Send an object such as {"published": "2023-07-17"}.') from None
    if not isinstance(told, dict):
        raise BadInput("meta is no JSON object.", 'Send an object such as {"published": "2023-07-17"}.')
    return told


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
