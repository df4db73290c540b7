"""XML 1.0, written element by element: text that may stand in it, and elements without the namespaces that the root declares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from lxml import etree

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES: Final = re.compile(rb' xmlns(?::[a-z]+)?="[^"]*"')
SEPARATOR: Final = "; "
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_element(out: BinaryIO, element: etree._Element) -> None:
    """Write an element on a line of its own. What it declares stands in its start tag, and the root has declared it already."""
    text = etree.tostring(element, encoding="UTF-8", xml_declaration=False)
    head, end, rest = text.partition(b">")
    out.write(_NAMESPACES.sub(b"", head) + end + rest + b"\n")


def legal(text: str) -> str:
    """The text without the characters that no XML document can hold (https://www.w3.org/TR/xml/#charsets)."""
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """The same on one line with single spaces, as a token has it."""
    return " ".join(legal(text).split())


def as_text(value: Any) -> str:
    """A value of a column as text: lists joined with "; ", booleans in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return join(value)
    return legal(str(value))


def join(values: Iterable[Any]) -> str:
    return SEPARATOR.join(as_text(value) for value in values)
