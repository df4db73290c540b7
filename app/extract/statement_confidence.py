"""How far each rule of statements can be trusted: its measured precision (`data/words/reporting_confidence.yaml`)."""

from __future__ import annotations

from functools import cache

import yaml

from app.resources import find_resource


@cache
def load_statement_confidence() -> dict[str, float]:
    """Measured precision by rule; `other` is that of all rules together."""
    with find_resource("data", "words", "reporting_confidence.yaml").open(encoding="utf-8") as file:
        return {str(rule): float(value) for rule, value in yaml.safe_load(file).items()}


def confidence_of(rule: str) -> float:
    """The confidence of a rule; a rule that half A never met has that of all together."""
    table = load_statement_confidence()
    return table.get(rule, table["other"])
