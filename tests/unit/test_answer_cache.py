from __future__ import annotations

from app.api.answer_cache import AnswerCache, answer_key, is_repeatable
from app.model import IRI
from app.stores import Answer, Dataset


def test_an_answer_holds_for_its_version() -> None:
    cache = AnswerCache(100_000)
    answer = Answer(b"x", "text/csv", 7)
    cache.put("a", answer)
    assert cache.get("a", 7) is answer
    assert cache.get("a", 8) is None
    assert cache.get("a", 7) is None  # dropped when it was found to be old


def test_the_least_recently_used_goes_first() -> None:
    cache = AnswerCache(100_000)
    for name in "abcdefgh":
        cache.put(name, Answer(b"x" * 11_900, "text/csv", 1))
        cache.get("a", 1)
    cache.put("i", Answer(b"x" * 11_900, "text/csv", 1))
    assert [name for name in "abcdefghi" if cache.get(name, 1)] == ["a", "c", "d", "e", "f", "g", "h", "i"]
    cache.put("big", Answer(b"x" * 13_000, "text/csv", 1))
    assert cache.get("big", 1) is None
    AnswerCache(0).put("a", Answer(b"", "text/csv", 1))


def test_the_key_is_of_all_that_matters() -> None:
    g, h = IRI("a:g"), IRI("a:h")
    datasets = [None, Dataset(), Dataset((g,)), Dataset((g,), ()), Dataset((), (g,)), Dataset((g, h), ())]
    keys = [answer_key("ASK {}", "text/csv", dataset) for dataset in datasets]
    keys += [answer_key("ASK { }", "text/csv", None), answer_key("ASK {}", "*/*", None)]
    assert len(set(keys)) == len(keys)


def test_what_differs_each_time_is_not_kept() -> None:
    assert not any(map(is_repeatable, ("SELECT (RAND() AS ?x) {}", "SELECT (now() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}")))
    assert is_repeatable("SELECT * { ?s ?p ?o }")
