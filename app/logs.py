"""Logging: constant messages with fields, to stderr, as text or as JSON lines."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

current_request: Final[ContextVar[str | None]] = ContextVar("request", default=None)  # its id; follows it into threads
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


def _name_request(record: logging.LogRecord) -> bool:
    """Every line that a request causes bears the request's id."""
    if (request_id := current_request.get()) is not None:
        record.request_id = request_id
    return True


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{key}={value}" for key, value in vars(record).items() if key not in _STANDARD)
        text = f"{record.levelname.lower():7} {record.getMessage()}" + (f"  {fields}" if fields else "")
        return text + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")


def set_up_logging(*, level: str = "warning", as_json: bool = False) -> None:
    """Send the `app` loggers to stderr; called once, by the command line and the server."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if as_json else _TextFormatter())
    handler.addFilter(_name_request)
    logger = logging.getLogger("app")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
