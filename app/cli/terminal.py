"""What the commands share at the terminal: settings from flags, consoles, progress, messages, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.errors import AppError
from app.logs import set_up_logging
from app.settings import Settings

StoreOption = Annotated[str | None, typer.Option("--store", help="Store folder or SPARQL 1.1 URL (AMUR_STORE).", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def read_settings(store: str | None = None, **flags: Any) -> Settings:
    """Settings of the environment and `.env`, overridden by the flags that were given."""
    given = {name: value for name, value in {"store": store, **flags}.items() if value is not None}
    settings = Settings(**given)
    set_up_logging(level=settings.log_level, as_json=settings.log_json)
    return settings


def messages() -> Console:
    """The console on stderr; plain where stderr is no terminal or NO_COLOR is set."""
    return Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None, highlight=False, soft_wrap=True)


def output() -> Console:
    """The console on stdout; when it is no terminal, lines are never cut."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def complain(problem: AppError) -> None:
    """Say what is wrong and what to do, on stderr."""
    console = messages()
    console.print(f"[red]amur:[/red] {_escape(problem.detail)}")
    for candidate in problem.extra.get("candidates", ()):
        label = candidate.get("label", "") if isinstance(candidate, dict) else candidate
        name = label.get("en", "") if isinstance(label, dict) else label
        key = candidate.get("id", "") if isinstance(candidate, dict) else ""
        console.print(f"      {key:28} {_escape(str(name))}")
    if problem.hint:
        console.print(f"      {_escape(problem.hint)}")


def print_json(value: Any) -> None:
    """Write one JSON document to stdout, UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def progress_bar(label: str, total: int | None) -> Iterator[Any]:
    """A bar on stderr, absent where stderr is no terminal; yields a function that takes the number of finished items."""
    console = messages()
    if not console.is_terminal or os.environ.get("NO_COLOR"):
        yield lambda done=1: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done=1: progress.advance(task, done)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
