"""Every error of the service, as an RFC 9457 problem or, for a browser, as a page that says the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from app import errors
from app.api.negotiate import prefers_html
from app.errors import AppError, BadParameter
from app.logs import current_request

MEDIA_TYPE: Final = "application/problem+json"
MACHINE_PATHS: Final = (
    "/api/",
    "/internal/",
    "/sparql",
    "/rdf-graph-store",
    "/.well-known/",
    "/export",
    "/health",
    "/ready",
    "/metrics",
    "/mcp",
    "/openapi.json",
)


class Problem(BaseModel):
    """The body of every error (RFC 9457). `hint` says what to do; other members depend on the problem."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "/docs#problem-unknown-actor",
                "title": "No actor bears this name",
                "status": 404,
                "detail": "No actor is called 'Sergei Lavrof'.",
                "instance": "/api/v1/meetings?actor=Sergei%20Lavrof",
                "hint": "Did you mean one of the candidates?",
                "candidates": [{"id": "sergey-lavrov", "label": {"en": "Sergey Lavrov", "zh": "拉夫罗夫", "ru": "Сергей Лавров"}}],
            }
        },
    )

    type: str = Field(description="where this kind of problem is described")
    title: str = Field(description="the kind of problem in words")
    status: int = Field(description="the HTTP status, repeated")
    detail: str = Field(description="what was wrong this time")
    instance: str = Field(description="the request")
    hint: str | None = Field(None, description="what to do")
    request_id: str | None = Field(None, description="the X-Request-Id of the answer; name it when you report the problem")


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A problem before it is rendered."""

    status: int
    code: str
    title: str
    detail: str
    instance: str
    hint: str | None
    extra: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The body; `request_id` leads to the log lines of the request."""
        body: dict[str, Any] = {
            "type": f"/docs#problem-{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
        }
        if self.hint:
            body["hint"] = self.hint
        if request_id := current_request.get():
            body["request_id"] = request_id
        return body | {key: value for key, value in self.extra.items() if key not in body}


RenderPage = Callable[[Request, ProblemView], Response]


def all_problems() -> Iterator[type[AppError]]:
    """The classes of errors.py, each with a code of its own, for the documentation."""
    seen = set()
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, AppError) and value.code not in seen:
            seen.add(value.code)
            yield value


def install_problem_handlers(app: FastAPI, render_page: RenderPage) -> None:
    """Register the one handler for our errors, FastAPI's validation errors and Starlette's 404 and 405."""

    def respond(request: Request, view: ProblemView, headers: dict[str, str] | None = None) -> Response:
        wants_page = prefers_html(request) and not request.url.path.startswith(MACHINE_PATHS)
        response = render_page(request, view) if wants_page else problem_response(view)
        response.headers.update(headers or {})
        return response

    async def handle_app_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, AppError)
        retry = error.extra.get("retry_after_s")
        headers = {} if retry is None else {"Retry-After": str(retry)}
        if error.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="amur"'  # RFC 9110, 11.6.1
        return respond(request, view_of(request, error), headers)

    async def handle_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(request, view_of(request, _explain_invalid(request, error)))

    async def handle_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(allowed_methods(request))
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
        return respond(request, _view_of_http(request, error), headers)

    app.add_exception_handler(AppError, handle_app_error)
    app.add_exception_handler(RequestValidationError, handle_invalid)
    app.add_exception_handler(HTTPException, handle_http)


def problem_response(view: ProblemView) -> Response:
    body = json.dumps(view.to_json(), ensure_ascii=False, default=str).encode()
    return Response(body, status_code=view.status, media_type=MEDIA_TYPE)


def view_of(request: Request, error: AppError) -> ProblemView:
    return ProblemView(error.status, error.code, error.title, error.detail, instance_of(request), error.hint, error.extra)


def internal_problem(request: Request) -> ProblemView:
    """What a client sees of a bug: nothing of its inside."""
    return ProblemView(
        500, AppError.code, AppError.title, "The server met an error of its own; it has been logged.", instance_of(request),
        "Try again; if it stays, report it with the time and the address of the request.", {},
    )  # fmt: skip


def instance_of(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def allowed_methods(request: Request) -> list[str]:
    """What the address answers, by whichever route: the framework tells of the first that it fits alone."""
    routes = request.app.router.routes
    scopes = {method: {**request.scope, "method": method} for method in ("DELETE", "GET", "PATCH", "POST", "PUT")}
    found = {method for method, scope in scopes.items() if any(route.matches(scope)[0] is Match.FULL for route in routes)}
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))


def _view_of_http(request: Request, error: HTTPException) -> ProblemView:
    status = error.status_code
    phrase = HTTPStatus(status).phrase
    path = request.url.path
    known = {
        404: ("not-found", f"There is nothing at {path}.", _way_out(path)),
        405: ("method-not-allowed", f"{request.method} is not answered at {path}.", "The Allow header lists what is."),
        413: ("too-large", "The body is over the limit.", "Send less at once."),
    }
    code, detail, hint = known.get(status, (phrase.lower().replace(" ", "-"), str(error.detail), "The routes are described at /docs."))
    return ProblemView(status, code, phrase, detail, instance_of(request), hint, {})


def _way_out(path: str) -> str:
    listed = "The routes are listed at /docs."
    return f"Addresses end without a slash: try {path.rstrip('/')}. {listed}" if path.rstrip("/") and path.endswith("/") else listed


def _explain_invalid(request: Request, error: RequestValidationError) -> BadParameter:
    """The first thing wrong, in words; all of them under `errors`."""
    found = [(_location(item), item) for item in error.errors()]
    where, first = found[0]
    known = known_parameters(request)
    if first["type"] == "extra_forbidden":
        detail = f"{where}: there is no such parameter here."
        hint = f"The known ones are: {', '.join(known)}." if known else "This route takes no parameters."
    elif first["type"] == "missing":
        detail, hint = f"{where} is missing.", "It cannot be left out here; /docs says what it takes."
    else:
        detail = f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]} (given: {str(first.get('input'))[:80]!r})."
        hint = "See /docs for what the parameter takes."
    listed = [{"parameter": name, "problem": item["msg"]} for name, item in found]
    return BadParameter(detail, hint, parameter=where, known=known, errors=listed)


def _location(item: dict[str, Any]) -> str:
    parts = [str(part) for part in item["loc"]]
    return ".".join(parts[1:] or parts)


def known_parameters(request: Request) -> list[str]:
    """The names of the query parameters of the matched route: the fields of its one parameter model."""
    endpoint = request.scope.get("endpoint")
    if endpoint is None:
        return []
    for hint in get_type_hints(endpoint, include_extras=True).values():
        model = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        if isinstance(model, type) and issubclass(model, BaseModel) and model.model_config.get("extra") == "forbid":
            return [field.alias or name for name, field in model.model_fields.items()]
    return []
