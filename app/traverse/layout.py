"""Where actors stand on a drawing: forces between linked and unlinked ones, the same result each time for the same graph.

ForceAtlas2 (https://doi.org/10.1371/journal.pone.0098679) with one change: what repels an actor is not each other one, but the
cells of a grid with the number of actors in them, so that thousands take a second or two; of some hundreds each repels each other,
and in the end those that would cover one another are moved apart. Every actor starts in the sector of its side; nothing is drawn by
lot, and places are rounded after each step, so that machines agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt

MOST_PLACED: Final = 5000  # the strongest; the others have no place
STEPS: Final = 60
MOST_ALONE: Final = 400  # so many push each other one by one
_ROOM: Final = 0.55  # the least distance of two actors, as a share of what they would have on a chessboard of the same extent
_TURN: Final = math.pi * (3 - math.sqrt(5))
_PULL, _PUSH, _GRAVITY = 1.0, 2.0, 0.05
_Floats = npt.NDArray[np.float64]


def place_actors(graph: nx.Graph[str], sides: Mapping[str, str | None]) -> dict[str, tuple[float, float]]:
    """Actor -> x and y, from -1 to 1. `graph` has `weight` on its edges."""
    strength = dict(graph.degree(weight="weight"))
    chosen = sorted(graph, key=lambda actor: (-strength[actor], actor))[:MOST_PLACED]
    if not chosen:
        return {}
    number = {actor: place for place, actor in enumerate(chosen)}
    links = sorted(
        (number[one], number[two], data["weight"]) for one, two, data in graph.edges(data=True) if one in number and two in number
    )
    places: _Floats = _start([sides.get(actor) or "" for actor in chosen])
    if links:
        ends = np.array([link[:2] for link in links], dtype=np.int64)
        pulls = np.sqrt(np.array([link[2] for link in links], dtype=np.float64))
        places = _settle(places, ends, pulls)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    places /= max(float(np.abs(places).max()), 1e-9)
    return {actor: (round(float(x), 5), round(float(y), 5)) for actor, (x, y) in zip(chosen, places, strict=True)}


def _start(sides: list[str]) -> _Floats:
    """A spiral for each side around a centre of its own: the strongest in the middle."""
    order = sorted(set(sides))
    counted = dict.fromkeys(order, 0)
    reach = math.sqrt(len(sides)) * 4
    found = []
    for side in sides:
        place, sector = counted[side], order.index(side)
        counted[side] += 1
        angle = 2 * math.pi * sector / len(order)
        radius = 3 * math.sqrt(place + 0.5)
        shift = reach if len(order) > 1 else 0.0
        found.append([round(shift * turn(angle) + radius * turn(place * _TURN), 6) for turn in (math.cos, math.sin)])
    return np.array(found, dtype=np.float64)


def _settle(places: _Floats, ends: npt.NDArray[np.int64], pulls: _Floats) -> _Floats:
    """Let the forces work: linked actors draw together, all push each other away, the middle draws a little."""
    count = len(places)
    cells = min(16, max(3, round(math.sqrt(count) / 3)))
    one, two = ends[:, 0], ends[:, 1]
    mass: _Floats = np.bincount(ends.ravel(), minlength=count).astype(np.float64) + 1.0
    reach = math.sqrt(count)
    for step in range(STEPS):
        force = -_GRAVITY * places * mass[:, None]
        apart = (places[two] - places[one]) * (_PULL * pulls)[:, None]
        for axis in (0, 1):
            force[:, axis] += np.bincount(one, apart[:, axis], count) - np.bincount(two, apart[:, axis], count)
        force = force + _push(places, mass, cells) * _PUSH
        length = np.sqrt(force[:, 0] ** 2 + force[:, 1] ** 2) + 1e-9
        limit = reach * (1 - step / STEPS) ** 2 + 0.01
        move = np.minimum(length / mass, limit) / length
        places = _rounded(places + force * move[:, None])
    return _spread(places) if count <= MOST_ALONE else places


def _spread(places: _Floats) -> _Floats:
    """Move apart what stands closer than the least distance, step by step; the rest stays where it is."""
    extent = float((places.max(axis=0) - places.min(axis=0)).max())
    least = _ROOM * extent / math.sqrt(len(places))
    for _ in range(STEPS):
        away = places[:, None, :] - places[None, :, :]
        distance = np.sqrt((away**2).sum(axis=2)) + 1e-9
        lacking = np.clip(least - distance, 0.0, None)
        np.fill_diagonal(lacking, 0.0)
        if not lacking.any():
            break
        places = _rounded(places + (away / distance[:, :, None] * lacking[:, :, None]).sum(axis=1) / 3)
    return places


def _rounded(places: _Floats) -> _Floats:
    found: _Floats = np.round(places, 6)
    return found


def _push(places: _Floats, mass: _Floats, cells: int) -> _Floats:
    """What the actors of each cell of a grid, seen as one body in their middle, push each actor with; few are cells of their own."""
    if len(places) <= MOST_ALONE:
        return _push_from(places, places, mass, mass)
    low, high = places.min(axis=0), places.max(axis=0)
    size = np.maximum((high - low) / cells, 1e-6)
    spot = np.minimum(((places - low) / size).astype(np.int64), cells - 1)
    cell = spot[:, 0] * cells + spot[:, 1]
    total = np.bincount(cell, mass, cells * cells)
    middles = np.stack([np.bincount(cell, mass * places[:, axis], cells * cells) for axis in (0, 1)], axis=1)
    filled = np.nonzero(total > 0)[0]
    total = total[filled]
    centres: _Floats = middles[filled] / total[:, None]
    return _push_from(places, centres, mass, total.astype(np.float64))


def _push_from(places: _Floats, centres: _Floats, mass: _Floats, total: _Floats) -> _Floats:
    x = places[:, 0][:, None] - centres[:, 0][None, :]
    y = places[:, 1][:, None] - centres[:, 1][None, :]
    near = x * x + y * y + 1.0
    weight = mass[:, None] * total[None, :] / near
    return np.stack([(x * weight).sum(axis=1), (y * weight).sum(axis=1)], axis=1)
