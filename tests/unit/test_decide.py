"""Decisions through the archive and the store: they hold after a re-ingest and a rebuild, and are told as changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import decide
from app.errors import BadInput, BadParameter, NotFound
from app.model import Quad
from app.pipeline import Pipeline, Source
from app.settings import Settings
from app.verify import verify_store

HEAD = "id,time,level,format,participants,place,sources\n"
ONE = HEAD + "m1,2023-03-06,foreign,bilateral,wang-yi|sergey-lavrov,moscow,https://example.org/a\n"
TWO = HEAD + "m2,2023-03-08,foreign,bilateral,wang-yi|sergey-lavrov,moscow,https://example.org/b\n"
CHANGED = TWO.replace("https://example.org/b", "https://example.org/c")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def pipeline(settings: Settings) -> Iterator[Pipeline]:
    with Pipeline.open(settings) as opened:
        put(opened, "one", ONE)
        put(opened, "two", TWO)
        yield opened


def put(pipeline: Pipeline, key: str, table: str) -> str:
    [[outcome]] = pipeline.ingest([Source(f"{key}-meetings.csv", table.encode(), {"title": "Meetings", "id": key})])
    assert outcome.status in ("added", "updated"), outcome
    return str(outcome.article)


def world(pipeline: Pipeline) -> list[Quad]:
    return sorted(pipeline.store.get_graph(pipeline.names.graph("world")))


def events(pipeline: Pipeline) -> list[str]:
    found = {q.subject.value for q in world(pipeline) if q.predicate.value.endswith("#status") and "/id/event/" in q.subject.value}
    return sorted(pipeline.names.slug(iri) for iri in found)


def test_a_merge_survives_another_version_and_a_rebuild(pipeline: Pipeline, settings: Settings) -> None:
    one, two = events(pipeline)
    before = pipeline.store.version
    report = decide.merge(pipeline, one, two, by="an editor", note="one visit")
    [kept] = events(pipeline)
    assert report.decision.kind == "merge" and {change.reason for change in report.changes} == {"merged"}
    assert len(report.events_weakened) == 1 and not report.events_lost
    assert [c.change.into for c in pipeline.archive.changes(before, 50) if c.change.into] == [kept]
    with pytest.raises(BadInput, match="one already"):
        decide.merge(pipeline, one, two)
    put(pipeline, "two", CHANGED)
    assert events(pipeline) == [kept]
    held = world(pipeline)
    pipeline.rebuild()
    assert world(pipeline) == held
    decisions = pipeline.store.get_graph(pipeline.names.graph("decisions"))
    assert {q.object.value for q in decisions if q.predicate.value.endswith("creator")} == {"an editor"}
    again = decide.split(pipeline, one)
    assert events(pipeline) == [one, two] and [c.reason for c in again.changes if c.kind == "event"].count("new") == 1
    pipeline.close()
    assert verify_store(settings).is_sound


def test_a_claim_is_rejected_amended_and_accepted(pipeline: Pipeline) -> None:
    one, two = events(pipeline)
    claim = f"c{one[1:]}"
    report = decide.review(pipeline, claim, "reject", by="an editor")
    assert events(pipeline) == [two] and len(report.events_lost) == 1
    assert [c.reason for c in report.changes if c.kind == "event"] == ["retracted"]
    other = pipeline.archive.claim(f"c{two[1:]}")
    assert other is not None
    decide.review(pipeline, claim, "amend", {"edtf": str(other.claim.time.edtf)}, by="an editor")
    assert len(events(pipeline)) == 1, "amended, it is the other meeting"
    decide.review(pipeline, claim, "accept", by="an editor")
    assert events(pipeline) == [one, two]


def test_decisions_without_sense_are_refused(pipeline: Pipeline) -> None:
    one, _ = events(pipeline)
    with pytest.raises(NotFound):
        decide.merge(pipeline, one, "eaaaaaaaaaaaa")
    with pytest.raises(NotFound):
        decide.merge(pipeline, one, "x-nobody")
    with pytest.raises(BadInput, match="registry"):
        decide.merge(pipeline, "wang-yi", "Sergey Lavrov")
    with pytest.raises(BadInput):
        decide.merge(pipeline, one, "wang-yi")
    with pytest.raises(BadInput, match="one claim"):
        decide.split(pipeline, one)
    with pytest.raises(BadInput, match="itself"):
        decide.split(pipeline, "wang-yi")
    with pytest.raises(NotFound):
        decide.review(pipeline, "caaaaaaaaaaaa", "accept")
    for verdict, fields in (("shrug", {}), ("amend", {}), ("accept", {"status": "denied"}), ("amend", {"status": "no such"})):
        with pytest.raises(BadParameter):
            decide.review(pipeline, f"c{one[1:]}", verdict, fields)
    with pytest.raises(BadParameter):
        decide.review(pipeline, f"c{one[1:]}", "amend", {"edtf": "soon"})
    assert pipeline.archive.decisions() == ()


def test_what_changed_is_told_by_version(pipeline: Pipeline) -> None:
    start = pipeline.store.version
    article = put(pipeline, "two", TWO.replace("moscow", "beijing"))
    changed = pipeline.archive.changes(start, 50)
    assert {(c.change.reason, c.cause) for c in changed if c.change.kind == "event"} <= {
        ("new", article),
        ("retracted", article),
        ("corrected", article),
    }
    assert changed
    middle = pipeline.store.version
    pipeline.retract("two")
    gone = pipeline.archive.changes(middle, 50)
    assert [c.change.reason for c in gone] == ["retracted"] and gone[0].version > middle
    assert pipeline.archive.changes(pipeline.store.version, 50) == ()
