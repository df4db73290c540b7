"""What the routes work with, as named types: an endpoint's signature reads as prose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.applications import Starlette
from starlette.requests import Request

from app.errors import StoreProblem
from app.gazetteer import Gazetteer
from app.ids import Names
from app.ingest_queue import IngestQueue
from app.keys import KeyRing
from app.pipeline import Pipeline
from app.sentences import Sentences
from app.settings import Settings
from app.stores import Store


@dataclass(frozen=True, slots=True)
class Services:
    """All that one application holds; made at start, closed at the end. `pipeline` is None when the store was handed in."""

    settings: Settings
    store: Store
    gazetteer: Gazetteer
    names: Names
    pipeline: Pipeline | None = None
    queue: IngestQueue | None = None  # there is one where there is a pipeline
    keys: KeyRing | None = None

    @property
    def sentences(self) -> Sentences | None:
        """The index of evidence sentences, where this process holds the archive."""
        return self.pipeline.graph_side.sentences if self.pipeline is not None else None


def get_services(request: Request) -> Services:
    """The services of this application; StoreProblem (503) until they are there."""
    return services_of(request.app)


def services_of(app: Starlette) -> Services:
    """The services of an application; StoreProblem (503) until they are there."""
    services = getattr(app.state, "services", None)
    if not isinstance(services, Services):
        raise StoreProblem("The store is not loaded yet.", "Try again in a moment; /ready says when it is.", retry_after_s=2)
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


def get_store(services: ServicesDep) -> Store:
    return services.store


def get_gazetteer(services: ServicesDep) -> Gazetteer:
    return services.gazetteer


def get_settings(services: ServicesDep) -> Settings:
    return services.settings


def get_names(services: ServicesDep) -> Names:
    return services.names


def get_pipeline(services: ServicesDep) -> Pipeline:
    """The pipeline of the process that owns the store. Raises StoreProblem elsewhere."""
    if services.pipeline is None:
        raise StoreProblem("This server only reads its store.", "Write with the process that owns the store.")
    return services.pipeline


def get_sentences(services: ServicesDep) -> Sentences | None:
    return services.sentences


def get_queue(services: ServicesDep) -> IngestQueue:
    """The queue of articles. Raises StoreProblem where nothing is read."""
    if services.queue is None:
        raise StoreProblem("This server only reads its store.", "Write with the process that owns the store.")
    return services.queue


StoreDep = Annotated[Store, Depends(get_store)]
GazetteerDep = Annotated[Gazetteer, Depends(get_gazetteer)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
NamesDep = Annotated[Names, Depends(get_names)]
PipelineDep = Annotated[Pipeline, Depends(get_pipeline)]
SentencesDep = Annotated[Sentences | None, Depends(get_sentences)]
QueueDep = Annotated[IngestQueue, Depends(get_queue)]


def read_text(services: Services, article: str) -> str | None:
    """The text of an article from the archive; None where this process does not hold one.

    What of it may be shown is for the answers to say.
    """
    found = services.pipeline.archive.article(article) if services.pipeline is not None else None
    return found.text if found is not None else None
