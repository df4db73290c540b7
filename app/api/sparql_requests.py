"""What a SPARQL protocol request asks: its address and body, read and checked (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from pydantic_core import Url
from starlette.requests import Request

from app.errors import BadParameter, QueryRefused, TooLarge, UnsupportedMedia
from app.model import IRI
from app.stores import Dataset
from app.stores.formats import GRAPH_TYPES, SELECT_TYPES
from app.stores.terms import write_iri

FORMATS: Final = SELECT_TYPES | GRAPH_TYPES
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_MOST_PARAMETERS: Final = 1000
_NAMED: Final = FORMATS | {  # `xml` and `json` mean what a query of this form can have; the others are what client libraries send
    "xml": f"{SELECT_TYPES['xml']}, {GRAPH_TYPES['rdf']};q=0.9",
    "json": f"{SELECT_TYPES['json']}, {GRAPH_TYPES['jsonld']};q=0.9",
    "turtle": GRAPH_TYPES["ttl"], "n3": GRAPH_TYPES["ttl"], "ntriples": GRAPH_TYPES["nt"], "n-triples": GRAPH_TYPES["nt"],
    "nquads": GRAPH_TYPES["nq"], "n-quads": GRAPH_TYPES["nq"], "json-ld": GRAPH_TYPES["jsonld"], "rdfxml": GRAPH_TYPES["rdf"],
    "rdf+xml": GRAPH_TYPES["rdf"], "srj": SELECT_TYPES["json"], "srx": SELECT_TYPES["xml"],
}  # fmt: skip


@dataclass(slots=True)
class Asked:
    """A query or an update, with the dataset, the time limit and the format that the request names."""

    query: str | None = None
    update: str | None = None
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    using: list[str] = field(default_factory=list)
    using_named: list[str] = field(default_factory=list)
    timeout: str | None = None
    format: str | None = None

    @property
    def dataset(self) -> Dataset | None:
        """Of a query. Raises QueryRefused for a name that is no IRI."""
        return _dataset(self.default, self.named)

    @property
    def using_dataset(self) -> Dataset | None:
        """Of an update. Raises QueryRefused for a name that is no IRI."""
        return _dataset(self.using, self.using_named)

    @property
    def timeout_s(self) -> float | None:
        """Raises BadParameter."""
        if self.timeout is None:
            return None
        try:
            seconds = float(self.timeout)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < float("inf"):
            raise BadParameter(f"timeout: {self.timeout!r} is not a number of seconds.", "Give seconds, such as 2.5.", parameter="timeout")
        return seconds

    @property
    def accept(self) -> str | None:
        """The Accept header that `format` stands for. Raises BadParameter."""
        if self.format is None or self.format in FORMATS.values():
            return self.format
        name = self.format.lower()
        if name not in _NAMED:
            names = ", ".join(FORMATS)
            raise BadParameter(f"format: {self.format!r} is not known.", f"Use one of: {names}.", parameter="format", known=list(FORMATS))
        return _NAMED[name]


async def read_request(request: Request, limit_bytes: int) -> Asked:
    """Read address and body. Raises QueryRefused, UnsupportedMedia, TooLarge."""
    asked = Asked()
    take_parameters(asked, read_address(request.scope["query_string"]))
    if request.method != "POST":
        if asked.update is not None:
            raise QueryRefused("An update is not taken by GET.", f"POST it as {UPDATE}, or as the form field `update`.")
        return asked
    if asked.update is not None:
        raise QueryRefused("An update is not taken from the address.", f"POST it as {UPDATE}, or as the form field `update`.")
    refuse_packed(request)
    kind, charset = read_content_type(request.headers.get("content-type", ""))
    if kind not in (FORM, QUERY, UPDATE):
        raise UnsupportedMedia(
            f"The body's type is {kind or 'not given'}.",
            f"Send {FORM} with `query=` or `update=`, or the text itself as {QUERY} or {UPDATE}.",
        )
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"The body's charset is {charset}.", "Send UTF-8.")
    try:
        body = (await read_body(request, limit_bytes)).decode("utf-8-sig")  # files of some editors begin with a mark
    except UnicodeDecodeError as error:
        raise QueryRefused(f"The body is not UTF-8 (byte {error.start}).", "Send UTF-8.") from error
    if kind == FORM:
        take_parameters(asked, read_pairs(body))
    elif asked.query is not None:
        raise QueryRefused("The request holds a query in its address and another text in its body.", "Send one.")
    elif kind == QUERY:
        asked.query = body
    else:
        asked.update = body
    if asked.query is not None and asked.update is not None:
        raise QueryRefused("The request holds a query and an update.", "Send one.")
    return asked


def refuse_packed(request: Request) -> None:
    """Bodies are taken as they are: a packed one can stand for a thousand times its size. Raises UnsupportedMedia."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedMedia(f"The body is packed ({encoding}).", "Send it as it is, without Content-Encoding.")


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The whole body. Raises TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise TooLarge(f"The body has more than {limit_bytes} bytes.", "Send less at once.")
    return bytes(body)


def read_content_type(header: str) -> tuple[str, str]:
    """Media type and charset (UTF-8 if it is not said), both in lower case."""
    kind, *parameters = (part.strip() for part in header.split(";"))
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return kind.lower(), charset


def read_address(query_string: bytes) -> list[tuple[str, str]]:
    """The parameters of an address. Raises QueryRefused."""
    try:
        text = query_string.decode()
    except UnicodeDecodeError as error:
        raise QueryRefused("The address is not UTF-8.", "Percent-encode it as UTF-8.") from error
    if text.isascii() and text.isprintable() and " " not in text and "#" not in text and text.count("&") < _MOST_PARAMETERS:
        with contextlib.suppress(ValueError):
            pairs = Url(f"http://x/?{text}").query_params()  # five times faster than `parse_qsl`
            if not any("\ufffd" in value for pair in pairs for value in pair):  # it stands for bytes that are no UTF-8, too
                return pairs
    return read_pairs(text)


def read_pairs(text: str) -> list[tuple[str, str]]:
    """The parameters of an address or a form. Raises QueryRefused."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise QueryRefused("The parameters are not percent-encoded UTF-8.", "Encode them as UTF-8.") from error
    except ValueError as error:
        raise QueryRefused("The request has too many parameters.", f"Send no more than {_MOST_PARAMETERS}.") from error


def read_iri(value: str) -> IRI:
    """The name of a graph. Raises QueryRefused for what is no absolute IRI."""
    iri = IRI(value)
    try:
        write_iri(iri)
    except ValueError as error:
        raise QueryRefused(f"The graph name {value!r} is not an absolute IRI.", "Name graphs by their whole IRI.") from error
    return iri


def take_parameters(asked: Asked, pairs: list[tuple[str, str]]) -> None:
    """Fill `asked` from parameters; unknown ones are left out. Raises QueryRefused for a second query or update."""
    for name, value in pairs:
        match name:
            case "query" | "update":
                if getattr(asked, name) is not None:
                    raise QueryRefused(f"The request holds more than one {name}.", "Send one.")
                setattr(asked, name, value)
            case "default-graph-uri":
                asked.default.append(value)
            case "named-graph-uri":
                asked.named.append(value)
            case "using-graph-uri":
                asked.using.append(value)
            case "using-named-graph-uri":
                asked.using_named.append(value)
            case "timeout":
                asked.timeout = value
            case "format":
                asked.format = value


def _dataset(default: list[str], named: list[str]) -> Dataset | None:
    if not default and not named:
        return None
    return Dataset(tuple(map(read_iri, default)), tuple(map(read_iri, named)))
