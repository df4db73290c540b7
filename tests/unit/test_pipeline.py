"""The whole path in one process: whatever the order, the crashes and the repetitions, the same articles make the same bytes."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from app.archive import Archive
from app.errors import NotFound, StoreProblem
from app.exporters import export_graph
from app.ids import Names
from app.outcomes import Outcome, Source
from app.pipeline import Pipeline
from app.settings import Settings
from app.text_side import Extracted, Reading, TextSide
from app.validate import Refusal
from app.verify import verify_store

KAZAN = "KAZAN, May 20 -- Foreign Minister Wang Yi met his Russian counterpart, Sergey Lavrov, in Kazan on Monday, the ministry said.\n"
AGAIN = "Wang Yi and Sergey Lavrov held talks in Kazan on May 20, 2024. They will meet again in Beijing in October.\n"
OTHER = "Vladimir Putin received Xi Jinping in Moscow on March 21, 2023, and the two signed a joint statement.\n"
TABLE = (
    "id,time,level,format,participants,place,venue,occasion,topics,note,sources,confidence\n"
    "mt-1,2024-05-20,foreign,bilateral,wang-yi|sergey-lavrov,kazan,,talks,,,https://example.org/one,high\n"
    "mt-2,2023-03-21,leader,bilateral,xi-jinping|vladimir-putin,moscow,,state visit,,,https://example.org/two,high\n"
)


def source(key: str, text: str, published: str = "2024-05-21") -> Source:
    front = f"---\nid: {key}\ntitle: News of {key}\npublished: {published}\npublisher: Example Times\nlicence: CC BY 4.0\n---\n\n"
    return Source(f"{key}.md", (front + text).encode(), {})


def corpus() -> list[Source]:
    return [source("kazan", KAZAN), source("again", AGAIN), source("moscow", OTHER), Source("talks.csv", TABLE.encode(), {})]


def settings_in(folder: Path, **more: object) -> Settings:
    return Settings(store=str(folder), _env_file=None, **more)  # type: ignore[call-arg,arg-type]


def dump(settings: Settings) -> bytes:
    """The managed graphs as sorted N-Quads, read as a stranger would."""
    from app.stores import open_store

    store = open_store(settings, read_only=True)
    try:
        out = io.BytesIO()
        export_graph(store, "nq", out, Names())
        return out.getvalue()
    finally:
        store.close()


def ingest(settings: Settings, sources: Sequence[Source]) -> list[Outcome]:
    with Pipeline.open(settings) as pipeline:
        return [outcome for batch in pipeline.ingest(sources) for outcome in batch]


def made_of(folder: Path, sources: Sequence[Source]) -> bytes:
    """The bytes of a new store that holds just these."""
    settings = settings_in(folder)
    outcomes = ingest(settings, sources)
    assert all(outcome.status == "added" for outcome in outcomes), outcomes
    return dump(settings)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the corpus makes."""
    made = made_of(tmp_path_factory.mktemp("whole") / "store", corpus())
    assert made.count(b"<https://w3id.org/amur/graph/world>") > 50
    assert list(made.splitlines()) == sorted(made.splitlines())
    assert b"_:" not in b"".join(line.split(b" ", 1)[0] for line in made.splitlines())
    return made


# ---- the same bytes -----------------------------------------------------------------------------------------------------


def test_everything_twice_and_a_rebuild_change_no_byte(tmp_path: Path, whole: bytes) -> None:
    settings = settings_in(tmp_path / "store")
    first = ingest(settings, corpus())
    assert [outcome.status for outcome in first] == ["added"] * 4
    assert all(outcome.claims for outcome in first)
    second = ingest(settings, corpus())
    assert [outcome.status for outcome in second] == ["unchanged"] * 4
    assert [outcome.claims for outcome in second] == [outcome.claims for outcome in first]
    assert dump(settings) == whole
    with Pipeline.open(settings, create=False) as pipeline:
        rebuilt = pipeline.rebuild()
    assert (rebuilt.articles, rebuilt.failed) == (4, ())
    assert dump(settings) == whole


