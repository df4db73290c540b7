"""Citations as BibTeX (with the fields of biblatex), RIS and CSL-JSON.

Sources: biblatex manual 2.3; the RIS format of Research Information Systems (2011); the CSL-JSON schema 1.0. BibTeX is UTF-8, which
biber and all managers of today read; the characters that TeX gives a meaning are escaped.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from starlette.responses import Response

from app.answers.citations import WORK, Citation
from app.api.negotiate import BIBTEX, CSL_JSON, RIS, Format

_TEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_URL: Final = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22", "<": "%3C", ">": "%3E"}
_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SPAN: Final = re.compile(rf"({_DAY.pattern})/({_DAY.pattern})")


def citations_response(chosen: Format, citations: Sequence[Citation]) -> Response:
    """The citations as a file in one of the three formats."""
    response = Response(WRITERS[chosen.name](citations), media_type=chosen.content_type)
    name = citations[0].key if len(citations) == 1 else "amur"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{_ENDINGS[chosen.name]}"'
    return response


def write_bibtex(citations: Iterable[Citation]) -> bytes:
    """`@online` for a document, `@misc` for an entry of the data; the time of an event is `eventdate` where biblatex can read it."""
    return "\n".join(_bibtex(citation) for citation in citations).encode()


def _bibtex(citation: Citation) -> str:
    is_article = citation.kind == "article"
    fields = {
        "title": f"{{{_tex(citation.title)}}}",
        "author": f"{{{_tex(citation.author)}}}" if citation.author else None,
        "date": citation.published.isoformat() if citation.published else None,
        "year": f"{citation.published.year}" if citation.published else None,
        "eventdate": citation.happened if citation.happened and _is_plain(citation.happened) else None,
        "howpublished": None if is_article else f"{{{_tex(WORK)}}}",
        "url": _web(citation.url),
        "langid": citation.language,
        "note": _tex(citation.note),
        "annotation": _tex(" / ".join(citation.quotes)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return f"@{'online' if is_article else 'misc'}{{amur-{citation.key},\n" + "\n".join(lines) + "\n}\n"


def write_ris(citations: Iterable[Citation]) -> bytes:
    """`ELEC` for a document, `DBASE` for an entry of the data; one line a field, CRLF."""
    lines: list[str] = []
    for citation in citations:
        fields: list[tuple[str, str | None]] = [
            ("TY", "ELEC" if citation.kind == "article" else "DBASE"),
            ("ID", f"amur-{citation.key}"),
            ("TI", citation.title),
            ("AU", citation.author),
            ("PY", f"{citation.published.year}" if citation.published else None),
            ("DA", citation.published.strftime("%Y/%m/%d") if citation.published else None),
            ("T2", None if citation.kind == "article" else WORK),
            ("LA", citation.language),
            ("UR", _web(citation.url)),
            *(("AB", quote) for quote in citation.quotes[:1]),
            *(("N1", quote) for quote in citation.quotes[1:]),
            ("N1", f"Time of the event: {citation.happened}" if citation.happened else None),
            ("N1", citation.note),
        ]
        lines += [f"{tag}  - {_line(value)}" for tag, value in fields if value] + ["ER  - ", ""]
    return ("\r\n".join(lines) + "\r\n" if lines else "").encode()


def write_csl(citations: Iterable[Citation]) -> bytes:
    """An array of items, `webpage` or `entry`; the time of an event is `event-date`, in parts where it has them."""
    return json.dumps([_csl(citation) for citation in citations], ensure_ascii=False, indent=1).encode()


def _csl(citation: Citation) -> dict[str, Any]:
    is_article = citation.kind == "article"
    item: dict[str, Any] = {"id": f"amur-{citation.key}", "type": "webpage" if is_article else "entry", "title": citation.title}
    if citation.author:
        item["author"] = [{"literal": citation.author}]
    if citation.published:
        item["issued"] = {"date-parts": [_parts(citation.published.isoformat())]}
    if citation.happened:
        item["event-date"] = _csl_date(citation.happened)
    if not is_article:
        item |= {"container-title": WORK, "version": str(citation.version)}
    if citation.language:
        item["language"] = citation.language
    return item | {"URL": _web(citation.url), "abstract": " / ".join(citation.quotes), "note": citation.note}


def _csl_date(edtf: str) -> dict[str, Any]:
    span = _SPAN.fullmatch(edtf)
    if span is not None:
        return {"date-parts": [_parts(span[1]), _parts(span[4])]}
    return {"date-parts": [_parts(edtf)]} if _is_plain(edtf) else {"literal": edtf}


def _is_plain(edtf: str) -> bool:
    """Whether it is a day, a month or a year (a season is none of them)."""
    return bool(_DAY.fullmatch(edtf)) and not re.fullmatch(r"\d{4}-[2-9]\d", edtf)


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-")]


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in _line(text))


def _web(address: str) -> str:
    """The address without what would end a field."""
    return "".join(_URL.get(character, character) for character in _line(address))


def _line(text: str) -> str:
    """The text in one line, without control characters."""
    return " ".join("".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " " for c in text).split())


WRITERS: Final[dict[str, Callable[[Iterable[Citation]], bytes]]] = {
    BIBTEX.name: write_bibtex,
    RIS.name: write_ris,
    CSL_JSON.name: write_csl,
}
_ENDINGS: Final = {BIBTEX.name: "bib", RIS.name: "ris", CSL_JSON.name: "json"}
