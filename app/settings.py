"""All settings, read once at the top (`AMUR_*` environment, `.env`, then flags) and passed down."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.ids import DEFAULT_BASE


class Settings(BaseSettings):
    """One frozen object; every field is `AMUR_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="AMUR_", env_file=".env", extra="ignore", frozen=True)

    store: str = Field("amur-store", description="folder of the embedded store, or the URL of a SPARQL 1.1 server")
    archive: str = Field("amur-archive", description="where AMUR_STORE is a URL: the folder of archive, keys and owner file")
    store_query_url: str = Field("", description="where AMUR_STORE is a URL: address for queries; empty: /query below it")
    store_update_url: str = Field("", description="where AMUR_STORE is a URL: address for updates; empty: /update below it")
    store_graph_url: str = Field("", description="where AMUR_STORE is a URL: address of the Graph Store protocol; empty: /store below it")
    store_user: str = Field("", description="where AMUR_STORE is a URL: user name (may stand in the URL, too)")
    store_password: SecretStr = Field(SecretStr(""), description="where AMUR_STORE is a URL: password of the user")
    store_token: SecretStr = Field(SecretStr(""), description="where AMUR_STORE is a URL: bearer token, in place of user and password")
    store_timeout_s: float = Field(60.0, gt=0, description="where AMUR_STORE is a URL: longest wait for an answer to our own work")
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
    queue_limit: int = Field(1000, ge=1, description="articles that may wait to be read by a server; one key may have half of them")
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="least severe log line shown")
    log_json: bool = Field(False, description="log as JSON lines")

    @field_validator("base_iri")
    @classmethod
    def _ends_like_a_namespace(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith("/"):
            raise ValueError("the base IRI must begin with http:// or https:// and end with /")
        return value

    @model_validator(mode="before")
    @classmethod
    def _take_secrets_out_of_the_url(cls, values: Any) -> Any:
        """`http://user:password@host/` becomes the URL, the user and the password, so that the URL can be printed."""
        if not isinstance(values, dict) or not str(values.get("store", "")).startswith(("http://", "https://")):
            return values
        address = urlsplit(str(values["store"]))
        if "@" not in address.netloc:
            return values
        secrets, _, host = address.netloc.rpartition("@")
        user, _, password = secrets.partition(":")
        told = {"store_user": unquote(user), "store_password": unquote(password)}
        return {**told, **values, "store": urlunsplit(address._replace(netloc=host))}

    @property
    def folder(self) -> Path:
        """The folder on this machine: of the whole embedded store, or of what a store on a server keeps here."""
        return Path(self.archive if self.is_remote_store else self.store).expanduser()

    @property
    def is_remote_store(self) -> bool:
        return self.store.startswith(("http://", "https://"))
