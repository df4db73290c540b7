"""When: the times that a block's words give, resolved against publication, dateline and what was told before.

`find_dates` finds expressions (dates_grammar), asks the parse whether and how they are meant (dates_clause) and resolves them by the
calendar (dates_resolve). Model.md rule 3 holds: no day without words for it, unknown stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from app.components.dates_attach import attach_dates, owner_of, through_names
from app.components.dates_calendar import Stretch
from app.components.dates_clause import is_compared, is_time, relation_of, tense_of
from app.components.dates_dateline import Dateline, parse_dateline, read_dateline_block
from app.components.dates_fallback import is_worth_trying, read_with_dateparser
from app.components.dates_grammar import Expression, find_expressions
from app.components.dates_resolve import Anchor, Resolved, Tense, resolve_expression
from app.components.dates_words import time_words
from app.components.extensions import text_of
from app.gazetteer import Gazetteer
from app.model import UncertainTime

__all__ = ["DateContext", "Dateline", "attach_dates", "event_time", "find_dates", "parse_dateline", "read_article_dates"]


@dataclass(slots=True)
class DateContext:
    """What an article's blocks hand on, in order: the day to count from, and the time told last.

    `reference` is the day of the digest entry or dateline, else of publication; "the same day" means `told`.
    """

    published: date | None = None
    reference: date | None = None
    told: Stretch | None = None
    told_day: Stretch | None = None  # the day told last: what "the same day" means after a month
    is_span: bool = False  # what was told lasted throughout
    is_entry: bool = False
    entry_year: int | None = None  # of an entry whose heading tells a month or a year

    def enter(self, dateline: Dateline) -> None:
        """Begin an entry (a heading with a date) or an article with a dateline."""
        if dateline.stretch is not None:  # what an entry of several days, a month or a year tells lies within it
            self.is_entry, self.told, self.told_day = True, dateline.stretch, None
            self.is_span = dateline.stretch.precision == "range"
            self.reference = min(dateline.stretch.last, self.published or dateline.stretch.last)
            self.entry_year = dateline.stretch.first.year if dateline.stretch.first.year == dateline.stretch.last.year else None
        if dateline.day is None:
            return
        self.reference, self.entry_year = dateline.day, None
        self.is_entry = dateline.is_heading
        self.told = Stretch(dateline.day.isoformat(), dateline.day, dateline.day, "day") if dateline.is_heading else self.told


def find_dates(doc: Doc, published: date | None, dateline: date | None = None, context: DateContext | None = None) -> list[dict[str, Any]]:
    """The time expressions of one block in order, as plain dicts.

    Keys: start, end, head (token indexes, end excluded); words; edtf, earliest, latest (ISO days or None); precision, basis, reading as in
    model.UncertainTime; relation (on, since, by, before, after, until, during) of an event to the expression, whose own stretch edtf and
    bounds give; tense; compared (a yardstick); conflict ("weekday" or None); shift (amount, unit, direction from an event named next, or
    None). Which expressions are found, and their order, does not
    depend on published, dateline or context. `context` is updated.
    """
    context = context or DateContext(published=published, reference=dateline or published)
    found: list[dict[str, Any]] = []
    year: tuple[Token, int] | None = None  # the last year named, and where
    told_at: int | None = None  # the sentence of the time told last, in this block
    sentences = {sentence.start: number for number, sentence in enumerate(doc.sents)}
    for expression, span in _expressions(doc):
        sentence = sentences[span.root.sent.start]
        tense = tense_of(doc, span)
        is_recent = told_at is not None and sentence - told_at <= 1
        anchor = Anchor(
            reference=context.reference,
            told=context.told_day if expression.unit == "day" and context.told_day and _is_month(context.told) else context.told,
            tense=_meant_tense(tense, expression, span, context),
            year=_year_before(expression, span, year)
            or (_carried_year(expression, span, context) if is_recent else None)
            or (context.entry_year if expression.kind in ("date", "part", "season") and not expression.year_which else None),
            is_recent=is_recent,
            is_span=context.is_span,
        )
        resolved = _resolve(expression, span, anchor)
        entry = _entry(doc, span, expression, resolved, tense)
        found.append(entry)
        if entry["compared"] or entry["relation"] not in ("on", "during") or not (resolved.edtf and resolved.earliest and resolved.latest):
            continue
        if is_recent and _is_aside(span):
            continue
        told = Stretch(resolved.edtf, resolved.earliest, resolved.latest, resolved.precision)
        if expression.kind == "nth_day":
            context.told_day = told  # the stretch whose days are counted stays what was told
            continue
        context.told = told
        context.told_day = context.told if resolved.precision == "day" else context.told_day
        context.is_span = resolved.reading == "throughout"
        told_at = sentence
        if resolved.earliest.year == resolved.latest.year and (expression.year or expression.unit == "year"):
            year = (span.root, resolved.earliest.year)
    return found


def _is_aside(span: Span) -> bool:
    """Within a clause on a noun ("the fair that ended on Tuesday"), which does not carry the story on."""
    current = span.root
    while current.head != current:
        if current.dep_ == "relcl":
            return not any(t.lower_ in ("when", "where") for t in current.children)
        current = current.head
    return False


def _is_month(told: Stretch | None) -> bool:
    """A month or longer, in which "the same day" finds no day."""
    return told is None or told.precision in ("month", "season", "year") or (told.last - told.first).days >= 27


def _resolve(expression: Expression, span: Span, anchor: Anchor) -> Resolved:
    if expression.kind == "other":
        return read_with_dateparser(span.text, anchor.reference, anchor.tense)
    return resolve_expression(expression, anchor)


def _meant_tense(tense: Tense, expression: Expression, span: Span, context: DateContext) -> Tense:
    """What the tense means for the choice of a day: an entry of a digest tells its day's news in the present tense."""
    if tense == "present" and context.is_entry:
        return "past"
    if tense == "past" and expression.kind == "date" and relation_of(span.doc, span) == "until":
        return "present"  # the nearest: what has begun may last on
    if expression.kind == "weekday" and tense in ("would", "present"):
        return "future" if tense == "would" or _opens(span) else "past"
    return tense


