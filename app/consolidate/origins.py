"""Where the news of a claim began (model.md rule 6): corroboration counts distinct origins, not outlets, and never ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from app.model import ArticleMeta, Claim

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_SHARED_HOSTS = frozenset({"github.com", "gitlab.com", "raw.githubusercontent.com"})
DAYS_AFTER = 7  # by how long reports follow what they report
MOST_DAYS = 31  # an event told more vaguely is not found by the days of pages
_NO_ORIGIN = frozenset({"general knowledge"})
CITING_KINDS = frozenset({"reconstruction", "curated"})

Origin = tuple[str, str]  # ("actor", id) | ("source", text)


def origins_of(article: ArticleMeta, claim: Claim) -> frozenset[Origin]:
    """The origins of one claim.

    A reconstruction or a curated row rests on what it cites, by itself on nothing: a row on the pages it names, one for each site; of
    an article that names its pages for the whole, on those whose address dates them to the event, where there are none on those whose
    address tells no day; what is dated to another time tells of something else.
    Else the root of the reporter chain: who says so, or the first to report it; what the article tells itself rests on its publisher.
    """
    if claim.sources:
        return _one_a_site(claim.sources)
    if article.kind in CITING_KINDS:
        near = _one_a_site(text for text in article.sources if _is_dated_to(text, claim))
        undated = _one_a_site(text for text in article.sources if _day_in(text) is None)
        one_of_them = {("source", f"one of the pages cited by {article.id}")} if article.sources else set()
        return near or undated or frozenset(one_of_them)
    return _told_by(article, claim)


def source_of(article: ArticleMeta, claim: Claim) -> frozenset[Origin]:
    """Who speaks: of two claims of one source the later replaces the earlier."""
    if article.kind in CITING_KINDS or claim.sources:
        return frozenset(("source", text) for text in map(normalize_source, claim.sources or article.sources) if text)
    return _told_by(article, claim)


def _told_by(article: ArticleMeta, claim: Claim) -> frozenset[Origin]:
    if claim.attributed_to:
        return frozenset({("actor", "+".join(sorted(actor.id for actor in claim.attributed_to)))})
    if claim.reported_by:
        return frozenset({("actor", claim.reported_by[0].id)})
    if article.publisher_id:
        return frozenset({("actor", article.publisher_id)})
    return frozenset({("source", article.publisher.casefold().strip() if article.publisher else f"article:{article.id}")})


def _one_a_site(cited: Iterable[str]) -> frozenset[Origin]:
    """Of each site the first page: two pages of one outlet are one origin."""
    pages: dict[str, str] = {}
    for text in sorted(filter(None, map(normalize_source, cited))):
        pages.setdefault(_site(text), text)
    return frozenset(("source", text) for text in pages.values())


def _site(source: str) -> str:
    parts = source.removeprefix("repo:").split("/")
    is_shared = source.startswith("repo:") or parts[0] in _SHARED_HOSTS
    return "/".join(parts[: 3 if parts[0] in _SHARED_HOSTS else 2]).split(":")[0] if is_shared else parts[0]


def _is_dated_to(text: str, claim: Claim) -> bool:
    """Whether the address of a page bears a day of the event, or of the week after it."""
    day = _day_in(text)
    earliest, latest = claim.time.earliest, claim.time.latest
    if day is None or earliest is None or latest is None or (latest - earliest).days > MOST_DAYS:
        return False
    first = earliest - timedelta(days=MOST_DAYS) if claim.status in ("planned", "cancelled", "hypothetical") else earliest
    return first <= day <= latest + timedelta(days=DAYS_AFTER)


def _day_in(address: str) -> date | None:
    found = _DAY.search(address)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


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
