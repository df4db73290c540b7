"""`amur met` and `amur query`: questions to the store, also beside a running server."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from app.answers.meetings import MeetingFilters, find_meetings, meetings_to_json
from app.answers.rows import TableRows
from app.api.tables import EVENT_COLUMNS, event_rows, write_csv
from app.archive import Archive
from app.cli.terminal import JsonOption, StoreOption, data_output, messages, print_json, print_table, read_settings
from app.errors import BadInput
from app.gazetteer import Gazetteer
from app.ids import Names
from app.sentences import FILE_NAME, Sentences
from app.settings import Settings
from app.stores import Store, open_store

SELECT_FORMATS = {
    "table": "text/csv",
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
}
PAGE = 200


def add_commands(cli: typer.Typer) -> None:
    cli.command("met")(met)
    cli.command("query")(query)


@contextmanager
def reading(settings: Settings) -> Iterator[Store]:
    """The store, opened to read: the last published checkpoint when a server owns it."""
    store = open_store(settings, read_only=True)
    try:
        yield store
    finally:
        store.close()


def met(
    actor: Annotated[str, typer.Argument(help="An id, a name in English, Chinese or Russian, or a Wikidata id.")],
    other: Annotated[str | None, typer.Argument(help="Whom they met.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Place or country.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Meeting (default), Summit, Visit…; several with commas.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="occurred,ongoing (default), planned, denied…; all for all.")] = None,
    q: Annotated[str | None, typer.Option("--q", help='Words in the evidence, or their beginnings; "…" as they stand.')] = None,
    min_origins: Annotated[int, typer.Option("--min-origins", min=0, help="Least number of independent origins.")] = 0,
    min_confidence: Annotated[float | None, typer.Option("--min-confidence", min=0, max=1, help="Least confidence of a claim.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Who met whom when: earliest first, undated last. Exit code 3 when nothing is known."""
    settings = read_settings(store)
    filters = MeetingFilters(
        actor=actor, with_=other, since=since, until=until, place=place, type=event_type, status=status, q=q, min_origins=min_origins,
        min_confidence=settings.min_confidence if min_confidence is None else min_confidence, limit=PAGE,
    )  # fmt: skip
    is_table = not (as_json or as_csv)
    with reading(settings) as opened:
        with sentence_index(settings) as sentences:
            answer = _all_pages(opened, Gazetteer.load(settings.registry), filters, Names(settings.base_iri), sentences)
        if is_table and answer["items"]:
            _print_meetings(answer["items"], settings)
    if as_json:
        print_json(answer)
    elif as_csv:
        with data_output() as out:
            out.write(write_csv(EVENT_COLUMNS, event_rows(answer["items"])))
    else:
        _print_remainder(answer)
    if not answer["items"]:
        raise typer.Exit(3)


