"""Nodes, edges and steps of answers, from a projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.answers.graph_query import GraphQuery
from app.answers.graph_views import GraphEdge, GraphNode, PathStep, StepEvent
from app.answers.views import Labels
from app.consolidate.periods import is_inside
from app.gazetteer import Gazetteer
from app.ids import Names
from app.traverse import Edge, Projection


class Maker:
    """Makes the views of one answer."""

    def __init__(
        self, projection: Projection, gazetteer: Gazetteer, names: Names, query: GraphQuery, places: Mapping[str, tuple[float, float]]
    ) -> None:
        self._projection = projection
        self._gazetteer = gazetteer
        self._names = names
        self._evidence = query.evidence
        self._places = places

    def side(self, actor: str) -> str | None:
        record = self._projection.actors.get(actor)
        return record.side if record is not None else self._gazetteer.side_of(actor)

    def node(self, actor: str, distance: int | None = None) -> GraphNode:
        record = self._projection.actors.get(actor)
        known = self._gazetteer.actors.get(actor)
        events, first, last = self._projection.activity.get(actor, (0, None, None))
        x, y = self._places.get(actor, (None, None))
        return GraphNode(
            id=actor,
            iri=self._names.resource("actor", actor).value,
            url=f"/actors/{actor}",
            type=record.type if record is not None else known.type if known is not None else "Actor",
            label=record.label if record is not None else dict(known.labels) if known is not None else {"en": actor},
            country=known.country if known is not None else self.side(actor),
            side=self.side(actor),
            provisional=record.provisional if record is not None else known is None,
            degree=self._projection.graph.degree(actor) if actor in self._projection.graph else 0,
            events=events,
            first_date=first,
            last_date=last,
            distance=distance,
            x=x,
            y=y,
        )

    def why_alone(self, actor: str) -> str:
        """Why an actor has no edge, and by what other kinds of events it would have some."""
        label = self.node(actor).label
        name = label.get("en") or next(iter(label.values()), actor)
        others = self._projection.left_out_at.get(actor, {})
        told = ", ".join(f"{kind} {number}" for kind, number in others.items())
        return f"{name} is joined to nobody by events that pass the filters." + (f" Of other kinds (`kind`): {told}." if told else "")

    def edge(self, edge: Edge) -> GraphEdge:
        listed = edge.latest(self._evidence)
        window = self._projection.filters.window
        is_certain = window == (None, None) or any(is_inside(event.bounds, window) for event in edge.events)
        return GraphEdge(
            id=edge.id,
            source=edge.source,
            target=edge.target,
            kind=edge.kind,
            weight=edge.weight,
            first_date=edge.first_date,
            last_date=edge.last_date,
            year=edge.years,
            events=tuple(event.id for event in listed),
            claims=tuple(dict.fromkeys(claim for event in listed for claim in event.claims)),
            status=edge.statuses,
            origins=edge.origins,
            match="certain" if is_certain else "possible",
            more_events=edge.weight - len(listed),
        )

    def step(self, source: str, target: str, edges: Sequence[Edge], titles: Mapping[str, Labels]) -> PathStep:
        edge = edges[0]
        listed = edge.latest(self._evidence)
        events = [
            StepEvent(
                id=event.id,
                iri=self._names.resource("event", event.id).value,
                url=f"/events/{event.id}",
                type=event.type,
                title=titles.get(event.id, {"en": event.type}),
                earliest=event.earliest,
                latest=event.latest,
                precision=event.precision,
                status=event.status,
                origins=event.origins,
                claims=event.claims,
            )
            for event in listed
        ]
        others = {other.kind: other.weight for other in edges[1:]}
        return PathStep(source, target, edge.kind, edge.weight, tuple(events), edge.weight - len(listed), others)
