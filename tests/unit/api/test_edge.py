"""The outermost parts around any route: headers, log line, HEAD, body limit, problems for all errors."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.api.headers import ResponseHeaders
from app.api.metrics import Metrics
from app.api.parameters import Parameters
from app.api.problems import ProblemView, all_problems, install_problem_handlers
from app.api.requests import BodyLimit, HeadAsGet, NoBugShown, RequestRecord
from app.errors import AmbiguousActor, AppError, Busy


class Taken(Parameters):
    number: int = Field(1, ge=1, le=9)
    with_: str | None = Field(None, alias="with")


def make_app() -> FastAPI:
    app = FastAPI(docs_url=None)

    def page(request: Request, view: ProblemView) -> Response:
        return HTMLResponse(f"<p>{view.detail}", status_code=view.status)

    install_problem_handlers(app, page)

    @app.get("/api/ok")
    def ok(query: Annotated[Taken, Query()]) -> dict[str, object]:
        return {"number": query.number, "with": query.with_}

    @app.get("/page")
    @app.get("/api/ambiguous")
    def ambiguous() -> None:
        raise AmbiguousActor("Several.", "Choose.", candidates=[{"id": "li-a"}, {"id": "li-b"}])

    @app.get("/api/busy")
    def busy() -> None:
        raise Busy("Later.", retry_after_s=3)

    @app.get("/api/bug")
    def bug() -> None:
        raise RuntimeError("secret inside")

    @app.post("/api/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, limit_bytes=100)
    app.add_middleware(HeadAsGet)
    app.add_middleware(NoBugShown)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(RequestRecord, metrics=Metrics(app.state, "test"))
    return app


def call(method: str, path: str, **more: object) -> httpx.Response:
    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app()), base_url="http://test") as client:
            return await client.request(method, path, **more)  # type: ignore[arg-type]

    return asyncio.run(go())


def test_a_known_parameter_works_and_an_empty_one_is_not_given() -> None:
    assert call("GET", "/api/ok?number=3&with=x").json() == {"number": 3, "with": "x"}
    assert call("GET", "/api/ok?number=&with=").json() == {"number": 1, "with": None}


def test_an_unknown_parameter_is_named_with_the_known_ones() -> None:
    answer = call("GET", "/api/ok?nomber=3")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "/docs#problem-bad-parameter"
    assert body["parameter"] == "nomber"
    assert body["known"] == ["number", "with"]
    assert "number, with" in body["hint"]
    assert body["instance"] == "/api/ok?nomber=3"


@pytest.mark.parametrize("value", ["0", "10", "many", "1.5"])
def test_an_unusable_value_is_named(value: str) -> None:
    body = call("GET", f"/api/ok?number={value}").json()
    assert (body["status"], body["parameter"]) == (400, "number")
    assert value in body["detail"]


def test_extra_members_travel_in_the_problem() -> None:
    answer = call("GET", "/api/ambiguous")
    assert answer.status_code == 409
    assert answer.json()["candidates"] == [{"id": "li-a"}, {"id": "li-b"}]


def test_a_browser_gets_a_page_and_only_on_pages() -> None:
    accept = {"Accept": "text/html,*/*;q=0.8"}
    assert call("GET", "/page", headers=accept).text == "<p>Several."
    assert call("GET", "/api/ambiguous", headers=accept).json()["title"] == "Several actors bear this name"


def test_404_and_405_are_problems_too() -> None:
    missing, wrong = call("GET", "/api/nowhere"), call("DELETE", "/api/ok")
    assert (missing.status_code, missing.json()["type"]) == (404, "/docs#problem-not-found")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_busy_says_when_to_come_back() -> None:
    assert call("GET", "/api/busy").headers["retry-after"] == "3"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    logger = logging.getLogger("app.request")
    logger.addHandler(caplog.handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield caplog
    logger.removeHandler(caplog.handler)
    logger.setLevel(level)


def test_a_bug_is_logged_and_not_shown(lines: pytest.LogCaptureFixture) -> None:
    answer = call("GET", "/api/bug")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert any(record.exc_info and "secret inside" in str(record.exc_info[1]) for record in lines.records)


def test_one_line_a_request(lines: pytest.LogCaptureFixture) -> None:
    call("GET", "/api/ok?number=2")
    found = [record for record in lines.records if record.message == "request"]
    assert {(record.method, record.path, record.query, record.status) for record in found} == {("GET", "/api/ok", "number=2", 200)}  # type: ignore[attr-defined]


def test_head_is_get_without_its_body() -> None:
    answer = call("HEAD", "/api/ok")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(call("GET", "/api/ok").content))


def test_a_large_body_is_refused_by_its_length_and_when_it_grows() -> None:
    assert call("POST", "/api/echo", content=b"x" * 100).json() == 100
    assert call("POST", "/api/echo", content=b"x" * 101).status_code == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(30):
            yield b"x" * 10

    answer = call("POST", "/api/echo", content=chunks())
    assert (answer.status_code, answer.json()["type"]) == (413, "/docs#problem-too-large")


def test_preflight_allows_reading_only() -> None:
    answer = call("OPTIONS", "/api/ok", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" not in answer.headers["access-control-allow-methods"]


def test_every_error_class_has_a_code_of_its_own_in_the_documentation() -> None:
    codes = [problem.code for problem in all_problems()]
    assert len(codes) == len(set(codes))
    assert {"bad-parameter", "unknown-actor", "query-timeout", AppError.code} <= set(codes)
    assert json.dumps(codes)
