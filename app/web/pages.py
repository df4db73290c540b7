"""The routes of the pages. They ask the same `answers` as the API and render them; they hold no logic of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.answers import to_json
from app.answers.actors import find_actors, get_actor
from app.answers.articles import ArticleFilters, choose_shown, find_articles, get_article, page_claims
from app.answers.claims import get_claim
from app.answers.coverage import get_coverage
from app.answers.event_facets import count_facets
from app.answers.event_index import EventFilters
from app.answers.events import find_events, get_event, read_times
from app.answers.meetings import find_meetings
from app.answers.readouts import get_readouts
from app.api.deps import Services, ServicesDep, read_text
from app.api.meetings import MeetingParameters
from app.api.parameters import Slug, check_page_query, printable
from app.api.problems import ProblemView
from app.api.rendering import moved
from app.web.assets import is_hashed
from app.web.catalogue import say, say_code
from app.web.context import chosen_language as page_language
from app.web.context import page_context, show_names, with_query
from app.web.drawing import draw_histogram, draw_terms
from app.web.marking import Excerpt, excerpt
from app.web.origins import list_origins, origins_by_claim
from app.web.reference import list_problems, list_routes
from app.web.templating import render
from app.web.wording import label_html, names_its_year, pick_label, time_in_words

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LATEST: Final = 8
TABLE_ROWS: Final = 100  # of a curated table on one page
SUGGESTIONS: Final = 8
EXAMPLES: Final = ("wang-yi", "sergey-lavrov", "xi-jinping", "vladimir-putin")
EXPORTS: Final = (
    {"name": "ttl", "title": "Turtle", "holds": "data.once"},
    {"name": "nt", "title": "N-Triples", "holds": "data.per_line"},
    {"name": "jsonld", "title": "JSON-LD", "holds": "data.as_json"},
    {"name": "trig", "title": "TriG", "holds": "data.all_graphs"},
    {"name": "nq", "title": "N-Quads", "holds": "data.quads"},
    {"name": "gexf", "title": "GEXF", "holds": "data.network"},
    {"name": "graphml", "title": "GraphML", "holds": "data.network"},
    {"name": "cyjs", "title": "Cytoscape JSON", "holds": "data.network"},
    {"name": "graphology", "title": "graphology JSON", "holds": "data.network"},
    {"name": "csv&table=events", "title": "CSV", "holds": "data.events_table"},
    {"name": "csv&table=claims", "title": "CSV", "holds": "data.claims_table"},
    {"name": "csv&table=participation", "title": "CSV", "holds": "data.participation_table"},
)
MEETING_KINDS: Final = ("Meeting", "Summit", "Visit", "PhoneCall")


def page(request: Request, services: Services | None, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    return HTMLResponse(render(template, **page_context(request, services), **context), status_code=status)


@router.get("/")
def home(request: Request, services: ServicesDep) -> Response:
    """Search, the latest meetings, what is covered."""
    settings, gazetteer = services.settings, services.gazetteer
    filters = EventFilters(order="desc", limit=LATEST, min_confidence=settings.min_confidence)
    latest = to_json(find_meetings(services.store, gazetteer, filters, services.names))["items"]
    coverage = get_coverage(services.store, gazetteer, services.names)
    articles: Counter[int] = Counter()
    events: Counter[int] = Counter()
    for month in coverage.periods:
        articles[int(month.period[:4])] += month.articles
        events[int(month.period[:4])] += month.events
    numbers = [(coverage.articles, "home.number_articles"), (sum(events.values()), "home.number_events")]
    numbers.append((len(coverage.publishers), "home.number_publishers"))
    examples = [{"id": one, "label": gazetteer.actors[one].labels} for one in EXAMPLES if one in gazetteer.actors]
    histogram = draw_histogram(articles, events)
    return page(
        request, services, "home.html", latest=latest, numbers=numbers, examples=examples, histogram=histogram,
    )  # fmt: skip


@router.get("/meetings")
def meetings(request: Request, services: ServicesDep) -> Response:
    """The list with its filters as a form; unknown parameters are ignored here, since links gather them."""
    query = check_page_query(request, MeetingParameters)
    asked = query.model_dump(by_alias=True, exclude_unset=True)
    filters = query.to_filters(services.settings.min_confidence)
    store, gazetteer, names = services.store, services.gazetteer, services.names
    answer = to_json(find_meetings(store, gazetteer, filters, names, services.sentences))
    facets = to_json(count_facets(store, gazetteer, names, filters, ("Meeting",), services.sentences))
    shown = show_names(gazetteer, query.model_dump(by_alias=True), page_language(request))
    return page(
        request, services, "meetings.html", answer=answer, asked=shown, facets=facets,
        narrow=lambda **changes: with_query(request, cursor=None, **{name.rstrip("_"): value for name, value in changes.items()}),
        other_actor="with_" if query.actor else "actor", is_pair=bool(query.actor and query.with_),
        meeting_kinds=event_kinds(query.type),
        kind_links={name: with_query(request, type=name, cursor=None) for name in answer["left_out"]},
        next_link=with_query(request, cursor=answer["next"]),
        data_links={one: f"/api/v1/meetings?{urlencode({**asked, 'format': one})}" for one in ("json", "csv", "ics", "geojson")},
        files=files_of(asked),
        dossier_link=with_query(request, f"/actors/{quote(query.actor or '')}/dossier", actor=None, type=None, cursor=None),
        timeline_link=with_query(request, "/timeline", type=None, cursor=None),
    )  # fmt: skip


@router.get("/events/{id}")
def event(request: Request, services: ServicesDep, id: Slug) -> Response:
    """Who, when, where, in what capacity, and every claim with its sentence."""
    detail = get_event(services.store, services.gazetteer, services.names, id)
    if detail.event.id != id:
        return moved(request, f"/events/{detail.event.id}")
    answer = to_json(detail)
    found = answer["event"]
    context = page_context(request, services)
    title = pick_label(found["title"], context["lang"])[0] or found["id"]
    claims = {claim["id"]: claim for claim in found["claims"]}
    around = [(where, one) for where, one in ((("event.before", "←"), answer["before"]), (("event.after", "→"), answer["after"])) if one]
    days = read_times(services.store, services.names, [one["id"] for _, one in around])
    readouts = to_json(get_readouts(services.store, services.gazetteer, services.names, id))
    time = found["time"] or {}
    return page(
        request, services, "event.html", event=found, title=title, answer=answer,
        origins=list_origins(services, found, context["lang"]),
        origins_by=origins_by_claim(services, found, context["lang"]),
        date_words=[words for words in time.get("words") or () if words not in (time.get("edtf"), time.get("earliest"))],
        neighbours=[(*where, one, days.get(one["id"])) for where, one in around], is_dated=names_its_year,
        pair_link=_pair_link(found["participants"], context["and_lang"]),
        accounts=_accounts_of_sides(readouts["accounts"]),
        silent=[label_html(one["label"], context["lang"]) for one in readouts["silent"]],
        conflicts=[{**one, "claims": [claims[key] for key in one["claims"] if key in claims]} for one in found["conflicts"]],
        excerpts={key: _excerpts(services, claim) for key, claim in claims.items()},
        profile_of=lambda publisher: publisher_profile(services, publisher, context["lang"]),
        citation=_citation(context, title, found),
    )  # fmt: skip


@router.get("/actors")
def actors(request: Request, services: ServicesDep) -> Response:
    """Search results; a single whole match leads straight to its page."""
    asked = _typed(request)
    cursor = request.query_params.get("cursor") or None
    answer = to_json(find_actors(services.store, services.gazetteer, services.names, asked, 50, cursor))
    exact = [one for one in answer["items"] if one["score"] == 1.0]
    if asked and len(exact) == 1:
        return RedirectResponse(with_query(request, f"/actors/{exact[0]['id']}", q=None), status_code=302)
    return page(
        request, services, "actors.html", asked=asked, found=answer["items"], next_link=with_query(request, cursor=answer["next"]),
        has_more=answer["next"] is not None, data_link=with_query(request, "/api/v1/actors", lang=None),
    )  # fmt: skip


def _typed(request: Request) -> str:
    """What stands in the search field, at most 200 signs of it."""
    return printable(request.query_params.get("q", "")).strip()[:200]


@router.get("/suggest")
def suggest(request: Request, services: ServicesDep) -> Response:
    """A list of actors for what has been typed so far, as a part of a page."""
    asked = _typed(request)
    found = to_json(find_actors(services.store, services.gazetteer, services.names, asked, SUGGESTIONS))["items"] if asked else []
    return page(request, services, "suggestions.html", asked=asked, found=found)


@router.get("/actors/{id}")
def actor(request: Request, services: ServicesDep, id: Slug) -> Response:
    """Names, offices, counterparts, meetings."""
    found = to_json(get_actor(services.store, services.gazetteer, services.names, id))
    if found["id"] != id:
        return moved(request, f"/actors/{found['id']}")
    filters = EventFilters(actor=id, order="desc", limit=1, min_confidence=services.settings.min_confidence)
    answer = to_json(find_meetings(services.store, services.gazetteer, filters, services.names))
    every = replace(filters, type="all", limit=20)
    timeline = to_json(find_events(services.store, services.gazetteer, every, services.names))["items"]
    name = pick_label(found["label"], page_language(request))[0] or id
    last = max((item["time"]["latest"] or "" for item in timeline), default="")
    return page(
        request, services, "actor.html", actor=found, name=name, events=timeline, has_meetings=bool(answer["items"]),
        office_bars=draw_terms(found["offices"], last or None), left_out=answer["left_out"], counterparts=_by_actor(found["counterparts"]),
    )  # fmt: skip


@router.get("/articles")
def articles(request: Request, services: ServicesDep) -> Response:
    """What has been read."""
    asked = {name: request.query_params.get(name) or None for name in ("since", "until", "publisher", "cursor")}
    filters = ArticleFilters(limit=100, **asked)
    answer = to_json(find_articles(services.store, services.gazetteer, services.names, filters))
    next_link = with_query(request, cursor=answer["next"]) if answer["next"] else None
    is_filtered = any(value for name, value in asked.items() if name != "cursor")
    return page(request, services, "articles.html", articles=answer["items"], next_link=next_link, is_filtered=is_filtered)


@router.get("/articles/{id}")
def article(request: Request, services: ServicesDep, id: Slug) -> Response:
    """The text or the quotes, as its licence allows, with its claims marked."""
    text, setting = read_text(services, id), services.settings.article_text
    whole = get_article(services.store, services.gazetteer, services.names, id, text, setting)
    is_table = whole.kind == "curated"  # long, and each row stands by itself; the claims of a text are marked in it
    cursor = request.query_params.get("cursor") or None
    found = to_json(page_claims(whole, TABLE_ROWS, cursor, with_claim=request.query_params.get("claim")) if is_table else whole)
    next_link = with_query(request, cursor=found["next"], claim=None) if found["next"] else None
    readings = [list(group) for _, group in groupby(found["claims"], lambda one: [part["quote"] for part in one["claim"]["evidence"]])]
    return page(request, services, "article.html", article=found, claims=found["claims"], readings=readings, next_link=next_link)


@router.get("/claims/{id}")
def claim(request: Request, services: ServicesDep, id: Slug) -> Response:
    """A claim is shown in its article."""
    found = get_claim(services.store, services.gazetteer, services.names, id)
    asked = f"?claim={id}" if found.claim.article.kind == "curated" else ""
    return RedirectResponse(f"/articles/{found.claim.article.id}{asked}#{id}", status_code=302)


@router.get("/data")
def data(request: Request, services: ServicesDep) -> Response:
    """Exports, API, SPARQL; how to cite and to correct."""
    return page(request, services, "data.html", exports=EXPORTS)


@router.get("/docs")
def docs(request: Request, services: ServicesDep) -> Response:
    """All routes and problems, from the OpenAPI document."""
    document = request.app.openapi()
    return page(request, services, "docs.html", groups=list_routes(document), problems=list_problems())


def render_problem(request: Request, view: ProblemView) -> Response:
    """An error as a page that says what to do; candidates become links that ask again."""
    services = getattr(request.app.state, "services", None)
    return page(
        request, services if isinstance(services, Services) else None, "problem.html", view.status, problem=view,
        candidates=[_candidate(request, view, one) for one in view.extra.get("candidates", ())],
    )  # fmt: skip


def files_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """The same events as graphs; plans by whether they came true are no filter of files."""
    if "confirmed" in asked:
        return {}
    filters = {"type": "Meeting", **{name: value for name, value in asked.items() if name not in ("order", "limit", "cursor", "format")}}
    return {name: f"/export?{urlencode({**filters, 'format': form})}" for name, form in (("Turtle", "ttl"), ("GEXF", "gexf"))}


def event_kinds(asked: str | None) -> tuple[str, ...]:
    """What the form offers; an unusual choice (`all`, another kind, several) stays as it is."""
    return MEETING_KINDS if not asked or asked in MEETING_KINDS else (*MEETING_KINDS, asked)


def _citation(context: dict[str, Any], title: str, event: dict[str, Any]) -> str:
    """One line to copy: title, date, work, version, address."""

    def told(key: str, **values: Any) -> str:
        return str(context["t"](key, **values).unescape())

    work = f"{told('site.work')}{told('site.comma')}{told('site.dataset_version', n=context['version'])}"
    named = f"{told('site.quoted', text=title)} ({time_in_words(event['time'], context['lang'])})"
    return told("site.stop").join((named, work, f"{context['base']}/events/{event['id']}"))


def _pair_link(participants: list[dict[str, Any]], and_lang: str) -> str | None:
    """The list of all meetings of two participants; None for one or many."""
    there = [one["id"] for one in participants if one["polarity"] == "positive"]
    return f"/meetings?actor={there[0]}&with={there[1]}{and_lang}" if len(there) == 2 else None


def _accounts_of_sides(accounts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What states tell, when at least two of them do: one alone, or one row that cites both, has nothing to stand beside."""
    telling = [one for one in accounts if one["side"] and (one["claims"] or one["statements"])]
    differ = len({tuple(said["id"] for said in (*one["claims"], *one["statements"])) for one in telling}) > 1
    return telling if differ and any(one["claims"] for one in telling) else []


