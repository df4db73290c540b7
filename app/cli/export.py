"""`amur export`: the data as files for other tools."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer
import zstandard

from app.answers.exports import ExportQuery, export_data
from app.answers.graph_query import GraphQuery
from app.cli.ask import reading
from app.cli.terminal import StoreOption, data_output, messages, print_json, read_settings, safe
from app.errors import BadInput
from app.exporters import FORMATS, PROJECTIONS, TABLES
from app.gazetteer import Gazetteer
from app.ids import Names

ZSTD_LEVEL: Final = 10


def add_commands(cli: typer.Typer) -> None:
    cli.command("export")(export)


def export(
    actors: Annotated[list[str] | None, typer.Argument(help="Only events in which these took part: ids, names, Wikidata ids.")] = None,
    file_format: Annotated[
        str | None, typer.Option("--format", help=f"One of {', '.join(FORMATS)}; if not given, as FILE ends, else ttl.", show_default=False)
    ] = None,
    table: Annotated[str, typer.Option("--table", help=f"What csv holds: {', '.join(TABLES)}.")] = "edges",
    projection: Annotated[str, typer.Option("--projection", help="Networks: actors, or actors and events.")] = "actors",
    neo4j: Annotated[bool, typer.Option("--neo4j", help="csv edges or nodes with the headers of Neo4j's import.")] = False,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="File to write (.gz and .zst are compressed); else stdout.")] = None,
    named: Annotated[list[str] | None, typer.Option("--actor", help="The same as the argument; may be given twice.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="YYYY, YYYY-MM or YYYY-MM-DD, inclusive.")] = None,
    certain: Annotated[bool, typer.Option("--certain", help="Only what lies in the window for certain.")] = False,
    place: Annotated[str | None, typer.Option("--place", help="Place or country.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Topic.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Meeting, Summit, Visit…; several with commas.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="met, spokeWith, coAttended, contacts…; several with commas.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="occurred,ongoing (default), planned, denied…; all for all.")] = None,
    level: Annotated[str | None, typer.Option("--level", help="leader, premier, foreign, defence, security, other.")] = None,
    event_format: Annotated[str | None, typer.Option("--event-format", help="bilateral, trilateral, multilateral, pull-aside.")] = None,
    sourcing: Annotated[str | None, typer.Option("--sourcing", help="own or attributed.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Only what this outlet tells.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Only what articles in this language tell: en, zh, ru.")] = None,
    q: Annotated[str | None, typer.Option("--q", help='Words in the evidence, or their beginnings; "…" as they stand.')] = None,
    min_origins: Annotated[int, typer.Option("--min-origins", min=0, help="Least number of independent origins.")] = 0,
    min_confidence: Annotated[float | None, typer.Option("--min-confidence", min=0, max=1, help="Least confidence of an event.")] = None,
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="With -o: print what was written as JSON.")] = False,
) -> None:
    """Write the data as a file: sorted, the same bytes for the same graph. Without filters RDF formats hold the whole graph."""
    settings = read_settings(store)
    file_format = file_format or _format_of(target)
    for name, word, known in (("--format", file_format, FORMATS), ("--table", table, TABLES), ("--projection", projection, PROJECTIONS)):
        if word not in known:
            raise typer.BadParameter(f"{word!r} is not one of {', '.join(known)}.", param_hint=name)
    filters = GraphQuery(
        since=since,
        until=until,
        match="certain" if certain else "possible",
        place=place,
        topic=topic,
        type=event_type,
        kind=kind,
        status=status,
        level=level,
        event_format=event_format,
        sourcing=sourcing,
        publisher=publisher,
        language=language,
        q=q,
        min_origins=min_origins,
        min_confidence=settings.min_confidence if min_confidence is None else min_confidence,
    )
    query = ExportQuery(file_format, projection, table, neo4j, (*(actors or ()), *(named or ())), filters, settings.min_confidence)
    query.check()
    names = Names(settings.base_iri)
    with reading(settings) as opened:
        gazetteer = Gazetteer.load(settings.registry)
        if target is None:
            with data_output() as out:
                export_data(opened, gazetteer, names, query, out)
            return
        partial = target.with_name(target.name + ".part")  # a broken export never looks like a whole one
        try:
            with _opened(partial, target.suffix) as out:
                export_data(opened, gazetteer, names, query, out)
            partial.replace(target)
        except OSError as problem:
            raise BadInput(f"{target} cannot be written: {problem.strerror}.", "Choose another place with -o.") from None
        finally:
            partial.unlink(missing_ok=True)
        version = opened.version
    size_bytes = target.stat().st_size
    if as_json:
        print_json({"file": str(target), "format": file_format, "size_bytes": size_bytes, "version": version})
    else:
        messages().print(f"Wrote {safe(str(target))} ({size_bytes / 1e6:.1f} MB).")


def _format_of(target: Path | None) -> str:
    """The format that the name of a file asks for."""
    name = "" if target is None else target.name.removesuffix(".gz").removesuffix(".zst")
    return next((one.name for one in reversed(FORMATS.values()) if name.endswith(one.extension)), "ttl")


@contextmanager
def _opened(path: Path, ending: str) -> Iterator[BinaryIO]:
    """The file to write to, compressed as the ending of its name says, without a time in it."""
    with path.open("wb") as file:
        if ending == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as out:
                yield out  # type: ignore[misc]  # a GzipFile is a BinaryIO in all but name
        elif ending == ".zst":
            with zstandard.ZstdCompressor(level=ZSTD_LEVEL).stream_writer(file, closefd=False) as out:
                yield out
        else:
            yield file
