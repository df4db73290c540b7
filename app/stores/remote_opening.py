"""Opening a store on a server: is it ours, which version does it show, and has it lost something?"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Final

from app import owner
from app.errors import StoreProblem
from app.ids import Names
from app.stores.folder import Folder, migrate_folder, prepare_folder, read_metadata, read_noted_version, read_version
from app.stores.markers import Marker, marker_update, read_marker
from app.stores.own_requests import list_graphs, run
from app.stores.remote import SparqlServer
from app.stores.remote_store import RemoteStore

if TYPE_CHECKING:
    from app.settings import Settings

_LOCK: Final = "lock"


def open_remote(settings: Settings, *, create: bool = False, read_only: bool = False) -> RemoteStore:
    """Open the server of `settings.store`; see `app.stores.open_store`. Reading needs no folder here."""
    names, server = Names(settings.base_iri), SparqlServer(settings)
    try:
        if read_only:
            marker = None if settings.plain else _known_marker(server, names, settings)
            return RemoteStore(server, settings, None, marker, marker.version if marker else 0)
        folder = prepare_folder(settings.folder, settings.base_iri, create=create, plain=settings.plain, server=settings.store)
        lock = _lock(folder)
        try:
            owner.claim_ownership(folder.path)
            migrate_folder(folder)
            return _open_to_write(settings, names, server, folder, lock)
        except BaseException:
            owner.release_ownership(folder.path)
            os.close(lock)
            raise
    except BaseException:
        server.close()
        raise


def _open_to_write(settings: Settings, names: Names, server: SparqlServer, folder: Folder, lock: int) -> RemoteStore:
    kept = read_metadata(folder)
    version = read_version(folder)
    if settings.plain:
        return RemoteStore(server, settings, folder, None, version, lock=lock)
    marker = read_marker(server, names)
    if marker is None:
        _refuse_strange_graphs(server, names, settings)
    elif marker.archive != kept.id:
        raise StoreProblem(
            f"The graph on {server.url} comes from another archive than the one in {folder.path}.",
            "Set AMUR_ARCHIVE to the folder of its archive, or AMUR_STORE to another server or dataset.",
        )
    elif kept.server != server.url:
        raise StoreProblem(
            f"The archive in {folder.path} belongs to the server {kept.server}, not to {server.url}.",
            f"Correct AMUR_STORE; if the server has moved, write its new address into {folder.metadata}.",
        )
    is_behind = (marker.version if marker else 0) < read_noted_version(folder)
    version = max(version + is_behind, marker.version if marker else 0)  # what is shown now is not what that version was
    if marker is None or marker.version != version:
        marker = Marker(kept.id, version)
        run(server, marker_update(names, marker))
    return RemoteStore(server, settings, folder, marker, version, lock=lock, is_behind=is_behind)


def _known_marker(server: SparqlServer, names: Names, settings: Settings) -> Marker:
    marker = read_marker(server, names)
    if marker is None:
        _refuse_strange_graphs(server, names, settings)
        raise StoreProblem(f"There is no store on {server.url}.", "`amur ingest` or `amur demo` makes one; AMUR_STORE says where.")
    return marker


def _refuse_strange_graphs(server: SparqlServer, names: Names, settings: Settings) -> None:
    """Raises StoreProblem when the server has graphs that look managed, of this or another base, and no marker says whose they are."""
    for graph in list_graphs(server):
        if names.is_managed_graph(graph):
            raise StoreProblem(
                f"{server.url} holds graphs such as {graph.value}, and no archive is known for them.",
                "Drop them, or set AMUR_STORE to another server or dataset.",
            )
        base, found, _ = graph.value.partition("graph/store")
        if found and base != settings.base_iri and read_marker(server, Names(base)) is not None:
            raise StoreProblem(
                f"The store on {server.url} was made with the base IRI {base}, not {settings.base_iri}.",
                "Set AMUR_BASE_IRI to the store's base, or use another store.",
            )


def _lock(folder: Folder) -> int:
    """A lock on the folder, as a file descriptor; it ends with this process at the latest. Raises StoreProblem when it is held."""
    handle = os.open(folder.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        current = owner.read_owner(folder.path)
        if current and not current.is_this_process:
            raise current.refusal(folder.path) from None
        raise StoreProblem(f"The store {folder.path} is already open in another place.", "Close it there first.") from None
    return handle
