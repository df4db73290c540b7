"""Bytes -> text: UTF-8 (with or without BOM), UTF-16 with BOM, or the charset that HTML declares; else a clear failure."""

from __future__ import annotations

import codecs
import re
from typing import Final

from app.readers.items import Unreadable

_MAGIC: Final = (
    (b"%PDF", "a PDF file", "Save its text as .txt or .html first."),
    (b"PK\x03\x04", "a ZIP or Office file", "Unpack it, or save the document as .txt or .html."),
    (b"\x1f\x8b", "a gzip file", "Unpack it first; only .warc.gz is read packed."),
    (b"\x89PNG", "an image", "Only text can be read."),
    (b"\xff\xd8\xff", "an image", "Only text can be read."),
    (b"GIF8", "an image", "Only text can be read."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save the document as .txt or .html."),
    (b"{\\rtf", "an RTF file", "Save it as .txt."),
    (b"SQLite format 3", "a database", "Only text can be read."),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HTML_HEAD_BYTES: Final = 4096


def decode_text(data: bytes) -> str:
    """The text without its BOM, otherwise unchanged. Raises Unreadable for empty, binary and wrongly encoded data."""
    refuse_binary(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_decode(data[len(bom) :], encoding))
    return _checked(_decode(data, "utf-8"))


def decode_html(data: bytes) -> str:
    """As `decode_text`, in the charset that a meta element near the top declares."""
    refuse_binary(data)
    declared = _CHARSET.search(data[:_HTML_HEAD_BYTES])
    if declared is None or any(data.startswith(bom) for bom, _ in _BOMS):
        return decode_text(data)
    name = declared[1].decode("ascii")
    try:
        encoding = codecs.lookup(name).name
    except LookupError as error:
        raise Unreadable(
            f"It declares the charset {name!r}, which is not known.", "Declare the true charset, or convert it to UTF-8."
        ) from error
    # what HTML calls Latin-1 and GB2312 is read in their supersets (WHATWG Encoding, section 4.2)
    return _checked(
        _decode(data, {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(encoding, encoding))
    )


def refuse_binary(data: bytes) -> None:
    """Raises Unreadable for nothing, and for what by its first bytes is no text."""
    if not data:
        raise Unreadable("It is empty.", "Check that the file was written completely.")
    for magic, kind, remedy in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"It is {kind}, not a text.", remedy)


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        shown = encoding.upper()
        if encoding == "utf-8" and b"\x00" in data[:_HTML_HEAD_BYTES]:
            raise Unreadable("It is binary, not a text.", "Only text can be read; UTF-16 needs its byte order mark.") from error
        raise Unreadable(
            f"It is not {shown}: the byte 0x{data[error.start]:02x} at {error.start} does not fit.", "Convert it to UTF-8 (iconv -t UTF-8)."
        ) from error


def _checked(text: str) -> str:
    if "\x00" in text:
        raise Unreadable("It holds NUL characters: it is binary, or UTF-16 without a byte order mark.", "Save it as UTF-8.")
    controls = sum(1 for char in text[:20_000] if char < " " and char not in "\t\n\r\f\v\x1b")
    if controls > 0.05 * min(len(text), 20_000):
        raise Unreadable("It is binary, not a text.", "Only text can be read.")
    if not text.strip():
        raise Unreadable("It is empty: there is nothing but white space.", "Check that the file was written completely.")
    return text
