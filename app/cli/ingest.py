"""`amur ingest`, `extract`, `retract`: articles in, articles out."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from app.cli.inputs import Input, MetaOption, PathsArgument, PublishedOption, PublisherOption, gather_inputs
from app.cli.owner_client import OwnerClient, running_owner
from app.cli.terminal import JsonOption, StoreOption, messages, print_json, print_lines, progress_bar, read_settings, safe
from app.errors import AppError, BadInput, StoreProblem
from app.outcomes import Outcome, Source
from app.settings import Settings

IdOption = Annotated[str | None, typer.Option("--id", help="The article's key (for a single article).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that annotate text.")]
SHOWN_EVENTS: Final = 50
AT_ONCE: Final = 4  # sources on their way to a server


def add_commands(cli: typer.Typer) -> None:
    cli.command("ingest")(ingest)
    cli.command("extract")(extract)
    cli.command("retract")(retract)


def ingest(
    paths: PathsArgument,
    meta: MetaOption = None,
    published: PublishedOption = None,
    publisher: PublisherOption = None,
    key: IdOption = None,
    workers: WorkersOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles into the store. Idempotent: the same article twice changes nothing."""
    settings = read_settings(store, workers=workers)
    given = {"published": published, "publisher": publisher, "id": key}
    outcomes = ingest_inputs(settings, gather_inputs(paths, meta, given, settings))
    show_outcomes(outcomes, as_json=as_json)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(1)


def ingest_inputs(settings: Settings, inputs: Sequence[Input]) -> list[Outcome]:
    """Ingest through the running server if one owns the store, else as the owner. Outcomes bear the labels of their inputs, in order."""
    with progress_bar("reading articles", len(inputs)) as advance:
        outcomes: list[Outcome] = []
        names: dict[str, str] = {}
        for _, told in follow_inputs(settings, inputs):
            for outcome in told:
                first = names.setdefault(outcome.article, outcome.name) if outcome.article else outcome.name
                named = outcome
                if first != outcome.name and outcome.status == "updated":
                    words = (
                        f"It has the key of {first} and took its place; give each a key of its own (--id, or id or url in its metadata)."
                    )
                    named = replace(outcome, warnings=(*outcome.warnings, words))
                outcomes.append(named)
            advance()
    return outcomes


def follow_inputs(settings: Settings, inputs: Iterable[Input]) -> Iterator[tuple[Input, list[Outcome]]]:
    """As `ingest_inputs`, each input with its outcomes as soon as they are known (and, without a server, before they are on the disk)."""
    waiting: deque[tuple[Input, Source | Outcome]] = deque()

    def sources() -> Iterator[Source]:
        for one in inputs:
            content = one.load()
            waiting.append((one, content))
            if isinstance(content, Source):
                yield content

    for batch in _ingest_sources(settings, sources()):
        while waiting and isinstance(failed := waiting[0][1], Outcome):
            yield waiting.popleft()[0], [failed]
        one, content = waiting.popleft()
        assert isinstance(content, Source)
        yield one, [replace(outcome, name=relabel(outcome.name, content.name, one.label)) for outcome in batch]
    for one, rest in waiting:
        assert isinstance(rest, Outcome)
        yield one, [rest]


def _ingest_sources(settings: Settings, sources: Iterator[Source]) -> Iterator[list[Outcome]]:
    first = next(sources, None)
    if first is None:
        return  # nothing to read: no store is made
    owner = running_owner(settings)
    if owner is not None:
        yield from _ingest_at_owner(OwnerClient(owner), chain([first], sources))
        return
    from app.pipeline import Pipeline  # here, so that the other commands start without the language model's library

    with Pipeline.open(settings) as pipeline:
        yield from pipeline.ingest(chain([first], sources))


