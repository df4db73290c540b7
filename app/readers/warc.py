"""WARC and WARC.gz: the pages and texts of a web archive, one article a record (warcio).

Other records (requests, images, answers that are not 200) are passed over. A broken record, a bomb or a record without an article is
named, and reading goes on with the next one: of a compressed archive, with the next member that begins a record.
"""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_text
from app.readers.html import parse_page
from app.readers.items import Document, Part, ReadFailure, ReadItem, Unreadable

RECORD_LIMIT_BYTES: Final = 20_000_000
RATIO_LIMIT: Final = 100
_GZIP: Final = b"\x1f\x8b\x08"
_START: Final = b"WARC/"
_PAGES: Final = ("text/html", "application/xhtml+xml")
_CHUNK: Final = 65_536
_BROKEN: Final = (
    ArchiveLoadFailed,
    zlib.error,
    EOFError,
    ValueError,
    KeyError,
    AttributeError,
    IndexError,
    TypeError,
    UnicodeError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that holds a page or a text. `start`, `end`: its bytes in the archive."""

    start: int
    end: int
    url: str | None
    media_type: str
    charset: str | None
    content: bytes


def read_warc(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One item a record that holds a page or a text."""
    given = {key: value for key, value in (meta or {}).items() if key not in ("id", "url", "title", "author")}
    items: list[ReadItem] = []
    for found in find_records(io.BytesIO(data)):
        if isinstance(found, ReadFailure):
            items.append(ReadFailure(name, found.reason, found.hint, found.where))
            continue
        where = f"record at byte {found.start}"
        try:
            article = assemble_article(_document(found, given), given, f"{name}-{found.start}", gazetteer)
            items.append(Part(article, where, data[found.start : found.end]))
        except Unreadable as error:
            items.append(ReadFailure(name, f"{error.detail}{f' ({found.url})' if found.url else ''}", error.hint or "", where))
    return tuple(items)


def find_records(archive: BinaryIO) -> Iterator[Record | ReadFailure]:
    """The records that hold pages and texts, and what is broken in between, in order. `archive` can be sought in."""
    start: int | None = 0
    while start is not None:
        archive.seek(start)
        records = _Records(_Rest(archive, start))
        failure: ReadFailure | None = None
        position = start
        try:
            for record in records:
                position = start + records.offset
                found = _read_record(record, lambda position=position: archive.tell() - position)  # type: ignore[misc]
                records.read_to_end()
                if records.err_count:
                    raise ValueError("its Content-Length is wrong")
                if found is not None:
                    url, media_type, charset, content = found
                    yield Record(position, position + records.get_record_length(), url, media_type, charset, content)
        except Unreadable as error:
            failure = ReadFailure("", error.detail, error.hint or "", f"record at byte {position}")
        except _BROKEN as error:
            reason = re.split(r"[\r\n]", str(error).strip() or type(error).__name__)[0][:120]
            failure = ReadFailure(
                "", f"The record is broken: {reason}.", "The others are read.", f"record at byte {start + records.offset}"
            )
        if failure is None:
            return
        yield failure
        start = _next_record(archive, position + 1)


class _Records(WARCIterator):  # type: ignore[misc]
    """As warcio's, but what it would print is told by us."""

    INC_RECORD = ""
    GZIP_ERR_MSG = "the archive is one gzip stream, but each record must be one of its own (warcio recompress OLD NEW mends that)"


def _read_record(record: Any, used: Callable[[], int]) -> tuple[str | None, str, str | None, bytes] | None:
    """URL, media type, charset and content of a page or text; None for any other record. Raises Unreadable for a bomb.

    `used` tells how many bytes of the archive were read for it so far.
    """
    if not (record.rec_headers.get_header("Content-Length") or "").strip().isdigit():
        raise ValueError("it does not tell its Content-Length")  # to warcio, it would be all that follows
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None
    header = (headers.get_header("Content-Type") if headers is not None else record.rec_headers.get_header("Content-Type")) or ""
    media_type, _, rest = header.partition(";")
    media_type = media_type.strip().lower()
    if media_type not in (*_PAGES, "text/plain"):
        return None
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    url = record.rec_headers.get_header("WARC-Target-URI")
    return url, media_type, charset[1] if charset else None, _read_content(record.content_stream(), used)


def _read_content(stream: Any, used: Callable[[], int]) -> bytes:
    """The content, unpacked; stopped where it grows past any page."""
    content = bytearray()
    while chunk := stream.read(_CHUNK):
        content += chunk
        if len(content) > RECORD_LIMIT_BYTES:
            raise Unreadable(f"It holds more than {RECORD_LIMIT_BYTES // 1_000_000} MB.", "No page is that long; it is left out.")
        if len(content) > 1_000_000 and len(content) > RATIO_LIMIT * used():
            raise Unreadable(f"It unpacks to more than {RATIO_LIMIT} times its size.", "That is how bombs are made; it is left out.")
    return bytes(content)


def _document(record: Record, given: Mapping[str, object]) -> Document:
    content = _with_mark(record.content, record.charset)
    url = record.url.strip("<>") if record.url and re.match(r"<?https?://", record.url) else None
    if record.media_type in _PAGES:
        page = parse_page(content, {**given, "url": url})
        return Document(page.text, page.media_type, {**page.found, "url": url or page.found.get("url")}, page.headings)
    return Document(decode_text(content), "text/plain", {"url": url})


def _with_mark(content: bytes, charset: str | None) -> bytes:
    """The content in UTF-8, when the HTTP header names another charset that fits; else as it is."""
    try:
        if charset is None or codecs.lookup(charset).name == "utf-8":
            return content
        return codecs.BOM_UTF8 + content.decode(charset).encode()
    except (LookupError, UnicodeError):
        return content


class _Rest:
    """The rest of an archive from `start` on, with positions of its own."""

    def __init__(self, archive: BinaryIO, start: int) -> None:
        self._archive, self._start = archive, start

    def read(self, size: int = -1) -> bytes:
        return self._archive.read(size)

    def tell(self) -> int:
        return self._archive.tell() - self._start


def _next_record(archive: BinaryIO, position: int) -> int | None:
    """Where the next record begins at or after `position`: a line `WARC/…`, or a gzip member that begins with one."""
    archive.seek(position)
    rest = archive.read()
    found = [match.start() for match in [re.search(rb"(?<=\n)WARC/1\.", rest)] if match]
    at = rest.find(_GZIP)
    while at >= 0 and not (found and found[0] < at):
        try:
            if zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(rest[at : at + _CHUNK], len(_START)) == _START:
                found = [at]
                break
        except zlib.error:
            pass
        at = rest.find(_GZIP, at + 1)
    return position + min(found) if found else None
