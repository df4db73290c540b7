"""`amur keys`: who may write through HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.terminal import JsonOption, StoreOption, messages, print_json, print_text, read_settings
from app.keys import KeyRing, keys_folder

NameArgument = Annotated[str, typer.Argument(help="Name of the key: whose it is, or what for.")]


def add_commands(cli: typer.Typer) -> None:
    group = typer.Typer(help="Make, list and revoke the keys that SPARQL updates need.", no_args_is_help=True)
    group.command("create")(create)
    group.command("list")(list_keys)
    group.command("revoke")(revoke)
    cli.add_typer(group, name="keys")


def create(name: NameArgument, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Make a key and print it. It is kept as a digest only, so this is the one time it is shown."""
    secret = KeyRing(keys_folder(read_settings(store))).create(name)
    if as_json:
        print_json({"name": name, "key": secret})
    else:
        print_text(f"{secret}\n")
        messages().print("Send it as `Authorization: Bearer KEY`. It is not shown again.")


def list_keys(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the names of the keys."""
    keys = KeyRing(keys_folder(read_settings(store))).keys()
    if as_json:
        print_json([{"name": key.name, "created": key.created} for key in keys])
    else:
        print_text("".join(f"{key.name}\t{key.created}\n" for key in keys))


def revoke(name: NameArgument, store: StoreOption = None) -> None:
    """Take a key back; it holds at once, also for a running server."""
    KeyRing(keys_folder(read_settings(store))).revoke(name)
    messages().print(f"The key {name} is revoked.", markup=False)
