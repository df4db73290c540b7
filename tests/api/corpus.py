"""A small filled store for the tests of API and pages: sentences of our own, claims by hand, the real archive, store and consolidation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.consolidate import block_keys, world_quads
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
from app.pipeline import Pipeline
from app.settings import Settings

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
GAZETTEER = Gazetteer.load()
NAMES = Names()


def ref(actor: str) -> ActorRef:
    known = GAZETTEER.actors.get(actor)
    if known is not None:
        return ActorRef(actor, known.label, known.type, known.country)
    return ActorRef(actor, ATTACK if actor == "x-attack" else "Pavel Vymyshlenny", "Person", "russia")


@dataclass
class Paper:
    """An article under construction. `say` adds a sentence and the claim that it proves, `tell` a sentence without one."""

    key: str
    title: str
    published: date | None
    licence: str | None = None
    kind: str = "news"
    publisher: str = "Amur Wire"
    publisher_id: str | None = "amur-wire"
    url: str | None = None
    sources: tuple[str, ...] = ()
    text: str = ""
    claims: list[Claim] = field(default_factory=list)

    def tell(self, sentence: str, end: str = " ") -> int:
        start = len(self.text)
        self.text += sentence + end
        return start

    def say(self, sentence: str, kind: str, actors: str = "", edtf: str | None = None, place: str = "", **more: Any) -> Claim:
        start = self.tell(sentence, more.pop("end_with", " "))
        earliest, latest = bounds_of_edtf(edtf) if edtf else (None, self.published)
        precision = "none" if edtf is None else "day" if earliest == latest else {4: "year", 7: "month"}.get(len(edtf), "range")
        parts = more.pop("participants", tuple(Participation(ref(actor)) for actor in actors.split()))
        claim = Claim(
            id=claim_id(article_id(self.key), kind, start, start + len(sentence)),
            article=article_id(self.key),
            type=kind,  # type: ignore[arg-type]
            evidence=(Evidence(start, start + len(sentence), sentence),),
            rule=f"{kind.lower()}.test",
            participants=parts,
            time=UncertainTime(edtf, earliest, latest, precision, "stated" if edtf else "none"),  # type: ignore[arg-type]
            places=tuple(PlaceRef(one, GAZETTEER.places[one].label) for one in place.split()),
            confidence=more.pop("confidence", 0.9),
            **more,
        )
        self.claims.append(claim)
        return claim

    def article(self) -> Article:
        return Article(
            id=article_id(self.key), key=self.key, text=self.text, sha256=hashlib.sha256(self.text.encode()).hexdigest(),
            blocks=(Block("body", 0, len(self.text)),), title=self.title, publisher=self.publisher, publisher_id=self.publisher_id,
            published=self.published, url=self.url, kind=self.kind, licence=self.licence, sources=self.sources,  # type: ignore[arg-type]
        )  # fmt: skip


def papers() -> list[Paper]:
    open_one = Paper(
        "harbour-talks", "Ministers at the harbour", date(2023, 7, 17), "CC BY 4.0", "reconstruction",
        sources=("https://example.org/readout", "general knowledge"),
    )  # fmt: skip
    open_one.tell("🛳 Harbour notes, by our own desk.", "\n\n")
    open_one.tell("Few had expected much of the week.")
    open_one.say(
        "Wang Yi sat down with Sergey Lavrov in Jakarta in July, standing in for a colleague who had fallen ill.", "Meeting",
        edtf="2023-07", place="jakarta", level="foreign", topics=("ukraine",),
        participants=(
            Participation(ref("wang-yi"), on_behalf_of="china", stands_in_for="qin-gang", reason="had fallen ill"),
            Participation(ref("sergey-lavrov"), on_behalf_of="russia"),
        ),
    )  # fmt: skip
    open_one.tell("Neither desk said how long it took.", "\n\n")
    open_one.say("Xi and Putin saw each other in Moscow on 21 March 2023.", "Meeting", "xi-jinping vladimir-putin", "2023-03-21", "moscow")
    open_one.say("Once before, date unrecorded, they had conferred in Beijing.", "Meeting", "xi-jinping vladimir-putin", None, "beijing")
    open_one.say("Putin is to call on Xi in October.", "Meeting", "xi-jinping vladimir-putin", "2023-10", "beijing", status="planned")
    open_one.say("Putin rang Xi on 8 June.", "PhoneCall", "xi-jinping vladimir-putin", "2023-06-08", medium="phone")
    open_one.say(
        "Lavrov and Wang were among the many guests of the forum of 14 July.", "Summit", "wang-yi sergey-lavrov", "2023-07-14", "jakarta"
    )
    open_one.say(
        "It was their third patrol since 2019.",
        "CountedClaim",
        "china russia",
        counted=CountedContent("JointPatrol", 3, True, "2019/2023-07"),
    )
    open_one.say("Bombers of both sides patrolled together in June.", "JointPatrol", "china russia", "2023-06", "sea-of-japan")
    open_one.say(
        "Trade came to 20.8 billion dollars in June.", "Figure", edtf="2023-06",
        figure=FigureContent("bilateral trade", "20.8", "USD bn", "2023-06", None, "highest-since", "2022-02"),
    )  # fmt: skip
    said = "We understand each other."
    open_one.say(
        said, "Statement", edtf="2023-07-13", attributed_to=(ref("wang-yi"),), sourcing="attributed", topics=("ukraine",),
        statement=StatementContent(said, 0, len(said), True, ref("sergey-lavrov"), "readout"),
    )  # fmt: skip
    closed = Paper(
        "closed-report", "A report whose text is not ours", date(2023, 7, 20), None, "news", "TASS", "tass", "https://example.com/closed"
    )
    closed.tell("Words around it that must not be shown.")
    closed.say("Lavrov met Wang in the Indonesian capital on 13 July.", "Meeting", "sergey-lavrov wang-yi", "2023-07-13", "jakarta")
    closed.tell("More words that must not be shown.")
    hostile = Paper(
        "hostile", f"Title {ATTACK}", date(2022, 2, 5), "CC BY 4.0", publisher=f"Paper {ATTACK}", publisher_id=None,
        url="javascript:alert(3)", sources=(f"javascript:alert(4)//{ATTACK}",),
    )  # fmt: skip
    hostile.tell(f"Before {ATTACK} it.")
    hostile.say(
        f"An envoy {ATTACK} met Wang Yi in Beijing on 4 February 2022.", "Meeting", "x-attack wang-yi", "2022-02-04", "beijing",
        name=f"Talks {ATTACK}",
    )  # fmt: skip
    return [open_one, closed, hostile]


def fill(settings: Settings, told: list[Paper] | None = None) -> None:
    """Make the store of the settings and put the papers (or those given) into archive and graph."""
    with Pipeline.open(settings) as pipeline:
        extraction = Extraction("by hand", "0", "amur test")
        records = []
        for paper in papers() if told is None else told:
            article = paper.article()
            version = pipeline.archive.append(article.text.encode(), article, {"name": f"{paper.key}.txt"})
            keys = {claim.id: block_keys(claim, GAZETTEER) for claim in paper.claims}
            pipeline.archive.save_claims(article.id, version.number, tuple(paper.claims), extraction, keys)
            pipeline.store.put_graph(NAMES.graph("article", article.id), article_quads(article, paper.claims, extraction, NAMES))
            pipeline.archive.mark_applied(article.id, version.number)
            records += [ClaimRecord(ArticleMeta.of(article), claim) for claim in paper.claims]
        pipeline.store.put_graph(NAMES.graph("world"), world_quads(records, (), GAZETTEER, NAMES))
        pipeline.store.flush()


def quotes_of(key: str) -> dict[str, str]:
    """Claim id -> quote of one paper."""
    paper = next(one for one in papers() if one.key == key)
    return {claim.id: claim.evidence[0].quote for claim in paper.claims}


def settings_in(folder: Path) -> Settings:
    return Settings(store=str(folder / "store"), _env_file=None)  # type: ignore[call-arg]
