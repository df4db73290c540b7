"""Query parameters: one model a route, so that an unknown name is refused instead of silently ignored."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request

from app.errors import NotFound

P = TypeVar("P", bound="Parameters")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")
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


def check_page_query(request: Request, model: type[P]) -> P:
    """The parameters of a page. What the model does not know is left aside: shared links gather foreign parameters.

    Raises RequestValidationError, as FastAPI does for the API.
    """
    known = {field.alias or name for name, field in model.model_fields.items()}
    try:
        return model.model_validate({name: printable(value) for name, value in request.query_params.items() if name in known})
    except ValidationError as error:
        raise RequestValidationError([{**item, "loc": ("query", *item["loc"])} for item in error.errors()]) from error


def printable(text: str) -> str:
    """The text without signs that nobody sees: a page would show them again in its form."""
    return "".join(sign for sign in text if sign.isprintable())


def _check_slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise NotFound(f"{text!r} is no id.", "Ids are lower-case letters, digits and hyphens, as lists give them.")
    return text


Slug = Annotated[str, Path(description="the id, as lists give it", examples=["wang-yi"]), AfterValidator(_check_slug)]
NoQuery = Annotated[NoParameters, Query()]
FormatQuery = Annotated[FormatParameters, Query()]
