"""API keys: who may write through HTTP. `keys.json` beside the store (mode 600) holds their digests, never the keys.

A key is 32 random bytes, so that a plain SHA-256 cannot be reversed by guessing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.errors import BadParameter, NotFound, StoreProblem
from app.settings import Settings

FILE_NAME = "keys.json"
_PREFIX = "amur_"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


def keys_folder(settings: Settings) -> Path:
    """Where the keys of a store are kept."""
    return settings.folder


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key."""

    name: str
    digest: str  # SHA-256 of the key, in hexadecimal digits
    created: str  # ISO 8601, UTC


class KeyRing:
    """The keys of one store, as the file has them now: a key made or revoked beside a running server holds at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._keys: tuple[Key, ...] = ()

    def keys(self) -> tuple[Key, ...]:
        """All keys, by name. Raises StoreProblem when the file cannot be read."""
        with self._lock:
            try:
                found = self._path.stat()
            except OSError:
                self._seen, self._keys = None, ()
                return ()
            if self._seen != (found.st_mtime_ns, found.st_ino):
                self._keys = _read(self._path)
                self._seen = (found.st_mtime_ns, found.st_ino)
            return self._keys

    def owner_of(self, secret: str) -> str | None:
        """The name of the key, or None for one that is not ours. Takes as long for a near miss as for any other."""
        given = _digest(secret)
        name = None
        for key in self.keys():
            if hmac.compare_digest(given, key.digest):
                name = key.name
        return name

    def create(self, name: str) -> str:
        """Make a key and return it; it cannot be had again. Raises BadParameter for a bad or used name."""
        if not _NAME.fullmatch(name):
            raise BadParameter(f"{name!r} cannot name a key.", "Use letters, digits, dots, hyphens, underscores and @, up to 64.")
        keys = self.keys()
        if any(key.name == name for key in keys):
            raise BadParameter(f"There is a key named {name} already.", "Revoke it first, or choose another name.")
        secret = _PREFIX + secrets.token_urlsafe(32)
        self._write([*keys, Key(name, _digest(secret), datetime.now(UTC).isoformat(timespec="seconds"))])
        return secret

    def revoke(self, name: str) -> None:
        """Take a key back. Raises NotFound."""
        keys = self.keys()
        if all(key.name != name for key in keys):
            raise NotFound(f"There is no key named {name}.", "`amur keys list` shows the names.")
        self._write([key for key in keys if key.name != name])

    def _write(self, keys: list[Key]) -> None:
        temporary = self._path.with_name(f".{FILE_NAME}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.unlink(missing_ok=True)
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump([asdict(key) for key in sorted(keys, key=lambda key: key.name)], file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as error:
            raise StoreProblem(f"{self._path} cannot be written: {error.strerror}.", "Choose a folder that you may write to.") from error


def _read(path: Path) -> tuple[Key, ...]:
    try:
        return tuple(Key(str(item["name"]), str(item["digest"]), str(item["created"])) for item in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem(f"The keys in {path} cannot be read.", "Restore the file, or remove it and make new keys.") from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
