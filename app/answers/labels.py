"""Names of actors, places, offices and topics: from the registry, for provisional ones from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.answers.views import Labels, Named, PlaceView, PublisherProfile
from app.gazetteer import Actor, Gazetteer, Office, Place, Topic
from app.ids import Names
from app.model import IRI, RdfLiteral
from app.stores import Store

_KINDS = ("actor", "place", "office", "topic")


class LabelBook:
    """Labels of all things that an answer names, read with one query for those that the registry lacks."""

    def __init__(self, store: Store, gazetteer: Gazetteer, names: Names) -> None:
        self._store = store
        self._gazetteer = gazetteer
        self._names = names
        self._wanted: set[IRI] = set()
        self._found: dict[str, dict[str, str]] = {}

    def publisher_profile(self, publisher: str | None) -> PublisherProfile | None:
        """What the registry tells of an outlet."""
        known = self._gazetteer.actors.get(publisher or "")
        if known is None or known.media is None:
            return None
        return PublisherProfile(known.country, known.media.ownership, known.media.kind)

    def want(self, things: Iterable[IRI]) -> None:
        """Remember to read the names of these."""
        self._wanted |= {thing for thing in things if self._known(thing) is None and self._names.kind(thing) in _KINDS}

    def _read(self) -> None:
        missing = sorted(thing for thing in self._wanted if thing.value not in self._found)
        self._wanted.clear()
        for thing in missing:
            self._found[thing.value] = {}
        for subject, label in sorted(self._store.rows("labels", {}, {"thing": missing}), key=str) if missing else ():
            if isinstance(subject, IRI) and isinstance(label, RdfLiteral):
                self._found[subject.value].setdefault(label.language or "en", label.value)

    def _known(self, thing: IRI) -> Mapping[str, str] | None:
        slug = self._names.slug(thing)
        record: Actor | Place | Office | Topic | None = None
        match self._names.kind(thing):
            case "actor":
                record = self._gazetteer.actors.get(slug)
            case "place":
                record = self._gazetteer.places.get(slug)
            case "office":
                record = self._gazetteer.offices.get(slug)
            case "topic":
                record = self._gazetteer.topics.get(slug)
        return record.labels if record is not None else None

    def labels(self, thing: IRI) -> Labels:
        known = self._known(thing)
        if known is not None:
            return dict(known)
        if thing in self._wanted or thing.value not in self._found:
            self.want([thing])
            self._read()
        return self._found.get(thing.value) or {"en": self._names.slug(thing)}

    def name(self, kind: str, slug: str | None) -> Named | None:
        return Named(slug, self.labels(self._names.resource(kind, slug))) if slug is not None else None

    def names_of(self, kind: str, slugs: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(slug, self.labels(self._names.resource(kind, slug))) for slug in slugs)

    def place(self, slug: str) -> PlaceView:
        known = self._gazetteer.places.get(slug)
        lat, lon = (known.lat, known.lon) if known is not None else (None, None)
        return PlaceView(slug, self.labels(self._names.resource("place", slug)), lat, lon)
