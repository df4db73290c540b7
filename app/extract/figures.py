"""Figures: measured amounts with what they measure, when, by whom, and compared with what. `extract` gives the counted claims too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, Literal

from spacy.tokens import Doc, Token

from app.components.dates_attach import owner_of, through_names
from app.components.dates_clause import verb_tense
from app.components.dates_words import time_words
from app.components.quantities_units import unit_words
from app.extract.counted import extract_counted
from app.extract.speakers import actor_ref, resolve_speaker
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import ActorRef, Article, Claim, Evidence, FigureContent, UncertainTime

__all__ = ["extract", "extract_counted", "extract_figures"]

Entry = dict[str, Any]
_READ: Final = frozenset({"body", "subhead", "caption"})
_VERBAL: Final = frozenset({"VERB", "AUX"})
_CONFIDENCE: Final = {"money": 0.85, "percent": 0.8, "measure": 0.75, "count": 0.7}
_MEASURING: Final = frozenset(
    {"put", "show", "estimate", "arrive", "record", "calculate", "register", "count", "value", "give", "report", "indicate", "cite", "say"}
)
_PER_TIME: Final = re.compile(r"\s+(?:of\s+\w+\s+)?(?:a|per|each|every)\s+(?:year|month|day)\b|\s+annually\b", re.IGNORECASE)
_COMPARED: Final = re.compile(
    r"\b(?P<way>highest|lowest|most|largest|biggest|strongest|fewest|smallest|weakest)\b[^.;]{0,30}?\b(?:since|in|for)\s+(?P<rest>[^.;,]+)",
    re.IGNORECASE,
)
_RANK: Final = re.compile(
    r"\b(?P<rank>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[-\s](?:largest|biggest|highest|most\s+\w+)\b",
    re.IGNORECASE,
)
_LOW: Final = frozenset({"lowest", "fewest", "smallest", "weakest"})
Comparator = Literal["highest-since", "lowest-since", "rank", "change"]


def extract(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Figures and counted claims of an article."""
    return extract_figures(article, docs, gazetteer) + extract_counted(article, docs, gazetteer)


