"""Docs -> claims with evidence offsets: events, statements, figures and counted claims, each kind in modules of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from app.extract import events, figures, statements
from app.extract.event_endings import told_endings
from app.extract.statement_occasions import date_by_occasion
from app.gazetteer import Gazetteer
from app.model import Article, Claim

EXTRACTORS: Final[tuple[Callable[[Article, Sequence[Doc], Gazetteer], tuple[Claim, ...]], ...]] = (
    events.extract,
    statements.extract,
    figures.extract,
)


def extract_claims(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """All claims of one article in the order of the text; actors carry registry ids where the text settles them."""
    found = [claim for extract in EXTRACTORS for claim in extract(article, docs, gazetteer)]
    dated = list(date_by_occasion(docs, found))
    claims = [_as_written(article, claim) for claim in (*dated, *told_endings(article, docs, dated))]
    return tuple(sorted(claims, key=lambda claim: (claim.evidence[0].start, claim.evidence[0].end, claim.type, claim.id)))


def _as_written(article: Article, claim: Claim) -> Claim:
    """The claim with the words of its time as the article has them: the parser reads plain spaces and straight quotation marks."""
    words = tuple((article.text[start:end], start, end) for _, start, end in claim.time.words)
    return claim if words == claim.time.words else replace(claim, time=replace(claim.time, words=words))
