"""What an article's graph says, triple by triple."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from app import vocab
from app.emit import article_quads, decimal_text
from app.ids import Names
from app.model import (
    IRI,
    ActorRef,
    Article,
    Claim,
    CountedContent,
    Evidence,
    Extraction,
    FigureContent,
    Participation,
    PlaceRef,
    Quad,
    RdfLiteral,
    StatementContent,
    Term,
    UncertainTime,
)
from app.validate import shacl_report, validate_claims

TEXT = (
    'Bo Beta met Ann Alpha in Jakarta last month. "We go on," Mr Beta said. Trade came to 12.50 billion dollars. It was their third drill.'
)
NAMES = Names("https://e.org/")
MADE = Extraction("model 1", "k3x7", "amur 0.1.0")


def span(words: str) -> tuple[str, int, int]:
    start = TEXT.index(words)
    return words, start, start + len(words)


def evidence(words: str) -> tuple[Evidence, ...]:
    quote, start, end = span(words)
    return (Evidence(start, end, quote),)


ARTICLE = Article(
    id="talks-k3x7", key="https://news.example/talks", text=TEXT, sha256="ab" * 32, blocks=(), title="Talks", publisher="Daily Example",
    author="A. Writer", published=date(2023, 8, 2), url="https://news.example/talks", licence="CC BY 4.0",
    sources=("https://ministry.example/1", "a note to the editor"),
)  # fmt: skip
BETA = ActorRef("bo-beta", "Bo Beta", "Person", "betaland", span("Bo Beta"))
ALPHA = ActorRef("x-ann-alpha-k3x7", "Ann Alpha", "Person", "alphaland", span("Ann Alpha"))
MEETING = Claim(
    id="c1", article=ARTICLE.id, type="Meeting", evidence=evidence("Bo Beta met Ann Alpha in Jakarta last month."), rule="meeting.meet",
    participants=(
        Participation(BETA, on_behalf_of="betaland", in_office="minister-of-betaland", stands_in_for="cy-gamma", reason="illness"),
        Participation(ALPHA),
    ),
    time=UncertainTime("2023-07", date(2023, 7, 1), date(2023, 7, 31), "month", "relative", "sometime-within", (span("last month"),)),
    places=(PlaceRef("jakarta", "Jakarta", span("Jakarta")),), confidence=0.86, sourcing="attributed",
    attributed_to=(ActorRef("x-a-source-k3x7", "a source"),), reported_by=(ActorRef("agency-one", "One"), ActorRef("agency-two", "Two")),
    level="foreign", format="bilateral", topics=("energy",), documented_in="c2", sources=("https://row.example/1",),
)  # fmt: skip
STATEMENT = Claim(
    id="c2", article=ARTICLE.id, type="Statement", evidence=evidence('"We go on," Mr Beta said.'), rule="statement.say",
    attributed_to=(BETA,), statement=StatementContent(*span("We go on,"), direct=True, addressee=ALPHA, channel="interview"),
)  # fmt: skip
FIGURE = Claim(
    id="c3", article=ARTICLE.id, type="Figure", evidence=evidence("Trade came to 12.50 billion dollars."), rule="figure.amount",
    figure=FigureContent("trade", "12.50", "billion USD", "2022", ActorRef("customs", "Customs"), "highest-since", "2014"),
)  # fmt: skip
COUNTED = Claim(
    id="c4", article=ARTICLE.id, type="CountedClaim", evidence=evidence("It was their third drill."), rule="counted.rank",
    participants=(Participation(BETA),), counted=CountedContent("MilitaryExercise", 3, True, "2019/2023-07"),
)  # fmt: skip
CLAIMS = (MEETING, STATEMENT, FIGURE, COUNTED)


@pytest.fixture(scope="module")
def quads() -> tuple[Quad, ...]:
    return article_quads(ARTICLE, CLAIMS, MADE, NAMES)


def objects(quads: tuple[Quad, ...], subject: str, predicate: str) -> list[Term]:
    return [q.object for q in quads if q.subject == IRI(f"https://e.org/id/{subject}") and q.predicate == IRI(predicate)]


def iri(path: str) -> IRI:
    return IRI(f"https://e.org/id/{path}")


def test_everything_is_in_the_graph_of_the_article(quads: tuple[Quad, ...]) -> None:
    assert {q.graph for q in quads} == {IRI("https://e.org/graph/article/talks-k3x7")}
    assert list(quads) == sorted(set(quads))


def test_article_bears_its_metadata(quads: tuple[Quad, ...]) -> None:
    here = "article/talks-k3x7"
    assert objects(quads, here, vocab.DCTERMS_IDENTIFIER) == [RdfLiteral("https://news.example/talks")]
    assert objects(quads, here, vocab.DCTERMS_ISSUED) == [RdfLiteral("2023-08-02", vocab.XSD_DATE)]
    assert objects(quads, here, vocab.SCHEMA_URL) == [RdfLiteral("https://news.example/talks", vocab.XSD_ANY_URI)]
    assert objects(quads, here, vocab.P_ARTICLE_KIND) == [IRI(vocab.ARTICLE_KIND_NEWS)]
    assert objects(quads, here, vocab.P_TEXT_LENGTH) == [RdfLiteral(str(len(TEXT)), vocab.XSD_INTEGER)]
    assert objects(quads, here, vocab.P_PUBLISHER_NAME) == [RdfLiteral("Daily Example")]
    (publisher,) = objects(quads, here, vocab.DCTERMS_PUBLISHER)
    assert isinstance(publisher, IRI) and publisher.value.startswith("https://e.org/id/actor/x-daily-example-")
    assert objects(quads, here, vocab.P_CITES_SOURCE) == [
        RdfLiteral("a note to the editor"),
        RdfLiteral("https://ministry.example/1", vocab.XSD_ANY_URI),
    ]
    assert objects(quads, "article/talks-k3x7#extraction", vocab.P_MODEL) == [RdfLiteral("model 1")]


def test_claim_says_what_it_claims_in_claim_words(quads: tuple[Quad, ...]) -> None:
    assert objects(quads, "claim/c1", vocab.P_CLAIMED_TYPE) == [IRI(vocab.MEETING)]
    assert objects(quads, "claim/c1", vocab.P_CLAIMED_PLACE) == [iri("place/jakarta")]
    assert objects(quads, "claim/c1", vocab.P_CONFIDENCE) == [RdfLiteral("0.86", vocab.XSD_DECIMAL)]
    assert objects(quads, "claim/c1", vocab.P_CLAIMED_DOCUMENTED_IN) == [iri("claim/c2")]
    assert objects(quads, "claim/c1", vocab.P_CLAIMED_LEVEL) == [IRI(vocab.LEVEL_FOREIGN)]
    world = {vocab.P_PLACE, vocab.P_TIME, vocab.P_PARTICIPATION, vocab.P_HAS_PARTICIPANT, vocab.P_LEVEL, vocab.P_TOPIC, vocab.P_MET}
    assert not [q for q in quads if q.predicate.value in world]


def test_participation_keeps_capacity_and_words(quads: tuple[Quad, ...]) -> None:
    here = "claim/c1#p1"
    assert objects(quads, here, vocab.P_ACTOR) == [iri("actor/bo-beta")]
    assert objects(quads, here, vocab.P_IN_OFFICE) == [iri("office/minister-of-betaland")]
    assert objects(quads, here, vocab.P_STANDS_IN_FOR) == [iri("actor/cy-gamma")]
    assert objects(quads, here, vocab.P_WORDS) == [RdfLiteral("Bo Beta")]
    assert objects(quads, here, vocab.P_ACTOR_NAME) == []


def test_unlisted_actors_bring_name_class_and_state(quads: tuple[Quad, ...]) -> None:
    assert objects(quads, "claim/c1#p2", vocab.P_ACTOR_NAME) == [RdfLiteral("Ann Alpha")]
    assert objects(quads, "claim/c1#p2", vocab.P_ACTOR_TYPE) == [IRI(vocab.PERSON)]
    assert objects(quads, "claim/c1#p2", vocab.P_ACTOR_COUNTRY) == [iri("actor/alphaland")]
    assert objects(quads, "claim/c1#by1", vocab.P_ACTOR_NAME) == [RdfLiteral("a source")]
    assert objects(quads, "claim/c2#by1", vocab.P_ACTOR) == [iri("actor/x-ann-alpha-k3x7")]


def test_time_has_bounds_and_a_valid_display_date(quads: tuple[Quad, ...]) -> None:
    here = "claim/c1#time"
    assert objects(quads, here, vocab.P_EDTF) == [RdfLiteral("2023-07", vocab.EDTF_EDTF)]
    assert objects(quads, here, vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP) == [RdfLiteral("2023-07-01", vocab.XSD_DATE)]
    assert objects(quads, here, vocab.P_DISPLAY_DATE) == [RdfLiteral("2023-07", vocab.XSD_G_YEAR_MONTH)]
    assert objects(quads, here, vocab.P_READING) == [IRI(vocab.READING_SOMETIME_WITHIN)]
    assert objects(quads, "claim/c2#time", vocab.P_EDTF) == []
    assert objects(quads, "claim/c2#time", vocab.P_PRECISION) == [IRI(vocab.PRECISION_NONE)]


def test_reporters_keep_their_order(quads: tuple[Quad, ...]) -> None:
    assert objects(quads, "claim/c1", vocab.P_REPORTED_BY) == [iri("claim/c1#r1"), iri("claim/c1#r2")]
    assert objects(quads, "claim/c1#r2", vocab.P_INDEX) == [RdfLiteral("2", vocab.XSD_INTEGER)]
    assert objects(quads, "claim/c1#r2", vocab.P_ACTOR) == [iri("actor/agency-two")]


def test_statement_figure_and_count_bring_their_content(quads: tuple[Quad, ...]) -> None:
    assert objects(quads, "claim/c2", vocab.P_QUOTE) == [RdfLiteral("We go on,")]
    assert objects(quads, "claim/c2", vocab.P_DIRECT) == [RdfLiteral("true", vocab.XSD_BOOLEAN)]
    assert objects(quads, "claim/c2", vocab.P_ADDRESSEE) == [iri("actor/x-ann-alpha-k3x7")]
    assert objects(quads, "claim/c3", vocab.P_VALUE) == [RdfLiteral("12.5", vocab.XSD_DECIMAL)]
    assert objects(quads, "claim/c3", vocab.P_COMPARATOR) == [IRI(vocab.COMPARATOR_HIGHEST_SINCE)]
    assert objects(quads, "claim/c4", vocab.P_EVENT_KIND) == [IRI(vocab.MILITARY_EXERCISE)]
    assert objects(quads, "claim/c4", vocab.P_WINDOW) == [RdfLiteral("2019/2023-07", vocab.EDTF_EDTF)]


def test_graph_is_accepted_and_conforms(quads: tuple[Quad, ...]) -> None:
    assert validate_claims(ARTICLE, CLAIMS) == (CLAIMS, ())
    assert shacl_report(quads).violations == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.86, "0.86"), (1.0, "1"), (0.0, "0"), (-0.0, "0"), (1e-7, "0.0000001"),
        ("240.10", "240.1"), ("1200", "1200"), ("1E+3", "1000"), ("-2.50", "-2.5"),
    ],
)  # fmt: skip
def test_decimals_are_canonical(value: float | str, text: str) -> None:
    assert decimal_text(value) == text


def test_thousand_claims_take_well_under_a_second() -> None:
    claims = [replace(MEETING, id=f"c{number}") for number in range(1000)]
    begun = time.process_time()
    quads = article_quads(ARTICLE, claims, MADE, NAMES)
    assert time.process_time() - begun < 1.0
    assert len(quads) > 40_000
