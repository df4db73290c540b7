"""The origins of an event as readers can follow them: who says so first, or the address that is cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import vocab
from app.answers.reading import read_properties, texts_of
from app.api.deps import Services
from app.consolidate.origins import normalize_source
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
    names, store = services.names, services.store
    claims = [names.resource("claim", claim["id"]) for claim in event["claims"]]
    articles = [names.resource("article", claim["article"]["id"]) for claim in event["claims"]]
    cited = [*read_properties(store, "claim_properties", "claim", claims).values()]
    cited += read_properties(store, "article_properties", "article", articles).values()
    addresses = {normalize_source(text): text for one in cited for text in texts_of(one, vocab.P_CITES_SOURCE) if web_address(text)}
    rows = []
    for origin in event["origin_list"]:
        actor = services.gazetteer.actors.get(origin)
        if actor is not None:
            rows.append(OriginRow(pick_label(actor.labels, language)[0], f"/actors/{origin}", True))
        else:
            rows.append(OriginRow(addresses.get(origin, origin), addresses.get(origin), False))
    return rows
