"""Web archives (.warc, .warc.gz): pages and texts by record; broken records, bombs and whole gzip streams."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from app.gazetteer import Gazetteer
from app.readers import Part, ReadFailure, detect_format, read_bytes
from app.readers.items import ReadItem

# warcio's writer leaves its temporary files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
GAZETTEER = Gazetteer.load()


def page(number: int, charset: str = "utf-8") -> bytes:
    words = (
        f"The two ministers met in Kazan on {number} May 2024 and spoke for an hour about rice, tea and trade between the two countries."
        " Neither side told how long the talks had taken, or who else had been in the room when they ended."
    )
    return f"<html><head><title>Talks {number}</title></head><body><article><p>{words}</p></article></body></html>".encode(charset)


def archive(*records: tuple[str, bytes, str, dict[str, str]], packed: bool = True) -> bytes:
    """Records of (status, body, content type, more HTTP headers), as warcio writes them."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "test"}))
    for number, (status, body, media_type, more) in enumerate(records, start=1):
        headers = StatusAndHeaders(status, [("Content-Type", media_type), *more.items()], protocol="HTTP/1.1")
        url = f"https://pages.example/{number}"
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
        writer.write_record(writer.create_warc_record(url, "metadata", payload=io.BytesIO(b"fetchTimeMs: 1")))
    return out.getvalue()


def pages(count: int, *, packed: bool = True) -> bytes:
    return archive(*(("200 OK", page(number), "text/html", {}) for number in range(1, count + 1)), packed=packed)


def read(data: bytes, name: str = "crawl.warc.gz", meta: dict[str, object] | None = None) -> tuple[ReadItem, ...]:
    return read_bytes(data, name, meta, GAZETTEER)


def urls(items: tuple[ReadItem, ...]) -> list[str | None]:
    return [item.article.url for item in items if isinstance(item, Part)]


def told(items: tuple[ReadItem, ...]) -> list[str]:
    return [str(item) for item in items if isinstance(item, ReadFailure)]


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_is_an_article_with_its_own_bytes(packed: bool) -> None:
    data = pages(3, packed=packed)
    items = read(data, "crawl.warc.gz" if packed else "crawl.warc")
    assert urls(items) == [f"https://pages.example/{number}" for number in (1, 2, 3)]
    assert told(items) == []
    for number, item in enumerate(items, start=1):
        assert isinstance(item, Part)
        assert f"on {number} May 2024" in item.article.text
        assert item.article.title == f"Talks {number}"
        assert item.article.published is None  # when it was fetched is not when it appeared
        again = read(item.raw, "one.warc.gz" if packed else "one.warc")
        assert [one.article for one in again if isinstance(one, Part)] == [item.article]
        assert len(item.raw) < len(data) / 2


def test_only_pages_and_texts_that_were_found_are_read() -> None:
    data = archive(
        ("200 OK", page(1), "text/html; charset=utf-8", {}),
        ("404 Not Found", page(2), "text/html", {}),
        ("200 OK", b"\x89PNG....", "image/png", {}),
        ("200 OK", "Министры встретились в Казани и говорили о торговле.".encode("windows-1251"), "text/plain; charset=windows-1251", {}),
        ("200 OK", zlib.compress(page(5)), "text/html", {"Content-Encoding": "deflate"}),
        ("200 OK", gzip.compress(page(6)), "text/html", {"Content-Encoding": "gzip"}),
        ("200 OK", b"<html><body><p>no</p></body></html>", "text/html", {}),
        ("301 Moved", b"", "text/html", {"Location": "https://pages.example/1"}),
    )
    items = read(data)
    assert urls(items) == [f"https://pages.example/{number}" for number in (1, 4, 5, 6)]
    (failure,) = told(items)
    assert "no article" in failure
    assert "https://pages.example/7" in failure


