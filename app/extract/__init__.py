"""Docs -> claims with evidence offsets: events, statements, figures and counted claims, each kind in one module."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from spacy.tokens import Doc

from app.gazetteer import Gazetteer
from app.model import Article, Claim


def extract_claims(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """All claims of one article in the order of the text; actors carry registry ids where the text settles them."""
    claims: list[Claim] = []
    for name in ("events", "statements", "figures"):
        if find_spec(f"app.extract.{name}"):
            claims.extend(import_module(f"app.extract.{name}").extract(article, docs, gazetteer))
    return tuple(sorted(claims, key=lambda claim: (claim.evidence[0].start, claim.evidence[0].end, claim.type, claim.id)))
