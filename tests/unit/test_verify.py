"""`amur verify` finds what was changed behind the archive's back, and says what."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import vocab
from app.archive import Archive
from app.errors import StoreProblem
from app.ids import Names
from app.model import IRI, Quad, RdfLiteral
from app.outcomes import Source
from app.pipeline import Pipeline
from app.settings import Settings
from app.stores import Store, open_store
from app.verify import verify_store

NAMES = Names()
WORLD = NAMES.graph("world")
TEXT = b"Talks in Kazan\n\nWang Yi met Sergey Lavrov in Kazan on May 20, 2024. They will meet in Beijing in October.\n"


def settings_in(folder: Path) -> Settings:
    return Settings(store=str(folder), _env_file=None)  # type: ignore[call-arg]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled store, to be copied."""
    folder = tmp_path_factory.mktemp("verify") / "store"
    with Pipeline.open(settings_in(folder)) as pipeline:
        meta = {"published": "2024-05-21", "publisher": "Example Times"}
        (outcome,) = next(pipeline.ingest([Source("kazan.txt", TEXT, meta)]))
    assert outcome.claims >= 2
    return folder


@pytest.fixture
def store_folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "store")


def problems_after(folder: Path, tamper: Callable[[Store], None]) -> list[str]:
    """What verify says after the graph was changed past the archive."""
    store = open_store(settings_in(folder))
    tamper(store)
    store.close()
    report = verify_store(settings_in(folder))
    assert not report.is_sound
    assert report.as_json()["sound"] is False
    return [problem for check in report.checks for problem in check.problems]


def article_graph(store: Store) -> IRI:
    return next(graph for graph in store.graphs() if "/graph/article/" in graph.value)


def test_a_sound_store_passes(sound: Path) -> None:
    report = verify_store(settings_in(sound))
    assert report.is_sound
    assert [check.problems for check in report.checks] == [()] * 5
    assert "claims of 1 articles" in report.checks[0].counted
    assert report.as_json()["sound"] is True


def test_a_changed_quote_is_found(store_folder: Path) -> None:
    def tamper(store: Store) -> None:
        graph = article_graph(store)
        quads = store.get_graph(graph)
        quote = next(quad for quad in quads if quad.predicate.value == vocab.P_EXACT)
        changed = quote._replace(object=RdfLiteral(quote.object.value.replace("met", "did not meet")))
        store.put_graph(graph, [changed if quad == quote else quad for quad in quads])

    problems = problems_after(store_folder, tamper)
    assert any("did not meet" in problem and "should not be there" in problem for problem in problems)
    assert any("kazan" in problem and "is missing" in problem for problem in problems)


def test_a_missing_quad_of_the_world_is_found(store_folder: Path) -> None:
    def tamper(store: Store) -> None:
        quads = store.get_graph(WORLD)
        store.put_graph(WORLD, [quad for quad in quads if quad.predicate.value != vocab.P_MET])

    (problem, *others) = problems_after(store_folder, tamper)
    assert problem.startswith("world: ")
    assert problem.endswith("is missing")
    assert vocab.P_MET in problem
    assert all(vocab.P_MET in other for other in others)


def test_an_invented_fact_is_found(store_folder: Path) -> None:
    fact = Quad(NAMES.resource("actor", "vladimir-putin"), IRI(vocab.P_MET), NAMES.resource("actor", "kim-jong-un"), WORLD)

    def tamper(store: Store) -> None:
        store.put_graph(WORLD, [*store.get_graph(WORLD), fact])

    problems = problems_after(store_folder, tamper)
    assert any("kim-jong-un" in problem and "should not be there" in problem for problem in problems)


def test_an_article_graph_without_an_article_is_found(store_folder: Path) -> None:
    stray = NAMES.graph("article", "of-nowhere")

    def tamper(store: Store) -> None:
        store.put_graph(stray, [quad._replace(graph=stray) for quad in store.get_graph(article_graph(store))])

    assert f"{stray.value} belongs to no article of the archive" in problems_after(store_folder, tamper)


def test_a_changed_registry_graph_is_found(store_folder: Path) -> None:
    def tamper(store: Store) -> None:
        registry = NAMES.graph("registry")
        store.put_graph(registry, store.get_graph(registry)[1:])

    assert any(problem.startswith("registry: ") for problem in problems_after(store_folder, tamper))


def test_what_breaks_the_shapes_is_found(store_folder: Path) -> None:
    def tamper(store: Store) -> None:
        graph = article_graph(store)
        quads = store.get_graph(graph)
        store.put_graph(graph, [quad for quad in quads if quad.predicate.value != vocab.P_EVIDENCE])

    by_shape = [problem for problem in problems_after(store_folder, tamper) if "is missing" not in problem]
    assert any("/id/claim/" in problem and "at least one stretch of evidence" in problem for problem in by_shape), by_shape


def test_a_text_changed_in_the_archive_is_found(store_folder: Path) -> None:
    with sqlite3.connect(store_folder / "archive.sqlite") as connection:
        connection.execute("UPDATE versions SET raw = ?", (TEXT.replace(b"met", b"saw"),))
    connection.close()
    problems = [problem for check in verify_store(settings_in(store_folder)).checks for problem in check.problems]
    assert any("SHA-256 differs" in problem for problem in problems)
    assert any("Wang Yi met Sergey Lavrov" in problem for problem in problems)


def test_a_claim_whose_offsets_are_off_is_found(store_folder: Path) -> None:
    archive = Archive.open(store_folder / "archive.sqlite")
    (meta,) = archive.articles()
    first, *others = archive.claims(meta.id)
    extraction = archive.extraction(meta.id)
    assert extraction is not None
    (evidence, *rest) = first.evidence
    moved = replace(first, evidence=(replace(evidence, start=evidence.start + 1, end=evidence.end + 1), *rest))
    archive.save_claims(meta.id, 1, [moved, *others], extraction, {first.id: ["k"]})
    archive.close()
    problems = [problem for check in verify_store(settings_in(store_folder)).checks for problem in check.problems]
    assert any(first.id in problem for problem in problems)


def test_what_cannot_be_verified_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="no store"):
        verify_store(settings_in(tmp_path / "none"))
    with pytest.raises(StoreProblem, match="cannot be reached"):
        verify_store(Settings(store="http://127.0.0.1:1/", archive=str(tmp_path / "none"), _env_file=None))  # type: ignore[call-arg]
