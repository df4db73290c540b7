"""What search engines may read, and where: robots.txt and sitemaps (sitemaps.org, protocol 0.9) of all pages of things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal
from xml.sax.saxutils import escape

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from app.answers.actor_search import read_activity
from app.answers.coverage import read_article_index
from app.answers.event_index import read_index
from app.api.deps import Services, ServicesDep
from app.api.openapi import problems
from app.api.parameters import NoQuery
from app.errors import NotFound

router = APIRouter(tags=["linked data"])

Part = Literal["pages", "actors", "articles", "events"]
PARTS: Final[tuple[Part, ...]] = ("pages", "actors", "articles", "events")
PAGES: Final = ("/", "/meetings", "/actors", "/articles", "/data", "/docs")
MOST_ADDRESSES: Final = 40_000  # of one file; the protocol allows 50,000
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
REFUSED: Final = ("/sparql", "/sparql/", "/rdf-graph-store", "/export", "/api/", "/internal/", "/id/", "/data/")

XML: Final[dict[int | str, dict[str, object]]] = {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}
TEXT: Final[dict[int | str, dict[str, object]]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
Entry = tuple[str, date | None]
Number = Annotated[int, Path(ge=1, le=100_000, description="from 1, as /sitemap.xml lists them", examples=[1])]


@router.get("/robots.txt", summary="What robots may read", response_class=Response, responses=TEXT)
def robots(request: Request, query: NoQuery) -> Response:
    """Pages, not queries and exports; `/sitemap.xml` lists them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in REFUSED), "", f"Sitemap: {_base(request)}/sitemap.xml", ""]
    return Response("\n".join(lines), media_type="text/plain; charset=utf-8")


@router.get("/sitemap.xml", summary="The sitemaps", response_class=Response, responses=XML | problems(503))
def sitemap_index(request: Request, services: ServicesDep, query: NoQuery) -> Response:
    """An index of the sitemaps of pages, actors, articles and events."""
    addresses = [
        f"{_base(request)}/sitemaps/{part}/{number}.xml"
        for part in PARTS
        for number in range(1, 1 + -(-len(_entries(services, part)) // MOST_ADDRESSES))
    ]
    return _xml("sitemapindex", "sitemap", [(address, None) for address in addresses])


@router.get("/sitemaps/{part}/{number}.xml", summary="One sitemap", response_class=Response, responses=XML | problems(400, 404, 503))
def sitemap(request: Request, services: ServicesDep, part: Part, number: Number, query: NoQuery) -> Response:
    """Addresses of pages; of articles with the day of publication."""
    entries = _entries(services, part)[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    if not entries:
        raise NotFound(f"There is no sitemap {number} of {part}.", "/sitemap.xml lists those that there are.")
    return _xml("urlset", "url", [(f"{_base(request)}{path}", day) for path, day in entries])


def _entries(services: Services, part: Part) -> Sequence[Entry]:
    names = services.names
    if part == "pages":
        return [(path, None) for path in PAGES]
    if part == "actors":
        return [(f"/actors/{actor}", None) for actor in sorted(read_activity(services.store, names))]
    if part == "articles":
        rows = read_article_index(services.store)
        return sorted((f"/articles/{names.slug(row.iri)}", row.published) for row in rows)
    return sorted((f"/events/{names.slug(row.iri)}", None) for row in read_index(services.store))


def _xml(root: str, item: str, entries: Sequence[Entry]) -> Response:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">']
    for address, day in entries:
        lines.append(f"<{item}><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>")
    return Response("\n".join([*lines, f"</{root}>\n"]), media_type="application/xml")


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
