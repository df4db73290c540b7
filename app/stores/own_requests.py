"""What we ask a SPARQL server for ourselves: there is nobody else to blame, so whatever fails is a problem of the store."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import StoreProblem
from app.model import IRI, Term
from app.stores.remote import JSON_RESULTS, Parameters, Rejected, SparqlServer, TooSlow
from app.stores.remote_results import read_rows


def own(server: SparqlServer, ask: Callable[[], bytes | None] | Callable[[], None]) -> bytes:
    """A request of ours: a deadline that passes, or a text that is refused, is a problem of the store."""
    try:
        return ask() or b""
    except TooSlow:
        raise slow_server(server) from None
    except Rejected as refused:
        raise StoreProblem(f"The SPARQL server {server.url} cannot do what we ask: {refused.message[:300]}.", "Its log says why.") from None


def run(server: SparqlServer, text: str) -> None:
    own(server, lambda: server.update(text))


def select(server: SparqlServer, text: str, parameters: Parameters = ()) -> list[tuple[Term | None, ...]]:
    return read_rows(server.query_url, own(server, lambda: server.query(text, JSON_RESULTS, parameters)))


def list_graphs(server: SparqlServer) -> tuple[IRI, ...]:
    """All named graphs, sorted. Some servers answer the short question with nothing."""
    rows = select(server, "SELECT ?g { GRAPH ?g {} }") or select(server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    return tuple(sorted(row[0] for row in rows if isinstance(row[0], IRI)))


def slow_server(server: SparqlServer) -> StoreProblem:
    return StoreProblem(
        f"The SPARQL server {server.url} did not answer in time.",
        "See what it is busy with, or raise AMUR_STORE_TIMEOUT_S.",
        retry_after_s=5,
    )
