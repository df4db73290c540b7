"""Lists follow the versions of the graph: of a later version only what it changed is read, and the result is that of reading all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answers import event_index
from app.answers.event_index import read_index
from app.model import IRI
from app.outcomes import Source
from app.pipeline import Pipeline
from app.settings import Settings
from app.stores.world_log import changed_since

TABLE = b"id,time,level,format,participants,place,venue,occasion,topics,note,sources,confidence\n"
ROW = "%s,%s,leader,bilateral,vladimir-putin|xi-jinping,moscow,,,,,https://example.org/%s,high\n"


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    with Pipeline.open(Settings(store=str(tmp_path / "store"), _env_file=None)) as found:  # type: ignore[call-arg]
        yield found


def put(pipeline: Pipeline, key: str, *days: str) -> None:
    rows = "".join(ROW % (f"{key}-{day}", day, key) for day in days)
    [[outcome]] = pipeline.ingest([Source(f"meetings-{key}.csv", TABLE + rows.encode(), {"id": key})])
    assert outcome.status in ("added", "updated"), outcome.reason


def test_the_index_follows_what_changes(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    put(pipeline, "a", "2013-03-22", "2014-05-20", "2019-06-05")
    before, version = read_index(pipeline.store), pipeline.store.version
    assert [row.bounds[0].isoformat() for row in before if row.bounds[0]] == ["2013-03-22", "2014-05-20", "2019-06-05"]
    asked: list[object] = []
    read_rows = event_index._read_rows
    monkeypatch.setattr(event_index, "_read_rows", lambda store, events: asked.append(events) or read_rows(store, events))
    put(pipeline, "b", "2016-06-25")
    put(pipeline, "a", "2013-03-22", "2019-06-05", "2023-03-21")
    changed = changed_since(pipeline.store, version)
    assert changed is not None and {pipeline.names.kind(thing) for thing in changed} >= {"event"}
    after = read_index(pipeline.store)
    assert asked == [sorted(changed)], "only what changed is read"
    assert [row.bounds[0].isoformat() for row in after if row.bounds[0]] == ["2013-03-22", "2016-06-25", "2019-06-05", "2023-03-21"]
    assert after == tuple(sorted(read_rows(pipeline.store, None), key=lambda row: row.key))
    pipeline.rebuild()
    assert changed_since(pipeline.store, version) is None, "a world made anew is read anew"
    assert read_index(pipeline.store) == after


def test_a_store_that_somebody_else_writes_has_no_log(pipeline: Pipeline) -> None:
    version = pipeline.store.version
    assert changed_since(pipeline.store, version) == frozenset()
    assert changed_since(pipeline.store, -1) is None, "before this process opened it"
    put(pipeline, "a", "2013-03-22")
    found = changed_since(pipeline.store, version)
    assert found and all(isinstance(thing, IRI) and "#" not in thing.value for thing in found)
