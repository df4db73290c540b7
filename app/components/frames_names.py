"""Names in the frames: exercises by a name with a year, and the forum that sits in its own session."""

from __future__ import annotations

import re
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.extensions import text_of
from app.components.interpreter import Arguments, Filler
from app.components.lexicon import word_set
from app.components.status import find_status
from app.ids import provisional_actor_id

_ATTENDING: Final = word_set("attending")
_STAYING_AWAY: Final = word_set("staying_away")
_CONVENING: Final = word_set("convening")
_BODIES: Final = frozenset(
    {
        "council",
        "nations",
        "community",
        "union",
        "association",
        "organization",
        "organisation",
        "league",
        "commonwealth",
        "nine",
        "cooperation",
    }
)
_NAME: Final = re.compile(r"\b((?:[A-Z][a-z]+(?:[ /-](?:[A-Z][a-z]+|of|and))*?)[ -](?:19|20)\d\d)(?:[A-Z]?)\b")


def find_exercise_names(doc: Doc) -> dict[int, str]:
    """Names with a year, by the index of their head token: "Joint Sea 2022", "Vostok-2018"; no dates, no editions of forums or games."""
    found: dict[int, str] = {}
    dates = {i for d in doc._.amur_dates or [] for i in range(d["start"], d["end"])}
    for match in _NAME.finditer(text_of(doc)):
        span = doc.char_span(match.start(1), match.end(1), alignment_mode="expand")
        words = [t for t in span if t.is_alpha] if span is not None else []
        if span is None or span.start in dates or not words:
            continue
        if (
            any(t.ent_type_ in ("PERSON", "GPE") and t.text not in ("Vostok",) and len(words) == 1 and "-" not in span.text for t in words)
            or words[0].lower_ in _NOT_EXERCISES
            or words[-1].lower_ in _NOT_EXERCISES
        ):
            continue
        if span[0].is_sent_start and span[0].pos_ in ("ADP", "DET", "ADV", "SCONJ", "PRON"):
            continue
        mentioned = any(
            m["start"] <= span.start < m["end"] and m["type"] in ("Person", "State", "InternationalOrganization", "MediaOutlet")
            for m in doc._.amur_mentions or []
        )
        if mentioned:
            continue
        found[span.root.i if span.root.i in range(span.start, span.end) else span.start] = match.group(1)
    return found


_NOT_EXERCISES: Final = word_set("not_exercise_names")


def seat_the_forum(roles: dict[Any, list[Filler]], token: Token, arguments: Arguments, light: frozenset[str]) -> None:
    """The forum takes part in its own session: an organisation named at the noun, or a capitalised name that the noun heads."""
    organizations = [
        f
        for f in roles.get("participant", [])
        if f["type"] in ("InternationalOrganization", "Organization") and not (token.text.islower() and _is_unknown_word(f))
    ]
    own = arguments.at.get(token.i)
    if not organizations and own is not None and own["type"] == "InternationalOrganization" and own["ref"]:
        organizations = [
            {**f, "slot": "forum", "token": token.i} for f in arguments.actors_at(token)
        ]  # the name ends with the word: "the Belt and Road Forum"
    named = forum_name(token, arguments) if not organizations and token.pos_ in ("NOUN", "PROPN") else None
    if token.pos_ == "VERB" and len(arguments.fillers(token, ("subj", "obj", "prep:with"), light)) > len(organizations):
        organizations = []  # "the EU and China met" is no session of the EU
    if not organizations and named is None and token.pos_ == "NOUN":
        verb = arguments.governor(token)
        if verb is not None and verb.lemma_.lower() in _CONVENING and not any(c.lower_ == "with" for c in token.children):
            named = next((f for f in arguments.fillers(verb, ("subj",)) if f["type"] == "InternationalOrganization"), None)
            roles["attendee"] = [f for f in roles.get("attendee", []) if named is None or f["ref"] != named["ref"]]
    led = [f for f in arguments.fillers(token, ("gov.subj",), light) if f["type"] == "InternationalOrganization" and f["via"] != "name"]
    roles["participant"] = organizations or ([named] if named else led[:1])  # "SCO leaders wound up a summit"


