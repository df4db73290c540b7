"""When somebody says that something lasting ended: "according to the ministry the ships parted on D", "Tokyo reported the end of the
drills on D".

An article tells an exercise, a patrol or a visit once, and may then give its last day in the words of one side, or different last days
in the words of two. Each such telling is a claim of its own about the same event, attributed to who says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from spacy.tokens import Doc, Span, Token

from app.components.dates import event_time
from app.ids import claim_id
from app.model import Article, Claim, Evidence, UncertainTime

RULE: Final = "ending.told"
CONFIDENCE: Final = 0.7
_KIND_OF_NOUN: Final = {
    "patrol": "JointPatrol", "exercise": "MilitaryExercise", "drill": "MilitaryExercise", "manoeuvre": "MilitaryExercise",
    "maneuver": "MilitaryExercise", "wargame": "MilitaryExercise", "visit": "Visit", "tour": "Visit", "trip": "Visit", "summit": "Summit",
}  # fmt: skip
_LASTING: Final = frozenset(_KIND_OF_NOUN.values())
_MILITARY: Final = frozenset({"JointPatrol", "MilitaryExercise"})
END_NOUNS: Final = frozenset({"end", "conclusion", "completion", "close", "finish"})
_END_VERBS: Final = frozenset({"end", "conclude", "finish", "close", "complete", "wrap"})
_PARTING: Final = frozenset({"part", "separate", "disperse", "disband"})
_FORCES: Final = frozenset(
    {
        "ship",
        "vessel",
        "warship",
        "fleet",
        "flotilla",
        "squadron",
        "crew",
        "bomber",
        "aircraft",
        "plane",
        "submarine",
        "navy",
        "troop",
        "force",
    }
)
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})


def told_endings(article: Article, docs: Sequence[Doc], claims: Sequence[Claim]) -> list[Claim]:
    """The further claims: of the last such event that the article told before, with the day and who gives it."""
    lasting = [c for c in claims if c.type in _LASTING and c.status in ("occurred", "ongoing") and len(c.participants) > 1]
    found: list[Claim] = []
    for said in claims if lasting else ():
        place = _span_of(said, docs)
        if place is None:
            continue
        kinds, has_verb = _ending_in(place)
        time = _day_in(article, place)
        if time is None and kinds and not has_verb and said.time.precision == "day":
            time = said.time  # "reported the end of the patrol on Monday"
        start = said.evidence[0].start
        target = next((c for c in reversed(lasting) if c.type in kinds and c.evidence[0].start <= start), None)
        if time is None or target is None or any(c.type == target.type and c.time.edtf == time.edtf for c in (*lasting, *found)):
            continue
        found.append(_claim(article, said, target, time, place))
    return found


def _span_of(said: Claim, docs: Sequence[Doc]) -> Span | None:
    """The content of an attributed statement, as tokens."""
    if said.statement is None or not said.attributed_to or said.status != "occurred":
        return None
    for doc in docs:
        offset = doc._.amur_offset
        if offset <= said.statement.quote_start and said.statement.quote_end <= offset + len(doc.text):
            return doc.char_span(said.statement.quote_start - offset, said.statement.quote_end - offset, alignment_mode="expand")
    return None


def _ending_in(span: Span) -> tuple[frozenset[str], bool]:
    """The kinds of events whose end is told, and whether a verb tells it."""
    for token in span:
        lemma = token.lemma_.lower()
        if token.pos_ == "NOUN" and lemma in END_NOUNS:
            nouns = [noun for child in token.children if child.lower_ == "of" for noun in child.children]
            if kinds := _kinds(nouns):
                return kinds, False
        if token.pos_ != "VERB" or any(child.dep_ == "neg" or child.tag_ == "MD" for child in token.children):
            continue
        subjects = [child for child in token.children if child.dep_ in _SUBJECTS]
        if not subjects and token.dep_ == "acl" and span.start <= token.head.i < token.i:
            subjects = [token.head]  # how "according to X the ships parted" is parsed at times
        if lemma in _PARTING and any(noun.lemma_.lower() in _FORCES for noun in subjects):
            return _MILITARY, True
        lasts_until = lemma == "last" and any(child.lower_ in ("until", "till") for child in token.children)
        things = [*subjects, *(child for child in token.children if child.dep_ == "dobj")]
        if (lemma in _END_VERBS or lasts_until) and (kinds := _kinds(things)):
            return kinds, True
    return frozenset(), False


def _kinds(nouns: Iterable[Token]) -> frozenset[str]:
    return frozenset(kind for noun in nouns if (kind := _KIND_OF_NOUN.get(noun.lemma_.lower())) is not None)


def _day_in(article: Article, span: Span) -> UncertainTime | None:
    entries: list[dict[str, Any]] = [e for e in span.doc._.amur_dates or [] if span.start <= e["start"] and e["end"] <= span.end]
    times = [event_time(entry, article.published, span.doc._.amur_offset) for entry in entries if not entry["compared"]]
    return next((time for time in times if time.precision == "day" and time.edtf is not None), None)


def _claim(article: Article, said: Claim, target: Claim, time: UncertainTime, span: Span) -> Claim:
    start = span.doc._.amur_offset + span.start_char
    end = span.doc._.amur_offset + span.end_char
    first = said.evidence[0]
    return Claim(
        id=claim_id(article.id, target.type, start, end, f"{RULE}|{time.edtf}"),
        article=article.id,
        type=target.type,
        evidence=(Evidence(first.start, first.end, first.quote),),
        rule=RULE,
        participants=target.participants,
        time=time,
        status="occurred",
        confidence=CONFIDENCE,
        sourcing="attributed",
        attributed_to=said.attributed_to,
        reported_by=said.reported_by,
        name=target.name,
        phase="ends",
    )
