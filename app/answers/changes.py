"""What changed since a version of the graph: new, merged, corrected and retracted things, in the order it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.answers.events import local_url
from app.answers.paging import read_cursor, write_cursor
from app.archive import Archive, RecordedChange
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
    number: int  # grows from change to change


@dataclass(frozen=True, slots=True)
class ChangeList:
    """`version` is the current one: ask with it as `since` for what comes after this answer, once `next` is null."""

    items: tuple[ChangeView, ...]
    since: int
    version: int
    next: str | None


def find_changes(archive: Archive, names: Names, version: int, since: int = 0, limit: int = 50, cursor: str | None = None) -> ChangeList:
    """The changes of the versions after `since`, in the order it happened. Raises BadParameter."""
    _check(since, version)
    found = archive.changes(since, limit + 1, _read_number(cursor) if cursor else 0)
    return _page(found, limit, names, since, version)


def find_latest_changes(
    archive: Archive, names: Names, version: int, since: int = 0, limit: int = 50, cursor: str | None = None
) -> ChangeList:
    """The changes of the versions after `since`, the latest first. Raises BadParameter."""
    _check(since, version)
    found = archive.latest_changes(since, limit + 1, _read_number(cursor) if cursor else None)
    return _page(found, limit, names, since, version)


def _check(since: int, version: int) -> None:
    if since < 0:
        raise BadParameter(f"since={since} is no version.", "Write a version that an answer gave, or 0 for all.", parameter="since")
    if since > version:  # of another store, or from before an older state was restored: whoever waits for more would wait for ever
        hint = "Versions of another store mean nothing here; after a restore begin again with since=0."
        raise BadParameter(f"since={since} lies after the version of the graph, {version}.", hint, parameter="since", version=version)


def _page(found: Sequence[RecordedChange], limit: int, names: Names, since: int, version: int) -> ChangeList:
    """At most `limit` of the changes; one more says that there is a next page."""
    page = found[:limit]
    following = write_cursor((str(page[-1].number),)) if len(found) > limit else None
    return ChangeList(tuple(_view(recorded, names) for recorded in page), since, version, following)


def _view(recorded: RecordedChange, names: Names) -> ChangeView:
    change = recorded.change
    return ChangeView(
        version=recorded.version,
        at=recorded.at,
        reason=change.reason,
        kind=change.kind,
        id=change.id,
        iri=names.resource(change.kind, change.id).value,
        url=local_url(change.kind, change.id),
        title=change.title,
        into=change.into,
        caused_by=recorded.cause or None,
        number=recorded.number,
    )


def _read_number(cursor: str) -> int:
    parts = read_cursor(cursor)
    if len(parts) != 1 or not (parts[0].isascii() and parts[0].isdecimal()) or len(parts[0]) > 18:
        raise BadParameter("The cursor cannot be read.", "Use `next` of the page before, unchanged.", parameter="cursor")
    return int(parts[0])
