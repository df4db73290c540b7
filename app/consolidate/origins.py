"""Where the news of a claim began (model.md rule 6): corroboration counts distinct origins, not outlets, and never ourselves."""

from __future__ import annotations

import re

from app.model import ArticleMeta, Claim

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NO_ORIGIN = frozenset({"general knowledge"})
CITING_KINDS = frozenset({"reconstruction", "curated"})

Origin = tuple[str, str]  # ("actor", id) | ("source", text)


def origins_of(article: ArticleMeta, claim: Claim) -> frozenset[Origin]:
    """The origins of one claim.

    A reconstruction or a curated row rests on what it cites, by itself on nothing. Else the root of the reporter chain: who says
    so, or the first to report it; a claim that the article makes on its own rests on its publisher.
    """
    if article.kind in CITING_KINDS or claim.sources:
        cited = claim.sources or article.sources
        return frozenset(("source", text) for text in map(normalize_source, cited) if text)
    if claim.attributed_to:
        return frozenset({("actor", "+".join(sorted(actor.id for actor in claim.attributed_to)))})
    if claim.reported_by:
        return frozenset({("actor", claim.reported_by[0].id)})
    if article.publisher_id:
        return frozenset({("actor", article.publisher_id)})
    return frozenset({("source", article.publisher.casefold().strip() if article.publisher else f"article:{article.id}")})


def normalize_source(text: str) -> str:
    """One spelling of a cited source: URLs without scheme, `www.`, fragment and final slash; `repo:` as it is; "" for none."""
    plain = text.strip()
    if plain.casefold() in _NO_ORIGIN:
        return ""
    if plain.startswith("repo:"):
        return plain
    if _SCHEME.match(plain):
        rest = _SCHEME.sub("", plain).split("#", 1)[0]
        host, slash, path = rest.partition("/")
        return host.lower().removeprefix("www.") + slash + path.rstrip("/") if path.rstrip("/") else host.lower().removeprefix("www.")
    return " ".join(plain.casefold().split())
