"""Document + what is told about it -> Article: identity, publisher, kind, date, language, blocks, warnings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Final, cast, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.gazetteer import Actor, Gazetteer
from app.ids import article_id
from app.model import Article, ArticleKind, Block
from app.readers.blocks import count_headings, count_turns, find_blocks, find_byline, find_title
from app.readers.items import Document, Unreadable
from app.readers.language import SUPPORTED, detect_language

META_KEYS: Final = ("title", "publisher", "published", "author", "language", "url", "id", "kind", "licence", "sources")
_OTHER_NAMES: Final = {"lang": "language", "date": "published", "license": "licence", "byline": "author", "source": "sources"}
_TRACKING: Final = re.compile(r"utm_.+|fbclid|gclid|yclid|mc_[ce]id|igshid|ref_src")
_OFFICIAL: Final = frozenset({"Ministry", "GovernmentBody", "ArmedForce", "InternationalOrganization"})


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a document, cleaned: given by the user first, else said by the document itself."""

    title: str | None
    publisher: str | None
    published: date | None
    author: str | None
    language: str | None
    url: str | None
    id: str | None
    kind: ArticleKind | None
    licence: str | None
    sources: tuple[str, ...]


def describe(given: Mapping[str, object] | None, found: Mapping[str, object]) -> Description:
    """Joins the two; empty values do not count. Raises Unreadable for a date, kind or list that cannot be understood."""
    values = _known(found) | _known(given or {})
    kind = _text(values, "kind")
    if kind is not None and kind not in get_args(ArticleKind):
        raise Unreadable(f"Its kind {kind!r} is not known.", f"Use one of {', '.join(get_args(ArticleKind))}.")
    language = _text(values, "language")
    return Description(
        title=_text(values, "title"),
        publisher=_text(values, "publisher"),
        published=read_day(values.get("published")),
        author=_joined(values, "author"),
        language=re.split(r"[-_]", language)[0].lower() if language else None,
        url=_text(values, "url"),
        id=_text(values, "id"),
        kind=cast(ArticleKind | None, kind),
        licence=_text(values, "licence"),
        sources=_texts(values.get("sources")),
    )


def assemble_article(document: Document, given: Mapping[str, object] | None, name: str, gazetteer: Gazetteer) -> Article:
    """The article. `name` is the input's name; of it only the stem may become part of the key. Raises Unreadable."""
    about = describe(given, document.found)
    blocks = find_blocks(document.text, about.title, headings=document.headings, is_markdown=document.is_markdown)
    publisher_id = gazetteer.find_publisher(about.publisher, about.url)
    publisher = gazetteer.actors.get(publisher_id or "")
    language = about.language or detect_language(document.text)
    key = article_key(about, name)
    return Article(
        id=article_id(key),
        key=key,
        text=document.text,
        sha256=hashlib.sha256(document.text.encode("utf-8")).hexdigest(),
        blocks=blocks,
        title=about.title or find_title(document.text, blocks),
        publisher=about.publisher or (publisher.label if publisher else None),
        publisher_id=publisher_id,
        author=about.author or find_byline(document.text, blocks),
        published=about.published,
        language=language,
        url=canonical_url(about.url) if about.url else None,
        kind=about.kind or _kind_of(document.text, blocks, publisher),
        licence=about.licence or (publisher.media.licence if publisher and publisher.media else None),
        sources=about.sources,
        media_type=document.media_type,
        warnings=_warnings(about, language),
    )


def article_key(about: Description, name: str) -> str:
    """What the article is known by: its canonical URL, else the id it was given, else publisher and file stem; never a path."""
    if about.url:
        return canonical_url(about.url)
    if about.id:
        return about.id
    stem = PurePath(name).stem if name not in {"", "-"} else "standard-input"
    return f"{about.publisher}/{stem}" if about.publisher else stem


def canonical_url(url: str) -> str:
    """Scheme and host in lower case, without fragment, default port and parameters that only track the reader."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise Unreadable(f"Its url {url!r} is no URL.", "Write it as https://host/path.") from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise Unreadable(f"Its url {url!r} is no web address.", "Write it as https://host/path, or leave it out.")
    host = parts.hostname if port in {None, 80, 443} else f"{parts.hostname}:{port}"
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(key)])
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def read_day(value: object) -> date | None:
    """A calendar day of a date, datetime or ISO 8601 text; the day as written, whatever the zone. Raises Unreadable."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text[:10]) if re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ].*)?", text) else _refuse_day(text)
    except ValueError:
        return _refuse_day(text)


def _refuse_day(text: str) -> date:
    raise Unreadable(f"Its publication date {text!r} is no calendar day.", "Write published as YYYY-MM-DD, or leave it out.")


def _known(values: Mapping[str, object]) -> dict[str, object]:
    named = {_OTHER_NAMES.get(str(key).lower(), str(key).lower()): value for key, value in values.items()}
    return {key: value for key, value in named.items() if key in META_KEYS and value not in (None, "", [], ())}


def _text(values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    if isinstance(value, (dict, list, tuple)):
        raise Unreadable(f"Its {key} is a list or table.", f"Write {key} as one line of text.")
    return " ".join(str(value).split()) or None


def _joined(values: Mapping[str, object], key: str) -> str | None:
    value = values.get(key)
    return ", ".join(_texts(value)) if isinstance(value, (list, tuple)) else _text(values, key)


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(" | ") if part.strip())
    if isinstance(value, Sequence):
        return tuple(" ".join(str(part).split()) for part in value if str(part).strip())
    raise Unreadable("Its sources are no list.", "Write one source a line, each after a dash.")


def _kind_of(text: str, blocks: tuple[Block, ...], publisher: Actor | None) -> ArticleKind:
    if publisher and publisher.media and publisher.media.article_kind != "news":
        return publisher.media.article_kind
    if count_headings(text, blocks) >= 2:
        return "digest"
    if count_turns(text, blocks) >= 2:
        return "transcript"
    return "readout" if publisher and publisher.type in _OFFICIAL else "news"


def _warnings(about: Description, language: str | None) -> tuple[str, ...]:
    found = []
    if about.published is None:
        found.append(
            'It has no publication date: relative dates such as "last month" stay unknown. Give it with --published or in the front matter.'
        )
    if language is None:
        found.append("Its language cannot be told: it is stored and searchable, but gives no claims.")
    elif language not in SUPPORTED:
        found.append(f"Its language {language!r} is not supported yet: it is stored and searchable, but gives no claims.")
    return tuple(found)
