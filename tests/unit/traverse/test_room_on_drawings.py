"""On a drawing of some hundreds nobody covers another."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import pytest

from app.traverse.layout import place_actors


@pytest.mark.parametrize("size", [2, 10, 50, 200])
def test_actors_keep_a_distance(size: int) -> None:
    graph: nx.Graph[str] = nx.Graph()
    for number in range(1, size):
        graph.add_edge(f"a{number}", "a0" if number % 3 else f"a{number // 2}", weight=1 + number % 7)
    places = place_actors(graph, {f"a{number}": ("china", "russia", None)[number % 3] for number in range(size)})
    nearest = min(math.dist(places[one], places[other]) for one, other in combinations(places, 2))
    assert nearest > 0.4 * 2 / math.sqrt(len(places))
    assert max(abs(part) for place in places.values() for part in place) == 1.0
    assert places == place_actors(graph, {f"a{number}": ("china", "russia", None)[number % 3] for number in range(size)})
