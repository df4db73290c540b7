"""The rules of the extraction beside half A of the gold texts: what each misses and has too much, and how far each is to be trusted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quality_scores import BUNDLED, ROOT, SECTIONS, align_statements, articles_of, extract_sections, folder_of, load_scorer

from app.annotate import build_annotator
from app.components.rules import load_rules
from app.extract import extract_claims
from app.extract.event_confidence import marks
from app.gazetteer import Gazetteer
from app.gold import TOLD_TWICE, claims_to_gold
from app.model import Claim
from app.resolve import resolve_claims
from app.settings import Settings

CONFIDENCE = ROOT / "data" / "frames" / "confidence.yaml"
STATEMENT_CONFIDENCE = ROOT / "data" / "words" / "reporting_confidence.yaml"
PRIOR_WEIGHT = 4  # how many hits at the kind's average a rule's own record is mixed with


def align(scorer: Any, names: Any, gold: dict[str, Any], predicted: dict[str, Any], text: str) -> list[tuple[int, int]]:
    """Pairs (gold event, predicted event) of one document, as the scorer pairs them."""
    people = [[names.people(e.get("participants")) for e in d.get("events") or []] for d in (gold, predicted)]
    weights = [
        [
            1 + similarity + 0.3 * scorer.same_date(g["date"], p["date"]) + 0.05 * scorer.touches(g, p, text)
            if g["type"] == p["type"]
            and (similarity := scorer.jaccard(people[0][i], people[1][j])) >= 0.5
            and scorer.overlap(g["date"], p["date"])
            else 0.0
            for j, p in enumerate(predicted["events"])
        ]
        for i, g in enumerate(gold["events"])
    ]
    pairs: list[tuple[int, int]] = scorer.assign(weights)
    return pairs


def half_a(
    gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]
) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any], str, list[tuple[int, int]]]]:
    """The documents of half A with their alignment: (section, id, gold, predicted, text, pairs)."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    for section in SECTIONS:
        folder = str(folder_of(gold, section))
        for key, predicted in predictions[section].items():
            document = scorer.load(folder)[key]
            if scorer.half(document.get("doc_id") or key) == "A":
                text = scorer.read_text(folder, key)
                yield section, key, document, predicted, text, align(scorer, names, document, predicted, text)


def list_misses(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Print what half A misses and has too much, with rule and sentence."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    for section, key, document, predicted, text, pairs in half_a(gold, predictions):
        print(f"== {key}")
        for i, event in enumerate(document["events"]):
            if i not in {a for a, _ in pairs}:
                print(f"  missed {_told(event)} | {text[slice(*_first(event['evidence']))][:200]!r}")
        for j, event in enumerate(predicted["events"]):
            if j not in {b for _, b in pairs}:
                print(f"  wrong  {event['rule']}: {_told(event)} | {text[slice(*_first(event['evidence']))][:200]!r}")
        if section in BUNDLED:
            continue  # annotated with events only
        said, ours = document["statements"], predicted["statements"]
        matched = align_statements(scorer, names, said, ours, text)
        for i, item in enumerate(said):
            if i not in {a for a, _ in matched}:
                print(f"  missed Statement: {item['speaker']}; {item['date']} | {text[slice(*item['quote'])][:200]!r}")
        for j, item in enumerate(ours):
            if j not in {b for _, b in matched}:
                print(f"  wrong  {item['rule']}: {item['speaker']}; {item['date']} | {text[slice(*item['quote'])][:200]!r}")


def _first(evidence: list[Any]) -> list[int]:
    return evidence[0] if isinstance(evidence[0], list) else evidence


def _told(event: dict[str, Any]) -> str:
    who = ", ".join(f"{p['name']} ({p['role']})" for p in event["participants"])
    return f"{event['type']}: {who}; {event['date']}; {event['place']}; {event['status']}"


def event_claims(gold: Path) -> Iterator[tuple[str, str, dict[str, Any], list[Claim]]]:
    """What we extract from the texts that are read, whatever its confidence: (section, id, gold JSON, event claims)."""
    scorer, gazetteer = load_scorer(gold), Gazetteer.load()
    annotator = build_annotator(Settings(_env_file=None), gazetteer)
    for section, key, article in articles_of(gold, gazetteer):
        if scorer.half(key) == "A":
            claims = resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)
            events = [c for c in claims if c.statement is None and c.figure is None and c.counted is None]
            told = [c for c in events if c.rule not in TOLD_TWICE]
            yield section, key, claims_to_gold(article, told, gazetteer, 0.0), told


