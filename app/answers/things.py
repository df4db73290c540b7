"""Many things of the world read together: their properties, value nodes and claims, for the views of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import vocab
from app.answers.claims import read_claims, time_view
from app.answers.labels import LabelBook
from app.answers.reading import Properties, iris_of, number_of, properties_of, read_linked, read_properties, slugs_of, word_of
from app.answers.views import ClaimView, ConflictView, Named, TimeView
from app.consolidate.periods import Bounds, is_inside
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store

VALUE_NODES = (vocab.P_PARTICIPATION, vocab.P_TIME, vocab.P_CONFLICT)


@dataclass(frozen=True, slots=True)
class Things:
    """What was read. The methods give parts of views that all kinds of things have."""

    names: Names
    book: LabelBook
    properties: Mapping[str, Properties]
    nodes: Mapping[str, Mapping[str, Properties]]
    claims: Mapping[str, ClaimView]

    def of(self, thing: IRI) -> Properties:
        return properties_of(self.properties, thing)

    def claims_of(self, thing: IRI) -> tuple[ClaimView, ...]:
        told = (self.names.slug(claim) for claim in iris_of(self.of(thing), vocab.P_CLAIM))
        return tuple(self.claims[claim] for claim in told if claim in self.claims)

    def actors(self, thing: IRI, predicate: str) -> tuple[Named, ...]:
        return self.book.names_of("actor", slugs_of(self.of(thing), predicate, self.names))

    def status(self, thing: IRI) -> str:
        return word_of(self.of(thing), vocab.P_STATUS) or "occurred"

    def origins(self, thing: IRI) -> int:
        return number_of(self.of(thing), vocab.P_ORIGIN_COUNT) or 0

    def time(self, thing: IRI, window: Bounds) -> TimeView | None:
        """When; `possible` where only some of its days lie in the window."""
        node = next((node for key, node in self.nodes.get(thing.value, {}).items() if key.endswith("#time")), None)
        if node is None:
            return None
        time = time_view(node)
        return time if is_inside((time.earliest, time.latest), window) else time_view(node, "possible")

    def conflicts(self, thing: IRI) -> tuple[ConflictView, ...]:
        return conflict_views(self.nodes.get(thing.value, {}), self.names)


def read_things(store: Store, gazetteer: Gazetteer, names: Names, things: Iterable[IRI]) -> Things:
    """The things with their claims, six queries for all."""
    wanted = sorted(set(things))
    book = LabelBook(store, gazetteer, names)
    properties = read_properties(store, "properties", "thing", wanted)
    nodes = read_linked(store, "properties", "thing", properties, VALUE_NODES)
    for one in properties.values():
        book.want(iri for values in one.values() for iri in values if isinstance(iri, IRI))
    claims = read_claims(store, names, book, (claim for one in properties.values() for claim in iris_of(one, vocab.P_CLAIM)))
    return Things(names, book, properties, nodes, claims)


def conflict_views(nodes: Mapping[str, Properties], names: Names) -> tuple[ConflictView, ...]:
    return tuple(
        ConflictView(
            word_of(node, vocab.P_CONFLICT_KIND) or "value", word_of(node, vocab.P_CAUSE), slugs_of(node, vocab.P_BETWEEN_CLAIM, names)
        )
        for _, node in sorted(nodes.items())
        if vocab.P_CONFLICT_KIND in node
    )
