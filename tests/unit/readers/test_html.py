"""HTML pages: article text and metadata, and pages that hang or kill the parser (.html)."""

from __future__ import annotations

import time
from datetime import date

import pytest

from app.gazetteer import Gazetteer
from app.model import Article
from app.readers import ReadFailure, markup, read_bytes
from app.readers import html as html_reader
from app.readers.html import read_html
from app.readers.items import Unreadable
from app.readers.markup import MarkupWorker

GAZETTEER = Gazetteer.load()
PAGE = """<!doctype html><html lang="en"><head><title>Harvest talks open - Example Post</title>
<meta property="og:title" content="Harvest talks open in Jakarta"><meta name="author" content="Ann Example">
<meta property="og:site_name" content="Example Post"><link rel="canonical" href="https://post.example/2023/talks">
<meta property="article:published_time" content="2023-07-14T08:00:00+08:00"><meta charset="{charset}"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Harvest talks open in Jakarta</h1>
<p>JAKARTA, July 13 -- The two ministers met on the margins of a forum of farmers and spoke for an hour about rice, tea and “trade”.</p>
<h2>What comes next</h2>
<p>A second round is planned for the autumn, when the minister of one side travels to the other, officials said on Thursday evening.</p>
</article><footer>Copyright 2023 Example Post. All rights reserved.</footer></body></html>"""


def read(data: bytes, meta: dict[str, object] | None = None) -> Article | ReadFailure:
    (item,) = read_bytes(data, "page.html", meta, GAZETTEER)
    assert isinstance(item, (Article, ReadFailure))
    return item


def test_text_title_author_date_publisher_and_url_come_from_the_page() -> None:
    article = read(PAGE.format(charset="utf-8").encode())
    assert isinstance(article, Article)
    assert article.title == "Harvest talks open in Jakarta"
    assert article.author == "Ann Example"
    assert article.published == date(2023, 7, 14)
    assert article.publisher == "Example Post"
    assert article.key == article.url == "https://post.example/2023/talks"
    assert article.language == "en"
    assert article.media_type == "text/html"
    assert "“trade”" in article.text
    assert "All rights reserved" not in article.text
    assert "Home" not in article.text
    assert [block.kind for block in article.blocks] == ["title", "dateline", "body", "subhead", "body"]


def test_what_the_user_tells_wins() -> None:
    article = read(
        PAGE.format(charset="utf-8").encode(), {"published": "2023-07-15", "url": "https://other.example/x", "publisher": "TASS"}
    )
    assert isinstance(article, Article)
    assert (article.published, article.key, article.publisher_id) == (date(2023, 7, 15), "https://other.example/x", "tass")


def test_a_declared_charset_is_followed() -> None:
    page = PAGE.replace("farmers", "农民们").replace("“trade”", "trade")
    article = read(page.format(charset="gb2312").encode("gb18030"))
    assert isinstance(article, Article)
    assert "农民们" in article.text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PAGE.format(charset="klingon"), "charset 'klingon'"),
        ("<!doctype html><html><body></body></html>", "no article"),
        ("<!doctype html><html><body><nav><a href='/'>Home</a></nav></body></html>", "no article"),
        ("<div>" * 100_000, "no article"),
        ("   ", "empty"),
    ],
)
def test_pages_without_an_article_are_refused(page: str, reason: str) -> None:
    failure = read(page.encode())
    assert isinstance(failure, ReadFailure)
    assert reason in failure.reason
    assert failure.hint


def test_a_page_in_another_charset_than_it_says_is_refused() -> None:
    failure = read(PAGE.format(charset="utf-8").encode("cp1252"))
    assert isinstance(failure, ReadFailure)
    assert "not UTF-8" in failure.reason


def test_a_page_over_the_cap_is_refused() -> None:
    failure = read(b"<html>" + b" " * html_reader.LIMIT_BYTES)
    assert isinstance(failure, ReadFailure)
    assert "MB" in failure.reason


def test_a_page_that_hangs_the_parser_is_given_up_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = MarkupWorker(limit_s=4)
    monkeypatch.setattr(html_reader, "shared_worker", lambda: worker)
    many = " ".join(f"a{number}=1" for number in range(200_000))
    start = time.monotonic()
    failure = read(f"<html><body><div {many}>hello</div></body></html>".encode())
    assert time.monotonic() - start < 20
    assert isinstance(failure, ReadFailure)
    assert "longer than 4 s" in failure.reason
    assert isinstance(read(PAGE.format(charset="utf-8").encode()), Article)
    worker.close()


def test_a_worker_that_dies_is_replaced() -> None:
    worker = MarkupWorker()
    page = PAGE.format(charset="utf-8")
    assert worker.ask("page", "HTML", html=page, url=None)["title"]
    process = worker._process
    assert process is not None
    process.kill()
    process.wait()
    assert worker.ask("page", "HTML", html=page, url=None)["title"]
    worker.close()


def test_a_worker_that_dies_while_it_reads_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = MarkupWorker()
    monkeypatch.setattr(markup.sys, "executable", "/bin/false")
    with pytest.raises(Unreadable, match="Parsing its HTML failed"):
        worker.ask("page", "HTML", html="<p>words</p>", url=None)
    worker.close()


def test_the_reader_raises_what_read_bytes_turns_into_a_failure() -> None:
    with pytest.raises(Unreadable):
        read_html(b"", "page.html", None, GAZETTEER)
