"""Formats, identity, defaults, and every bad input: a clear failure, and the others go on."""

from __future__ import annotations

import codecs
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from app.errors import BadInput
from app.gazetteer import Gazetteer
from app.model import Article
from app.readers import READERS, CuratedTable, Part, ReadFailure, expand_paths, read_bytes
from app.readers.assemble import canonical_url
from app.resources import find_resource

GAZETTEER = Gazetteer.load()
TEXT = "Ministers of both sides talked in Jakarta about the harvest.\n"


def read_one(data: bytes | str, name: str = "note.txt", meta: dict[str, object] | None = None) -> Article:
    items = read_bytes(data.encode() if isinstance(data, str) else data, name, meta, GAZETTEER)
    assert len(items) == 1
    item = items[0].article if isinstance(items[0], Part) else items[0]
    assert isinstance(item, Article), item
    return item


def fail_one(data: bytes | str, name: str = "note.txt", meta: dict[str, object] | None = None) -> ReadFailure:
    items = read_bytes(data.encode() if isinstance(data, str) else data, name, meta, GAZETTEER)
    assert len(items) == 1
    assert isinstance(items[0], ReadFailure), items[0]
    assert items[0].name == name
    assert items[0].reason
    assert items[0].hint
    return items[0]


# ---- plain text -------------------------------------------------------------------------------------------------------


def test_plain_text_is_kept_as_it_is() -> None:
    text = "Title of it\r\n\r\nWords \u201cquoted\u201d here,\tand  more.\r\n"
    article = read_one(text)
    assert article.text == text
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert article.title == "Title of it"
    assert article.media_type == "text/plain"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_byte_order_marks_tell_the_encoding_and_do_not_stay(data: bytes) -> None:
    assert read_one(data).text == TEXT


