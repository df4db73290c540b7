"""What operators see: request ids, log lines, figures, readiness."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.factory import create_app
from app.errors import Busy, QueryTimeout, StoreProblem
from app.logs import set_up_logging
from app.pipeline import Pipeline
from app.settings import Settings


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(store=str(tmp_path_factory.mktemp("operations") / "store"), _env_file=None)  # type: ignore[call-arg]
    with Pipeline.open(settings) as pipeline, TestClient(create_app(settings, pipeline=pipeline), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged as JSON during a test."""
    out, logger = io.StringIO(), logging.getLogger("app")
    before = logger.handlers[:], logger.level, logger.propagate
    monkeypatch.setattr("sys.stderr", out)
    set_up_logging(level="info", as_json=True)
    yield out
    logger.handlers[:], logger.level, logger.propagate = before


def figures(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_a_request_is_known_by_its_id_in_answer_log_and_problem(service: TestClient, log: io.StringIO) -> None:
    paths = ("/health", "/api/v1/events/e000000000000", "/api/v1/meetings?x=1", "/sparql?query=ASK%7B%7D", "/nowhere", "/static/none.css")
    for number, path in enumerate(paths):
        answer = service.get(path, headers={"X-Request-Id": f"desk-{number}", "Accept": "application/json"})
        assert answer.headers.get_list("x-request-id") == [f"desk-{number}"]
        if answer.headers["content-type"] == "application/problem+json":
            assert answer.json()["request_id"] == f"desk-{number}"
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [line for line in lines if line["message"] == "request"]
    assert [line["request_id"] for line in told] == [f"desk-{number}" for number in range(len(paths))]
    assert {"time", "level", "logger", "method", "path", "query", "status", "size_bytes", "duration_ms"} <= told[0].keys()


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "<script>", "naïve"])
def test_an_id_that_could_harm_a_log_is_replaced(service: TestClient, given: str) -> None:
    answers = [service.get("/health", headers={"X-Request-Id": given.encode()}) for _ in range(2)]
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)


def test_a_bug_is_logged_under_the_id_that_the_client_sees(service: TestClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.api.meetings.find_meetings", break_down)
    answer = service.get("/api/v1/meetings?actor=wang-yi")
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    (line,) = [json.loads(line) for line in log.getvalue().splitlines() if "secret detail" in line]
    assert line["request_id"] == answer.json()["request_id"] == answer.headers["x-request-id"]


def test_figures_are_by_route_never_by_path(service: TestClient) -> None:
    for number in range(3):
        service.get(f"/api/v1/events/e00000000000{number + 2}")
        service.get(f"/nowhere/{number}")
        service.head("/api/v1/events/e000000000002")
        service.request("BREW", "/health")
    after = figures(service)
    assert {name for name in after if name.startswith("amur_http_requests_total") and "events" in name} == {
        f'amur_http_requests_total{{method="{method}",route="/api/v1/events/{{id}}",status="404"}}' for method in ("GET", "HEAD")
    }
    assert after['amur_http_requests_total{method="GET",route="(none)",status="404"}'] >= 3
    assert after['amur_http_requests_total{method="OTHER",route="/health",status="405"}'] == 3
    assert after['amur_http_request_duration_seconds_count{route="/api/v1/events/{id}"}'] >= 6
    assert after["amur_store_version"] == service.app.state.services.store.version  # type: ignore[attr-defined]
    assert after["amur_ready"] == 1
    assert after["amur_ingest_waiting"] == 0
    assert service.get("/metrics").headers["content-type"].startswith("text/plain")


def test_ready_means_it(service: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    services = service.app.state.services  # type: ignore[attr-defined]
    told = service.get("/ready").json()
    assert (told["status"], told["queries"], told["ingestion"], told["waiting"]) == ("ready", "ok", "ok", 0)

    def fail_with(problem: Exception) -> Any:
        def answer(*_: object, **__: object) -> None:
            raise problem

        return answer

    monkeypatch.setattr(services.store, "answer", fail_with(QueryTimeout("slow")))
    loading = service.get("/ready")
    assert (loading.status_code, "loaded" in loading.json()["detail"], loading.headers["retry-after"]) == (503, True, "2")
    monkeypatch.setattr(services.store, "answer", fail_with(StoreProblem("gone")))
    assert service.get("/ready").status_code == 503
    monkeypatch.setattr(services.store, "answer", fail_with(Busy("all taken")))
    assert service.get("/ready").json()["queries"] == "busy"
    assert service.get("/health").status_code == 200
    monkeypatch.setattr(services.queue, "_is_closing", True)
    assert "about to end" in service.get("/ready").json()["detail"]


def test_before_the_store_is_open(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(store=str(tmp_path / "store"), _env_file=None)))  # type: ignore[call-arg]
    assert client.get("/health").status_code == 200
    assert client.get("/ready").status_code == 503
    assert figures(client)["amur_ready"] == 0
