"""The Model Context Protocol at `/mcp`, for language models: five questions, read-only, with the same answers as the API.

It needs the extra `mcp` (FastMCP), which is loaded with the first request; without it `/mcp` says how to install it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import anyio
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.answers import to_json
from app.answers.actors import find_actors
from app.answers.event_index import EventFilters
from app.answers.events import get_event
from app.answers.graph import find_paths_between
from app.answers.graph_query import GraphQuery
from app.answers.meetings import find_meetings
from app.api.deps import Services, services_of
from app.api.problems import ProblemView, instance_of, problem_response, view_of
from app.errors import AppError, BadParameter, NotFound, TooLarge
from app.stores import Limits

if TYPE_CHECKING:
    from fastmcp import FastMCP

logger = logging.getLogger(__name__)
PATH: Final = "/mcp"
ALLOW: Final = "DELETE, OPTIONS, POST"
MOST_ITEMS: Final = 50
MOST_ROWS: Final = 500
MOST_BYTES: Final = 400_000  # of an answer: what a model can read at once
INSTRUCTIONS: Final = """Amur is a knowledge graph of China-Russia relations made from news articles.
What it answers are claims of articles, not established facts: quote the words that prove an item, name who says so, and mention `status`,
`disputed`, `origins` and an uncertain `time`. Dates are since/until, both inclusive; a partial date (2023, 2023-07) means the whole year or
month. `time.match` is `possible` where a happening may lie outside of the window. An actor is an id, a name in English, Chinese or Russian,
or a Wikidata id: use find_actor when unsure. An empty answer says in `coverage.reason` whether nothing is known or nothing was read."""


Actor = Annotated[str, Field(description="an id, a name in English, Chinese or Russian, or a Wikidata id", max_length=200)]
Since = Annotated[str | None, Field(description="first day: YYYY, YYYY-MM or YYYY-MM-DD")]
Until = Annotated[str | None, Field(description="last day, inclusive")]


def build_server(services: Callable[[], Services]) -> FastMCP[Any]:
    """The server with its tools; `services` gives those of the application."""
    from fastmcp import FastMCP
    from fastmcp.exceptions import ToolError
    from mcp.types import ToolAnnotations

    logging.getLogger("fastmcp").setLevel(logging.CRITICAL)  # it would log each problem that a model is told of
    server: FastMCP[Any] = FastMCP("Amur", instructions=INSTRUCTIONS)
    tool = partial(server.tool, annotations=ToolAnnotations(readOnlyHint=True, idempotentHint=True, openWorldHint=False))

    async def answer(work: Callable[[Services], Any]) -> dict[str, Any]:
        """What the API would answer; a problem in words that tell what to do."""

        def run() -> dict[str, Any]:
            made: dict[str, Any] = to_json(work(services()))
            size = len(json.dumps(made, ensure_ascii=False).encode())
            if size > MOST_BYTES:
                raise TooLarge(f"The answer has {size // 1000} kB.", "Ask for less: a smaller limit, a shorter time, one pair of actors.")
            return made

        try:
            return await anyio.to_thread.run_sync(run)
        except AppError as problem:
            raise ToolError(_in_words(problem)) from None
        except Exception:
            logger.exception("a tool failed")
            raise ToolError("The server met an error of its own; it has been logged. Ask in another way.") from None

    @tool
    async def find_actor(
        name: Annotated[str, Field(description="a name or a part of it, in English, Chinese or Russian", max_length=200)],
        limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 10,
    ) -> dict[str, Any]:
        """Find people, states and organisations by name, best match first. Their `id` is what the other tools take."""
        return await answer(lambda on: find_actors(on.store, on.gazetteer, on.names, name, limit, None))

    @tool
    async def who_met_whom(
        actor: Annotated[Actor | None, Field(description="one side")] = None,
        other: Annotated[Actor | None, Field(description="the other side")] = None,
        since: Since = None,
        until: Until = None,
        place: Annotated[str | None, Field(description="a place and what lies in it: id or name")] = None,
        type: Annotated[
            str | None, Field(description="kinds joined by commas (Meeting,PhoneCall,Summit,Visit), or all; else Meeting")
        ] = None,
        status: Annotated[
            str | None, Field(description="occurred, ongoing, planned, alleged, denied, hypothetical, cancelled; else facts")
        ] = None,
        topic: Annotated[str | None, Field(description="a topic and those under it")] = None,
        words: Annotated[str | None, Field(description="words in the evidence", max_length=200)] = None,
        min_origins: Annotated[int, Field(ge=0, le=1000, description="at least so many independent origins")] = 0,
        latest_first: bool = False,
        limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 10,
        cursor: Annotated[str | None, Field(description="`next` of the answer before")] = None,
    ) -> dict[str, Any]:
        """Who met whom, when, where and in what capacity, with the verbatim words that say so and their article."""

        def work(on: Services) -> Any:
            filters = EventFilters(
                actor=actor, with_=other, since=since, until=until, place=place, type=type, status=status, topic=topic, q=words,
                min_origins=min_origins, min_confidence=on.settings.min_confidence, order="desc" if latest_first else "asc", limit=limit,
                cursor=cursor,
            )  # fmt: skip
            return find_meetings(on.store, on.gazetteer, filters, on.names, on.sentences)

        return await answer(work)

    @tool
    async def event_with_evidence(
        id: Annotated[str, Field(description="the id of an event (e…), as lists give it", max_length=200)],
    ) -> dict[str, Any]:
        """One event with all its claims, quotes with offsets, conflicts, relations and neighbours in time."""
        return await answer(lambda on: get_event(on.store, on.gazetteer, on.names, on.names.slug(id)))

    @tool
    async def graph_path(
        source: Actor,
        target: Actor,
        since: Since = None,
        until: Until = None,
        kind: Annotated[str | None, Field(description="kinds of contact joined by commas; else all contacts")] = None,
        paths: Annotated[int, Field(ge=1, le=10, description="how many of the shortest paths")] = 1,
        max_steps: Annotated[int, Field(ge=1, le=6)] = 6,
    ) -> dict[str, Any]:
        """By whom two actors are joined: the shortest chains of contacts, with the events and claims of each step."""

        def work(on: Services) -> Any:
            query = GraphQuery(since=since, until=until, kind=kind, min_confidence=on.settings.min_confidence, evidence=5)
            return find_paths_between(on.store, on.gazetteer, on.names, query, source, target, paths, max_steps)

        return await answer(work)

    @tool
    async def sparql_select(
        query: Annotated[str, Field(description="a SPARQL 1.1 SELECT or ASK query; prefixes must be declared", max_length=32_000)],
        max_rows: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 100,
    ) -> dict[str, Any]:
        """Ask the graph itself: events (amur:Meeting …), actors and the ontology (prefix amur: <https://w3id.org/amur/ontology#>).

        Each article is a named graph. Answers `columns`, `rows` and `truncated`, or `boolean`.
        """
        return await answer(lambda on: _select(on, query, max_rows))

    return server


def _select(on: Services, query: str, max_rows: int) -> dict[str, Any]:
    """The rows of a query as plain values. Raises what the lane of users' queries raises."""
    found = on.store.answer(query, "application/sparql-results+json, text/turtle;q=0.1", limits=Limits(rows=None))
    if not found.media_type.startswith("application/sparql-results+json"):
        raise BadParameter("Only SELECT and ASK are answered here.", "Rewrite CONSTRUCT or DESCRIBE as SELECT.", parameter="query")
    told = json.loads(found.body)
    if "boolean" in told:
        return {"boolean": told["boolean"], "version": found.version}
    columns, bindings = told["head"]["vars"], told["results"]["bindings"]
    rows = [[row[name]["value"] if name in row else None for name in columns] for row in bindings[:max_rows]]
    return {"columns": columns, "rows": rows, "truncated": len(bindings) > max_rows, "version": found.version}


def _in_words(problem: AppError) -> str:
    """A problem as a model reads it: what was wrong, what to do, and the candidates."""
    lines = [str(problem)]
    for candidate in problem.extra.get("candidates", ()):
        if isinstance(candidate, dict):
            label = candidate.get("label", {})
            lines.append(f"- {candidate.get('id')}: {label.get('en', '') if isinstance(label, dict) else label}")
        else:
            lines.append(f"- {candidate}")
    if (known := problem.extra.get("known")) is not None:
        lines.append(f"Known: {', '.join(map(str, known))}")
    return "\n".join(lines)


def is_installed() -> bool:
    """True if the extra `mcp` is there."""
    return importlib.util.find_spec("fastmcp") is not None


class McpEndpoint:
    """The ASGI application at `/mcp`. FastMCP is loaded, and lives in a task of its own, when the first request comes; `close` ends it."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._starting = asyncio.Lock()
        self._end = asyncio.Event()
        self._app: ASGIApp | None = None
        self._task: asyncio.Task[None] | None = None  # of the loop that serves

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_installed():
            missing = NotFound("The Model Context Protocol is not installed here.", "Install Amur with its extra: pip install 'amur[mcp]'.")
            await problem_response(view_of(Request(scope), missing))(scope, receive, send)
            return
        if scope["method"] not in ALLOW.split(", "):
            words = "This address speaks the Model Context Protocol, by POST."
            hint = "Give it to an MCP client; the routes for people and programs stand at /docs."
            view = ProblemView(405, "method-not-allowed", "Method Not Allowed", words, instance_of(Request(scope)), hint, {})
            response = problem_response(view)
            response.headers["Allow"] = ALLOW
            await response(scope, receive, send)
            return
        async with self._starting:
            if self._app is None:
                self._app = await self._start(scope["app"])
        await self._app(scope, receive, send)

    async def close(self) -> None:
        """End the task that keeps FastMCP's own."""
        self._end.set()
        if self._task is not None:
            await self._task
        self._reset()

    async def _start(self, application: Starlette) -> ASGIApp:
        server = await anyio.to_thread.run_sync(build_server, lambda: services_of(application))
        app = server.http_app(path=PATH, stateless_http=True, json_response=True)
        has_started = asyncio.Event()

        async def live() -> None:
            async with app.lifespan(app):
                has_started.set()
                await self._end.wait()

        self._task = asyncio.create_task(live())
        await has_started.wait()
        return app
