"""The way in for the command line while this process owns the store: not public, and not part of the documented API.

Every request comes from this machine and carries the token of `owner.json` (readable by the owner's user only) as a bearer
token. One change at a time; the work runs in a thread, so that reading goes on.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from app import decide
from app.api.deps import ServicesDep
from app.errors import BadInput, Forbidden, StoreProblem, TooLarge, Unauthorized
from app.outcomes import Source
from app.owner import read_owner
from app.pipeline import Pipeline

_one_writer = threading.Lock()


def require_owner_token(request: Request, services: ServicesDep, authorization: Annotated[str, Header()] = "") -> None:
    """Raises Forbidden for another machine, Unauthorized without the owner's token."""
    host = request.client.host if request.client else ""
    if not _is_loopback(host):
        raise Forbidden("The internal route is answered on this machine only.", "Run the command on the machine that serves.")
    owner = None if services.settings.is_remote_store else read_owner(Path(services.settings.store).expanduser())
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
def ingest(services: ServicesDep, file: list[UploadFile], meta: Annotated[str, Form()] = "{}") -> dict[str, Any]:
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
    with _writing(services.pipeline) as pipeline:
        return {"articles": [outcome.as_json() for batch in pipeline.ingest(sources) for outcome in batch]}


@router.post("/retract")
def retract(services: ServicesDep, body: RetractBody) -> dict[str, Any]:
    """Withdraw an article by key, id or IRI; answers what the graph lost."""
    with _writing(services.pipeline) as pipeline:
        return pipeline.retract(body.article).as_json()


@router.post("/merge")
def merge(services: ServicesDep, body: MergeBody) -> dict[str, Any]:
    """Make two events or two actors one; answers what the graph lost."""
    with _writing(services.pipeline) as pipeline:
        return decide.merge(pipeline, **body.model_dump()).as_json()


@router.post("/split")
def split(services: ServicesDep, body: SplitBody) -> dict[str, Any]:
    """Part an event or a joined actor."""
    with _writing(services.pipeline) as pipeline:
        return decide.split(pipeline, **body.model_dump()).as_json()


@router.post("/review")
def review(services: ServicesDep, body: ReviewBody) -> dict[str, Any]:
    """Judge a claim."""
    with _writing(services.pipeline) as pipeline:
        return decide.review(pipeline, **body.model_dump()).as_json()


@router.post("/rebuild")
def rebuild(services: ServicesDep) -> dict[str, Any]:
    """Make the graph anew from the archive."""
    with _writing(services.pipeline) as pipeline:
        return pipeline.rebuild().as_json()


@contextmanager
def _writing(pipeline: Pipeline | None) -> Iterator[Pipeline]:
    if pipeline is None:
        raise StoreProblem("This server only reads its store.", "Write with the process that owns the store.")
    with _one_writer:
        yield pipeline


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
