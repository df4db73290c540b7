"""Whatever the claims are: their graph is the same each time, has no blank node, speaks of known terms and conforms."""

from __future__ import annotations

import random
import typing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import model, vocab
from app.emit import article_quads
from app.ids import Names
from app.model import (
    ActorRef,
    Article,
    BlankNode,
    Claim,
    CountedContent,
    Evidence,
    Extraction,
    FigureContent,
    Participation,
    PlaceRef,
    RdfLiteral,
    StatementContent,
    UncertainTime,
)
from app.validate import SIDES_NEEDED, check_evidence, shacl_report, validate_claims

KNOWN_VOCABULARIES = (
    vocab.AMUR, "http://purl.org/dc/terms/", "https://schema.org/", "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#",
)  # fmt: skip
OWN_TERMS = {value for name, value in vars(vocab).items() if isinstance(value, str) and value.startswith(vocab.AMUR) and name.isupper()}
DATATYPES = {
    vocab.XSD_STRING, vocab.XSD_ANY_URI, vocab.XSD_INTEGER, vocab.XSD_DECIMAL, vocab.XSD_BOOLEAN, vocab.XSD_DATE, vocab.XSD_DATE_TIME,
    vocab.XSD_G_YEAR, vocab.XSD_G_YEAR_MONTH, vocab.EDTF_EDTF, vocab.RDF_LANG_STRING,
}  # fmt: skip
MADE = Extraction("model 1", "k3x7", "amur 0.1.0")
NAMES = Names()

texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=20, max_size=80)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5})?", fullmatch=True).filter(lambda slug: not slug.startswith("x-"))
days = st.dates(date(1999, 1, 1), date(2029, 12, 31))


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[str, int, int]:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text[start:end], start, end


@st.composite
def actors(draw: st.DrawFn, text: str) -> ActorRef:
    slug = draw(st.one_of(slugs, slugs.map(lambda s: f"x-{s}")))
    kind = draw(st.sampled_from(["Person", "State", "Ministry", "ActorGroup", "Something else"]))
    return ActorRef(slug, draw(words), kind, draw(st.none() | slugs), draw(st.none() | spans(text)))


@st.composite
def times(draw: st.DrawFn, text: str) -> UncertainTime:
    day = draw(days)
    basis = draw(st.sampled_from(["stated", "relative", "dateline", "event-anchored"]))
    found = draw(st.lists(spans(text), min_size=1, max_size=2).map(tuple))
    reading = draw(st.sampled_from(typing.get_args(model.Reading)))
    known = draw(st.sampled_from(["day", "month", "year", "range", "season", "none"]))
    match known:
        case "day":
            return UncertainTime(day.isoformat(), day, day, "day", basis, reading, found)
        case "month":
            first = day.replace(day=1)
            return UncertainTime(first.isoformat()[:7], first, day, "month", "context", reading, found)
        case "year":
            return UncertainTime(str(day.year), date(day.year, 1, 1), day, "year", basis, reading, ())
        case "range":
            last = day + timedelta(days=draw(st.integers(1, 90)))
            return UncertainTime(f"{day}/{last}", day, last, "range", basis, reading, found)
        case "season":
            return UncertainTime(f"{day.year}-22", None, day, "season", basis, reading, found)
        case _:
            return UncertainTime(latest=draw(st.none() | st.just(day)), basis=draw(st.sampled_from(["none", "withheld"])))


