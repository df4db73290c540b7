"""Parameters as people write them: partial dates, names of actors, places and topics, words of closed lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app import vocab
from app.answers.actor_search import provisional_actors, search_actors
from app.consolidate.periods import Bounds, bounds_of_edtf
from app.consolidate.places import lies_within
from app.errors import AmbiguousActor, BadDate, BadParameter, UnknownActor
from app.gazetteer import Gazetteer
from app.ids import Names, provisional_actor_id
from app.model import IRI
from app.stores import Store

__all__ = [
    "event_types", "parse_language", "parse_window", "resolve_actor", "resolve_place", "resolve_sides", "resolve_topic", "split_actors",
    "split_words",
]  # fmt: skip

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
MOST_CANDIDATES = 8
_ABSTRACT = ("Consultation", "MilitaryCooperation", "Event")


def parse_window(since: str | None, until: str | None) -> Bounds:
    """The first and the last day asked for, both inclusive; a month or a year means all of it. Raises BadDate."""
    start = _parse_date("since", since)[0] if since else None
    end = _parse_date("until", until)[1] if until else None
    if start is not None and end is not None and end < start:
        raise BadDate(f"until={until} is before since={since}.", "Exchange the two.")
    return start, end


def _parse_date(name: str, text: str) -> tuple[date, date]:
    plain = text.strip()
    bounds = bounds_of_edtf(plain) if _DATE.fullmatch(plain) and not re.fullmatch(r"\d{4}-[2-9]\d.*", plain) else (None, None)
    if bounds[0] is None or bounds[1] is None:
        raise BadDate(f"{name}={text!r} is no date.", "Write YYYY, YYYY-MM or YYYY-MM-DD, as in 2023-07.", parameter=name)
    return bounds[0], bounds[1]


def parse_language(text: str | None) -> str | None:
    """The primary subtag of a language's code, as articles bear it: `zh` of `zh-CN`. Raises BadParameter."""
    if not text:
        return None
    code = re.split(r"[-_]", text.strip())[0].lower()
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise BadParameter(f"language={text!r} is no code of a language.", "Write one such as en, zh or ru.", parameter="language")
    return code


def resolve_actor(text: str, store: Store, gazetteer: Gazetteer, names: Names) -> str:
    """The id of the actor that an id, IRI, Wikidata id or a name in any of the three languages means.

    Raises UnknownActor or AmbiguousActor, both with `candidates` [{id, label}].
    """
    plain = text.strip()
    if names.kind(plain) == "actor":
        plain = names.slug(plain)
    if plain in gazetteer.actors:
        return plain
    found = gazetteer.find_actors(plain)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        candidates = [_candidate(actor, gazetteer) for actor in found[:MOST_CANDIDATES]]
        listed = ", ".join(f"{c['label']['en']} ({c['id']})" for c in candidates)
        raise AmbiguousActor(f"{text!r} may mean several actors.", f"Write one of: {listed}.", candidates=candidates)
    for slug in (plain, provisional_actor_id(plain)):
        if re.fullmatch(r"[a-z0-9-]+", slug) and store.rows("labels", {}, {"thing": [names.resource("actor", slug)]}):
            return current_actor(slug, store, names)
    raise _unknown(text, store, gazetteer, names)


def split_actors(text: str | None, gazetteer: Gazetteer) -> list[str]:
    """Several actors may be joined by commas, unless the whole is a name."""
    if not text:
        return []
    if gazetteer.find_actors(text):
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


def resolve_sides(texts: Sequence[str | None], store: Store, gazetteer: Gazetteer, names: Names) -> list[str]:
    """The ids of all actors that must take part: `actor` and `with`, each of which may hold several joined by commas.

    Raises UnknownActor, AmbiguousActor; BadParameter when two of the texts mean one and the same: nobody meets himself.
    """
    sides = [[resolve_actor(part, store, gazetteer, names) for part in split_actors(text, gazetteer)] for text in texts]
    found = [actor for side in sides for actor in dict.fromkeys(side)]
    twice = next((actor for actor in found if found.count(actor) > 1), None)
    if twice is not None:
        raise BadParameter(f"Both sides are {twice}.", "Name two different actors, or one alone.", parameter="with")
    return found


def current_actor(slug: str, store: Store, names: Names) -> str:
    """Whom the world knows under the id: another actor, when it is a spelling of that one's name or a person joined them."""
    rows = store.rows("merged_events", {}, {"event": [names.resource("actor", slug)]})
    return next((names.slug(into) for _, into in rows if isinstance(into, IRI)), slug)


