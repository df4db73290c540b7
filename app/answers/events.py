"""Events in full: lists of all kinds, and one with its claims, conflicts and relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app import vocab
from app.answers.claims import participant_view, read_claims, time_view
from app.answers.coverage import count_coverage
from app.answers.event_index import EventFilters, IndexRow, select_events, take_event_page
from app.answers.labels import LabelBook
from app.answers.reading import (
    Properties,
    class_name,
    iris_of,
    is_true,
    kind_of,
    number_of,
    properties_of,
    read_linked,
    read_properties,
    slug_of,
    slugs_of,
    text_of,
    word_of,
)
from app.answers.things import VALUE_NODES, conflict_views
from app.answers.views import ClaimView, Codes, EventList, EventView, Match, ParticipantView, PlaceView, to_json
from app.consolidate.places import country_of, depth
from app.errors import NotFound
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, RdfLiteral
from app.sentences import Sentences
from app.stores import Store

__all__ = ["EventFilters", "find_events", "get_event", "read_events"]

_INCOMING = {
    vocab.P_REALIZES: "realized_by",
    vocab.P_PART_OF: "parts",
    vocab.P_ON_SIDELINES_OF: "sidelines",
    vocab.P_IN_RESPONSE_TO: "responses",
    vocab.P_IN_SUPPORT_OF: "supported_by",
    vocab.P_DOCUMENTED_IN: "documents",
}
_OUTGOING = {
    vocab.P_REALIZES: "realizes",
    vocab.P_PART_OF: "part_of",
    vocab.P_ON_SIDELINES_OF: "on_sidelines_of",
    vocab.P_IN_RESPONSE_TO: "in_response_to",
    vocab.P_IN_SUPPORT_OF: "in_support_of",
    vocab.P_DOCUMENTED_IN: "documented_in",
}


@dataclass(frozen=True, slots=True)
class Related:
    """An event, statement or figure that another refers to."""

    id: str
    iri: str
    url: str
    type: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event. `before` and `after` are the neighbours in time of the same kind between the same participants."""

    event: EventView
    relations: Mapping[str, tuple[Related, ...]]
    before: Related | None
    after: Related | None
    merged: tuple[str, ...]


def find_events(store: Store, gazetteer: Gazetteer, filters: EventFilters, names: Names, sentences: Sentences | None = None) -> EventList:
    """Events of all kinds (or of `type`) that pass the filters, by their first possible day, undated ones last."""
    selection = select_events(store, gazetteer, names, filters, default_types=("Event",), counted_types=(), sentences=sentences)
    page, cursor = take_event_page(selection, filters)
    items = read_events(store, gazetteer, names, page)
    return EventList(tuple(items), selection.left_out, cursor, count_coverage(store, selection.window, not items))


def read_events(store: Store, gazetteer: Gazetteer, names: Names, rows: Sequence[IndexRow]) -> list[EventView]:
    """The events in the order given; eight queries for all of them."""
    iris = [row.iri for row in rows]
    if not iris:
        return []
    book = LabelBook(store, gazetteer, names)
    properties = read_properties(store, "properties", "thing", iris)
    nodes = read_linked(store, "properties", "thing", properties, VALUE_NODES)
    for one in properties.values():
        for predicate in (vocab.P_PLACE, vocab.P_TOPIC, vocab.P_HAS_PARTICIPANT):
            book.want(iris_of(one, predicate))
    for by_node in nodes.values():
        for node in by_node.values():
            for predicate in (vocab.P_ACTOR, vocab.P_ON_BEHALF_OF, vocab.P_IN_OFFICE, vocab.P_STANDS_IN_FOR):
                book.want(iris_of(node, predicate))
    claims = read_claims(store, names, book, (claim for one in properties.values() for claim in iris_of(one, vocab.P_CLAIM)))
    codes = {class_name(kind): Codes(_value(plover), _value(cameo)) for kind, plover, cameo in store.rows("event_codes")}
    found = []
    for row in rows:
        one = properties_of(properties, row.iri)
        if one:
            found.append(_event_view(row.iri, one, nodes.get(row.iri.value, {}), row.match, claims, codes, names, book, gazetteer))
    return found


def _value(term: object) -> str | None:
    return term.value if isinstance(term, RdfLiteral) else None


