"""The pages that hold an island: the SPARQL editor and its kin. Each has a form or a table as its twin without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.answers import to_json
from app.answers.chronology import find_chronology
from app.answers.graph import find_neighbors, find_paths_between, find_subgraph
from app.api.deps import ServicesDep
from app.api.graph import NeighborParameters, PathParameters
from app.api.headers import CONTENT_SECURITY_POLICY
from app.api.meetings import MeetingParameters
from app.api.parameters import check_page_query
from app.ids import Names
from app.queries import list_examples
from app.traverse import EVENT_TYPES, LINKS
from app.web.catalogue import say_code, section_of
from app.web.chronicle import draw_months, list_years
from app.web.context import chosen_language, show_names
from app.web.pages import files_of, page
from app.web.wording import month_span_in_words

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FILTERS: Final = ("kind", "since", "until", "match", "status", "min_origins", "min_confidence")
CONTACT_KINDS: Final = ("Meeting", "Summit", "Visit", "PhoneCall")
LISTED_EVENTS: Final = 100
DRAWN_NODES: Final = 5000
DRAWN_EDGES: Final = 10_000
TABLE_ROWS: Final = 200
ROW_FORMATS: Final = ("csv", "json", "xml", "tsv")
GRAPH_FORMATS: Final = ("ttl", "nt", "jsonld")
KINDS: Final = ("actor", "event", "article", "claim", "statement", "figure", "counted", "place", "office", "topic")
FIRST: Final = "who_met_whom"
# The editor and its tables set styles on what they draw; scripts stay bound to our own files.
STYLED: Final = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")}
_PREFIX = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^<>]+)>", re.MULTILINE | re.IGNORECASE)
_GRAPH_FORM = re.compile(r"^\s*(CONSTRUCT|DESCRIBE)\b", re.MULTILINE | re.IGNORECASE)


@router.get("/sparql-ui")
def sparql(request: Request, services: ServicesDep) -> Response:
    """An editor for queries; `?query=` or `?example=` fills it, an example is run at once."""
    examples: list[dict[str, Any]] = [
        {"name": one.name, "title": one.title, "description": one.description, "body": _without_header(one.text)} for one in list_examples()
    ]
    bodies = {one["name"]: one["body"] for one in examples}
    chosen = request.query_params.get("example")
    chosen = chosen if chosen in bodies else None
    query = request.query_params.get("query") or bodies[chosen or FIRST]
    response = page(
        request, services, "sparql.html", examples=examples, chosen=chosen, query=query,
        row_formats=ROW_FORMATS, graph_formats=GRAPH_FORMATS,
        is_graph=_GRAPH_FORM.search(query) is not None, prefixes=_prefixes(bodies.values(), services.names), iris=services.names.base,
        deadline=f"{services.settings.query_timeout_s:g}",
    )  # fmt: skip
    response.headers.update(STYLED)
    return response


@router.get("/timeline")
def timeline(request: Request, services: ServicesDep) -> Response:
    """Events by month and year beside the articles that were read, by pair, place and kind."""
    query = check_page_query(request, MeetingParameters)
    asked = query.model_dump(by_alias=True, exclude_unset=True)
    filters = replace(query.to_filters(services.settings.min_confidence), limit=LISTED_EVENTS)
    found = find_chronology(services.store, services.gazetteer, services.names, filters, CONTACT_KINDS, services.sentences)
    answer = to_json(found)
    language = chosen_language(request)
    shown = show_names(services.gazetteer, query.model_dump(by_alias=True), language)
    years, undated = list_years(found.months, answer["items"])
    every = {"type": ",".join(CONTACT_KINDS), **asked}
    as_query = urlencode({**every, **({} if language == "en" else {"lang": language})})
    return page(
        request, services, "timeline.html", asked=shown, answer=answer, drawing=draw_months(found.months),
        years=years, undated=undated, kinds=("all", *EVENT_TYPES), as_query=as_query,
        gap_words=lambda gap: month_span_in_words(gap.first, gap.last, language),
        data_links={name: f"/api/v1/events?{urlencode({**every, 'format': name.lower()})}" for name in ("JSON", "CSV")} | files_of(every),
    )  # fmt: skip


class GraphPageParameters(NeighborParameters):
    """The filters of the graph page: those of the neighbours of an actor, whom it may lack, and a chain between two."""

    actor: str | None = None
    source: str | None = None
    target: str | None = None


@router.get("/graph")
def graph(request: Request, services: ServicesDep) -> Response:
    """The graph of actors, drawn, with its table; a chain between two actors when both are named."""
    query = check_page_query(request, GraphPageParameters)
    store, gazetteer, names = services.store, services.gazetteer, services.names
    wanted = query.model_copy(update={"evidence": 0}).to_query(services.settings.min_confidence, services.sentences)
    centre = None
    if query.actor and "," not in query.actor:
        found = find_neighbors(store, gazetteer, names, wanted, query.actor, query.depth, nodes=DRAWN_NODES, edges=DRAWN_EDGES)
        answer, centre = to_json(found), found.center
    else:
        answer = to_json(find_subgraph(store, gazetteer, names, wanted, query.actor, nodes=DRAWN_NODES, edges=DRAWN_EDGES))
    paths = None
    if query.source and query.target:
        chain = PathParameters.model_validate({**_given(query, FILTERS), "source": query.source, "target": query.target, "k": 3})
        along = chain.to_query(services.settings.min_confidence, services.sentences)
        paths = to_json(find_paths_between(store, gazetteer, names, along, chain.source, chain.target, chain.k, chain.longest))
    language = chosen_language(request)
    nodes = {one["id"]: one for one in (*answer["nodes"], *(paths["nodes"] if paths else ()))}
    asked = show_names(gazetteer, query.model_dump(), language)
    return page(
        request, services, "graph.html", asked=asked, answer=answer, centre=centre, nodes=nodes, paths=paths,
        rows=sorted(answer["edges"], key=lambda edge: (-edge["weight"], edge["id"]))[:TABLE_ROWS], links=LINKS, kinds=("contacts", *LINKS),
        source=asked["source"], target=asked["target"], data_links=_graph_links(query, centre),
        words={**section_of("graph_island", language), **{f"link_{one}": say_code("link", one, language) for one in LINKS}},
    )  # fmt: skip


def _given(query: GraphPageParameters, fields: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in fields if (value := getattr(query, name)) and name in query.model_fields_set}


def _graph_links(query: GraphPageParameters, centre: str | None) -> dict[str, str]:
    """The same graph as data: for the drawing, as JSON and CSV, as files, and what the drawing asks for later."""
    filters = _given(query, FILTERS)
    several = {"actor": query.actor} if query.actor and not centre else {}
    about = {"actor": centre} if centre else several
    size = {"nodes": DRAWN_NODES, "edges": DRAWN_EDGES, **several}
    around = f"/api/v1/graph/neighbors/{centre}" if centre else "/api/v1/graph/subgraph"
    steps = {"depth": query.depth} if centre else {}

    def link(path: str, **more: Any) -> str:
        return f"{path}?{urlencode({**filters, **more})}"

    return {
        "drawn": link(around, **steps, **size, layout="true", evidence=0),
        "json": link(around, **steps, **several),
        "csv": link(around, **steps, **several, format="csv"),
        "expand": link("/api/v1/graph/neighbors/", depth=1, nodes=60, evidence=0),
        "path": link("/api/v1/graph/path", evidence=0),
        "gexf": link("/export", **about, format="gexf"),
        "graphml": link("/export", **about, format="graphml"),
    }


def _prefixes(queries: Iterable[str], names: Names) -> dict[str, str]:
    """Those of the examples, and one for each kind of thing: the tables of the editor shorten IRIs by them."""
    ours = {kind: names.resource(kind, "x").value.removesuffix("x") for kind in KINDS}
    return {**{prefix: namespace for text in queries for prefix, namespace in _PREFIX.findall(text)}, **ours}


def _without_header(text: str) -> str:
    """The query alone: title and description stand in the list."""
    lines = text.splitlines()
    start = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(lines[start:]) + "\n"
