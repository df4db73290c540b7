from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.errors import BadParameter, NotFound, StoreProblem
from app.keys import FILE_NAME, KeyRing


def test_a_key_is_kept_as_its_digest(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "store")
    secret = ring.create("laptop")
    assert len(secret) >= 43
    assert ring.owner_of(secret) == "laptop"
    file = tmp_path / "store" / FILE_NAME
    assert secret not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), "\ud800", "ключ"):
        assert ring.owner_of(wrong) is None


def test_keys_hold_and_end_beside_a_running_server(tmp_path: Path) -> None:
    server, command = KeyRing(tmp_path), KeyRing(tmp_path)
    first, second = command.create("a"), command.create("b")
    assert first != second
    assert [server.owner_of(key) for key in (first, second)] == ["a", "b"]
    command.revoke("a")
    assert [server.owner_of(key) for key in (first, second)] == [None, "b"]
    assert [key.name for key in server.keys()] == ["b"]  # noqa: SIM118  a ring is no mapping


def test_names_are_checked(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.create("a")
    for name in ("a", "", "../a", "a b", "x" * 65):
        with pytest.raises(BadParameter):
            ring.create(name)
    with pytest.raises(NotFound):
        ring.revoke("b")


def test_a_damaged_file_lets_nobody_in(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.create("a")
    (tmp_path / FILE_NAME).write_text('[{"name": "a"}]')
    with pytest.raises(StoreProblem):
        ring.owner_of("")
