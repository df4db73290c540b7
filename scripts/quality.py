"""Score the extraction on the gold texts: quality.py GOLD_FOLDER [--calibrate] [--misses] [--by-type].

Reads `dev`, `wire` and our own texts (tests/quality/own and broad, events only) with `meta.json` (what a system may be told),
prints the scorer's tables for halves A and B apart, writes
the figures (never a text) to docs/extraction-quality.md and data/quality.json, and raises
tests/quality/floors.json. `--misses` lists what half A
misses and what it has too much, with sentence and rule; half B is for scoring only. `--calibrate` writes
data/frames/confidence.yaml from the precision of each rule on half A.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.annotate import build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.gold import claims_to_gold
from app.model import Article, Claim
from app.readers import read_bytes
from app.resolve import resolve_claims
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "quality" / "floors.json"
DOCUMENT = ROOT / "docs" / "extraction-quality.md"
SCOREBOARD = ROOT / "data" / "quality.json"
CONFIDENCE = ROOT / "data" / "frames" / "confidence.yaml"
STATEMENT_CONFIDENCE = ROOT / "data" / "words" / "reporting_confidence.yaml"
SEED = "seed"  # the article that began the project; figures are given once without it
GOLD = ("dev", "wire")
BUNDLED = ("own", "broad")  # texts of our own in tests/quality, with events only
SECTIONS = (*GOLD, *BUNDLED)
HALVES = ("A", "B")
MEASURES = (
    "events",
    "meetings",
    "event_participants",
    "event_roles",
    "event_dates",
    "event_places",
    "event_evidence",
    "statements",
    "figures",
    "counted",
)
GIVEN = ("date_given_event", "place_given_event", "status_given_event", "reported_by", "direct", "statement_date", "source")
PRIOR_WEIGHT = 4  # how many hits at the kind's average a rule's own record is mixed with


def load_scorer(gold: Path) -> Any:
    """The scorer that lies beside the gold data, as a module."""
    spec = importlib.util.spec_from_file_location("gold_scorer", gold / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(gold / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def extract_sections(gold: Path, *, min_confidence: float | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """What we extract from each section's texts: {section: {document id: gold JSON}}."""
    settings = Settings(_env_file=None)
    gazetteer = Gazetteer.load()
    annotator = build_annotator(settings, gazetteer)
    meta = json.loads((gold / "meta.json").read_text(encoding="utf-8"))
    meta |= {section: json.loads((folder_of(gold, section) / "meta.json").read_text(encoding="utf-8")) for section in BUNDLED}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for section in SECTIONS:
        found[section] = {}
        for key, about in meta.get(section, {}).items():
            path = folder_of(gold, section) / f"{key}.txt"
            (article,) = read_bytes(path.read_bytes(), path.name, about, gazetteer)
            if not isinstance(article, Article):
                raise ValueError(f"{path.name}: {article}")
            claims = resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)
            limit = settings.min_confidence if min_confidence is None else min_confidence
            found[section][key] = claims_to_gold(article, claims, gazetteer, limit)
    return found


def folder_of(gold: Path, section: str) -> Path:
    """Where the texts and annotations of a section lie."""
    return ROOT / "tests" / "quality" / section if section in BUNDLED else gold / section


def score_sections(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]], *, boot: bool = True) -> dict[str, dict[str, Any]]:
    """The scorer's result for each section and half: {section: {half: result}}."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    scores: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        documents = scorer.load(str(folder_of(gold, section)))
        documents.pop("meta", None)
        scores[section] = {}
        for half in HALVES:
            part = {key: value for key, value in documents.items() if scorer.half(value.get("doc_id") or key) == half}
            scores[section][half] = scorer.run(
                part, predictions[section], names, lambda key, s=section: scorer.read_text(str(folder_of(gold, s)), key), boot
            )
    return scores


def score_without_seed(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """The scorer's result for all dev texts but the seed article."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    part = {key: value for key, value in scorer.load(str(gold / "dev")).items() if key != SEED}
    result: dict[str, Any] = scorer.run(part, predictions["dev"], names, lambda key: scorer.read_text(str(gold / "dev"), key), False)
    return result


