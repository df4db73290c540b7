"""What every page needs to know: language, addresses, sides, the version of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from app.api.deps import Services
from app.web.wording import LANGUAGES


def page_context(request: Request, services: Services | None) -> dict[str, Any]:
    """The variables of base.html and parts.html. `keep_lang` goes behind an address without a query, `and_lang` behind one with."""
    language = chosen_language(request)
    return {
        "lang": language,
        "keep_lang": "" if language == "en" else f"?lang={language}",
        "and_lang": "" if language == "en" else f"&lang={language}",
        "path": request.url.path,
        "base": str(request.base_url).rstrip("/"),
        "version": services.store.version if services else None,
        "language_links": {code: with_query(request, lang=None if code == "en" else code) for code in LANGUAGES},
        "side_of": lambda actor: side_class(services, actor),
        "web_address": web_address,
    }


def chosen_language(request: Request) -> str:
    """`?lang=` if it is one of ours, else English."""
    asked = request.query_params.get("lang", "en")
    return asked if asked in LANGUAGES else "en"


def with_query(request: Request, path: str | None = None, **changes: str | None) -> str:
    """The address of the request (or `path`) with some parameters changed; None takes one out. The scheme and host stay out."""
    kept: Mapping[str, str] = {name: value for name, value in request.query_params.items() if value}
    query = {name: value for name, value in {**kept, **changes}.items() if value is not None}
    return (path or request.url.path) + (f"?{urlencode(query)}" if query else "")


def side_class(services: Services | None, actor: str) -> str:
    """`china`, `russia` or `other`: the accent of a name."""
    side = services.gazetteer.side_of(actor) if services else None
    return side if side in ("china", "russia") else "other"


def web_address(text: str | None) -> str | None:
    """The text if it is an http(s) address, else None: nothing else becomes a link (`javascript:` in an article's url)."""
    return text if text and text.startswith(("https://", "http://")) else None
