"""Media types of SPARQL answers, and which one an Accept header wants."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import NotAcceptable

SELECT_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
ASK_TYPES = dict(SELECT_TYPES)
GRAPH_TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "rdf": "application/rdf+xml",
}
_ALIASES = {  # a type that means one of ours
    "application/json": SELECT_TYPES["json"],
    "application/xml": SELECT_TYPES["xml"],
    "text/n3": "text/turtle",
    "application/x-turtle": "text/turtle",
    "text/x-nquads": "application/n-quads",
}


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header."""

    type: str
    subtype: str
    quality: float

    def matches(self, media_type: str) -> bool:
        kind, _, sub = media_type.partition("/")
        return self.type in ("*", kind) and self.subtype in ("*", sub)

    @property
    def precision(self) -> int:
        return (self.type != "*") + (self.subtype != "*")


def types_for(form: str) -> dict[str, str]:
    """Short name -> media type of what a query form can answer; the first is preferred."""
    if form in ("construct", "describe"):
        return GRAPH_TYPES
    return ASK_TYPES if form == "ask" else SELECT_TYPES


def known_type(kind: str) -> str | None:
    """The media type of ours for RDF that `kind` means."""
    meant = _ALIASES.get(kind, kind)
    return meant if meant in GRAPH_TYPES.values() else None


def parse_accept(header: str) -> list[Range]:
    """The elements of an Accept header (RFC 9110, 12.5.1); what cannot be read is left out."""
    ranges = []
    for element in header.split(","):
        media, *parameters = (part.strip().lower() for part in element.split(";"))
        kind, slash, subtype = media.partition("/")
        if not slash or not kind or not subtype:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        ranges.append(Range(kind, subtype, quality))
    return ranges


def negotiate(accept: str, form: str) -> str:
    """The media type to answer a query of this form with. Raises NotAcceptable when none of ours is wanted."""
    offered = types_for(form)
    ranges = parse_accept(accept)
    if not accept.strip() or not ranges:
        return next(iter(offered.values()))
    best: tuple[float, int, str] | None = None
    for order, media_type in enumerate(offered.values()):
        hits = [found for found in ranges if found.matches(media_type) or _ALIASES.get(f"{found.type}/{found.subtype}") == media_type]
        if not hits:
            continue
        quality = max(hits, key=lambda found: found.precision).quality
        if quality > 0 and (best is None or (quality, -order) > (best[0], best[1])):
            best = (quality, -order, media_type)
    if best is None:
        raise NotAcceptable(
            f"A query of this form ({form.upper()}) cannot be answered as {accept.strip()[:200]}.",
            "Ask for one of: " + ", ".join(offered.values()) + ".",
            available=list(offered.values()),
        )
    return best[2]
