"""Few, named repairs of the dependency tree, each for a construction that the parser reads wrongly in this kind of text.

- `acronym`: "the Association of Southeast Asian Nations (ASEAN) meeting": the bracketed acronym tears the noun from its name,
  so that "meeting" hangs somewhere above. The noun takes the place of the name, the name becomes its modifier.
"""

from __future__ import annotations

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from app.components.extensions import empty_lists, register_extensions

EVENT_NOUNS: Final = frozenset({"meeting", "summit", "forum", "conference", "session", "talk", "assembly", "exercise", "drill"})


@Language.factory("amur_parse_repair")
def create_parse_repair(nlp: Language, name: str) -> ParseRepair:
    register_extensions()
    return ParseRepair()


class ParseRepair:
    """spaCy component: repairs the tree in place and notes each repair in `doc._.amur_repairs`."""

    def __call__(self, doc: Doc) -> Doc:
        repair_parse(doc)
        return doc


def repair_parse(doc: Doc) -> list[str]:
    """Repair the tree of a Doc; returns `name@token index` for each repair made."""
    empty_lists(doc)
    for token in doc:
        if _repair_acronym(doc, token):
            doc._.amur_repairs.append(f"acronym@{token.i}")
    found: list[str] = doc._.amur_repairs
    return found


def _repair_acronym(doc: Doc, noun: Token) -> bool:
    if (
        noun.lemma_.lower() not in EVENT_NOUNS
        or noun.i < 4
        or doc[noun.i - 1].text != ")"
        or doc[noun.i - 3].text != "("
        or not doc[noun.i - 2].text.isupper()
    ):
        return False
    name = doc[noun.i - 4]
    if name.pos_ != "PROPN" or noun.is_ancestor(name):
        return False
    top = name
    while (
        top.head != top
        and top.head.i < top.i
        and (top.head.pos_ == "PROPN" or (top.dep_ == "pobj" and top.head.lower_ in ("of", "for", "on") and top.head.head.pos_ == "PROPN"))
    ):
        top = top.head.head if top.head.pos_ == "ADP" else top.head
    if top.head == top or top.head == noun:
        return False
    above, relation = top.head, top.dep_
    noun.head, noun.dep_ = above, relation
    top.head, top.dep_ = noun, "compound"
    return True
