"""Articles that are accepted together: the world follows the graph, not what the archive already knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.consolidate import world_quads
from app.executors import Extractor
from app.pipeline import Pipeline, Source
from app.settings import Settings


def article(key: str, *sentences: str) -> Source:
    front = f"---\nid: {key}\ntitle: News {key}\npublished: 2023-04-01\npublisher: Paper {key}\n---\n\n"
    return Source(f"{key}.md", (front + "\n\n".join(sentences) + "\n").encode(), {})


def test_a_batch_with_an_edited_article_leaves_the_world_as_from_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met = "Xi Jinping met Vladimir Putin in Moscow on March 21, 2023."
    monkeypatch.setattr(Extractor, "batch_size", 8)
    settings = Settings(store=str(tmp_path / "store"), _env_file=None)  # type: ignore[call-arg]
    with Pipeline.open(settings) as pipeline:
        list(pipeline.ingest([article("one", met)]))
        list(pipeline.ingest([article("two", met), article("one", "Wang Yi met Sergey Lavrov in Moscow on February 22, 2023.", met)]))
        list(pipeline.ingest([article("three", met), article("two", "Nothing happened."), article("one", met)]))
        records = list(pipeline.archive.records())
        assert {record.article.key for record in records} == {"one", "three"}
        made = set(world_quads(records, (), pipeline.gazetteer, pipeline.names))
        assert set(pipeline.store.get_graph(pipeline.names.graph("world"))) == made
        titles = {quad.object.value for quad in made if quad.predicate.value.endswith("#label")}
        assert "Meeting of Vladimir Putin and Xi Jinping, Moscow, 21 March 2023" in titles
        assert not any("Lavrov" in title for title in titles)
