"""Our media types as the engine's formats, and the prefixes that Turtle and TriG are written with."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from app.ids import ONTOLOGY_NAMESPACE
from app.stores.formats import GRAPH_TYPES, SELECT_TYPES

RESULT_FORMATS: Final = {
    SELECT_TYPES["json"]: ox.QueryResultsFormat.JSON,
    SELECT_TYPES["xml"]: ox.QueryResultsFormat.XML,
    SELECT_TYPES["csv"]: ox.QueryResultsFormat.CSV,
    SELECT_TYPES["tsv"]: ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS: Final = {
    GRAPH_TYPES["ttl"]: ox.RdfFormat.TURTLE,
    GRAPH_TYPES["nt"]: ox.RdfFormat.N_TRIPLES,
    GRAPH_TYPES["jsonld"]: ox.RdfFormat.JSON_LD,
    GRAPH_TYPES["trig"]: ox.RdfFormat.TRIG,
    GRAPH_TYPES["nq"]: ox.RdfFormat.N_QUADS,
    GRAPH_TYPES["rdf"]: ox.RdfFormat.RDF_XML,
}
WITH_PREFIXES: Final = (GRAPH_TYPES["ttl"], GRAPH_TYPES["trig"])
PREFIXES: Final = {
    "amur": ONTOLOGY_NAMESPACE,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
