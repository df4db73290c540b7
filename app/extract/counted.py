"""Counted claims: how often something happened ("six exercises last year", "met twice") or the how-manieth it was ("the sixth patrol since 2019").

The event kind comes from the counted noun or verb, the participants from the clause. No counts: "first", the edition of a named forum,
one that only points back ("the two meetings").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from spacy.tokens import Doc, Token

from app.components.dates_attach import attach_dates
from app.components.dates_words import number_of, time_words
from app.components.quantities import unit_words
from app.extract.speakers import actor_ref
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import Article, Claim, ClaimType, CountedContent, Evidence, Participation, UncertainTime

Entry = dict[str, Any]
_READ: Final = frozenset({"body", "subhead"})
_VERBAL: Final = frozenset({"VERB", "AUX"})
_MILITARY: Final = frozenset({"MilitaryExercise", "JointPatrol"})
_POINTING: Final = frozenset({"the", "these", "those", "both"})
_DIGIT_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th)")
_KIND_CUES: Final = ("of its kind", "of this kind", "such", "since", "of their", "in a row", "this year", "last year", "so far")


@dataclass(frozen=True, slots=True)
class _Count:
    """A count found: the word that gives it, the noun or verb that is counted (None: the one counted last)."""

    word: Token
    number: int
    ordinal: bool
    kind: ClaimType | None
    trigger: Token | None
    rule: str


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
        for count in _counts(doc):
            kind = count.kind or (told.kind if told else None)
            if kind is None:
                continue
            refs = _participants(doc, count, kind, docs[: index + 1], gazetteer)
            if count.kind is None and told is not None and (len(refs) < 2 or kind in _MILITARY):
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
    article: Article, doc: Doc, count: _Count, kind: ClaimType, refs: tuple[str, ...], window: str | None, gazetteer: Gazetteer
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


# ---- what is counted -----------------------------------------------------------------------------------------------------------


@cache
def _kind_by_noun() -> dict[str, ClaimType]:
    return {noun: kind for kind, nouns in unit_words().event_kinds.items() for noun in nouns}  # type: ignore[misc]


@cache
def _kind_by_verb() -> dict[str, ClaimType]:
    return {verb: kind for kind, verbs in unit_words().event_verbs.items() for verb in verbs}  # type: ignore[misc]


def _counts(doc: Doc) -> Iterator[_Count]:
    dated = {index for entry in doc._.amur_dates or () for index in range(entry["start"], entry["end"])}
    for token in doc:
        if token.i in dated:
            continue
        ordinal = _ordinal(token)
        if ordinal is not None:
            yield from _ordinal_count(doc, token, ordinal)
            continue
        yield from _times(doc, token)
        number = number_of(token.text) if token.tag_ == "CD" or token.like_num else None
        if number is not None and number >= 2:
            yield from _cardinal_count(doc, token, number)


def _ordinal(token: Token) -> int | None:
    digits = _DIGIT_ORDINAL.fullmatch(token.lower_)
    if digits:
        return int(digits[1])
    text = token.lower_
    if token.i + 2 < len(token.doc) and token.doc[token.i + 1].text == "-":
        return None
    if token.i >= 2 and token.doc[token.i - 1].text == "-":
        text = token.doc[token.i - 2].lower_ + "-" + text
    ordinals = time_words().ordinals
    if text in ordinals:
        return ordinals.index(text) + 1
    tens = {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
    return tens.get(text)


def _ordinal_count(doc: Doc, token: Token, number: int) -> Iterator[_Count]:
    if number < 2:
        return
    noun = _noun_after(doc, token)
    if noun is not None and noun.lemma_.lower() == "time":
        following = doc[noun.i + 1 : noun.sent.end]
        verb = next((t for t in following if t.pos_ == "VERB" and t.lemma_.lower() in _kind_by_verb()), None) or _verb_of(noun)
        if verb is not None and verb.lemma_.lower() in _kind_by_verb():
            yield _Count(token, number, True, _kind_by_verb()[verb.lemma_.lower()], verb, "ordinal-time")
        return
    if noun is not None:
        kind = _kind_of_noun(doc, noun)
        if kind is not None and not _is_edition(doc, token, noun):
            yield _Count(token, number, True, kind, noun, "ordinal-noun")
        return
    first = token.i - 2 if token.i >= 2 and doc[token.i - 1].text == "-" else token.i
    before = doc[first - 1] if first else None
    if before is None or before.lower_ not in ("the", "a", "their", "its"):
        return
    of = doc[token.i + 1] if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of" else None
    if of is not None:
        inner = next((t for t in doc[of.i + 1 : min(of.i + 6, len(doc))] if t.lemma_.lower() in _kind_by_noun() and t.pos_ == "NOUN"), None)
        if inner is not None and (inner.tag_ == "NNS" or inner.lemma_ == "talk"):
            yield _Count(token, number, True, _kind_of_noun(doc, inner), inner, "ordinal-of")
            return
    subject = _predicated(token)
    if subject is not None:
        kind = _kind_of_noun(doc, subject)
        if kind is not None:
            yield _Count(token, number, True, kind, subject, "ordinal-predicate")
            return
        if not _has_cue(doc, token):
            return
    if token.dep_ in ("nsubj", "nsubjpass") or _has_cue(doc, token):
        near = next((t for t in reversed(doc[token.sent.start : token.i]) if t.pos_ == "NOUN" and _kind_of_noun(doc, t)), None)
        yield _Count(token, number, True, _kind_of_noun(doc, near) if near is not None else None, near, "ordinal-alone")


def _has_cue(doc: Doc, token: Token) -> bool:
    tail = doc.text[token.idx : token.idx + 60].casefold()
    return any(cue in tail for cue in _KIND_CUES)


def _noun_after(doc: Doc, token: Token) -> Token | None:
    """The noun that a number word stands before, past what modifies it."""
    for index in range(token.i + 1, min(token.i + 8, len(doc))):
        current = doc[index]
        if current.pos_ == "NOUN" and not (index + 1 < len(doc) and doc[index + 1].pos_ == "NOUN" and current.dep_ == "compound"):
            return current
        allowed = (
            current.pos_ in ("ADJ", "PROPN", "NOUN")
            or current.text in ("-", "/")
            or current.lower_ in ("such", "and", "joint")
            or current.tag_ in ("VBN", "VBG")
        )
        if not allowed:
            return None
    return None


def _predicated(token: Token) -> Token | None:
    """For "the patrol was the sixth", "a patrol, the fourth, …": the noun that the number is said of."""
    if token.dep_ == "appos":
        return token.head
    if token.dep_ in ("attr", "acomp") and token.head.pos_ in _VERBAL:
        subject = next((child for child in token.head.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        return subject if subject is not None and subject.pos_ == "NOUN" else None
    return None


def _kind_of_noun(doc: Doc, noun: Token) -> ClaimType | None:
    lemma = noun.lemma_.lower()
    if lemma in unit_words().uncounted and lemma != "round":
        return None
    return _kind_by_noun().get(lemma)


def _is_edition(doc: Doc, token: Token, noun: Token) -> bool:
    """For "16th BRICS summit", "third SCO foreign ministers' meeting": an organisation's own series."""
    between = range(token.i + 1, noun.i)
    return any(m["type"] in ("InternationalOrganization", "Organization") and m["head"] in between for m in doc._.amur_mentions or ())


