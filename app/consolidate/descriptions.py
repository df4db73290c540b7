"""Actors and places that the registry lacks, described from the claims that name them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app import vocab
from app.consolidate.actors import actors_of
from app.consolidate.prepared import Prepared
from app.consolidate.writer import Writer
from app.gazetteer import Gazetteer


def describe_provisional(writer: Writer, items: Iterable[Prepared], gazetteer: Gazetteer) -> None:
    """Each provisional actor and place: type, name, country, and that it is provisional; every claim adds what it tells.

    An actor that is now another keeps its names, and says who it is.
    """
    for item in items:
        for actor, now in item.renamed:
            node = writer.names.resource("actor", actor.id)
            writer.add_label(node, actor.name, script_language(actor.name))
            writer.add_resource(node, vocab.P_MERGED_INTO, "actor", now)
        for actor in actors_of(item.claim):
            if actor.id in gazetteer.actors:
                continue
            node = writer.names.resource("actor", actor.id)
            writer.add_types(node, actor.type)
            writer.add_label(node, actor.name, script_language(actor.name))
            writer.add_resource(node, vocab.P_COUNTRY, "actor", actor.country)
            writer.add_boolean(node, vocab.P_PROVISIONAL, True)
        for place in item.claim.places:
            if place.id in gazetteer.places:
                continue
            node = writer.names.resource("place", place.id)
            writer.add_types(node, "Place")
            writer.add_label(node, place.name, script_language(place.name))
            writer.add_boolean(node, vocab.P_PROVISIONAL, True)


def script_language(text: str) -> str:
    """Zh for Han characters, ru for Cyrillic, else en."""
    for character in text:
        name = unicodedata.name(character, "")
        if name.startswith("CJK"):
            return "zh"
        if name.startswith("CYRILLIC"):
            return "ru"
    return "en"