@pytest.mark.parametrize("packed", [True, False])
def test_a_record_that_is_cut_or_overwritten_costs_itself_only(packed: bool) -> None:
    data = pages(4, packed=packed)
    starts = [int(item.where.rsplit(" ", 1)[1]) for item in read(data, "x.warc.gz" if packed else "x.warc") if isinstance(item, Part)]
    broken = bytearray(data)
    if packed:
        broken[starts[1] + 40 : starts[1] + 80] = b"\x00" * 40
    else:
        at = data.index(b"Content-Length: ", starts[1])
        broken[at : at + 16] = b"Content-Lingth: "
    items = read(bytes(broken), "x.warc.gz" if packed else "x.warc")
    assert {"https://pages.example/1", "https://pages.example/3", "https://pages.example/4"} <= set(urls(items))
    if packed:
        assert any(f"byte {starts[1]}" in failure for failure in told(items))
    cut = read(data[: starts[3] + 60], "x.warc.gz" if packed else "x.warc")
    assert urls(cut)[:3] == [f"https://pages.example/{number}" for number in (1, 2, 3)]


def test_a_wrong_length_is_told() -> None:
    data = pages(3, packed=False)
    start = data.index(b"https://pages.example/2")
    at = data.index(b"Content-Length: ", start) + len(b"Content-Length: ")
    items = read(data[:at] + b"7" + data[data.index(b"\r\n", at) :], "x.warc")
    assert {"https://pages.example/1", "https://pages.example/3"} <= set(urls(items))
    assert any("broken" in failure for failure in told(items))


@pytest.mark.parametrize("inside", [True, False], ids=["in the page", "in the archive"])
def test_a_bomb_is_stopped_and_the_rest_is_read(inside: bool) -> None:
    body = b"<html>" + b" " * 30_000_000
    bomb = ("200 OK", gzip.compress(body), "text/html", {"Content-Encoding": "gzip"}) if inside else ("200 OK", body, "text/html", {})
    items = read(archive(("200 OK", page(1), "text/html", {}), bomb, ("200 OK", page(3), "text/html", {})))
    assert urls(items) == ["https://pages.example/1", "https://pages.example/3"]
    (failure,) = told(items)
    assert "left out" in failure


def test_one_gzip_stream_is_named_with_the_remedy() -> None:
    items = read(gzip.compress(pages(3, packed=False)))
    assert any("warcio recompress" in failure for failure in told(items))


@pytest.mark.parametrize(
    "data", [b"", b"WARC/1.0", b"WARC/1.0\r\n\r\n", gzip.compress(b"WARC/1.0\r\n"), gzip.compress(b"words"), b"\x1f\x8b\x08", b"words"]
)
def test_what_is_no_archive_is_told(data: bytes) -> None:
    items = read(data)
    assert len(items) == len(told(items)) >= 1
    assert all(failure.reason and failure.hint for failure in items if isinstance(failure, ReadFailure))


def test_what_is_told_of_an_archive_holds_for_its_pages_but_never_an_identity() -> None:
    items = read(pages(2), meta={"publisher": "TASS", "published": "2024-05-21", "id": "one", "url": "https://x.example/"})
    assert urls(items) == ["https://pages.example/1", "https://pages.example/2"]
    assert {item.article.publisher_id for item in items if isinstance(item, Part)} == {"tass"}


def test_without_a_suffix_the_beginning_tells() -> None:
    assert detect_format(pages(1), "-") == "warc"
    assert detect_format(pages(1, packed=False), "-") == "warc"
    assert detect_format(gzip.compress(b"words"), "-") == "text"


def test_mutations_never_escape(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever bytes change, the answer is articles and named failures, and nothing is printed."""
    chance = random.Random(7)
    for packed in (True, False):
        data = pages(2, packed=packed)
        for _ in range(60):
            mutated = bytearray(data)
            for _ in range(chance.randint(1, 30)):
                mutated[chance.randrange(len(mutated))] = chance.randrange(256)
            if chance.random() < 0.3:
                del mutated[chance.randrange(len(mutated)) :]
            items = read(bytes(mutated), "x.warc.gz" if packed else "x.warc")
            assert items
    assert capfd.readouterr() == ("", "")
