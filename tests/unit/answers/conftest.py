"""A small graph made from claims about sentences of our own, in a real embedded store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.consolidate import world_quads
from app.consolidate.periods import bounds_of_edtf
from app.emit import article_quads
from app.gazetteer import Gazetteer
from app.ids import Names, article_id, claim_id
from app.model import (
    ActorRef,
    Article,
    ArticleMeta,
    Block,
    Claim,
    ClaimRecord,
    CountedContent,
    Evidence,
    Extraction,
    FigureContent,
    Participation,
    PlaceRef,
    StatementContent,
    UncertainTime,
)
from app.settings import Settings
from app.stores import Store, open_store

GAZETTEER = Gazetteer.load()
NAMES = Names()


def ref(actor: str) -> ActorRef:
    known = GAZETTEER.actors.get(actor)
    if known is not None:
        return ActorRef(actor, known.label, known.type, known.country)
    return ActorRef(actor, "Ivan Testov", "Person", "russia")


def when(edtf: str | None, published: date | None, words: tuple[tuple[str, int, int], ...] = ()) -> UncertainTime:
    earliest, latest = bounds_of_edtf(edtf)
    if edtf is None:
        return UncertainTime(latest=published)
    precision = "day" if earliest == latest else {4: "year", 7: "month"}.get(len(edtf), "range")
    return UncertainTime(edtf, earliest, latest, precision, "stated", "sometime-within", words)  # type: ignore[arg-type]


@dataclass
class Paper:
    """An article under construction: `say` adds a sentence and the claim that it proves."""

    key: str
    publisher: str = "Test Herald"
    published: date | None = date(2023, 7, 17)
    meta: dict[str, Any] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def say(self, sentence: str, kind: str, actors: str = "", edtf: str | None = None, place: str = "", **fields: Any) -> Claim:
        start = sum(len(one) + 1 for one in self.sentences)
        self.sentences.append(sentence)
        parts = tuple(Participation(ref(actor)) for actor in actors.split())
        claim = Claim(
            id=claim_id(article_id(self.key), kind, start, start + len(sentence)),
            article=article_id(self.key),
            type=kind,  # type: ignore[arg-type]
            evidence=(Evidence(start, start + len(sentence), sentence),),
            rule=f"{kind.lower()}.test",
            participants=fields.pop("participants", parts),
            time=when(edtf, self.published),
            places=tuple(PlaceRef(p, GAZETTEER.places[p].label if p in GAZETTEER.places else p) for p in place.split()),
            confidence=fields.pop("confidence", 0.9),
            **fields,
        )
        self.claims.append(claim)
        return claim

    def article(self) -> Article:
        text = "\n".join(self.sentences)
        return Article(
            id=article_id(self.key),
            key=self.key,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            blocks=(Block("body", 0, len(text)),),
            title=f"About {self.key}",
            publisher=self.publisher,
            published=self.published,
            **self.meta,
        )


def small_corpus() -> list[Paper]:
    """Two papers and a table: meetings of several levels, a plan, a denial, a call, a forum, statements, figures, a count."""
    one = Paper("one")
    one.say(
        "Wang Yi talked with Sergey Lavrov in Jakarta in July.",
        "Meeting",
        "wang-yi sergey-lavrov",
        "2023-07",
        "jakarta",
        topics=("ukraine",),
    )
    one.say("Xi and Putin saw each other in Moscow on 21 March 2023.", "Meeting", "xi-jinping vladimir-putin", "2023-03-21", "moscow")
    one.say("The two presidents once conferred in Beijing.", "Meeting", "xi-jinping vladimir-putin", None, "beijing")
    one.say("Xi will receive Putin in October.", "Meeting", "xi-jinping vladimir-putin", "2023-10", "beijing", status="planned")
    one.say("Ivan Testov may have met Wang Yi in May.", "Meeting", "x-ivan-testov-zzrg wang-yi", "2023-05", certainty="possible")
    one.say("Ivan Testov met Wang Yi in Sochi on 2 June.", "Meeting", "x-ivan-testov-zzrg wang-yi", "2023-06-02", "sochi")
    one.say("Putin rang Xi on 8 June.", "PhoneCall", "xi-jinping vladimir-putin", "2023-06-08", medium="phone")
    one.say(
        "Ministers of many states, Lavrov and Wang too, attended the forum in Jakarta.",
        "Summit",
        "wang-yi sergey-lavrov",
        "2023-07-14",
        "jakarta",
    )
    one.say(
        "It was the third patrol since 2019.",
        "CountedClaim",
        "china russia",
        counted=CountedContent("JointPatrol", 3, True, "2019/2023-07"),
    )
    one.say("Chinese and Russian bombers patrolled together in June.", "JointPatrol", "china russia", "2023-06", "sea-of-japan")
    one.say(
        "Trade reached 20.8 billion dollars in June, customs said.", "Figure", edtf="2023-06",
        figure=FigureContent("bilateral trade", "20.8", "USD bn", "2023-06", None, "highest-since", "2022-02"),
    )  # fmt: skip
    said = "We trust each other."
    one.say(
        said, "Statement", edtf="2023-07-13", attributed_to=(ref("wang-yi"),), sourcing="attributed", topics=("ukraine",),
        statement=StatementContent(said, 0, len(said), True, ref("sergey-lavrov"), "readout"),
    )  # fmt: skip
    two = Paper("two", "TASS", date(2023, 7, 20), {"publisher_id": "tass"})
    two.say("Lavrov met Wang in the Indonesian capital on 13 July.", "Meeting", "sergey-lavrov wang-yi", "2023-07-13", "jakarta")
    two.say("Putin met Xi in the Kremlin in March.", "Meeting", "vladimir-putin xi-jinping", "2023-03", "russia")
    two.say(
        "Testov denied that he had met Wang in Sochi on 2 June.",
        "Meeting",
        "x-ivan-testov-zzrg wang-yi",
        "2023-06-02",
        "sochi",
        status="denied",
    )
    two.say(
        "Trade came to 20.5 billion dollars in June.",
        "Figure",
        edtf="2023-06",
        figure=FigureContent("bilateral trade", "20.5", "USD bn", "2023-06"),
    )
    table = Paper("table", "Amur Curated", None, {"kind": "curated", "sources": ("https://example.org/list",)})
    table.say(
        "xi-jinping | vladimir-putin | 2023-10-18 | beijing",
        "Meeting",
        "xi-jinping vladimir-putin",
        "2023-10-18",
        "beijing",
        sources=("https://example.org/a", "http://www.example.org/a/", "general knowledge"),
    )
    return [one, two, table]


def fill(store: Store, papers: list[Paper]) -> None:
    records = []
    for paper in papers:
        article = paper.article()
        for claim in paper.claims:
            for evidence in claim.evidence:
                assert article.text[evidence.start : evidence.end] == evidence.quote
        store.put_graph(
            NAMES.graph("article", article.id), article_quads(article, paper.claims, Extraction("test", "0", "amur test"), NAMES)
        )
        records += [ClaimRecord(ArticleMeta.of(article), claim) for claim in paper.claims]
    store.put_graph(NAMES.graph("world"), world_quads(records, (), GAZETTEER, NAMES))


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return GAZETTEER


@pytest.fixture(scope="session")
def names() -> Names:
    return NAMES


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("answers") / "store"
    from app.emit import ontology_quads

    opened = open_store(Settings(store=str(folder)), create=True)
    opened.put_graph(NAMES.graph("ontology"), ontology_quads(NAMES))
    fill(opened, small_corpus())
    yield opened
    opened.close()
