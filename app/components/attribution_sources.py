"""Attribution without a verb: "according to X", "by X's account", "in the words of X", "X's warning that …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from app.components.attribution_speakers import can_speak, is_actual, named, subjects, with_conjuncts
from app.components.attribution_words import Reporting


@dataclass(frozen=True, slots=True)
class Source:
    """A phrase that names a source: its tokens [start, end), the heads of who is named, and the verb of the clause it belongs to."""

    start: int
    end: int
    names: tuple[int, ...]
    clause: int
    rule: str


def find_sources(doc: Doc, words: Reporting) -> Iterator[Source]:
    """All source phrases of a block, in order."""
    for token in doc:
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            yield from _according(token)
        elif token.lower_ == "per" and token.pos_ in {"ADP", "SCONJ"}:
            owner = next((c for c in token.children if c.dep_ == "pobj" and c.pos_ == "PROPN"), None)
            if owner is not None and owner.ent_type_ in {"ORG", "PERSON"}:
                yield Source(token.i, owner.right_edge.i + 1, _indexes(owner), _clause_of(token).i, "source.per")
        elif token.lower_ in {"by", "in", "on"} and token.dep_ == "prep":
            yield from _account(token, words)


def _according(token: Token) -> Iterator[Source]:
    to = token.doc[token.i + 1]
    owner = next((c for c in [*to.children, *token.children] if c.dep_ == "pobj"), None)
    if owner is not None and _is_somebody(owner):
        end = _phrase_end(owner)
        yield Source(token.left_edge.i, end, _indexes(owner), _clause_of(token).i, "source.according-to")


def _is_somebody(owner: Token) -> bool:
    """False for "according to plan": a bare noun names no source."""
    return owner.pos_ in {"PROPN", "PRON"} or any(
        child.dep_ in {"det", "amod", "poss", "compound", "nummod", "prep"} for child in owner.children
    )


def _account(token: Token, words: Reporting) -> Iterator[Source]:
    noun = next((c for c in token.children if c.dep_ == "pobj"), None)
    if noun is None or noun.lemma_.lower() not in words.accounts:
        return
    owner = next(
        (c for c in noun.children if c.dep_ == "poss" and c.lower_ not in {"its", "their", "his", "her", "our", "my", "your"}), None
    )
    if owner is None and noun.lower_ in {"words", "account", "telling"}:
        of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
        owner = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    if owner is not None:
        yield Source(token.i, noun.right_edge.i + 1, _indexes(owner), _clause_of(token).i, "source.account")


def _phrase_end(owner: Token) -> int:
    """The end of the named source: up to a comma at the outermost level that opens the clause proper, or all of the noun phrase."""
    end = owner.right_edge.i + 1
    for child in owner.children:
        if child.dep_ in {"relcl", "acl", "appos"} and child.left_edge.i > owner.i + 1 and child.dep_ != "appos":
            end = min(end, child.left_edge.i)
    return end


def _clause_of(token: Token) -> Token:
    head = token.head
    while head.head.i != head.i and head.pos_ not in {"VERB", "AUX"}:
        head = head.head
    return head


def _indexes(owner: Token) -> tuple[int, ...]:
    return tuple(token.i for token in with_conjuncts(owner))


def content_beside(doc: Doc, source: Source, sentence: Span) -> tuple[int, int]:
    """Token bounds of what the source is quoted for: the clause around the phrase, without the phrase at its edge."""
    clause = doc[source.clause]
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    if clause.pos_ not in {"VERB", "AUX"} or clause.dep_ not in {"ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis"}:
        start, end = sentence.start, sentence.end
    first, last = segment_of(doc, source, sentence)
    if not first <= source.clause < last:
        start, end = first, last
    start, end = max(start, first), min(end, last)
    if source.start - start <= 1:
        start = source.end
    elif end - source.end <= 1 or all(t.is_punct for t in doc[source.end : end]):
        end = source.start
    return start, end


def segment_of(doc: Doc, source: Source, sentence: Span) -> tuple[int, int]:
    """The part of the sentence between semicolons in which the phrase stands."""
    marks = [token.i for token in sentence if token.text == ";"]
    first = max((i + 1 for i in marks if i < source.start), default=sentence.start)
    last = min((i for i in marks if i >= source.end), default=sentence.end)
    return first, last


def find_noun_reports(doc: Doc, words: Reporting) -> Iterator[tuple[Token, tuple[int, int], tuple[int, ...], str]]:
    """Nouns that report with an owner: "Beijing's assurances that …", "a call by Paris for …"; yields noun, content, owners, rule."""
    for noun in doc:
        introductions = words.nouns.get(noun.lemma_.lower()) if noun.pos_ == "NOUN" else None
        if not introductions:
            continue
        owner = next((c for c in noun.children if c.dep_ == "poss" and c.pos_ in {"PROPN", "NOUN"}), None)
        if owner is None:
            by = next((c for c in noun.children if c.dep_ in {"prep", "agent"} and c.lower_ in {"by", "from"}), None)
            owner = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
        if owner is None and introductions != ("for",):
            owner = next((c for c in noun.children if c.dep_ in {"amod", "compound"} and c.ent_type_ in {"NORP", "GPE", "ORG"}), None)
        names = _indexes(owner) if owner is not None else _givers(noun, words)
        if not names:
            continue
        bounds = _noun_content(noun, introductions)
        if bounds:
            yield noun, bounds, names, "noun." + introductions[0]


def _givers(noun: Token, words: Reporting) -> tuple[int, ...]:
    """Who "gave assurances that …", "issued a warning that …"."""
    verb = noun.head
    if noun.dep_ == "dobj" and verb.lemma_.lower() in words.givers and is_actual(verb, words):
        return tuple(named(token).i for token in subjects(verb, words) if can_speak(token, words))
    return ()


def _noun_content(noun: Token, introductions: tuple[str, ...]) -> tuple[int, int] | None:
    for child in noun.children:
        if child.i < noun.i:
            continue
        marker = next(
            (c for c in child.children if c.i < child.i and c.lower_ in {"that", "to"} and (c.dep_ in {"mark", "aux"} or c.tag_ == "IN")),
            None,
        )
        if child.dep_ in {"acl", "ccomp", "relcl"} and marker is not None and marker.lower_ in introductions:
            return marker.i + 1, child.right_edge.i + 1
        if child.dep_ == "prep" and child.lower_ == "for" and "for" in introductions:
            target = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
            if target is not None:
                return target.left_edge.i, target.right_edge.i + 1
    return None