def query(
    file: Annotated[str, typer.Argument(help="A file with a SPARQL query, or - for standard input.")],
    result_format: Annotated[str, typer.Option("--format", help=f"One of {', '.join(SELECT_FORMATS)}.")] = "table",
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Run a SPARQL query; CONSTRUCT and DESCRIBE print Turtle."""
    settings = read_settings(store)
    result_format = "json" if as_json else result_format
    if result_format not in SELECT_FORMATS:
        raise typer.BadParameter(f"{result_format!r} is not one of {', '.join(SELECT_FORMATS)}.", param_hint="--format")
    try:
        text = (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8-sig")
    except OSError as problem:
        raise BadInput(f"{file} cannot be read: {problem.strerror}.", "Name a file with a SPARQL query, or - for standard input.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8.", "Save the query as UTF-8 text.") from None
    wanted = SELECT_FORMATS[result_format]
    with reading(settings) as opened:
        answer = opened.answer(text, wanted if result_format != "table" else f"{wanted}, text/turtle;q=0.5")
    if result_format == "table" and answer.media_type.startswith("text/csv"):
        _print_rows(answer.body.decode())
        return
    with data_output() as out:
        out.write(answer.body if answer.body.endswith(b"\n") or result_format in ("csv", "tsv") else answer.body + b"\n")


def _all_pages(store: Store, gazetteer: Gazetteer, filters: MeetingFilters, names: Names, sentences: Sentences | None) -> dict[str, Any]:
    """The whole answer: the command line has no pages."""
    first = meetings_to_json(find_meetings(store, gazetteer, filters, names, sentences))
    cursor = first["next"]
    while cursor is not None:
        page = meetings_to_json(find_meetings(store, gazetteer, replace(filters, cursor=cursor), names, sentences))
        first["items"] += page["items"]
        cursor = page["next"]
    first["next"] = None
    return first


def _print_meetings(items: Sequence[Mapping[str, Any]], settings: Settings) -> None:
    table = []
    with table_rows(settings) as rows:
        for item in items:
            place = item["place"]
            people = ", ".join(_english(person["label"]) for person in item["participants"])
            kind = "" if item["type"] == "Meeting" else f"{item['type']}: "
            where = _english(place["label"]) if place else ""
            table.append((_when(item["time"]), kind + people, where, str(item["origins"]), _words(item["claims"], rows)))
    print_table(("when", "who", "where", "origins", "words"), table, whole=("when",))


@contextmanager
def sentence_index(settings: Settings) -> Iterator[Sentences | None]:
    """The index beside the archive of this machine, read only; None where there is none."""
    found = Sentences.open_to_read(settings.folder / FILE_NAME)
    try:
        yield found
    finally:
        if found is not None:
            found.close()


@contextmanager
def table_rows(settings: Settings) -> Iterator[TableRows]:
    """Curated tables by the archive of this machine; where there is none, rows stay without column names."""
    path = settings.folder / "archive.sqlite"
    if not path.is_file():
        yield TableRows(None)
        return
    archive = Archive.open(path, read_only=True)
    try:
        yield TableRows(archive)
    finally:
        archive.close()


def _words(claims: Sequence[Mapping[str, Any]], rows: TableRows) -> str:
    """The words of one claim and the number of further ones: a sentence of an article before what a row of a table is about."""
    if not claims:
        return ""
    first = min(claims, key=lambda claim: claim["article"]["kind"] == "curated")
    further = f" (+{len(claims) - 1})" if len(claims) > 1 else ""
    if first["article"]["kind"] != "curated":
        return f"“{' '.join(first['quote'].split())}”{further}"
    row = rows.read(first["quote"], first["article"]["id"])
    about = row.subject if row is not None and row.subject else "row of a curated table"
    cited = f" [{row.sources} cited source{'' if row.sources == 1 else 's'}]" if row is not None and row.sources else ""
    return f"{' '.join(about.split())}{cited}{further}"


def _when(time: Mapping[str, Any]) -> str:
    """The date as known, with ? where it only may lie in the window; the bounds of an unknown one."""
    doubt = "?" if time["match"] == "possible" else ""
    if time["edtf"]:
        return f"{time['edtf']}{doubt}"
    if time["latest"]:
        return f"before {time['latest']}{doubt}" if not time["earliest"] else f"{time['earliest']} to {time['latest']}{doubt}"
    return f"after {time['earliest']}{doubt}" if time["earliest"] else "unknown"


def _print_remainder(answer: Mapping[str, Any]) -> None:
    """What the list does not show, on stderr: other kinds, and how much was read at all."""
    console = messages()
    coverage = answer["coverage"]
    window = f"{coverage['since'] or 'the beginning'} to {coverage['until'] or 'today'}"
    if not answer["items"]:
        console.print(f"No meeting known. {coverage.get('reason') or ''}".strip(), markup=False)
    left_out = ", ".join(f"{count} {kind}" for kind, count in answer["left_out"].items())
    if left_out:
        console.print(f"Left out (see --type): {left_out}.", markup=False)
    console.print(f"Articles read, from {window}: {coverage['articles']}. Claims, not established facts.", markup=False)


def _print_rows(text: str) -> None:
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    print_table(header, rows)
    messages().print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def _english(label: Mapping[str, str]) -> str:
    return label.get("en") or next(iter(label.values()), "")
