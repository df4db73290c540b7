"""The graph of actors: who is joined to whom, by which events, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.graph import (
    MOST_EDGES,
    MOST_NODES,
    find_centrality,
    find_common,
    find_communities,
    find_neighbors,
    find_paths_between,
    find_series,
    find_subgraph,
)
from app.answers.graph_query import KINDS, LISTED_EVENTS, GraphQuery
from app.answers.graph_views import Centrality, CommonContacts, Communities, Neighbors, Paths, Series, Subgraph
from app.api.deps import GazetteerDep, NamesDep, SentencesDep, SettingsDep, StoreDep
from app.api.negotiate import CSV, LISTS, choose_format
from app.api.openapi import also, problems
from app.api.parameters import Parameters
from app.api.rendering import json_response
from app.api.tables import write_csv
from app.sentences import Sentences

router = APIRouter(prefix="/graph", tags=["graph"])

PROBLEMS: Final = problems(400, 404, 406, 409, 503)
AN_ACTOR: Final = "an id, a name in English, Chinese or Russian, or a Wikidata id"
NODE_COLUMNS: Final = ("id", "type", "en", "zh", "ru", "side", "degree", "events", "first_date", "last_date", "distance", "x", "y", "iri")
EDGE_COLUMNS: Final = (
    "id", "source", "target", "kind", "weight", "first_date", "last_date", "year", "events", "claims", "status", "origins", "match",
    "more_events",
)  # fmt: skip
STEP_COLUMNS: Final = ("path", "step", "source", "target", "kind", "weight", "events", "titles", "claims", "earliest", "latest")
COMMON_COLUMNS: Final = (
    "id",
    "en",
    "zh",
    "ru",
    "type",
    "side",
    "weight_a",
    "weight_b",
    "kinds_a",
    "kinds_b",
    "events_a",
    "events_b",
    "iri",
)
RANK_COLUMNS: Final = ("rank", "value", "id", "en", "zh", "ru", "type", "side", "degree", "events", "iri")
MEMBER_COLUMNS: Final = ("community", "size", "id", "en", "zh", "ru", "type", "side", "degree", "events", "iri")
SERIES_COLUMNS: Final = ("period", "certain", "possible", "events", "possible_events")

Items = Iterable[Mapping[str, Any]]


class EventFilterParameters(Parameters):
    """Which events join actors. All optional."""

    since: str | None = Field(None, description="first day: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023"])
    until: str | None = Field(None, description="last day, inclusive", examples=["2024"])
    match: Literal["possible", "certain"] = Field(
        "possible", description="`certain`: only events that lie in the window with all their possible days", examples=["certain"]
    )
    kind: str | None = Field(
        None,
        description=f"kinds of links, joined by commas: {', '.join(KINDS)}; `contacts` for met and spokeWith; `all`",
        examples=["met,spokeWith"],
    )
    status: str | None = Field(
        None,
        description="occurred, ongoing, planned, alleged, denied, hypothetical, cancelled, all; facts only when not given",
        examples=["occurred"],
    )
    min_origins: int = Field(0, ge=0, le=1000, description="only events with at least so many independent origins", examples=[1])
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="at least this confidence of the extractor; else the service's own bound", examples=[0.7]
    )
    place: str | None = Field(None, description="only events at a place or in it: id or name", examples=["russia"])
    topic: str | None = Field(None, description="only events on a topic or those under it: id or name", examples=["ukraine"])
    level: str | None = Field(None, description="leader, premier, foreign, defence, security, other", examples=["foreign"])
    event_format: str | None = Field(None, description="bilateral, trilateral, multilateral, pull-aside", examples=["bilateral"])
    sourcing: str | None = Field(None, description="own or attributed", examples=["own"])
    publisher: str | None = Field(None, description="who published a claim of the event: id or name", examples=["amur-wire"])
    language: str | None = Field(None, description="language of an article that tells the event", examples=["en"])
    q: str | None = Field(None, max_length=200, description="words in the evidence of the event", examples=["trade"])

    def to_query(self, default_confidence: float, sentences: Sentences | None = None) -> GraphQuery:
        given = {name: getattr(self, name) for name in GraphQuery.__dataclass_fields__ if hasattr(self, name)}
        confidence = default_confidence if self.min_confidence is None else self.min_confidence
        return GraphQuery(**{**given, "min_confidence": confidence, "sentences": sentences})


class GraphParameters(EventFilterParameters):
    """What all questions to the graph take."""

    evidence: int = Field(
        LISTED_EVENTS, ge=0, le=1000, description="how many events an edge lists, the latest ones; its weight counts all", examples=[5]
    )
    format: str | None = Field(None, description="`json` or `csv`; else the Accept header decides", examples=["csv"])


class DrawnParameters(GraphParameters):
    """What answers with nodes and edges takes."""

    evidence: int = Field(5, ge=0, le=1000, description="how many events an edge lists, the latest; its weight counts all", examples=[20])
    layout: bool = Field(False, description="with `x` and `y` of each actor, from -1 to 1: the same for the same graph", examples=[True])
    table: Literal["edges", "nodes"] = Field("edges", description="what CSV holds", examples=["nodes"])


class NeighborParameters(DrawnParameters):
    depth: int = Field(1, ge=1, le=3, description="how many steps away", examples=[2])
    nodes: int = Field(100, ge=1, le=MOST_NODES, description="most actors: the nearest, then the closest linked", examples=[50])
    edges: int = Field(500, ge=1, le=MOST_EDGES, description="most edges: those near the centre, then the strongest", examples=[200])


class SubgraphParameters(DrawnParameters):
    actor: str | None = Field(None, description=f"actors joined by commas, each {AN_ACTOR}; all when not given", examples=["wang-yi"])
    side: str | None = Field(None, description="only actors of this state", examples=["china"])
    nodes: int = Field(500, ge=1, le=MOST_NODES, description="most actors: the most active", examples=[100])
    edges: int = Field(5000, ge=1, le=MOST_EDGES, description="most edges: the strongest", examples=[500])


class PathParameters(GraphParameters):
    source: str = Field(description=AN_ACTOR, examples=["Wang Yi"])
    target: str = Field(description=AN_ACTOR, examples=["Лавров"])
    k: int = Field(1, ge=1, le=20, description="how many paths, the shortest first", examples=[3])
    longest: int = Field(6, ge=1, le=10, description="most steps of a path", examples=[4])


class CommonParameters(GraphParameters):
    a: str = Field(description=AN_ACTOR, examples=["wang-yi"])
    b: str = Field(description=AN_ACTOR, examples=["sergey-lavrov"])
    limit: int = Field(50, ge=1, le=500, description="most actors", examples=[10])


class CentralityParameters(GraphParameters):
    measure: Literal["degree", "strength", "betweenness", "pagerank"] = Field(
        "degree",
        description="with how many others; in how many events; how many shortest paths lead through it; PageRank by weight",
        examples=["betweenness"],
    )
    limit: int = Field(50, ge=1, le=500, description="most actors", examples=[10])


class CommunityParameters(GraphParameters):
    resolution: float = Field(1.0, ge=0.1, le=10, description="above 1 for more and smaller groups", examples=[1.0])
    members: int = Field(20, ge=1, le=500, description="most members listed of a group, the strongest linked", examples=[10])


class SeriesParameters(GraphParameters):
    a: str = Field(description=AN_ACTOR, examples=["china"])
    b: str | None = Field(None, description=f"the other: {AN_ACTOR}", examples=["russia"])
    by: Literal["month", "year"] = Field("year", description="the length of a period", examples=["month"])


@router.get("/neighbors/{actor:path}", summary="Who is around an actor", response_model=Neighbors, responses=also(CSV) | PROBLEMS)
def neighbors(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    actor: Annotated[str, Path(description=AN_ACTOR, examples=["wang-yi"])],
    query: Annotated[NeighborParameters, Query()],
) -> Response:
    """Actors up to `depth` steps away and all edges among them: one edge for each pair and kind.

    Meetings give `met`, calls `spokeWith`, a forum that two attended `coAttended`, which is no meeting.
    """
    answer = find_neighbors(
        store, gazetteer, names, query.to_query(settings.min_confidence, sentences), actor, query.depth,
        nodes=query.nodes, edges=query.edges, layout=query.layout,
    )  # fmt: skip
    return _drawn(request, query, answer)


@router.get("/subgraph", summary="A part of the graph, or all of it", response_model=Subgraph, responses=also(CSV) | PROBLEMS)
def subgraph(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[SubgraphParameters, Query()],
) -> Response:
    """The actors named and the edges among them; without names the most active ones. `layout=true` says where to draw them."""
    answer = find_subgraph(
        store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.actor, query.side,
        nodes=query.nodes, edges=query.edges, layout=query.layout,
    )  # fmt: skip
    return _drawn(request, query, answer)


@router.get("/path", summary="Chains of contacts between two actors", response_model=Paths, responses=also(CSV) | PROBLEMS)
def path(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[PathParameters, Query()],
) -> Response:
    """The shortest chain, or the `k` shortest, with the events of each step. Only meetings and calls, unless `kind` says otherwise."""
    answer = find_paths_between(
        store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.source, query.target, query.k, query.longest
    )
    return _table_or_json(request, query, answer, STEP_COLUMNS, _step_rows)


@router.get("/common", summary="Contacts that two actors have in common", response_model=CommonContacts, responses=also(CSV) | PROBLEMS)
def common(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[CommonParameters, Query()],
) -> Response:
    """Whom both met or spoke with, who is close to both first."""
    answer = find_common(store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.a, query.b, query.limit)
    return _table_or_json(request, query, answer, COMMON_COLUMNS, _common_rows)


@router.get("/centrality", summary="Who stands in the middle", response_model=Centrality, responses=also(CSV) | PROBLEMS)
def rank(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[CentralityParameters, Query()],
) -> Response:
    """Actors by degree, strength, betweenness or PageRank of their meetings and calls (or of what `kind` says)."""
    answer = find_centrality(store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.measure, query.limit)
    return _table_or_json(request, query, answer, RANK_COLUMNS, lambda found: [_node_row(one["node"], one) for one in found["items"]])


@router.get("/communities", summary="Groups that hold together", response_model=Communities, responses=also(CSV) | PROBLEMS)
def groups(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[CommunityParameters, Query()],
) -> Response:
    """Groups of actors that meet and call each other more than others do; the same graph gives the same groups."""
    answer = find_communities(store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.resolution, query.members)
    return _table_or_json(request, query, answer, MEMBER_COLUMNS, _member_rows)


@router.get("/series", summary="How close two actors were over time", response_model=Series, responses=also(CSV) | PROBLEMS)
def over_time(
    request: Request,
    store: StoreDep,
    gazetteer: GazetteerDep,
    names: NamesDep,
    settings: SettingsDep,
    sentences: SentencesDep,
    query: Annotated[SeriesParameters, Query()],
) -> Response:
    """Events of a pair by month or year. Those that may lie in several periods are counted in each as `possible`."""
    answer = find_series(store, gazetteer, names, query.to_query(settings.min_confidence, sentences), query.a, query.b, query.by)
    return _table_or_json(request, query, answer, SERIES_COLUMNS, lambda found: found["items"])


# ---- tables -------------------------------------------------------------------------------------------------------------


def _table_or_json(
    request: Request, query: GraphParameters, answer: object, columns: Sequence[str], rows: Callable[[Mapping[str, Any]], Items]
) -> Response:
    if choose_format(request, query.format, LISTS) is not CSV:
        return json_response(answer)
    response = Response(write_csv(columns, rows(to_json(answer))), media_type=CSV.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{request.url.path.split("/graph/", 1)[-1].split("/", 1)[0]}.csv"'
    return response


def _drawn(request: Request, query: DrawnParameters, answer: object) -> Response:
    if query.table == "nodes":
        return _table_or_json(request, query, answer, NODE_COLUMNS, lambda found: [_node_row(node) for node in found["nodes"]])
    return _table_or_json(request, query, answer, EDGE_COLUMNS, lambda found: found["edges"])


def _node_row(node: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {**node, **{code: node["label"].get(code) for code in ("en", "zh", "ru")}, **(more or {})}


def _step_rows(answer: Mapping[str, Any]) -> Items:
    for number, one in enumerate(answer["paths"], 1):
        for place, step in enumerate(one["steps"], 1):
            events = step["events"]
            yield {
                **step,
                "path": number,
                "step": place,
                "events": [event["id"] for event in events],
                "titles": [event["title"].get("en") or next(iter(event["title"].values()), "") for event in events],
                "claims": [claim for event in events for claim in event["claims"]],
                "earliest": min((event["earliest"] for event in events if event["earliest"]), default=None),
                "latest": max((event["latest"] for event in events if event["latest"]), default=None),
            }


def _common_rows(answer: Mapping[str, Any]) -> Items:
    for item in answer["items"]:
        row = _node_row(item["node"])
        for name in ("a", "b"):
            edges = item[f"with_{name}"]
            row[f"weight_{name}"] = sum(edge["weight"] for edge in edges)
            row[f"kinds_{name}"] = [edge["kind"] for edge in edges]
            row[f"events_{name}"] = [event for edge in edges for event in edge["events"]]
        yield row


def _rank_rows(answer: Mapping[str, Any]) -> Items:
    return [_node_row(item["node"], item) for item in answer["items"]]


def _member_rows(answer: Mapping[str, Any]) -> Items:
    return [
        _node_row(member, {"community": group["id"], "size": group["size"]}) for group in answer["items"] for member in group["members"]
    ]
