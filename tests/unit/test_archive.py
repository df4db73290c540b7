from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.archive import Archive, Pending
from app.errors import NotFound, StoreProblem
from app.model import (
    ActorRef,
    Article,
    ArticleMeta,
    Block,
    Claim,
    CountedContent,
    Decision,
    Evidence,
    Extraction,
    FigureContent,
    Participation,
    PlaceRef,
    StatementContent,
    UncertainTime,
)

EXTRACTION = Extraction("model 1", "rules 1", "amur 0")


def article(text: str = "The ministers spoke.", key: str = "one", **fields: object) -> Article:
    made = Article(
        id=f"id-{key}", key=f"key:{key}", text=text, sha256="0" * 64, blocks=(Block("body", 0, len(text)),), title="Талк 会谈",
        published=date(2023, 7, 17), sources=("https://example.org/a",), warnings=("no author",),
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def claim(number: int, of: str = "id-one", **fields: object) -> Claim:
    made = Claim(id=f"c{of}{number}", article=of, type="Meeting", evidence=(Evidence(0, 3, "The"),), rule="r")
    return replace(made, **fields)  # type: ignore[arg-type]


FULL = claim(
    1,
    participants=(Participation(ActorRef("x-a", "A", "Person", "china", ("A", 1, 2)), "host", "china", "office", "b", "negative", "ill"),),
    time=UncertainTime("2023-07", date(2023, 7, 1), date(2023, 7, 31), "month", "context", "throughout", (("July", 4, 8),)),
    places=(PlaceRef("jakarta", "Jakarta", None),),
    statement=StatementContent("q", 1, 2, True, ActorRef("b", "B"), "interview"),
    figure=FigureContent("trade", "12.5", "USD", "2023-06", ActorRef("c", "C"), "highest-since", "2022-02"),
    counted=CountedContent("JointPatrol", 6, True, "2019/2023"),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.open(tmp_path / "archive.sqlite")
    yield opened
    opened.close()


def test_append_keeps_everything(archive: Archive) -> None:
    made = article("naïve 🐉\x00 text\r\n")
    version = archive.append(b"\xff raw", made, {"publisher": "X", "published": date(2023, 7, 17)})
    assert (version.article, version.number, version.is_new, version.retracted) == ("id-one", 1, True, False)
    assert archive.article("id-one") == archive.article("key:one") == made
    assert archive.raw("id-one", 1) == b"\xff raw"
    assert archive.given_meta("id-one", 1) == {"publisher": "X", "published": "2023-07-17"}
    assert archive.articles() == (ArticleMeta.of(made),)
    assert archive.article("nobody") is None


def test_the_same_again_is_the_same_version(archive: Archive) -> None:
    archive.append(b"a", article())
    again = archive.append(b"a", article())
    assert (again.number, again.is_new) == (1, False)
    assert archive.append(b"a", article(title="Corrected title")).number == 2
    changed = archive.append(b"b", article("Other words."))
    assert (changed.number, changed.is_new) == (3, True)
    assert archive.article("id-one") == article("Other words.")
    assert [version.number for version in archive.versions("id-one")] == [1, 2, 3]
    back = archive.append(b"a", article())
    assert (back.number, back.is_new) == (4, True)  # an older text again is news, too


def test_text_like_its_bytes_is_kept_once(archive: Archive, tmp_path: Path) -> None:
    archive.append(b"The ministers spoke.", article())
    with sqlite3.connect(tmp_path / "archive.sqlite") as connection:
        assert connection.execute("SELECT text, raw FROM versions").fetchall() == [(None, b"The ministers spoke.")]
    connection.close()
    assert archive.article("id-one") == article()


def test_claims_come_back_equal(archive: Archive) -> None:
    archive.append(b"a", article())
    assert archive.extraction("id-one") is None
    archive.save_claims("id-one", 1, [FULL, claim(2)], EXTRACTION, {FULL.id: ["b1", "b2", "b1"]})
    assert archive.claims("id-one") == (FULL, claim(2))
    assert archive.extraction("id-one") == EXTRACTION
    assert archive.block_keys("id-one") == ("b1", "b2")
    assert [record.claim for record in archive.records()] == [FULL, claim(2)]
    found = archive.claim(FULL.id)
    assert found
    assert (found.claim, found.article) == (FULL, ArticleMeta.of(article()))
    archive.save_claims("id-one", 1, [claim(3)], EXTRACTION, {})
    assert archive.claims("id-one") == (claim(3),)
    assert archive.claims_in_blocks(["b1"]) == ()


def test_blocks_find_each_claim_once_and_in_order(archive: Archive) -> None:
    for key in ("two", "one"):
        archive.append(b"a", article(key=key))
        claims = [claim(number, f"id-{key}") for number in range(3)]
        archive.save_claims(f"id-{key}", 1, claims, EXTRACTION, {c.id: ["all", f"n{i}"] for i, c in enumerate(claims)})
    everything = archive.claims_in_blocks(["all", "n1", "nothing"])
    assert [record.claim.id for record in everything] == [f"cid-{key}{n}" for key in ("one", "two") for n in range(3)]
    assert [record.claim.id for record in archive.claims_in_blocks(iter(["n1"]))] == ["cid-one1", "cid-two1"]
    assert archive.claims_in_blocks([]) == ()


def test_pending_until_applied(archive: Archive) -> None:
    archive.append(b"a", article())
    archive.append(b"b", article(key="two"))
    assert archive.unapplied() == (Pending("id-one", 1, False, False), Pending("id-two", 1, False, False))
    archive.save_claims("id-one", 1, [claim(1)], EXTRACTION, {"cid-one1": ["b"]})
    assert archive.unapplied()[0] == Pending("id-one", 1, False, True)
    assert archive.claims_in_blocks(["b"], applied=True) == ()
    archive.mark_applied("id-one", 1)
    archive.mark_applied("id-two", 1)
    assert archive.unapplied() == ()
    assert len(archive.claims_in_blocks(["b"], applied=True)) == 1


def test_the_applied_version_stays_visible_until_the_next_is(archive: Archive) -> None:
    archive.append(b"a", article())
    archive.save_claims("id-one", 1, [claim(1)], EXTRACTION, {"cid-one1": ["old"]})
    archive.mark_applied("id-one", 1)
    archive.append(b"b", article("Other."))
    archive.save_claims("id-one", 2, [claim(2)], EXTRACTION, {"cid-one2": ["new"]})
    assert [record.claim.id for record in archive.claims_in_blocks(["old", "new"], applied=True)] == ["cid-one1"]
    assert [record.claim.id for record in archive.claims_in_blocks(["old", "new"])] == ["cid-one2"]
    assert (archive.block_keys("id-one", applied=True), archive.block_keys("id-one")) == (("old",), ("new",))
    archive.mark_applied("id-one", 1)  # late news of the version before: the current one is still to do
    assert [pending.version for pending in archive.unapplied()] == [2]
    archive.mark_applied("id-one", 2)
    assert [record.claim.id for record in archive.claims_in_blocks(["old", "new"], applied=True)] == ["cid-one2"]
    assert archive.unapplied() == ()


def test_retraction(archive: Archive) -> None:
    archive.append(b"a", article())
    archive.save_claims("id-one", 1, [claim(1)], EXTRACTION, {"cid-one1": ["b"]})
    archive.mark_applied("id-one", 1)
    gone = archive.retract("key:one")
    assert (gone.article, gone.retracted, gone.is_new) == ("id-one", True, True)
    assert archive.articles() == ()
    assert archive.article("id-one") is None
    assert archive.claims("id-one") == ()
    assert archive.claim("cid-one1") is None
    assert archive.claims_in_blocks(["b"]) == ()
    assert len(archive.claims_in_blocks(["b"], applied=True)) == 1  # the store shows it still
    assert archive.unapplied() == (Pending("id-one", 1, True, True),)
    archive.mark_applied("id-one", 1)
    assert archive.unapplied() == ()
    assert archive.claims_in_blocks(["b"], applied=True) == ()
    again = archive.append(b"a", article())
    assert (again.is_new, again.retracted) == (False, True)
    assert not archive.retract("id-one").is_new
    assert archive.raw("id-one", 1) == b"a"
    corrected = archive.append(b"c", article("Corrected."))
    assert (corrected.number, corrected.is_new, corrected.retracted) == (2, True, False)
    assert archive.unapplied() == (Pending("id-one", 2, False, False),)


def test_retraction_of_what_was_never_shown_leaves_nothing_to_do(archive: Archive) -> None:
    archive.append(b"a", article())
    archive.retract("id-one")
    assert archive.unapplied() == ()
    with pytest.raises(NotFound):
        archive.retract("nobody")


def test_rebuild_starts_from_all(archive: Archive) -> None:
    for key in ("one", "two"):
        archive.append(b"a", article(key=key))
        archive.mark_applied(f"id-{key}", 1)
    archive.retract("id-two")
    archive.mark_all_pending()
    assert [pending.article for pending in archive.unapplied()] == ["id-one"]


def test_decisions_keep_their_order(archive: Archive) -> None:
    first = Decision("d2", "merge", ("a", "b"), by="me", note="同一", at="2024-01-01T00:00:00Z")
    second = Decision("d1", "review", ("c",), "amend", (("status", "planned"),))
    assert archive.add_decision(first)
    assert archive.add_decision(second)
    assert not archive.add_decision(first)
    assert archive.decisions() == (first, second)


def test_unknown_versions_are_said(archive: Archive) -> None:
    for call in (
        lambda: archive.raw("id-one", 1),
        lambda: archive.given_meta("id-one", 1),
        lambda: archive.mark_applied("id-one", 1),
        lambda: archive.save_claims("id-one", 1, [], EXTRACTION, {}),
    ):
        with pytest.raises(NotFound):
            call()


def test_threads_append_the_same_article_once(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda _: archive.append(b"a", article()), range(40)))
    assert sum(version.is_new for version in versions) == 1
    assert len(archive.versions("id-one")) == 1


def test_reading_beside_the_writer(archive: Archive, tmp_path: Path) -> None:
    archive.append(b"a", article())
    archive.save_claims("id-one", 1, [claim(1)], EXTRACTION, {"cid-one1": ["b"]})
    reader = Archive.open(tmp_path / "archive.sqlite", read_only=True)
    assert len(reader.claims_in_blocks(["b"])) == 1
    with pytest.raises(StoreProblem, match="cannot be written"):
        reader.append(b"b", article(key="two"))
    reader.close()
    reader.close()


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="no archive"):
        Archive.open(tmp_path / "none.sqlite", read_only=True)
    (tmp_path / "text.sqlite").write_text("not a database, but long enough to look like a file of one" * 10)
    with pytest.raises(StoreProblem, match="cannot be opened"):
        Archive.open(tmp_path / "text.sqlite")
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE photos (id)")
    connection.close()
    with pytest.raises(StoreProblem, match="something else"):
        Archive.open(tmp_path / "other.sqlite")
    Archive.open(tmp_path / "new.sqlite").close()
    with sqlite3.connect(tmp_path / "new.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreProblem, match="schema version 99"):
        Archive.open(tmp_path / "new.sqlite")


def test_every_append_is_synced(tmp_path: Path) -> None:
    """fsync or fdatasync at least once an acknowledgement, counted by the system-call tracer."""
    import shutil

    tracer = shutil.which("strace")
    if tracer is None:
        pytest.skip("strace is not installed")
    script = (
        "import sys\nfrom pathlib import Path\nfrom app.archive import Archive\nfrom app.model import Article, Block\n"
        "archive = Archive.open(Path(sys.argv[1]))\n"
        "for i in range(10):\n"
        "    archive.append(b'a', Article(id=f'a{i}', key=f'k{i}', text='a', sha256='', blocks=(Block('body', 0, 1),)))\n"
        "    print('acknowledged', flush=True)\n"
    )
    trace = tmp_path / "trace"
    command = [
        tracer,
        "-f",
        "-e",
        "trace=fsync,fdatasync,write",
        "-o",
        str(trace),
        sys.executable,
        "-c",
        script,
        str(tmp_path / "a.sqlite"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    synced = 0
    for line in trace.read_text().splitlines():
        if "sync(" in line:
            synced += 1
        elif "acknowledged" in line:
            assert synced >= 1
            synced = 0
