"""One model and one reading of the gold texts for all tests of the quality."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.annotate import Annotator, build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.gold import claims_to_gold
from app.model import Article, Claim
from app.readers import read_bytes
from app.resolve import resolve_claims
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("dev", "wire")


@dataclass(frozen=True, eq=False)
class GoldDocument:
    """A gold text with what a system may be told of it, and its annotation."""

    section: str
    key: str
    text: str
    about: Mapping[str, Any]
    gold: Mapping[str, Any]


@dataclass
class GoldTexts:
    """The gold texts, our reader of them, and the scorer beside them."""

    folder: Path

    @cached_property
    def scorer(self) -> ModuleType:
        return load_module(self.folder / "score.py")

    @cached_property
    def names(self) -> Any:
        return self.scorer.Names(json.loads((self.folder / "aliases.json").read_text(encoding="utf-8")))

    @cached_property
    def documents(self) -> tuple[GoldDocument, ...]:
        meta = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return tuple(
            GoldDocument(
                section,
                key,
                self.scorer.read_text(str(self.folder / section), key),
                about,
                json.loads((self.folder / section / f"{key}.json").read_text(encoding="utf-8")),
            )
            for section in SECTIONS
            for key, about in sorted(meta[section].items())
        )

    @cached_property
    def annotator(self) -> Annotator:
        return build_annotator(Settings(_env_file=None), Gazetteer.load())

    @cached_property
    def ours(self) -> tuple[tuple[GoldDocument, Article, tuple[Claim, ...]], ...]:
        return tuple((document, *self.read(document)) for document in self.documents)

    def read(self, document: GoldDocument, annotator: Annotator | None = None) -> tuple[Article, tuple[Claim, ...]]:
        """Our claims of a text."""
        annotator = annotator or self.annotator
        gazetteer = annotator.gazetteer
        (article,) = read_bytes(document.text.encode(), f"{document.key}.txt", document.about, gazetteer)
        assert isinstance(article, Article)
        return article, resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)

    def score(self, documents: Mapping[GoldDocument, Mapping[str, Any]], section: str) -> dict[str, tuple[float, int]]:
        """The scorer's figures of a section, {measure: (value, number of items)}, from {document: our gold JSON of it}."""
        part = {document.key: document for document in documents if document.section == section}
        gold = {key: document.gold for key, document in part.items()}
        ours = {document.key: told for document, told in documents.items() if document.section == section}
        result = self.scorer.run(gold, ours, self.names, lambda key: part[key].text, False)
        figures = {
            measure: (value["f1"], int(min(value["gold"], value["predicted"])))
            for measure, value in result["micro"].items()
            if value["gold"] >= MINIMUM
        }
        for group in ("given_event", "given_statement"):
            figures |= {name: (value["accuracy"], int(value["n"])) for name, value in result[group].items() if value["n"] >= MINIMUM}
        return figures


MINIMUM = 10  # fewer items make no figure


def load_module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"amur_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def gold_texts(shared: Path) -> GoldTexts:
    folder = shared / "gold"
    if not (folder / "score.py").exists():
        pytest.skip("no gold texts in ../shared")
    return GoldTexts(folder)


@pytest.fixture(scope="session")
def as_gold() -> Callable[[Article, tuple[Claim, ...], Gazetteer], dict[str, object]]:
    """Claims in the gold format, from the confidence on that the settings ask for."""
    limit = Settings(_env_file=None).min_confidence
    return lambda article, claims, gazetteer: claims_to_gold(article, claims, gazetteer, limit)
