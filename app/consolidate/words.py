"""Names and quotations folded for comparison."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

_NOT_WORD = re.compile(r"[^\w]+")
_EMPTY_WORDS = frozenset(
    {"the", "a", "an", "of", "on", "and", "for", "to", "in", "between", "joint", "exercise", "exercises", "drill", "drills"}
)


def fold_name(text: str) -> str:
    """Case, width, diacritics and punctuation folded; words joined by single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return _NOT_WORD.sub(" ", plain).strip()


def fold_quote(text: str) -> str:
    """A quotation without case, width, punctuation and spacing."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_same_name(first: str, second: str) -> bool:
    """Whether two names of happenings say the same; numbers (Joint Sea 2022, 2023) must agree."""
    one, two = fold_name(first), fold_name(second)
    if one == two:
        return True
    if set(re.findall(r"\d+", one)) != set(re.findall(r"\d+", two)):
        return False
    core_one = " ".join(word for word in one.split() if word not in _EMPTY_WORDS)
    core_two = " ".join(word for word in two.split() if word not in _EMPTY_WORDS)
    return bool(core_one and core_two) and fuzz.token_sort_ratio(core_one, core_two) >= 88
