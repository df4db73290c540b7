"""The routes and problems as rows for the documentation page, from the OpenAPI document and the error tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.api.problems import all_problems


@dataclass(frozen=True, slots=True)
class ParameterRow:
    name: str
    description: str
    required: bool
    example: str | None


@dataclass(frozen=True, slots=True)
class RouteRow:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ParameterRow, ...]


@dataclass(frozen=True, slots=True)
class RouteGroup:
    """The operations of one tag: its name, what it is about, and its routes."""

    name: str
    about: str
    routes: tuple[RouteRow, ...]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    status: int
    code: str
    title: str
    means: str


def list_routes(document: Mapping[str, Any]) -> list[RouteGroup]:
    """All documented operations by their tag, tags and operations in the order of the document."""
    by_tag: dict[str, list[RouteRow]] = {tag["name"]: [] for tag in document.get("tags", ())}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            row = RouteRow(
                operation["operationId"], method.upper(), path, operation.get("summary", ""), operation.get("description", ""),
                tuple(_parameter(item) for item in operation.get("parameters", ())),
            )  # fmt: skip
            by_tag.setdefault(next(iter(operation.get("tags", ())), ""), []).append(row)
    about = {tag["name"]: tag.get("description", "") for tag in document.get("tags", ())}
    return [RouteGroup(name, about.get(name, ""), tuple(rows)) for name, rows in by_tag.items() if rows]


def list_problems() -> list[ProblemRow]:
    """All problems a client can meet, by status."""
    rows = [ProblemRow(one.status, one.code, one.title, (one.__doc__ or "").strip().splitlines()[0]) for one in all_problems()]
    return sorted(rows, key=lambda row: (row.status, row.code))


def _parameter(item: Mapping[str, Any]) -> ParameterRow:
    schema = item.get("schema", {})
    examples = schema.get("examples") or [item.get("example")]
    default = schema.get("default")
    description = item.get("description") or schema.get("description") or schema.get("title", "")
    if default is not None:
        description = f"{description} (default {default})"
    example = examples[0]
    return ParameterRow(item["name"], description, bool(item.get("required")), None if example is None else str(example))
