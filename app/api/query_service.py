"""One query, from what a request asks to what is sent: the cache, the store, validators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import anyio
from anyio import CapacityLimiter

from app.api.answer_cache import AnswerCache, answer_key, is_repeatable
from app.api.sparql_requests import Asked
from app.settings import Settings
from app.stores import Answer, Limits, Store

_WAITING: Final = 64  # queries that wait for a worker in threads of their own


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
        self._cache = AnswerCache(settings.cache_mb * 1_000_000)
        self._threads: CapacityLimiter | None = None  # made in the event loop that serves

    async def answer(self, asked: Asked, accept: str, held: str | None) -> Told:
        """`held` is the If-None-Match of the request. Raises what the store raises."""
        query, accept, dataset, timeout_s = asked.query or "", asked.media_type or accept, asked.dataset, asked.timeout_s
        key = answer_key(query, accept, dataset) if is_repeatable(query) else None
        version = self._store.version
        if key is not None and held is not None and (tag := _tag(key, version)) in map(str.strip, held.split(",")):
            return Told(304, b"", _validators(tag, version))
        answer = self._cache.get(key, version) if key is not None else None
        if answer is None:
            if self._threads is None:
                self._threads = CapacityLimiter(_WAITING)
            run = partial(self._store.answer, query, accept, dataset, Limits(timeout_s=timeout_s))
            answer = await anyio.to_thread.run_sync(run, limiter=self._threads)
            if key is not None:
                self._cache.put(key, answer)
        headers = {"Content-Type": _content_type(answer), "X-Amur-Version": str(answer.version)}
        return Told(200, answer.body, headers if key is None else headers | _validators(_tag(key, answer.version), answer.version))


def _content_type(answer: Answer) -> str:
    return f"{answer.media_type}; charset=utf-8" if answer.media_type.startswith("text/") else answer.media_type


def _tag(key: str, version: int) -> str:
    """Weak, because compression changes the bytes."""
    return f'W/"{version}-{key}"'


def _validators(tag: str, version: int) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "no-cache", "X-Amur-Version": str(version)}