def _year_before(expression: Expression, span: Span, year: tuple[Token, int] | None) -> int | None:
    """The year of a month without one: named before it in the sentence, a relative one ("last year") by the same verb."""
    if year is None or expression.year is not None or expression.year_which or expression.kind not in ("date", "part", "season"):
        return None
    where, number = year
    if where.sent.start != span.root.sent.start:
        return None
    return number if where.text.isdigit() or where.text[:1].isupper() or _verb(where) == _verb(span.root) else None


def _verb(token: Token) -> Token:
    current = token
    while current.head != current and current.pos_ not in ("VERB", "AUX"):
        current = current.head
    return current


def _expressions(doc: Doc) -> list[tuple[Expression, Span]]:
    pairs: list[tuple[Expression, Span]] = []
    line = parse_dateline(text_of(doc), None)
    begin = line.end if line else 0  # the dateline itself dates what follows it, and is no time told
    for expression in find_expressions(text_of(doc)):
        if expression.start < begin:
            continue
        span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
        if span is not None and is_time(doc, span, expression) and _is_whole(doc, span, expression):
            pairs.append((expression, span))
    taken = {token for _, span in pairs for token in range(span.start, span.end)}
    for ent in doc.ents:
        if ent.label_ == "DATE" and not taken & set(range(ent.start, ent.end)) and is_worth_trying(ent.text):
            pairs.append((Expression(ent.start_char, ent.end_char, "other"), ent))
    return sorted(pairs, key=lambda pair: pair[0].start)


def _is_whole(doc: Doc, span: Span, expression: Expression) -> bool:
    """False where the expression is a piece of a longer word ("Ocean-2024", "mid-July's" apart)."""
    left = text_of(doc)[span.start_char : expression.start]
    right = text_of(doc)[expression.end : span.end_char]
    return not (re.search(r"\w", left) and expression.kind == "year") and not re.search(r"\w{3}", right)


def _opens(span: Span) -> bool:
    """For "The forum opens on Friday", "X meets Y on Friday": a timetable, told in the present."""
    words, verb = time_words(), _verb(span.root)
    if verb.lemma_.lower() in words.opening:
        return True
    owner = owner_of(span)
    is_its_own = owner is not None and (through_names(owner) == verb or (owner.dep_ == "dobj" and owner.head == verb))
    if verb.tag_ not in ("VBZ", "VBP") or not is_its_own or not any(c.dep_ == "nsubj" for c in verb.children):
        return False
    has_talks = verb.lemma_ == "have" and any(c.dep_ == "dobj" and c.lemma_.lower() in words.event_nouns for c in verb.children)
    return span.doc._.amur_block not in _RESETTING and (verb.lemma_.lower() in words.timetabled or has_talks)


def _carried_year(expression: Expression, span: Span, context: DateContext) -> int | None:
    """For "in March 2023. On March 21 …": a leading day right after the same month with its year."""
    told = context.told
    if expression.kind != "date" or expression.year is not None or expression.day is None or told is None or context.reference is None:
        return None
    leading = span.start - span.root.sent.start <= 2
    same = told.precision in ("month", "day") and told.first.month == expression.month == told.last.month
    return told.first.year if leading and same and told.first.year < context.reference.year else None


