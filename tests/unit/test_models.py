"""Language models: the default, a package that carries one as data, a folder, and what is not there."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import spacy

from app.annotate import load_model
from app.errors import ConfigurationProblem


def test_a_package_that_carries_a_model_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "carries_a_model"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    blank = spacy.blank("en")
    blank.meta["name"] = "carried"
    blank.to_disk(package / "_model")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    assert load_model("carries_a_model").meta["name"] == "carried"
    assert load_model(str(package / "_model")).meta["name"] == "carried"


@pytest.mark.parametrize("name", ["no_such_model", "json", "/no/such/folder"])
def test_a_model_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(ConfigurationProblem, match="cannot be loaded") as problem:
        load_model(name)
    assert name in str(problem.value)
    assert "AMUR_MODEL" in str(problem.value.hint)
