"""`?format=` first, then Accept with its q-values."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from app.api.negotiate import CSV, ENTITIES, JSON, LISTS, TURTLE, choose_format, prefers_html
from app.errors import BadParameter, NotAcceptable


def request(accept: str | None) -> Request:
    headers = [(b"accept", accept.encode())] if accept is not None else []
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("text/csv;q=0.2, application/json", JSON),
        ("text/csv, application/json;q=0.9", CSV),
        ("text/*", CSV),
        ("application/json;q=0, */*", CSV),
        ("nonsense", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("text/csv;q=huge, application/json;q=0.1", JSON),
    ],
)
def test_accept(accept: str | None, chosen: object) -> None:
    assert choose_format(request(accept), None, LISTS) == chosen


def test_the_parameter_beats_the_header() -> None:
    assert choose_format(request("application/json"), "TTL", ENTITIES) == TURTLE


def test_an_unknown_parameter_names_what_is_offered() -> None:
    with pytest.raises(BadParameter) as caught:
        choose_format(request(None), "pdf", LISTS)
    assert caught.value.hint == "Use one of: json, csv."


def test_nothing_acceptable_is_406() -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose_format(request("image/png"), None, LISTS)
    assert caught.value.extra["offered"] == ["application/json", "text/csv"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("text/html,*/*;q=0.8", True), ("*/*", False), (None, False), ("application/json, text/html;q=0.5", False), ("text/html;q=0", False)],
)
def test_a_browser_is_who_names_html(accept: str | None, expected: bool) -> None:
    assert prefers_html(request(accept)) is expected