@st.composite
def claims_of(draw: st.DrawFn, text: str, number: int) -> Claim:
    kind = draw(st.sampled_from(typing.get_args(model.ClaimType)))
    sides = 0 if kind == "Statement" else draw(st.integers(SIDES_NEEDED.get(kind, 1), 3))
    participants = tuple(
        Participation(
            draw(actors(text)),
            draw(st.sampled_from(typing.get_args(model.Role))),
            draw(st.none() | slugs),
            draw(st.none() | slugs),
            draw(st.none() | slugs),
            draw(st.sampled_from(["positive", "negative"])),
            draw(st.none() | words),
        )
        for _ in range(sides)
    )
    claim = Claim(
        id=f"c{number}", article="talks", type=kind, rule="some.rule", participants=participants, time=draw(times(text)),
        evidence=tuple(Evidence(start, end, quote) for quote, start, end in draw(st.lists(spans(text), min_size=1, max_size=2))),
        places=tuple(PlaceRef(slug, "Somewhere", draw(st.none() | spans(text))) for slug in draw(st.lists(slugs, max_size=2))),
        status=draw(st.sampled_from(typing.get_args(model.Status))), certainty=draw(st.sampled_from(typing.get_args(model.Certainty))),
        confidence=draw(st.floats(0, 1)), sourcing=draw(st.sampled_from(["own", "attributed"])),
        attributed_to=tuple(draw(st.lists(actors(text), min_size=1, max_size=2))),
        reported_by=tuple(draw(st.lists(actors(text), max_size=2))), level=draw(st.none() | st.sampled_from(typing.get_args(model.Level))),
        format=draw(st.none() | st.sampled_from(typing.get_args(model.EventFormat))), ordinal=draw(st.none() | st.integers(1, 99)),
        name=draw(st.none() | words), topics=tuple(draw(st.lists(slugs, max_size=2))),
        part_of=draw(st.none() | st.sampled_from(["c0", "c1"])),
        sources=tuple(draw(st.lists(st.sampled_from(["https://e.org/a?b=c", "repo:some/thing:file", "a b <c>"]), max_size=2))),
    )  # fmt: skip
    if kind == "Statement":
        addressee = draw(st.none() | actors(text))
        content = StatementContent(*draw(spans(text)), direct=draw(st.booleans()), addressee=addressee)
        return replace(claim, statement=content)
    if kind == "Figure":
        value = str(draw(st.decimals(-(10**9), 10**12, places=3)))
        return replace(claim, figure=FigureContent(draw(words), value, "t", "2022/2023", draw(st.none() | actors(text)), "change", "2021"))
    if kind == "CountedClaim":
        return replace(claim, counted=CountedContent("Meeting", draw(st.integers(1, 99)), draw(st.booleans()), "2019/.."))
    return claim


@st.composite
def documents(draw: st.DrawFn) -> tuple[Article, tuple[Claim, ...]]:
    text = draw(texts)
    article = Article(
        id="talks", key=draw(words), text=text, sha256="ab" * 32, blocks=(), title=draw(st.none() | words),
        publisher=draw(st.none() | words),
        published=draw(st.none() | days), url=draw(st.none() | st.just("https://e.org/talks")),
        sources=tuple(draw(st.lists(words, max_size=2))),
        kind=draw(st.sampled_from(typing.get_args(model.ArticleKind))),
    )  # fmt: skip
    count = draw(st.integers(0, 3))
    return article, tuple(draw(claims_of(text, number)) for number in range(count))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.randoms(use_true_random=False))
def test_the_same_claims_give_the_same_graph(document: tuple[Article, tuple[Claim, ...]], chance: random.Random) -> None:
    article, claims = document
    quads = article_quads(article, claims, MADE, NAMES)
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert article_quads(article, shuffled, MADE, NAMES) == quads
    assert list(quads) == sorted(set(quads))
    for quad in quads:
        assert not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
        assert quad.predicate.value.startswith(KNOWN_VOCABULARIES)
        for term in (quad.predicate, quad.object):
            if not isinstance(term, RdfLiteral) and term.value.startswith(vocab.AMUR):
                assert term.value in OWN_TERMS
        if isinstance(quad.object, RdfLiteral):
            assert quad.object.datatype in DATATYPES


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_what_is_let_in_conforms_to_the_shapes(document: tuple[Article, tuple[Claim, ...]]) -> None:
    article, claims = document
    kept, refused = validate_claims(article, claims)
    assert refused == ()
    assert check_evidence(article.text, kept) == ()
    assert shacl_report(article_quads(article, kept, MADE, NAMES)).violations == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents().filter(lambda document: len(document[1]) > 0), st.data())
def test_evidence_that_the_text_does_not_hold_is_refused(document: tuple[Article, tuple[Claim, ...]], data: st.DataObject) -> None:
    article, claims = document
    proof = claims[0].evidence[0]
    wrong = data.draw(st.sampled_from([
        replace(proof, quote=proof.quote + "!"),
        replace(proof, start=proof.start + 1, end=proof.end + 1, quote=proof.quote),
        replace(proof, start=-1),
        replace(proof, end=len(article.text) + 1),
    ]).filter(lambda e: not 0 <= e.start < e.end <= len(article.text) or article.text[e.start : e.end] != e.quote))  # fmt: skip
    bad = replace(claims[0], evidence=(wrong, *claims[0].evidence[1:]))
    kept, refused = validate_claims(article, (bad, *claims[1:]))
    assert [refusal.claim for refusal in refused] == [bad.id]
    assert len(kept) == len(claims) - 1
    assert check_evidence(article.text, (bad,))