def test_the_order_of_ingest_does_not_matter(tmp_path: Path, whole: bytes) -> None:
    orders = [order for number, order in enumerate(permutations(corpus())) if number % 7 == 5]
    for number, order in enumerate(orders):
        assert made_of(tmp_path / str(number), order) == whole
    assert len(orders) == 3


def test_an_edited_article_leaves_the_world_as_if_only_the_new_text_had_come(tmp_path: Path) -> None:
    edited = source("kazan", "Foreign Minister Wang Yi met Sergey Lavrov in Kazan on May 19, 2024.\n")
    settings = settings_in(tmp_path / "store")
    ingest(settings, corpus())
    assert [outcome.status for outcome in ingest(settings, [edited])] == ["updated"]
    assert dump(settings) == made_of(tmp_path / "only-new", [edited, *corpus()[1:]])
    with Pipeline.open(settings) as pipeline:
        article = pipeline.archive.article("kazan")
        assert article is not None
        assert [version.number for version in pipeline.archive.versions(article.id)] == [1, 2]
        assert b"on Monday" in pipeline.archive.raw(article.id, 1)


def test_two_texts_of_one_key_in_one_run_end_with_the_later(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    outcomes = ingest(settings, [source("kazan", KAZAN), source("kazan", AGAIN)])
    assert [outcome.status for outcome in outcomes] == ["added", "updated"]
    assert dump(settings) == made_of(tmp_path / "only-new", [source("kazan", AGAIN)])


# ---- taking back --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["kazan", "again", "moscow", "talks"])
def test_a_retraction_leaves_the_graphs_as_if_the_article_had_never_come(tmp_path: Path, key: str) -> None:
    settings = settings_in(tmp_path / "store")
    found = {outcome.name.partition(".")[0]: outcome.article for outcome in ingest(settings, corpus())}
    with Pipeline.open(settings) as pipeline:
        retraction = pipeline.retract(str(found[key]))
        with pytest.raises(NotFound, match="withdrawn already"):
            pipeline.retract(str(found[key]))
    assert retraction.claims > 0
    assert dump(settings) == made_of(tmp_path / "others", [one for one in corpus() if not one.name.startswith(key)])
    again = ingest(settings, corpus())
    assert [outcome.status for outcome in again] == ["unchanged"] * 4
    assert [bool(outcome.warnings) for outcome in again if outcome.article == found[key]] == [True]


def test_a_retraction_tells_what_is_lost_and_what_is_weakened(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    ingest(settings, corpus())
    with Pipeline.open(settings) as pipeline:
        report = pipeline.retract("again")
        assert any("Lavrov" in title and "Kazan" in title for title in report.events_weakened)
        assert any("Beijing" in title for title in report.events_lost), report
        assert not set(report.events_lost) & set(report.events_weakened)
        with pytest.raises(NotFound, match="nowhere"):
            pipeline.retract("nowhere")
        by_iri = pipeline.retract(pipeline.names.resource("article", str(pipeline.archive.article_id("moscow"))).value)
        assert by_iri.title == "News of moscow"


def test_a_corrected_text_brings_a_withdrawn_article_back(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    ingest(settings, [source("kazan", KAZAN), source("moscow", OTHER)])
    with Pipeline.open(settings) as pipeline:
        pipeline.retract("kazan")
    assert [outcome.status for outcome in ingest(settings, [source("kazan", AGAIN)])] == ["updated"]
    assert dump(settings) == made_of(tmp_path / "new", [source("kazan", AGAIN), source("moscow", OTHER)])


# ---- workers ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_workers_make_the_bytes_of_one_and_a_killed_one_loses_nothing(tmp_path: Path, whole: bytes) -> None:
    settings = settings_in(tmp_path / "store", workers=2)
    killed: list[int] = []
    done = threading.Event()

    def kill_workers() -> None:
        while not done.is_set() and len(killed) < 2:
            for child in multiprocessing.active_children():
                if child.pid and child.pid not in killed and time.monotonic() - started > 0.3:
                    os.kill(child.pid, signal.SIGKILL)
                    killed.append(child.pid)
                    break
            time.sleep(0.05)

    started = time.monotonic()
    killer = threading.Thread(target=kill_workers)
    killer.start()
    try:
        outcomes = ingest(settings, corpus())
    finally:
        done.set()
        killer.join()
    assert len(killed) == 2
    assert [outcome.status for outcome in outcomes] == ["added"] * 4
    assert dump(settings) == whole
    assert multiprocessing.active_children() == []


# ---- crashes ------------------------------------------------------------------------------------------------------------


def append_only(settings: Settings, sources: Sequence[Source]) -> None:
    """What is left of a process that died between the archive's acknowledgement and the graph."""
    text_side = TextSide(settings)
    archive = Archive.open(Path(settings.store) / "archive.sqlite")
    for one in sources:
        for reading in text_side.read(one):
            assert isinstance(reading, Reading)
            archive.append(one.data, reading.article, {**one.meta, "name": one.name})
    archive.close()


def test_what_was_acknowledged_is_replayed_at_the_next_open(tmp_path: Path, whole: bytes) -> None:
    settings = settings_in(tmp_path / "store")
    first, *rest = corpus()
    ingest(settings, [source("kazan", "An older text of no interest.\n"), rest[0]])
    append_only(settings, [first, *rest[1:]])
    assert dump(settings) != whole
    assert not verify_store(settings).is_sound
    Pipeline.open(settings).close()
    assert dump(settings) == whole
    assert verify_store(settings).is_sound


def test_an_interrupted_retraction_is_finished_at_the_next_open(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    ingest(settings, corpus())
    archive = Archive.open(tmp_path / "store" / "archive.sqlite")
    archive.retract("kazan")
    archive.close()
    Pipeline.open(settings).close()
    assert dump(settings) == made_of(tmp_path / "others", corpus()[1:])


def test_an_interrupted_rebuild_is_finished_at_the_next_open(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path / "store")
    ingest(settings, corpus())
    pipeline = Pipeline.open(settings)
    shown: list[str] = []
    really = Pipeline._show_anew

    def show_two(self: Pipeline, article: str, result: Extracted) -> object:
        if len(shown) == 2:
            raise KeyboardInterrupt
        shown.append(article)
        return really(self, article, Extracted((), (), replace(result.extraction, rules="others")))

    monkeypatch.setattr(Pipeline, "_show_anew", show_two)
    with pytest.raises(KeyboardInterrupt):
        pipeline.rebuild()
    pipeline.close()
    monkeypatch.undo()
    assert dump(settings) != whole
    Pipeline.open(settings).close()
    assert dump(settings) == whole


# ---- refused and failed -------------------------------------------------------------------------------------------------


def fail_for(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """From now on the extraction of this article fails."""
    really = TextSide.extract

    def extract(self: TextSide, reading: Reading) -> Extracted:
        if reading.article.key == key and reading.tabled is None:
            raise ZeroDivisionError("a rule stumbled")
        return really(self, reading)

    monkeypatch.setattr(TextSide, "extract", extract)


def test_a_failing_extraction_costs_only_its_article_and_is_tried_again(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path / "store")
    fail_for(monkeypatch, "again")
    outcomes = ingest(settings, corpus())
    assert [outcome.status for outcome in outcomes] == ["added", "failed", "added", "added"]
    assert "ZeroDivisionError: a rule stumbled" in str(outcomes[1].reason)
    assert "kept" in str(outcomes[1].reason)
    assert dump(settings) == made_of(tmp_path / "others", [one for one in corpus() if one.name != "again.md"])
    Pipeline.open(settings).close()  # fails again, and stops nothing
    assert [outcome.status for outcome in ingest(settings, corpus())] == ["unchanged", "failed", "unchanged", "unchanged"]
    monkeypatch.undo()
    Pipeline.open(settings).close()
    assert dump(settings) == whole


@pytest.mark.parametrize("reopened", [False, True])
def test_while_a_new_version_fails_the_graph_goes_on_showing_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reopened: bool
) -> None:
    settings = settings_in(tmp_path / "store")
    kazan, again, moscow, table = corpus()
    ingest(settings, [kazan, moscow])
    fail_for(monkeypatch, "kazan")
    assert [outcome.status for outcome in ingest(settings, [source("kazan", AGAIN)])] == ["failed"]
    if reopened:
        Pipeline.open(settings).close()
    ingest(settings, [again, table])
    monkeypatch.undo()
    expected = made_of(tmp_path / "old", [kazan, again, moscow, table])
    assert dump(settings) == expected
    Pipeline.open(settings).close()
    assert dump(settings) == made_of(tmp_path / "new", [source("kazan", AGAIN), again, moscow, table])


def test_a_rebuild_keeps_the_claims_of_what_can_no_longer_be_read(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path / "store")
    ingest(settings, corpus())
    fail_for(monkeypatch, "kazan")
    with Pipeline.open(settings) as pipeline:
        rebuilt = pipeline.rebuild()
    assert rebuilt.articles == 4
    assert len(rebuilt.failed) == 1
    assert "kazan" in rebuilt.failed[0]
    assert dump(settings) == whole
    assert verify_store(settings).is_sound


def test_refused_claims_are_told_and_the_others_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import text_side

    really = text_side.validate_claims

    def refuse_first(article: object, claims: Sequence[object]) -> object:
        kept, refused = really(article, claims)  # type: ignore[arg-type]
        return kept[1:], (*refused, Refusal(kept[0].id, kept[0].type, "its sentence is too odd")) if kept else refused

    settings = settings_in(tmp_path / "store")
    assert ingest(settings, [source("again", AGAIN)])[0].claims >= 2
    monkeypatch.setattr(text_side, "validate_claims", refuse_first)
    outcome = ingest(settings_in(tmp_path / "other"), [source("again", AGAIN)])[0]
    assert outcome.status == "added"
    assert len(outcome.refused) == 1
    assert "its sentence is too odd" in outcome.refused[0]
    assert outcome.claims >= 1
    assert verify_store(settings_in(tmp_path / "other")).is_sound


def test_an_unreadable_input_stops_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    outcomes = ingest(settings, [Source("empty.txt", b"", {}), source("kazan", KAZAN), Source("noise.txt", b"\x00\xff" * 200, {})])
    assert [outcome.status for outcome in outcomes] == ["failed", "added", "failed"]
    assert all(outcome.reason and outcome.hint for outcome in outcomes if outcome.status == "failed")


# ---- opening ------------------------------------------------------------------------------------------------------------


def test_a_new_store_holds_shipped_graphs_only_and_a_missing_one_is_made_only_when_asked(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "store")
    with pytest.raises(StoreProblem, match="no store"):
        Pipeline.open(settings, create=False)
    assert not (tmp_path / "store").exists()
    with Pipeline.open(settings) as pipeline:
        names = [graph.value.removeprefix("https://w3id.org/amur/graph/") for graph in pipeline.store.graphs()]
    assert names == ["ontology", "queries", "registry"]


def test_a_changed_registry_is_seen_at_the_next_open(tmp_path: Path) -> None:
    ingest(settings_in(tmp_path / "store"), corpus())
    people = tmp_path / "actors.csv"
    people.write_text("id,label_en,label_zh,label_ru,type,country\nwang-yi,Wang Yi the Elder,王毅,Ван И,Person,china\n", "utf-8")
    settings = settings_in(tmp_path / "store", registry=people)
    assert not verify_store(settings).is_sound
    with Pipeline.open(settings) as pipeline:
        world = pipeline.store.get_graph(pipeline.names.graph("world"))
    assert any("Wang Yi the Elder" in quad.object.value for quad in world)
    report = verify_store(settings)
    assert report.is_sound, report
