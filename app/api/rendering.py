"""Answers as bytes: JSON and CSV of lists, where the next page is, where a merged thing went. Nothing is decided here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.answers.views import plain
from app.api.negotiate import CSV, JSON, LISTS, choose_format
from app.api.tables import write_csv

Rows = Callable[[Iterable[Mapping[str, Any]]], Iterable[Mapping[str, Any]]]


def json_response(body: Any, status: int = 200) -> Response:
    """UTF-8 JSON, with the characters as they are, of plain values or of the views of an answer."""
    text = json.dumps(body, ensure_ascii=False, check_circular=False, default=plain)
    return Response(text.encode(), status_code=status, media_type=JSON.content_type)


def list_response(request: Request, asked: str | None, answer: Mapping[str, Any], columns: Sequence[str], rows: Rows) -> Response:
    """A list answer (`items`, `next`) as JSON or CSV; the next page also stands in the Link header, where CSV readers find it."""
    is_table = choose_format(request, asked, LISTS) is CSV
    response = table_response(request, columns, rows(answer["items"])) if is_table else json_response(answer)
    return link_next(request, response, answer.get("next"))


def table_response(request: Request, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    response = Response(write_csv(columns, rows), media_type=CSV.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{request.url.path.rsplit("/", 1)[-1]}.csv"'
    return response


def link_next(request: Request, response: Response, cursor: str | None) -> Response:
    """The response with the address of the next page in its Link header, if there is one."""
    if cursor is not None:
        query = {**request.query_params, "cursor": cursor}
        response.headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'
    return response


def moved(request: Request, path: str) -> Response:
    """301 to where a merged thing now is, with the query kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=301, headers={"Location": f"{path}{query}"})
