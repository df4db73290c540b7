"""The description of the data (https://www.w3.org/TR/void/): how much there is of what, counted, and where to get it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from app.errors import AppError
from app.ids import Names
from app.model import RDF, XSD
from app.stores import Store
from app.stores.engine_formats import GRAPH_FORMATS
from app.stores.formats import negotiate

VOID: Final = "http://rdfs.org/ns/void#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_TOTALS: Final = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
_PROPERTIES: Final = "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x"
_CLASSES: Final = "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x FILTER(isIRI(?x)) } GROUP BY ?x ORDER BY ?x"
_LIMIT: Final = 500  # partitions of a kind that are listed


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of the default graph of one version; None: counting took too long."""

    triples: int | None
    subjects: int | None
    objects: int | None
    properties: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]


def count_data(store: Store) -> Statistics:
    """Count what a query sees that names no dataset."""
    totals = _ask(store, _TOTALS)
    first = totals[0] if totals else {}
    counted = {name: int(first[name]) if name in first else None for name in ("n", "subjects", "objects")}
    parts = [tuple((row["x"], int(row["n"])) for row in _ask(store, text) if "x" in row) for text in (_PROPERTIES, _CLASSES)]
    return Statistics(counted["n"], counted["subjects"], counted["objects"], parts[0], parts[1])


def describe_data(root: str, statistics: Statistics, names: Names | None, accept: str) -> tuple[bytes, str]:
    """The description and its media type. `root` is the address of the service; `names` is None for a bare dataset."""
    media_type = negotiate("text/turtle" if "html" in accept else accept, "describe")
    dataset = ox.NamedNode(f"{root}/.well-known/void#dataset")
    triples: list[ox.Triple] = []

    def add(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal | int | None) -> None:
        if isinstance(value, int):
            value = ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))
        if value is not None:
            triples.append(ox.Triple(subject, ox.NamedNode(predicate), value))

    page = ox.NamedNode(f"{root}/.well-known/void")
    add(page, f"{RDF}type", ox.NamedNode(f"{VOID}DatasetDescription"))
    add(page, "http://xmlns.com/foaf/0.1/primaryTopic", dataset)
    add(dataset, f"{RDF}type", ox.NamedNode(f"{VOID}Dataset"))
    add(dataset, f"{VOID}sparqlEndpoint", ox.NamedNode(f"{root}/sparql"))
    if names is not None:
        add(dataset, f"{_DCTERMS}title", ox.Literal("Amur: a knowledge graph of China-Russia relations", language="en"))
        add(dataset, f"{VOID}dataDump", ox.NamedNode(f"{root}/export?format=nq"))
        add(dataset, f"{VOID}uriSpace", ox.Literal(names.base))
        add(dataset, f"{VOID}vocabulary", ox.NamedNode("https://w3id.org/amur/ontology"))
        add(dataset, f"{VOID}exampleResource", ox.NamedNode(names.resource("actor", "china").value))
    add(dataset, f"{VOID}triples", statistics.triples)
    add(dataset, f"{VOID}distinctSubjects", statistics.subjects)
    add(dataset, f"{VOID}distinctObjects", statistics.objects)
    add(dataset, f"{VOID}properties", len(statistics.properties) or None)
    add(dataset, f"{VOID}classes", len(statistics.classes) or None)
    for kind, parts, counted in (("property", statistics.properties, "triples"), ("class", statistics.classes, "entities")):
        for iri, number in parts[:_LIMIT]:
            part = ox.NamedNode(f"{root}/.well-known/void#{kind}-{quote(iri, safe='')}")
            add(dataset, f"{VOID}{kind}Partition", part)
            add(part, f"{VOID}{kind}", ox.NamedNode(iri))
            add(part, f"{VOID}{counted}", number)
    body = ox.serialize(triples, format=GRAPH_FORMATS[media_type], prefixes={"void": VOID, "dcterms": _DCTERMS})
    return body or b"", media_type


def _ask(store: Store, query: str) -> list[dict[str, str]]:
    try:
        answer = json.loads(store.answer(query, "application/sparql-results+json").body)
    except AppError:
        return []
    return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]