def extract_figures(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """One claim an amount; an amount told again for the same thing is not claimed again."""
    claims: list[Claim] = []
    told: set[tuple[str, str, str]] = set()
    pair = main_pair(docs, gazetteer)
    last_what = ""
    for index, doc in enumerate(docs):
        if doc._.amur_block not in _READ:
            continue
        for quantity in doc._.amur_quantities or ():
            what = _what(doc, quantity, pair, gazetteer) or _purpose(doc, quantity) or last_what or _noun_before(doc, quantity)
            if not what and quantity["kind"] != "money":
                continue
            what = what or "sum"  # "has made available 50 billion dollars"
            last_what = what if quantity["kind"] == "money" else last_what
            key = (quantity["value"], quantity["unit"], what.casefold())
            if key in told or _is_repeated(quantity, what, claims):
                continue
            told.add(key)
            claims.append(_claim(article, doc, quantity, what, gazetteer, docs[:index]))
    return tuple(claims)


def _purpose(doc: Doc, quantity: Entry) -> str:
    """For "1 billion dollars in relief", "raised 600 billion for roads": what the money is or is for."""
    if quantity["kind"] != "money":
        return ""
    head = doc[quantity["head"]]
    for place in (head, _governor(head)):
        for preposition in place.children if place is not None else ():
            if preposition.dep_ == "prep" and preposition.lower_ in ("in", "for") and preposition.i > quantity["start"]:
                nouns = [c for c in preposition.children if c.dep_ == "pobj" and c.pos_ == "NOUN" and c.ent_type_ not in ("DATE", "MONEY")]
                if nouns:
                    return doc[
                        min(t.i for t in (nouns[0], *(c for c in nouns[0].children if c.dep_ in ("amod", "compound")))) : nouns[0].i + 1
                    ].text
    return ""


def _noun_before(doc: Doc, quantity: Entry) -> str:
    """The last plain noun before the amount, where nothing else says what it measures ("a farm fund. Worth 2 billion dollars, it …")."""
    nouns = [t.text for t in doc[: quantity["start"]] if t.pos_ == "NOUN" and t.ent_type_ not in ("MONEY", "PERCENT", "DATE")]
    return nouns[-1] if nouns else ""


def _is_repeated(quantity: Entry, what: str, claims: Sequence[Claim]) -> bool:
    """The same large amount again in other words."""
    if quantity["kind"] == "count" or len(quantity["value"]) < 4:
        return False
    return any(c.figure is not None and c.figure.value == quantity["value"] and c.figure.unit == quantity["unit"] for c in claims)


def _claim(article: Article, doc: Doc, quantity: Entry, what: str, gazetteer: Gazetteer, earlier: Sequence[Doc]) -> Claim:
    token = doc[quantity["head"]]
    sentence = token.sent
    offset = doc._.amur_offset
    start, end = offset + sentence.start_char, offset + sentence.end_char
    agency = agency_of(doc, quantity, gazetteer, earlier)
    comparator, reference = _comparison(doc, quantity)
    verb = _governor(token)
    content = FigureContent(what, quantity["value"], quantity["unit"], _period(doc, quantity), agency, comparator, reference)
    return Claim(
        id=claim_id(
            article.id, "Figure", offset + quantity["start_char"], offset + quantity["end_char"], f"{quantity['value']} {quantity['unit']}"
        ),
        article=article.id,
        type="Figure",
        evidence=(Evidence(start, end, article.text[start:end]),),
        rule=f"figure.{quantity['kind']}",
        time=UncertainTime(latest=article.published),
        status="planned" if verb is not None and verb.tag_ != "VBG" and verb_tense(verb) == "future" else "occurred",
        confidence=_CONFIDENCE[quantity["kind"]],
        sourcing="attributed" if agency else "own",
        attributed_to=(agency,) if agency else (),
        figure=content,
    )


# ---- what is measured ----------------------------------------------------------------------------------------------------------


def _what(doc: Doc, quantity: Entry, pair: tuple[str, ...], gazetteer: Gazetteer) -> str:
    if quantity["kind"] == "count":
        return str(quantity["what"])
    noun = _measured_noun(doc, quantity)
    name = _noun_phrase(doc, noun, pair, gazetteer) if noun is not None else ""
    if quantity["kind"] != "percent":
        return name
    words = unit_words()
    after = {token.lower_ for token in doc[quantity["end"] : min(quantity["end"] + 4, len(doc))]}
    verb = _governor(doc[quantity["head"]])
    lemma = verb.lemma_.lower() if verb is not None else ""
    if doc.text[quantity["end_char"] : quantity["end_char"] + 4].strip().startswith("of"):
        of = next((t for t in doc[quantity["end"] : min(quantity["end"] + 8, len(doc))] if t.dep_ == "pobj"), None)
        return f"share of {_noun_phrase(doc, of, pair, gazetteer)}" if of is not None else "share"
    if lemma in words.growth or after & words.growth or (noun is not None and noun.lemma_.lower() in words.growth):
        return f"growth of {name}" if name and not (noun is not None and noun.lemma_.lower() in words.growth) else name or "growth"
    if lemma in words.decline or after & words.decline:
        return f"decline of {name}" if name else "decline"
    return name


def _measured_noun(doc: Doc, quantity: Entry) -> Token | None:
    """The noun the amount belongs to: what it stands before or hangs on by "of", else the subject of its verb."""
    token = doc[quantity["head"]]
    of = next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    if quantity["kind"] == "measure" and of is not None:
        return next((c for c in of.children if c.dep_ == "pobj"), None)
    for _ in range(6):
        inside = quantity["start"] <= token.i < quantity["end"]
        if (
            not inside
            and token.pos_ in ("NOUN", "PROPN")
            and token.lemma_.lower() not in ("percent", "cent", "total", "mark", "level", "dollar", "amount", "record")
        ):
            return token
        if token.pos_ in _VERBAL:
            return _subject(token)
        if token.head == token:
            break
        token = token.head
    return next((child for child in token.children if child.dep_ in ("nsubj", "attr")), None)


def _is_actor(token: Token) -> bool:
    """A side, person or office: it gives or does, and is not measured."""
    return any(m["head"] == token.i and m["kind"] != "place" for m in token.doc._.amur_mentions or ())


def _subject(verb: Token) -> Token | None:
    current = verb
    for _ in range(4):
        named = next(
            (c for c in current.children if c.dep_ in ("nsubj", "nsubjpass") and c.pos_ in ("NOUN", "PROPN") and not _is_actor(c)), None
        )
        if current.lemma_.lower() in _MEASURING or named is None:
            other = next(
                (
                    c
                    for c in current.children
                    if c.dep_ in ("dobj", "nsubjpass") and c.pos_ == "NOUN" and c.ent_type_ not in ("MONEY", "PERCENT")
                ),
                None,
            )
            if other is not None:
                return other
        if named is not None:
            return named
        if current.dep_ not in ("conj", "relcl", "advcl", "ccomp", "xcomp", "acl"):
            return None
        if current.dep_ in ("relcl", "acl") and current.head.pos_ == "NOUN":
            return current.head
        current = current.head
    return None


def _noun_phrase(doc: Doc, noun: Token | None, pair: tuple[str, ...], gazetteer: Gazetteer) -> str:
    """A short name: the noun with what stands before it; of trade, its two sides first."""
    if noun is None or noun.pos_ == "PRON":
        return ""
    words = unit_words()
    head = noun
    if head.lemma_.lower() in ("value", "volume", "figure", "amount", "level"):
        inner = next((c for c in head.children if c.dep_ == "compound" and c.lemma_.lower() in words.trade), None)
        head = inner or head
    if head.lemma_.lower() in words.trade:
        sides = _sides_in(doc, noun) or pair
        names = [actor_ref(side, gazetteer).name for side in sorted(sides)[:2]]
        return "-".join(names) + " trade" if len(names) == 2 else "trade"
    left = [
        t for t in doc[noun.left_edge.i : noun.i + 1] if (t.head == noun and t.dep_ in ("amod", "compound", "poss", "nmod")) or t == noun
    ]
    text = " ".join(
        t.text for t in left if t.pos_ not in ("DET", "PRON", "NUM") and t.ent_type_ not in ("MONEY", "PERCENT", "DATE", "CARDINAL")
    )
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("of", "for", "from", "to")), None)
    objects = [c for c in of.children if c.dep_ == "pobj" and c.pos_ in ("NOUN", "PROPN")] if of is not None else []
    inner = next((c for c in objects if c.ent_type_ not in ("MONEY", "DATE", "PERCENT") and not c.like_num), None)
    if of is not None and inner is not None:
        modifiers = [t.text for t in inner.lefts if t.dep_ in ("amod", "compound")]
        text += " ".join(["", of.text, *modifiers, inner.text])
    return " ".join(text.split())


