"""Who may write through HTTP: the bearer of a key (`Authorization: Bearer …`)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.api.deps import ServicesDep
from app.errors import Unauthorized
from app.keys import KeyRing, keys_folder


def find_writer(request: Request, keys: KeyRing) -> str | None:
    """The name of the request's key; None without a key. Raises Unauthorized for a key that is not ours."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    name = keys.owner_of(secret.strip()) if scheme.lower() == "bearer" else None
    if name is None:
        raise Unauthorized("The key is not known here.", "Send `Authorization: Bearer KEY`; `amur keys create NAME` makes one.")
    return name


def require_writer(request: Request, keys: KeyRing) -> str:
    """The name of the request's key. Raises Unauthorized without one."""
    name = find_writer(request, keys)
    if name is None:
        raise Unauthorized("Writing needs a key.", "Send `Authorization: Bearer KEY`; `amur keys create NAME` makes one.")
    return name


def get_writer(request: Request, services: ServicesDep) -> str:
    """The name of the request's key; Unauthorized without one."""
    return require_writer(request, services.keys or KeyRing(keys_folder(services.settings)))


WriterDep = Annotated[str, Depends(get_writer)]
