"""The tree of errors that a user can meet.

AppError                    status 500, exit 1
├── BadInput                400, exit 1   a document, row or field that cannot be read
│   ├── UnknownActor        404, exit 3
│   ├── AmbiguousActor      409, exit 2
│   ├── BadDate             400, exit 2
│   └── BadParameter        400, exit 2
├── NotFound                404, exit 3
├── Forbidden               403, exit 4
├── Unauthorized            401, exit 4
├── TooLarge                413, exit 1
├── NotAcceptable           406, exit 2
├── UnsupportedMedia        415, exit 2
├── PreconditionFailed      412, exit 1
├── QueryRefused            400, exit 2   the gate or the engine refused a SPARQL text
├── QueryTimeout            503, exit 1
├── Busy                    429, exit 1
└── StoreProblem            503, exit 4   no store, a foreign store, another owner
    └── ConfigurationProblem 500, exit 4

`status`, `code`, `exit_code` and `title` belong to the class; `detail`, `hint` and `extra` to the instance. One handler
turns them into RFC 9457 problem+json, the command line into a message and an exit code.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """A problem that we can explain: what was wrong (`detail`), and what to do (`hint`)."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"
    exit_code: ClassVar[int] = 1

    def __init__(self, detail: str, hint: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.detail} {self.hint}" if self.hint else self.detail


class BadInput(AppError):
    """A document, row or field cannot be read; the detail names it."""

    status, code, title, exit_code = 400, "bad-input", "The input cannot be read", 1


class BadParameter(BadInput):
    """A request parameter or command-line option has an unusable value."""

    status, code, title, exit_code = 400, "bad-parameter", "A parameter has an unusable value", 2


class BadDate(BadParameter):
    """A date is not YYYY, YYYY-MM or YYYY-MM-DD."""

    code, title = "bad-date", "A date cannot be read"


class UnknownActor(BadInput):
    """No actor bears the name; `candidates` in extra lists near ones."""

    status, code, title, exit_code = 404, "unknown-actor", "No actor bears this name", 3


class AmbiguousActor(BadInput):
    """Several actors bear the name; `candidates` in extra lists them."""

    status, code, title, exit_code = 409, "ambiguous-actor", "Several actors bear this name", 2


class NotFound(AppError):
    """The named resource does not exist."""

    status, code, title, exit_code = 404, "not-found", "There is no such thing", 3


class Unauthorized(AppError):
    """The request needs a key."""

    status, code, title, exit_code = 401, "unauthorized", "A key is needed", 4


class Forbidden(AppError):
    """The request is understood and refused."""

    status, code, title, exit_code = 403, "forbidden", "This is not allowed", 4


class NotAcceptable(AppError):
    """None of the formats asked for can be made."""

    status, code, title, exit_code = 406, "not-acceptable", "No acceptable format", 2


class UnsupportedMedia(AppError):
    """The body has a media type or charset that is not read here."""

    status, code, title, exit_code = 415, "unsupported-media", "The body's type is not read here", 2


class PreconditionFailed(AppError):
    """The resource is not as If-Match or If-None-Match says."""

    status, code, title, exit_code = 412, "precondition-failed", "It has changed meanwhile", 1


class TooLarge(AppError):
    """A body, query or file is over its limit."""

    status, code, title, exit_code = 413, "too-large", "Too large", 1


class QueryRefused(AppError):
    """A SPARQL text is wrong or over a limit of the gate; extra may hold `line` and `column`."""

    status, code, title, exit_code = 400, "query-refused", "The query cannot be run", 2


class QueryTimeout(AppError):
    """A query passed its deadline or its memory and was stopped."""

    status, code, title, exit_code = 503, "query-timeout", "The query was stopped", 1


class Busy(AppError):
    """Too many requests at once; `retry_after_s` in extra."""

    status, code, title, exit_code = 429, "busy", "Too many requests", 1


class StoreProblem(AppError):
    """The store is missing, foreign, damaged or owned by another process."""

    status, code, title, exit_code = 503, "store", "The store cannot be used", 4


class ConfigurationProblem(StoreProblem):
    """A setting is missing or contradictory."""

    status, code, title, exit_code = 500, "configuration", "The configuration cannot be used", 4
