"""Labels, kinds, statuses and dates in the reader's language (en, zh, ru). Times come as in the JSON answers: ISO strings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from markupsafe import Markup

LANGUAGES: Final = {"en": "English", "zh": "中文", "ru": "Русский"}

KINDS: Final = {
    "Meeting": ("Meeting", "会晤", "Встреча"),
    "Summit": ("Summit", "峰会", "Саммит"),
    "Visit": ("Visit", "访问", "Визит"),
    "PhoneCall": ("Call", "通话", "Разговор"),
    "MilitaryExercise": ("Military exercise", "军事演习", "Военные учения"),
    "JointPatrol": ("Joint patrol", "联合巡逻", "Совместное патрулирование"),
    "Deployment": ("Deployment", "军力部署", "Развёртывание сил"),
    "Agreement": ("Agreement", "协议", "Соглашение"),
    "ArmedAttack": ("Armed attack", "武装攻击", "Вооружённое нападение"),
    "Sanction": ("Sanction", "制裁", "Санкции"),
    "Aid": ("Aid", "援助", "Помощь"),
    "Cooperation": ("Cooperation", "合作", "Сотрудничество"),
    "Condemnation": ("Condemnation", "谴责", "Осуждение"),
    "Appointment": ("Appointment", "任命", "Назначение"),
    "OtherEvent": ("Other event", "其他事件", "Иное событие"),
    "Statement": ("Statement", "声明", "Заявление"),
    "Figure": ("Figure", "数据", "Показатель"),
    "CountedClaim": ("Count", "计数", "Подсчёт"),
}
STATUSES: Final = {
    "occurred": ("occurred", "已发生", "состоялось"),
    "ongoing": ("ongoing", "进行中", "продолжается"),
    "planned": ("planned", "计划中", "планируется"),
    "alleged": ("alleged", "据称", "предположительно"),
    "denied": ("denied", "被否认", "отрицается"),
    "hypothetical": ("hypothetical", "假设", "гипотетически"),
    "cancelled": ("cancelled", "已取消", "отменено"),
}
BASES: Final = {
    "stated": "stated in the text",
    "relative": "worked out from words such as “last month”",
    "dateline": "from the dateline",
    "event-anchored": "tied by the text to another event",
    "context": "from what is told around it",
    "withheld": "withheld by the source",
    "none": "the text gives no date",
}
PATTERNS: Final = {
    "en": {
        "day": "d MMMM yyyy", "month": "MMMM yyyy", "year": "yyyy", "unknown": "date unknown", "between": "between {0} and {1}",
        "not_after": "date unknown, not after {0}", "not_before": "date unknown, not before {0}", "to": "{0} to {1}",
    },
    "zh": {
        "day": "yyyy年M月d日", "month": "yyyy年M月", "year": "yyyy年", "unknown": "日期不详", "between": "{0}至{1}之间",
        "not_after": "日期不详，不晚于{0}", "not_before": "日期不详，不早于{0}", "to": "{0}至{1}",
    },
    "ru": {
        "day": "d MMMM yyyy 'г.'", "month": "LLLL yyyy 'г.'", "year": "yyyy 'г.'", "unknown": "дата неизвестна",
        "between": "между {0} и {1}", "not_after": "дата неизвестна, не позднее {0}",
        "not_before": "дата неизвестна, не ранее {0}", "to": "{0} – {1}",
    },
}  # fmt: skip
_INDEX: Final = {"en": 0, "zh": 1, "ru": 2}


def pick_label(labels: Mapping[str, str] | None, language: str) -> tuple[str, str]:
    """(text, language) of a label: the language asked for, else English, else any; ("", "en") when there is none."""
    for code in (language, "en", *(labels or {})):
        if labels and labels.get(code):
            return labels[code], code
    return "", "en"


def label_html(labels: Mapping[str, str] | None, language: str) -> Markup:
    """The label, with `lang` when it is not in the page's language."""
    text, code = pick_label(labels, language)
    return Markup("{}").format(text) if code == language else Markup('<span lang="{}">{}</span>').format(code, text)


def kind_in_words(kind: str, language: str) -> str:
    return KINDS[kind][_INDEX[language]] if kind in KINDS else kind


def status_in_words(status: str, language: str) -> str:
    return STATUSES[status][_INDEX[language]] if status in STATUSES else status


def day_in_words(iso: str, language: str) -> str:
    """`2023-07-13` -> 13 July 2023; a partial date likewise."""
    patterns = PATTERNS[language]
    year, *rest = (int(part) for part in iso.split("-"))
    pattern = patterns["year" if not rest else "month" if len(rest) == 1 else "day"]
    return format_date(date(year, *[*rest, 1, 1][:2]), pattern, locale=language)


def time_in_words(time: Mapping[str, Any] | None, language: str = "en") -> str:
    """When, as precisely as it is known and no more."""
    patterns = PATTERNS[language]
    earliest, latest = (time or {}).get("earliest"), (time or {}).get("latest")
    precision = (time or {}).get("precision", "none")
    if not earliest and not latest:
        return patterns["unknown"]
    if not latest:
        return patterns["not_before"].format(day_in_words(str(earliest), language))
    if not earliest:
        return patterns["not_after"].format(day_in_words(latest, language))
    if earliest == latest:
        return day_in_words(earliest, language)
    if precision == "month" and earliest[:7] == latest[:7]:
        return day_in_words(earliest[:7], language)
    if precision == "year" and earliest[:4] == latest[:4]:
        return day_in_words(earliest[:4], language)
    return patterns["to" if precision == "range" else "between"].format(day_in_words(earliest, language), day_in_words(latest, language))


def precision_in_words(time: Mapping[str, Any] | None) -> str:
    """A sentence on how precise the date is and where it comes from (English, for the event page)."""
    precision = (time or {}).get("precision", "none")
    extent = {
        "day": "known to the day", "month": "known to the month only", "season": "known to the season only",
        "year": "known to the year only", "range": "known to lie in these days", "none": "not known",
    }.get(precision, precision)  # fmt: skip
    if precision == "range" and (time or {}).get("reading") == "throughout":
        extent = "it lasted all these days"
    basis = BASES.get((time or {}).get("basis", "none"), "")
    bound = ""
    if precision == "none" and (time or {}).get("latest"):
        bound = "; the latest day is the article's publication or a bound the text gives"
    return f"{extent}, {basis}{bound}" if basis else extent
