"""Files, folders, globs and standard input -> what is to be read, with what the user tells of it. Nothing is read before its turn."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from app.cli.terminal import messages, safe
from app.errors import AppError, BadDate, BadInput, BadParameter
from app.outcomes import Outcome, Source
from app.readers import ReadFailure, expand_paths
from app.readers.warc import find_records
from app.settings import Settings

PathsArgument = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")]
MetaOption = Annotated[Path | None, typer.Option("--meta", help="JSON {file stem: {title, publisher, published, author, language, url}}.")]
PublishedOption = Annotated[str | None, typer.Option("--published", help="Publication date, YYYY-MM-DD.")]
PublisherOption = Annotated[str | None, typer.Option("--publisher", help="Publisher's name.")]


class Input(NamedTuple):
    """An input as the user named it, and what gives its content, or an Outcome when it cannot be had."""

    label: str
    load: Callable[[], Source | Outcome]
    path: Path | None = None


def gather_inputs(paths: Sequence[str], meta: Path | None, given: Mapping[str, str | None], settings: Settings) -> list[Input]:
    """The named inputs; one that there is not becomes a failed outcome and stops nothing else.

    Raises BadDate or BadParameter for flags that fit no input, before anything is read.
    """
    flags = {name: value for name, value in given.items() if value is not None}
    check_day(flags.get("published"))
    table = read_meta(meta)
    inputs: list[Input] = []
    for pattern in paths:
        if pattern == "-":
            data = sys.stdin.buffer.read()  # a text of its own, a key of its own
            inputs.append(Input("stdin", partial(Source, f"stdin-{sha256(data).hexdigest()[:12]}", data, flags)))
            continue
        try:
            found = expand_paths([pattern])
        except AppError as problem:
            reason = problem.detail.removeprefix(f"{pattern}: ")
            told = Outcome(pattern, "failed", reason=reason[:1].upper() + reason[1:], hint=problem.hint)
            inputs.append(Input(pattern, partial(_return, told)))
            continue
        for path in found:
            known = table.get(path.stem)
            if meta is not None and known is None:
                messages().print(f"[yellow]warning:[/yellow] {safe(path.name)} has no entry in {safe(str(meta))}; read without metadata.")
            inputs += inputs_of(path, {**(known or {}), **flags}, settings.input_limit_mb)
    if "id" in flags and len(inputs) > 1:
        raise BadParameter("--id names one article, and several inputs were given.", "Give each its id in the front matter or in --meta.")
    return inputs


def inputs_of(path: Path, told: Mapping[str, object], limit_mb: int) -> Iterator[Input]:
    """One input a file; a web archive over the limit is one a record."""
    try:
        is_large_archive = path.name.lower().endswith((".warc", ".warc.gz")) and path.stat().st_size > limit_mb * 1_000_000
        if is_large_archive:
            yield from _slices(path, told)
            return
    except OSError as problem:
        yield Input(str(path), partial(_return, _unreadable(path, problem)), path)
        return
    yield Input(str(path), partial(_read_file, path, told, limit_mb), path)


def _slices(path: Path, told: Mapping[str, object]) -> Iterator[Input]:
    stem = path.name.split(".")[0]
    with path.open("rb") as archive:
        for found in find_records(archive):
            if isinstance(found, ReadFailure):
                label = f"{path}, {found.where}"
                yield Input(label, partial(_return, Outcome(label, "failed", reason=found.reason, hint=found.hint)), path)
            else:
                name = f"{stem}-{found.start}.warc"
                yield Input(f"{path}, record at byte {found.start}", partial(_read_slice, path, found.start, found.end, name, told), path)


def _read_slice(path: Path, start: int, end: int, name: str, told: Mapping[str, object]) -> Source | Outcome:
    try:
        with path.open("rb") as archive:
            archive.seek(start)
            return Source(name, archive.read(end - start), told)
    except OSError as problem:
        return _unreadable(path, problem)


def _read_file(path: Path, told: Mapping[str, object], limit_mb: int) -> Source | Outcome:
    try:
        if path.stat().st_size > limit_mb * 1_000_000:
            return Outcome(str(path), "failed", reason=f"It is larger than {limit_mb} MB.", hint="Split it, or raise AMUR_INPUT_LIMIT_MB.")
        return Source(path.name, path.read_bytes(), told)
    except OSError as problem:
        return _unreadable(path, problem)


def _unreadable(path: Path, problem: OSError) -> Outcome:
    return Outcome(str(path), "failed", reason=f"It cannot be read: {problem.strerror}.", hint="Check its permissions.")


def _return(outcome: Outcome) -> Outcome:
    return outcome


def check_day(text: str | None) -> None:
    """Raises BadDate for what is no calendar day."""
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