def _sides_in(doc: Doc, noun: Token) -> tuple[str, ...]:
    inside = range(noun.left_edge.i, noun.right_edge.i + 1)
    found: list[str] = []
    for mention in doc._.amur_mentions or ():
        if mention["head"] in inside:
            refs = [mention["ref"]] if mention["ref"] and mention["type"] == "State" else mention.get("members") or []
            found += [ref for ref in refs if ref not in found]
    return tuple(found) if len(found) >= 2 else ()


def main_pair(docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The two states that the article names most."""
    count: Counter[str] = Counter()
    for doc in docs:
        for mention in doc._.amur_mentions or ():
            side = mention.get("country") or (gazetteer.side_of(mention["ref"]) if mention["ref"] else None)
            if side:
                count[side] += 1
    return tuple(sorted(ref for ref, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))[:2]))


# ---- when, by whom, against what ---------------------------------------------------------------------------------------------------


def _governor(token: Token) -> Token | None:
    current = token
    while current.pos_ not in _VERBAL:
        if current.head == current:
            return None
        current = current.head
    return current


def _period(doc: Doc, quantity: Entry) -> str | None:
    """The time that the amount covers: of flows a month or longer, of counted things also a day."""
    token = doc[quantity["head"]]
    verb = _governor(token)
    if _PER_TIME.match(doc.text[quantity["end_char"] : quantity["end_char"] + 30]):
        return None
    chosen: list[tuple[int, str]] = []
    for entry in doc._.amur_dates or ():
        if (
            not entry["edtf"]
            or entry["relation"] not in ("on", "during")
            or entry["compared"]
            or doc[entry["head"]].sent.start != token.sent.start
        ):
            continue
        if quantity["kind"] != "count" and (entry["precision"] == "day" or (entry["precision"] == "range" and len(entry["edtf"]) == 21)):
            continue
        owner = owner_of(doc[entry["start"] : entry["end"]])
        if owner is None:
            continue
        passed = through_names(owner)
        holder = passed if passed.pos_ in _VERBAL else _governor(passed)
        if holder is not None and holder.lemma_.lower() in time_words().utterance and holder != verb:
            continue
        if holder is not None and (
            holder == verb
            or (verb is not None and (verb.head == holder or holder.head == verb) and verb.dep_ in ("conj", "acl", "advcl", "relcl"))
        ):
            chosen.append((abs(entry["head"] - token.i), entry["edtf"]))
        elif verb is not None and verb.dep_ == "relcl" and entry["start"] <= verb.head.i < entry["end"]:
            chosen.append((0, entry["edtf"]))
    if chosen:
        return min(chosen)[1]
    line = doc._.amur_dateline
    if quantity["kind"] == "count" and line and line.get("heading") and line.get("date") and not doc._.amur_dates:
        return str(line["date"])
    return None


def agency_of(doc: Doc, quantity: Entry, gazetteer: Gazetteer, earlier: Sequence[Doc]) -> ActorRef | None:
    """Who gives the number: whom the outlet cites, the source of the words around it, or the subject that puts it so."""
    token = doc[quantity["head"]]
    sentence = token.sent
    for cue in sentence:
        if cue.lower_ == "citing" or (cue.lower_ == "by" and any(t.lower_ == "account" for t in cue.subtree)):
            found = _actor_in(doc, cue, gazetteer)
            if found is not None:
                return found
    best: tuple[int, ActorRef] | None = None
    for attribution in doc._.amur_attributions or ():
        inside = [end - start for start, end in attribution["content"] if start <= quantity["start_char"] < end]
        if not inside:
            continue
        for speaker in attribution["speakers"]:
            for actor in resolve_speaker(doc, speaker, gazetteer, earlier)[:1]:
                if best is None or inside[0] < best[0]:
                    best = (inside[0], actor)
        for ref in attribution.get("speaker_refs") or ():
            if best is None and doc._.amur_attributions and ref in gazetteer.actors and attribution["rule"].startswith("verb"):
                best = (inside[0], actor_ref(ref, gazetteer))
    if best is not None:
        return best[1]
    verb = _governor(token)
    for _ in range(4):
        if verb is None:
            return None
        if verb.lemma_.lower() in _MEASURING:
            subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            found = _actor_in(doc, subject, gazetteer) if subject is not None else None
            if found is not None:
                return found
        verb = _governor(verb.head) if verb.head != verb else None
    return None


def _actor_in(doc: Doc, token: Token, gazetteer: Gazetteer) -> ActorRef | None:
    inside = range(token.left_edge.i, token.right_edge.i + 1)
    named = [m for m in doc._.amur_mentions or () if m["head"] in inside and m["ref"] and m["kind"] != "place"]
    named.sort(key=lambda m: (m["type"] == "State", m["start"]))
    if not named:
        return None
    return actor_ref(named[0]["ref"], gazetteer, named[0]["name"], named[0]["type"], named[0]["country"])


def _comparison(doc: Doc, quantity: Entry) -> tuple[Comparator | None, str | None]:
    """For "the highest since February 2022", "second-largest", "18 percent more than a year earlier"."""
    sentence = doc[quantity["head"]].sent
    tail_start = quantity["end_char"]
    tail = doc.text[tail_start : sentence.end_char]
    match = _COMPARED.search(tail)
    if match:
        since = _date_at(doc, tail_start + match.start("rest"), tail_start + match.end("rest"))
        way: Comparator = "lowest-since" if match["way"].casefold() in _LOW else "highest-since"
        return way, since or match["rest"].strip()
    rank = _RANK.search(tail)
    if rank:
        return "rank", rank["rank"].casefold()
    if quantity["kind"] != "percent":
        return None, None
    compared = next((e for e in doc._.amur_dates or () if e["compared"] and tail_start <= e["start_char"] < sentence.end_char), None)
    words = unit_words()
    verb = _governor(doc[quantity["head"]])
    after = {token.lower_ for token in doc[quantity["end"] : min(quantity["end"] + 4, len(doc))]}
    changing = words.growth | words.decline
    if compared is not None or after & changing or (verb is not None and verb.lemma_.lower() in changing):
        return "change", (compared["edtf"] or compared["words"]) if compared is not None else None
    return None, None


def _date_at(doc: Doc, start: int, end: int) -> str | None:
    return next((e["edtf"] for e in doc._.amur_dates or () if e["start_char"] < end and start < e["end_char"] and e["edtf"]), None)
