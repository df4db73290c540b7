"""Our spaCy components, in the order in which they run.

Each module holds one pure function `find_…(doc, …)` and registers a spaCy component of the name given here. What they find lies in
`doc._.amur_*` (see `extensions`). Components up to `amur_quantities` see one block; `coref`, `attribution`, `frames` and
`status` are called by `annotate` with all blocks of an article, since a name is explained in an earlier block.
"""

from __future__ import annotations

from typing import Final

BLOCK_COMPONENTS: Final = ("amur_parse_repair", "amur_linker", "amur_dates", "amur_quantities")
ARTICLE_COMPONENTS: Final = ("amur_coref", "amur_attribution", "amur_frames", "amur_status")
