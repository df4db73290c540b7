"""Second pass over the blocks of an article: surnames, offices, groups and pronouns get the actors they stand for.

Works in text order with what was named before (and full names anywhere in the article); the registry settles offices by date.
What stays ambiguous keeps `ref` None and its candidates in `refs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc

from app.components.coref_groups import resolve_group
from app.components.coref_offices import resolve_bare_organ, resolve_body, resolve_national, resolve_office, resolve_surname
from app.components.coref_pronouns import resolve_pronoun
from app.components.coref_speakers import Speakers
from app.components.coref_state import Cast, Mention
from app.components.lexicon import Lexicon
from app.gazetteer import Gazetteer


def resolve_references(docs: Sequence[Doc], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    """Fill `ref` and `members` of the mentions of all blocks, in place."""
    cast = Cast(docs, gazetteer, lexicon)
    for doc in cast.docs:
        for mention in doc._.amur_mentions:
            if mention["type"] == "Person" and mention["via"] in ("name", "ner") and mention["ref"] is None and not mention["refs"]:
                cast.name_unknown(mention)
            if mention["type"] == "Person" and mention["via"] in ("name", "ner") and mention["ref"] and len(mention["surface"].split()) > 1:
                cast.learn(mention)
    for doc in cast.docs:
        for mention in doc._.amur_mentions:
            _as_surname(cast, mention)
    speakers = Speakers(cast)
    for doc in cast.docs:
        for mention in doc._.amur_mentions:
            if (
                mention["type"] == "Person"
                and mention["title"]
                and not mention["country"]
                and mention["via"] in ("name", "ner", "surname")
                and (own := cast.own_side(doc))
                and (mention["level"] is None or cast.has_office(own, mention["level"]))
            ):
                mention["country"] = own
        cast.day = _day_of(doc)
        cast.at = {i: m for m in doc._.amur_mentions for i in range(m["start"], m["end"])}
        sentence = -1
        for mention in doc._.amur_mentions:
            start = doc[mention["head"]].sent.start
            if start != sentence and sentence >= 0:
                cast.note_pair(doc, sentence)
            sentence = start
            cast.day = _day_told(doc, start) or _day_of(doc)
            _resolve(cast, mention, doc, counts=not speakers.is_label(mention, doc))
        if sentence >= 0:
            cast.note_pair(doc, sentence)
        for mention in doc._.amur_mentions:  # who speaks is often named behind his words
            if mention["via"] == "pronoun" and mention["gender"] == "first":
                speakers.resolve(mention, doc)
    seen = [s for s in ("china", "russia") if s in cast.states_seen]  # what our articles are about
    sides = seen if len(seen) == 2 else cast.two_states(2)
    for doc in cast.docs:
        if doc._.amur_article is not None:
            doc._.amur_article["sides"] = sides


def _as_surname(cast: Cast, mention: Mention) -> None:
    """A single name that the model takes for a place or body, though the article names a person so."""
    if mention["via"] == "ner" and mention["type"] in ("Place", "Organization") and mention["surface"] in cast.by_surname:
        mention |= {"via": "surname", "type": "Person", "kind": "actor", "ref": None, "place": None, "place_name": None}


def _resolve(cast: Cast, mention: Mention, doc: Doc, *, counts: bool) -> None:
    cast.clock += 1
    via = mention["via"]
    if via == "surname":
        resolve_surname(cast, mention)
    elif via == "office":
        resolve_office(cast, mention, doc)
    elif via == "organ" and mention["ref"] is None and not mention["members"]:
        resolve_bare_organ(cast, mention)
    elif via == "group":
        resolve_group(cast, mention, doc)
    elif via == "pronoun":
        resolve_pronoun(cast, mention, doc)
    elif via == "body":
        resolve_body(cast, mention)
    elif via == "adjective":
        resolve_national(cast, mention, doc)
    if mention["ref"] and mention["type"] == "Person":
        cast.learn(mention)
        cast.people[mention["ref"]].last = cast.clock
        mention["country"] = mention["country"] or cast.people[mention["ref"]].country
    owned = cast.at.get(doc[mention["head"]].head.i) if via == "adjective" else None  # "U.S. missiles" tells of a state once
    for country in cast.states_of(mention) if owned is None or owned is mention or owned["ref"] != mention["ref"] else ():
        cast.states_seen[country] = cast.states_seen.get(country, 0) + 1
        if country in cast.state_order:
            cast.state_order.remove(country)
        cast.state_order.append(country)
    nameless = via == "office" and mention["type"] == "Person"  # "the Secretary": a person, whoever it is
    mention["counts"] = counts
    if counts and (mention["ref"] or mention["members"] or nameless):
        cast.trail.append((cast.clock, mention, doc))


def _day_told(doc: Doc, sentence: int) -> date | None:
    """The day of which a sentence tells, if it names just one time: offices are held then."""
    told = [
        d
        for d in doc._.amur_dates or []
        if d["edtf"] and d["relation"] == "on" and not d["compared"] and doc[d["head"]].sent.start == sentence
    ]
    return date.fromisoformat(told[0]["earliest"]) if len(told) == 1 and told[0]["precision"] in ("day", "month") else None


def _day_of(doc: Doc) -> date | None:
    dateline = doc._.amur_dateline
    day = (dateline or {}).get("date") or doc._.amur_published
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None