def named_reporters(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]) -> dict[str, tuple[int, int]]:
    """How many of the sources named in between are right, on matched statements that have one: {"dev.A": (right, all), …}."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    counts = {f"{section}.{half}": (0, 0) for section in SECTIONS for half in HALVES}
    for section in GOLD:
        for key, document in scorer.load(str(gold / section)).items():
            place = f"{section}.{scorer.half(document.get('doc_id') or key)}"
            text = scorer.read_text(str(gold / section), key)
            ours = predictions[section][key]["statements"]
            for i, j in align_statements(scorer, names, document["statements"], ours, text):
                named = document["statements"][i]["reported_by"]
                if named:
                    right = scorer.jaccard(names.split(named), names.split(ours[j]["reported_by"])) >= 0.5
                    counts[place] = (counts[place][0] + right, counts[place][1] + 1)
    return counts


def gold_digest(gold: Path) -> str:
    """A digest of texts, annotations, aliases and scorer: floors hold for these only."""
    digest = hashlib.sha256()
    for path in sorted([*gold.glob("*/*.json"), *gold.glob("*/*.txt"), gold / "aliases.json", gold / "meta.json", gold / "score.py"]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def figures_of(scores: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The figures that have floors: {"dev.A.events": F1, …} and the accuracies given a match."""
    flat: dict[str, float] = {}
    for section, halves in scores.items():
        for half, result in halves.items():
            for measure in measures_of(section):
                flat[f"{section}.{half}.{measure}"] = result["micro"][measure]["f1"]
            for name, value in _given(result):
                flat[f"{section}.{half}.{name}"] = value
    return flat


def measures_of(section: str) -> tuple[str, ...]:
    """What a section is scored on: the bundled texts have events only."""
    return tuple(m for m in MEASURES if section not in BUNDLED or m in ("meetings", "events") or m.startswith("event_"))


