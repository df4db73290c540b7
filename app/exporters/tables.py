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

Row = Mapping[str, Any]


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
            found: dict[str, Row] = {}
            for told in store.rows("claim_table", {}, {"claim": [names.resource("claim", claim) for claim in batch]}):
                row = _claim_row(told, names)
                known = found.get(row["id"])
                if known is None or row["start"] < known["start"]:
                    found[row["id"]] = {**row, "event": events[row["id"]]}
            yield from (found[claim] for claim in batch if claim in found)

    _write(out, CLAIM_COLUMNS, rows())


def _claim_row(told: Sequence[Term | None], names: Names) -> dict[str, Any]:
    claim, kind, status, certainty, sourcing, confidence, rule, article, exact, start, end, title, publisher, issued, language, url = told
    return {
        "id": names.slug(claim.value) if claim else "",
        "iri": _text(claim),
        "type": kind.value.rpartition("#")[2] if kind else None,
        "status": _word(status),
        "certainty": _word(certainty),
        "sourcing": _word(sourcing),
        "confidence": float(confidence.value) if confidence else None,
        "rule": _text(rule),
        "quote": _text(exact),
        "start": int(start.value) if start else 0,
        "end": int(end.value) if end else 0,
        "article": names.slug(article.value) if article else None,
        "article_iri": _text(article),
        "title": _text(title),
        "publisher": names.slug(publisher) if isinstance(publisher, IRI) else _text(publisher),
        "published": _text(issued),
        "language": _text(language),
        "url": _text(url),
    }


def _text(term: Term | None) -> str | None:
    return term.value if term is not None else None


def _word(term: Term | None) -> str | None:
    return vocab.NOTATIONS.get(term.value) if term is not None else None


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
