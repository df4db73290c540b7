"""`amur ingest`, `extract`, `retract`: articles in, articles out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer
from rich.table import Table

from app.cli.owner_client import OwnerClient, running_owner
from app.cli.terminal import JsonOption, StoreOption, messages, print_json, print_lines, progress_bar, read_settings, safe
from app.errors import AppError, BadDate, BadInput, BadParameter, StoreProblem
from app.outcomes import Outcome, Source
from app.readers import expand_paths
from app.settings import Settings

PathsArgument = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")]
MetaOption = Annotated[Path | None, typer.Option("--meta", help="JSON {file stem: {title, publisher, published, author, language, url}}.")]
PublishedOption = Annotated[str | None, typer.Option("--published", help="Publication date, YYYY-MM-DD.")]
PublisherOption = Annotated[str | None, typer.Option("--publisher", help="Publisher's name.")]
IdOption = Annotated[str | None, typer.Option("--id", help="The article's key (for a single article).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that annotate text.")]
SHOWN_EVENTS: Final = 50


class Input(NamedTuple):
    """An input as the user named it, and what was read of it; an Outcome when it could not be read."""

    label: str
    content: Source | Outcome


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
    sources = [content for _, content in inputs if isinstance(content, Source)]
    results = iter(_ingest_sources(settings, sources) if sources else ())
    outcomes: list[Outcome] = []
    names: dict[str, str] = {}
    for label, content in inputs:
        for outcome in next(results) if isinstance(content, Source) else [content]:
            named = replace(outcome, name=_relabel(outcome.name, content.name, label))
            first = names.setdefault(outcome.article, named.name) if outcome.article else named.name
            if first != named.name and outcome.status == "updated":
                told = f"It has the key of {first} and took its place; give each a key of its own (--id, or id or url in its metadata)."
                named = replace(named, warnings=(*named.warnings, told))
            outcomes.append(named)
    return outcomes


def _ingest_sources(settings: Settings, sources: Sequence[Source]) -> list[list[Outcome]]:
    owner = running_owner(settings)
    results: list[list[Outcome]] = []
    with progress_bar("reading articles", len(sources)) as advance:
        if owner is not None:
            client = OwnerClient(owner)
            for source in sources:
                results.append(_ingest_at_owner(client, source))
                advance()
        else:
            from app.pipeline import Pipeline  # here, so that the other commands start without the language model's library

            with Pipeline.open(settings) as pipeline:
                for batch in pipeline.ingest(sources):
                    results.append(batch)
                    advance()
    return results


def _ingest_at_owner(client: OwnerClient, source: Source) -> list[Outcome]:
    try:
        return client.ingest(source)
    except StoreProblem:
        raise
    except AppError as problem:  # of this source only
        return [Outcome(source.name, "failed", reason=problem.detail, hint=problem.hint)]


def _relabel(name: str, source: str, label: str) -> str:
    """`notes.jsonl, line 2` -> `inbox/notes.jsonl, line 2`."""
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
        for label, content in inputs:
            readings = list(text_side.read(content)) if isinstance(content, Source) else [content]
            for reading in readings:
                if isinstance(reading, Outcome):
                    outcomes.append(replace(reading, name=_relabel(reading.name, content.name, label)))
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


def gather_inputs(paths: Sequence[str], meta: Path | None, given: Mapping[str, str | None], settings: Settings) -> list[Input]:
    """Read the named files; what cannot be read becomes a failed outcome and stops nothing else.

    Raises BadDate or BadParameter for flags that fit no input, before anything is read.
    """
    flags = {name: value for name, value in given.items() if value is not None}
    _check_day(flags.get("published"))
    table = read_meta(meta)
    inputs: list[Input] = []
    for pattern in paths:
        if pattern == "-":
            data = sys.stdin.buffer.read()
            inputs.append(
                Input("stdin", Source(f"stdin-{sha256(data).hexdigest()[:12]}", data, flags))
            )  # a text of its own, a key of its own
            continue
        try:
            found = expand_paths([pattern])
        except AppError as problem:
            reason = problem.detail.removeprefix(f"{pattern}: ")
            inputs.append(Input(pattern, Outcome(pattern, "failed", reason=reason[:1].upper() + reason[1:], hint=problem.hint)))
            continue
        for path in found:
            known = table.get(path.stem)
            if meta is not None and known is None:
                messages().print(f"[yellow]warning:[/yellow] {safe(path.name)} has no entry in {safe(str(meta))}; read without metadata.")
            inputs.append(Input(str(path), _read_file(path, {**(known or {}), **flags}, settings.input_limit_mb)))
    if "id" in flags and len(inputs) > 1:
        raise BadParameter("--id names one article, and several inputs were given.", "Give each its id in the front matter or in --meta.")
    return inputs


def _read_file(path: Path, told: Mapping[str, object], limit_mb: int) -> Source | Outcome:
    try:
        if path.stat().st_size > limit_mb * 1_000_000:
            return Outcome(str(path), "failed", reason=f"It is larger than {limit_mb} MB.", hint="Split it, or raise AMUR_INPUT_LIMIT_MB.")
        return Source(path.name, path.read_bytes(), told)
    except OSError as problem:
        return Outcome(str(path), "failed", reason=f"It cannot be read: {problem.strerror}.", hint="Check its permissions.")


def _check_day(text: str | None) -> None:
    try:
        if text is not None:
            date.fromisoformat(text)
    except ValueError:
        raise BadDate(f"--published {text!r} is no calendar day.", "Write YYYY-MM-DD, as in 2023-07-17, or leave it out.") from None


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