def _unknown(text: str, store: Store, gazetteer: Gazetteer, names: Names) -> UnknownActor:
    scores = search_actors(store, gazetteer, names, text)
    ranked = sorted(scores, key=lambda actor: (-scores[actor], actor.startswith("x-"), actor))
    near = [_near(actor, store, gazetteer, names) for actor in ranked[:MOST_CANDIDATES]]
    listed = ", ".join(f"{next(iter(c['label'].values()))} ({c['id']})" for c in near[:5])
    hint = f"Near names: {listed}." if near else "Search the actors for a part of the name, in English, Chinese or Russian."
    return UnknownActor(f"No actor is called {text!r}.", hint, candidates=near)


def _near(actor: str, store: Store, gazetteer: Gazetteer, names: Names) -> dict[str, Any]:
    if actor in gazetteer.actors:
        return _candidate(actor, gazetteer)
    labels = provisional_actors(store, names).names[actor]
    return {"id": actor, "label": {language: told[0] for language, told in labels.items()}}


def _candidate(actor: str, gazetteer: Gazetteer) -> dict[str, Any]:
    return {"id": actor, "label": dict(gazetteer.actors[actor].labels)}


def resolve_place(text: str, gazetteer: Gazetteer, names: Names) -> tuple[str, ...]:
    """The ids of a place and of all that lies in it. Raises BadParameter for an unknown or ambiguous one."""
    plain = names.slug(text) if names.kind(text) == "place" else text.strip()
    found = (plain,) if plain in gazetteer.places else gazetteer.find_places(plain)
    if len(found) > 1:
        raise BadParameter(
            f"place={text!r} may mean {', '.join(found)}.", "Write one of these ids.", parameter="place", candidates=list(found)
        )
    if not found:
        if plain.startswith("x-"):
            return (plain,)
        raise BadParameter(f"No place is called {text!r}.", "Write an id or a name in English, Chinese or Russian.", parameter="place")
    return tuple(sorted({found[0]} | {place for place in gazetteer.places if lies_within(place, found[0], gazetteer)}))


def resolve_topic(text: str, gazetteer: Gazetteer, names: Names) -> tuple[str, ...]:
    """The ids of a topic and of those under it. Raises BadParameter."""
    plain = names.slug(text) if names.kind(text) == "topic" else text.strip()
    folded = plain.casefold()
    found = [
        topic.id for topic in gazetteer.topics.values() if folded in {topic.id, *(label.casefold() for label in topic.labels.values())}
    ]
    if not found:
        listed = ", ".join(sorted(gazetteer.topics))
        raise BadParameter(f"No topic is called {text!r}.", f"Write one of: {listed}.", parameter="topic")
    return tuple(sorted({found[0]} | {topic.id for topic in gazetteer.topics.values() if topic.broader == found[0]}))


def split_words(name: str, words: Sequence[str] | str | None, allowed: Sequence[str]) -> tuple[str, ...]:
    """Words of a closed list, given as a list or joined by commas; case does not matter. Raises BadParameter."""
    given = [words] if isinstance(words, str) else list(words or ())
    by_folded: Mapping[str, str] = {word.casefold(): word for word in allowed}
    found = []
    for word in (part.strip() for text in given for part in text.split(",")):
        if word and word.casefold() not in by_folded:
            raise BadParameter(f"{name}={word!r} is unknown.", f"Write one or more of: {', '.join(allowed)}.", parameter=name)
        if word:
            found.append(by_folded[word.casefold()])
    return tuple(dict.fromkeys(found))


def event_types(words: Sequence[str] | str | None, default: Sequence[str]) -> tuple[str, ...]:
    """Concrete kinds of events; a broader one (Consultation, Event, or `all`) stands for all of its kinds."""
    concrete = [name for name, iri in vocab.CLASSES.items() if vocab.EVENT in vocab.SUPERCLASSES[iri] and name not in _ABSTRACT]
    chosen = split_words("type", words, [*concrete, *_ABSTRACT, "all"]) or tuple(default)
    found = []
    for name in chosen:
        broad = vocab.EVENT if name == "all" else vocab.CLASSES[name]
        found += [kind for kind in concrete if kind == name or broad in vocab.SUPERCLASSES[vocab.CLASSES[kind]]]
    return tuple(dict.fromkeys(found))
