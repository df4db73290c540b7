"""`amur merge`, `split`, `review`: what a person decides, kept as data. Each prints what the graph lost and what was weakened."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from app.cli.owner_client import OwnerClient, running_owner
from app.cli.terminal import JsonOption, StoreOption, print_json, print_lines, read_settings
from app.errors import BadParameter

SHOWN: Final = 50
ByOption = Annotated[str, typer.Option("--by", help="Who decides.")]
NoteOption = Annotated[str, typer.Option("--note", help="Why.")]


def add_commands(cli: typer.Typer) -> None:
    cli.command("merge")(merge)
    cli.command("split")(split)
    cli.command("review")(review)


def merge(
    one: Annotated[str, typer.Argument(metavar="A", help="An event or an actor, by id or IRI.")],
    two: Annotated[str, typer.Argument(metavar="B", help="Another of the same kind.")],
    by: ByOption = "",
    note: NoteOption = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make two events or two actors one. The id that is left answers with the other; amur split undoes it."""
    _decide("merge", {"one": one, "two": two, "by": by, "note": note}, store, as_json=as_json)


def split(
    name: Annotated[str, typer.Argument(metavar="EVENT", help="An event (or a joined actor), by id or IRI.")],
    claims: Annotated[list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Claims to part from the rest.")] = None,
    by: ByOption = "",
    note: NoteOption = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Part an event: undo a merge, or, where none was made, let every claim (or the named ones) stand by itself."""
    _decide("split", {"name": name, "claims": claims or [], "by": by, "note": note}, store, as_json=as_json)


def review(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim, by id or IRI.")],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="accept, reject or amend.")],
    by: Annotated[str, typer.Option("--by", help="Who judges.", prompt=False)],
    note: NoteOption = "",
    changes: Annotated[list[str] | None, typer.Option("--set", help="field=value to amend; may be repeated.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a claim. A rejected one leaves the world; an amended one counts with the fields that are set."""
    fields: dict[str, str] = {}
    for change in changes or ():
        field, equals, value = change.partition("=")
        if not equals:
            raise BadParameter(f"--set {change!r} has no value.", "Write field=value, as in edtf=2023-07-13.", parameter="set")
        fields[field.strip()] = value.strip()
    _decide("review", {"name": claim, "verdict": verdict, "changes": fields, "by": by, "note": note}, store, as_json=as_json)


def _decide(kind: str, arguments: dict[str, Any], store: str | None, *, as_json: bool) -> None:
    settings = read_settings(store)
    owner = running_owner(settings)
    if owner is not None:
        report = OwnerClient(owner).decide(kind, arguments)
    else:
        from app import decide
        from app.pipeline import Pipeline

        with Pipeline.open(settings, create=False) as pipeline:
            report = getattr(decide, kind)(pipeline, **arguments).as_json()
    if as_json:
        print_json(report)
        return
    lines = [f"Recorded as {report['decision']['id']}: {kind} of {', '.join(report['decision']['targets'])}."]
    for change in report["changes"]:
        into = f" -> {change['into']}" if change["into"] else ""
        lines.append(f"  {change['reason']:9} {change['kind']} {change['id']}{into}  {change['title'] or ''}".rstrip())
    for key, label in (("events_lost", "lost"), ("events_weakened", "weakened")):
        lines += [f"  {label:9} {event}" for event in report[key][:SHOWN]]
    print_lines(lines)
