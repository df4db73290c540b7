"""Our SPARQL texts: one `.rq` file a question, with a header that says what it asks. They are served as examples, too.

Header lines stand first: `# title:`, `# description:`, `# parameters: name type, …`, `# columns: a, b`, and optionally
`# graphs: world registry` (the managed graphs that make up the default graph; world, registry and ontology if not said).
The texts of `examples/` are complete: they need no parameter and are offered to people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
EXAMPLES = FOLDER / "examples"
DEFAULT_GRAPHS = ("world", "registry", "ontology")
_HEADER = re.compile(r"#\s*(\w+)\s*:\s*(.*)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Query:
    """One text with its header."""

    name: str
    text: str
    title: str
    description: str
    parameters: tuple[tuple[str, str], ...]  # (variable, type)
    columns: tuple[str, ...]
    graphs: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with each `VALUES ?name { }` filled; values are already written terms. Raises KeyError for one it lacks."""
        text = self.text
        for name, written in values.items():
            gap = re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{)\s*(\}})", re.IGNORECASE)
            text, count = gap.subn(lambda found, inside=written: f"{found[1]} {inside} {found[2]}", text)  # type: ignore[misc]
            if not count:
                raise KeyError(f"query {self.name} has no empty VALUES ?{name} {{ }}")
        return text


@cache
def load_query(name: str) -> Query:
    """The query of `app/queries/{name}.rq`. Raises KeyError when there is none."""
    path = FOLDER / f"{name}.rq"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise KeyError(f"no query named {name}")
    return parse_query(name, path.read_text(encoding="utf-8"))


def parse_query(name: str, text: str) -> Query:
    """A query from its text."""
    header: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if found := _HEADER.match(line):
            key, value = found[1].lower(), found[2].strip()
            header[key] = f"{header[key]} {value}" if key in header else value
    pairs = [part.split() for part in header.get("parameters", "").split(",") if part.strip()]
    return Query(
        name=name,
        text=text,
        title=header.get("title", name),
        description=header.get("description", ""),
        parameters=tuple((pair[0].lstrip("?"), pair[1] if len(pair) > 1 else "term") for pair in pairs),
        columns=tuple(column.strip().lstrip("?") for column in header.get("columns", "").split(",") if column.strip()),
        graphs=tuple(header["graphs"].replace(",", " ").split()) if "graphs" in header else DEFAULT_GRAPHS,
    )


def list_queries() -> tuple[Query, ...]:
    """All queries, by name."""
    return tuple(load_query(path.stem) for path in sorted(FOLDER.glob("*.rq")))


@cache
def list_examples() -> tuple[Query, ...]:
    """The queries of `app/queries/examples`, by title."""
    found = (parse_query(path.stem, path.read_text(encoding="utf-8")) for path in EXAMPLES.glob("*.rq"))
    return tuple(sorted(found, key=lambda query: query.title))
