"""What changed since a version of the graph: new, merged, corrected and retracted things, in the order it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.answers.events import local_url
from app.answers.paging import read_cursor, write_cursor
from app.archive import Archive
from app.errors import BadParameter
from app.ids import Names


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of one thing. `into`: what a merged event is now part of; `caused_by`: the article or decision that did it, if one did."""

    version: int
    at: str
    reason: Literal["new", "merged", "corrected", "retracted"]
    kind: Literal["event", "statement", "figure", "counted"]
    id: str
    iri: str
    url: str
    title: str | None
    into: str | None
    caused_by: str | None


@dataclass(frozen=True, slots=True)
class ChangeList:
    """`version` is the current one: ask with it as `since` for what comes after this answer, once `next` is null."""

    items: tuple[ChangeView, ...]
    since: int
    version: int
    next: str | None


def find_changes(archive: Archive, names: Names, version: int, since: int = 0, limit: int = 50, cursor: str | None = None) -> ChangeList:
    """The changes of the versions after `since`. Raises BadParameter."""
    if since < 0:
        raise BadParameter(f"since={since} is no version.", "Write a version that an answer gave, or 0 for all.", parameter="since")
    after = _read_number(cursor) if cursor else 0
    found = archive.changes(since, limit + 1, after)
    page = found[:limit]
    items = [
        ChangeView(
            version=recorded.version,
            at=recorded.at,
            reason=recorded.change.reason,
            kind=recorded.change.kind,
            id=recorded.change.id,
            iri=names.resource(recorded.change.kind, recorded.change.id).value,
            url=local_url(recorded.change.kind, recorded.change.id),
            title=recorded.change.title,
            into=recorded.change.into,
            caused_by=recorded.cause or None,
        )
        for recorded in page
    ]
    following = write_cursor((str(page[-1].number),)) if len(found) > limit else None
    return ChangeList(tuple(items), since, version, following)


def _read_number(cursor: str) -> int:
    parts = read_cursor(cursor)
    if len(parts) != 1 or not parts[0].isdecimal():
        raise BadParameter("The cursor cannot be read.", "Use `next` of the page before, unchanged.", parameter="cursor")
    return int(parts[0])
