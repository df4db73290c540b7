"""A dossier as Markdown, as a page to print, or as a table. What comes from articles is escaped in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from app.answers.citations import DISCLAIMER, WORK, pick_name, web_url
from app.answers.dossier import Dossier
from app.answers.views import ArticleRef, ClaimView, EventView, Named, to_json
from app.api.calendars import when_in_words
from app.api.tables import EVENT_COLUMNS, event_rows, write_csv

Words = Callable[[ClaimView], str]
_URL_SIGNS: Final = ":/?#[]@!$&'()*+,;=%~-._"
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#+!|~])")


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one claim, who says so, and the number of the document."""

    words: str
    is_row: bool
    told: str
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event or saying as it is printed."""

    title: str
    when: str
    facts: tuple[str, ...]
    lines: tuple[Line, ...]
    iri: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


def words_as_quoted(claim: ClaimView) -> str:
    """The words of a claim; of a row of a table that it is one."""
    return claim.quote if claim.article.kind != "curated" else "row of a curated table"


def write_table(dossier: Dossier) -> bytes:
    """The events as CSV."""
    return write_csv(EVENT_COLUMNS, event_rows(to_json(dossier.events)))


def write_markdown(dossier: Dossier, words: Words = words_as_quoted) -> bytes:
    lines = [f"# {_plain(title_of(dossier))}", "", *(_plain(line) for line in preface_of(dossier))]
    for section in sections_of(dossier, words):
        lines += ["", f"## {section.title}"]
        for entry in section.entries:
            lines += ["", f"### {_plain(entry.title)}", "", _plain(entry.when)]
            lines += [f"- {_plain(fact)}" for fact in entry.facts]
            for line in entry.lines:
                said = _plain(line.words)
                lines += ["", f"> {said if line.is_row else f'“{said}”'} [{line.number}]  ", f"> {_plain(line.told)}"]
            lines += ["", f"<{entry.iri}>"]
    if dossier.references:
        lines += ["", "## Sources", ""]
        lines += [f"{one.number}. {_plain(cite_document(one.article))}" + _address(one.article) for one in dossier.references]
    return ("\n".join(lines) + "\n").encode()


def write_page(dossier: Dossier, words: Words = words_as_quoted) -> bytes:
    """A page that needs nothing else and is fit for printing."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files("app.api") / "dossier.html.j2").read_text(encoding="utf-8"))
    references = [(one.number, cite_document(one.article), web_url(one.article.url)) for one in dossier.references]
    return template.render(
        title=title_of(dossier), preface=preface_of(dossier), sections=list(sections_of(dossier, words)), references=references
    ).encode()


def title_of(dossier: Dossier) -> str:
    return "Dossier: " + " and ".join(pick_name(actor.label) for actor in dossier.actors)


def preface_of(dossier: Dossier) -> list[str]:
    """What the dossier rests on."""
    window = f"{dossier.since or 'the beginning'} to {dossier.until or 'today'}"
    found = f"{len(dossier.events)} events and {len(dossier.statements)} statements"
    read = f"{dossier.coverage.articles} articles read" if dossier.coverage.articles != 1 else "1 article read"
    lines = [f"From {window}: {found}; {read}. {WORK}, dataset version {dossier.version}. {DISCLAIMER}"]
    return lines + ([dossier.coverage.reason] if dossier.coverage.reason else [])


def sections_of(dossier: Dossier, words: Words) -> Iterator[Section]:
    numbers = dossier.numbers()
    parts = (
        ("Meetings", dossier.meetings),
        ("Calls", dossier.calls),
        ("Visits", dossier.visits),
        ("Summits and forums that all of them attended", dossier.summits),
        ("Planned, alleged, denied", dossier.not_facts),
    )
    for title, events in parts:
        if events:
            yield Section(title, tuple(_event(event, words, numbers) for event in events))
    if dossier.statements:
        entries = tuple(
            Entry(
                title=f"{_names(said.speakers)} to {_names(said.addressees)}",
                when=(said.time.edtf if said.time and said.time.edtf else "No day is told."),
                facts=tuple(f"Topic: {pick_name(topic.label)}" for topic in said.topics),
                lines=tuple(_line(claim, words, numbers) for claim in said.claims),
                iri=said.iri,
            )
            for said in dossier.statements
        )
        yield Section("Said to each other" if len(dossier.actors) == 2 else "Said", entries)


def _event(event: EventView, words: Words, numbers: dict[str, int]) -> Entry:
    people = "; ".join(
        pick_name(one.label)
        + (f" ({pick_name(one.in_office.label)})" if one.in_office else "")
        + (f", for {pick_name(one.stands_in_for.label)}" if one.stands_in_for else "")
        + (" — absent" if one.polarity == "negative" else "")
        for one in event.participants
    )
    doubts = [word for word in (event.status if event.status != "occurred" else "", event.certainty) if word not in ("", "certain")]
    facts = [
        f"Participants: {people}",
        f"Place: {pick_name(event.place.label)}" if event.place else "",
        f"Standing: {', '.join(doubts)}" if doubts else "",
        "The claims disagree: " + ", ".join(sorted({conflict.kind for conflict in event.conflicts})) if event.conflicts else "",
        f"Independent origins: {event.origins}",
    ]
    lines = tuple(_line(claim, words, numbers) for claim in event.claims)
    return Entry(pick_name(event.title), when_in_words(event), tuple(fact for fact in facts if fact), lines, event.iri)


def _line(claim: ClaimView, words: Words, numbers: dict[str, int]) -> Line:
    says = f"{pick_name(claim.attributed_to.label)}, as told by " if claim.attributed_to else ""
    publisher = pick_name(claim.article.publisher.label) if claim.article.publisher else claim.article.id
    day = f", {claim.article.published}" if claim.article.published else ""
    is_row = claim.article.kind == "curated"
    return Line(" ".join(words(claim).split()), is_row, f"{says}{publisher}{day}; claim {claim.id}", numbers.get(claim.article.id, 0))


def _names(named: tuple[Named, ...]) -> str:
    return ", ".join(pick_name(one.label) for one in named)


def cite_document(article: ArticleRef) -> str:
    """Publisher, title, day."""
    publisher = pick_name(article.publisher.label) if article.publisher else "unknown publisher"
    title = f"“{article.title}”" if article.title else article.id
    return f"{publisher}, {title}, {article.published or 'no date'} ({article.id})"


def _address(article: ArticleRef) -> str:
    address = web_url(article.url)
    return f" <{quote(address, safe=_URL_SIGNS)}>" if address else ""


def _plain(text: str) -> str:
    """The text in one line, with what Markdown and HTML would take as marks escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()).replace("&", "&amp;"))