@pytest.mark.parametrize(
    ("data", "reason", "remedy"),
    [
        (b"", "empty", "completely"),
        (b" \n\t ", "empty", "completely"),
        (b"%PDF-1.7 \xe2\xe3", "PDF", ".txt"),
        (b"PK\x03\x04rest", "Office", "Unpack"),
        (b"\x1f\x8b\x08rest", "gzip", "Unpack"),
        (b"\x89PNG\r\n", "image", "text"),
        (b"some\x00thing", "NUL", "UTF-8"),
        (b"\x01\x02\x03\x04abc", "binary", "text"),
        ("Gespräche".encode("latin-1"), "0xe4 at 5", "iconv"),
        (TEXT.encode("utf-16-le"), "UTF-16", "UTF-8"),
        (b"\xff\xfea\x00b", "UTF-16-LE", "UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, reason: str, remedy: str) -> None:
    failure = fail_one(data)
    assert reason in failure.reason
    assert remedy in failure.hint
    assert "note.txt" in str(failure)


def test_too_large_an_input_is_refused() -> None:
    (failure,) = read_bytes(b"a" * 1_000_001, "big.txt", None, GAZETTEER, limit_mb=1)
    assert isinstance(failure, ReadFailure)
    assert "more than 1" in failure.reason


# ---- what is told of an article ---------------------------------------------------------------------------------------


def test_meta_wins_and_empty_values_do_not_count() -> None:
    article = read_one(
        "---\ntitle: Said by itself\npublished: 2023-07-01\nauthor: [Ann A, Bob B]\n---\n\nWords of it.\n",
        "a.md",
        {"title": "Told by the user", "published": None, "publisher": "TASS", "language": "en-GB"},
    )
    assert article.title == "Told by the user"
    assert article.published == date(2023, 7, 1)
    assert article.author == "Ann A, Bob B"
    assert (article.publisher, article.publisher_id) == ("TASS", "tass")
    assert article.language == "en"


def test_publisher_gives_kind_and_licence() -> None:
    wire = read_one(TEXT, meta={"publisher": "Amur Wire"})
    assert (wire.publisher_id, wire.kind, wire.licence) == ("amur-wire", "reconstruction", "CC BY 4.0")
    assert read_one(TEXT, meta={"publisher": "Amur Wire", "kind": "commentary", "licence": "none"}).kind == "commentary"
    assert read_one(TEXT, meta={"publisher": "Ministry of Foreign Affairs of China"}).kind == "readout"
    assert read_one(TEXT, meta={"publisher": "Gazette of Nowhere"}).publisher_id is None
    assert read_one(TEXT, meta={"url": "https://tass.com/world/1"}).publisher == "TASS"


def test_turns_make_a_transcript_and_dated_entries_a_digest() -> None:
    assert read_one("Q Did they meet?\n\nMS. EXAMPLE: They did, and at length.\n\nQ When?\n").kind == "transcript"
    assert read_one("May 1, 2020\nFirst thing happened.\n\nMay 2, 2020\nSecond thing happened.\n").kind == "digest"
    assert read_one(TEXT).kind == "news"


def test_identity_is_url_then_id_then_publisher_and_stem_never_a_path() -> None:
    meta: dict[str, object] = {"publisher": "TASS", "id": "my-key", "url": "HTTPS://Tass.com:443/a?utm_source=x&b=1#frag"}
    assert read_one(TEXT, "/some/where/note.txt", meta).key == "https://tass.com/a?b=1"
    assert read_one(TEXT, "/some/where/note.txt", meta | {"url": ""}).key == "my-key"
    assert read_one(TEXT, "/some/where/note.txt", {"publisher": "TASS"}).key == "TASS/note"
    assert read_one(TEXT, "/some/where/note.txt").key == "note"
    assert read_one(TEXT, "-").key == "standard-input"
    assert read_one(TEXT, "/other/note.txt").id == read_one("Other words.", "elsewhere/note.txt").id


def test_urls_are_written_one_way() -> None:
    assert canonical_url("http://Example.org") == "http://example.org/"
    assert canonical_url("https://example.org:8443/a/") == "https://example.org:8443/a/"
    assert canonical_url("https://example.org/?q=a+b&fbclid=1") == "https://example.org/?q=a+b"


def test_an_article_without_a_date_is_accepted_with_a_warning() -> None:
    article = read_one(TEXT)
    assert article.published is None
    assert any("no publication date" in warning for warning in article.warnings)
    assert read_one(TEXT, meta={"published": "2023-07-17"}).warnings == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("习近平同普京举行会谈。", "zh"),
        ("Си Цзиньпин и Владимир Путин провели переговоры.", "ru"),
        ("Le président a reçu les ministres dans la capitale pour des entretiens.", "fr"),
        ("両首脳は会談を行った。", "ja"),
        ("두 정상이 회담했다.", "ko"),
    ],
)
def test_an_unsupported_language_is_stored_and_says_so(text: str, language: str) -> None:
    article = read_one(text, meta={"published": "2023-07-17"})
    assert article.language == language
    assert article.text == text
    assert any(language in warning and "no claims" in warning for warning in article.warnings)


def test_english_is_told_from_a_few_words() -> None:
    assert read_one("Putin met Xi.").language == "en"
    assert read_one("12345").language is None


@pytest.mark.parametrize("value", ["17 July 2023", "2023-02-30", "2023-07", "soon"])
def test_a_bad_date_is_a_failure_with_a_remedy(value: str) -> None:
    failure = fail_one(TEXT, meta={"published": value})
    assert value in failure.reason
    assert "YYYY-MM-DD" in failure.hint


def test_a_moment_counts_as_its_day_as_written() -> None:
    assert read_one(TEXT, meta={"published": "2023-07-17T23:30:00+08:00"}).published == date(2023, 7, 17)


@pytest.mark.parametrize(
    ("meta", "reason"),
    [
        ({"kind": "novel"}, "kind 'novel'"),
        ({"url": "ftp://example.org/x"}, "no web address"),
        ({"url": "not a url"}, "no web address"),
        ({"url": "https://[bad/"}, "no URL"),
        ({"title": ["a", "b"]}, "title is a list"),
        ({"sources": 5}, "sources are no list"),
    ],
)
def test_other_bad_values_are_named(meta: dict[str, object], reason: str) -> None:
    assert reason in fail_one(TEXT, meta=meta).reason


# ---- Markdown ---------------------------------------------------------------------------------------------------------


def test_markdown_text_is_the_body_after_front_matter_and_one_blank_line() -> None:
    article = read_one("---\ntitle: T\nextra: kept out\nsources:\n  - https://a.example/1\n  - other text\n---\n\n\nWords.\n", "a.md")
    assert article.text == "\nWords.\n"
    assert article.sources == ("https://a.example/1", "other text")
    assert read_one("---\r\ntitle: T\r\n---\r\n\r\nWords.\r\n", "a.md").text == "Words.\r\n"
    assert read_one("---\ntitle: T\n---\nWords.\n", "a.md").text == "Words.\n"
    assert read_one("Words only.\n", "a.md").text == "Words only.\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: T\nWords without an end.\n", "does not end"),
        ("---\ntitle: a: b\n---\n\nWords.\n", "no YAML (line 2)"),
        ("---\npublished: 2023-02-30\n---\n\nWords.\n", "date that does not exist"),
        ("---\n- a\n- b\n---\n\nWords.\n", "key: value"),
        ("---\ntitle: T\n---\n\n", "no text after the front matter"),
        ("---\na: !!python/object/apply:os.system [x]\n---\n\nWords.\n", "no YAML"),
    ],
)
def test_bad_front_matter_is_explained(text: str, reason: str) -> None:
    assert reason in fail_one(text, "a.md").reason


