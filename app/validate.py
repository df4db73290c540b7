"""What enters the graph: cheap checks of every claim at ingest, and the full SHACL report for `amur verify`.

A bad claim is refused with a reason a person can read and never takes the rest of its article down (model.md rule 11).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Final

from app import vocab
from app.model import IRI, ActorRef, Article, Claim, Quad, RdfLiteral, UncertainTime
from app.resources import find_resource

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

CONTENT_TYPES: Final = {"Statement": "statement", "Figure": "figure", "CountedClaim": "counted"}
SIDES_NEEDED: Final = {"Meeting": 2, "PhoneCall": 2, "OtherEvent": 0, "Statement": 0, "Figure": 0, "CountedClaim": 0}

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE: Final = r"-?(?:\d{4}|\d{3}X|\d{2}XX)(?:-(?:0[1-9]|1[0-2]|2[1-9]|3\d|4[01]|XX)(?:-(?:0[1-9]|[12]\d|3[01]|XX))?)?[?~%]?"
_EDTF: Final = re.compile(rf"(?:{_DATE})(?:/(?:{_DATE}|\.\.)?)?|(?:\.\.)?/{_DATE}")
_EDTF_OF: Final = {
    "day": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[?~%]?"),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])[?~%]?"),
    "season": re.compile(r"\d{4}-(2[1-9]|3\d|4[01])[?~%]?"),
    "year": re.compile(r"\d{4}[?~%]?"),
    "range": re.compile(r".*/.*|.*X.*"),
}
_DAY_WITHOUT_WORDS: Final = ("event-anchored", "dateline")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that did not enter, and why."""

    claim: str
    type: str
    reason: str

    def __str__(self) -> str:
        return f"{self.type} {self.claim}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken shape: the thing that breaks it, the shape's local name, and its message."""

    focus: str
    shape: str
    message: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of SHACL; `violations` are sorted."""

    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        return not self.violations


# ---- claims at ingest -------------------------------------------------------------------------------------------------


def validate_claims(article: Article, claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], tuple[Refusal, ...]]:
    """The claims that may enter, in their order, and the refused ones. A relation to a claim that does not enter is dropped."""
    kept: list[Claim] = []
    refused: list[Refusal] = []
    seen: set[str] = set()
    for claim in claims:
        reason = next(_problems(article, claim), None)
        if reason is None and claim.id in seen:
            reason = "another claim of the article has the same id"
        if reason is None:
            kept.append(claim)
            seen.add(claim.id)
        else:
            refused.append(Refusal(claim.id, claim.type, reason))
    return tuple(_drop_loose_relations(claim, seen) for claim in kept), tuple(refused)


def check_evidence(text: str, claims: Sequence[Claim]) -> tuple[str, ...]:
    """One message for each stretch of evidence, quote or words that `text` does not hold at its offsets; empty when all hold."""
    return tuple(f"claim {claim.id}: {problem}" for claim in claims for problem in _wrong_words(text, claim))


def _drop_loose_relations(claim: Claim, known: set[str]) -> Claim:
    def find(target: str | None) -> str | None:
        return target if target in known and target != claim.id else None

    return replace(
        claim,
        part_of=find(claim.part_of),
        on_sidelines_of=find(claim.on_sidelines_of),
        in_response_to=find(claim.in_response_to),
        in_support_of=find(claim.in_support_of),
        documented_in=find(claim.documented_in),
    )


def _problems(article: Article, claim: Claim) -> Iterator[str]:
    """Why the claim may not enter; the first reason is the one that is told."""
    yield from _wrong_frame(article, claim)
    yield from _wrong_words(article.text, claim)
    yield from _wrong_names(claim)
    yield from _wrong_content(claim)
    yield from _wrong_time(claim.time, is_curated=article.kind == "curated")


def _wrong_frame(article: Article, claim: Claim) -> Iterator[str]:
    if not _SLUG.fullmatch(claim.id):
        yield f"its id {claim.id!r} is no slug"
    if claim.article != article.id:
        yield f"it belongs to the article {claim.article}, not to {article.id}"
    if claim.type not in vocab.CLASSES:
        yield f"there is no kind of claim {claim.type!r}"
    if not claim.rule:
        yield "it does not say which rule found it"
    if not claim.evidence:
        yield "it has no evidence"
    if not (math.isfinite(claim.confidence) and 0 <= claim.confidence <= 1):
        yield f"its confidence {claim.confidence} is not between 0 and 1"
    if claim.ordinal is not None and claim.ordinal < 1:
        yield f"its ordinal {claim.ordinal} is below 1"
    for scheme, value in _codes_of(claim):
        if value is not None and value not in vocab.CODES[scheme]:
            yield f"{value!r} is no {vocab.LABELS[vocab.CLASSES[scheme]]['en']}"
    needed = SIDES_NEEDED.get(claim.type, 1)
    if len(claim.participants) < needed:
        yield f"a {claim.type} needs {needed} participant{'s' if needed > 1 else ''} and has {len(claim.participants)}"


def _codes_of(claim: Claim) -> Iterator[tuple[str, str | None]]:
    yield from (("Status", claim.status), ("Certainty", claim.certainty), ("Sourcing", claim.sourcing))
    yield from (("Level", claim.level), ("EventFormat", claim.format), ("Medium", claim.medium), ("Phase", claim.phase))
    yield from (("Precision", claim.time.precision), ("Basis", claim.time.basis), ("Reading", claim.time.reading))
    for participation in claim.participants:
        yield from (("Role", participation.role), ("Polarity", participation.polarity))
    if claim.figure:
        yield "Comparator", claim.figure.comparator


def _wrong_words(text: str, claim: Claim) -> Iterator[str]:
    for what, words, start, end in _quoted(claim):
        if not 0 <= start < end <= len(text):
            yield f"the offsets {start} to {end} of {what} are not in the text of {len(text)} characters"
        elif text[start:end] != words:
            yield f"the text at {start} to {end} is {_short(text[start:end])}, not {what} {_short(words)}"


def _quoted(claim: Claim) -> Iterator[tuple[str, str, int, int]]:
    for evidence in claim.evidence:
        yield "the evidence", evidence.quote, evidence.start, evidence.end
    if claim.statement:
        yield "the quote", claim.statement.quote, claim.statement.quote_start, claim.statement.quote_end
    yield from (("the words of the date", *words) for words in claim.time.words)
    yield from (("the words of the place", *place.words) for place in claim.places if place.words)
    yield from (("the words of an actor", *actor.words) for actor in _actors_of(claim) if actor.words)


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:57] + "...")


def _actors_of(claim: Claim) -> Iterator[ActorRef]:
    yield from (participation.actor for participation in claim.participants)
    yield from claim.attributed_to
    yield from claim.reported_by
    if claim.statement and claim.statement.addressee:
        yield claim.statement.addressee
    if claim.figure and claim.figure.agency:
        yield claim.figure.agency


def _wrong_names(claim: Claim) -> Iterator[str]:
    for slug in _slugs_of(claim):
        if not _SLUG.fullmatch(slug):
            yield f"{slug!r} is no id of the registry and no provisional one"
    for actor in _actors_of(claim):
        if actor.is_provisional and not actor.name:
            yield f"the actor {actor.id} is not in the registry and has no name"
    for place in claim.places:
        if place.id.startswith("x-") and not place.name:
            yield f"the place {place.id} is not in the registry and has no name"


def _slugs_of(claim: Claim) -> Iterator[str]:
    for actor in _actors_of(claim):
        yield actor.id
        yield from (actor.country,) if actor.country else ()
    for part in claim.participants:
        yield from (slug for slug in (part.on_behalf_of, part.in_office, part.stands_in_for) if slug is not None)
    yield from (place.id for place in claim.places)
    yield from claim.topics


def _wrong_content(claim: Claim) -> Iterator[str]:
    for claim_type, name in CONTENT_TYPES.items():
        if (getattr(claim, name) is not None) != (claim.type == claim_type):
            yield f"a {claim.type} {'lacks' if claim.type == claim_type else 'has'} the content of a {claim_type}"
    if claim.type == "Statement":
        if not claim.attributed_to:
            yield "a Statement needs a speaker"
        if claim.participants:
            yield "a Statement has a speaker and no participants"
    if claim.figure:
        if not claim.figure.what or not claim.figure.unit:
            yield "a Figure needs what was measured, and its unit"
        if not _is_decimal(claim.figure.value):
            yield f"the value {claim.figure.value!r} is no decimal number"
        if claim.figure.period is not None and not is_edtf(claim.figure.period):
            yield f"the period {claim.figure.period!r} is no EDTF date"
    if claim.counted:
        if claim.counted.event_kind not in vocab.CLASSES:
            yield f"there is no kind of event {claim.counted.event_kind!r}"
        if claim.counted.number < (1 if claim.counted.ordinal else 0):
            yield f"the number {claim.counted.number} is too small"
        if claim.counted.window is not None and not is_edtf(claim.counted.window):
            yield f"the window {claim.counted.window!r} is no EDTF date"


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


# ---- dates ------------------------------------------------------------------------------------------------------------


def is_edtf(text: str) -> bool:
    """Whether the text has the shape of an EDTF level 1 date or interval as the program writes them."""
    return _EDTF.fullmatch(text) is not None


def _wrong_time(time: UncertainTime, *, is_curated: bool) -> Iterator[str]:
    if time.earliest and time.latest and time.earliest > time.latest:
        yield f"its time begins at {time.earliest} after it ends at {time.latest}"
    if time.precision == "none":
        if time.edtf is not None:
            yield f"its date {time.edtf} has the precision none"
        return
    if time.edtf is None:
        yield f"its time has the precision {time.precision} and no date"
        return
    if not is_edtf(time.edtf) or not _EDTF_OF[time.precision].fullmatch(time.edtf):
        yield f"its date {time.edtf!r} is no EDTF {time.precision}"
        return
    if time.basis == "none":
        yield f"nothing is said to give its date {time.edtf}"
    if time.precision == "day":
        if time.basis == "context":
            yield "its day comes from the context, which gives a month at most"
        if not time.words and time.basis not in _DAY_WITHOUT_WORDS and not is_curated:
            yield f"no words give its day {time.edtf}"
    yield from _wrong_bounds(time)


def _wrong_bounds(time: UncertainTime) -> Iterator[str]:
    """Bounds lie inside the day, month or year that is named (they may be narrower: a publication day is an upper bound)."""
    text = (time.edtf or "").rstrip("?~%")
    try:
        first, last = _span(text, time.precision)
    except ValueError:
        yield f"its date {time.edtf} is not in the calendar"
        return
    if text == time.edtf and first and last:
        if time.earliest and not first <= time.earliest <= last:
            yield f"its first day {time.earliest} is outside {time.edtf}"
        if time.latest and not first <= time.latest <= last:
            yield f"its last day {time.latest} is outside {time.edtf}"


def _span(text: str, precision: str) -> tuple[date | None, date | None]:
    if precision == "day":
        day = date.fromisoformat(text)
        return day, day
    if precision == "month":
        first = date.fromisoformat(f"{text}-01")
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if precision == "year":
        return date(int(text), 1, 1), date(int(text), 12, 31)
    return None, None


# ---- SHACL ------------------------------------------------------------------------------------------------------------


def shacl_report(quads: Iterable[Quad]) -> Report:
    """Check the union of the quads' graphs against ontology/shapes.ttl."""
    from pyshacl import validate  # heavy, and only needed for `verify` and tests
    from rdflib import Graph

    data = _code_graph()
    for subject, predicate, value, _ in quads:
        data.add((_node(subject), _node(predicate), _node(value)))
    _, results, _ = validate(data, shacl_graph=_shapes_graph(), inplace=True, inference="none", do_owl_imports=False)
    if not isinstance(results, Graph):
        raise RuntimeError(f"SHACL could not be run: {results}")
    return Report(tuple(sorted(set(_read_results(results)), key=lambda v: (v.shape, v.focus, v.value or ""))))