def _ingest_at_owner(client: OwnerClient, sources: Iterator[Source]) -> Iterator[list[Outcome]]:
    """In order; some are on their way at once, so that the server's workers have something to do."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sent: deque[Future[list[Outcome]]] = deque()
        for source in sources:
            sent.append(threads.submit(_send, client, source))
            if len(sent) == AT_ONCE:
                yield sent.popleft().result()
        while sent:
            yield sent.popleft().result()


def _send(client: OwnerClient, source: Source) -> list[Outcome]:
    try:
        return client.ingest(source)
    except StoreProblem:
        raise
    except AppError as problem:  # of this source only
        return [Outcome(source.name, "failed", reason=problem.detail, hint=problem.hint)]


def relabel(name: str, source: str, label: str) -> str:
    """`notes.jsonl, line 2` -> `inbox/notes.jsonl, line 2`."""
    if "record at byte" in label:  # it was cut out of its archive, and is the first one in what was read
        name = name.removesuffix(", record at byte 0")
    return label + name.removeprefix(source) if name.startswith(source) else name


def extract(
    paths: PathsArgument,
    meta: MetaOption = None,
    published: PublishedOption = None,
    publisher: PublisherOption = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="Write one JSON a document in the gold format into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Claims are JSON anyway.", hidden=True)] = False,
) -> None:
    """Print the claims of articles as JSON, without a store."""
    from app.executors import ExtractionFailed, extract_one
    from app.gold import claims_to_gold
    from app.text_side import TextSide, claims_as_json

    settings = read_settings()
    inputs = gather_inputs(paths, meta, {"published": published, "publisher": publisher}, settings)
    text_side = TextSide(settings)
    documents: list[dict[str, Any]] = []
    outcomes: list[Outcome] = []
    with progress_bar("extracting", len(inputs)) as advance:
        for label, load, _ in inputs:
            content = load()
            readings = list(text_side.read(content)) if isinstance(content, Source) else [content]
            for reading in readings:
                if isinstance(reading, Outcome):
                    outcomes.append(replace(reading, name=relabel(reading.name, content.name, label)))
                    continue
                article, extracted = reading.article, extract_one(text_side, reading)
                if isinstance(extracted, ExtractionFailed):
                    outcomes.append(Outcome(label, "failed", article.id, reason=f"{extracted}.", hint="The log has the trace."))
                    continue
                outcomes.append(Outcome(label, "added", article.id, len(extracted.claims), extracted.refused, article.warnings))
                if gold is None:
                    documents.append(claims_as_json(article, extracted.claims))
                else:
                    stem = Path(content.name).stem if len(readings) == 1 else article.id
                    document = claims_to_gold(article, extracted.claims, text_side.gazetteer, settings.min_confidence)
                    _write_document(gold / f"{stem}.json", {**document, "doc_id": stem})
            advance()
    if gold is None:
        print_json(documents)
    report_failures(outcomes)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(1)


def _write_document(path: Path, document: Mapping[str, object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Choose another folder with --gold.") from None


def retract(
    article: Annotated[str, typer.Argument(help="The article's key, id or IRI.")], store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Withdraw an article and show what the graph loses. The archive keeps it."""
    settings = read_settings(store)
    owner = running_owner(settings)
    if owner is not None:
        report = OwnerClient(owner).retract(article)
    else:
        from app.pipeline import Pipeline

        with Pipeline.open(settings, create=False) as pipeline:
            report = pipeline.retract(article).as_json()
    if as_json:
        print_json(report)
        return
    lines = [f"Withdrawn: {report['title'] or report['article']}, {report['claims']} claims."]
    for kind, label in (("events_lost", "lost"), ("events_weakened", "weakened")):
        lines += [f"  {label:9} {event}" for event in report[kind][:SHOWN_EVENTS]]
        if len(report[kind]) > SHOWN_EVENTS:
            lines.append(f"  {label:9} and {len(report[kind]) - SHOWN_EVENTS} more (--json lists all)")
    print_lines(lines)


def show_outcomes(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """The summary table on stderr (or the outcomes as JSON on stdout), then each failure and warning with its reason."""
    counts = {status: sum(outcome.status == status for outcome in outcomes) for status in ("added", "updated", "unchanged", "failed")}
    claims = sum(outcome.claims for outcome in outcomes)
    refused = sum(len(outcome.refused) for outcome in outcomes)
    if as_json:
        print_json({**counts, "claims": claims, "refused": refused, "articles": [outcome.as_json() for outcome in outcomes]})
        return
    table = Table(box=None, header_style="bold")
    for column in ("articles", *counts, "claims", "refused"):
        table.add_column(column, justify="right")
    table.add_row(str(len(outcomes)), *(str(count) for count in counts.values()), str(claims), str(refused))
    messages().print(table)
    report_failures(outcomes)


def report_failures(outcomes: Iterable[Outcome]) -> None:
    console = messages()
    for outcome in outcomes:
        name = safe(outcome.name)
        if outcome.status == "failed":
            console.print(f"[red]failed:[/red] {name}: {safe(outcome.reason or '')} {safe(outcome.hint or '')}")
        for warning in outcome.warnings:
            console.print(f"[yellow]warning:[/yellow] {name}: {safe(warning)}")
        for refusal in outcome.refused:
            console.print(f"[yellow]refused claim:[/yellow] {name}: {safe(refusal)}")
