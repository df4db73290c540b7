"""The data as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.answers.exports import ExportQuery, export_data
from app.api.deps import GazetteerDep, NamesDep, SentencesDep, SettingsDep, StoreDep
from app.api.graph import AN_ACTOR, EventFilterParameters
from app.api.negotiate import CSV, JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format, choose_format
from app.api.openapi import also, problems
from app.exporters import FORMATS

router = APIRouter(tags=["linked data"])

_NAMED: Final = {one.name: one for one in (TURTLE, TRIG, N_QUADS, N_TRIPLES, JSON_LD, CSV)}
OFFERED: Final = tuple(_NAMED.get(one.name) or Format(one.name, one.media_type, charset=False) for one in FORMATS.values())
IN_MEMORY_BYTES: Final = 4_000_000  # a larger export waits on disk
CHUNK_BYTES: Final = 256_000


class ExportParameters(EventFilterParameters):
    """The format, what of a network or table, and the filters of the lists: only events that pass go into the file."""

    format: str | None = Field(None, description=f"one of {', '.join(FORMATS)}; else the Accept header decides", examples=["trig"])
    projection: Literal["actors", "events"] = Field(
        "actors", description="networks: actors and what joined them, or actors and events", examples=["events"]
    )
    table: Literal["edges", "nodes", "events", "participation", "claims"] = Field(
        "edges", description="what CSV holds", examples=["events"]
    )
    neo4j: bool = Field(False, description="edges and nodes with the headers of Neo4j's import", examples=[True])
    actor: str | None = Field(None, description=f"only events of this actor: {AN_ACTOR}", examples=["Wang Yi"])
    with_: str | None = Field(None, alias="with", description="and of this one, as `actor`", examples=["Лавров"])
    type: str | None = Field(None, description="kinds of events, joined by commas; `all` for all", examples=["Meeting,PhoneCall"])


@router.get("/export", summary="The data as a file", response_class=Response, responses=also(*OFFERED) | problems(400, 404, 406, 409, 503))
def export(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[ExportParameters, Query()],
) -> Response:
    """RDF, networks for graph tools, tables; the same data gives the same bytes. Without filters RDF holds the whole graph.

    Turtle, N-Triples and JSON-LD hold every statement once; TriG and N-Quads the named graphs. The file is made whole before its first
    byte is sent, so that what arrives with 200 is never cut short by an error of ours.
    """
    chosen = choose_format(request, query.format, OFFERED)
    asked = ExportQuery(
        format=chosen.name, projection=query.projection, table=query.table, neo4j=query.neo4j,
        actors=[one for one in (query.actor, query.with_) if one], filters=query.to_query(settings.min_confidence, sentences),
        default_confidence=settings.min_confidence,
    )  # fmt: skip
    version = store.version
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed when it has been sent
    try:
        export_data(store, gazetteer, names, asked, file)  # type: ignore[arg-type]  # a SpooledTemporaryFile is a BinaryIO in all but name
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(asked, version)}"', "Content-Length": str(size)}
    return StreamingResponse(_chunks(file), media_type=chosen.content_type, headers=headers)


def _file_name(asked: ExportQuery, version: int) -> str:
    form = FORMATS[asked.format]
    part: dict[Any, str] = {"network": f"-{asked.projection}", "table": f"-{asked.table}"}
    return f"amur-{version}{part.get(form.family, '')}{form.extension}"


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
