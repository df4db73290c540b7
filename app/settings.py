"""All settings, read once at the top (`AMUR_*` environment, `.env`, then flags) and passed down."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.ids import DEFAULT_BASE


class Settings(BaseSettings):
    """One frozen object; every field is `AMUR_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="AMUR_", env_file=".env", extra="ignore", frozen=True)

    store: str = Field("amur-store", description="folder of the embedded store, or the URL of a SPARQL 1.1 server")
    base_iri: str = Field(DEFAULT_BASE, description="base of all resource IRIs; a store remembers its own and refuses another")
    plain: bool = Field(False, description="the store is a bare dataset: no managed graphs, its own default graph")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 lets the system choose")
    registry: Path | None = Field(None, description="a second registry folder or Turtle file of your own")
    model: str = Field("auto", description="spaCy pipeline: a package, a folder, or auto")
    article_text: Literal["auto", "full", "quotes", "none"] = Field(
        "auto", description="what of an article's text is served; auto: full for open licences, else quotes"
    )
    min_confidence: float = Field(0.5, ge=0, le=1, description="claims below this are kept but not answered by default")
    query_timeout_s: float = Field(10.0, gt=0, description="deadline of a SPARQL query")
    query_memory_mb: int = Field(1024, gt=0, description="memory a query worker may add to its start size")
    query_workers: int = Field(2, ge=1, description="processes that run users' SPARQL")
    replica_limit_mb: int = Field(512, ge=0, description="up to this size on disk, users' queries run on a copy in memory")
    result_limit_mb: int = Field(64, gt=0, description="largest SPARQL answer")
    cache_mb: int = Field(64, ge=0, description="memory for answers to queries that are asked again; 0 keeps none")
    rate_per_minute: int = Field(0, ge=0, description="requests a minute of one address; 0: no limit")
    body_limit_mb: int = Field(10, gt=0, description="largest request body")
    input_limit_mb: int = Field(20, gt=0, description="largest file that is read")
    workers: int = Field(1, ge=1, description="processes that annotate text during ingest")
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="least severe log line shown")
    log_json: bool = Field(False, description="log as JSON lines")

    @field_validator("base_iri")
    @classmethod
    def _ends_like_a_namespace(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith("/"):
            raise ValueError("the base IRI must begin with http:// or https:// and end with /")
        return value

    @property
    def is_remote_store(self) -> bool:
        return self.store.startswith(("http://", "https://"))
