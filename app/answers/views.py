"""What answers are made of. Field names are the names in JSON; a field may be added, never renamed or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal

Labels = Mapping[str, str]  # language -> text
Match = Literal["certain", "possible"]
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def to_json(view: Any) -> Any:
    """Plain dicts, lists, strings and numbers of a view; days as ISO 8601."""
    kind = type(view)
    if kind in _PLAIN:
        return view
    if kind is tuple or kind is list:
        return [one if type(one) in _PLAIN else to_json(one) for one in view]
    if is_dataclass(kind):
        return {name: to_json(getattr(view, name)) for name in _field_names(kind)}
    if isinstance(view, Mapping):
        return {str(key): to_json(value) for key, value in view.items()}
    if isinstance(view, tuple | list):
        return [to_json(value) for value in view]
    return view.isoformat() if isinstance(view, date) else view


def plain(view: Any) -> Any:
    """One level of a view, for `json.dumps(default=plain)`: the encoder goes on by itself, several times as fast as `to_json`."""
    if isinstance(view, date):
        return view.isoformat()
    kind: type = type(view)
    if names := _field_names(kind):
        return {name: getattr(view, name) for name in names}
    if isinstance(view, Mapping):
        return dict(view)
    raise TypeError(f"{kind.__name__} has no JSON")


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """Those of a dataclass; none of anything else."""
    return tuple(item.name for item in fields(kind)) if is_dataclass(kind) else ()


@dataclass(frozen=True, slots=True)
class Named:
    """Anything with a name: an actor, an office, a topic."""

    id: str
    label: Labels


@dataclass(frozen=True, slots=True)
class PlaceView:
    id: str
    label: Labels
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class ParticipantView:
    id: str
    iri: str
    label: Labels
    role: str
    on_behalf_of: Named | None
    in_office: Named | None
    stands_in_for: Named | None
    polarity: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class TimeView:
    """`match`: `certain` if all its days lie in the window asked for, `possible` if some may."""

    edtf: str | None
    earliest: date | None
    latest: date | None
    precision: str
    basis: str
    reading: str
    words: tuple[str, ...]
    match: Match


@dataclass(frozen=True, slots=True)
class EvidenceView:
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PublisherProfile:
    """Whose voice it is: the state of an outlet (an id), who owns it (state, private …), what kind of outlet it is."""

    country: str | None
    ownership: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class ArticleRef:
    id: str
    title: str | None
    publisher: Named | None
    published: date | None
    kind: str
    language: str | None
    url: str | None
    publisher_profile: PublisherProfile | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim below an event. `quote`, `start`, `end` are its first evidence; `attributed_to` the first of those who say so."""

    id: str
    quote: str
    start: int
    end: int
    status: str
    certainty: str
    sourcing: str
    confidence: float
    rule: str
    review: str
    attributed_to: Named | None
    reported_by: tuple[Named, ...]
    article: ArticleRef
    also_attributed_to: tuple[Named, ...]
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    kind: str
    cause: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    plover: str | None
    cameo: str | None


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as lists show it. `origins` counts distinct origins; `realizes`, `part_of`, `on_sidelines_of` are event ids."""

    id: str
    iri: str
    url: str
    type: str
    level: str | None
    format: str | None
    status: str
    disputed: bool
    title: Labels
    participants: tuple[ParticipantView, ...]
    time: TimeView
    place: PlaceView | None
    topics: tuple[Named, ...]
    codes: Codes
    origins: int
    claims: tuple[ClaimView, ...]
    conflicts: tuple[ConflictView, ...]
    realizes: str | None
    part_of: str | None
    on_sidelines_of: str | None
    places: tuple[PlaceView, ...]
    certainty: str
    confidence: float
    medium: str | None
    name: str | None
    ordinal: int | None
    forces: str | None
    origin_list: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles were published in the window, and why an answer is empty if it is."""

    articles: int
    since: date | None
    until: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class EventList:
    items: tuple[EventView, ...]
    left_out: Mapping[str, int]
    next: str | None
    coverage: Coverage
