"""One attribution while it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from app.components.attribution_quotes import Quotation


@dataclass
class Utterance:
    """One item while it is made; offsets are characters of the Doc."""

    verb: int
    speakers: list[int]
    content: tuple[int, int]
    rule: str
    speaker_refs: list[str] = field(default_factory=list)
    reported_by: list[int] = field(default_factory=list)
    addressee: int | None = None
    continued: bool = False  # a following quotation is joined to it
    plural_issuer: bool = True  # "we", not "I"
    from_text: bool = False  # the speaker is the issuer of a text ("the statement said")


def is_inside_quotation(token: Token, quotations: Sequence[Quotation]) -> bool:
    return any(q.inner[0] <= token.idx < q.inner[1] for q in quotations)
