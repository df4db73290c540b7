"""The Model Context Protocol, asked by a real client over HTTP: the same answers as the API, problems in words, nothing is written."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from app.api.factory import create_app
from app.pipeline import Pipeline

fastmcp = pytest.importorskip("fastmcp", reason="the extra mcp is not installed")
TOOLS = {"find_actor", "who_met_whom", "event_with_evidence", "graph_path", "sparql_select"}
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, corpus: Any) -> Iterator[str]:
    """The address of a real server over a small filled store."""
    settings = corpus.settings_in(tmp_path_factory.mktemp("mcp"))
    corpus.fill(settings)
    with Pipeline.open(settings) as pipeline, closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(settings, pipeline=pipeline), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


def run(url: str, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    async def go() -> Any:
        async with fastmcp.Client(f"{url}/mcp") as client:
            return await work(client)

    return asyncio.run(go())


@pytest.fixture(scope="module")
def ask(url: str) -> Ask:
    """Call a tool; its answer as a model and a program get it, which must be the same."""

    def call(tool: str, **arguments: Any) -> dict[str, Any]:
        found = run(url, lambda client: client.call_tool(tool, arguments))
        assert json.loads(found.content[0].text) == found.structured_content
        return dict(found.structured_content)

    return call


def complaint(url: str, tool: str, **arguments: Any) -> str:
    found = run(url, lambda client: client.call_tool(tool, arguments, raise_on_error=False))
    assert found.is_error
    return str(found.content[0].text)


def test_the_tools_are_described_and_only_read(url: str) -> None:
    tools = run(url, lambda client: client.list_tools())
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        told = tool.model_dump(by_alias=True)
        assert told["annotations"]["readOnlyHint"] is True
        assert len(told["description"]) > 40
        for name, parameter in told["inputSchema"]["properties"].items():
            assert parameter.get("description") or "default" in parameter, (tool.name, name)


def test_it_answers_what_the_api_answers(url: str, ask: Ask) -> None:
    def api(path: str, **params: Any) -> Any:
        return httpx.get(f"{url}/api/v1{path}", params=params, timeout=30).json()

    assert ask("find_actor", name="Лавров") == api("/actors", q="Лавров", limit=10)
    met = ask("who_met_whom", actor="wang-yi", other="Лавров", since="2023-07")
    assert met == api("/meetings", actor="wang-yi", **{"with": "Лавров"}, since="2023-07", limit=10)
    assert len(met["items"]) == 1
    assert met["items"][0]["claims"][0]["quote"]
    event = met["items"][0]["id"]
    assert ask("event_with_evidence", id=event) == ask("event_with_evidence", id=met["items"][0]["iri"]) == api(f"/events/{event}")
    path = ask("graph_path", source="wang-yi", target="Putin")
    assert path == api("/graph/path", source="wang-yi", target="Putin", evidence=5)
    latest = ask("who_met_whom", type="all", latest_first=True, limit=1)
    assert latest["items"] == api("/meetings", type="all", order="desc", limit=1)["items"]
    further = ask("who_met_whom", type="all", latest_first=True, limit=1, cursor=latest["next"])
    assert further["items"] != latest["items"]
    empty = ask("who_met_whom", actor="wang-yi", since="1995", until="1996")
    assert (empty["items"], bool(empty["coverage"]["reason"])) == ([], True)


def test_select_and_ask(ask: Ask) -> None:
    query = "SELECT ?kind (COUNT(*) AS ?n) ?none WHERE { ?event a ?kind ; amur:status ?s } GROUP BY ?kind ?none ORDER BY DESC(?n)"
    rows = ask("sparql_select", query=f"PREFIX amur: <https://w3id.org/amur/ontology#> {query}")
    assert rows["columns"] == ["kind", "n", "none"]
    assert rows["rows"]
    assert all(row[2] is None for row in rows["rows"])
    cut = ask("sparql_select", query="SELECT * { ?s ?p ?o }", max_rows=3)
    assert (len(cut["rows"]), cut["truncated"]) == (3, True)
    assert ask("sparql_select", query="ASK { ?s ?p ?o }")["boolean"] is True


def test_problems_are_told_in_words(url: str) -> None:
    unknown = complaint(url, "who_met_whom", actor="Sergei Lavrof")
    assert "No actor is called 'Sergei Lavrof'" in unknown
    assert "- sergey-lavrov: Sergey Lavrov" in unknown
    assert "YYYY-MM-DD" in complaint(url, "who_met_whom", since="May 2024")
    assert "There is no event e000000000000" in complaint(url, "event_with_evidence", id="e000000000000")
    assert "Name two actors" in complaint(url, "graph_path", source="wang-yi", target="wang-yi")
    assert "Only SELECT and ASK" in complaint(url, "sparql_select", query="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert "limit" in complaint(url, "find_actor", name="x", limit=1000)
    for text in (
        "SELECT",
        "INSERT DATA { <a:b> <a:b> 1 }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DROP ALL",
        "{" * 30_000,
    ):
        told = complaint(url, "sparql_select", query=text)
        assert told
        assert "Traceback" not in told
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    browser = httpx.get(f"{url}/mcp", headers={"Accept": "text/html"})
    assert (browser.status_code, browser.headers["allow"]) == (405, "DELETE, OPTIONS, POST")
    assert "MCP client" in browser.json()["hint"]


def test_a_bug_in_a_tool_is_not_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.api.mcp.find_actors", break_down)
    told = complaint(url, "find_actor", name="Wang")
    assert "an error of its own" in told
    assert "secret" not in told


def test_the_lines_of_the_documentation_work(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "http.md").read_text("utf-8")
    (code,) = [block for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if "fastmcp" in block]
    exec(compile(code.replace("http://127.0.0.1:8000", url), "docs/http.md", "exec"), {})
    assert "in Jakarta in July" in capsys.readouterr().out


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, corpus: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient

    monkeypatch.setattr("app.api.mcp.is_installed", lambda: False)
    with TestClient(create_app(corpus.settings_in(tmp_path))) as client:
        for method in ("GET", "POST"):
            answer = client.request(method, "/mcp")
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
            assert "amur[mcp]" in answer.json()["hint"]
