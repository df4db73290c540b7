"""Labels and dates in the reader's language (en, zh, ru). Times come as in the JSON answers: ISO strings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from app.web.catalogue import say, say_code


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


def day_in_words(iso: str, language: str) -> str:
    """`2023-07-13` -> 13 July 2023; a partial date likewise."""
    year, *rest = (int(part) for part in iso.split("-"))
    pattern = say(f"time.{'year' if not rest else 'month' if len(rest) == 1 else 'day'}_pattern", language)
    return format_date(date(year, *[*rest, 1, 1][:2]), str(pattern), locale=language)


def time_in_words(time: Mapping[str, Any] | None, language: str = "en") -> str:
    """When, as precisely as it is known and no more."""
    earliest, latest = (time or {}).get("earliest"), (time or {}).get("latest")
    precision = (time or {}).get("precision", "none")
    if not earliest and not latest:
        return _say("unknown", language)
    if not latest:
        return _say("not_before", language, day_in_words(str(earliest), language))
    if not earliest:
        return _say("not_after", language, day_in_words(latest, language))
    if earliest == latest:
        return day_in_words(earliest, language)
    if precision == "month" and earliest[:7] == latest[:7]:
        return day_in_words(earliest[:7], language)
    if precision == "year" and earliest[:4] == latest[:4]:
        return day_in_words(earliest[:4], language)
    one, two, is_close = _ends_in_words(earliest, latest, language)
    return _say(("to_close" if is_close else "to") if precision == "range" else "between", language, one, two)


def _ends_in_words(first: str, last: str, language: str) -> tuple[str, str, bool]:
    """Both days, the year and the month told once where they are the same; and whether both are in one month."""
    one, two = day_in_words(first, language), day_in_words(last, language)
    if first[:4] != last[:4]:
        return one, two, False
    in_month = first[:7] == last[:7]
    shared = "time.day_alone" if in_month else "time.day_without_year"
    if language == "zh":  # the year stands before, so the second day gives it up
        return one, _formatted(last, str(say(shared, language)), language), in_month
    return _formatted(first, str(say(shared, language)), language), two, in_month


def _formatted(iso: str, pattern: str, language: str) -> str:
    return format_date(date.fromisoformat(iso), pattern, locale=language)


def names_its_year(labels: Mapping[str, str] | None, time: Mapping[str, Any] | None) -> bool:
    """Whether a title already tells when it was."""
    day = (time or {}).get("earliest") or (time or {}).get("latest")
    return day is not None and day[:4] in pick_label(labels, "en")[0]


def _say(key: str, language: str, one: str = "", two: str = "") -> str:
    return say(f"time.{key}", language, one=one, two=two).unescape()


def precision_in_words(time: Mapping[str, Any] | None, language: str = "en") -> Markup:
    """A sentence on how precise the date is and where it comes from."""
    precision = (time or {}).get("precision", "none")
    if precision == "range" and (time or {}).get("reading") == "throughout":
        precision = "throughout"
    extent, basis = say_code("precision", precision, language), say_code("basis", (time or {}).get("basis", "none"), language)
    told = say("precision.join", language, extent=extent, basis=basis)
    return told + say("precision.bound", language) if precision == "none" and (time or {}).get("latest") else told


def month_span_in_words(first: str, last: str, language: str) -> str:
    """`2023-02`, `2023-05` -> February–May 2023; one month alone as such. Both lie in the same year."""
    if first == last:
        return day_in_words(first, language)
    one, other = (date(int(month[:4]), int(month[5:]), 1) for month in (first, last))
    pattern = str(say("time.month_pattern", language))
    if language == "zh":
        return f"{format_date(one, 'y年M', locale=language)}–{format_date(other, 'M月', locale=language)}"
    return f"{format_date(one, 'LLLL', locale=language)}–{format_date(other, pattern, locale=language)}"
