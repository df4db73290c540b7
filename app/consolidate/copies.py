"""One text carried by many outlets is one origin: the words that prove a claim are near-identical in another article.

Near-identical: an estimated Jaccard similarity of the sets of three-word runs of at least 0.8 (MinHash, Broder 1997), over twelve
words at least; shorter sentences are alike by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from app.consolidate.origins import CITING_KINDS, Origin, origins_of
from app.consolidate.prepared import Prepared
from app.consolidate.words import fold_quote

if TYPE_CHECKING:
    from datasketch import MinHash

LEAST_WORDS: Final = 12
ALIKE: Final = 0.8
_RUN: Final = 3
_PERMUTATIONS: Final = 64


def shared_origins(members: Sequence[Prepared]) -> frozenset[Origin]:
    """The distinct origins of claims; of those that carry one text the origin that a carrier names, else that of the first."""
    own = [(member, origins_of(member.article, member.claim)) for member in sorted(members, key=lambda member: member.order)]
    every = frozenset(origin for _, origins in own for origin in origins)
    if len(every) < 2:
        return every
    groups: list[list[tuple[Prepared, frozenset[Origin]]]] = []
    for entry in own:
        home = next((group for group in groups if any(_is_copy(entry[0], other) for other, _ in group)), None)
        if home is None:
            groups.append([entry])
        else:
            home.append(entry)
    found: set[Origin] = set()
    for group in groups:
        named = [origins for member, origins in group if member.claim.attributed_to or member.claim.reported_by]
        found |= frozenset().union(*named) if named else group[0][1]
    return frozenset(found)


def _is_copy(one: Prepared, two: Prepared) -> bool:
    if one.article.id == two.article.id or _cites(one) or _cites(two):
        return False
    first, second = _signature(_words_of(one)), _signature(_words_of(two))
    return first is not None and second is not None and first.jaccard(second) >= ALIKE


def _cites(member: Prepared) -> bool:
    return member.article.kind in CITING_KINDS or bool(member.claim.sources)


def _words_of(member: Prepared) -> str:
    return " ".join(fold_quote(evidence.quote) for evidence in member.claim.evidence)


@lru_cache(maxsize=1024)
def _signature(text: str) -> MinHash | None:
    words = text.split()
    if len(words) < LEAST_WORDS:
        return None
    from datasketch import MinHash  # a second to load, and most commands never compare texts

    signature = MinHash(num_perm=_PERMUTATIONS)
    signature.update_batch([" ".join(words[at : at + _RUN]).encode() for at in range(len(words) - _RUN + 1)])
    return signature
