"""Files, folders and globs -> files."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.errors import BadInput

SUFFIXES: Final = (
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".csv", ".rss", ".atom", ".rdf", ".xml", ".warc",
    ".warc.gz",
)  # fmt: skip
_NO_ARTICLES: Final = frozenset({"readme", "license", "licence", "changelog", "contributing"})  # what lies beside articles in a folder


def expand_paths(patterns: Sequence[str]) -> tuple[Path, ...]:
    """The files meant, each once, in the order given; those of a folder sorted, with all below it, hidden ones left out.

    Of a folder only files with a readable suffix count; README and the like are passed over. `-` stands for itself. Raises
    BadInput naming what matches nothing.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        if pattern == "-":
            found[Path("-")] = None
            continue
        paths = _matches(pattern)
        for path in paths:
            for file in _files_of(path) if path.is_dir() else (path,):
                found[file] = None
    return tuple(found)


def _matches(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.exists():
        return [path]
    paths = sorted(Path(match) for match in glob.iglob(pattern, recursive=True)) if glob.has_magic(pattern) else []  # noqa: PTH207 - may be absolute
    if not paths:
        reason = "matches no file" if glob.has_magic(pattern) else "there is no such file or folder"
        raise BadInput(f"{pattern}: {reason}.", "Check the path.", name=pattern)
    return paths


def is_article_file(path: Path, folder: Path) -> bool:
    """True for a file below the folder that a reader knows by its name: not hidden, no README and the like."""
    return (
        path.name.lower().endswith(SUFFIXES)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.stem.lower() not in _NO_ARTICLES
        and path.is_file()
    )


def _files_of(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if is_article_file(path, folder)]
    if not files:
        raise BadInput(
            f"{folder}: the folder holds nothing that can be read.", f"Files must end in {', '.join(sorted(SUFFIXES))}.", name=str(folder)
        )
    return files