def _by_actor(counterparts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row an actor: in how many events of each kind."""
    rows: dict[str, dict[str, Any]] = {}
    for one in counterparts:
        row = rows.setdefault(one["actor"]["id"], {"actor": one["actor"], "kinds": []})
        row["kinds"].append((one["type"], one["events"]))
    return list(rows.values())


def _candidate(request: Request, view: ProblemView, candidate: Any) -> dict[str, Any]:
    """A candidate (an actor with labels, or a bare id) with the address that asks for it instead."""
    found = dict(candidate) if isinstance(candidate, dict) else {"id": str(candidate), "label": {}}
    asked = request.query_params
    meant = next((name for name in ("actor", "with", "publisher", "place") if asked.get(name) and repr(asked[name]) in view.detail), None)
    return {**found, "href": with_query(request, None, **{meant: str(found["id"])}) if meant else f"/actors/{found['id']}"}


def _excerpts(services: Services, claim: dict[str, Any]) -> list[Excerpt]:
    article = services.pipeline.archive.article(claim["article"]["id"]) if services.pipeline else None
    may_show = article is not None and choose_shown(services.settings.article_text, article.licence) == "full"
    text = article.text if article is not None and may_show else None
    return [excerpt(text, one["start"], one["end"], one["quote"]) for one in claim["evidence"] or [claim]]


def publisher_profile(services: Services, publisher: str, language: str) -> str:
    """What is known of an outlet: country, ownership, kind."""
    actor = services.gazetteer.actors.get(publisher)
    if actor is None:
        return ""
    country = services.gazetteer.actors.get(actor.country or "")
    parts = [pick_label(country.labels, language)[0] if country else None]
    media = actor.media
    told = [("ownership", media.ownership), ("media_kind", media.kind)] if media else [("actor_type", actor.type)]
    parts += [say_code(section, word, language) for section, word in told if word]
    return str(say("site.comma", language)).join(part for part in parts if part)


class _Static(StaticFiles):
    """Files of the package. An address with the file's digest may be kept for ever, another for an hour."""

    def file_response(self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_versioned = scope["query_string"].startswith(b"v=") or is_hashed(scope["path"].rpartition("/static/")[2])
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_versioned else "public, max-age=3600"
        return response


def static_files() -> StaticFiles:
    """Style sheet and icon, found in a checkout and in a wheel alike."""
    return _Static(packages=[("app.web", "static")])
