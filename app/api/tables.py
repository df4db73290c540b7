"""Lists as CSV (RFC 4180, UTF-8): one row an item; what is nested is joined with "; "."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

EVENT_COLUMNS: Final = (
    "id", "type", "level", "format", "status", "disputed", "title", "earliest", "latest", "edtf", "precision", "basis", "match",
    "participants", "participant_names", "offices", "place", "place_name", "origins", "claims", "quotes", "articles", "publishers", "iri",
)  # fmt: skip
AGREEMENT_COLUMNS: Final = (*EVENT_COLUMNS, "occasions", "contents")
TIMELINE_COLUMNS: Final = ("kind", "since", "until", "id", "type", "title", "counterparts", "place", "status", "origins", "claims", "iri")
ACTOR_COLUMNS: Final = ("id", "type", "en", "zh", "ru", "country", "provisional", "score", "events", "iri")
OFFICE_COLUMNS: Final = ("id", "holder", "holder_name", "office", "office_name", "organization", "level", "since", "until")
ARTICLE_COLUMNS: Final = ("id", "published", "title", "publisher", "publisher_name", "kind", "language", "url")
SENTENCE_COLUMNS: Final = ("quote", "start", "end", "article", "title", "publisher", "published", "claims", "types", "belongs_to")
STATEMENT_COLUMNS: Final = (
    "id", "earliest", "latest", "speakers", "addressees", "quote", "direct", "channels", "topics", "status", "origins", "claims", "iri",
)  # fmt: skip
FIGURE_COLUMNS: Final = (
    "id", "what", "value", "unit", "period", "agencies", "comparator", "reference", "status", "origins", "claims", "quotes", "iri",
)  # fmt: skip
COUNTED_COLUMNS: Final = (
    "id", "event_kind", "participants", "number", "ordinal", "window", "known", "missing", "events", "status", "origins", "claims",
    "quotes", "iri",
)  # fmt: skip
CHANGE_COLUMNS: Final = ("version", "at", "reason", "kind", "id", "iri", "url", "title", "into", "caused_by")
CONFLICT_COLUMNS: Final = ("id", "kind", "cause", "thing", "thing_title", "claims", "quotes")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The table with its header; a cell that a spreadsheet would run as a formula is guarded by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return buffer.getvalue().encode()


def event_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows of EVENT_COLUMNS from items of the JSON answer."""
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


def agreement_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        [row] = event_rows([item["event"]])
        yield {**row, "occasions": _ids(item["occasions"]), "contents": [one["quote"] for one in item["contents"]]}


def timeline_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows of TIMELINE_COLUMNS: of an office its name, of an event its title, of a saying its words."""
    for item in items:
        office, event, said = item["office"], item["event"], item["statement"]
        if office:
            more = {"id": office["id"], "type": "Office", "title": _english(office["office"])}
        elif event:
            more = {
                **event,
                "title": _english({"label": event["title"]}),
                "counterparts": _ids(event["participants"]),
                "place": _id(event["place"]),
                "claims": _ids(event["claims"]),
            }
        else:
            told = {"title": said["quote"], "counterparts": _ids(said["addressees"]), "claims": _ids(said["claims"])}
            more = {**said, "type": "Statement", **told}
        yield {**more, **{name: item[name] for name in ("kind", "since", "until")}}


def actor_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {**item, **{code: item["label"].get(code) for code in ("en", "zh", "ru")}, "country": _id(item["country"])}


def office_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        names = {f"{name}_name": _english(item[name]) for name in ("holder", "office")}
        yield {**item, **names, **{name: _id(item[name]) for name in ("holder", "office", "organization")}}


def article_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {**item, "publisher": _id(item["publisher"]), "publisher_name": _english(item["publisher"])}


def sentence_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        article, claims = item["article"], item["claims"]
        told = {"article": article["id"], "publisher": _id(article["publisher"])} | {name: article[name] for name in ("title", "published")}
        belongs = list(dict.fromkeys(claim["belongs_to"] for claim in claims if claim["belongs_to"]))
        yield {**item, **told, "claims": _ids(claims), "types": [claim["type"] for claim in claims], "belongs_to": belongs}


def statement_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        time = item["time"] or {}
        people = {name: [one["id"] for one in item[name]] for name in ("speakers", "addressees", "topics")}
        yield {**item, **people, "earliest": time.get("earliest"), "latest": time.get("latest"), "claims": _ids(item["claims"])}


def figure_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {**item, "agencies": _ids(item["agencies"]), "claims": _ids(item["claims"]), "quotes": _quotes(item["claims"])}


def counted_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {**item, **{name: _ids(item[name]) for name in ("participants", "events", "claims")}, "quotes": _quotes(item["claims"])}


def conflict_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for item in items:
        thing = {"thing": item["thing"]["id"], "thing_title": _english({"label": item["thing"]["title"]})}
        yield {**item, **thing, "claims": _ids(item["claims"]), "quotes": _quotes(item["claims"])}


def change_rows(items: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return items


def _id(named: Mapping[str, Any] | None) -> str | None:
    return named["id"] if named else None


def _ids(things: Iterable[Mapping[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def _quotes(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    return [claim["quote"] for claim in claims]


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
