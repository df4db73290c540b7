"""Claims, the registry and human decisions -> the world graph, as pure functions.

prepared (reviews, parties, bounds) -> events (which claims are one event) -> lifecycle, values, origins, titles -> view -> writer.
statements, counted and descriptions write what is no event. `world_quads` makes the world from scratch. `world_change` makes what
a change of some articles or decisions makes of it: region loads what is near, by the keys of blocks, settle places again what a
change displaces, change writes the difference; it gets what computing everything from scratch would get.
"""

from app.consolidate.blocks import block_keys
from app.consolidate.change import world_change
from app.consolidate.changes import changes_of
from app.consolidate.region import Shown
from app.consolidate.shown import ShownInStore
from app.consolidate.world import world_quads

__all__ = ["Shown", "ShownInStore", "block_keys", "changes_of", "world_change", "world_quads"]
