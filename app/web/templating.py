"""The Jinja2 environment: everything is escaped unless it is Markup made by our own functions."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.web import catalogue, drawing, wording
from app.web.assets import island_tags


@cache
def get_environment() -> Environment:
    """Templates and words are the same for all applications of a process."""
    environment = Environment(
        loader=PackageLoader("app.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    environment.globals.update(
        languages=catalogue.LANGUAGES, codes_of=catalogue.codes_of, style=_style_address(), island=island_tags, label=wording.label_html,
        when=wording.time_in_words, day=wording.day_in_words, bounds=drawing.draw_bounds,
    )  # fmt: skip
    environment.filters["ticked"] = ticked
    return environment


def render(template: str, **context: Any) -> str:
    return get_environment().get_template(template).render(**context)


def ticked(text: str) -> Markup:
    """Plain text with `words` between back-ticks as code."""
    return Markup("").join(Markup("<code>{}</code>" if index % 2 else "{}").format(part) for index, part in enumerate(text.split("`")))


def _style_address() -> str:
    """The style sheet with its digest, so that it can be cached for ever."""
    body = (files("app.web") / "static" / "amur.css").read_bytes()
    return f"/static/amur.css?v={sha256(body).hexdigest()[:10]}"
