"""Pronouns: relative, personal and "it"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from app.components.coref_state import SUBJECTS, Cast, Mention

_RECIPROCAL: Final = frozenset({"meet", "speak", "talk", "confer", "embrace", "dine", "chat"})  # "A and B, who met in May"


def resolve_pronoun(cast: Cast, mention: Mention, doc: Doc) -> None:
    token, gender = doc[mention["head"]], mention["gender"]
    if gender == "relative":
        _relative(cast, mention, token)
    elif gender in ("male", "female"):
        _he_or_she(cast, mention, token, doc)
    elif gender == "plural":
        _they(cast, mention, token, doc)
    elif gender == "thing":
        _it(cast, mention, token, doc)


def _relative(cast: Cast, mention: Mention, token: Token) -> None:
    verb = token.head
    while verb.dep_ not in ("relcl", "ROOT", "acl") and verb.head != verb:
        verb = verb.head
    antecedent = cast.at.get(verb.head.i) if verb.dep_ in ("relcl", "acl") else None
    if antecedent is not None:
        for key in ("ref", "refs", "members", "name", "type", "country", "place", "place_name", "level", "title"):
            mention[key] = antecedent[key]
        nouns = [cast.at[t.i] for t in verb.head.conjuncts if t.i in cast.at and t.i < verb.head.i]
        both = verb.tag_ in ("VBP", "VB") or (verb.lemma_.lower() in _RECIPROCAL and not _has_partner(verb))
        if mention["ref"] and nouns and verb.i - token.i < 12 and both and all(n["ref"] for n in nouns):
            mention["members"] = [*(n["ref"] for n in nouns), mention["ref"]]
            mention["ref"] = None


def _has_partner(verb: Token) -> bool:
    """Whether a verb that takes two names the other: "who met Y", "who spoke with Y"."""
    return any(c.dep_ == "dobj" or (c.dep_ == "prep" and c.lower_ in ("with", "to")) for c in verb.children)


def _he_or_she(cast: Cast, mention: Mention, token: Token, doc: Doc) -> None:
    barred: set[str] = set()
    if token.dep_ in ("dobj", "pobj", "dative", "iobj"):  # not the subject of its own verb
        verb = token.head
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        while verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in verb.children):
            verb = verb.head
        for child in verb.children:
            if child.dep_ in (*SUBJECTS, "agent") and child.i in cast.at and cast.at[child.i]["ref"]:
                barred.add(cast.at[child.i]["ref"])
    barred |= {cast.at[t.i]["ref"] for t in token.conjuncts if t.i in cast.at and cast.at[t.i]["ref"]}
    for earlier in doc._.amur_mentions:  # the same pronoun in one sentence keeps its meaning
        if earlier["start"] >= mention["start"]:
            break
        if (
            earlier["via"] == "pronoun"
            and earlier["gender"] == mention["gender"]
            and earlier["ref"]
            and earlier["ref"] not in barred
            and doc[earlier["head"]].sent.start == token.sent.start
        ):
            cast.take(mention, earlier["ref"])
            return
    for other, where in cast.candidates(doc, token.i):
        ref = other["ref"]
        if other["via"] == "office" and ref is None and where[other["head"]].dep_ in SUBJECTS:
            return  # the nameless subject before is meant
        if other["type"] != "Person" or ref is None or ref in barred or ref not in cast.people:
            continue
        gender = cast.people[ref].gender
        if gender and gender != mention["gender"]:
            continue
        cast.people[ref].gender = mention["gender"]
        cast.take(mention, ref)
        return


def _they(cast: Cast, mention: Mention, token: Token, doc: Doc) -> None:
    sentence_refs: list[str] = []
    said = [c for c in token.head.children if c.dep_ in ("ccomp", "parataxis") and token.dep_ in SUBJECTS]
    for other, where in cast.candidates(doc, token.i):
        if where is doc and any(c == doc[other["head"]] or c.is_ancestor(doc[other["head"]]) for c in said):
            continue  # who speaks is not inside what is said
        if other["members"] and len(other["members"]) > 1:
            mention["members"], mention["type"] = list(other["members"]), other["type"]
            return
        head = where[other["head"]]
        if other["ref"] and other["via"] != "adjective":
            joined = [m["ref"] for t in head.conjuncts for m in where._.amur_mentions if m["head"] == t.i and m["ref"]]
            if joined and other["kind"] != "place":
                mention["members"], mention["type"] = list(dict.fromkeys([other["ref"], *joined])), other["type"]
                if where[other["head"]].dep_ == "conj":
                    mention["members"].reverse()
                return
            if other["type"] == "Person":
                sentence_refs.append(other["ref"])
        distinct = list(dict.fromkeys(sentence_refs))
        if len(distinct) == 2:
            mention["members"], mention["type"] = distinct, "Person"
            return


def _it(cast: Cast, mention: Mention, token: Token, doc: Doc) -> None:
    for other, _ in cast.candidates(doc, token.i):
        if other["ref"] and other["type"] not in ("Person", "Actor", "Place") and not other["adjective"]:
            for key in ("ref", "name", "type", "country"):
                mention[key] = other[key]
            return