def _node(term: object) -> Node:
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, IRI):
        return URIRef(term.value)
    if isinstance(term, RdfLiteral):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype), normalize=False)
    return BNode(str(term))


@cache
def _shapes_graph() -> Graph:
    from rdflib import Graph

    return Graph().parse(find_resource("ontology", "shapes.ttl"))


def _code_graph() -> Graph:
    """What the shapes need of the ontology: which codes there are, and which class is under which."""
    from rdflib import RDF, RDFS, Graph, URIRef

    graph = Graph()
    for scheme, codes in vocab.CODES.items():
        for code in codes.values():
            graph.add((URIRef(code), RDF.type, URIRef(vocab.CLASSES[scheme])))
    for term, parents in vocab.SUPERCLASSES.items():
        for parent in parents:
            graph.add((URIRef(term), RDFS.subClassOf, URIRef(parent)))
    return graph


def _read_results(results: Graph) -> Iterator[Violation]:
    from rdflib import RDF, SH

    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = str(results.value(result, SH.sourceShape))
        value = results.value(result, SH.value)
        yield Violation(
            focus=str(results.value(result, SH.focusNode)),
            shape=shape.rsplit("#", 1)[-1],
            message="; ".join(sorted(str(m) for m in results.objects(result, SH.resultMessage))),
            value=None if value is None else str(value),
        )
