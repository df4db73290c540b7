"""The built scripts of the islands, by the manifest that Vite wrote beside them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from markupsafe import Markup

FOLDER: Final = "islands"


def island_tags(name: str) -> Markup:
    """The style sheets and the module script of `src/{name}.js`, for the head of a page. Raises KeyError if never built."""
    entry = _manifest()[f"src/{name}.js"]
    sheets = (Markup('<link rel="stylesheet" href="{}">').format(_address(sheet)) for sheet in entry.get("css", ()))
    return Markup("\n  ").join((*sheets, Markup('<script type="module" src="{}"></script>').format(_address(entry["file"]))))


def is_hashed(path: str) -> bool:
    """Whether the name of a static file holds the digest of its content, so that it never changes."""
    return path.startswith(f"{FOLDER}/") and not path.endswith("manifest.json")


@cache
def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("app.web") / "static" / FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return found


def _address(file: str) -> str:
    return f"/static/{FOLDER}/{file}"
