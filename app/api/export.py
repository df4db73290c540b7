"""The whole graph as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.deps import NamesDep, StoreDep
from app.api.negotiate import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, choose_format
from app.api.openapi import also, problems
from app.api.parameters import Parameters
from app.exporters import FORMATS, export_graph

router = APIRouter(tags=["linked data"])

OFFERED: Final = (TURTLE, TRIG, N_QUADS, N_TRIPLES, JSON_LD)
IN_MEMORY_BYTES: Final = 4_000_000  # a larger export waits on disk
CHUNK_BYTES: Final = 256_000


class ExportParameters(Parameters):
    format: str | None = Field(None, description="`ttl`, `trig`, `nq`, `nt` or `jsonld`; else the Accept header decides", examples=["trig"])


@router.get("/export", summary="The whole graph", response_class=Response, responses=also(*OFFERED) | problems(400, 406, 503))
def export(request: Request, store: StoreDep, names: NamesDep, query: Annotated[ExportParameters, Query()]) -> Response:
    """Turtle, N-Triples and JSON-LD hold every statement once; TriG and N-Quads the named graphs. The same data gives the same bytes.

    The file is made whole before its first byte is sent, so that what arrives with 200 is never cut short by an error of ours.
    """
    chosen = choose_format(request, query.format, OFFERED)
    version = store.version
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed when it has been sent
    try:
        export_graph(store, chosen.name, file, names)  # type: ignore[arg-type]  # a SpooledTemporaryFile is a BinaryIO in all but name
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="amur-{version}{FORMATS[chosen.name].extension}"',
        "Content-Length": str(size),
    }
    return StreamingResponse(_chunks(file), media_type=chosen.content_type, headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
