"""Changes as an Atom feed (RFC 4287): ids and times come from the data, so the same data gives the same feed."""

from __future__ import annotations

from typing import Final

from lxml.builder import ElementMaker
from lxml.etree import _Element, tostring
from starlette.requests import Request
from starlette.responses import Response

from app.answers.changes import ChangeList, ChangeView
from app.answers.citations import DISCLAIMER, WORK
from app.api.negotiate import ATOM
from app.ids import Names

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_E: Final = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
BEFORE_ALL: Final = "1970-01-01T00:00:00+00:00"  # of a feed without entries
_WORDS: Final = {
    "new": "New: it was not known before.",
    "merged": "It took in further claims.",
    "corrected": "It holds other values than before.",
    "retracted": "It is gone: its article was withdrawn or edited, or its claim rejected.",
}


def feed_response(request: Request, changes: ChangeList, names: Names) -> Response:
    """The changes as a feed, the latest first."""
    address = str(request.url)
    feed = _E.feed(
        _E.id(f"{names.base}changes"),
        _E.title(f"{WORK}: what changed"),
        _E.subtitle(DISCLAIMER),
        _E.updated(max((one.at for one in changes.items), default=BEFORE_ALL)),
        _E.author(_E.name("Amur")),
        _E.link(rel="self", type=ATOM.media_type, href=_clean(address)),
        *(_entry(one, str(request.base_url).rstrip("/"), names) for one in changes.items),
    )
    if changes.next is not None:
        feed.append(_E.link(rel="next", type=ATOM.media_type, href=_clean(str(request.url.include_query_params(cursor=changes.next)))))
    return Response(tostring(feed, xml_declaration=True, encoding="UTF-8"), media_type=ATOM.content_type)


def _entry(change: ChangeView, base: str, names: Names) -> _Element:
    title = f"{change.reason.capitalize()}: {change.title or f'{change.kind} {change.id}'}"
    words = _WORDS[change.reason]
    if change.into is not None:
        words = f"It is part of another {change.kind} now: {names.resource(change.kind, change.into).value}"
    return _E.entry(
        _E.id(f"{change.iri}#v{change.version}-{change.reason}-{change.number}"),
        _E.title(_clean(title)),
        _E.updated(change.at),
        _E.link(rel="alternate", type="text/html", href=f"{base}{change.url}"),
        _E.category(term=change.reason),
        _E.category(term=change.kind),
        _E.summary(_clean(f"{words} Version {change.version}." + (f" Caused by {change.caused_by}." if change.caused_by else ""))),
    )


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000")
