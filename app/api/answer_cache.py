"""Answers to queries that were asked before of the same version of the data: the least recently used go first."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Final

from app.stores import Answer, Dataset

_OVERHEAD: Final = 500  # bytes of an entry besides its body and its query

Key = tuple[str, str, Dataset | None]  # what an answer depends on besides the version of the data: query, Accept, dataset


def is_repeatable(query: str) -> bool:
    """Whether another run on the same data gives the same answer; a word in a string may wrongly say no."""
    text = query.lower()
    return not ("rand" in text or "uuid" in text or "now" in text or "bnode" in text)


def tag_of(key: Key, version: int) -> str:
    """The entity tag of an answer; weak, because compression changes the bytes."""
    query, accept, dataset = key
    hasher = hashlib.blake2b(query.encode("utf-8", "surrogatepass"), digest_size=16)
    hasher.update(repr((accept, dataset)).encode("utf-8", "surrogatepass"))
    return f'W/"{version}-{hasher.hexdigest()}"'


class AnswerCache:
    """Holds answers up to a number of bytes. Methods may be called from any thread."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, version: int) -> Answer | None:
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

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer; one that would take more than an eighth of the room is not kept."""
        size = _size(key, answer)
        if size > self._limit // 8:
            return
        with self._lock:
            if key in self._answers:
                self._drop(key)
            self._answers[key] = answer
            self._size += size
            while self._size > self._limit:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        self._size -= _size(key, self._answers.pop(key))


def _size(key: Key, answer: Answer) -> int:
    return len(key[0]) + len(key[1]) + len(answer.body) + _OVERHEAD
