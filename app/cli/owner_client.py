"""Writes to a store that a running server owns: through its internal route, with the token of `owner.json`."""

from __future__ import annotations

import json
from typing import Any

import httpx

from app import errors
from app.errors import AppError, StoreProblem
from app.outcomes import Outcome, Source
from app.owner import Owner, read_owner
from app.settings import Settings

TIMEOUT_S = 600.0


def running_owner(settings: Settings) -> Owner | None:
    """The server that owns the store of the settings, if one runs and takes writes."""
    owner = read_owner(settings.folder)
    return owner if owner is not None and owner.url else None


class OwnerClient:
    """Asks the owner to write. Raises StoreProblem when it does not answer, else the problem that it answers."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner

    def ingest(self, source: Source) -> list[Outcome]:
        files = {"file": (source.name, source.data)}
        answer = self._post("ingest", files=files, data={"meta": json.dumps(dict(source.meta), default=str)})
        return [Outcome.from_json(item) for item in answer["articles"]]

    def retract(self, article: str) -> dict[str, Any]:
        return self._post("retract", json={"article": article})

    def decide(self, kind: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """`kind`: merge, split or review; `arguments` as of the function of that name in app/decide.py."""
        return self._post(kind, json=arguments)

    def rebuild(self) -> dict[str, Any]:
        return self._post("rebuild", json={})

    def _post(self, verb: str, **body: Any) -> dict[str, Any]:
        url = f"{self.owner.url}/internal/{verb}"
        try:
            response = httpx.post(url, headers={"Authorization": f"Bearer {self.owner.token}"}, timeout=TIMEOUT_S, **body)
        except httpx.HTTPError as problem:
            raise StoreProblem(
                f"The server that owns the store (process {self.owner.pid}, {self.owner.url}) does not answer: {problem}.",
                "Wait for it, or stop it and run the command again.",
            ) from None
        if response.is_success:
            answer: dict[str, Any] = response.json()
            return answer
        raise _problem_of(response)


def _problem_of(response: httpx.Response) -> AppError:
    """The error that a problem document tells of, so that it ends the command as it would have without a server."""
    try:
        body = response.json()
        code, detail, hint = str(body["type"]).rpartition("#problem-")[2], str(body["detail"]), body.get("hint")
    except (ValueError, KeyError, TypeError):
        return StoreProblem(f"The server that owns the store answered {response.status_code}.", "Its log says why.")
    known = (value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, AppError))
    kind = next((value for value in known if value.code == code and value is not AppError), StoreProblem)
    return kind(detail, hint)
