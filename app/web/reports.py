"""The pages that gather: what was said by topic and side, a dossier to print, and how good the data are."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version as package_version
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.answers import to_json
from app.answers.checks import find_conflicts, find_counted
from app.answers.coverage import get_coverage
from app.answers.dossier import make_dossier
from app.answers.statement_topics import count_topics
from app.answers.statements import StatementFilters, find_statements
from app.api.deps import ServicesDep
from app.api.parameters import check_page_query
from app.api.statements import StatementParameters
from app.resources import find_resource
from app.web.context import chosen_language, show_names, with_query
from app.web.drawing import draw_histogram
from app.web.marking import within
from app.web.pages import page, publisher_profile
from app.web.wording import pick_label

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

SHOWN: Final = 50
TABLE: Final = 100
MEASURES: Final = ("events", "meetings", "event_participants", "statements", "figures", "counted")
GIVEN: Final = ("date_given_event", "place_given_event", "status_given_event", "direct", "reported_by")


@router.get("/statements")
def statements(request: Request, services: ServicesDep) -> Response:
    """Who said what, by topic and side."""
    query = check_page_query(request, StatementParameters)
    asked = query.model_dump(exclude_unset=True)
    filters = StatementFilters(**query.model_dump(exclude={"format"}))
    store, gazetteer, names = services.store, services.gazetteer, services.names
    answer = to_json(find_statements(store, gazetteer, names, filters, services.sentences))
    return page(
        request, services, "statements.html", asked=show_names(gazetteer, query.model_dump(), chosen_language(request)), answer=answer,
        topics=to_json(count_topics(store, gazetteer, names)), within=within,
        facet=lambda **changes: with_query(request, "/statements", cursor=None, **changes),
        next_link=with_query(request, cursor=answer["next"]),
        data_links={name: f"/api/v1/statements?{urlencode({**asked, 'format': name.lower()})}" for name in ("JSON", "CSV")},
    )  # fmt: skip


@router.get("/actors/{id}/dossier")
def dossier(request: Request, services: ServicesDep, id: str) -> Response:
    """All meetings of one actor or of two, with sentences and references: one page to print."""
    asked = request.query_params
    actors = [id, *([asked["with"]] if asked.get("with") else [])]
    found = make_dossier(
        services.store, services.gazetteer, services.names, actors, asked.get("since") or None, asked.get("until") or None,
        services.settings.min_confidence,
    )  # fmt: skip
    language = chosen_language(request)
    answer = to_json(found)
    groups = [(kind, answer[kind]) for kind in ("meetings", "calls", "visits", "summits", "not_facts") if answer[kind]]
    filters = {name: asked[name] for name in ("since", "until") if asked.get(name)}
    pair = {"actor": answer["actors"][0]["id"], **({"with": answer["actors"][1]["id"]} if len(actors) == 2 else {})}
    return page(
        request, services, "dossier.html", answer=answer, groups=groups, numbers=found.numbers(),
        asked=show_names(services.gazetteer, dict(asked), language),
        title=" – ".join(pick_label(one["label"], language)[0] or one["id"] for one in answer["actors"]),
        data_links={
            name.upper(): f"/api/v1/meetings?{urlencode({**pair, **filters, 'type': 'all', 'format': name})}"
            for name in ("json", "csv", "ics", "bibtex")
        },
    )  # fmt: skip


@router.get("/quality")
def quality(request: Request, services: ServicesDep) -> Response:
    """How well texts are read, what was read, where sources disagree, what counts say, and what cannot be known from here."""
    store, gazetteer, names = services.store, services.gazetteer, services.names
    coverage = to_json(get_coverage(store, gazetteer, names))
    articles: dict[int, int] = {}
    events: dict[int, int] = {}
    for month in coverage["periods"]:
        year = int(month["period"][:4])
        articles[year] = articles.get(year, 0) + month["articles"]
        events[year] = events.get(year, 0) + month["events"]
    conflicts = to_json(find_conflicts(store, gazetteer, names, limit=SHOWN))
    counted = to_json(find_counted(store, gazetteer, names, limit=TABLE))
    return page(
        request, services, "quality.html", scoreboard=read_scoreboard(), measures=MEASURES, given=GIVEN, coverage=coverage,
        histogram=draw_histogram(articles, events), conflicts=conflicts, counted=counted, software=package_version("amur"),
        registry=gazetteer.version[:12], profile_of=lambda publisher: publisher_profile(services, publisher, chosen_language(request)),
    )  # fmt: skip


@cache
def read_scoreboard() -> dict[str, Any]:
    """The figures that were measured last (data/quality.json)."""
    found: dict[str, Any] = json.loads(find_resource("data", "quality.json").read_text(encoding="utf-8"))
    return found
