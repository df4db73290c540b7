"""Extraction beside the gold texts: what we extract, what the scorer makes of it, and the floors below which it may not fall.

Reads `dev` and `wire` of the gold folder and our own texts (tests/quality/own and broad, events only) with `meta.json`, what a system may
be told. Used by `quality.py` and by the tests of the floors.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.annotate import build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.gold import claims_to_gold
from app.model import Article
from app.readers import read_bytes
from app.resolve import resolve_claims
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "quality" / "floors.json"
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


def load_scorer(gold: Path) -> Any:
    """The scorer that lies beside the gold data, as a module."""
    spec = importlib.util.spec_from_file_location("gold_scorer", gold / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(gold / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folder_of(gold: Path, section: str) -> Path:
    """Where the texts and annotations of a section lie."""
    return ROOT / "tests" / "quality" / section if section in BUNDLED else gold / section


def articles_of(gold: Path, gazetteer: Gazetteer) -> Iterator[tuple[str, str, Article]]:
    """Every text as an article: (section, document id, article). Raises ValueError for one that cannot be read."""
    told = json.loads((gold / "meta.json").read_text(encoding="utf-8"))
    for section in SECTIONS:
        folder = folder_of(gold, section)
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8")) if section in BUNDLED else told.get(section, {})
        for key, about in meta.items():
            path = folder / f"{key}.txt"
            (article,) = read_bytes(path.read_bytes(), path.name, about, gazetteer)
            if not isinstance(article, Article):
                raise ValueError(f"{path.name}: {article}")
            yield section, key, article


def extract_sections(gold: Path, *, min_confidence: float | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """What we extract from each section's texts: {section: {document id: gold JSON}}."""
    settings = Settings(_env_file=None)
    gazetteer = Gazetteer.load()
    annotator = build_annotator(settings, gazetteer)
    limit = settings.min_confidence if min_confidence is None else min_confidence
    found: dict[str, dict[str, dict[str, Any]]] = {section: {} for section in SECTIONS}
    for section, key, article in articles_of(gold, gazetteer):
        claims = resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)
        found[section][key] = claims_to_gold(article, claims, gazetteer, limit)
    return found


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


def score_kinds(gold: Path, predictions: dict[str, dict[str, dict[str, Any]]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The scorer's result for each kind of text of a section, both halves together: {(section, kind): result}."""
    scorer = load_scorer(gold)
    names = scorer.Names(json.loads((gold / "aliases.json").read_text(encoding="utf-8")))
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for section, key, article in articles_of(gold, Gazetteer.load()):
        kinds[section, article.kind].add(key)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for (section, kind), keys in sorted(kinds.items()):
        folder = str(folder_of(gold, section))
        part = {key: value for key, value in scorer.load(folder).items() if key in keys}
        found[section, kind] = scorer.run(part, predictions[section], names, lambda key, f=folder: scorer.read_text(f, key), True)
    return found


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


def status_classes(scores: dict[str, dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many events of each gold status are read with it, both halves together: {(section, status): (right, matched)}."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for section, halves in scores.items():
        for result in halves.values():
            for status, value in result["given_event"]["status_given_event"]["per_class"].items():
                right, n = found.get((section, status), (0, 0))
                found[section, status] = (right + value["right"], n + value["n"])
    return found


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
            for name, value in given_of(result):
                flat[f"{section}.{half}.{name}"] = value
    return flat


def measures_of(section: str) -> tuple[str, ...]:
    """What a section is scored on: the bundled texts have events only."""
    return tuple(m for m in MEASURES if section not in BUNDLED or m in ("meetings", "events") or m.startswith("event_"))


def given_of(result: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The accuracies given a match."""
    for group in ("given_event", "given_statement", "given_figure"):
        for name, value in result.get(group, {}).items():
            if name in GIVEN and value.get("accuracy") is not None:
                yield name, value["accuracy"]


def raise_floors(gold: Path, figures: dict[str, float]) -> None:
    """Lift the floors to what was reached; they fall only when the gold data are others."""
    old = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    digest = gold_digest(gold)
    floors = old.get("floors", {}) if old.get("gold") == digest else {}
    raised = {key: max(floors.get(key, 0.0), int(value * 1000) / 1000) for key, value in sorted(figures.items())}
    FLOORS.write_text(json.dumps({"gold": digest, "floors": raised}, indent=1) + "\n", encoding="utf-8")
