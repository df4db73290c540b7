"""The command line. Data goes to stdout, progress and messages to stderr; exit codes are those of app/errors.py.

0 ok · 1 a data problem · 2 wrong usage · 3 nothing found · 4 the store or the configuration
"""

from __future__ import annotations

import os
import sys

import typer
from pydantic import ValidationError

from app.cli import ask, ingest, operate, serve
from app.cli.terminal import complain
from app.errors import AppError, ConfigurationProblem

cli = typer.Typer(
    name="amur",
    help="A knowledge graph of China-Russia relations: who met whom when, with the words that prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (ingest, ask, serve, operate):
    module.add_commands(cli)


def main() -> None:
    """Run a command; every AppError becomes one message and its exit code."""
    try:
        cli()
    except AppError as problem:
        complain(problem)
        sys.exit(problem.exit_code)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "AMUR_" + "_".join(str(part) for part in first["loc"]).upper()
        complain(ConfigurationProblem(f"{name} is {first['input']!r}: {first['msg']}.", "Mend the environment or the .env file."))
        sys.exit(ConfigurationProblem.exit_code)
    except BrokenPipeError:  # `amur … | head`: the reader has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
