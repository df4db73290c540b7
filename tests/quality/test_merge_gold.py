"""How well claims of many articles become events: pairs of claims judged by hand, scored as pairs. Floors in merge_floors.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

from app.consolidate.events import cluster_claims
from app.consolidate.periods import bounds_of_edtf
from app.consolidate.prepared import prepare
from app.gazetteer import Gazetteer
from app.ids import claim_id
from app.model import ActorRef, ArticleMeta, Claim, ClaimRecord, Evidence, Participation, PlaceRef, UncertainTime

FOLDER = Path(__file__).parent
GAZETTEER = Gazetteer.load()


@dataclass(frozen=True)
class Told:
    """A claim with the event that it tells of, by hand."""

    scene: str
    event: str
    record: ClaimRecord


def read_gold() -> list[Told]:
    found: list[Told] = []
    scene = ""
    for number, line in enumerate((FOLDER / "merge_gold.txt").read_text(encoding="utf-8").splitlines()):
        if line.startswith("== "):
            scene = line[3:]
        elif line.strip() and not line.startswith("#"):
            event, *cells = (cell.strip() for cell in line.split("|"))
            found.append(Told(scene, event, read_claim(number, cells)))
    return found


def read_claim(number: int, cells: list[str]) -> ClaimRecord:
    kind, actors, when, where, published, *more = cells
    fields = dict(part.split("=", 1) for part in more)
    day = date.fromisoformat(published)
    quote = fields.get("quote", "They met.")
    article = ArticleMeta(
        f"article-{number}", f"key-{number}", "0" * 64, 500, publisher=f"Paper {number}", published=day, publisher_id=fields.get("by")
    )
    claim = Claim(
        id=claim_id(article.id, kind, number, number + 1),
        article=article.id,
        type=kind,  # type: ignore[arg-type]
        evidence=(Evidence(0, len(quote), quote),),
        rule="gold",
        participants=tuple(read_actors(actors)),
        time=read_time(when, day),
        places=() if where == "-" else (PlaceRef(where, GAZETTEER.places[where].label if where in GAZETTEER.places else where),),
        name=fields.get("name"),
        status=fields.get("status", "occurred"),  # type: ignore[arg-type]
    )
    return ClaimRecord(article, replace(claim, confidence=0.9))


def read_actors(text: str) -> Iterator[Participation]:
    for word in text.split():
        actor, _, role = word.partition(":")
        known = GAZETTEER.actors[actor]
        yield Participation(ActorRef(actor, known.label, known.type, known.country), role or "participant")  # type: ignore[arg-type]


def read_time(when: str, published: date) -> UncertainTime:
    if when == "-":
        return UncertainTime(latest=published)
    earliest, latest = bounds_of_edtf(when)
    precision = "day" if earliest == latest else {4: "year", 7: "month"}.get(len(when), "range")
    reading = "throughout" if "/" in when else "sometime-within"
    return UncertainTime(when, earliest, latest, precision, "stated", reading, ((when, 0, len(when)),))  # type: ignore[arg-type]


def score() -> tuple[dict[str, float], list[str], tuple[int, int]]:
    """Figures, the pairs judged otherwise, and how many pairs are the same and different."""
    gold = read_gold()
    clusters = cluster_claims(prepare([told.record for told in gold], (), GAZETTEER), GAZETTEER)
    event_of = {member.claim.id: cluster.id for cluster in clusters for member in cluster.members}
    right = wrong = missed = apart = 0
    told_otherwise = []
    for one, two in combinations(gold, 2):
        is_same = (one.scene, one.event) == (two.scene, two.event)
        is_joined = event_of[one.record.claim.id] == event_of[two.record.claim.id]
        if one.scene != two.scene and not is_joined:
            continue
        right += is_same and is_joined
        wrong += is_joined and not is_same
        missed += is_same and not is_joined
        apart += not is_same
        if is_same != is_joined:
            dates = f"{one.record.claim.time.edtf}, {two.record.claim.time.edtf}"
            told_otherwise.append(f"{'joined' if is_joined else 'apart'}: {one.scene}: {one.event} / {two.event} ({dates})")
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    figures = {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}
    return figures, told_otherwise, (right + missed, apart)


def test_the_gold_has_enough_pairs() -> None:
    _, _, (same, different) = score()
    assert same >= 40 and different >= 60


def test_events_are_joined_as_well_as_before() -> None:
    figures, told_otherwise, _ = score()
    floors = json.loads((FOLDER / "merge_floors.json").read_text(encoding="utf-8"))
    assert floors["precision"] >= 0.97 and floors["f1"] >= 0.92
    fallen = {name: (round(figures[name], 3), floor) for name, floor in floors.items() if figures[name] < floor - 0.0005}
    assert not fallen, f"below the floor (reached, floor): {fallen}; {told_otherwise}"
