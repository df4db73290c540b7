"""Where actors stand on a drawing: worked out once for each projection, the same each time for the same graph."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from app.traverse.projection import Projection


def place_actors(projection: Projection) -> Mapping[str, tuple[float, float]]:
    """Actor -> x and y, from -1 to 1."""
    found = nx.spring_layout(projection.graph, weight="weight", seed=7, iterations=60) if len(projection.graph) else {}
    return {actor: (round(float(x), 4), round(float(y), 4)) for actor, (x, y) in found.items()}
