"""Score the extraction on the gold texts: quality.py GOLD_FOLDER [--calibrate] [--misses] [--by-type].

Prints the scorer's tables for halves A and B apart (`--by-type`: by kind of event, and by kind of text), writes the figures (never a
text) to docs/extraction-quality.md and data/quality.json, and raises tests/quality/floors.json. `--misses` lists what half A misses and
what it has too much, with sentence and rule; half B is for scoring only. `--calibrate` first writes data/frames/confidence.yaml and
data/words/reporting_confidence.yaml from the precision of each rule on half A.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from quality_page import write_document, write_scoreboard
from quality_rules import calibrate, calibrate_statements, list_misses
from quality_scores import (
    extract_sections,
    figures_of,
    load_scorer,
    named_reporters,
    raise_floors,
    score_kinds,
    score_sections,
    score_without_seed,
)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--by-type", action="store_true")
    arguments = parser.parse_args(argv)
    if not (arguments.gold / "score.py").exists():
        print(f"quality: no gold data at {arguments.gold}; nothing to measure", file=sys.stderr)
        return 0
    if arguments.calibrate:
        calibrate(arguments.gold)
        calibrate_statements(arguments.gold)
    started = time.monotonic()
    predictions = extract_sections(arguments.gold)
    scores = score_sections(arguments.gold, predictions)
    scorer = load_scorer(arguments.gold)
    for section, halves in scores.items():
        for half, result in halves.items():
            print(f"\n== {section}, half {half}")
            scorer.show(result, ["type"] if arguments.by_type else [])
    kinds = score_kinds(arguments.gold, predictions)
    if arguments.by_type:
        for (section, kind), result in kinds.items():
            print(f"\n== {section}, texts of kind {kind}, both halves")
            scorer.show(result, [])
    if arguments.misses:
        list_misses(arguments.gold, predictions)
    without_seed = score_without_seed(arguments.gold, predictions)
    write_document(scores, kinds, without_seed, named_reporters(arguments.gold, predictions))
    write_scoreboard(arguments.gold, scores)
    raise_floors(arguments.gold, figures_of(scores))
    print(f"\n{time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
