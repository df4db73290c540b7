"""The OpenAPI document: committed, with an example of every operation, and kept by the service when it is asked at random."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from jsonschema import Draft202012Validator
from lxml import html

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [(method, path) for path, item in DOCUMENT["paths"].items() for method in item]
EXAMPLES = int(os.environ.get("AMUR_FUZZ_EXAMPLES", "6"))  # of each operation; `make fuzz` asks for more
PROBLEM = "application/problem+json"


def responses(method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][path][method]["responses"]
    return found


def test_the_committed_document_is_that_of_the_service(client: TestClient) -> None:
    assert client.get("/openapi.json").json() == DOCUMENT, "run scripts/openapi.py"


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_has_an_example_that_fits_its_schema(method: str, path: str) -> None:
    successes = {status: response for status, response in responses(method, path).items() if status[0] == "2"}
    contents = [(status, media, one) for status, response in successes.items() for media, one in response.get("content", {}).items()]
    shown = [(status, media, one) for status, media, one in contents if "example" in one]
    assert shown or not contents, "an answer with a body has an example of it"
    for _, media, one in shown:
        if media == "application/json" and one.get("schema"):
            Draft202012Validator({**one["schema"], "components": DOCUMENT["components"]}).validate(one["example"])


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_problems_have_examples_and_are_problems(method: str, path: str) -> None:
    for status, response in responses(method, path).items():
        if status[0] in "45" and PROBLEM in response.get("content", {}):
            example = response["content"][PROBLEM]["example"]
            assert example["status"] == int(status) and example["hint"] and example["type"].startswith("/docs#problem-")


def test_the_page_of_the_documentation_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    page = html.document_fromstring(client.get("/docs", headers={"Accept": "text/html"}).text)
    fetched = page.xpath("//link/@href | //script/@src | //img/@src | //iframe/@src | //source/@src")
    assert fetched and all(address.startswith("/") and not address.startswith("//") for address in fetched)
    for _, path in OPERATIONS:
        assert path.removeprefix("/api/v1") in page.text_content(), path


@pytest.fixture(scope="module")
def schema(client: TestClient) -> Any:
    return schemathesis.openapi.from_dict(client.get("/openapi.json").json())


def send(client: TestClient, case: Any) -> Any:
    """Send a made-up request through the client of the other tests: one application, one event loop."""
    made = case.as_transport_kwargs(base_url="http://testserver")
    body = made.get("data")
    content = {"content": body} if isinstance(body, bytes | str) else {"data": body} if body else {}
    if "json" in made:
        content = {"json": made["json"]}
    headers = {name: str(value) for name, value in (made.get("headers") or {}).items()}
    return client.request(made["method"], made["url"], params=made.get("params"), headers=headers, **content)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_is_answered_as_described(client: TestClient, schema: Any, method: str, path: str) -> None:
    strategy = schema[path][method].as_strategy() | schema[path][method].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @given(case=strategy)
    @seed(int(os.environ.get("AMUR_FUZZ_SEED", "1")))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        answer = send(client, case)
        checks = [not_a_server_error, status_code_conformance, content_type_conformance]
        case.validate_response(answer, checks=[*checks, response_headers_conformance, response_schema_conformance])
        assert answer.status_code < 500 or answer.status_code == 503

    ask()
