"""The origins of an event as readers can follow them: who says so first, or the address that is cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import vocab
from app.answers.reading import read_properties, texts_of
from app.api.deps import Services
from app.consolidate.origins import normalize_source, origins_of
from app.web.context import web_address
from app.web.wording import pick_label


@dataclass(frozen=True, slots=True)
class OriginRow:
    """`href` is a page of ours for an actor, the cited address for a source, None for other words."""

    text: str
    href: str | None
    is_ours: bool


def list_origins(services: Services, event: Mapping[str, Any], language: str) -> list[OriginRow]:
    """One row an origin, in the order of the answer. The world keeps sources normalised; the addresses are read where they are cited."""
    addresses = _cited_addresses(services, event)
    return [_row(services, origin, addresses, language) for origin in event["origin_list"]]


def origins_by_claim(services: Services, event: Mapping[str, Any], language: str) -> dict[str, list[OriginRow]]:
    """Claim id -> where its own news began; claims without a record (a store without its archive) are left out."""
    archive = services.pipeline.archive if services.pipeline else None
    addresses = _cited_addresses(services, event)
    found = {}
    for claim in event["claims"]:
        record = archive.claim(claim["id"]) if archive is not None else None
        if record is not None:
            origins = sorted(origin for _, origin in origins_of(record.article, record.claim))
            found[claim["id"]] = [_row(services, origin, addresses, language) for origin in origins]
    return found


def _cited_addresses(services: Services, event: Mapping[str, Any]) -> dict[str, str]:
    """Normalised source -> the address as it is cited."""
    names, store = services.names, services.store
    claims = [names.resource("claim", claim["id"]) for claim in event["claims"]]
    articles = [names.resource("article", claim["article"]["id"]) for claim in event["claims"]]
    cited = [*read_properties(store, "claim_properties", "claim", claims).values()]
    cited += read_properties(store, "article_properties", "article", articles).values()
    return {normalize_source(text): text for one in cited for text in texts_of(one, vocab.P_CITES_SOURCE) if web_address(text)}


def _row(services: Services, origin: str, addresses: Mapping[str, str], language: str) -> OriginRow:
    actor = services.gazetteer.actors.get(origin)
    if actor is not None:
        return OriginRow(pick_label(actor.labels, language)[0], f"/actors/{origin}", True)
    return OriginRow(addresses.get(origin, origin), addresses.get(origin), False)
