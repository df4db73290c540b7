"""Counted claims: how often something happened ("six exercises last year"), or its rank ("the sixth patrol since 2019").

The event kind comes from the counted noun or verb, the participants from the clause. No counts: "first", the edition of a named forum,
one that only points back ("the two meetings").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.dates_attach import attach_dates
from app.extract.counted_words import MILITARY, VERBAL, Count, find_counts, verb_of
from app.extract.speakers import actor_ref
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import Article, Claim, ClaimType, CountedContent, Evidence, Participation, UncertainTime

Entry = dict[str, Any]
_READ: Final = frozenset({"body", "subhead"})


@dataclass(frozen=True, slots=True)
class _Told:
    """The counted claim before, which "five of them" and "the seventh" take up."""

    kind: ClaimType
    refs: tuple[str, ...]
    window: str | None


def extract_counted(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """One claim a count, in the order of the text."""
    claims: list[Claim] = []
    told: _Told | None = None
    seen: set[tuple[str, int, bool, tuple[str, ...]]] = set()
    for index, doc in enumerate(docs):
        if doc._.amur_block not in _READ:
            continue
        for count in find_counts(doc):
            kind = count.kind or (told.kind if told else None)
            if kind is None:
                continue
            refs = _participants(doc, count, kind, docs[: index + 1], gazetteer)
            if count.kind is None and told is not None and (len(refs) < 2 or kind in MILITARY):
                refs = told.refs
            key = (kind, count.number, count.ordinal, refs)
            if len(refs) < 2 or key in seen:
                continue
            seen.add(key)
            window = _window(doc, count, docs[:index], told)
            told = _Told(kind, refs, window)
            claims.append(_claim(article, doc, count, kind, refs, window, gazetteer))
    return tuple(claims)


def _claim(
    article: Article, doc: Doc, count: Count, kind: ClaimType, refs: tuple[str, ...], window: str | None, gazetteer: Gazetteer
) -> Claim:
    sentence, offset = count.word.sent, doc._.amur_offset
    start, end = offset + sentence.start_char, offset + sentence.end_char
    return Claim(
        id=claim_id(
            article.id, "CountedClaim", offset + count.word.idx, offset + count.word.idx + len(count.word.text), f"{kind} {count.number}"
        ),
        article=article.id,
        type="CountedClaim",
        evidence=(Evidence(start, end, article.text[start:end]),),
        rule=f"counted.{count.rule}",
        participants=tuple(Participation(actor_ref(ref, gazetteer)) for ref in refs),
        time=UncertainTime(latest=article.published),
        confidence=0.8 if count.kind else 0.7,
        counted=CountedContent(kind, count.number, count.ordinal, window),
    )


# ---- who took part ------------------------------------------------------------------------------------------


def _participants(doc: Doc, count: Count, kind: ClaimType, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Ids of the sides, sorted; of drills and patrols the states. From the noun's phrase, its clause, its sentence, those before."""
    base = count.trigger or count.word
    ranges = [range(base.left_edge.i, base.right_edge.i + 1)]
    verb = base if base.pos_ in VERBAL else verb_of(base)
    for _ in range(3):
        if verb is None:
            break
        subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj", "prep", "agent")]
        ranges.append(range(min([verb.i, *(c.left_edge.i for c in subjects)]), max([verb.i, *(c.right_edge.i for c in subjects)]) + 1))
        verb = verb_of(verb) if verb.dep_ in ("ccomp", "relcl", "advcl", "conj", "xcomp") else None
    sentence = base.sent
    ranges.append(range(sentence.start, sentence.end))
    best: tuple[str, ...] = ()
    for tokens in ranges:
        own = [index for index in tokens if index not in _aside(base, tokens)]
        refs = _refs_in(doc, own, kind, gazetteer)
        if len(refs) == 2:
            return refs
        if len(refs) > 2 and not best:
            best = refs
    if best:
        return best
    for block in reversed(docs):
        for sent in reversed(list(block.sents)):
            if block is doc and sent.start >= sentence.start:
                continue
            refs = _refs_in(block, range(sent.start, sent.end), kind, gazetteer)
            if len(refs) == 2:
                return refs
        if block is not doc and _refs_in(block, range(len(block)), kind, gazetteer):
            break
    return ()


