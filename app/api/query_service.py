"""One query, from what a request asks to what is sent: the cache, the store, validators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio
from anyio import CapacityLimiter

from app.api.answer_cache import AnswerCache, is_repeatable, tag_of
from app.api.sparql_requests import Asked
from app.settings import Settings
from app.stores import NO_LIMITS, Answer, AnswersInLoop, Dataset, Limits, Store

_WAITING: Final = 64  # queries of a store that answers in threads


@dataclass(frozen=True, slots=True)
class Told:
    """Status, body and the headers that belong to the answer."""

    status: int
    body: bytes
    headers: dict[str, str]


class QueryService:
    """Answers the queries of one application."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._in_loop = store if isinstance(store, AnswersInLoop) else None
        self._cache = AnswerCache(settings.cache_mb * 1_000_000)
        self._threads: CapacityLimiter | None = None  # made in the event loop that serves

    async def answer(self, asked: Asked, accept: str, held: str | None, client: Callable[[], Awaitable[None]] | None = None) -> Told:
        """`held` is the If-None-Match of the request; `client` returns when the client has gone. Raises what the store raises."""
        query, accept, dataset = asked.query or "", asked.accept or accept, asked.dataset
        limits = NO_LIMITS if asked.timeout is None else Limits(timeout_s=asked.timeout_s)
        if not is_repeatable(query):
            return _tell(await self._ask(query, accept, dataset, limits, client), None)
        key = (query, accept, dataset)
        version = self._store.version
        if held is not None and (tag := tag_of(key, version)) in map(str.strip, held.split(",")):
            return Told(304, b"", _validators(tag, version))
        answer = self._cache.get(key, version)
        if answer is None:
            answer = await self._ask(query, accept, dataset, limits, client)
            self._cache.put(key, answer)
        return _tell(answer, tag_of(key, answer.version))

    async def _ask(
        self, query: str, accept: str, dataset: Dataset | None, limits: Limits, client: Callable[[], Awaitable[None]] | None
    ) -> Answer:
        if self._in_loop is not None:
            return await self._in_loop.answer_in_loop(query, accept, dataset, limits, client)
        if self._threads is None:
            self._threads = CapacityLimiter(_WAITING)
        return await anyio.to_thread.run_sync(partial(self._store.answer, query, accept, dataset, limits), limiter=self._threads)


def _tell(answer: Answer, tag: str | None) -> Told:
    kind = f"{answer.media_type}; charset=utf-8" if answer.media_type.startswith("text/") else answer.media_type
    more = {"X-Amur-Version": str(answer.version)} if tag is None else _validators(tag, answer.version)
    return Told(200, answer.body, {"Content-Type": kind, **more})


def _validators(tag: str, version: int) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache", "X-Amur-Version": str(version)}
