"""RSS and Atom feeds (.rss, .atom, .rdf, .xml): an article an entry; bombs, broken entries and what is no feed."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from app.gazetteer import Gazetteer
from app.readers import Part, ReadFailure, detect_format, feed, read_bytes
from app.readers.items import ReadItem
from app.readers.markup import MarkupWorker

GAZETTEER = Gazetteer.load()
WORDS = "The two ministers met in Kazan on Monday and spoke about trade."
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Notes</title><link>https://harbour.example/</link><language>en-gb</language>
<item><title>Talks &amp; tea</title><link>https://harbour.example/1?utm_source=rss</link><guid isPermaLink="false">n-1</guid>
<pubDate>Mon, 20 May 2024 23:30:00 -0500</pubDate><dc:creator>Ann Example</dc:creator><description>A teaser.</description>
<content:encoded><![CDATA[<p>{WORDS}</p><script>alert(1)</script><p>A second <b>paragraph</b><br>with a line.</p><ul><li>One item</li></ul>]]></content:encoded></item>
<item><title>Only a summary</title><link>https://harbour.example/2</link><pubDate>Tue, 21 May 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;{WORDS}&lt;/p&gt;</description></item>
<item><title>Without words</title><link>https://harbour.example/3</link></item>
<item><title>Short</title><link>https://harbour.example/4</link><description>Read more</description></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>Ведомство</title>
<id>urn:x</id><updated>2024-05-22T00:00:00Z</updated>
<entry><title>Встреча</title><id>urn:x:1</id><updated>2024-05-21T01:00:00+08:00</updated><author><name>Пресс-служба</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Министры встретились в Казани и долго говорили о торговле.</p></div></content></entry>
<entry><title>Plain</title><id>urn:x:2</id><updated>2024-05-21T01:00:00Z</updated><published>2024-05-19T01:00:00Z</published>
<content type="text">{WORDS} It was 3 &lt; 4.</content></entry></feed>"""


def read(text: str | bytes, name: str = "notes.rss", meta: dict[str, object] | None = None) -> tuple[ReadItem, ...]:
    return read_bytes(text.encode() if isinstance(text, str) else text, name, meta, GAZETTEER)


def parts(items: tuple[ReadItem, ...]) -> list[Part]:
    return [item for item in items if isinstance(item, Part)]


def failures(items: tuple[ReadItem, ...]) -> list[ReadFailure]:
    return [item for item in items if isinstance(item, ReadFailure)]


def test_rss_entries_are_articles_with_what_the_feed_tells() -> None:
    first, second = parts(read(RSS))
    article = first.article
    assert article.text == f"{WORDS}\n\nA second paragraph with a line.\n\nOne item"
    assert (article.title, article.author, article.publisher, article.language) == ("Talks & tea", "Ann Example", "Harbour Notes", "en")
    assert (article.published, article.url, article.key) == (date(2024, 5, 20), "https://harbour.example/1", "https://harbour.example/1")
    assert (first.where, json.loads(first.raw)["id"]) == ("entry 1", "n-1")
    assert (second.article.text, second.article.published) == (WORDS, date(2024, 5, 21))


def test_an_entry_without_text_is_named_and_costs_no_other() -> None:
    told = failures(read(RSS))
    assert [one.where for one in told] == ["entry 3", "entry 4"]
    assert "no text (Without words)" in told[0].reason
    assert "no sentence (Short)" in told[1].reason
    assert all("page" in one.hint for one in told)


def test_atom_with_xhtml_plain_text_and_dates_as_written() -> None:
    first, second = parts(read(ATOM, "news.atom"))
    assert first.article.text == "Министры встретились в Казани и долго говорили о торговле."
    assert (first.article.language, first.article.author, first.article.published) == ("ru", "Пресс-служба", date(2024, 5, 21))
    assert first.article.key == "urn:x:1"
    assert second.article.published == date(2024, 5, 19)
    assert second.article.text.startswith(WORDS)


def test_what_the_user_tells_holds_for_all_entries_but_never_an_identity() -> None:
    told = {"publisher": "TASS", "language": "en", "id": "one", "url": "https://x.example/", "title": "T", "published": "2024-01-01"}
    articles = [part.article for part in parts(read(RSS, meta=told))]
    assert {article.publisher_id for article in articles} == {"tass"}
    assert {article.published for article in articles} == {date(2024, 1, 1)}
    assert [article.key for article in articles] == ["https://harbour.example/1", "https://harbour.example/2"]


def test_rss_1_0_and_other_encodings() -> None:
    rdf = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<item rdf:about="https://a.example/1"><title>T</title><link>https://a.example/1</link><description>{WORDS}</description></item></rdf:RDF>'
    )
    assert [part.article.text for part in parts(read(rdf, "old.rdf"))] == [WORDS]
    coded = RSS.replace("UTF-8", "windows-1251").replace("Talks &amp; tea", "Переговоры").encode("windows-1251")
    assert parts(read(coded))[0].article.title == "Переговоры"
    assert parts(read(RSS.replace('encoding="UTF-8"', "").encode("utf-16")))[0].article.title == "Talks & tea"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!doctype rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<! DOCTYPE rss>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_declarations_are_refused_in_any_encoding(head: str, encoding: str) -> None:
    text = RSS.replace('<?xml version="1.0" encoding="UTF-8"?>', head).replace("A teaser.", "&x;&b;")
    (told,) = read(text.encode(encoding))
    assert isinstance(told, ReadFailure)
    assert "DOCTYPE" in told.reason


@pytest.mark.parametrize("text", ["", "<rss", "just words", "<a><b/></a>", "<html><body>page</body></html>", '{"a": 1}', "\x00\x01\x02"])
def test_what_is_no_feed_is_told(text: str) -> None:
    (told,) = read(text, "data.xml")
    assert isinstance(told, ReadFailure)
    assert told.reason
    assert told.hint


def test_a_truncated_feed_gives_what_it_has_and_says_so() -> None:
    items = read(RSS[: RSS.index("Only a summary")])
    assert [part.article.title for part in parts(items)] == ["Talks & tea"]
    assert any("broken after" in one.reason for one in failures(items))


def test_an_entry_that_hangs_the_parser_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = MarkupWorker(limit_s=1.5)
    monkeypatch.setattr(feed, "shared_worker", lambda: worker)
    many = " ".join(f"a{number}=1" for number in range(200_000))
    started = time.monotonic()
    items = read(RSS.replace("&lt;p&gt;", f"&lt;p {many}&gt;"))
    assert time.monotonic() - started < 15
    assert parts(items)[0].article.title == "Talks & tea"
    assert any(one.where == "entry 2" and "longer" in one.reason for one in failures(items)) or len(parts(items)) == 2
    worker.close()


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("<rss version='2.0'>", "feed"),
        ("<?xml version='1.0'?>\n<!-- x -->\n<feed xmlns='x'>", "feed"),
        ("<rdf:RDF>", "feed"),
        ("<html>", "html"),
    ],
)
def test_without_a_suffix_the_root_element_tells(head: str, known: str) -> None:
    assert detect_format(head.encode(), "-") == known
