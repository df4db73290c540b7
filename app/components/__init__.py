"""Our spaCy components and the passes over an article, in the order in which they run.

Components (`BLOCK_COMPONENTS`) see one block. The passes that follow in `app.annotate` see all blocks of an article, since a name or
a "same day" is explained in an earlier one: dates, coref, attribution, frames (which asks status). What they find lies in
`doc._.amur_*`, see `extensions`; each module has a pure function that can be called on Docs alone.
"""

from __future__ import annotations

from typing import Final

BLOCK_COMPONENTS: Final = ("amur_parse_repair", "amur_linker", "amur_quantities")
