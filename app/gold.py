"""Claims -> the JSON of the gold standard, so that the scorer can read what we extract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.gazetteer import Gazetteer
from app.model import ActorRef, Article, Claim, PlaceRef

TOLD_TWICE: Final = frozenset({"ending.told"})  # rules whose claims tell an event again: the gold has it once


def claims_to_gold(article: Article, claims: Sequence[Claim], gazetteer: Gazetteer, min_confidence: float) -> dict[str, object]:
    """The document of one article: events, statements, figures, counted; claims below the confidence are left out.

    A date is null where only a bound is known. Venues give way to the city they lie in.
    """
    told = [claim for claim in claims if claim.confidence >= min_confidence and claim.rule not in TOLD_TWICE]
    document: dict[str, Any] = {
        "doc_id": article.key.rsplit("/", 1)[-1],
        "title": article.title or "",
        "publisher": article.publisher or "",
        "published": article.published.isoformat() if article.published else "",
        "language": article.language or "en",
        "events": [],
        "statements": [],
        "figures": [],
        "counted": [],
    }
    if article.author:
        document["author"] = article.author
    for number, claim in enumerate(told, 1):
        if claim.statement is not None:
            document["statements"].append(_statement(claim, number, gazetteer))
        elif claim.figure is not None:
            document["figures"].append(_figure(claim, number, gazetteer))
        elif claim.counted is not None:
            document["counted"].append(_counted(claim, number, gazetteer))
        else:
            document["events"].append(_event(claim, number, gazetteer))
    return document


def _event(claim: Claim, number: int, gazetteer: Gazetteer) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"e{number}",
        "type": claim.type,
        "participants": [
            {"name": _name(p.actor, gazetteer), "role": p.role, "wikidata": _wikidata(p.actor, gazetteer)} for p in claim.participants
        ],
        "date": claim.time.edtf,
        "place": "; ".join(_place(p, gazetteer) for p in claim.places) or None,
        "status": claim.status,
        "evidence": _span(claim),
        "rule": claim.rule,
        "confidence": claim.confidence,
    }
    if claim.medium == "unknown":
        item["medium"] = "unknown"
    return item


def _statement(claim: Claim, number: int, gazetteer: Gazetteer) -> dict[str, Any]:
    content = claim.statement
    assert content is not None
    return {
        "id": f"s{number}",
        "speaker": "; ".join(_speaker(a, gazetteer) for a in claim.attributed_to),
        "reported_by": "; ".join(_speaker(a, gazetteer) for a in claim.reported_by) or None,
        "quote": [content.quote_start, content.quote_end],
        "direct": content.direct,
        "date": claim.time.edtf,
        "evidence": _span(claim),
        "rule": claim.rule,
    }


def _figure(claim: Claim, number: int, gazetteer: Gazetteer) -> dict[str, Any]:
    content = claim.figure
    assert content is not None
    return {
        "id": f"f{number}",
        "what": content.what,
        "value": float(content.value),
        "unit": content.unit,
        "period": content.period,
        "source": _speaker(content.agency, gazetteer) if content.agency else None,
        "evidence": _span(claim),
        "rule": claim.rule,
    }


def _counted(claim: Claim, number: int, gazetteer: Gazetteer) -> dict[str, Any]:
    content = claim.counted
    assert content is not None
    return {
        "id": f"c{number}",
        "kind": content.event_kind,
        "participants": [_name(p.actor, gazetteer) for p in claim.participants],
        "period": content.window,
        "number": content.number,
        "ordinal": content.ordinal,
        "evidence": _span(claim),
        "rule": claim.rule,
    }


def _span(claim: Claim) -> list[int] | list[list[int]]:
    spans = [[e.start, e.end] for e in claim.evidence]
    return spans[0] if len(spans) == 1 else spans


def _name(actor: ActorRef, gazetteer: Gazetteer) -> str:
    known = gazetteer.actors.get(actor.id)
    return known.label if known else actor.name


def _speaker(actor: ActorRef, gazetteer: Gazetteer) -> str:
    """Speakers that are organs or officials of a state count as the state in the gold standard's aliases; names stay as they are."""
    return _name(actor, gazetteer)


def _wikidata(actor: ActorRef, gazetteer: Gazetteer) -> str | None:
    known = gazetteer.actors.get(actor.id)
    return known.wikidata if known else None


def _place(place: PlaceRef, gazetteer: Gazetteer) -> str:
    known = gazetteer.places.get(place.id)
    if known is not None and known.type == "venue" and known.host and known.host in gazetteer.places:
        return gazetteer.places[known.host].label
    return known.label if known else place.name
