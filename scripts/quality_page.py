"""What `make quality` writes of its figures: docs/extraction-quality.md and data/quality.json (never a text)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quality_scores import GIVEN, MEASURES, ROOT, given_of, gold_digest, measures_of, status_classes

DOCUMENT = ROOT / "docs" / "extraction-quality.md"
SCOREBOARD = ROOT / "data" / "quality.json"
MARK = "<!-- remarks -->"


def write_document(
    scores: dict[str, dict[str, Any]],
    kinds: dict[tuple[str, str], dict[str, Any]],
    without_seed: dict[str, Any],
    reporters: dict[str, tuple[int, int]],
) -> None:
    """Write the tables of docs/extraction-quality.md; the remarks between the marks stay."""
    lines = [
        "# Extraction quality",
        "",
        "Made by `make quality`; do not edit the tables. `dev` are real documents of publishers (digests, readouts, transcripts, one news",
        "article), `wire` our own dispatches. Half A was read while the rules were written; of half B the dev texts were only scored",
        "(but for the seed article, our case of acceptance), the wire texts once looked at beside our output, not beside their",
        "annotation. In brackets the 5th and 95th percentile of 1000 bootstrap samples of documents: with so few documents,",
        "differences inside these intervals are noise.",
        "",
    ]
    for section, halves in scores.items():
        lines += [
            f"## {section}",
            "",
            "| measure | " + " | ".join(f"half {h}: P | R | F1" for h in halves) + " |",
            "|---|" + "---:|---:|---|" * len(halves),
        ]
        for measure in measures_of(section):
            cells = []
            for result in halves.values():
                m = result["micro"][measure]
                interval = f" [{m['low']:.2f}–{m['high']:.2f}]" if m.get("low") is not None else ""
                cells.append(f"{m['precision']:.2f} | {m['recall']:.2f} | {m['f1']:.2f}{interval}")
            lines.append(f"| {measure} | " + " | ".join(cells) + " |")
        lines += ["", "| given a match | " + " | ".join(f"half {h}" for h in halves) + " |", "|---|" + "---:|" * len(halves)]
        given = [dict(given_of(result)) for result in halves.values()]
        lines += [f"| {name} | " + " | ".join(f"{g[name]:.2f}" if name in g else "–" for g in given) + " |" for name in GIVEN]
        told = [reporters[f"{section}.{half}"] for half in halves]
        lines += ["| reported_by where one is named | " + " | ".join(f"{right} of {n}" for right, n in told) + " |", ""]
    lines += _status_classes(scores)
    lines += _kinds_of_text(kinds)
    lines += ["## dev without the seed article, both halves", "", "| measure | P | R | F1 |", "|---|---:|---:|---:|"]
    for measure in MEASURES:
        m = without_seed["micro"][measure]
        lines.append(f"| {measure} | {m['precision']:.2f} | {m['recall']:.2f} | {m['f1']:.2f} |")
    lines += [
        "",
        "| given a match | accuracy |",
        "|---|---:|",
        *(f"| {name} | {value:.2f} |" for name, value in given_of(without_seed)),
        "",
    ]
    remarks = _remarks()
    DOCUMENT.write_text("\n".join(lines) + "\n" + remarks, encoding="utf-8")


def _status_classes(scores: dict[str, dict[str, Any]]) -> list[str]:
    found = status_classes(scores)
    names = list(dict.fromkeys(status for _, status in found))
    lines = [
        "## Status given an aligned event, both halves",
        "",
        "| status | " + " | ".join(scores) + " |",
        "|---|" + "---:|" * len(scores),
    ]
    for name in names:
        cells = [f"{found[section, name][0]} of {found[section, name][1]}" if (section, name) in found else "–" for section in scores]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _kinds_of_text(kinds: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    shown = ("events", "meetings", "event_participants", "event_dates", "statements")
    lines = [
        "## By kind of text, both halves: F1",
        "",
        "| texts | number | " + " | ".join(shown) + " |",
        "|---|---:|" + "---|" * len(shown),
    ]
    for (section, kind), result in kinds.items():
        cells = []
        for measure in shown:
            m = result["micro"][measure]
            interval = f" [{m['low']:.2f}–{m['high']:.2f}]" if m.get("low") is not None else ""
            cells.append(f"{m['f1']:.2f}{interval}" if measure in measures_of(section) else "–")
        lines.append(f"| {section}: {kind} | {result['documents']} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def write_scoreboard(gold: Path, scores: dict[str, dict[str, Any]]) -> None:
    """The same figures for the quality page of the service: data/quality.json, with the digest of what they were measured on."""
    sections = {
        section: {
            half: {measure: _rounded(result["micro"][measure]) for measure in measures_of(section)}
            | {name: {"accuracy": round(value, 3)} for name, value in given_of(result)}
            for half, result in halves.items()
        }
        for section, halves in scores.items()
    }
    SCOREBOARD.write_text(json.dumps({"gold": gold_digest(gold), "sections": sections}, indent=1) + "\n", encoding="utf-8")


def _rounded(measured: dict[str, Any]) -> dict[str, float]:
    return {name: round(measured[name], 3) for name in ("precision", "recall", "f1", "low", "high") if measured.get(name) is not None}


def _remarks() -> str:
    if DOCUMENT.exists() and MARK in (text := DOCUMENT.read_text(encoding="utf-8")):
        return text[text.index(MARK) :]
    return f"{MARK}\n"
