"""Examples for the documentation; a test holds them against the schemas."""

from __future__ import annotations

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
