"""Attributions -> Statement claims: who said what, to whom, through whom, when, on which topics.

The speaker of a turn or of a text in the first person is its author or issuer (metadata). A statement is dated by the words at its
reporting verb; else a dated entry of a digest gives its day, and a readout, statement or briefing is of its publication day.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from spacy.tokens import Doc

from app.components.attribution import ISSUER
from app.components.attribution_quotes import find_quotations
from app.components.attribution_speakers import issuers, named
from app.components.attribution_turns import Turn, find_turns
from app.components.attribution_words import reporting_words
from app.components.dates import event_time
from app.extract.issuers import author_of, issuing_state, labelled_person, person_in_title
from app.extract.speakers import actor_ref, resolve_speaker
from app.extract.statement_confidence import confidence_of
from app.extract.topics import find_topics
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import ActorRef, Article, Claim, Evidence, StatementContent, UncertainTime

_OFFICIAL_TITLE: Final = re.compile(
    r"\b(?:readout|statement|remarks|briefing|gaggle|communiqu[eé]|declaration|press call|press release|press conference)\b", re.IGNORECASE
)
_ANNOUNCED: Final = re.compile(
    r"(?:[A-Z][\w.\u2019'-]* ){0,4}(?:joint |press )?(?:readout|statement|remarks|communiqu[eé]|declaration)\b"
    r"(?: (?:by|of|on|from|following|after)\b|$|:)",
    re.IGNORECASE,
)
_ISSUED: Final = re.compile(r"\b(?:statement|communiqu[eé]|declaration|remarks)\b", re.IGNORECASE)
_SPOKEN: Final = re.compile(
    r"\b(?:remarks|briefing|gaggle|press call|press conference|interview|transcript|speech|address)\b", re.IGNORECASE
)
_PAPERS: Final = frozenset({"statement", "declaration", "communique", "communiqué", "document", "paper", "readout"})


def extract(article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The Statement claims of an article, in the order of the text."""
    voices = Voices(article, docs, gazetteer)
    claims: dict[str, Claim] = {}
    for position, doc in enumerate(docs):
        if doc._.amur_block not in {"body", "row"}:
            continue
        for claim in (*voices.of_turn(position), *voices.of_continuation(position), *voices.of_block(position)):
            claims.setdefault(claim.id, claim)
    return tuple(claims.values())


def attribution_of(doc: Doc, token_index: int) -> dict[str, Any] | None:
    """The innermost attribution in whose content the token stands (not the reporting verb itself), for events told inside a statement."""
    at = doc[token_index].idx
    inside = [
        item
        for item in doc._.amur_attributions or []
        if item["verb"] != token_index and any(start <= at < end for start, end in item["content"])
    ]
    return min(inside, key=lambda item: sum(end - start for start, end in item["content"]), default=None)