def _times(doc: Doc, token: Token) -> Iterator[_Count]:
    """For "met twice", "sat down at least three times", "on four occasions"."""
    number: int | None = None
    if token.lower_ in ("twice", "thrice"):
        number = 2 if token.lower_ == "twice" else 3
    elif token.lower_ in ("times", "occasions") and token.i:
        number = number_of(doc[token.i - 1].text)
        following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
        if following in ("a", "more", "as", "higher", "larger", "the"):
            number = None
    if number is None or number < 2:
        return
    verb = _verb_of(token)
    if verb is None or (token.lower_ == "twice" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ in ("as", "the", "a")):
        return
    lemma = verb.lemma_.lower()
    kind = _kind_by_verb().get(lemma)
    if kind is None:
        noun = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in _kind_by_noun()), None)
        kind = _kind_by_noun().get(noun.lemma_.lower()) if noun is not None and lemma in time_words().carrying else None
    if lemma == "sit" and not any(child.lower_ in ("down", "opposite", "together") for child in verb.subtree):
        kind = None
    if kind is not None:
        yield _Count(token, number, False, kind, verb, "times")


def _cardinal_count(doc: Doc, token: Token, number: int) -> Iterator[_Count]:
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    before = doc[token.i - 1] if token.i else None
    if after is None or after.text == "-" or (before is not None and before.lower_ in _POINTING):
        return
    if before is not None and before.lower_ in ("number", "no."):
        subject = _predicated(token) or (_predicated(token.head) if token.head != token else None)
        yield _Count(token, number, True, _kind_of_noun(doc, subject) if subject is not None else None, subject, "number")
        return
    if after.lower_ == "of" and token.i + 2 < len(doc) and doc[token.i + 2].lower_ in ("them", "these", "those", "which"):
        yield _Count(token, number, False, None, _verb_of(token), "of-them")
        return
    noun = _noun_after(doc, token)
    if noun is None or noun.tag_ != "NNS" or noun.lemma_.lower() in ("talk", "call", "agreement", "strike", "attack"):
        return
    kind = _kind_of_noun(doc, noun)
    if kind is not None and kind in ("Meeting", "PhoneCall", "Visit", *_MILITARY) and noun.lemma_.lower() != "round":
        yield _Count(token, number, False, kind, noun, "cardinal-noun")


