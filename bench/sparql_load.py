"""Closed loops of HTTP clients against SPARQL endpoints, in turns; the queries are those of bench_http.py."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import itertools
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp

LIGHT = "who_met|did_a_meet|top_co|timeline|statements|construct|evidence|office"


@dataclass
class Figures:
    """What the slices of one endpoint gave: requests a second, their 95th percentile in ms, errors."""

    rates: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def p95(self) -> float:
        return statistics.median(self.p95s)


def load_tool(path: Path) -> ModuleType:
    """bench_http.py as a module."""
    spec = importlib.util.spec_from_file_location("bench_http", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Load:
    """The load generator of one bench."""

    def __init__(self, tool: ModuleType, seconds: float) -> None:
        self.tool, self.seconds = tool, seconds
        self.names = [name for name in tool.Q if re.search(LIGHT, name) and name not in tool.HEAVY]

    def take_turns(
        self, endpoints: Sequence[str], *, clients: int, rounds: int, events: int, actors: int = 50, patience_s: float = 60
    ) -> list[Figures]:
        """Ask the endpoints one after the other, `rounds` times, the first in every second round last. One round before is not counted.

        A request that takes longer than `patience_s` counts as an error.
        """
        figures = [Figures() for _ in endpoints]
        asked = self._asked(clients, events, actors, self.seconds)

        async def all_rounds() -> None:
            async with self._session(patience_s) as session:
                for number in range(rounds + 1):
                    order = range(len(endpoints)) if number % 2 else reversed(range(len(endpoints)))
                    for index in order:
                        slice_ = await self.tool.slice_(session, endpoints[index], self.names, f"mix/{number}", asked)
                        if number:
                            _note(figures[index], slice_, self.tool)

        asyncio.run(all_rounds())
        return figures

    def beside(
        self, endpoint: str, of_death: Sequence[str], *, killers: int, clients: int, events: int, seconds: float, limit_s: float
    ) -> Death:
        """The light mix alone, and again while `killers` other clients send queries of death, one after the other."""
        asked = self._asked(clients, events, 50, seconds)
        death, texts = Death(Figures(), Figures()), itertools.cycle(of_death)

        async def kill(session: aiohttp.ClientSession, until: float) -> None:
            while time.monotonic() < until:
                query = next(texts)
                started = time.monotonic()
                async with session.get(endpoint, params={"query": query, "timeout": str(limit_s)}) as response:
                    await response.read()
                death.statuses[response.status] = death.statuses.get(response.status, 0) + 1
                if response.status == 503:
                    death.over_s = max(death.over_s, time.monotonic() - started - limit_s)
                await asyncio.sleep(0.05)

        async def both() -> None:
            async with self._session() as session:
                for number in range(5):
                    _note(death.alone, await self.tool.slice_(session, endpoint, self.names, f"alone/{number}", asked), self.tool)
                    until = time.monotonic() + seconds
                    killing = [asyncio.ensure_future(kill(session, until)) for _ in range(killers)]
                    _note(death.meanwhile, await self.tool.slice_(session, endpoint, self.names, f"alone/{number}", asked), self.tool)
                    await asyncio.gather(*killing)

        asyncio.run(both())
        return death

    def _asked(self, clients: int, events: int, actors: int, seconds: float) -> argparse.Namespace:
        return argparse.Namespace(
            clients=clients, seconds=seconds, seed=1, actors=actors, events=events, union=False, post=False, gzip=False
        )  # fmt: skip

    @staticmethod
    def _session(patience_s: float = 60) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=patience_s))


@dataclass
class Death:
    """Light queries alone and beside queries of death; what became of those, and how long after their limit at most."""

    alone: Figures
    meanwhile: Figures
    statuses: dict[int, int] = field(default_factory=dict)
    over_s: float = 0.0

    @property
    def p95_ratio(self) -> float:
        return statistics.median(two / one for one, two in zip(self.alone.p95s, self.meanwhile.p95s, strict=True))


def ratio(one: Figures, two: Figures) -> float:
    """Median over the rounds of how many times as many requests the second answered."""
    return statistics.median(b / a if a else float("inf") for a, b in zip(one.rates, two.rates, strict=True))


def _note(figures: Figures, slice_: Any, tool: ModuleType) -> None:
    latencies, errors, _, seconds = slice_
    every = [value for values in latencies.values() for value in values]
    figures.rates.append((len(every) - errors) / seconds)
    figures.p95s.append(tool.pct(every, 0.95))
    figures.errors += errors
