"""Which process owns a store: `owner.json` in its folder (mode 600) with the pid, the URL it serves and a token for its clients.

The engine's own lock decides who may write; this file tells the others whom to ask.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app.errors import StoreProblem

FILE_NAME = "owner.json"
_ZOMBIE = "ended"


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a store. `url` is None for a command that serves nothing."""

    pid: int
    url: str | None
    token: str
    started: str = ""  # the process's start as the system tells it, so that a reused pid is not taken for the owner

    @property
    def is_this_process(self) -> bool:
        return self.pid == os.getpid() and self.started == _started(self.pid)

    def refusal(self, folder: Path) -> StoreProblem:
        """What to tell someone who wants to write as well."""
        if self.url:
            return StoreProblem(
                f"The store {folder} is owned by process {self.pid}, which serves {self.url}.",
                "Send the change to that server (`amur ingest` does so by itself), or stop it first.",
                pid=self.pid, url=self.url,
            )  # fmt: skip
        return StoreProblem(
            f"The store {folder} is in use by process {self.pid}.",
            "Wait until it has ended, then try again. (A server that has just started is known after the first request to it.)",
            pid=self.pid, url=None,
        )  # fmt: skip


def claim_ownership(folder: Path, url: str | None = None) -> Owner:
    """Write this process into `owner.json`. Called again by the owner it updates the URL and keeps the token.

    A file left by a dead process is taken over. Raises StoreProblem when a live process owns the store.
    """
    current = read_owner(folder)
    if current and not current.is_this_process:
        raise current.refusal(folder)
    token = current.token if current else secrets.token_urlsafe(32)
    kept = url if url is not None else (current.url if current else None)
    owner = Owner(os.getpid(), kept, token, _started(os.getpid()))
    temporary = folder / f".{FILE_NAME}.{owner.pid}"
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"pid": owner.pid, "url": owner.url, "token": owner.token, "started": owner.started}, file)
    temporary.replace(folder / FILE_NAME)
    return owner


def read_owner(folder: Path) -> Owner | None:
    """The live owner of the store, or None."""
    try:
        content = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        owner = Owner(int(content["pid"]), content["url"], str(content["token"]), str(content.get("started", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return owner if _is_alive(owner) else None


def release_ownership(folder: Path) -> None:
    """Remove `owner.json` if it is this process's."""
    owner = read_owner(folder)
    if owner and owner.is_this_process:
        (folder / FILE_NAME).unlink(missing_ok=True)


def _is_alive(owner: Owner) -> bool:
    if owner.pid <= 0:
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, under another user
    now = _started(owner.pid)
    return now != _ZOMBIE and not (owner.started and now and owner.started != now)


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot, with the boot's id; "" where the system has no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return _ZOMBIE if fields[0] in "ZX" else f"{boot}:{fields[19]}"
    except (OSError, IndexError):
        return ""
