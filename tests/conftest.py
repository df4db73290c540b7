"""Fixture strategy: cheap values are built in the tests; what is costly (the annotator, a filled store) is made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared facts and gold texts beside the checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return SHARED
