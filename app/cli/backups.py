"""`amur backup` and `amur restore`: archive, graph and keys of a store together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import StoreOption, messages, read_settings
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
) -> None:
    """Copy the store, also beside a running server: archive, graph and keys, as they belong together."""
    made = write_backup(read_settings(store, plain=plain), target, as_nquads=nquads)
    messages().print(f"Wrote {made.folder}: version {made.version}, {made.quads} quads.", markup=False)


def restore(
    source: Annotated[Path, typer.Argument(help="Folder that `amur backup` wrote.")], store: StoreOption = None, plain: PlainOption = None
) -> None:
    """Make a new store from a backup."""
    made = restore_backup(read_settings(store, plain=plain), source)
    messages().print(f"Restored {made.folder}: version {made.version}, {made.quads} quads.", markup=False)
