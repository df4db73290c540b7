"""Lists as CSV (RFC 4180, UTF-8): one row an item; what is nested is joined with "; "."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

MEETING_COLUMNS: Final = (
    "id", "type", "level", "format", "status", "disputed", "title", "earliest", "latest", "edtf", "precision", "basis", "match",
    "participants", "participant_names", "offices", "place", "place_name", "origins", "claims", "quotes", "articles", "publishers", "iri",
)  # fmt: skip
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The table with its header; a cell that a spreadsheet would run as a formula is guarded by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return buffer.getvalue().encode()


def meeting_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows of MEETING_COLUMNS from items of the JSON answer."""
    for item in items:
        time, place, claims = item.get("time") or {}, item.get("place") or {}, item["claims"]
        people = item["participants"]
        yield {
            **{name: item.get(name) for name in ("id", "type", "level", "format", "status", "disputed", "origins", "iri")},
            **{name: time.get(name) for name in ("earliest", "latest", "edtf", "precision", "basis", "match")},
            "title": (item.get("title") or {}).get("en"),
            "participants": [person["id"] for person in people],
            "participant_names": [_english(person) for person in people],
            "offices": [_english(person["in_office"]) for person in people if person.get("in_office")],
            "place": place.get("id"),
            "place_name": _english(place),
            "claims": [claim["id"] for claim in claims],
            "quotes": [claim["quote"] for claim in claims],
            "articles": list(dict.fromkeys(claim["article"]["id"] for claim in claims)),
            "publishers": list(dict.fromkeys(_english(claim["article"].get("publisher")) or "" for claim in claims)),
        }


def _english(labelled: Mapping[str, Any] | None) -> str | None:
    labels = (labelled or {}).get("label") or {}
    return labels.get("en") or next(iter(labels.values()), None)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return _cell("; ".join(str(part) for part in value))
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text
