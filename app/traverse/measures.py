"""Figures of a projection: who stands in its middle, which groups hold together, how close a pair was over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from app.consolidate.periods import bounds_of_edtf as bounds_of_period
from app.consolidate.periods import is_inside, months_between
from app.traverse.projection import Projection, takes_part
from app.traverse.records import EventRecord

SEED: Final = 7  # of everything that draws lots: the same graph gives the same answer
EXACT_UP_TO: Final = 600  # nodes; betweenness of larger graphs is estimated from PIVOTS of them
PIVOTS: Final = 60


def _degree(graph: nx.Graph[str]) -> Mapping[str, float]:
    return {actor: float(number) for actor, number in graph.degree()}


def _strength(graph: nx.Graph[str]) -> Mapping[str, float]:
    return {actor: float(number) for actor, number in graph.degree(weight="weight")}


def _betweenness(graph: nx.Graph[str]) -> Mapping[str, float]:
    pivots = None if len(graph) <= EXACT_UP_TO else PIVOTS
    found: Mapping[str, float] = nx.betweenness_centrality(graph, k=pivots, seed=SEED)
    return found


def _pagerank(graph: nx.Graph[str]) -> Mapping[str, float]:
    found: Mapping[str, float] = nx.pagerank(graph, weight="weight") if len(graph) else {}
    return found


MEASURES: Final[Mapping[str, Callable[[nx.Graph[str]], Mapping[str, float]]]] = {
    "degree": _degree,  # with how many others
    "strength": _strength,  # in how many events, counted for each pair
    "betweenness": _betweenness,  # how many shortest paths lead through it
    "pagerank": _pagerank,  # by weight
}


def centrality(projection: Projection, measure: str) -> list[tuple[str, float]]:
    """Actors with their value, the greatest first. `measure` is one of MEASURES."""
    values = MEASURES[measure](projection.graph)
    return sorted(((actor, round(value, 6)) for actor, value in values.items()), key=lambda item: (-item[1], item[0]))


def is_estimate(projection: Projection, measure: str) -> bool:
    return measure == "betweenness" and len(projection.graph) > EXACT_UP_TO


@dataclass(frozen=True, slots=True)
class Communities:
    """Groups of actors, the largest first, each by strength; `modularity` is between -0.5 and 1, None without edges."""

    groups: tuple[tuple[str, ...], ...]
    modularity: float | None


def communities(projection: Projection, resolution: float = 1.0) -> Communities:
    """Louvain communities by weight (https://doi.org/10.1088/1742-5468/2008/10/P10008), with a fixed seed."""
    graph = projection.graph
    if not graph.number_of_edges():
        return Communities((), None)
    found = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=SEED)
    strength = _strength(graph)
    groups = sorted((tuple(sorted(group, key=lambda one: (-strength[one], one))) for group in found), key=lambda one: (-len(one), one))
    return Communities(tuple(groups), round(nx.community.modularity(graph, found, weight="weight", resolution=resolution), 4))


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a year: events that lie in it wholly, and those that may."""

    name: str
    certain: tuple[EventRecord, ...]
    possible: tuple[EventRecord, ...]


def series(projection: Projection, actors: Iterable[str], by: str) -> tuple[list[Period], list[EventRecord]]:
    """Events in which all the actors take part (or others for them), by `month` or `year` from the first to the last.

    The second list holds the events without a date, and those that may lie in more than a hundred years.
    """
    wanted = tuple(actors)
    events = [event for event in projection.events if all(takes_part(actor, event) for actor in wanted)]
    dated = [event for event in events if event.earliest is not None and event.latest is not None]
    periods: dict[str, tuple[list[EventRecord], list[EventRecord]]] = {}
    undated = [event for event in events if event.earliest is None or event.latest is None]
    if not dated:
        return [], undated
    first = min(event.earliest for event in dated if event.earliest is not None)
    last = max(event.latest for event in dated if event.latest is not None)
    names = list(months_between(first, last)) if by == "month" else [f"{year:04d}" for year in range(first.year, last.year + 1)]
    periods = {name: ([], []) for name in names}
    for event in dated:
        for name in _periods_of(event, by):
            certain, possible = periods[name]
            (certain if is_inside(event.bounds, bounds_of_period(name)) else possible).append(event)
    return [Period(name, tuple(certain), tuple(possible)) for name, (certain, possible) in periods.items()], undated


def _periods_of(event: EventRecord, by: str) -> list[str]:
    if event.earliest is None or event.latest is None:
        return []
    if by == "month":
        return list(months_between(event.earliest, event.latest))
    return [f"{year:04d}" for year in range(event.earliest.year, event.latest.year + 1)]