def _given(result: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for group in ("given_event", "given_statement", "given_figure"):
        for name, value in result.get(group, {}).items():
            if name in GIVEN and value.get("accuracy") is not None:
                yield name, value["accuracy"]


# ---- documents ---------------------------------------------------------------------------------------------------------


def raise_floors(gold: Path, figures: dict[str, float]) -> None:
    """Lift the floors to what was reached; they fall only when the gold data are others."""
    old = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    digest = gold_digest(gold)
    floors = old.get("floors", {}) if old.get("gold") == digest else {}
    raised = {key: max(floors.get(key, 0.0), int(value * 1000) / 1000) for key, value in sorted(figures.items())}
    FLOORS.write_text(json.dumps({"gold": digest, "floors": raised}, indent=1) + "\n", encoding="utf-8")


def write_document(scores: dict[str, dict[str, Any]], without_seed: dict[str, Any], reporters: dict[str, tuple[int, int]]) -> None:
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
        given = [dict(_given(result)) for result in halves.values()]
        lines += [f"| {name} | " + " | ".join(f"{g[name]:.2f}" if name in g else "–" for g in given) + " |" for name in GIVEN]
        told = [reporters[f"{section}.{half}"] for half in halves]
        lines += ["| reported_by where one is named | " + " | ".join(f"{right} of {n}" for right, n in told) + " |", ""]
    lines += _status_classes(scores)
    lines += ["## dev without the seed article, both halves", "", "| measure | P | R | F1 |", "|---|---:|---:|---:|"]
    for measure in MEASURES:
        m = without_seed["micro"][measure]
        lines.append(f"| {measure} | {m['precision']:.2f} | {m['recall']:.2f} | {m['f1']:.2f} |")
    lines += ["", "| given a match | accuracy |", "|---|---:|", *(f"| {name} | {value:.2f} |" for name, value in _given(without_seed)), ""]
    remarks = _remarks()
    DOCUMENT.write_text("\n".join(lines) + "\n" + remarks, encoding="utf-8")


def write_scoreboard(gold: Path, scores: dict[str, dict[str, Any]]) -> None:
    """The same figures for the quality page of the service: data/quality.json, with the digest of what they were measured on."""
    sections = {
        section: {
            half: {measure: _rounded(result["micro"][measure]) for measure in measures_of(section)}
            | {name: {"accuracy": round(value, 3)} for name, value in _given(result)}
            for half, result in halves.items()
        }
        for section, halves in scores.items()
    }
    SCOREBOARD.write_text(json.dumps({"gold": gold_digest(gold), "sections": sections}, indent=1) + "\n", encoding="utf-8")


def _rounded(measured: dict[str, Any]) -> dict[str, float]:
    return {name: round(measured[name], 3) for name in ("precision", "recall", "f1", "low", "high") if measured.get(name) is not None}


def status_classes(scores: dict[str, dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many events of each gold status are read with it, both halves together: {(section, status): (right, matched)}."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for section, halves in scores.items():
        for result in halves.values():
            for status, value in result["given_event"]["status_given_event"]["per_class"].items():
                right, n = found.get((section, status), (0, 0))
                found[section, status] = (right + value["right"], n + value["n"])
    return found


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


MARK = "<!-- remarks -->"


def _remarks() -> str:
    if DOCUMENT.exists() and MARK in (text := DOCUMENT.read_text(encoding="utf-8")):
        return text[text.index(MARK) :]
    return f"{MARK}\n"


# ---- rules -------------------------------------------------------------------------------------------------------------


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


def align_statements(
    scorer: Any, names: Any, gold: list[dict[str, Any]], predicted: list[dict[str, Any]], text: str
) -> list[tuple[int, int]]:
    """Pairs (gold statement, predicted statement) of one document, as the scorer pairs them."""

    def weight(g: dict[str, Any], p: dict[str, Any]) -> float:
        if scorer.jaccard(names.split(g["speaker"]), names.split(p["speaker"])) < 0.5:
            return 0.0
        shared = scorer.quote_overlap(g["quote"], p["quote"], text)
        return shared + 0.01 if shared >= 0.5 else 0.0

    pairs: list[tuple[int, int]] = scorer.assign([[weight(g, p) for p in predicted] for g in gold])
    return pairs


def half_a(
    gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str, list[tuple[int, int]]]]:
    """The documents of half A with their alignment: (id, gold, predicted, text, pairs)."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    for section in GOLD:
        for key, document in scorer.load(str(gold / section)).items():
            if scorer.half(document.get("doc_id") or key) == "A":
                text = scorer.read_text(str(gold / section), key)
                predicted = predictions[section][key]
                yield key, document, predicted, text, align(scorer, names, document, predicted, text)


def list_misses(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Print what half A misses and has too much, with rule and sentence."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    for key, document, predicted, text, pairs in half_a(gold, predictions):
        print(f"== {key}")
        for i, event in enumerate(document["events"]):
            if i not in {a for a, _ in pairs}:
                print(f"  missed {_told(event)} | {text[slice(*_first(event['evidence']))][:200]!r}")
        for j, event in enumerate(predicted["events"]):
            if j not in {b for _, b in pairs}:
                print(f"  wrong  {event['rule']}: {_told(event)} | {text[slice(*_first(event['evidence']))][:200]!r}")
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
    meta = json.loads((gold / "meta.json").read_text(encoding="utf-8"))
    for section in SECTIONS:
        folder = folder_of(gold, section)
        for key, about in (meta if section in GOLD else {section: json.loads((folder / "meta.json").read_text())})[section].items():
            if scorer.half(key) != "A":
                continue
            path = folder / f"{key}.txt"
            (article,) = read_bytes(path.read_bytes(), path.name, about, gazetteer)
            assert isinstance(article, Article)
            claims = resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)
            told = [c for c in claims if c.statement is None and c.figure is None and c.counted is None]
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
    from app.components.rules import load_rules
    from app.extract.event_confidence import marks

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
    for _, document, predicted, text, _ in half_a(gold, extract_sections(gold, min_confidence=0.0)):
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
    if arguments.misses:
        list_misses(arguments.gold, predictions)
    write_document(scores, score_without_seed(arguments.gold, predictions), named_reporters(arguments.gold, predictions))
    write_scoreboard(arguments.gold, scores)
    raise_floors(arguments.gold, figures_of(scores))
    print(f"\n{time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
