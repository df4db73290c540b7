"""Walks over a projection: who is around an actor, chains of contacts between two, and whom two have in common."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import networkx as nx

from app.traverse.projection import Edge, Projection

Adjacency = Mapping[str, Mapping[str, tuple[Edge, ...]]]

DEADLINE_S: Final = 5.0  # after that, the paths found so far are answered


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """Actor -> distance, the edges among them, and how many nodes and edges the limits left out."""

    distances: dict[str, int]
    edges: tuple[Edge, ...]
    nodes_left_out: int
    edges_left_out: int


def neighborhood(projection: Projection, center: str, depth: int, *, most_nodes: int, most_edges: int) -> Neighborhood:
    """Actors up to `depth` steps away, the nearest and among those the closest linked first, and all edges among them.

    Where edges must be left out, those that lead towards the center stay, then the strongest.
    """
    adjacency = projection.adjacency
    if center not in adjacency:
        return Neighborhood({center: 0}, (), 0, 0)
    kept = {center: 0}
    seen, level = {center}, [center]
    for distance in range(1, depth + 1):
        if len(kept) < most_nodes:
            pull = _pull(adjacency, level, seen)
            beyond = set(pull)
            nearest = sorted(sorted(beyond), key=pull.__getitem__, reverse=True)
            kept.update((actor, distance) for actor in nearest[: most_nodes - len(kept)])
        else:
            beyond = set().union(*(adjacency[actor] for actor in level)) - seen
        seen |= beyond
        level = list(beyond)
    edges = edges_among(projection, kept)
    chosen = edges
    if len(edges) > most_edges:
        strongest = sorted(sorted(edges, key=attrgetter("id")), key=attrgetter("weight"), reverse=True)
        chosen = sorted(strongest, key=lambda edge: min(kept[edge.source], kept[edge.target]))[:most_edges]
    return Neighborhood(kept, tuple(chosen), len(seen) - len(kept), len(edges) - len(chosen))


def _pull(adjacency: Adjacency, level: Iterable[str], seen: set[str]) -> dict[str, int]:
    """The actors next to a level and not seen yet -> in how many events each is joined to that level, which is all of `seen` it touches."""
    pull: dict[str, int] = {}
    for inner in level:
        for actor, edges in adjacency[inner].items():
            if actor not in seen:
                pull[actor] = pull.get(actor, 0) + sum([edge.weight for edge in edges])
    return pull


def edges_among(projection: Projection, actors: Iterable[str]) -> list[Edge]:
    """All edges both of whose ends are among the actors, by their ids."""
    wanted = set(actors)
    adjacency = projection.adjacency
    found: list[Edge] = []
    for actor in sorted(wanted & adjacency.keys()):
        others = adjacency[actor]
        for other in sorted(wanted & others.keys()):
            if actor < other:
                found += others[other]
    return found


@dataclass(frozen=True, slots=True)
class Paths:
    """Chains of actors, the shortest first and among those the strongest linked; `is_complete` False: time ran out."""

    chains: tuple[tuple[str, ...], ...]
    is_complete: bool


def find_paths(projection: Projection, source: str, target: str, *, count: int, longest: int) -> Paths:
    """Up to `count` loopless paths of at most `longest` steps (Yen's algorithm; https://doi.org/10.1287/mnsc.17.11.712)."""
    graph = projection.graph
    if source not in graph or target not in graph or not nx.has_path(graph, source, target):
        return Paths((), is_complete=True)
    if count == 1:
        chain = nx.dijkstra_path(graph, source, target, weight="cost")
        return Paths((tuple(chain),) if len(chain) - 1 <= longest else (), is_complete=True)
    started = time.monotonic()
    chains: list[tuple[str, ...]] = []
    for chain in nx.shortest_simple_paths(graph, source, target, weight="cost"):
        if len(chain) - 1 > longest:
            break
        chains.append(tuple(chain))
        if len(chains) == count:
            break
        if time.monotonic() - started > DEADLINE_S:
            return Paths(tuple(chains), is_complete=False)
    return Paths(tuple(chains), is_complete=True)


def common_contacts(projection: Projection, one: str, two: str) -> list[tuple[str, Sequence[Edge], Sequence[Edge]]]:
    """(actor, edges with the one, edges with the other), who is close to both first."""
    graph = projection.graph
    if one not in graph or two not in graph:
        return []
    found = sorted(nx.common_neighbors(graph, one, two))
    found.sort(key=lambda actor: -min(graph.adj[one][actor]["weight"], graph.adj[two][actor]["weight"]))
    return [(actor, projection.between(one, actor), projection.between(two, actor)) for actor in found]
