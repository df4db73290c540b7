"""`amur backup` and `amur restore`: archive, graph and keys of a store together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import JsonOption, StoreOption, messages, print_json, read_settings
from app.stores.backup import restore_backup, write_backup

PlainOption = Annotated[bool | None, typer.Option("--plain", help="The store is a bare dataset (AMUR_PLAIN).", show_default=False)]


def add_commands(cli: typer.Typer) -> None:
    cli.command("backup")(backup)
    cli.command("restore")(restore)


def backup(
    target: Annotated[Path, typer.Argument(help="New folder to write.")],
    nquads: Annotated[bool, typer.Option("--nquads", help="The graph as one N-Quads file.")] = False,
    store: StoreOption = None,
    plain: PlainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the store, also beside a running server: archive, graph and keys, as they belong together."""
    made = write_backup(read_settings(store, plain=plain), target, as_nquads=nquads)
    _tell("Wrote", made.folder, made.version, made.quads, as_json=as_json)


def restore(
    source: Annotated[Path, typer.Argument(help="Folder that `amur backup` wrote.")],
    store: StoreOption = None,
    plain: PlainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new store from a backup."""
    made = restore_backup(read_settings(store, plain=plain), source)
    _tell("Restored", made.folder, made.version, made.quads, as_json=as_json)


def _tell(verb: str, folder: object, version: int, quads: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"folder": str(folder), "version": version, "quads": quads})
    else:
        messages().print(f"{verb} {folder}: version {version}, {quads} quads.", markup=False)
