"""What the data is, under which licence, and how to cite it: in each file of a network, and as a description by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, Final

from app.ids import Names, digest
from app.traverse import GraphFilters, Projection

TITLE: Final = "Amur: a knowledge graph of China–Russia relations"
LICENCE: Final = "CC BY 4.0"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NOTE: Final = "Quotations stay under the licences of the articles they stand in."
NOTICE: Final = "What is told are claims of articles, not established facts; each item names the claims that prove it."
KEYWORDS: Final = "China, Russia, diplomacy, meetings, knowledge graph"


def describe_network(projection: Projection, names: Names) -> dict[str, str]:
    """What stands in the head of a file. `state` is a digest of the events: the same graph has the same, whenever it was made."""
    state = fingerprint(projection)
    return {
        "creator": "Amur",
        "keywords": KEYWORDS,
        "notice": NOTICE,
        "licence": f"{LICENCE} ({LICENCE_URL}). {LICENCE_NOTE}",
        "citation": cite(names, state),
        "state": state,
        "filters": tell_filters(projection.filters),
        "base": names.base,
    }


def fingerprint(projection: Projection) -> str:
    """A digest of which events, of what standing and time, by which claims."""
    told = (f"{event.id} {event.status} {event.certainty} {event.bounds} {' '.join(event.claims)}" for event in projection.events)
    return digest("\n".join(told), length=16)


def cite(names: Names, state: str) -> str:
    return f"{TITLE}. Data set in the state {state}. {names.base}"


def tell_filters(filters: GraphFilters) -> str:
    """The filters in words, such as `since 2023-01-01, kinds met spokeWith, facts only`."""
    parts = [f"since {filters.since}" if filters.since else "", f"until {filters.until}" if filters.until else ""]
    parts += ["only what lies in the window for certain" if filters.match == "certain" else ""]
    parts += [f"kinds {' '.join(filters.kinds)}" if filters.kinds else "all kinds"]
    parts += [f"status {' '.join(filters.statuses)}" if filters.statuses else "facts only"]
    parts += [f"at least {filters.min_origins} origins" if filters.min_origins else "", f"confidence from {filters.min_confidence}"]
    parts += [f"actors {' '.join(filters.actors)}" if filters.actors else ""]
    parts += [f"{len(filters.events)} events that pass further filters" if filters.events is not None else ""]
    return ", ".join(part for part in parts if part)


def write_description(projection: Projection, names: Names, version: int, formats: Iterable[tuple[str, str, str]], out: BinaryIO) -> None:
    """A schema.org description (https://schema.org/Dataset) as JSON-LD; `formats` are (name, media type, title)."""
    state = fingerprint(projection)
    first = min((event.earliest for event in projection.events if event.earliest), default=None)
    last = max((event.latest for event in projection.events if event.latest and event.earliest), default=None)
    description: Mapping[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{names.base}dataset",
        "name": TITLE,
        "description": f"Who met whom, when, where and in what capacity, with the words that prove it. {NOTICE}",
        "url": names.base,
        "version": str(version),
        "identifier": state,
        "license": LICENCE_URL,
        "usageInfo": LICENCE_NOTE,
        "creditText": cite(names, state),
        "citation": cite(names, state),
        "creator": {"@type": "Organization", "name": "Amur"},
        "keywords": KEYWORDS.split(", "),
        "inLanguage": ["en", "zh", "ru"],
        "isAccessibleForFree": True,
        "temporalCoverage": f"{first}/{last}" if first and last else None,
        "size": f"{len(projection.events)} events, {len(projection.graph)} joined actors, {len(projection.edges)} edges",
        "distribution": [
            {"@type": "DataDownload", "name": title, "encodingFormat": media_type, "contentUrl": f"/export?format={name}"}
            for name, media_type, title in formats
        ],
    }
    out.write(
        json.dumps({key: value for key, value in description.items() if value is not None}, ensure_ascii=False, indent=2).encode() + b"\n"
    )