def _event_view(
    iri: IRI,
    properties: Properties,
    nodes: Mapping[str, Properties],
    match: Match,
    claims: Mapping[str, ClaimView],
    codes: Mapping[str, Codes],
    names: Names,
    book: LabelBook,
    gazetteer: Gazetteer,
) -> EventView:
    slug, kind = names.slug(iri), kind_of(properties)
    participants = sorted((participant_view(n, names, book) for n in nodes.values() if vocab.P_ROLE in n), key=_participant_order)
    places = [book.place(place) for place in sorted(slugs_of(properties, vocab.P_PLACE, names), key=lambda p: (-depth(p, gazetteer), p))]
    told = [claims[names.slug(claim)] for claim in iris_of(properties, vocab.P_CLAIM) if names.slug(claim) in claims]
    time = next((node for key, node in nodes.items() if key.endswith("#time")), {})
    return EventView(
        id=slug,
        iri=iri.value,
        url=f"/events/{slug}",
        type=kind,
        level=word_of(properties, vocab.P_LEVEL),
        format=word_of(properties, vocab.P_FORMAT),
        status=word_of(properties, vocab.P_STATUS) or "occurred",
        disputed=is_true(properties, vocab.P_DISPUTED),
        title=titles_of(properties),
        participants=tuple(participants),
        time=time_view(time, match),
        place=places[0] if places else None,
        topics=book.names_of("topic", slugs_of(properties, vocab.P_TOPIC, names)),
        codes=_codes(kind, places, participants, codes, gazetteer),
        origins=number_of(properties, vocab.P_ORIGIN_COUNT) or 0,
        claims=tuple(sorted(told, key=_claim_order)),
        conflicts=conflict_views(nodes, names),
        realizes=slug_of(properties, vocab.P_REALIZES, names),
        part_of=slug_of(properties, vocab.P_PART_OF, names),
        on_sidelines_of=slug_of(properties, vocab.P_ON_SIDELINES_OF, names),
        places=tuple(places),
        certainty=word_of(properties, vocab.P_CERTAINTY) or "certain",
        confidence=float(text_of(properties, vocab.P_CONFIDENCE) or 0),
        medium=word_of(properties, vocab.P_MEDIUM),
        name=text_of(properties, vocab.P_NAME),
        ordinal=number_of(properties, vocab.P_ORDINAL),
        forces=text_of(properties, vocab.P_FORCES),
        origin_list=tuple(_origin(term, names) for term in properties.get(vocab.P_ORIGIN, ())),
    )


def titles_of(properties: Properties) -> dict[str, str]:
    labels = [term for term in properties.get(vocab.RDFS_LABEL, ()) if isinstance(term, RdfLiteral)]
    by_language = {label.language or "en": label.value for label in labels}
    return {language: by_language[language] for language in ("en", "zh", "ru") if language in by_language}


def _origin(term: object, names: Names) -> str:
    if isinstance(term, IRI):
        return names.slug(term)
    return term.value if isinstance(term, RdfLiteral) else ""


def _participant_order(view: ParticipantView) -> tuple[bool, bool, str]:
    return (view.polarity == "negative", view.role in ("host", "target", "attendee"), view.id)


def _claim_order(view: ClaimView) -> tuple[str, str]:
    published = view.article.published
    return (published.isoformat() if published else "9999", view.id)


def _codes(
    kind: str, places: Sequence[PlaceView], participants: Sequence[ParticipantView], codes: Mapping[str, Codes], gazetteer: Gazetteer
) -> Codes:
    """The codes of the kind; of a meeting the finer CAMEO 042 (at home with one side) or 044 (in a third state) when known."""
    found = codes.get(kind, Codes(None, None))
    country = next((country_of(place.id, gazetteer) for place in places if country_of(place.id, gazetteer)), None)
    if kind not in ("Meeting", "Summit") or country is None or found.cameo is None:
        return found
    sides = {view.on_behalf_of.id if view.on_behalf_of else view.id for view in participants if view.polarity == "positive"}
    return replace(found, cameo="042" if country in sides else "044")


