"""Which representation to send: `?format=` first, then the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from app.errors import BadParameter, NotAcceptable


@dataclass(frozen=True, slots=True)
class Format:
    """A representation: its `?format=` name, the media type it is sent as, other media types that ask for it, its file ending."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()
    charset: bool = True

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


JSON: Final = Format("json", "application/json", charset=False)
CSV: Final = Format("csv", "text/csv")
HTML: Final = Format("html", "text/html", ("application/xhtml+xml",))
TURTLE: Final = Format("ttl", "text/turtle", ("application/x-turtle",))
JSON_LD: Final = Format("jsonld", "application/ld+json", charset=False)
TRIG: Final = Format("trig", "application/trig", ("application/x-trig",))
N_QUADS: Final = Format("nq", "application/n-quads")
N_TRIPLES: Final = Format("nt", "application/n-triples")
ICALENDAR: Final = Format("ics", "text/calendar")
GEO_JSON: Final = Format("geojson", "application/geo+json", ("application/vnd.geo+json",), charset=False)
BIBTEX: Final = Format("bibtex", "application/x-bibtex", ("text/x-bibtex",))
RIS: Final = Format("ris", "application/x-research-info-systems", ("application/x-ris",))
CSL_JSON: Final = Format("csl", "application/vnd.citationstyles.csl+json", charset=False)
ATOM: Final = Format("atom", "application/atom+xml", charset=False)

LISTS: Final = (JSON, CSV)
CITATIONS: Final = (BIBTEX, RIS, CSL_JSON)
EVENT_LISTS: Final = (JSON, CSV, ICALENDAR, GEO_JSON, *CITATIONS)
ENTITIES: Final = (JSON, TURTLE, JSON_LD)


def choose_format(request: Request, asked: str | None, offered: Sequence[Format]) -> Format:
    """The format to answer with; the first offered is the default.

    Raises BadParameter for an unknown `?format=`, NotAcceptable when the Accept header excludes everything offered.
    """
    if asked is not None:
        for one in offered:
            if one.name == asked.lower():
                return one
        names = ", ".join(one.name for one in offered)
        raise BadParameter(f"format: {asked!r} is not offered here.", f"Use one of: {names}.", parameter="format", known=names.split(", "))
    header = request.headers.get("accept", "")
    ranges = parse_accept(header)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda one: (_quality(one, ranges), -offered.index(one)))
    if _quality(best, ranges) > 0:
        return best
    types = ", ".join(one.media_type for one in offered)
    raise NotAcceptable(f"Nothing here matches Accept: {header[:200]}.", f"Ask for one of: {types}.", offered=types.split(", "))


def parse_accept(header: str) -> list[tuple[str, str, float]]:
    """(type, subtype, q) of each media range; a malformed one is left out, as the standard allows."""
    ranges = []
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = media.lower().partition("/")
        if not (kind and slash and subtype):
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        ranges.append((kind, subtype, quality))
    return ranges


def prefers_html(request: Request) -> bool:
    """True for a browser: it names text/html and rates it at least as high as JSON."""
    ranges = parse_accept(request.headers.get("accept", ""))
    html = max((q for kind, subtype, q in ranges if (kind, subtype) in {("text", "html"), ("application", "xhtml+xml")}), default=0.0)
    return html > 0 and html >= _quality(JSON, ranges)


def _quality(one: Format, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The q of the most specific media range that covers the format; 0 if none does."""
    found = (0, 0.0)
    for media in (one.media_type, *one.also):
        kind, _, subtype = media.partition("/")
        for range_kind, range_subtype, quality in ranges:
            if (range_kind, range_subtype) == (kind, subtype):
                found = max(found, (3, quality))
            elif (range_kind, range_subtype) == (kind, "*"):
                found = max(found, (2, quality))
            elif (range_kind, range_subtype) == ("*", "*"):
                found = max(found, (1, quality))
    return found[1]
