"""Markdown with YAML front matter: the article's text is the body after the front matter and one blank line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import yaml

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_text
from app.readers.items import Document, ReadItem, Unreadable

_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)(?:[ \t]*(?:\r\n|\n|\r))?", re.DOTALL | re.MULTILINE
)


def read_markdown(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One article. Raises Unreadable, also for front matter that is no YAML mapping or does not end."""
    text = decode_text(data)
    found, body = split_front_matter(text)
    if not body.strip():
        raise Unreadable("There is no text after the front matter.", "Put the article's text below the second --- line.")
    return (assemble_article(Document(body, "text/markdown", found, is_markdown=True), meta, name, gazetteer),)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The front matter and the body; ({}, text) where there is none."""
    if not re.match(r"---[ \t]*[\r\n]", text):
        return {}, text
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise Unreadable("Its front matter does not end.", "Close it with a line of three hyphens.")
    try:
        values = yaml.safe_load(match["yaml"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise Unreadable(f"Its front matter is no YAML{where}: {problem}.", "Quote values that hold a colon.") from error
    except ValueError as error:  # PyYAML builds dates itself: 2023-02-30
        raise Unreadable(f"Its front matter holds a date that does not exist: {error}.", "Write published as YYYY-MM-DD.") from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise Unreadable("Its front matter is no list of `key: value` lines.", "Write for example `published: 2023-07-17`.")
    return {str(key): value for key, value in values.items()}, text[match.end() :]
