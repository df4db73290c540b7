"""Answers as bytes: JSON and CSV of lists, JSON, Turtle and JSON-LD of single things. Nothing is decided here, only written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.api.negotiate import CSV, JSON, LISTS, choose_format
from app.api.tables import write_csv

Rows = Callable[[Iterable[Mapping[str, Any]]], Iterable[Mapping[str, Any]]]


def json_response(body: Any, status: int = 200) -> Response:
    """UTF-8 JSON with the characters as they are."""
    return Response(json.dumps(body, ensure_ascii=False).encode(), status_code=status, media_type=JSON.content_type)


def list_response(request: Request, asked: str | None, answer: Mapping[str, Any], columns: Sequence[str], rows: Rows) -> Response:
    """A list answer (`items`, `next`) as JSON or CSV; the next page also stands in the Link header, where CSV readers find it."""
    if choose_format(request, asked, LISTS) is CSV:
        response = Response(write_csv(columns, rows(answer["items"])), media_type=CSV.content_type)
        response.headers["Content-Disposition"] = f'inline; filename="{request.url.path.rsplit("/", 1)[-1]}.csv"'
    else:
        response = json_response(answer)
    if answer.get("next"):
        query = {**request.query_params, "cursor": answer["next"]}
        response.headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'
    return response


def moved(request: Request, path: str) -> Response:
    """301 to where a merged thing now is, with the query kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=301, headers={"Location": f"{path}{query}"})