@pytest.mark.parametrize("path", sorted(find_resource("data", "articles").glob("2*.md")), ids=lambda path: path.stem)
def test_the_bundled_articles_are_read_whole(path: Path) -> None:
    article = read_one(path.read_bytes(), path.name)
    assert article.warnings == ()
    assert article.kind == "reconstruction"
    assert article.licence == "CC BY 4.0"
    assert article.publisher_id in {"amur-wire", "amur-digest", "amur-readouts"}
    assert article.sources
    assert article.published is not None
    assert path.name.startswith(article.published.isoformat())


@pytest.mark.shared
def test_the_bundled_articles_have_the_text_that_the_gold_offsets_count_in(shared: Path) -> None:
    texts = sorted((shared / "gold" / "wire").glob("*.txt"))
    assert len(texts) >= 32
    for path in texts:
        bundled = find_resource("data", "articles", f"{path.stem}.md")
        assert bundled.read_bytes() == path.with_suffix(".md").read_bytes()
        assert read_one(bundled.read_bytes(), bundled.name).text == path.read_text(encoding="utf-8")


# ---- JSON lines -------------------------------------------------------------------------------------------------------


def test_a_broken_line_is_a_failure_and_the_others_go_on() -> None:
    lines = [
        json.dumps({"text": "First words.", "url": "https://a.example/1", "date": "2023-07-17"}),
        '{"text": "cut off',
        "",
        json.dumps({"title": "no text"}),
        json.dumps(["a list"]),
        json.dumps({"text": "Last words.", "published": "2023-13-01"}),
        '{"text": "\\ud800 half"}',
        json.dumps({"body": "Other words.", "lang": "en"}),
    ]
    items = read_bytes("\n".join(lines).encode(), "feed.jsonl", None, GAZETTEER)
    articles = [item.article for item in items if isinstance(item, Part)]
    failures = [item for item in items if isinstance(item, ReadFailure)]
    assert [article.text for article in articles] == ["First words.", "Other words."]
    assert articles[0].published == date(2023, 7, 17)
    assert articles[1].key == "feed-8"
    assert [failure.where for failure in failures] == [f"line {number}" for number in (2, 4, 5, 6, 7)]
    assert all(failure.reason and failure.hint for failure in failures)
    assert "feed.jsonl, line 2" in str(failures[0])


# ---- formats and paths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("---\ntitle: T\n---\n\nWords of it.\n", "Words of it.\n"),
        ('{"text": "Words of it."}', "Words of it."),
        ("Words of it.\n", "Words of it.\n"),
    ],
)
def test_without_a_suffix_the_beginning_tells_the_format(data: str, text: str) -> None:
    assert read_one(data, "-").text == text


def test_every_reader_has_a_module_and_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for name, (reader, suffixes) in READERS.items():
        assert reader.__module__ == f"app.readers.{name}"
        assert any(suffix in tests for suffix in suffixes)


def test_paths_folders_and_globs(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.html", "README.md", ".hidden/d.txt", "picture.png", "sub/e.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [path.name for path in expand_paths([str(tmp_path)])] == ["a.md", "b.txt", "c.html", "e.csv"]
    assert [path.name for path in expand_paths([f"{tmp_path}/*.txt", f"{tmp_path}/b.txt", "-"])] == ["b.txt", "-"]
    assert [path.name for path in expand_paths([f"{tmp_path}/**/*.html"])] == ["c.html"]
    assert [path.name for path in expand_paths([f"{tmp_path}/README.md"])] == ["README.md"]


def test_paths_that_match_nothing_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"missing\.txt: there is no such file or folder"):
        expand_paths([str(tmp_path / "missing.txt")])
    with pytest.raises(BadInput, match="matches no file"):
        expand_paths([f"{tmp_path}/*.md"])
    with pytest.raises(BadInput, match="holds nothing that can be read"):
        expand_paths([str(tmp_path)])


def test_curated_tables_are_told_from_articles() -> None:
    path = find_resource("data", "curated", "calls.csv")
    assert isinstance(read_bytes(path.read_bytes(), str(path), None, GAZETTEER)[0], CuratedTable)
