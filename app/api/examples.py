"""Examples for the documentation; a test holds them against the schemas.

Those of `examples.json` were answered by the service (scripts/openapi.py makes them).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

_LAVROV: Final = {"en": "Sergey Lavrov", "zh": "谢尔盖·拉夫罗夫", "ru": "Сергей Лавров"}
_WANG: Final = {"en": "Wang Yi", "zh": "王毅", "ru": "Ван И"}
_CHINA: Final = {"id": "china", "label": {"en": "China", "zh": "中国", "ru": "Китай"}}
_RUSSIA: Final = {"id": "russia", "label": {"en": "Russia", "zh": "俄罗斯", "ru": "Россия"}}
_BASE: Final = "https://w3id.org/amur/id"
_WIRE: Final = {"id": "amur-wire", "label": {"en": "Amur Wire"}}

CLAIM: Final[dict[str, Any]] = {
    "id": "cq2z6d5w7k3ma", "quote": "The two foreign ministers met in Jakarta in July.", "start": 212, "end": 261, "status": "occurred",
    "certainty": "certain", "sourcing": "attributed", "confidence": 0.86, "rule": "meeting.verb", "review": "candidate",
    "attributed_to": {"id": "sergey-lavrov", "label": _LAVROV}, "reported_by": [_WIRE],
    "article": {
        "id": "ministers-in-jakarta-2f7k3m9q", "title": "Ministers in Jakarta", "publisher": _WIRE, "published": "2023-07-14",
        "kind": "reconstruction", "language": "en", "url": None, "publisher_profile": None,
    },
    "also_attributed_to": [], "evidence": [{"quote": "The two foreign ministers met in Jakarta in July.", "start": 212, "end": 261}],
}  # fmt: skip
EVENT: Final[dict[str, Any]] = {
    "id": "eq2z6d5w7k3ma", "iri": f"{_BASE}/event/eq2z6d5w7k3ma", "url": "/events/eq2z6d5w7k3ma", "type": "Meeting", "level": "foreign",
    "format": "bilateral", "status": "occurred", "disputed": False,
    "title": {"en": "Meeting of Sergey Lavrov and Wang Yi, Jakarta, July 2023"},
    "participants": [
        {
            "id": actor, "iri": f"{_BASE}/actor/{actor}", "label": label, "role": "participant", "on_behalf_of": side, "in_office": None,
            "stands_in_for": None, "polarity": "positive", "reason": None,
        }
        for actor, label, side in (("sergey-lavrov", _LAVROV, _RUSSIA), ("wang-yi", _WANG, _CHINA))
    ],
    "time": {
        "edtf": "2023-07", "earliest": "2023-07-01", "latest": "2023-07-31", "precision": "month", "basis": "stated",
        "reading": "sometime-within", "words": ["in July"], "match": "certain",
    },
    "place": {"id": "jakarta", "label": {"en": "Jakarta", "zh": "雅加达", "ru": "Джакарта"}, "lat": -6.2, "lon": 106.8},
    "topics": [], "codes": {"plover": "CONSULT", "cameo": "044"}, "origins": 1, "claims": [CLAIM], "conflicts": [], "realizes": None,
    "part_of": None, "on_sidelines_of": None,
    "places": [{"id": "jakarta", "label": {"en": "Jakarta", "zh": "雅加达", "ru": "Джакарта"}, "lat": -6.2, "lon": 106.8}],
    "certainty": "certain", "confidence": 0.86, "medium": None, "name": None, "ordinal": None, "forces": None,
    "origin_list": ["https://example.org/readout"],
}  # fmt: skip
MEETINGS: Final[dict[str, Any]] = {
    "items": [EVENT], "left_out": {"PhoneCall": 3, "Summit": 5}, "next": None,
    "coverage": {"articles": 12, "since": "2023-07-01", "until": "2023-07-31", "reason": None},
}  # fmt: skip
_PROBLEMS: Final[dict[int, tuple[str, str, str, str, dict[str, Any]]]] = {
    400: ("bad-parameter", "A parameter has an unusable value", "nosuch: there is no such parameter here.", "See /docs for the known ones.",
          {"parameter": "nosuch"}),
    401: ("unauthorized", "A key is needed", "This needs a key.", "Send `Authorization: Bearer KEY`; `amur keys create` makes one.", {}),
    403: ("forbidden", "This is not allowed", "SERVICE is not allowed here.", "Ask this store only.", {}),
    404: ("not-found", "There is no such thing", "There is no event e000000000000.", "Search the meetings.", {}),
    406: ("not-acceptable", "No acceptable format", "Nothing here matches Accept: image/png.", "Ask for one of those offered.",
          {"offered": ["application/json", "text/csv"]}),
    409: ("ambiguous-actor", "Several actors bear this name", "'Li' may mean several actors.", "Write one of their ids.",
          {"candidates": [{"id": "li-qiang", "label": {"en": "Li Qiang"}}, {"id": "li-hui", "label": {"en": "Li Hui"}}]}),
    412: ("precondition-failed", "It has changed meanwhile", "The graph is not as If-Match says.", "Read it again.", {}),
    413: ("too-large", "Too large", "The request body is over the limit.", "Send at most 10000000 bytes.", {}),
    415: ("unsupported-media", "The body's type is not read here", "image/png is not read here.", "Send text, HTML or JSON.", {}),
    429: ("busy", "Too many requests", "Too much is asked at once.", "Come back after the time in Retry-After.", {"retry_after_s": 1}),
    503: ("store", "The store cannot be used", "The store is not loaded yet.", "Try again in a moment; /ready says when it is.",
          {"retry_after_s": 2}),
}  # fmt: skip


def problem_example(status: int, path: str) -> dict[str, Any] | None:
    """A problem of this status at a path."""
    if status not in _PROBLEMS:
        return None
    code, title, detail, hint, more = _PROBLEMS[status]
    return {"type": f"/docs#problem-{code}", "title": title, "status": status, "detail": detail, "instance": path, "hint": hint, **more}


@cache
def load_examples() -> dict[str, dict[str, Any]]:
    """Operation ("get /api/v1/actors") -> media type -> an answer, cut short."""
    found: dict[str, dict[str, Any]] = json.loads((files("app.api") / "examples.json").read_text(encoding="utf-8"))
    lists = {operation: {"application/json": MEETINGS} for operation in ("get /api/v1/meetings", "get /api/v1/events")}
    return found | lists
