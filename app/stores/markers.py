"""The marker on a SPARQL server: from which archive its graphs come, and which version of them it shows.

It is a graph of one resource, `{base}graph/store`, which our own lists of graphs leave out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.errors import StoreProblem
from app.ids import Names
from app.model import RdfLiteral
from app.stores.own_requests import select
from app.stores.remote import SparqlServer
from app.stores.terms import write_iri, write_term

_ARCHIVE: Final = "<http://purl.org/dc/terms/source>"
VERSION_PROPERTY: Final = "http://www.w3.org/2002/07/owl#versionInfo"
_VERSION: Final = f"<{VERSION_PROPERTY}>"


@dataclass(frozen=True, slots=True)
class Marker:
    """What the marker says."""

    archive: str
    version: int


def read_marker(server: SparqlServer, names: Names) -> Marker | None:
    """The server's marker; None when there is none. Raises StoreProblem for what cannot be read as one."""
    iri = write_iri(names.graph("store"))
    text = f"SELECT ?archive ?version {{ GRAPH {iri} {{ {iri} {_ARCHIVE} ?archive ; {_VERSION} ?version }} }}"
    rows = select(server, text)
    if not rows:
        return None
    archive, version = rows[0]
    if len(rows) > 1 or not isinstance(archive, RdfLiteral) or not isinstance(version, RdfLiteral) or not version.value.isdecimal():
        raise StoreProblem(f"The graph {iri} on {server.url} cannot be read.", "Drop it, and start Amur again.")
    return Marker(archive.value, int(version.value))


def marker_update(names: Names, marker: Marker) -> str:
    """One line of SPARQL update that makes this the marker."""
    iri = write_iri(names.graph("store"))
    content = f"{iri} {_ARCHIVE} {write_term(RdfLiteral(marker.archive))} ; {_VERSION} {write_term(RdfLiteral(str(marker.version)))}"
    return f"DROP SILENT GRAPH {iri} ; INSERT DATA {{ GRAPH {iri} {{ {content} }} }}"
