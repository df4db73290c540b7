"""Opening an embedded store: for its owner the graph itself, for readers the newest state that may be read."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from app import owner
from app.errors import StoreProblem
from app.stores.folder import Folder, migrate_folder, newest_checkpoint, prepare_folder, read_version, remove_other_graphs
from app.stores.oxigraph import EmbeddedStore

if TYPE_CHECKING:
    from app.settings import Settings


def open_embedded(settings: Settings, *, create: bool = False, read_only: bool = False) -> EmbeddedStore:
    """Open the folder of `settings.store`; see `app.stores.open_store`."""
    path = settings.folder
    folder = prepare_folder(path, settings.base_iri, create=create and not read_only, plain=settings.plain)
    if read_only:
        return EmbeddedStore(folder, settings, *_open_published(folder), read_only=True)
    current = owner.read_owner(path)
    if current and not current.is_this_process:
        raise current.refusal(path)
    try:
        engine = ox.Store(str(folder.graph))
    except OSError as error:
        raise _cannot_open(folder, error) from error
    owner.claim_ownership(path)
    migrate_folder(folder)
    remove_other_graphs(folder)
    store = EmbeddedStore(folder, settings, engine, read_version(folder), read_only=False)
    store.flush()  # so that readers beside us find something from the start
    return store


def _open_published(folder: Folder) -> tuple[ox.Store, int]:
    """The newest state that may be read: beside an owner its last checkpoint, else the folder itself."""
    for _ in range(3):  # a checkpoint can be replaced between finding and opening it
        newest = newest_checkpoint(folder)
        owned = owner.read_owner(folder.path)
        is_complete = newest is not None and newest[0] == read_version(folder)
        if newest and (owned or is_complete):
            with contextlib.suppress(OSError):
                return ox.Store.read_only(str(newest[1])), newest[0]
        elif not owned and folder.graph.is_dir():
            with contextlib.suppress(OSError):
                return ox.Store.read_only(str(folder.graph)), read_version(folder)
    owned = owner.read_owner(folder.path)
    if owned:
        raise StoreProblem(f"Process {owned.pid}, which owns the store {folder.path}, has published nothing yet.", "Try again shortly.")
    raise StoreProblem(f"The store {folder.path} is empty or cannot be opened.", "Ingest something first, or restore a backup.")


def _cannot_open(folder: Folder, error: OSError) -> StoreProblem:
    if "lock" not in str(error).lower():
        return StoreProblem(f"The graph of the store {folder.path} cannot be opened: {error}.", "Restore a backup, or `amur rebuild`.")
    current = owner.read_owner(folder.path)
    if current and not current.is_this_process:
        return current.refusal(folder.path)
    return StoreProblem(f"The store {folder.path} is already open in another place.", "Close it there first.")