def stays_away(roles: dict[Any, list[Filler]], verb: Token) -> bool:
    """Whether the verb says that somebody did not come to a session, which was held all the same; he attends it no more."""
    lemma = verb.lemma_.lower()
    away = lemma in _STAYING_AWAY and (lemma != "stay" or any(c.lower_ == "away" for c in verb.children))
    if not away and not (lemma in _ATTENDING and find_status(verb)[0] in ("denied", "cancelled")):
        return False
    roles["attendee"] = [f for f in roles.get("attendee", []) if not f["slot"].startswith(("gov.", "clause."))]
    return True


def status_without_denial(verb: Token) -> str:
    """When the session is or was: planned if the verb looks ahead, else held."""
    ahead = any(c.lower_ in ("will", "wo", "would", "'ll", "to", "ca", "can") and c.dep_ == "aux" for c in verb.children)
    return "planned" if ahead else "occurred"


def _is_unknown_word(filler: Filler) -> bool:
    """One word that only the model takes for a body: "the Woodside summit" is called by its place."""
    return bool(filler["via"] == "ner" and filler["end"] - filler["start"] == 1 and not filler["surface"].isupper())


def _is_inner_hyphen(doc: Doc, i: int) -> bool:
    """The hyphen of "Shangri-La"."""
    return i > 0 and doc[i].text == "-" and doc[i - 1].pos_ == "PROPN" and not doc[i - 1].whitespace_ and not doc[i].whitespace_


def forum_name(token: Token, arguments: Arguments) -> Filler | None:
    start = token.i
    doc = token.doc
    while (
        start > token.sent.start
        and (
            doc[start - 1].pos_ == "PROPN"
            or _is_inner_hyphen(doc, start - 1)
            or (doc[start - 1].lower_ in ("and", "for", "of", "on") and doc[start - 2].pos_ == "PROPN")
        )
        and doc[start - 1].dep_ in ("compound", "nmod", "amod", "conj", "cc", "nummod", "prep", "punct")
    ):
        mention = arguments.at.get(start - 1)
        if mention is not None and mention["type"] == "Person":
            break
        start -= 1
    words = [t for t in doc[start : token.i] if t.pos_ == "PROPN"]
    if (
        not words
        or (len(words) == 1 and token.text.islower() and not (words[0].text.isupper() and len(words[0]) > 1))
        or all(t.i in arguments.at and arguments.at[t.i]["kind"] == "place" for t in words)
    ):
        return None
    end = token.i + 1
    if token.text.istitle() and end + 1 < len(doc) and doc[end].lower_ in ("on", "for") and doc[end + 1].pos_ == "PROPN":
        end += 1  # "the Moscow Conference on International Security"
        while end < len(doc) and (
            doc[end].pos_ == "PROPN" or (doc[end].lower_ == "and" and doc[min(end + 1, len(doc) - 1)].pos_ == "PROPN")
        ):
            end += 1
    text = doc[start:end].text
    if end == token.i + 1 and len(words) > 1 and token.text != token.text.lower() and words[-1].lower_ in _BODIES:
        text = doc[start : token.i].text  # "the European Council Summit" is of the European Council
    name = " ".join(w if not w.islower() or w in ("and", "of", "for", "on") else w.capitalize() for w in text.split())
    known = arguments.at.get(start)
    ref = known["ref"] if known is not None and known["end"] == token.i + 1 and known["ref"] else provisional_actor_id(name)
    return {
        "ref": ref,
        "name": name,
        "type": "Organization",
        "country": None,
        "via": "forum",
        "link": 0.7,
        "start": start,
        "end": end,
        "surface": text,
        "title": None,
        "level": None,
        "slot": "forum",
        "token": token.i,
    }
