"""What the engine says of a bad text, as the head of a reply: kind, message, and where."""

from __future__ import annotations

import re
from typing import Any

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def error_head(error: BaseException) -> dict[str, Any]:
    """For `workers.explain`. An error of another kind than the engine's is not hidden: it is raised again."""
    if isinstance(error, SyntaxError):
        found = _PLACE.match(str(error))
        if found:
            return {"error": "syntax", "message": found[3], "line": int(found[1]), "column": int(found[2])}
        place = {"line": error.lineno, "column": error.offset or 1} if error.lineno else {}
        return {"error": "syntax", "message": error.msg or str(error), **place}
    if isinstance(error, MemoryError):
        return {"error": "memory"}
    if isinstance(error, (OSError, ValueError, RuntimeError)):
        return {"error": "failed", "message": str(error)}
    raise error
