"""The words of the pages are there in all languages, for every key that is used, and no key is left over."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from markupsafe import Markup

from app import vocab
from app.web.catalogue import LANGUAGES, codes_of, read_catalogue, say, say_code
from app.web.reference import list_problems

CODE_SECTIONS = {
    "status": "Status", "certainty": "Certainty", "review": "Review", "level": "Level", "format": "EventFormat", "role": "Role",
    "article_kind": "ArticleKind", "ownership": "Ownership", "media_kind": "MediaKind", "conflict": "ConflictKind", "cause": "Cause",
    "precision": "Precision", "basis": "Basis",
}  # fmt: skip


def forms(key: str, language: str) -> list[str]:
    entry = read_catalogue()[key][language]
    return [entry] if isinstance(entry, str) else list(entry.values())


def sources() -> str:
    web = Path(str(files("app.web")))
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted([*web.glob("*.py"), *web.glob("templates/*.html")]))


def test_every_key_has_words_in_every_language() -> None:
    for key, entry in read_catalogue().items():
        assert tuple(entry) == tuple(LANGUAGES), key
        for language in LANGUAGES:
            for text in forms(key, language):
                assert text.strip(), (key, language)


def test_the_languages_fill_the_same_gaps_and_use_little_markup() -> None:
    for key in read_catalogue():
        gaps = [{name for text in forms(key, language) for name in re.findall(r"{(\w+)}", text)} for language in LANGUAGES]
        assert gaps[0] == gaps[1] == gaps[2], key
        for language in LANGUAGES:
            for text in forms(key, language):
                assert set(re.findall(r"</?(\w+)", text)) <= {"strong", "em", "code"}, key
                assert '"' not in text, key  # words stand in attributes, too


def test_words_are_of_their_language() -> None:
    """Chinese words hold Han characters and Russian ones Cyrillic, unless they are dates, names or patterns alike everywhere."""
    for key in read_catalogue():
        english = set(forms(key, "en"))
        for language, script in (("zh", r"[\u4e00-\u9fff]"), ("ru", r"[\u0400-\u04ff]")):
            for text in forms(key, language):
                bare = re.sub(r"{\w+}|</?\w+>", "", text)
                assert text in english or re.search(script, bare) or not re.search(r"\w", bare), (key, language)


def test_the_forms_of_numbers_are_those_of_the_language() -> None:
    for key in read_catalogue():
        for language, wanted in (("en", {"one", "other"}), ("ru", {"one", "few", "many", "other"})):
            entry = read_catalogue()[key][language]
            assert isinstance(entry, str) or set(entry) == wanted, key


def test_every_key_that_is_used_exists_and_every_key_is_used() -> None:
    text = re.sub(r'attr\("[^"]*"', "", sources())  # an attribute is no key
    named = set(re.findall(r'["\']([a-z_]+\.(?:\w[\w-]*|(?=["\'] ~)))["\']', text))
    sections = {key.partition(".")[0] for key in read_catalogue()}
    used = {key for key in named if key.partition(".")[0] in sections and not key.endswith((".html", ".json"))}
    begun = tuple(key for key in used if key.endswith(("_", ".")))  # the rest of the key is a code: "quality.half_" ~ half
    of_begun = {key for key in read_catalogue() if key.startswith(begun)} if begun else set()
    assert all(any(key.startswith(start) for key in of_begun) for start in begun)
    used = (used - set(begun)) | of_begun
    assert used - set(read_catalogue()) == set()
    by_code = {*CODE_SECTIONS, "kind", "actor_type", "relation", "column", "time", "link", "problem_kind"}
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in Path(str(files("app.web"))).glob("islands/src/graph*.js"))
    by_script = {f"graph_island.{name}" for name in re.findall(r'"([a-z_]+)"', scripts)}
    assert {key for key in read_catalogue() if key not in used | by_script and key.partition(".")[0] not in by_code} == set()


def test_every_kind_of_problem_has_words() -> None:
    assert {one.code for one in list_problems()} <= set(codes_of("problem_kind"))
    assert {one.code: one.title for one in list_problems()} == {
        code: str(say(f"problem_kind.{code}", "en")).replace("’", "'") for code in codes_of("problem_kind")
    }


@pytest.mark.parametrize("section", CODE_SECTIONS)
def test_every_code_of_the_vocabulary_has_words(section: str) -> None:
    assert set(vocab.CODES[CODE_SECTIONS[section]]) <= set(codes_of(section))


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1 утверждение"), (3, "3 утверждения"), (5, "5 утверждений"), (11, "11 утверждений"), (21, "21 утверждение")]
)
def test_russian_numbers(n: int, words: str) -> None:
    assert say("count.claims", "ru", n=n) == words


def test_values_are_escaped() -> None:
    assert say("actor.called", "en", name="<b>") == Markup("Actors called “&lt;b&gt;”")
    assert say("event.on_behalf_of", "en", who=Markup("<a>China</a>")) == Markup("for <a>China</a>")
    assert say_code("status", "<new>", "en") == Markup("&lt;new&gt;")


def test_unknown_keys_are_errors() -> None:
    with pytest.raises(KeyError):
        say("home.nothing-of-the-kind", "en")
