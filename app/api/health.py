"""Is the process alive, and is it of use yet?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.deps import ServicesDep
from app.api.parameters import NoQuery

router = APIRouter(tags=["operations"])


class Alive(BaseModel):
    status: str = Field(examples=["ok"])


class Ready(BaseModel):
    status: str = Field(examples=["ready"])
    version: int = Field(description="version of the store: one more with each change", examples=[42])
    quads: int = Field(description="statements in the store", examples=[31205])
    graphs: int = Field(description="named graphs", examples=[57])


@router.get("/health", summary="The process answers")
def health(query: NoQuery) -> Alive:
    return Alive(status="ok")


@router.get("/ready", summary="The store is loaded and can be asked")
def ready(services: ServicesDep, query: NoQuery) -> Ready:
    found = services.store.health()
    return Ready(status="ready", version=services.store.version, quads=found.quads, graphs=found.graphs)