def _aside(base: Token, tokens: range) -> set[int]:
    """What stands in a relative clause that the counted word is no part of ("Hu, whom Xi succeeded, met Putin twice")."""
    aside: set[int] = set()
    for token in base.doc[tokens.start : tokens.stop]:
        if token.dep_ == "relcl" and not token.left_edge.i <= base.i <= token.right_edge.i:
            aside.update(range(token.left_edge.i, token.right_edge.i + 1))
    return aside


def _refs_in(doc: Doc, tokens: Sequence[int], kind: ClaimType, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The sides named in the tokens: persons for meetings and calls where persons are named, else states."""
    persons: set[str] = set()
    states: set[str] = set()
    for mention in doc._.amur_mentions or ():
        if mention["head"] not in tokens or mention["type"] == "MediaOutlet":
            continue
        for ref in [mention["ref"]] if mention["ref"] else mention.get("members") or ():
            actor = gazetteer.actors.get(ref)
            is_person = actor.type == "Person" if actor else mention["type"] == "Person"
            if is_person and kind not in MILITARY:
                persons.add(ref)
            side = (gazetteer.side_of(ref) if actor else None) or mention["country"]
            if side and (kind in MILITARY or mention["kind"] != "place") and not (actor and actor.type == "InternationalOrganization"):
                states.add(side)
    if len(persons) >= 2:
        return tuple(sorted(persons))
    return tuple(sorted(states))


# ---- over which time ------------------------------------------------------------------------------------------


def _window(doc: Doc, count: Count, before: Sequence[Doc], told: _Told | None) -> str | None:
    """For "since 2019" runs to the occurrence counted; "five of them after February 2022" from there to the end of the window before."""
    sentence = count.word.sent
    entries = [e for e in doc._.amur_dates or () if doc[e["head"]].sent.start == sentence.start and e["edtf"] and not e["compared"]]
    since = next((e for e in entries if e["relation"] == "since"), None)
    if since is not None:
        end = _occurrence(doc, count, before, since)
        return f"{_head(since['edtf'])}/{end or '..'}"
    if count.rule == "of-them" and told is not None and told.window:
        after = next((e for e in entries if _is_after(doc, e)), None)
        last = told.window.split("/")[-1]
        if after is not None and re.fullmatch(r"\d{4}(?:-\d\d)?", last):
            return f"{_head(after['edtf'])[:7]}/{last if '-' in last else last + '-12'}"
        return told.window
    if count.ordinal and count.rule != "ordinal-time" and count.trigger is not None and count.trigger.pos_ not in VERBAL:
        own = next((e for e in entries if re.match(r"(?:this|last)\s+year", e["words"], re.IGNORECASE)), None)
        return str(own["edtf"]) if own else None
    base = count.trigger or count.word
    attached = [doc._.amur_dates[i] for i in attach_dates(doc, base.i)]
    verb = verb_of(base) if base.pos_ not in VERBAL else None
    if not attached and verb is not None:
        attached = [doc._.amur_dates[i] for i in attach_dates(doc, verb.i)]
    chosen = next((e for e in attached if e["relation"] in ("on", "during") and e["edtf"] and e["precision"] != "day"), None)
    return str(chosen["edtf"]) if chosen else None


def _head(edtf: str) -> str:
    return edtf.split("/")[0]


def _is_after(doc: Doc, entry: Entry) -> bool:
    text = doc.text[entry_sentence(doc, entry) : entry["start_char"]]
    return bool(re.search(r"\b(?:after|since|following)\b", text, re.IGNORECASE))


def entry_sentence(doc: Doc, entry: Entry) -> int:
    """Where the sentence of a time begins, in the block."""
    return int(doc[entry["head"]].sent.start_char)


def _occurrence(doc: Doc, count: Count, before: Sequence[Doc], since: Entry) -> str | None:
    """The time of the occurrence that the rank counts: told in this sentence, or last before it, within the article."""
    start = count.word.sent.start
    for block in (doc, *reversed(before[-2:])):
        told = [e for e in block._.amur_dates or () if _may_date(e, since) and (block is not doc or doc[e["head"]].sent.start <= start)]
        if told:
            own = [e for e in told if block is doc and doc[e["head"]].sent.start == start]
            return str((own or told)[-1]["edtf"]).split("/")[-1]
    return None


def _may_date(entry: Entry, since: Entry) -> bool:
    """Whether a time told may be that of the occurrence: not before the count begins."""
    told = bool(entry["edtf"]) and entry["relation"] == "on" and not entry["compared"] and entry is not since
    return told and (entry["earliest"] or "") >= (since["earliest"] or "")
