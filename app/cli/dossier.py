"""`amur dossier`: all that is known of the meetings of one actor or of a pair, to read, to print, or as a table."""

from __future__ import annotations

from typing import Annotated

import typer

from app.answers import to_json
from app.answers.dossier import make_dossier
from app.answers.rows import TableRows
from app.answers.views import ClaimView
from app.api.dossiers import write_markdown, write_page, write_table
from app.cli.ask import reading, table_rows
from app.cli.terminal import JsonOption, StoreOption, data_output, messages, print_json, read_settings
from app.gazetteer import Gazetteer
from app.ids import Names

FORMATS = ("md", "html", "csv")


def add_commands(cli: typer.Typer) -> None:
    cli.command("dossier")(dossier)


def dossier(
    actor: Annotated[str, typer.Argument(help="An id, a name in English, Chinese or Russian, or a Wikidata id.")],
    other: Annotated[str | None, typer.Argument(help="The other one of a pair.")] = None,
    file_format: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")] = "md",
    since: Annotated[str | None, typer.Option("--since", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    min_confidence: Annotated[float | None, typer.Option("--min-confidence", min=0, max=1, help="Least confidence of a claim.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """All meetings, calls and visits of an actor or a pair with the words that prove them and their sources. Exit code 3: none known."""
    if file_format not in FORMATS:
        raise typer.BadParameter(f"{file_format!r} is not one of {', '.join(FORMATS)}.", param_hint="--format")
    settings = read_settings(store)
    bound = settings.min_confidence if min_confidence is None else min_confidence
    actors = [actor] if other is None else [actor, other]
    with reading(settings) as opened, table_rows(settings) as rows:
        found = make_dossier(opened, Gazetteer.load(settings.registry), Names(settings.base_iri), actors, since, until, bound)
        if as_json:
            print_json(to_json(found))
        elif file_format == "csv":
            body = write_table(found)
        else:
            write = write_page if file_format == "html" else write_markdown
            body = write(found, lambda claim: words_of(claim, rows))
    if not as_json:
        with data_output() as out:
            out.write(body)
    if not found.events and not found.statements:
        messages().print(f"Nothing known. {found.coverage.reason or ''}".strip(), markup=False)
        raise typer.Exit(3)


def words_of(claim: ClaimView, rows: TableRows) -> str:
    """The words of a claim; of a row of a table what it is about, and what it cites."""
    if claim.article.kind != "curated":
        return claim.quote
    row = rows.read(claim.quote, claim.article.id)
    about = row.subject if row is not None and row.subject else "row of a curated table"
    cited = [value for cell in row.cells if cell.column == "sources" for value in cell.values] if row is not None else []
    return f"{about} (cites {', '.join(cited)})" if cited else about
