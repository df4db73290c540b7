"""One registry row -> one record: actor, place, office, holding, topic. Raises BadInput that names file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args

from app import vocab
from app.model import ArticleKind, Level
from app.registry_files import Row, parse_bound

ACTOR_TYPES: Final = (
    "Actor", "Person", "State", "Organization", "GovernmentBody", "Ministry", "ArmedForce", "InternationalOrganization",
    "MediaOutlet", "Company", "ActorGroup",
)  # fmt: skip
LANGUAGES: Final = ("en", "zh", "ru")


@dataclass(frozen=True, slots=True)
class MediaProfile:
    """What is known of an outlet: who owns it, what kind it is, and what its texts are unless they say otherwise."""

    ownership: str  # state, party, government-funded, public, private, nonprofit, unknown
    kind: str  # news-agency, newspaper, magazine, broadcaster, website, official-site, think-tank, project
    article_kind: ArticleKind
    licence: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor of the registry. `aliases` are full names in other forms; `surnames` are names that several may share."""

    id: str
    type: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    country: str | None = None  # id of the state; of a state only if it is part of another
    parent: str | None = None
    role_hint: str | None = None
    wikidata: str | None = None
    iso2: str | None = None  # of states
    media: MediaProfile | None = None  # of outlets
    domains: tuple[str, ...] = ()  # web hosts it publishes on
    note: str | None = None
    sources: tuple[str, ...] = ()
    confidence: str | None = None

    @property
    def label(self) -> str:
        return self.labels["en"]

    @property
    def names(self) -> tuple[str, ...]:
        """Labels and aliases, each once; no bare surnames."""
        return tuple(dict.fromkeys((*self.labels.values(), *self.aliases)))


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the registry; a country's place bears the id of its state."""

    id: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    type: str = "city"
    country: str | None = None
    host: str | None = None  # the place that contains it, where that is not simply the country
    lat: float | None = None
    lon: float | None = None
    wikidata: str | None = None
    note: str | None = None
    sources: tuple[str, ...] = ()
    confidence: str | None = None

    @property
    def label(self) -> str:
        return self.labels["en"]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.labels.values(), *self.aliases)))


@dataclass(frozen=True, slots=True)
class Office:
    """A post that persons hold in turn. `titles` are English forms of it without the country, lower case."""

    id: str
    labels: Mapping[str, str]
    organization: str | None
    country: str | None
    level: Level
    titles: tuple[str, ...] = ()
    note: str | None = None

    @property
    def label(self) -> str:
        return self.labels["en"]


@dataclass(frozen=True, slots=True)
class OfficeHolding:
    """Who held an office from when to when, both days included; None is unknown (since) or not ended (until).

    Of a bound known to the month or year only, `since` is its first and `until` its last day, and the words of the table stay
    in `since_words`, `until_words`.
    """

    id: str
    holder: str
    office: str
    since: date | None
    until: date | None
    since_words: str = ""
    until_words: str = ""
    note: str | None = None
    sources: tuple[str, ...] = ()
    confidence: str | None = None

    def overlaps(self, first: date | None, last: date | None) -> bool:
        is_begun = self.since is None or last is None or self.since <= last
        is_not_ended = self.until is None or first is None or self.until >= first
        return is_begun and is_not_ended


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of talks or statements (SKOS concept)."""

    id: str
    labels: Mapping[str, str]
    broader: str | None = None

    @property
    def label(self) -> str:
        return self.labels["en"]


def _labels(row: Row) -> Mapping[str, str]:
    return {language: row.get(f"label_{language}") for language in LANGUAGES if row.get(f"label_{language}")}


def read_actor(row: Row) -> Actor:
    kind = _choice(row, "type", ACTOR_TYPES)
    media = None
    if kind == "MediaOutlet":
        media = _media(row)
    return Actor(
        id=_id(row),
        type=kind,
        labels=_labels(row),
        aliases=row.list_of("alt_labels"),
        surnames=row.list_of("surnames"),
        country=row.get("country") or None,
        parent=row.get("parent_organization") or None,
        role_hint=row.get("role_hint") or None,
        wikidata=_wikidata(row),
        iso2=row.get("iso2").upper() or None,
        media=media,
        domains=tuple(domain.lower() for domain in row.list_of("domains")),
        note=row.get("note") or None,
        sources=row.list_of("sources"),
        confidence=row.get("confidence") or None,
    )


def _media(row: Row) -> MediaProfile:
    kind = _choice(row, "media_kind", tuple(vocab.CODES["MediaKind"]), "website")
    if not row.get("country") and kind != "project":
        raise row.refuse("an outlet needs a country", "Write the id of its state, as in `china`.")
    return MediaProfile(
        ownership=_choice(row, "ownership", tuple(vocab.CODES["Ownership"]), "unknown"),
        kind=kind,
        article_kind=cast(ArticleKind, _choice(row, "article_kind", get_args(ArticleKind), "news")),
        licence=row.get("licence") or None,
    )


def read_place(row: Row) -> Place:
    return Place(
        id=_id(row),
        labels=_labels(row),
        aliases=row.list_of("alt_labels"),
        type=_choice(row, "type", tuple(vocab.CODES["PlaceKind"])),
        country=row.get("country") or None,
        host=row.get("within") or None,
        lat=_degrees(row, "latitude", 90),
        lon=_degrees(row, "longitude", 180),
        wikidata=_wikidata(row),
        note=row.get("note") or None,
        sources=row.list_of("sources"),
        confidence=row.get("confidence") or None,
    )


def read_office(row: Row) -> Office:
    level = cast(Level, _choice(row, "level", get_args(Level)))
    return Office(
        id=_id(row),
        labels=_labels(row),
        organization=row.get("organization") or None,
        country=row.get("country") or None,
        level=level,
        titles=row.list_of("titles"),
        note=row.get("note") or None,
    )


def read_holding(row: Row) -> OfficeHolding:
    since, until = parse_bound(row, "since")[0], parse_bound(row, "until")[1]
    if since and until and until < since:
        raise row.refuse(f"the holding ends on {until} before it begins on {since}", "Exchange or correct the two dates.")
    return OfficeHolding(
        id=_id(row),
        holder=row.get("holder"),
        office=row.get("office"),
        since=since,
        until=until,
        since_words=row.get("since"),
        until_words=row.get("until"),
        note=row.get("note") or None,
        sources=row.list_of("sources"),
        confidence=row.get("confidence") or None,
    )


def read_topic(row: Row) -> Topic:
    return Topic(_id(row), _labels(row), row.get("broader") or None)


def _choice(row: Row, column: str, values: tuple[str, ...], default: str = "") -> str:
    value = row.get(column) or default
    if value not in values:
        raise row.refuse(f"the cell {column!r} holds {value!r}", f"Use one of {', '.join(values)}.")
    return value


def _id(row: Row) -> str:
    key = row.get("id")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise row.refuse(f"the id {key!r} is no slug", "Use lower-case ASCII letters and digits joined by single hyphens, as in wang-yi.")
    return key


def _wikidata(row: Row) -> str | None:
    value = row.get("wikidata")
    if value and not re.fullmatch(r"Q[1-9][0-9]*", value):
        raise row.refuse(f"{value!r} is no Wikidata id", "Write Q and a number, as in Q148.")
    return value or None


def _degrees(row: Row, column: str, limit: int) -> float | None:
    text = row.get(column)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = limit + 1.0
    if not -limit <= value <= limit:
        raise row.refuse(f"the cell {column!r} holds {text!r}", f"Write decimal degrees from -{limit} to {limit}.")
    return value
