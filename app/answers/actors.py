"""Who is who: search in three scripts, and one actor with offices, names and how often it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from app import vocab
from app.answers.actor_search import provisional_actors, read_activity, search_actors
from app.answers.events import titles_of
from app.answers.labels import LabelBook
from app.answers.paging import take_page
from app.answers.parameters import current_actor
from app.answers.reading import Properties, class_name, kind_of, properties_of, read_properties, slug_of, texts_of
from app.answers.views import Labels, Named
from app.errors import BadDate, BadParameter, NotFound
from app.gazetteer import Gazetteer, OfficeHolding, fold
from app.ids import Names
from app.model import IRI
from app.stores import Store

MOST_COUNTERPARTS = 20


@dataclass(frozen=True, slots=True)
class ActorItem:
    """An actor in a list. `score` is how well the name fits the search, 1 without one; `events` counts the facts it took part in."""

    id: str
    iri: str
    url: str
    type: str
    label: Labels
    country: Named | None
    provisional: bool
    score: float
    events: int


@dataclass(frozen=True, slots=True)
class ActorList:
    items: tuple[ActorItem, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class HoldingView:
    """Who held which office from when to when, both inclusive; None is not known (since) or not ended (until)."""

    id: str
    holder: Named
    office: Named
    organization: Named | None
    level: str
    since: date | None
    until: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class MediaView:
    ownership: str | None
    kind: str | None
    article_kind: str
    licence: str | None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Whom an actor met, spoke with or sat beside, and in how many known facts."""

    actor: Named
    type: str
    events: int


@dataclass(frozen=True, slots=True)
class ActorDetail:
    """One actor. `events` counts facts by kind, `other_events` what is planned, denied, alleged… by status."""

    id: str
    iri: str
    url: str
    type: str
    label: Labels
    aliases: tuple[str, ...]
    country: Named | None
    parent: Named | None
    role_hint: str | None
    wikidata: str | None
    provisional: bool
    media: MediaView | None
    offices: tuple[HoldingView, ...]
    events: Mapping[str, int]
    other_events: Mapping[str, int]
    counterparts: tuple[Counterpart, ...]


@dataclass(frozen=True, slots=True)
class HoldingList:
    items: tuple[HoldingView, ...]
    on: date | None


def find_actors(
    store: Store, gazetteer: Gazetteer, names: Names, q: str | None = None, limit: int = 20, cursor: str | None = None
) -> ActorList:
    """Actors whose name is, begins with, contains or resembles `q`, best first; without it all, the most active first."""
    provisional = provisional_actors(store, names).names
    is_asked = bool(q and q.strip())
    scores = search_actors(store, gazetteer, names, q or "") if is_asked else dict.fromkeys((*gazetteer.actors, *provisional), 1.0)
    activity = read_activity(store, names)
    ranked = [(slug, score, activity.get(slug, 0)) for slug, score in scores.items()]
    page, following = take_page(ranked, lambda r: (f"{10 - r[1]:.4f}", f"{1_000_000_000 - r[2]:010d}", r[0]), limit, cursor)
    book = LabelBook(store, gazetteer, names)
    found = read_properties(store, "properties", "thing", (names.resource("actor", slug) for slug, _, _ in page if slug in provisional))
    items = []
    for slug, score, number in page:
        iri = names.resource("actor", slug)
        known = gazetteer.actors.get(slug)
        properties = properties_of(found, iri)
        country = known.country if known is not None else slug_of(properties, vocab.P_COUNTRY, names)
        kind = known.type if known is not None else kind_of(properties)
        label = dict(known.labels) if known is not None else titles_of(properties)
        items.append(
            ActorItem(slug, iri.value, f"/actors/{slug}", kind, label, book.name("actor", country), known is None, round(score, 3), number)
        )
    return ActorList(tuple(items), following)


def count_events(store: Store, names: Names, actors: Iterable[str], *, facts: bool = True) -> dict[str, dict[str, int]]:
    """Actor id -> number of facts by kind (with `facts` False: of everything else, by status)."""
    wanted = [names.resource("actor", actor) for actor in sorted(actors)]
    found: dict[str, dict[str, int]] = {}
    for actor, kind, status, number in store.rows("actors_in_world", {}, {"actor": wanted}) if wanted else ():
        if not isinstance(actor, IRI) or number is None or status is None:
            continue
        word = vocab.NOTATIONS.get(status.value, "")
        is_fact = word in ("occurred", "ongoing")
        key = class_name(kind) if facts else word
        if is_fact == facts and key:
            counts = found.setdefault(names.slug(actor), {})
            counts[key] = counts.get(key, 0) + int(number.value)
    return found