def right_events(scorer: Any, names: Any, gold: dict[str, Any], predicted: dict[str, Any], text: str) -> set[int]:
    """The predicted events that are right: as the scorer's `meetings` counts consultations, and as it aligns the other kinds."""
    right = {j for _, j in align(scorer, names, gold, predicted, text) if predicted["events"][j]["type"] not in scorer.MEET}
    pairs = [
        [
            1.0
            if g["type"] == p["type"]
            and g["type"] in scorer.MEET
            and scorer.jaccard(names.people(g["participants"]), names.people(p["participants"])) >= 2 / 3 - 1e-9
            and scorer.CLASS[scorer.state(g)] == scorer.CLASS[scorer.state(p)]
            and scorer.when(g["date"], p["date"])
            else 0.0
            for p in predicted["events"]
        ]
        for g in gold["events"]
    ]
    return right | {j for _, j in scorer.assign(pairs)}


def calibrate(gold: Path) -> None:
    """Write the confidence of rules and marks: their precision on what is read, drawn to the average where the record is short."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    marked: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for section, key, predicted, claims in event_claims(gold):
        folder = folder_of(gold, section)
        right = right_events(scorer, names, scorer.load(str(folder))[key], predicted, scorer.read_text(str(folder), key))
        for j, (event, claim) in enumerate(zip(predicted["events"], claims, strict=True)):
            for count in (hits[event["rule"]], kinds[event["type"]], kinds["all"], *(marked[mark] for mark in marks(claim))):
                count[0] += j in right
                count[1] += 1
    average = kinds["all"][0] / max(1, kinds["all"][1])
    kind_value = {kind: (right + PRIOR_WEIGHT * average) / (n + PRIOR_WEIGHT) for kind, (right, n) in kinds.items()}
    lines = [
        "# Made by `scripts/quality.py --calibrate` from half A of all texts: precision of rules and of marks",
        "# (app/extract/event_confidence.py), drawn to the average of the kind or of all.",
        "kinds:",
    ]
    lines += [f"  {kind}: {value:.2f}" for kind, value in sorted(kind_value.items())]
    lines.append("marks:")
    lines += [f"  {m}: {(r + PRIOR_WEIGHT * average) / (n + PRIOR_WEIGHT):.2f}  # {r} of {n}" for m, (r, n) in sorted(marked.items())]
    lines.append("rules:")
    for rule in load_rules().rules:
        count_right, n = hits.get(rule.id, [0, 0])
        value = (count_right + PRIOR_WEIGHT * kind_value.get(rule.type, average)) / (n + PRIOR_WEIGHT)
        lines.append(f"  {rule.id}: {value:.2f}  # {count_right} of {n}")
    CONFIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def calibrate_statements(gold: Path) -> None:
    """Write the confidence of each rule of statements: its precision on half A, drawn to the average where the record is short."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for section, _, document, predicted, text, _ in half_a(gold, extract_sections(gold, min_confidence=0.0)):
        if section in BUNDLED:
            continue
        ours = predicted["statements"]
        hit = {j for _, j in align_statements(scorer, names, document["statements"], ours, text)}
        for j, item in enumerate(ours):
            for count in (hits[item["rule"].removeprefix("statement.")], hits["all"]):
                count[0] += j in hit
                count[1] += 1
    average = hits["all"][0] / max(1, hits["all"][1])
    lines = [
        "# Made by `scripts/quality.py --calibrate` from half A of the gold texts: precision of each rule of statements, drawn to the",
        "# average of all (`other`) where its record is short.",
        f"other: {average:.2f}  # {hits['all'][0]} of {hits['all'][1]}",
    ]
    for rule, (n_hit, n) in sorted(hits.items()):
        if rule != "all":
            lines.append(f"{rule}: {(n_hit + PRIOR_WEIGHT * average) / (n + PRIOR_WEIGHT):.2f}  # {n_hit} of {n}")
    STATEMENT_CONFIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")
