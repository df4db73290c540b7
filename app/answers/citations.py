"""How to cite a claim, or what is known of an event: the facts of a citation, before a format writes them down.

A claim is cited as the document that makes it, with the words and their place in it. An event is cited as an entry of the data, since it
is made from claims of several documents; its own time is never passed off as a day of publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.answers.claims import ClaimDetail
from app.answers.views import ClaimView, EventView, Labels

WORK = "Amur: a knowledge graph of China–Russia relations"
DISCLAIMER = "Claims, not established facts."


@dataclass(frozen=True, slots=True)
class Citation:
    """`kind`: the cited document, or an entry of the data. `happened` is the EDTF time of the event; `version` that of the data."""

    key: str
    kind: str  # "article" | "entry"
    title: str
    author: str | None
    published: date | None
    url: str
    iri: str
    language: str | None
    quotes: tuple[str, ...]
    happened: str | None
    note: str
    version: int


def cite_claim_as(detail: ClaimDetail, version: int) -> Citation:
    """The document that makes the claim, and where in it."""
    claim = detail.claim
    article = claim.article
    place = f"Characters {claim.start}–{claim.end}; claim {detail.iri}; {WORK}, dataset version {version}. {DISCLAIMER}"
    return Citation(
        key=detail.id,
        kind="article",
        title=article.title or article.id,
        author=pick_name(article.publisher.label) if article.publisher else None,
        published=article.published,
        url=web_url(article.url) or detail.iri,
        iri=detail.iri,
        language=article.language,
        quotes=(claim.quote,),
        happened=detail.time.edtf if detail.time else None,
        note=place,
        version=version,
    )


def cite_event(event: EventView, version: int) -> Citation:
    """The event as an entry of the data, with the words of its claims and the documents they stand in."""
    origins = f"{event.origins} independent origin{'' if event.origins == 1 else 's'}"
    told = "; ".join(dict.fromkeys(_document(claim) for claim in event.claims))
    return Citation(
        key=event.id,
        kind="entry",
        title=pick_name(event.title),
        author=None,
        published=None,
        url=event.iri,
        iri=event.iri,
        language=None,
        quotes=sentences_of(event),
        happened=event.time.edtf,
        note=f"Status: {event.status}; {origins}; told in: {told}. Dataset version {version}. {DISCLAIMER}",
        version=version,
    )


def sentences_of(event: EventView) -> tuple[str, ...]:
    """The words of its claims, each once; rows of tables are no words."""
    return tuple(dict.fromkeys(claim.quote for claim in event.claims if claim.article.kind != "curated"))


def _document(claim: ClaimView) -> str:
    article = claim.article
    parts = (pick_name(article.publisher.label) if article.publisher else None, article.title or article.id)
    day = f" ({article.published.isoformat()})" if article.published else ""
    return ", ".join(part for part in parts if part) + day


def pick_name(labels: Labels) -> str:
    """The English name, or any."""
    return labels.get("en") or next(iter(labels.values()), "")


def web_url(text: str | None) -> str | None:
    """The address if it is one of the web: others are shown nowhere."""
    return text if text is not None and text.lower().startswith(("http://", "https://")) else None