class Voices:
    """Who speaks in the blocks of one article; made once an article."""

    def __init__(self, article: Article, docs: Sequence[Doc], gazetteer: Gazetteer) -> None:
        self.article = article
        self.docs = docs
        self.gazetteer = gazetteer
        self.title = article.title or ""
        self.author = author_of(article, gazetteer)
        self.state = issuing_state(article, gazetteer)
        body = [i for i, doc in enumerate(docs) if doc._.amur_block == "body"]
        self.person = self.author or person_in_title(self.title, gazetteer)
        opened = self.person is not None and (article.kind == "transcript" or bool(_SPOKEN.search(self.title)))
        self.turns: dict[int, list[Turn]] = {}
        for turn in find_turns([docs[i].text for i in body], opened=opened, gazetteer=gazetteer):
            self.turns.setdefault(body[turn.block], []).append(turn)
        publisher = gazetteer.actors.get(article.publisher_id or "")
        media = publisher is not None and publisher.type == "MediaOutlet"
        of_a_state = self.state is not None and bool(_OFFICIAL_TITLE.search(self.title))
        announced = of_a_state or (bool(_ANNOUNCED.match(self.title)) and not media)
        self.official = article.kind in {"readout", "transcript"} or announced
        self.words = reporting_words()
        self.last: tuple[ActorRef, ...] = ()  # who spoke last so far
        self.last_is_text = False
        self.last_end = (-1, 0)  # block and character where the last attribution's sentence ends
        self.open_quote: dict[str, Any] | None = None  # the attribution whose quotation reaches the end of the block before
        self.people: dict[str, ActorRef] = {}  # surname -> person named in full
        for doc in docs:
            for mention in doc._.amur_mentions or []:
                if mention["type"] == "Person" and mention["ref"] and " " in mention["name"]:
                    person = actor_ref(mention["ref"], gazetteer, mention["name"], "Person", mention["country"])
                    self.people.setdefault(mention["name"].rsplit(" ", 1)[-1].casefold(), person)
        self._labels: dict[str, ActorRef | None] = {}

    # ---- turns

    def turn_speaker(self, turn: Turn) -> ActorRef | None:
        if turn.label is None:
            return self.person
        if turn.label not in self._labels:
            self._labels[turn.label] = labelled_person(turn.label, self.article, self.docs, self.gazetteer)
        return self._labels[turn.label]

    def turn_at(self, position: int, character: int) -> Turn | None:
        """The turn that holds this character of a block."""
        return next((turn for turn in self.turns.get(position, ()) if turn.start <= character < turn.end), None)

    def of_turn(self, position: int) -> Iterator[Claim]:
        doc = self.docs[position]
        for turn in self.turns.get(position, ()):
            speaker = self.turn_speaker(turn)
            if speaker is None:
                continue
            yield self._claim(
                doc,
                (turn.start, turn.end),
                (turn.start, turn.end),
                (speaker,),
                (),
                None,
                True,
                self._published(),
                "turn",
                "briefing" if self.official else None,
            )

    def behind(self, position: int, token_index: int) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
        """Who tells what a token of a block tells, and who passes it on: (speakers, reporters); both empty for the article itself."""
        doc = self.docs[position]
        item = attribution_of(doc, token_index)
        if item is not None and (speakers := self.speakers(position, item)):
            return speakers, tuple(actor for actor in self.actors(position, item["reported_by"]) if actor not in speakers)
        turn = self.turn_at(position, doc[token_index].idx)
        speaker = self.turn_speaker(turn) if turn is not None else None
        return ((speaker,) if speaker else ()), ()

    # ---- attributions

    def of_block(self, position: int) -> Iterator[Claim]:
        doc = self.docs[position]
        for item in doc._.amur_attributions or []:
            speakers = self.speakers(position, item)
            if not speakers or self._is_own_stance(position, item, speakers):
                continue
            reporters = tuple(actor for actor in self.actors(position, item["reported_by"]) if actor not in speakers)
            addressee = self.actors(position, [item["addressee"]]) if item["addressee"] is not None else ()
            if item["rule"] != "verb.as-told":  # said by the way: who spoke before goes on
                self.last, self.last_is_text, self.last_end = speakers, item["from_text"], (position, item["evidence"][1])
            content = (item["content"][0][0], item["content"][-1][1])
            time = self._time(position, item)
            yield self._claim(
                doc,
                content,
                item["evidence"],
                speakers,
                reporters,
                addressee[0] if len(addressee) == 1 else None,
                item["direct"],
                time,
                item["rule"],
                _channel(doc, item),
            )

    def of_continuation(self, position: int) -> Iterator[Claim]:
        """A paragraph wholly in quotation marks after one that ends with a quotation: the same speaker goes on."""
        doc = self.docs[position]
        before, self.open_quote = self.open_quote, None
        quotations = find_quotations(doc.text)
        items = doc._.amur_attributions or []
        own = [item for item in items if item["direct"] and not doc.text[item["evidence"][1] :].strip()]
        if own:
            self.open_quote = {"position": position, "item": own[-1]}
        if before is None or len(quotations) != 1 or doc.text[: quotations[0].start].strip() or doc.text[quotations[0].end :].strip():
            return
        if any(item["content"][0][0] <= quotations[0].start + 1 and item["direct"] for item in items):
            return
        speakers = self.speakers(before["position"], before["item"])
        reporters = tuple(actor for actor in self.actors(before["position"], before["item"]["reported_by"]) if actor not in speakers)
        self.open_quote = before
        if speakers:
            time = self._time(before["position"], before["item"])
            span = quotations[0].inner
            yield self._claim(
                doc, span, (quotations[0].start, quotations[0].end), speakers, reporters, None, True, time, "quote.continued", None
            )

    def _is_own_stance(self, position: int, item: dict[str, Any], speakers: tuple[ActorRef, ...]) -> bool:
        """As in "Our country opposes …" within a turn of its official: part of the turn, not an utterance of its own."""
        verb = self.docs[position][item["verb"]]
        turn = self.turn_at(position, verb.idx)
        if turn is not None and ISSUER in item["speaker_refs"] and not item.get("plural_issuer", True):
            return True  # "I said that …": his own words, and part of his turn
        if turn is None or verb.tag_ not in {"VBZ", "VBP", "VBG"} or any(child.lower_ in {"have", "has", "'ve"} for child in verb.children):
            return False
        own = {self.state.id} if self.state else set()
        speaker = self.turn_speaker(turn)
        own |= {speaker.id, speaker.country or speaker.id} if speaker else set()
        return {actor.id for actor in speakers} <= own

    def speakers(self, position: int, item: dict[str, Any]) -> tuple[ActorRef, ...]:
        found = self.actors(position, item["speakers"])
        if ISSUER in item["speaker_refs"]:
            return (*self._issuers(position, item), *found)
        return found

    def actors(self, position: int, tokens: Sequence[int], depth: int = 0) -> tuple[ActorRef, ...]:
        found: dict[str, ActorRef] = {}
        for index in tokens:
            token = self.docs[position][index]
            if token.pos_ == "NOUN" and token.lemma_.lower() in self.words.texts and depth < 2:
                own = self.actors(position, [named(owner).i for owner in issuers(token, self.words)], depth + 1)
                if own:
                    found |= {actor.id: actor for actor in own}
                    continue
                found |= {actor.id: actor for actor in self._signers(position, index, depth)}
                continue
            before = self._meant_by_pronoun(position, index)
            if before:
                found |= {actor.id: actor for actor in before}
                continue
            for actor in resolve_speaker(self.docs[position], index, self.gazetteer, self.docs[:position]):
                known = self._full_name(actor)
                found.setdefault(known.id, known)
        return tuple(found.values())

    def _full_name(self, actor: ActorRef) -> ActorRef:
        """A surname that only the text explains: the person named so in full elsewhere."""
        if actor.is_provisional and " " not in actor.name and actor.type in {"Person", "Actor", "Organization"}:
            return self.people.get(actor.name.casefold(), actor)
        if actor.type == "Person" and " " in actor.name:
            self.people.setdefault(actor.name.rsplit(" ", 1)[-1].casefold(), actor)
        return actor

    def _signers(self, position: int, index: int, depth: int) -> tuple[ActorRef, ...]:
        """Whose text it is, when its own words do not say: the last earlier text of that name with an issuer, else the last one at all."""
        lemma = self.docs[position][index].lemma_.lower()
        return self._issuers_before(position, index, depth, {lemma}) or self._issuers_before(position, index, depth, self.words.texts)

    def _issuers_before(self, position: int, index: int, depth: int, lemmas: Container[str]) -> tuple[ActorRef, ...]:
        for place in range(position, -1, -1):
            doc = self.docs[place]
            if doc._.amur_block not in {"body", "row"}:
                continue
            for token in reversed(doc[: index if place == position else len(doc)]):
                if token.pos_ == "NOUN" and token.lemma_.lower() in lemmas and (owners := issuers(token, self.words)):
                    found = self.actors(place, [named(owner).i for owner in owners], depth + 1)
                    if found:
                        return found
        return ()

    def _meant_by_pronoun(self, position: int, index: int) -> tuple[ActorRef, ...]:
        """Whom a pronoun means that goes on from the statement before; empty where coreference decides.

        "It" right after a ministry's statement is that ministry, not its state, and after the words of a text the text; "he said" and
        "she added" in the next sentence are the one who spoke.
        """
        token = self.docs[position][index]
        word = token.lower_
        if word in {"he", "she"} and token.dep_ == "nsubj" and len(self.last) == 1 and self.last[0].type in {"Person", "Actor"}:
            block, end = self.last_end
            adjoins = block == position and not self.docs[position].text[end : token.sent.start_char].strip()
            return self.last if adjoins else ()
        if word == "they" and self.last and (len(self.last) > 1 or self.last[0].type not in {"Person", "State"}):
            return () if resolve_speaker(self.docs[position], index, self.gazetteer, self.docs[:position]) else self.last
        if word != "it" or token.dep_ != "nsubj" or not self.last:
            return ()
        adds = token.head.lemma_ == "add" and self.last[0].type not in {"Person", "State"} and position - self.last_end[0] <= 2
        if self.last_is_text or adds:
            return self.last
        text = self._text_just_named(position, index)
        if text is not None:
            return self.actors(position, [text])
        if len(self.last) > 1 or self.last[0].type in {"Person", "State"}:
            return ()
        meant = resolve_speaker(self.docs[position], index, self.gazetteer, self.docs[:position])
        return self.last if not meant or (len(meant) == 1 and meant[0].id in {self.last[0].country, self.last[0].id}) else ()

    def _text_just_named(self, position: int, index: int) -> int | None:
        """The statement or declaration of which the sentence before tells without a speaker: "… in a declaration. It opposes …"."""
        doc = self.docs[position]
        start = doc[index].sent.start
        if not start:
            return None
        before = doc[start - 1].sent
        texts = [token.i for token in before if token.pos_ == "NOUN" and token.lemma_.lower() in _PAPERS]
        spoke = any(before.start <= item["verb"] < before.end for item in doc._.amur_attributions or [])
        return texts[-1] if texts and not spoke else None

    def _issuers(self, position: int, item: dict[str, Any]) -> tuple[ActorRef, ...]:
        """As in "We" of an official is his state, "I" he himself; "we" of a text its author or issuer."""
        turn = self.turn_at(position, self.docs[position][item["verb"]].idx)
        plural = item.get("plural_issuer", True)
        if turn is not None:
            speaker = self.turn_speaker(turn)
            if plural:
                return (self.state,) if self.state else ()
            return (speaker,) if speaker else ()
        if self.author is not None and (self.official or _ISSUED.search(self.title)):
            return (self.author,)
        if self.person is not None and _ISSUED.search(self.title) and (not plural or self.state is None):
            return (self.person,)
        if self.official and self.state:
            return (self.state,)
        return ()

    # ---- claims

    def _claim(
        self, doc: Doc, content: tuple[int, int], evidence: tuple[int, int], speakers: tuple[ActorRef, ...],
        reporters: tuple[ActorRef, ...],
        addressee: ActorRef | None, direct: bool, time: UncertainTime, rule: str, channel: str | None,
    ) -> Claim:  # fmt: skip
        offset = doc._.amur_offset
        start, end = content[0] + offset, content[1] + offset
        first, last = evidence[0] + offset, evidence[1] + offset
        quote = self.article.text[start:end]
        speakers, reporters = self._as_written(speakers), self._as_written(reporters)
        addressee = self._as_written((addressee,))[0] if addressee else None
        return Claim(
            id=claim_id(self.article.id, "Statement", start, end, ",".join(actor.id for actor in speakers)),
            article=self.article.id,
            type="Statement",
            evidence=(Evidence(first, last, self.article.text[first:last]),),
            rule=f"statement.{rule}",
            time=time,
            confidence=confidence_of(rule),
            sourcing="attributed" if reporters else "own",
            attributed_to=speakers,
            reported_by=reporters,
            topics=tuple(topic for topic, _, _ in find_topics(quote)),
            statement=StatementContent(quote, start, end, direct, addressee, channel),
        )

    def _as_written(self, actors: tuple[ActorRef, ...]) -> tuple[ActorRef, ...]:
        """The actors with their words as the article has them (the parser sees straight quotation marks)."""
        text = self.article.text
        return tuple(replace(a, words=(text[a.words[1] : a.words[2]], a.words[1], a.words[2])) if a.words else a for a in actors)

    def _time(self, position: int, item: dict[str, Any]) -> UncertainTime:
        doc = self.docs[position]
        if item["date"] is not None:
            return event_time(doc._.amur_dates[item["date"]], self.article.published, doc._.amur_offset)
        if position in self.turns:
            return UncertainTime(latest=self.article.published)
        dateline = doc._.amur_dateline
        if dateline and dateline.get("date") and dateline.get("heading"):
            day = _day(dateline["date"])
            return UncertainTime(dateline["date"], day, day, "day", "dateline") if day else UncertainTime(latest=self.article.published)
        perfect = any(child.lower_ in {"have", "has", "'ve"} for child in doc[item["verb"]].children)
        if self.official and not perfect:  # "we have also conveyed": some day before
            return self._published()
        return UncertainTime(latest=self.article.published)

    def _published(self) -> UncertainTime:
        """The publication day of a text that is itself the utterance: its dateline in the metadata."""
        day = self.article.published
        return UncertainTime(day.isoformat(), day, day, "day", "dateline") if day else UncertainTime()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _channel(doc: Doc, item: dict[str, Any]) -> str | None:
    """How it was said, as the sentence tells: readout, interview, briefing, joint statement, post …"""
    start, end = item["evidence"]
    content = item["content"][0]
    around = doc.text[start : content[0]] + " " + doc.text[content[1] : end]
    for channel, pattern in reporting_words().channels:
        if pattern.search(around):
            return channel
    return None


__all__ = ["Voices", "actor_ref", "attribution_of", "extract"]
