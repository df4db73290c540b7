"""CSV (RFC 4180, UTF-8) of nodes and edges, and of events, participations and claims for pandas and R; also with Neo4j's headers.

A cell that a spreadsheet would run as a formula is guarded by an apostrophe; lists are joined with "; " (for Neo4j with ";").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final

from app import vocab
from app.exporters.network import LANGUAGES, Kind, Network, read_places, read_titles
from app.exporters.xml_text import SEPARATOR
from app.ids import Names
from app.model import IRI, Term
from app.stores import Store
from app.traverse import Projection

EVENT_COLUMNS: Final = (
    "id", "iri", "type", "status", "certainty", "disputed", "confidence", "origins", "first_date", "last_date", "year", "date_precision",
    "title_en", "title_zh", "title_ru", "participants", "places", "claims",
)  # fmt: skip
PARTICIPATION_COLUMNS: Final = (
    "event", "actor", "iri", "event_iri", "actor_iri", "label_en", "label_zh", "label_ru", "actor_type", "side", "role", "on_behalf_of",
    "event_type", "status", "first_date", "last_date", "date_precision", "claims",
)  # fmt: skip
CLAIM_COLUMNS: Final = (
    "id", "iri", "event", "type", "status", "certainty", "sourcing", "confidence", "rule", "quote", "start", "end", "article",
    "article_iri", "title", "publisher", "published", "language", "url",
)  # fmt: skip
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NEO4J_TYPES: Final[Mapping[Kind, str]] = {
    "string": "string", "integer": "int", "double": "double", "boolean": "boolean", "list": "string[]",
}  # fmt: skip
_ROWS: Final = 500
_BATCH: Final = 2000

_NOTHING: Final[Mapping[str, Sequence[Term]]] = {}

Row = Mapping[str, Any]
Properties = Mapping[str, Sequence[Term]]


def write_nodes(network: Network, out: BinaryIO, *, neo4j: bool = False) -> None:
    """One row a node."""
    columns = {"label": "string", **network.node_columns}
    if not neo4j:
        _write(out, ("id", *columns), ({"id": node.id, "label": node.label, **node.values} for node in network.nodes()))
        return
    header = {"id": "id:ID", **{name: f"{name}:{_NEO4J_TYPES[kind]}" for name, kind in columns.items()}, ":LABEL": ":LABEL"}
    rows = (
        {"id": node.id, "label": node.label, **node.values, ":LABEL": [_broad_label(node.values), node.values["type"]]}
        for node in network.nodes()
    )
    _write(out, tuple(header), rows, header=tuple(header.values()), separator=";")


def _broad_label(values: Mapping[str, Any]) -> str:
    return "Event" if values.get("node_type") == "event" else "Actor"


def write_edges(network: Network, out: BinaryIO, *, neo4j: bool = False) -> None:
    """One row an edge."""
    columns: dict[str, Kind] = {"label": "string", "weight": "integer", **network.link_columns}
    rows = (
        {
            "id": link.id, "source": link.source, "target": link.target, "label": link.label, "weight": link.weight, **link.values,
            ":TYPE": link.kind,
        }
        for link in network.links()
    )  # fmt: skip
    if not neo4j:
        _write(out, ("id", "source", "target", *columns), rows)
        return
    typed = {name: f"{name}:{_NEO4J_TYPES[kind]}" for name, kind in columns.items()}
    header = {"id": "id:string", "source": ":START_ID", "target": ":END_ID", ":TYPE": ":TYPE", **typed}
    _write(out, tuple(header), rows, header=tuple(header.values()), separator=";")


def write_events(projection: Projection, store: Store, names: Names, out: BinaryIO) -> None:
    """One row an event."""
    titles, places = read_titles(store, names), read_places(store, names)
    rows = (
        {
            "id": event.id,
            "iri": names.resource("event", event.id).value,
            "type": event.type,
            "status": event.status,
            "certainty": event.certainty,
            "disputed": event.disputed,
            "confidence": event.confidence,
            "origins": event.origins,
            "first_date": event.earliest,
            "last_date": event.latest,
            "year": event.earliest.year if event.earliest else None,
            "date_precision": event.precision,
            **{f"title_{language}": titles.get(event.id, {}).get(language) for language in LANGUAGES},
            "participants": sorted({one.actor for one in event.participants}),
            "places": places.get(event.id, []),
            "claims": event.claims,
        }
        for event in projection.events
    )
    _write(out, EVENT_COLUMNS, rows)


def write_participations(projection: Projection, names: Names, out: BinaryIO) -> None:
    """One row for each actor of each event."""

    def rows() -> Iterator[Row]:
        for event in projection.events:
            iri = names.resource("event", event.id).value
            for one in event.participants:
                record = projection.actors[one.actor]
                yield {
                    "event": event.id,
                    "actor": one.actor,
                    "iri": f"{iri}#p-{one.actor}",
                    "event_iri": iri,
                    "actor_iri": names.resource("actor", one.actor).value,
                    **{f"label_{language}": record.label.get(language) for language in LANGUAGES},
                    "actor_type": record.type,
                    "side": one.side,
                    "role": one.role,
                    "on_behalf_of": one.on_behalf_of,
                    "event_type": event.type,
                    "status": event.status,
                    "first_date": event.earliest,
                    "last_date": event.latest,
                    "date_precision": event.precision,
                    "claims": event.claims,
                }

    _write(out, PARTICIPATION_COLUMNS, rows())


def write_claims(projection: Projection, store: Store, names: Names, out: BinaryIO) -> None:
    """One row for each claim of an event, with the first words that prove it. A claim that two events share stands at the first."""

    def rows() -> Iterator[Row]:
        events = {claim: event.id for event in reversed(projection.events) for claim in event.claims}
        claims = iter(sorted(events))
        while batch := list(islice(claims, _BATCH)):
            told = _describe(store, "claim_properties", "claim", (names.resource("claim", claim) for claim in batch))
            proofs = {node for one in told.values() for node in one.get(vocab.P_EVIDENCE, ())}
            evidence = _describe(store, "claim_properties", "claim", (node for node in proofs if isinstance(node, IRI)))
            places = {place for one in told.values() for place in one.get(vocab.P_IN_ARTICLE, ())}
            articles = _describe(store, "article_properties", "article", (place for place in places if isinstance(place, IRI)))
            for claim in batch:
                iri = names.resource("claim", claim).value
                if iri in told:
                    yield {**_claim_row(claim, told[iri], evidence, articles, names), "iri": iri, "event": events[claim]}

    _write(out, CLAIM_COLUMNS, rows())


def _describe(store: Store, query: str, variable: str, things: Iterable[IRI]) -> Mapping[str, Properties]:
    """Thing -> property -> values, by a query of one pattern: those that join within many graphs take two hundred times as long."""
    wanted = sorted(set(things))
    found: dict[str, dict[str, list[Term]]] = {}
    for thing, predicate, value in store.rows(query, {}, {variable: wanted}) if wanted else ():
        if thing is not None and predicate is not None and value is not None:
            found.setdefault(thing.value, {}).setdefault(predicate.value, []).append(value)
    return found


def _claim_row(
    claim: str, told: Properties, evidence: Mapping[str, Properties], articles: Mapping[str, Properties], names: Names
) -> dict[str, Any]:
    proofs = [evidence[node.value] for node in told.get(vocab.P_EVIDENCE, ()) if node.value in evidence]
    proof = min(proofs, key=lambda one: int(_text(one, vocab.P_START) or 0), default=_NOTHING)
    place = _text(told, vocab.P_IN_ARTICLE)
    article = articles.get(place or "", {})
    publisher = min(article.get(vocab.DCTERMS_PUBLISHER, ()), key=str, default=None)
    return {
        "id": claim,
        "type": (_text(told, vocab.P_CLAIMED_TYPE) or "").rpartition("#")[2],
        "status": _word(told, vocab.P_STATUS),
        "certainty": _word(told, vocab.P_CERTAINTY),
        "sourcing": _word(told, vocab.P_SOURCING),
        "confidence": float(_text(told, vocab.P_CONFIDENCE) or 0),
        "rule": _text(told, vocab.P_RULE),
        "quote": _text(proof, vocab.P_EXACT),
        "start": int(_text(proof, vocab.P_START) or 0),
        "end": int(_text(proof, vocab.P_END) or 0),
        "article": names.slug(place) if place else None,
        "article_iri": place,
        "title": _text(article, vocab.DCTERMS_TITLE),
        "publisher": names.slug(publisher) if isinstance(publisher, IRI) else _text(article, vocab.DCTERMS_PUBLISHER),
        "published": _text(article, vocab.DCTERMS_ISSUED),
        "language": _text(article, vocab.DCTERMS_LANGUAGE),
        "url": _text(article, vocab.SCHEMA_URL),
    }


def _text(properties: Properties, predicate: str) -> str | None:
    return min((term.value for term in properties.get(predicate, ())), default=None)


def _word(properties: Properties, predicate: str) -> str | None:
    return vocab.NOTATIONS.get(_text(properties, predicate) or "")


def _write(
    out: BinaryIO, columns: Sequence[str], rows: Iterable[Row], *, header: Sequence[str] | None = None, separator: str = SEPARATOR
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header or columns)
    remaining = iter(rows)
    while True:
        for row in (chunk := list(islice(remaining, _ROWS))):
            writer.writerow([_cell(row.get(column), separator) for column in columns])
        out.write(buffer.getvalue().encode("utf-8", "replace"))
        buffer.seek(0)
        buffer.truncate()
        if not chunk:
            return


def _cell(value: Any, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = separator.join(str(part) if separator == SEPARATOR else str(part).replace(";", ",") for part in value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else str(value)
