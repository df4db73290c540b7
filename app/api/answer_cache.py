"""Answers to queries that were asked before of the same version of the data: the least recently used go first."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from typing import Final

from app.ids import digest
from app.stores import Answer, Dataset

_DIFFERS: Final = re.compile(r"rand|uuid|now|bnode", re.IGNORECASE)  # answers that another run would not give
_OVERHEAD: Final = 500


def is_repeatable(query: str) -> bool:
    """Whether another run on the same data gives the same answer; a word in a string may wrongly say no."""
    return _DIFFERS.search(query) is None


def answer_key(query: str, accept: str, dataset: Dataset | None) -> str:
    """What an answer depends on besides the version of the data."""
    named = "all" if dataset is None or dataset.named is None else " ".join(iri.value for iri in dataset.named)
    default = "own" if dataset is None else " ".join(iri.value for iri in dataset.default)
    return digest(query, accept, default, named, length=26)


class AnswerCache:
    """Holds answers up to a number of bytes. Methods may be called from any thread."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, version: int) -> Answer | None:
        """The answer, if it was made on this version."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None:
                return None
            if answer.version != version:
                self._drop(key)
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; one that would take more than an eighth of the room is not kept."""
        size = len(answer.body) + _OVERHEAD
        if size > self._limit // 8:
            return
        with self._lock:
            if key in self._answers:
                self._drop(key)
            self._answers[key] = answer
            self._size += size
            while self._size > self._limit:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: str) -> None:
        self._size -= len(self._answers.pop(key).body) + _OVERHEAD
