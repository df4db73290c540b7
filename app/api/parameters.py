"""Query parameters: one model a route, so that an unknown name is refused instead of silently ignored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

DEFAULT_LIMIT = 50
MAX_LIMIT = 500


class Parameters(BaseModel):
    """Base of all parameter models; an empty value (`?since=`) counts as not given."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value not in ("", [], [""])} if isinstance(data, dict) else data


class NoParameters(Parameters):
    """For routes that take none."""


class FormatParameters(Parameters):
    """For entities: only the representation can be chosen."""

    format: str | None = Field(None, description="`json`, `ttl` or `jsonld`; else the Accept header decides", examples=["ttl"])


class ListParameters(Parameters):
    """What every list takes."""

    format: str | None = Field(None, description="`json` or `csv`; else the Accept header decides", examples=["csv"])
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description=f"items a page, up to {MAX_LIMIT}")
    cursor: str | None = Field(None, description="where the page begins: `next` of the page before")


NoQuery = Annotated[NoParameters, Query()]
FormatQuery = Annotated[FormatParameters, Query()]
