"""The words of the pages in English, Chinese and Russian, from `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from babel import Locale
from markupsafe import Markup

LANGUAGES: Final = {"en": "English", "zh": "中文", "ru": "Русский"}
Entry = str | Mapping[str, str]  # the words, or their forms by number (CLDR: one, few, many, other)


@cache
def read_catalogue() -> Mapping[str, Mapping[str, Entry]]:
    """`section.key` -> language -> entry."""
    sections = yaml.safe_load((files("app.web") / "words.yaml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": dict(zip(LANGUAGES, entries, strict=True))
        for section, keys in sections.items()
        for key, entries in keys.items()
    }  # fmt: skip


def say(key: str, language: str, **values: Any) -> Markup:
    """The words of a key; `values` are escaped and put into its braces, `n` also chooses the form. Raises KeyError."""
    entry = read_catalogue()[key][language]
    if not isinstance(entry, str):
        entry = entry.get(Locale.parse(language).plural_form(values["n"]), entry["other"])
    return Markup(entry).format(**values)


def say_code(section: str, code: str, language: str) -> Markup:
    """The word of a code (`status`, `occurred`); the code itself where the catalogue has none."""
    key = f"{section}.{code}"
    return say(key, language) if key in read_catalogue() else Markup.escape(code)


def codes_of(section: str) -> tuple[str, ...]:
    """All keys of a section, in the order of the file."""
    return tuple(key.partition(".")[2] for key in read_catalogue() if key.startswith(f"{section}."))


def section_of(section: str, language: str) -> dict[str, str]:
    """All words of a section, their {braces} left to whoever shows them."""
    found = {key: entries[language] for key, entries in read_catalogue().items() if key.startswith(f"{section}.")}
    return {key.partition(".")[2]: entry for key, entry in found.items() if isinstance(entry, str)}
