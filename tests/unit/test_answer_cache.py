from __future__ import annotations

from app.api.answer_cache import AnswerCache, is_repeatable, tag_of
from app.model import IRI
from app.stores import Answer, Dataset


def key(query: str) -> tuple[str, str, Dataset | None]:
    return (query, "*/*", None)


def test_an_answer_holds_for_its_version() -> None:
    cache = AnswerCache(100_000)
    answer = Answer(b"x", "text/csv", 7)
    cache.put(key("a"), answer)
    assert cache.get(key("a"), 7) is answer
    assert cache.get(key("a"), 8) is None
    assert cache.get(key("a"), 7) is None  # dropped when it was found to be old


def test_the_least_recently_used_goes_first() -> None:
    cache = AnswerCache(100_000)
    for name in "abcdefgh":
        cache.put(key(name), Answer(b"x" * 11_900, "text/csv", 1))
        cache.get(key("a"), 1)
    cache.put(key("i"), Answer(b"x" * 11_900, "text/csv", 1))
    assert [name for name in "abcdefghi" if cache.get(key(name), 1)] == ["a", "c", "d", "e", "f", "g", "h", "i"]
    cache.put(key("big"), Answer(b"x" * 13_000, "text/csv", 1))
    assert cache.get(key("big"), 1) is None
    AnswerCache(0).put(key("a"), Answer(b"", "text/csv", 1))


def test_the_key_is_of_all_that_matters() -> None:
    g, h = IRI("a:g"), IRI("a:h")
    datasets = [None, Dataset(), Dataset((g,)), Dataset((g,), ()), Dataset((), (g,)), Dataset((g, h), ())]
    keys = [("ASK {}", "text/csv", dataset) for dataset in datasets]
    keys += [("ASK { }", "text/csv", None), ("ASK {}", "*/*", None)]
    tags = [tag_of(key, version) for key in keys for version in (1, 2)]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith('W/"') for tag in tags)


def test_what_differs_each_time_is_not_kept() -> None:
    assert not any(map(is_repeatable, ("SELECT (RAND() AS ?x) {}", "SELECT (now() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}")))
    assert is_repeatable("SELECT * { ?s ?p ?o }")