def _entry(doc: Doc, span: Span, expression: Expression, resolved: Resolved, tense: Tense) -> dict[str, Any]:
    relation = relation_of(doc, span)
    return {
        "start": span.start,
        "end": span.end,
        "head": span.root.i,
        "words": text_of(doc)[expression.start : expression.end],
        "start_char": expression.start,
        "end_char": expression.end,
        "edtf": resolved.edtf,
        "earliest": resolved.earliest.isoformat() if resolved.earliest else None,
        "latest": resolved.latest.isoformat() if resolved.latest else None,
        "precision": resolved.precision,
        "basis": resolved.basis,
        "reading": "throughout" if relation == "during" and resolved.edtf else resolved.reading,
        "relation": relation,
        "tense": tense,
        "compared": is_compared(doc, span),
        "conflict": resolved.conflict,
        "shift": _shift(expression),
    }


def _shift(expression: Expression) -> dict[str, Any] | None:
    """For "two days before the talks", what counts from an event that the text names next: how many of which unit, and which way."""
    if expression.kind != "shift" or expression.anchor != "event" or expression.amount is None or expression.unit is None:
        return None
    return {"amount": expression.amount, "unit": expression.unit, "direction": expression.direction}


def event_time(entry: dict[str, Any], published: date | None = None, offset: int = 0, *, planned: bool = False) -> UncertainTime:
    """The time of an event that an entry of `amur_dates` dates.

    "on" and "during" give the stretch; "since", "by", "before", "after" and "until" give bounds and no EDTF. An event that is told as past
    ends with publication at the latest. `offset` is the block's place in the article's text.
    """
    first, last = _day(entry["earliest"]), _day(entry["latest"])
    words = ((entry["words"], offset + entry["start_char"], offset + entry["end_char"]),)
    relation = entry["relation"]
    one = timedelta(days=1)
    if relation in ("on", "during") and entry["edtf"]:
        return UncertainTime(entry["edtf"], first, last, entry["precision"], entry["basis"], entry["reading"], words)
    bounds = {
        "since": (first, None),
        "after": (first, None),
        "by": (None, last),
        "until": (None, last),
        "before": (None, first - one if first else None),
    }.get(relation, (first, last))
    earliest, latest = bounds
    if not planned and published is not None and (latest is None or latest > published) and (earliest is None or earliest <= published):
        latest = published
    return UncertainTime(
        None, earliest, latest, "none", "none" if earliest is None and latest == published else entry["basis"], "sometime-within", words
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- in the pipeline ---------------------------------------------------------------------------------------------------------


@Language.factory("amur_dates")
def create_dates(nlp: Language, name: str) -> DateFinder:
    """The component: one block, read against its publication and dateline. `read_article_dates` then joins the blocks."""
    return DateFinder()


class DateFinder:
    """Fills `doc._.amur_dates`."""

    def __call__(self, doc: Doc) -> Doc:
        line = doc._.amur_dateline
        doc._.amur_dates = find_dates(doc, _day(doc._.amur_published), _day(line["date"]) if line else None)
        return doc


_RESETTING: Final = frozenset({"title", "caption", "byline"})  # told apart from the running text


def read_article_dates(docs: Sequence[Doc], gazetteer: Gazetteer | None = None) -> None:
    """Read the datelines and times of an article's blocks in order, so that "the same day" finds what it means.

    Sets `amur_dateline` ({place, date, words, heading, stretch}) on the block that has one and on all that follow, and fills `amur_dates`
    again: the same expressions at the same indexes, resolved with what the earlier blocks told.
    """
    if not docs:
        return
    published = _day(docs[0]._.amur_published)
    context = DateContext(published=published, reference=published)
    current: dict[str, Any] | None = None
    for doc in docs:
        read = read_dateline_block if doc._.amur_block == "dateline" else parse_dateline
        line = read(text_of(doc), published) if doc._.amur_block not in _RESETTING else None
        if line is not None and (line.day or line.place or line.stretch):
            current = {
                "place": _place(line.place, gazetteer),
                "date": line.day.isoformat() if line.day else None,
                "words": line.place,
                "heading": line.is_heading,
                "stretch": _as_plain(line.stretch),
                "end": line.end,
            }
            context.enter(line)
        own = doc._.amur_block in _RESETTING
        doc._.amur_dateline = None if own and current is None else current
        used = replace(context, told=None) if own else context
        doc._.amur_dates = find_dates(doc, published, context=used)


def _as_plain(stretch: Stretch | None) -> dict[str, str] | None:
    if stretch is None:
        return None
    return {
        "edtf": stretch.edtf,
        "earliest": stretch.first.isoformat(),
        "latest": stretch.last.isoformat(),
        "precision": stretch.precision,
    }


def _place(words: str | None, gazetteer: Gazetteer | None) -> str | None:
    if not words or gazetteer is None:
        return None
    words = words.rstrip(".")
    for form in (words, words.title(), words.split(",")[0].title(), words.split("/")[0].title()):
        ids = gazetteer.find_places(form)
        if len(ids) == 1:
            return ids[0]
    return None
