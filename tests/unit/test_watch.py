"""What is new in a folder: files that stand still, each state of a file once."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import BadInput, StoreProblem
from app.watch import Seen, WatchLog, list_files, split_settled

SECOND = 1_000_000_000


def seen(name: str, size: int = 1, changed_s: int = 0) -> Seen:
    return Seen(Path(name), size, changed_s * SECOND)


def test_the_files_of_a_folder(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.md",
        "sub/c.jsonl",
        "crawl.warc.gz",
        "news.atom",
        "x.pdf",
        "README.md",
        ".hidden.txt",
        ".git/d.txt",
        "e.txt.part",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words", "utf-8")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = [str(one.path.relative_to(tmp_path)) for one in list_files(tmp_path)]
    assert found == ["a.md", "b.txt", "crawl.warc.gz", "news.atom", "sub/c.jsonl"]
    with pytest.raises(BadInput, match=r"a\.md is no folder"):
        list(list_files(tmp_path / "a.md"))


@pytest.mark.parametrize(
    ("before", "now_s", "is_settled"),
    [
        (None, 100, False),  # never seen
        (seen("a", 1, 90), 100, True),
        (seen("a", 0, 90), 100, False),  # it grows
        (seen("a", 1, 89), 100, False),
        (seen("a", 1, 90), 91, False),  # too fresh
        (seen("a", 1, 90), 50, True),  # its clock is ahead of ours
    ],
)
def test_a_file_is_taken_when_it_stands_still(before: Seen | None, now_s: int, is_settled: bool) -> None:
    one = seen("a", 1, 90)
    settled, unsettled = split_settled([one], {before.path: before} if before else {}, now_s * SECOND, 5)
    assert (settled, unsettled) == (([one], []) if is_settled else ([], [one]))


def test_the_log_outlives_the_process_and_knows_each_state_once(tmp_path: Path) -> None:
    with closing(WatchLog.open(tmp_path / "store")) as log:
        assert not log.has(seen("a"))
        log.add(seen("a"))
    with closing(WatchLog.open(tmp_path / "store")) as log:
        assert log.has(seen("a"))
        assert not log.has(seen("a", 2))
        assert not log.has(seen("a", 1, 1))
        log.add(seen("a", 2))
        assert log.has(seen("a", 2))
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreProblem, match="cannot be opened"):
        WatchLog.open(tmp_path / "file")


def test_a_copy_that_keeps_its_old_date_is_new(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("words", "utf-8")
    os.utime(file, (1, 1))
    (one,) = list_files(tmp_path)
    assert one.changed_ns > SECOND
