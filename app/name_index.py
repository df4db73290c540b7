"""Find actors by what somebody types: a whole name, its beginning, a word of it, or one with typing errors; any script.

Made once for many names and then asked in milliseconds. Beginnings of words stand in one sorted list. A word with an error still begins or
ends as the right one does, so only words that share a part with it at one end are compared letter by letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from app.gazetteer import fold

WHOLE, BEGINNING, WORD, WORDS = 1.0, 0.9, 0.85, 0.82  # scores; those of similar spelling are below
SIMILAR = 0.8
MOST_STARTS = 4_000  # beginnings that are looked at: a single letter may begin more
_LAST = "\U0010ffff"


class NameIndex:
    """An immutable index of ids by names; the earlier of two ids is preferred where there are too many."""

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]]) -> None:
        ids: dict[str, list[str]] = {}
        for key, forms in names:
            for form in {fold(form) for form in forms}:
                if form:
                    ids.setdefault(form, []).append(key)
        self._names = list(ids)
        self._ids = [tuple(found) for found in ids.values()]
        self._number = {name: number for number, name in enumerate(self._names)}
        starts = sorted((start, number) for number, name in enumerate(self._names) for start in _starts(name))
        self._starts = [start for start, _ in starts]
        self._of_start = [number for _, number in starts]
        self._with_word: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for word in name.split():
                self._with_word.setdefault(word, []).append(number)
        self._words = sorted(self._with_word)
        self._backwards = sorted(word[::-1] for word in self._words)

    def search(self, text: str, enough: int = 10) -> dict[str, float]:
        """Id -> score in (0, 1]. Similar spelling is looked for only when fewer than `enough` names fit as they are written."""
        asked = fold(text)
        if not asked:
            return {}
        found: dict[int, float] = {}
        if asked in self._number:
            found[self._number[asked]] = WHOLE
        for number in self._beginning_with(asked):
            if number not in found:
                found[number] = BEGINNING if self._names[number].startswith(asked) else WORD
        words = asked.split()
        if len(words) > 1:
            for number in self._beginning_with("".join(words)):
                found.setdefault(number, WORD)
            for number in set.intersection(*(set(self._beginning_with(word)) for word in words)):
                found.setdefault(number, WORDS)
        if len(found) < enough and len(asked) > 2:
            for number, score in self._similar(asked, words).items():
                found.setdefault(number, score)
        return self._scores(found)

    def _scores(self, found: Mapping[int, float]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for number, score in found.items():
            for key in self._ids[number]:
                if score > scores.get(key, 0.0):
                    scores[key] = score
        return scores

    def _beginning_with(self, text: str) -> Sequence[int]:
        """The numbers of names of which a word begins with the text, some of them twice."""
        first, last = _range(self._starts, text)
        return self._of_start[first : min(last, first + MOST_STARTS)]

    def _similar(self, asked: str, words: list[str]) -> dict[int, float]:
        """The names that have, for each word asked, one that differs from it in a letter or two."""
        fitting: set[int] | None = None
        for word in words:
            near = {number for form in self._near(word) for number in self._with_word[form]}
            if len(word) <= 3 or not near:
                near.update(self._beginning_with(word))
            fitting = near if fitting is None else fitting & near
            if not fitting:
                return {}
        scores = {}
        for number in islice(fitting or (), MOST_STARTS):
            name = self._names[number]
            ratio = max(fuzz.ratio(asked, name), fuzz.token_sort_ratio(asked, name))
            if len(words) == 1:
                ratio = max(ratio, *(fuzz.ratio(asked, part) * 0.95 for part in name.split()))
            scores[number] = round(SIMILAR * ratio / 100, 4)
        return scores

    def _near(self, word: str) -> list[str]:
        """Known words within one error, of longer words within two; a change of places is one error."""
        errors = 0 if len(word) <= 2 else 1 if len(word) <= 5 else 2
        kept = max(1, len(word) // (errors + 1))  # letters at one end that an error leaves alone
        first, last = _range(self._words, word[:kept])
        near = [one for one in self._words[first:last] if abs(len(one) - len(word)) <= errors]
        first, last = _range(self._backwards, word[: -kept - 1 : -1])
        near += [one[::-1] for one in self._backwards[first:last] if abs(len(one) - len(word)) <= errors]
        return [one for one, _, _ in process.extract(word, set(near), scorer=OSA.distance, score_cutoff=errors, limit=None)]


def _range(ordered: Sequence[str], beginning: str) -> tuple[int, int]:
    first = bisect_left(ordered, beginning)
    return first, bisect_left(ordered, beginning + _LAST, lo=first)


def _starts(name: str) -> Iterable[str]:
    """The name from each of its words on; of a name in signs from each sign on; and without its spaces."""
    if " " not in name:
        return {name[position:] for position in range(len(name))} if "\u2e80" <= name[0] <= "\ud7ff" else (name,)
    words = name.split()
    found = {" ".join(words[number:]) for number in range(len(words))} | {"".join(words)}
    for word in words:
        if "\u2e80" <= word[0] <= "\ud7ff":
            found |= {word[position:] for position in range(len(word))}
    return found
