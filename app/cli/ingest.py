"""`amur ingest`, `extract`, `retract`: articles in, articles out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.owner_client import OwnerClient, running_owner
from app.cli.terminal import JsonOption, StoreOption, messages, print_json, progress_bar, read_settings
from app.errors import AppError, BadInput
from app.outcomes import Outcome, Source
from app.readers import expand_paths
from app.settings import Settings

PathsArgument = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")]
MetaOption = Annotated[Path | None, typer.Option("--meta", help="JSON {file stem: {title, publisher, published, author, language, url}}.")]
PublishedOption = Annotated[str | None, typer.Option("--published", help="Publication date, YYYY-MM-DD.")]
PublisherOption = Annotated[str | None, typer.Option("--publisher", help="Publisher's name.")]
IdOption = Annotated[str | None, typer.Option("--id", help="The article's key (for a single article).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that annotate text.")]


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
    sources, failures = gather_sources(paths, meta, given, settings)
    outcomes = [*failures, *ingest_sources(settings, sources)]
    show_outcomes(outcomes, as_json=as_json)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(1)


def ingest_sources(settings: Settings, sources: Sequence[Source]) -> list[Outcome]:
    """Ingest through the running server if one owns the store, else as the owner."""
    if not sources:
        return []
    outcomes: list[Outcome] = []
    owner = running_owner(settings)
    with progress_bar("reading articles", len(sources)) as advance:
        if owner is not None:
            client = OwnerClient(owner)
            for source in sources:
                outcomes += client.ingest(source)
                advance()
        else:
            from app.pipeline import Pipeline  # here, so that the other commands start without the language model's library

            with Pipeline.open(settings) as pipeline:
                for batch in pipeline.ingest(sources):
                    outcomes += batch
                    advance()
    return outcomes


def extract(
    paths: PathsArgument,
    meta: MetaOption = None,
    published: PublishedOption = None,
    publisher: PublisherOption = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="Write one JSON a document in the gold format into this folder.")] = None,
) -> None:
    """Print the claims of articles as JSON, without a store."""
    from app.gold import claims_to_gold
    from app.text_side import TextSide, claims_as_json

    settings = read_settings()
    sources, failures = gather_sources(paths, meta, {"published": published, "publisher": publisher}, settings)
    text_side = TextSide(settings)
    documents = []
    if gold is not None:
        gold.mkdir(parents=True, exist_ok=True)
    with progress_bar("extracting", len(sources)) as advance:
        for source in sources:
            for reading in text_side.read(source):
                if isinstance(reading, Outcome):
                    failures.append(reading)
                    continue
                extracted = text_side.extract(reading)
                if extracted.refused or reading.article.warnings:
                    told = Outcome(source.name, "added", refused=extracted.refused, warnings=reading.article.warnings)
                    report_failures([told])
                if gold is None:
                    documents.append(claims_as_json(reading.article, extracted.claims))
                else:
                    stem = Path(source.name).stem
                    document = claims_to_gold(reading.article, extracted.claims, text_side.gazetteer, settings.min_confidence)
                    text = json.dumps({**document, "doc_id": stem}, ensure_ascii=False, indent=1)
                    (gold / f"{stem}.json").write_text(text + "\n", "utf-8")
            advance()
    if gold is None:
        print_json(documents)
    report_failures(failures)
    if failures:
        raise typer.Exit(1)


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
    console = messages()
    console.print(f"Withdrawn: {report['title'] or report['article']}, {report['claims']} claims.")
    for kind, label in (("events_lost", "lost"), ("events_weakened", "weakened")):
        for event in report[kind]:
            console.print(f"  {label:9} {event}")


def gather_sources(
    paths: Sequence[str], meta: Path | None, given: Mapping[str, str | None], settings: Settings
) -> tuple[list[Source], list[Outcome]]:
    """Read the named files; what cannot be read becomes a failed outcome and stops nothing else."""
    table = read_meta(meta)
    flags = {name: value for name, value in given.items() if value is not None}
    sources: list[Source] = []
    failures: list[Outcome] = []
    for pattern in paths:
        try:
            if pattern == "-":
                sources.append(Source("stdin", sys.stdin.buffer.read(), flags))
                continue
            found = expand_paths([pattern])
        except AppError as problem:
            failures.append(Outcome(pattern, "failed", reason=problem.detail, hint=problem.hint))
            continue
        for path in found:
            try:
                if path.stat().st_size > settings.input_limit_mb * 1_000_000:
                    reason = f"{path} is larger than {settings.input_limit_mb} MB."
                    failures.append(Outcome(str(path), "failed", reason=reason, hint="Split it, or raise AMUR_INPUT_LIMIT_MB."))
                    continue
                data = path.read_bytes()
            except OSError as problem:
                failures.append(
                    Outcome(str(path), "failed", reason=f"{path} cannot be read: {problem.strerror}.", hint="Check its permissions.")
                )
                continue
            known = table.get(path.stem)
            if meta is not None and known is None:
                messages().print(f"[yellow]warning:[/yellow] {path.name} has no entry in {meta}; read without metadata.")
            sources.append(Source(path.name, data, {**(known or {}), **flags}))
    if "id" in flags and len(sources) > 1:
        raise BadInput("--id names one article, and several inputs were given.", "Give each its id in the front matter or in --meta.")
    return sources, failures


def read_meta(path: Path | None) -> dict[str, dict[str, Any]]:
    """The `--meta` table: {stem: {…}}, or such tables one level down."""
    if path is None:
        return {}
    try:
        value = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {problem.strerror}.", "Name an existing JSON file with --meta.") from None
    except ValueError as problem:
        raise BadInput(f"{path} is no JSON: {problem}.", "Mend the file, or leave --meta out.") from None
    if not isinstance(value, dict) or not all(isinstance(entry, dict) for entry in value.values()):
        raise BadInput(f"{path} is no table of tables.", 'Write {"file stem": {"title": …, "published": …}}.')
    table: dict[str, dict[str, Any]] = {}
    for stem, entry in value.items():
        if entry and all(isinstance(inner, dict) for inner in entry.values()):
            table.update(entry)
        else:
            table[stem] = entry
    return table


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


def report_failures(outcomes: Sequence[Outcome]) -> None:
    console = messages()
    for outcome in outcomes:
        if outcome.status == "failed":
            console.print(f"[red]failed:[/red] {outcome.name}: {outcome.reason} {outcome.hint or ''}", markup=True)
        for warning in outcome.warnings:
            console.print(f"[yellow]warning:[/yellow] {outcome.name}: {warning}")
        for refusal in outcome.refused:
            console.print(f"[yellow]refused claim:[/yellow] {outcome.name}: {refusal}")
