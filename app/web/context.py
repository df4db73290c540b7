"""What every page needs to know: language, addresses, sides, the version of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from app.answers.coverage import read_article_index
from app.answers.rows import TableRows
from app.api.deps import Services
from app.gazetteer import Gazetteer
from app.web.catalogue import LANGUAGES, say, say_code
from app.web.wording import pick_label, precision_in_words


def page_context(request: Request, services: Services | None) -> dict[str, Any]:
    """The variables of base.html and parts.html. `keep_lang` goes behind an address without a query, `and_lang` behind one with.

    `is_bare` tells whether nothing at all has been read, so that an empty list says how to begin.
    """
    language = chosen_language(request)
    rows = TableRows(services.pipeline.archive if services and services.pipeline else None)
    return {
        "t": partial(say, language=language),
        "code": partial(say_code, language=language),
        "kind": lambda kind: say_code("kind", kind, language),
        "precision": lambda time: precision_in_words(time, language),
        "read_row": lambda claim, quote=None: rows.read(quote or claim["quote"], claim["article"]["id"]),
        "name_of": lambda column, value: registry_name(services, column, value),
        "lang": language,
        "keep_lang": "" if language == "en" else f"?lang={language}",
        "and_lang": "" if language == "en" else f"&lang={language}",
        "path": request.url.path,
        "base": str(request.base_url).rstrip("/"),
        "version": services.store.version if services else None,
        "language_links": {code: with_query(request, lang=None if code == "en" else code) for code in LANGUAGES},
        "side_of": lambda actor: side_class(services, actor),
        "web_address": web_address,
        "is_bare": lambda: services is not None and not read_article_index(services.store),
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


def show_names(gazetteer: Gazetteer, asked: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values of a form for people: an id as the name it bears, where that name leads back to it alone."""
    shown = dict(asked)
    known: Iterable[tuple[str, Mapping[str, Any], Callable[[str], Sequence[str]]]] = (
        *((name, gazetteer.actors, gazetteer.find_actors) for name in ("actor", "with", "speaker", "addressee", "source", "target")),
        ("place", gazetteer.places, gazetteer.find_places),
    )
    for name, things, find in known:
        value = shown.get(name)
        if value and value in things:
            label = pick_label(things[value].labels, language)[0]
            shown[name] = label if list(find(label)) == [value] else value
    return shown


_ACTOR_COLUMNS = ("participants", "parties", "signatories", "speakers", "about")
_PLACE_COLUMNS = ("place", "places", "venue")


def registry_name(services: Services | None, column: str | None, value: str) -> tuple[str, Mapping[str, str]] | None:
    """(kind, labels) of an id in a cell of a curated table, if the registry knows it and the column holds such ids."""
    gazetteer = services.gazetteer if services else None
    if gazetteer is None or column is None:
        return None
    if column in _ACTOR_COLUMNS and value in gazetteer.actors:
        return "actor", gazetteer.actors[value].labels
    if column in _PLACE_COLUMNS and value in gazetteer.places:
        return "place", gazetteer.places[value].labels
    if column == "topics" and value in gazetteer.topics:
        return "topic", gazetteer.topics[value].labels
    return None
