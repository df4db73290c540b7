"""Make docs/schemas/*.json, the JSON Schemas (2020-12) of the answers, from the views in app/answers.

`python scripts/schemas.py` writes them; `--check` writes nothing and exits 1 when one has drifted. The answers are frozen: a
property of a schema on disk that the views no longer have, or have with another type, is refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app import vocab
from app.answers.actors import ActorDetail, ActorList, HoldingList
from app.answers.agreements import AgreementList
from app.answers.articles import ArticleDetail, ArticleList
from app.answers.changes import ChangeList
from app.answers.checks import ContradictionList, CountedList
from app.answers.claims import ClaimDetail
from app.answers.coverage import CoverageReport
from app.answers.events import EventDetail
from app.answers.figures import FigureList
from app.answers.graph_views import Centrality, CommonContacts, Communities, Series, Subgraph
from app.answers.readouts import Readouts
from app.answers.search import SentenceList
from app.answers.statements import StatementList
from app.answers.timeline import Timeline
from app.answers.views import EventList
from app.api.jobs import JobView

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"
BASE = "https://w3id.org/amur/schemas/"
VIEWS: dict[str, tuple[type, str, str]] = {
    "meetings": (EventList, "Who met whom when", "GET /api/v1/meetings and `amur met --json`"),
    "events": (EventList, "Events of all kinds", "GET /api/v1/events"),
    "event": (EventDetail, "One event", "GET /api/v1/events/{id}"),
    "readouts": (Readouts, "The accounts of one event", "GET /api/v1/events/{id}/readouts"),
    "agreements": (AgreementList, "Agreements", "GET /api/v1/agreements"),
    "timeline": (Timeline, "An actor's career", "GET /api/v1/actors/{id}/timeline"),
    "claim": (ClaimDetail, "One claim", "GET /api/v1/claims/{id}"),
    "article": (ArticleDetail, "One article", "GET /api/v1/articles/{id}"),
    "articles": (ArticleList, "Articles", "GET /api/v1/articles"),
    "actor": (ActorDetail, "One actor", "GET /api/v1/actors/{id}"),
    "actors": (ActorList, "Actors", "GET /api/v1/actors"),
    "offices": (HoldingList, "Office holders", "GET /api/v1/offices"),
    "statement": (StatementList, "Statements", "GET /api/v1/statements"),
    "figure": (FigureList, "Figures", "GET /api/v1/figures"),
    "counted": (CountedList, "Counted claims", "GET /api/v1/counted"),
    "conflict": (ContradictionList, "Contradictions", "GET /api/v1/conflicts"),
    "search": (SentenceList, "Sentences that were searched for", "GET /api/v1/search"),
    "changes": (ChangeList, "What changed since a version", "GET /api/v1/changes?since="),
    "subgraph": (Subgraph, "A part of the graph of actors", "GET /api/v1/graph/subgraph"),
    "common": (CommonContacts, "Contacts that two actors have in common", "GET /api/v1/graph/common"),
    "centrality": (Centrality, "Who stands in the middle", "GET /api/v1/graph/centrality"),
    "communities": (Communities, "Groups that hold together", "GET /api/v1/graph/communities"),
    "series": (Series, "A pair over time", "GET /api/v1/graph/series"),
    "job": (JobView, "A job", "POST /api/v1/articles and GET /api/v1/jobs/{id}"),
    "coverage": (CoverageReport, "Coverage", "GET /api/v1/coverage"),
}
WRITTEN_BY_HAND = ("neighbour", "path", "problem")
_WORDS = {
    "status": "Status",
    "certainty": "Certainty",
    "sourcing": "Sourcing",
    "review": "Review",
    "level": "Level",
    "format": "EventFormat",
    "role": "Role",
    "polarity": "Polarity",
    "precision": "Precision",
    "basis": "Basis",
    "reading": "Reading",
    "comparator": "Comparator",
    "medium": "Medium",
    "cause": "Cause",
}


def make_schema(name: str) -> dict[str, Any]:
    """The schema of one answer; every property is always there, others may be added later."""
    view, title, where = VIEWS[name]
    schema = TypeAdapter(view).json_schema(mode="serialization")
    for part in (schema, *schema.get("$defs", {}).values()):
        _tighten(part)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}{name}.json",
        "title": title,
        "description": f"{schema.get('description', '')} Answer of {where}.".strip(),
    }
    return head | {key: value for key, value in schema.items() if key not in ("title", "description")}


def _tighten(part: dict[str, Any]) -> None:
    """All properties are required; words of closed lists are named."""
    properties = part.get("properties", {})
    part["required"] = sorted(properties)
    is_conflict = {"kind", "cause"} <= properties.keys()
    for name, value in properties.items():
        scheme = "ConflictKind" if is_conflict and name == "kind" else _WORDS.get(name)
        if scheme is not None:
            _list_words(value, sorted(vocab.CODES[scheme]))


def _list_words(value: dict[str, Any], words: list[str]) -> None:
    for one in (value, *value.get("anyOf", ())):
        if one.get("type") == "string" and "enum" not in one and "const" not in one:
            one["enum"] = words


def find_breaks(old: Any, new: Any, path: str = "") -> list[str]:
    """What of an older schema the newer one has lost or changed."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for key, value in old.items():
            if key in ("description", "title", "examples", "required", "enum"):
                continue
            found += [f"{path}/{key} is gone"] if key not in new else find_breaks(value, new[key], f"{path}/{key}")
        found += [f"{path} no longer allows {word!r}" for word in old.get("enum", []) if word not in new.get("enum", [])]
        return found
    return [] if old == new else [f"{path} has changed"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file has drifted")
    is_check = parser.parse_args().check
    status = 0
    for name in VIEWS:
        file = FOLDER / f"{name}.json"
        text = json.dumps(make_schema(name), ensure_ascii=False, indent=2) + "\n"
        before = file.read_text(encoding="utf-8") if file.exists() else None
        breaks = find_breaks(json.loads(before), json.loads(text)) if before is not None else []
        if breaks:
            sys.stderr.write(f"{file.name} is frozen: {'; '.join(breaks)}\n")
            status = 1
        elif before != text and is_check:
            sys.stderr.write(f"{file.name} has drifted: run scripts/schemas.py\n")
            status = 1
        elif before != text:
            file.write_text(text, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
