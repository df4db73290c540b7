"""Claims held to tell of one event, with what the fit of a further claim depends on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.consolidate.periods import Bounds, intersect
from app.consolidate.prepared import PRECISIONS, Group, Prepared, Shape
from app.consolidate.zones import Calendar
from app.ids import event_id
from app.model import Level

Rank = tuple[int, int, int, int, tuple[str, str]]


def rank(item: Prepared) -> Rank:
    """The order in which claims are placed: from precise to vague, then by (published, claim id)."""
    precision = PRECISIONS.index(item.claim.time.precision) if item.is_dated else len(PRECISIONS)
    detail = -len(item.parties.people) - len(item.parties.bodies)
    return (precision, item.span_days, 0 if item.claim.places else 1, detail, item.order)


@dataclass(slots=True)
class Cluster:
    """The claims of one event. `bounds` is what all dated members allow together; the sets hold what members differ in."""

    members: list[Prepared] = field(default_factory=list)
    bounds: Bounds = (None, None)
    is_dated: bool = False
    shapes: dict[Shape, Prepared] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    arenas: set[str] = field(default_factory=set)
    levels: set[Level] = field(default_factory=set)
    phases: set[tuple[str, str]] = field(default_factory=set)  # (article id, phase): "began", "ended"
    denials: set[bool] = field(default_factory=set)
    spans: set[Bounds] = field(default_factory=set)  # of the dated members
    days: set[tuple[Bounds, Calendar]] = field(default_factory=set)  # of a call: the days told, each by a calendar that is known
    articles: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, members: Iterable[Prepared]) -> Cluster:
        """A cluster of claims placed in the order given."""
        cluster = cls()
        for member in members:
            cluster.add(member)
        return cluster

    @property
    def type(self) -> str:
        return self.members[0].claim.type

    @property
    def group(self) -> Group:
        """A plan only while all its claims are plans."""
        return "fact" if any(member.group == "fact" for member in self.members) else "plan"

    @property
    def first(self) -> Prepared:
        return min(self.members, key=lambda item: item.order)

    @property
    def id(self) -> str:
        return event_id(self.first.claim.id)

    def ordered(self) -> list[Prepared]:
        return sorted(self.members, key=lambda item: item.order)

    def add(self, item: Prepared) -> None:
        self.members.append(item)
        if item.is_dated or not self.is_dated:
            narrowed = intersect(self.bounds, item.bounds) if self.is_dated == item.is_dated else item.bounds
            if narrowed[0] is None or narrowed[1] is None or narrowed[0] <= narrowed[1]:
                self.bounds = narrowed
        self.is_dated = self.is_dated or item.is_dated
        claim = item.claim
        self.shapes.setdefault(item.shape, item)
        self.places.update(place.id for place in claim.places)
        self.names.update((claim.name,) if claim.name else ())
        self.arenas.update((item.arena,) if item.arena is not None else ())
        self.levels.update((item.level,) if item.level is not None else ())
        self.phases.update(((item.article.id, claim.phase),) if claim.phase is not None else ())
        self.denials.add(claim.status == "denied")
        self.spans.update((item.bounds,) if item.is_dated else ())
        if claim.type == "PhoneCall" and item.span_days == 1 and item.calendar is not None:
            self.days.add((item.bounds, item.calendar))
        self.articles.add(item.article.id)
        self.keys |= item.keys

    def state(self) -> tuple[object, ...]:
        """All that the fit of a claim of another article depends on: with an equal state, and equal claims to come, it is the same."""
        return (
            frozenset(self.shapes), frozenset(self.places), frozenset(self.names), frozenset(self.arenas), frozenset(self.levels),
            frozenset(self.phases), frozenset(self.denials), frozenset(self.spans), frozenset(self.days), frozenset(self.keys), self.bounds,
            self.is_dated, self.first.order if self.members else None,
        )  # fmt: skip
