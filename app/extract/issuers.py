"""Who issues a text and who speaks in a turn of it, by metadata, headline and label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from app.components.attribution_words import reporting_words
from app.extract.speakers import actor_ref
from app.gazetteer import Gazetteer
from app.ids import provisional_actor_id
from app.model import ActorRef, Article


def author_of(article: Article, gazetteer: Gazetteer) -> ActorRef | None:
    """The author of the metadata as a speaker: a person or body by name."""
    return name_ref(article.author, gazetteer, "Person") if article.author else None


def name_ref(name: str, gazetteer: Gazetteer, kind: str = "Actor") -> ActorRef:
    """A name as an actor: the registry's one where exactly one bears it, else provisional."""
    found = gazetteer.find_actors(name)
    return actor_ref(found[0], gazetteer) if len(found) == 1 else ActorRef(provisional_actor_id(name), name, kind)


def issuing_state(article: Article, gazetteer: Gazetteer) -> ActorRef | None:
    """The state whose government publishes the text; None for media."""
    actor = gazetteer.actors.get(article.publisher_id or "")
    if actor is not None and actor.type == "MediaOutlet":
        return None
    candidates = (
        [article.publisher_id] if article.publisher_id else list(gazetteer.find_actors((article.publisher or "").removeprefix("The ")))
    )
    states = {gazetteer.side_of(ref) for ref in candidates if ref}
    state = states.pop() if len(states) == 1 else None
    return actor_ref(state, gazetteer) if state else None


def labelled_person(label: str, article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> ActorRef | None:
    """Who a turn's label means: "MS. PSAKI" by title, author or text, "THE PRESIDENT" by author or title; else the registry."""
    words = [w for w in re.split(r"\s+", re.sub(r"\(.*?\)", "", label)) if w]
    while words and words[0].rstrip(".").lower() in reporting_words().label_titles:
        words = words[1:]
    if not words:
        return _holder_in_title(label, article, docs, gazetteer) or author_of(article, gazetteer)
    surname = " ".join(words)
    for start in range(len(words)):  # "President of Russia Vladimir Putin"
        suffix = words[start:]
        found = gazetteer.find_actors(" ".join(suffix))
        if len(suffix) > 1 and len(found) == 1 and gazetteer.actors[found[0]].type == "Person":
            return actor_ref(found[0], gazetteer)
    if len(words) > 4:
        surname = " ".join(words[-2:])
    for source in (article.author or "", article.title or ""):
        match = re.search(rf"((?:[A-Z][\w.'\u2019-]*\s+){{1,3}}){re.escape(surname)}\b", source, re.IGNORECASE)
        if match:
            given = [w for w in match.group(1).split() if w.rstrip(".").lower() not in reporting_words().label_titles and w[:1].isupper()]
            full = " ".join([*given[-2:], surname.title() if surname.isupper() else surname])
            return name_ref(_as_written(full, source), gazetteer, "Person")
    for doc in docs:
        for mention in doc._.amur_mentions or []:
            if mention["type"] == "Person" and mention["ref"] and mention["name"].casefold().endswith(" " + surname.casefold()):
                return actor_ref(mention["ref"], gazetteer, mention["name"], "Person", mention["country"])
    found = gazetteer.find_actors(surname)
    if len(found) == 1:
        return actor_ref(found[0], gazetteer)
    if "official" in surname.lower():
        return author_of(article, gazetteer) or issuing_state(article, gazetteer)
    return ActorRef(provisional_actor_id(surname.title()), surname.title(), "Person")


def person_in_title(title: str, gazetteer: Gazetteer) -> ActorRef | None:
    """The person whose words a headline announces: "Remarks by President A. Petrova at …", "Press Briefing, Ivan Petrov"."""
    for match in _ANNOUNCED.finditer(title):
        words = match.group("name").split()
        while words and words[0].rstrip(".").lower() in reporting_words().label_titles:
            words = words[1:]
        for size in range(min(4, len(words)), 0, -1):
            found = gazetteer.find_actors(" ".join(words[:size]))
            if len(found) == 1 and gazetteer.actors[found[0]].type == "Person":
                return actor_ref(found[0], gazetteer)
        if len(words) in {2, 3, 4}:
            name = " ".join(words)
            return ActorRef(provisional_actor_id(name), name, "Person")
    return None


def _as_written(name: str, source: str) -> str:
    match = re.search(r"\s+".join(re.escape(word) for word in name.split()), source, re.IGNORECASE)
    return match.group(0) if match else name


_ANNOUNCED: Final = re.compile(
    r"\b(?i:statement|remarks|speech|address|briefing|interview|comments?|gaggle|opening words)\b[^,]{0,40}?"
    r"(?:\b(?:by|of|from|with)|,)\s+(?:the )?(?P<name>(?:[A-Z][\w.'\u2019-]*\s*)+)"
)


def _holder_in_title(label: str, article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> ActorRef | None:
    """As in "THE PRESIDENT" in "Remarks by President Petrov": the person who bears that title in the headline."""
    office = label.lower().removeprefix("the ").strip()
    match = re.search(rf"\b{re.escape(office)}\s+((?:[A-Z][\w.'\u2019-]*\s*){{1,4}})", article.title or "", re.IGNORECASE)
    if not match:
        return None
    name = [w for w in match.group(1).split() if w[:1].isupper()]
    for size in range(len(name), 0, -1):
        found = gazetteer.find_actors(" ".join(name[:size]))
        if len(found) == 1:
            return actor_ref(found[0], gazetteer)
    return None
