"""Claims, the registry and human decisions -> the world graph, as pure functions.

prepared (reviews, parties, bounds) -> events (which claims are one event) -> lifecycle, values, origins, titles -> view -> writer.
statements, counted and descriptions write what is no event. blocks names the keys by which claims can touch each other, so that
`world_change` recomputes no more than a change can reach, and gets what computing everything from scratch would get.
"""

from app.consolidate.blocks import block_keys, wanted_keys
from app.consolidate.changes import changes_of
from app.consolidate.world import close_records, world_change, world_delta, world_quads

__all__ = ["block_keys", "changes_of", "close_records", "wanted_keys", "world_change", "world_delta", "world_quads"]