def get_actor(store: Store, gazetteer: Gazetteer, names: Names, slug: str) -> ActorDetail:
    """One actor by its id; the id of one that is now another gives that one (compare, and answer 301). Raises NotFound."""
    slug = current_actor(slug, store, names)
    iri = names.resource("actor", slug)
    known = gazetteer.actors.get(slug)
    properties = properties_of(read_properties(store, "properties", "thing", [iri]), iri)
    if known is None and not properties:
        raise NotFound(f"There is no actor {slug}.", "Search the actors by a name in English, Chinese or Russian.")
    book = LabelBook(store, gazetteer, names)
    label = dict(known.labels) if known is not None else titles_of(properties)
    media = known.media if known is not None else None
    return ActorDetail(
        id=slug,
        iri=iri.value,
        url=f"/actors/{slug}",
        type=known.type if known is not None else kind_of(properties),
        label=label,
        aliases=_aliases(slug, label, properties, gazetteer),
        country=book.name("actor", known.country if known is not None else slug_of(properties, vocab.P_COUNTRY, names)),
        parent=book.name("actor", known.parent if known is not None else None),
        role_hint=known.role_hint if known is not None else None,
        wikidata=known.wikidata if known is not None else None,
        provisional=known is None,
        media=MediaView(media.ownership, media.kind, media.article_kind, media.licence) if media is not None else None,
        offices=tuple(holding_view(holding, gazetteer, book) for holding in gazetteer.offices_of(slug)),
        events=dict(sorted(count_events(store, names, [slug]).get(slug, {}).items())),
        other_events=dict(sorted(count_events(store, names, [slug], facts=False).get(slug, {}).items())),
        counterparts=_counterparts(store, gazetteer, names, iri, book),
    )


def _aliases(slug: str, label: Labels, properties: Properties, gazetteer: Gazetteer) -> tuple[str, ...]:
    known = gazetteer.actors.get(slug)
    if known is not None:
        return known.aliases
    return tuple(name for name in texts_of(properties, vocab.RDFS_LABEL) if name not in label.values())


def _counterparts(store: Store, gazetteer: Gazetteer, names: Names, iri: IRI, book: LabelBook) -> tuple[Counterpart, ...]:
    """Those of another side who took part in the same consultations, the most frequent first."""
    side = gazetteer.side_of(names.slug(iri))
    counted: dict[tuple[str, str], int] = {}
    for other, kind, number in store.rows("counterparts", {}, {"actor": [iri]}):
        if isinstance(other, IRI) and number is not None:
            slug = names.slug(other)
            if side is None or gazetteer.side_of(slug) != side:
                counted[(slug, class_name(kind))] = int(number.value)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTERPARTS]
    return tuple(Counterpart(named, kind, number) for (slug, kind), number in ranked if (named := book.name("actor", slug)) is not None)


def holding_view(holding: OfficeHolding, gazetteer: Gazetteer, book: LabelBook) -> HoldingView:
    office = gazetteer.offices.get(holding.office)
    return HoldingView(
        id=holding.id,
        holder=book.name("actor", holding.holder) or Named(holding.holder, {"en": holding.holder}),
        office=book.name("office", holding.office) or Named(holding.office, {"en": holding.office}),
        organization=book.name("actor", office.organization) if office is not None else None,
        level=office.level if office is not None else "other",
        since=holding.since,
        until=holding.until,
        note=holding.note,
    )


def _resolve_office(text: str, gazetteer: Gazetteer) -> str:
    """The id of an office by its id or name. Raises BadParameter."""
    folded = fold(text)
    found = [one.id for one in gazetteer.offices.values() if folded in {fold(one.id), *map(fold, one.labels.values())}]
    if not found:
        near = sorted(gazetteer.offices, key=lambda one: -fuzz.token_set_ratio(folded, fold(one)))[:5]
        raise BadParameter(f"No office is called {text!r}.", f"Near ones: {', '.join(near)}.", parameter="office", candidates=near)
    return found[0]


def find_offices(store: Store, gazetteer: Gazetteer, names: Names, on: str | None = None, office: str | None = None) -> HoldingList:
    """Who held which office, on a day (YYYY-MM-DD) if one is given. Raises BadDate."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise BadDate(f"on={on!r} is no day.", "Write YYYY-MM-DD, as in 2023-07-13.", parameter="on") from error
    book = LabelBook(store, gazetteer, names)
    offices = [_resolve_office(office, gazetteer)] if office else list(gazetteer.offices)
    found = [holding for one in offices for holding in gazetteer.holders(one, day)]
    return HoldingList(tuple(holding_view(holding, gazetteer, book) for holding in found), day)
