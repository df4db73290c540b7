"""The user's own registry as Turtle in our terms -> the same rows as the CSV files give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import SKOS
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from app import vocab
from app.errors import BadInput
from app.ids import ONTOLOGY_NAMESPACE
from app.registry_files import TABLES, Row, Table
from app.registry_records import ACTOR_TYPES

_AMUR: Final = Namespace(ONTOLOGY_NAMESPACE)
_SCHEMA: Final = Namespace("https://schema.org/")
_GEO: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
_WIKIDATA: Final = "http://www.wikidata.org/entity/"

# property -> column; values of resources become their last IRI segment
_COLUMNS: Final[Mapping[URIRef, str]] = {
    _AMUR.country: "country",
    _AMUR.parentOrganization: "parent_organization",
    _AMUR.ownership: "ownership",
    _AMUR.mediaKind: "media_kind",
    _AMUR.placeKind: "type",
    _AMUR.roleHint: "role_hint",
    _AMUR.organization: "organization",
    _AMUR.officeLevel: "level",
    _AMUR.holder: "holder",
    _AMUR.office: "office",
    _AMUR.since: "since",
    _AMUR.until: "until",
    _AMUR.within: "within",
    _GEO.lat: "latitude",
    _GEO.long: "longitude",
    SKOS.broader: "broader",
    SKOS.altLabel: "alt_labels",
    SKOS.note: "note",
    _SCHEMA.sameAs: "wikidata",
}


def parse_turtle(data: bytes, name: str) -> dict[Table, tuple[Row, ...]]:
    """Rows by table. Raises BadInput for broken Turtle, and for a resource without type or English label."""
    graph = Graph()
    try:
        graph.parse(data=data.decode("utf-8-sig"), format="turtle")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: the text is not UTF-8", "Save the file as UTF-8.", file=name) from error
    except BadSyntax as error:
        line = error.lines + 1
        raise BadInput(f"{name}, line {line}: {error.message}", "Correct the Turtle there.", file=name, line=line) from error
    except (ParserError, ValueError) as error:
        raise BadInput(f"{name}: {error}", "Correct the Turtle.", file=name) from error
    found: dict[Table, list[Row]] = {}
    for subject in sorted({node for node in graph.subjects(RDF.type) if isinstance(node, URIRef)}):
        table, kind = _table_of(graph, subject, name)
        cells = _cells(graph, subject, table)
        if table.name in {"actors", "places"}:
            cells.setdefault("type", kind)
        if table.name == "holdings":
            cells.setdefault("since", "")
            cells.setdefault("until", "")
        row = Row(cells, name, 1 + data[: max(data.find(_local(subject).encode()), 0)].count(b"\n"))
        missing = [column for column in table.required if column not in cells]
        if missing:
            raise row.refuse(f"{_local(subject)!r} has no {missing[0]!r}", f"Give it {', '.join(table.required)}.")
        found.setdefault(table, []).append(row)
    return {table: tuple(rows) for table, rows in found.items()}


def _table_of(graph: Graph, subject: URIRef, name: str) -> tuple[Table, str]:
    kinds = [str(kind).removeprefix(ONTOLOGY_NAMESPACE) for kind in graph.objects(subject, RDF.type)]
    files = {"Office": "offices.csv", "OfficeHolding": "holdings.csv", "Place": "places.csv", "Topic": "topics.csv"}
    for kind in sorted(kinds):
        if kind in files:
            return TABLES[files[kind]], "city"
    actors = [kind for kind in ACTOR_TYPES if kind in kinds]
    if actors:
        return TABLES["actors.csv"], actors[-1]
    raise BadInput(
        f"{name}: {subject} is of no type of the registry",
        f"Use amur: {', '.join((*ACTOR_TYPES, *files))}.",
        file=name,
    )


def _cells(graph: Graph, subject: URIRef, table: Table) -> dict[str, str]:
    cells: dict[str, list[str]] = {}
    for predicate, value in sorted(graph.predicate_objects(subject)):
        column = _COLUMNS.get(URIRef(str(predicate)))
        if predicate in {RDFS.label, SKOS.prefLabel} and isinstance(value, Literal):
            column = f"label_{value.language or 'en'}"
        if column in table.columns:
            cells.setdefault(column, []).append(_text(value))
    return {"id": _local(subject)} | {column: "|".join(dict.fromkeys(texts)) for column, texts in _single(table, cells)}


def _single(table: Table, cells: Mapping[str, list[str]]) -> Iterable[tuple[str, list[str]]]:
    for column, texts in cells.items():
        yield column, texts if column in table.lists else texts[:1]


def _text(value: Node) -> str:
    if str(value) in vocab.NOTATIONS:
        return vocab.NOTATIONS[str(value)]
    return _local(value) if isinstance(value, URIRef) else str(value)


def _local(iri: Node) -> str:
    return str(iri).split("#", 1)[-1].rstrip("/").rsplit("/", 1)[-1]