def _verb_of(token: Token) -> Token | None:
    current = token
    while current.head != current:
        current = current.head
        if current.pos_ in _VERBAL:
            return current
    return None


# ---- who took part ------------------------------------------------------------------------------------------------------------------


def _participants(doc: Doc, count: _Count, kind: ClaimType, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Registry ids of the sides, sorted; of drills and patrols the states. From the noun's phrase, its clause, its sentence, those before."""
    base = count.trigger or count.word
    ranges = [range(base.left_edge.i, base.right_edge.i + 1)]
    verb = base if base.pos_ in _VERBAL else _verb_of(base)
    for _ in range(3):
        if verb is None:
            break
        subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj", "prep", "agent")]
        ranges.append(range(min([verb.i, *(c.left_edge.i for c in subjects)]), max([verb.i, *(c.right_edge.i for c in subjects)]) + 1))
        verb = _verb_of(verb) if verb.dep_ in ("ccomp", "relcl", "advcl", "conj", "xcomp") else None
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
            if is_person and kind not in _MILITARY:
                persons.add(ref)
            side = (gazetteer.side_of(ref) if actor else None) or mention["country"]
            if side and (kind in _MILITARY or mention["kind"] != "place") and not (actor and actor.type == "InternationalOrganization"):
                states.add(side)
    if len(persons) >= 2:
        return tuple(sorted(persons))
    return tuple(sorted(states))


# ---- over which time ----------------------------------------------------------------------------------------------------------------------


def _window(doc: Doc, count: _Count, before: Sequence[Doc], told: _Told | None) -> str | None:
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
    if count.ordinal and count.rule != "ordinal-time" and count.trigger is not None and count.trigger.pos_ not in _VERBAL:
        own = next((e for e in entries if re.match(r"(?:this|last)\s+year", e["words"], re.IGNORECASE)), None)
        return str(own["edtf"]) if own else None
    base = count.trigger or count.word
    attached = [doc._.amur_dates[i] for i in attach_dates(doc, base.i)]
    verb = _verb_of(base) if base.pos_ not in _VERBAL else None
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


def _occurrence(doc: Doc, count: _Count, before: Sequence[Doc], since: Entry) -> str | None:
    """The time of the occurrence that the rank counts: told in this sentence, or last before it, within the article."""
    start = count.word.sent.start
    for block in (doc, *reversed(before[-2:])):
        told = [
            e
            for e in block._.amur_dates or ()
            if e["edtf"] and e["relation"] == "on" and not e["compared"] and e is not since and e["earliest"] and e["earliest"] >= (since["earliest"] or "")
            and (block is not doc or doc[e["head"]].sent.start <= start)
        ]  # fmt: skip
        if told:
            own = [e for e in told if block is doc and doc[e["head"]].sent.start == start]
            return str((own or told)[-1]["edtf"]).split("/")[-1]
    return None
