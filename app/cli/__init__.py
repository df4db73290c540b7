"""The command line. Data goes to stdout, progress and messages to stderr; exit codes are those of app/errors.py.

0 ok · 1 a data problem · 2 wrong usage · 3 nothing found · 4 the store or the configuration
"""

from __future__ import annotations

import sys
from importlib.metadata import version as package_version
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli import ask, backups, decide, dossier, explain, export, ingest, keys, operate, serve, watch
from app.cli.terminal import complain, print_text
from app.errors import AppError, ConfigurationProblem

cli = typer.Typer(
    name="amur",
    help="A knowledge graph of China-Russia relations: who met whom when, with the words that prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the boxes call every flag a <bool>
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (serve, ingest, explain, ask, dossier, export, decide, operate, keys, backups, watch):
    module.add_commands(cli)


def _print_version(wanted: bool) -> None:
    if wanted:
        print_text(f"amur {package_version('amur')}\n")
        raise typer.Exit


@cli.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


def main() -> None:
    """Run a command; every AppError becomes one message and its exit code."""
    as_json = "--json" in sys.argv[1:]
    try:
        cli(prog_name="amur")
    except AppError as problem:
        complain(problem, as_json=as_json)
        sys.exit(problem.exit_code)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "AMUR_" + "_".join(str(part) for part in first["loc"]).upper()
        wrong = ConfigurationProblem(f"{name} is {first['input']!r}: {first['msg']}.", "Mend the environment or the .env file.")
        complain(wrong, as_json=as_json)
        sys.exit(wrong.exit_code)
