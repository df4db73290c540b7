"""What the commands share at the terminal: settings from flags, consoles, tables, progress, messages, JSON."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from app.errors import AppError
from app.logs import set_up_logging
from app.settings import Settings

StoreOption = Annotated[str | None, typer.Option("--store", help="Store folder or SPARQL 1.1 URL (AMUR_STORE).", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON; an error is JSON on stderr.")]
WIDEST: Final = 180  # longer lines are hard to read
_UNSEEN: Final = ("Cc", "Cf", "Cs")  # controls, also of direction; halves of surrogate pairs


def read_settings(store: str | None = None, **flags: Any) -> Settings:
    """Settings of the environment and `.env`, overridden by the flags that were given."""
    given = {name: value for name, value in {"store": store, **flags}.items() if value is not None}
    settings = Settings(**given)
    set_up_logging(level=settings.log_level, as_json=settings.log_json)
    return settings


def messages() -> Console:
    """The console on stderr; plain where stderr is no terminal or NO_COLOR is set."""
    return Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None, highlight=False, soft_wrap=True)


def is_plain() -> bool:
    """Neither colour nor progress: stderr is no terminal, or NO_COLOR is set."""
    return bool(os.environ.get("NO_COLOR")) or not messages().is_terminal


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: Sequence[str] = ()) -> None:
    """Data for people: a table on a terminal, one line of tab-separated cells a row elsewhere. `whole` columns are never wrapped."""
    if not sys.stdout.isatty():
        print_lines("\t".join(" ".join(cell.split()) for cell in row) for row in (columns, *rows))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    for row in rows:
        table.add_row(*(Text(_visible(cell)) for cell in row))
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(table)


def complain(problem: AppError, *, as_json: bool = False) -> None:
    """Say what is wrong and what to do, on stderr."""
    if as_json:
        body = {"code": problem.code, "title": problem.title, "detail": problem.detail, "hint": problem.hint, **problem.extra}
        sys.stderr.write(json.dumps(body, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    console = messages()
    console.print(f"[red]amur:[/red] {safe(problem.detail)}")
    candidates = problem.extra.get("candidates", ())
    for candidate in candidates:
        label = candidate.get("label", "") if isinstance(candidate, dict) else candidate
        name = label.get("en", "") if isinstance(label, dict) else label
        key = candidate.get("id", "") if isinstance(candidate, dict) else ""
        console.print(f"      {safe(str(key)):28} {safe(str(name))}")
    hint = "Write one of these ids, or a full name." if candidates else problem.hint
    if hint:
        console.print(f"      {safe(hint)}")


def print_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    print_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Write lines for people to stdout; control characters of names and titles from outside are shown, not obeyed."""
    print_text("".join(f"{_visible(line)}\n" for line in lines))


def print_text(text: str) -> None:
    """Write data to stdout, as UTF-8 whatever the locale."""
    with data_output() as out:
        out.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def data_output() -> Iterator[BinaryIO]:
    """Stdout for data. A reader that has seen enough (`amur … | head`) ends the command in peace."""
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


@contextmanager
def progress_bar(label: str, total: int | None) -> Iterator[Any]:
    """A bar on stderr, absent where stderr is no terminal; yields a function that takes the number of finished items."""
    if is_plain():
        yield lambda done=1: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages(), transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done=1: progress.advance(task, done)


def safe(text: str) -> str:
    """A text from outside for a console that reads markup: neither its brackets nor its control characters do anything."""
    return escape(_visible(text))


def _visible(text: str) -> str:
    return "".join("�" if unicodedata.category(char) in _UNSEEN and char not in "\n\t" else char for char in text)
