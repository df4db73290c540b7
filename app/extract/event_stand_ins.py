"""Who came in whose place and why: "X represented Y because Z was ill", "X stood in for Z"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.interpreter import Arguments, Filler
from app.model import Article, Claim

_REASONS: Final = frozenset({"because", "as", "since"})


@dataclass(frozen=True, slots=True)
class StandIn:
    """One person in another's place; `reason` is the clause as written, without its conjunction."""

    person: str
    absent: str | None
    side: str | None
    reason: str | None
    start: int


def find_stand_ins(article: Article, docs: Sequence[Doc]) -> list[StandIn]:
    """All stand-ins that the article tells."""
    return [found for doc in docs for found in _in_block(article, doc)]


def with_stand_ins(claims: Sequence[Claim], found: Sequence[StandIn], reach: int = 1500) -> list[Claim]:
    """The claims with the stand-ins among their participants; only events told near the words (in code points)."""
    done = []
    for claim in claims:
        participants = list(claim.participants)
        for i, participation in enumerate(participants):
            for item in found:
                if (
                    participation.actor.id == item.person
                    and abs(claim.evidence[0].start - item.start) <= reach
                    and claim.type in ("Meeting", "Summit", "Visit", "PhoneCall")
                ):
                    participants[i] = replace(
                        participation, stands_in_for=item.absent, reason=item.reason, on_behalf_of=item.side or participation.on_behalf_of
                    )
        done.append(replace(claim, participants=tuple(participants)))
    return done


def _in_block(article: Article, doc: Doc) -> Iterator[StandIn]:
    arguments = Arguments(doc)
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or lemma not in ("represent", "stand", "fill", "substitute", "deputise", "deputize", "replace"):
            continue
        persons = [f for f in arguments.fillers(token, ("subj",)) if f["type"] == "Person"]
        if len(persons) != 1:
            continue
        start = doc._.amur_offset + token.idx
        if lemma == "represent":
            side = next((f["ref"] for f in arguments.fillers(token, ("obj",)) if f["type"] == "State"), None)
            absent, reason = _absence(article, doc, token, arguments, persons[0])
            if side and absent:
                yield StandIn(persons[0]["ref"], absent, side, reason, start)
        elif lemma != "replace" and any(c.lower_ in ("in", "for") for c in token.children):
            others: list[dict[str, Any]] = [f for f in arguments.fillers(token, ("prep:for", "prep:in")) if f["type"] == "Person"]
            others += [
                f
                for c in token.children
                if c.dep_ in ("prt", "prep", "advmod")
                for g in c.children
                if g.dep_ == "prep" and g.lower_ == "for"
                for h in g.children
                for f in arguments.actors_at(h)
            ]
            if others:
                _, reason = _absence(article, doc, token, arguments, persons[0])
                yield StandIn(persons[0]["ref"], others[0]["ref"], None, reason, start)


def _absence(article: Article, doc: Doc, verb: Token, arguments: Arguments, present: Filler) -> tuple[str | None, str | None]:
    """Who is absent, and the clause that says why."""
    for clause in verb.children:
        marks = [c for c in clause.children if c.dep_ == "mark"]
        if clause.dep_ != "advcl" or not any(m.lower_ in _REASONS for m in marks):
            continue
        absent = next(
            (f["ref"] for f in arguments.fillers(clause, ("subj",)) if f["type"] == "Person" and f["ref"] != present["ref"]), None
        )
        words = [t for t in clause.subtree if not t.is_punct]
        first = max(marks, key=lambda m: m.i).i + 1
        begin = doc._.amur_offset + doc[first].idx
        end = doc._.amur_offset + words[-1].idx + len(words[-1])
        return absent, article.text[begin:end]
    return None, None
