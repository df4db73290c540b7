"""A part of the managed graphs: the events of a projection with their claims, articles, actors and places, and nothing else.

Links between actors (`met` and the like) stay where one of those events supports them: others would tell of what was filtered out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.exporters.network import LINK_PROPERTIES, read_places
from app.ids import Names
from app.model import IRI
from app.stores import Store
from app.traverse import Projection

_BATCH: Final = 2000
_LINK_PREDICATES: Final = frozenset(f"<{iri}>".encode() for iri in LINK_PROPERTIES.values())


class SelectedGraphs:
    """What writers of RDF read, instead of the whole store: statements about the chosen resources and their value nodes."""

    def __init__(self, store: Store, names: Names, projection: Projection) -> None:
        self._store = store
        chosen = {event.id for event in projection.events}
        claims = sorted({claim for event in projection.events for claim in event.claims})
        articles = _articles_of(store, names, claims)
        people = {name for event in projection.events for one in event.participants for name in (one.actor, one.on_behalf_of) if name}
        places = {place for event, found in read_places(store, names).items() if event in chosen for place in found}
        kinds = {"event": chosen, "claim": claims, "article": articles, "actor": people, "place": places}
        self._subjects = {names.resource(kind, slug).value.encode() for kind, slugs in kinds.items() for slug in slugs}
        self._links = {
            f"<{names.resource('actor', one).value}> <{LINK_PROPERTIES[edge.kind]}> <{names.resource('actor', two).value}> .".encode()
            for edge in projection.edges
            if edge.kind in LINK_PROPERTIES
            for one, two in ((edge.source, edge.target), (edge.target, edge.source))
        }
        wanted = {names.graph("world"), names.graph("registry"), *(names.graph("article", article) for article in articles)}
        self._graphs = tuple(sorted(wanted & set(store.graphs())))

    def graphs(self) -> tuple[IRI, ...]:
        """The graphs in which something is chosen, sorted by name."""
        return self._graphs

    def ntriples(self, graph: IRI) -> list[bytes]:
        """The chosen lines of the graph, sorted."""
        subjects, links = self._subjects, self._links
        about = [line for line in self._store.ntriples(graph) if line[1 : line.index(b">")].partition(b"#")[0] in subjects]
        return [line for line in about if line in links or line.split(b" ", 2)[1] not in _LINK_PREDICATES]


def _articles_of(store: Store, names: Names, claims: Iterable[str]) -> set[str]:
    found: set[str] = set()
    iris = [names.resource("claim", claim) for claim in claims]
    for start in range(0, len(iris), _BATCH):
        rows = store.rows("claim_articles", {}, {"claim": iris[start : start + _BATCH]})
        found |= {names.slug(article) for _, article in rows if isinstance(article, IRI)}
    return found
