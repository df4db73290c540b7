"""The documents, and how much of each time they cover."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.answers import to_json
from app.answers.articles import ArticleDetail, ArticleFilters, ArticleList, find_articles, get_article, page_claims
from app.answers.coverage import CoverageReport, get_coverage
from app.answers.search import SentenceList, search_sentences
from app.api.deps import GazetteerDep, NamesDep, ServicesDep, StoreDep, read_text
from app.api.entities import entity_response
from app.api.negotiate import CSV, ENTITIES, JSON_LD, TURTLE, choose_format
from app.api.openapi import also, problems
from app.api.parameters import MAX_LIMIT, FormatParameters, ListParameters, Parameters, Slug
from app.api.rendering import json_response, link_next, list_response
from app.api.tables import ARTICLE_COLUMNS, SENTENCE_COLUMNS, article_rows, sentence_rows

router = APIRouter(tags=["articles"])


class ArticleParameters(ListParameters):
    since: str | None = Field(None, description="published from: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023"])
    until: str | None = Field(None, description="published until, inclusive", examples=["2023-12"])
    publisher: str | None = Field(None, description="id or name", examples=["amur-wire"])
    language: str | None = Field(None, description="BCP 47 language", examples=["en"])
    kind: str | None = Field(
        None, description="news, readout, digest, transcript, commentary, reconstruction, curated", examples=["reconstruction"]
    )


class ArticleDetailParameters(FormatParameters):
    limit: int | None = Field(None, ge=1, le=MAX_LIMIT, description="claims a page; all of them if not given", examples=[100])
    cursor: str | None = Field(None, description="where the page of claims begins: `next` of the page before")


class SearchParameters(ArticleParameters):
    q: str = Field(
        ...,
        min_length=1,
        max_length=200,
        description='words, or their beginnings; `"…"` for words as they stand; all must be in one sentence',
        examples=["joint patrol"],
    )


class WindowParameters(Parameters):
    since: str | None = Field(None, description="first day: YYYY, YYYY-MM or YYYY-MM-DD", examples=["2023"])
    until: str | None = Field(None, description="last day, inclusive", examples=["2023-12"])


@router.get("/articles", summary="Articles", response_model=ArticleList, responses=also(CSV) | problems(400, 404, 406, 409, 503))
def list_articles(
    request: Request, store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[ArticleParameters, Query()]
) -> Response:
    """What has been read, the latest first."""
    filters = ArticleFilters(**query.model_dump(exclude={"format"}))
    answer = find_articles(store, gazetteer, names, filters)
    return list_response(request, query.format, to_json(answer), ARTICLE_COLUMNS, article_rows)


@router.get(
    "/articles/{id}", summary="One article", response_model=ArticleDetail, responses=also(TURTLE, JSON_LD) | problems(400, 404, 406, 503)
)
def show_article(request: Request, services: ServicesDep, id: Slug, query: Annotated[ArticleDetailParameters, Query()]) -> Response:
    """Its metadata, its claims with their words, and as much of its text as its licence lets us show."""
    found = get_article(services.store, services.gazetteer, services.names, id, read_text(services, id), services.settings.article_text)
    found = page_claims(found, query.limit, query.cursor)
    response = entity_response(choose_format(request, query.format, ENTITIES), services.store, services.names, found, "article", id)
    return link_next(request, response, found.next)


@router.get("/search", summary="Search the evidence", response_model=SentenceList, responses=also(CSV) | problems(400, 404, 406, 409, 503))
def search(request: Request, services: ServicesDep, query: Annotated[SearchParameters, Query()]) -> Response:
    """Sentences that prove claims, the best match first, with what the claims came to. The other parameters are of their articles."""
    filters = ArticleFilters(**query.model_dump(exclude={"format", "q"}))
    answer = search_sentences(services.store, services.gazetteer, services.names, query.q, filters, services.sentences)
    return list_response(request, query.format, to_json(answer), SENTENCE_COLUMNS, sentence_rows)


@router.get("/coverage", summary="What has been read", response_model=CoverageReport, responses=problems(400, 503))
def show_coverage(store: StoreDep, gazetteer: GazetteerDep, names: NamesDep, query: Annotated[WindowParameters, Query()]) -> Response:
    """Articles and events by month (a month without articles says nothing about what happened in it), by publisher, language and kind."""
    return json_response(to_json(get_coverage(store, gazetteer, names, query.since, query.until)))