def get_event(store: Store, gazetteer: Gazetteer, names: Names, slug: str) -> EventDetail:
    """One event by id; a merged id gives the event it is now part of (compare `event.id`, and answer 301). Raises NotFound."""
    iri = names.resource("event", slug)
    into = next((target for _, target in store.rows("merged_events", {}, {"event": [iri]}) if isinstance(target, IRI)), None)
    current = into or iri
    row = IndexRow(current, "", "", "", 0.0, 0, None, None, (None, None))
    events = read_events(store, gazetteer, names, [row])
    if not events:
        raise NotFound(f"There is no event {slug}.", "It may have gone with a corrected or withdrawn article; search the meetings.")
    event = events[0]
    outgoing = properties_of(read_properties(store, "properties", "thing", [current]), current)
    links = {name: iris_of(outgoing, predicate) for predicate, name in _OUTGOING.items()}
    merged: list[str] = []
    for source, predicate, _ in store.rows("incoming_relations", {}, {"thing": [current]}):
        if isinstance(source, IRI) and predicate is not None:
            if predicate.value == vocab.P_MERGED_INTO:
                merged.append(names.slug(source))
            else:
                links[_INCOMING[predicate.value]] = (*links.get(_INCOMING[predicate.value], ()), source)
    before, after = _neighbours(store, names, event)
    things = [thing for group in links.values() for thing in group] + [thing for thing in (before, after) if thing is not None]
    related = read_related(store, names, things)
    return EventDetail(
        event=event,
        relations={name: tuple(related[t.value] for t in sorted(group) if t.value in related) for name, group in sorted(links.items())},
        before=related.get(before.value) if before is not None else None,
        after=related.get(after.value) if after is not None else None,
        merged=tuple(sorted(merged)),
    )


def _neighbours(store: Store, names: Names, event: EventView) -> tuple[IRI | None, IRI | None]:
    """The facts of the same kind just before and after it in which all its (at most three) participants took part."""
    actors = [names.resource("actor", view.id) for view in event.participants if view.polarity == "positive"]
    if not 0 < len(actors) <= 3 or event.time.earliest is None:
        return None, None
    counts: dict[tuple[str, IRI], set[IRI]] = {}
    rows = store.rows("events_of_pair", {}, {"actor": actors, "type": [IRI(vocab.CLASSES[event.type])]})
    for actor, other, earliest in rows:
        if isinstance(other, IRI) and isinstance(actor, IRI) and earliest is not None:
            counts.setdefault((earliest.value, other), set()).add(actor)
    ordered = sorted(key for key, found in counts.items() if len(found) == len(actors))
    own = (event.time.earliest.isoformat(), IRI(event.iri))
    earlier = [iri for day, iri in ordered if (day, iri) < own and iri != own[1]]
    later = [iri for day, iri in ordered if (day, iri) > own and iri != own[1]]
    return (earlier[-1] if earlier else None), (later[0] if later else None)


def read_related(store: Store, names: Names, things: Iterable[IRI]) -> dict[str, Related]:
    """IRI -> how another thing is shown in a list of relations."""
    found = read_properties(store, "properties", "thing", things)
    related = {}
    for iri, properties in found.items():
        kind, slug = names.kind(iri) or "event", names.slug(iri)
        title = titles_of(properties) or {"en": text_of(properties, vocab.P_QUOTE) or text_of(properties, vocab.P_WHAT) or slug}
        related[iri] = Related(slug, iri, local_url(kind, slug), kind_of(properties), title)
    return related


def read_times(store: Store, names: Names, events: Iterable[str]) -> dict[str, dict[str, object]]:
    """Event id -> when it was, as in JSON."""
    wanted = [names.resource("event", event) for event in events]
    nodes = read_linked(store, "properties", "thing", read_properties(store, "properties", "thing", wanted), (vocab.P_TIME,))
    found = {}
    for iri, by_node in nodes.items():
        time = next((node for key, node in by_node.items() if key.endswith("#time")), None)
        if time is not None:
            found[names.slug(iri)] = to_json(time_view(time))
    return found


def local_url(kind: str, slug: str) -> str:
    """Where a thing of the world is shown: events have pages of their own, the others a place in a list."""
    lists = {"statement": "statements", "figure": "figures", "counted": "counted"}
    return f"/{lists[kind]}#{slug}" if kind in lists else f"/{kind}s/{slug}"
